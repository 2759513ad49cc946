"""FY2023 as published: every attainment is reproduced, or the printed figure is said to be inconsistent.

Source: document 000, the agency's evaluation of FY2023; L is a line of its text counted without blank lines.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest

from sonae.core import FiscalYear, Outcome
from sonae.evaluation import check_claim, compare, english_unit, load_evaluation, marked, progress

FY2023 = load_evaluation("FY2023")
YEAR = FiscalYear(2023)

# indicator: actual, target, printed percentages with their lines. Typed from the document, apart from the data file.
PUBLISHED: dict[str, tuple[str, str, list[tuple[int, str]]]] = {
    "1-2": ("11", "8", [(138, "236-237"), (138, "682")]), "1-3": ("8", "6", [(133, "242-243"), (133, "686-687")]),
    "1-4": ("10", "100", [(10, "178")]), "2-1": ("43.6", "106", [(41, "851"), (41, "978")]), "2-2": ("0", "5", [(0, "859")]),
    "2-3": ("71", "48", [(148, "1117")]), "2-4": ("42", "26", [(162, "1189")]), "2-5": ("2", "1", [(200, "1236")]),
    "3-1": ("7.4", "10.7", [(69, "1338")]), "3-2": ("0", "4.0", [(0, "1345")]), "3-3": ("23", "11", [(209, "1435-1436")]),
    "3-4": ("6", "5", [(120, "1445")]), "3-5": ("63", "250", [(25, "1375")]), "4-1": ("3", "3", [(100, "2193")]),
    "4-2": ("5", "4", [(125, "2196")]), "4-3": ("3", "2", [(150, "2346-2347")]), "4-4": ("4", "3", [(133, "2541")]),
    "5-1": ("10", "8", [(125, "2696")]), "5-2": ("4", "3", [(125, "2783")]), "5-3": ("32", "25", [(128, "2830")]),
}  # fmt: skip
WHOLE_PERIOD = {"1-1", "1-4", "2-1", "2-2", "3-1", "3-2", "3-5"}
CLAIMS = [claim for claim in FY2023.claims if claim.kind == "attainment"]


@pytest.mark.parametrize("name", PUBLISHED)
def test_attainment_is_that_of_the_printed_figures(name: str) -> None:
    actual, target, _ = PUBLISHED[name]
    found = FY2023.attainment(name)
    assert found is not None
    assert (found.actual, found.target) == (Fraction(actual), Fraction(target))
    assert found.ratio == Fraction(actual) / Fraction(target)
    assert found.judged is (name not in WHOLE_PERIOD)
    assert found.finding.citations


def test_the_file_claims_every_printed_percentage_and_no_other() -> None:
    stated = Counter((claim.indicator, int(claim.printed), claim.lines) for claim in CLAIMS)
    printed = Counter((name, value, lines) for name, (_, _, places) in PUBLISHED.items() for value, lines in places)
    assert stated == printed


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_published_attainment_is_reproduced_or_said_to_be_inconsistent(claim: object) -> None:
    found = check_claim(FY2023, claim)  # type: ignore[arg-type]
    if claim.indicator == "5-2":  # type: ignore[attr-defined]
        assert found.outcome is Outcome.NO
        assert "4 ÷ 3 is 133 %; the printed figure 125 % is inconsistent" in found.because
        assert "整合しない" in found.because_ja
    else:
        assert found.outcome is Outcome.YES, found.because


def test_one_indicator_has_no_published_attainment_and_none_is_made_up() -> None:
    """1-1: level 103.4 of 105, baseline 102.6; 98.5 % and 33.3 % are both possible, the document prints none."""
    found = FY2023.attainment("1-1")
    assert found is not None
    assert (found.ratio, found.finding.missing) == (None, ("1-1.formula",))
    assert FY2023.attainment("1-4").provisional  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "share"),
    [("1-2", "11/40"), ("1-3", "8/30"), ("2-3", "71/240"), ("2-4", "42/130"), ("2-5", "2/5"), ("3-3", "23/55"), ("3-4", "6/25"),
     ("4-1", "3/25"), ("4-2", "5/20"), ("4-3", "3/10"), ("5-2", "4/15"), ("2-1", "43.6/106"), ("5-3", None), ("4-4", None)],
)  # fmt: skip
def test_progress_in_the_period(name: str, share: str | None) -> None:
    expected = None if share is None else Fraction(share.split("/")[0]) / Fraction(share.split("/")[1])
    assert progress(FY2023.indicator(name), YEAR) == expected


def test_the_yearly_target_is_a_fifth_of_the_periods_but_for_one() -> None:
    odd = {
        one.id for one in FY2023.indicators
        if one.judged == "yearly" and one.whole_target is not None and one.target(YEAR) != one.whole_target / 5
    }  # fmt: skip
    assert odd == {"4-1"}


# Ratings

RATINGS = {
    "I-1": ("A", "A"), "I-2": ("A", "A"), "I-3": ("A", "A"), "I-4": ("A", "A"), "I-5": ("A", "B"), "II": ("B", "B"),
    "III": ("not_printed", "B"), "IV": ("B", "B"),
}  # fmt: skip


@pytest.mark.parametrize("item", RATINGS)
def test_ratings_of_both_sides_stand_apart(item: str) -> None:
    both = [FY2023.rating(item, by) for by in ("self", "minister")]
    assert tuple(one.letter for one in both if one is not None) == RATINGS[item]
    ground = FY2023.ground(item)
    assert ground.letters == (("A", "S") if item.startswith("I-") else ())
    outcomes = [compare(one, ground).outcome for one in both if one is not None]
    assert set(outcomes) <= {Outcome.YES, Outcome.NOT_APPLICABLE}


def test_the_minister_steps_one_down_from_a_band_that_is_met() -> None:
    rating = FY2023.rating("I-5", "minister")
    assert rating is not None
    assert compare(rating, FY2023.ground("I-5")).value == 1


def test_the_whole_is_open_for_want_of_published_weights() -> None:
    assert FY2023.overall().missing == ("aggregate",)
    overall = FY2023.rating("overall", "minister")
    assert overall is not None
    assert overall.letter == "A"


def test_the_summary_table_marks() -> None:
    """L79 to L84."""
    shown = [marked(RATINGS[one.id][1], important=one.importance == "high") for one in FY2023.items]
    assert shown == ["A○", "A○", "A○", "A○", "B○", "B", "B", "B"]
    assert [one.difficulty == "high" for one in FY2023.items] == [True] * 6 + [False] * 2


# Inputs and conditions

MONEY = {  # budget, settlement, ordinary cost, ordinary profit, administrative cost in thousand yen, staff
    "I-1": (777_882_205, 325_408_176, 229_388_902, -178_110_527, 238_914_310, "373.75"),
    "I-2": (16_994_175, 16_085_852, 23_856_048, 248_063, 24_498_820, "54.89"),
    "I-3": (148_709_744, 28_222_956, 15_126_495, 5_803_823, 17_052_098, "185.23"),
    "I-4": (1_437_380_094, 1_335_235_758, 80_324_743, -163_741, 80_465_116, "138.87"),
    "I-5": (4_878_073, 4_691_164, 4_211_330, -1_796_614, 4_319_286, "37.77"),
}


def test_input_figures() -> None:
    names = ("budget", "settlement", "ordinary_cost", "ordinary_profit", "administrative_cost")
    for one in FY2023.inputs:
        *money, staff = MONEY[one.item]
        assert [one.yen(name) for name in names] == [value * 1000 for value in money]  # type: ignore[arg-type]
        assert one.staff == Decimal(str(staff))
    assert {one.item for one in FY2023.inputs} == set(MONEY)
    # Digest 3 §4: sums of the five.
    sums = [sum(int(one.figures[name].value) for one in FY2023.inputs) for name in names]  # type: ignore[index]
    assert sums == [2_385_844_291, 1_709_643_906, 352_907_518, -174_018_996, 365_249_630]


def test_conditions_hold_and_the_efficiency_rate_is_as_printed() -> None:
    found = {one.question: one for one in FY2023.conditions()}
    assert all(one.outcome is Outcome.YES for one in found.values())
    efficiency = found["efficiency.average"]
    assert efficiency.value == Fraction("0.2587")
    assert efficiency.missing == ("cost.FY2022.base",)
    assert found["satisfaction.5-1"].value == 1


def test_the_register_counts_what_the_document_counts() -> None:
    itemised = [one.id for one in FY2023.indicators if YEAR in one.actuals and one.actuals[YEAR].itemised]
    assert len(itemised) == 13
    counted = {name: FY2023.register.count(name, YEAR) for name in itemised}
    assert counted == {
        "1-2": 11, "1-3": 8, "2-3": 71, "2-5": 2, "3-3": 23, "3-4": 6, "4-1": 3, "4-2": 5, "4-3": 3, "4-4": 4, "5-1": 12, "5-2": 4,
        "5-3": 32,
    }  # fmt: skip
    assert FY2023.register.count("2-4", YEAR) == 14  # the document itemises 14 of 42
    assert not list(FY2023.register.doubles())


# What the forms need


def last_line(lines: str) -> int:
    return max(int(span.split("-")[-1]) for span in lines.split(","))


def test_every_part_of_the_forms_has_its_data() -> None:
    assert [str(step.on) for step in FY2023.conduct.procedure] == ["2024-06-13", "2024-06-26", "2024-06-28"]  # type: ignore[union-attr]
    for item in FY2023.items:
        columns = {one.column for one in FY2023.narrative if one.item == item.id}
        assert {"result", "outstanding", "expert"} <= columns, item.id
        assert FY2023.rating(item.id, "minister").reason is not None  # type: ignore[union-attr]
        if item.form == "1-1-4-1":
            assert item.legal_basis
            assert item.review_sheets
            assert {"indicator", "grounds"} <= columns, item.id
            assert {one.item for one in FY2023.inputs} >= {item.id}
        sections = [row.section for row in FY2023.goals if row.section.startswith(item.section)]
        assert len(sections) >= 3, item.id


def test_every_line_lies_in_the_document() -> None:
    stated = [
        one.lines
        for one in (*FY2023.claims, *FY2023.narrative, *FY2023.results, *FY2023.not_checkable, *FY2023.indicators)
    ]
    stated += [cell.lines for row in FY2023.goals for cell in (*row.goal, *row.plan, *row.annual)]
    stated += [one.lines for one in FY2023.evidence if one.lines]
    assert len(stated) > 590
    assert max(map(last_line, stated)) <= 7293
    annex = [cell.lines for row in FY2023.goals for cell in (*row.goal, *row.plan, *row.annual)]
    assert min(int(lines.split("-")[0].split(",")[0]) for lines in annex) > 3384


def test_every_unit_has_an_english_word() -> None:
    units = {one.unit for one in FY2023.indicators} | {one.unit for one in FY2023.results}
    units |= {
        one.unit for row in FY2023.goals for cell in (*row.goal, *row.plan, *row.annual) for one in cell.quantities
    }
    assert [unit for unit in units if any(ord(letter) >= 0x3000 for letter in english_unit(unit))] == []


def test_the_cascade_shows_what_changes_between_columns() -> None:
    changes = list(FY2023.cascade.changes())
    assert [one.of for one in changes if one.kind == "not_carried"] == [
        "e1_1.p1.i2.k3@plan"
    ]  # digest 2 §5: basic drilling
    quantities = {(one.of, one.before.en, one.after.en) for one in changes if one.kind == "quantity"}
    trained = "indicator-2-3: at least"
    assert ("e1_2.p1.i2@annual", f"{trained} 240 persons", f"{trained} 48 persons") in quantities
    # The annual plan leaves out that new items fall under the rate from the next year (digest 2 §1.2).
    assert ("e2.p4.i3@annual", "new-items: at least 1.11 %", "") in quantities
    assert FY2023.cascade.descent("e1_3.p1.i2.k2@annual") == (
        "e1_3.p1.i2.k2@annual", "e1_3.p1.i2.k2@plan", "e1_3.p1.i2.k1@goal",
    )  # fmt: skip
    assert len(FY2023.goals) == 63


def test_external_factors_are_covered_where_the_goals_say_so() -> None:
    covered = [row.section for row in FY2023.goals if row.goal and row.goal[-1].external_factors]
    assert covered == ["e1_5.p1.i3"]  # lines 6496 to 6501
