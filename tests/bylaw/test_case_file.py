"""What a case file may not hold, and the sentence that says so."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sonae.bylaw import case_from_tree, check_case
from sonae.core import InputError

COSTS = [{"name": "a", "shared": True}, {"name": "b", "shared": False}]
JUDGED = {
    "point": "cost.indispensable", "of": "costs.2", "holds": True, "by": "A", "on": dt.date(2026, 3, 20), "reason": "r",
    "evidence": ["paper"],
}  # fmt: skip


def case(**more: Any) -> Any:
    return case_from_tree(
        {
            "id": "made-up", "name_ja": "架空", "name_en": "made up", "fictional": True, "classification": "public",
            "project": {"name": "P", "resource": "oil", "businesses": ["exploration"], "place": "overseas"}, "costs": COSTS,
            **more,
        },
        "case.yaml",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"of": "costs.99"}, r"field «judgements\.1\.of»: .*«costs\.99» is none; expected costs\.1 to costs\.2"),
        ({"of": "costs.0"}, "«costs.0» is none"),
        ({"of": "funding.1"}, "«funding.1» is none"),
        ({"of": ""}, "is judged of an entry of costs"),
        ({"point": "country_risk_high"}, "is judged of the case as a whole, and «costs.2» is none"),
        ({"point": "matter.criteria_met", "of": "management.matters.1"}, "expected an entry, and the case states none"),
        (
            {"point": "cost.indispensible"},
            r"field «judgements\.1\.point»: unknown .*nearest valid: cost\.indispensable",
        ),
        ({"on": 0}, r"field «judgements\.1\.on»: this should be a day such as 2026-04-01"),
        ({"on": dt.datetime(2026, 3, 20)}, "this should be a day"),
        ({"on": "9999-12-31"}, "this should be a day of the years 1900 to 2200"),
        ({"on": "2026-02-30"}, "«2026-02-30» is no day of the calendar"),
        ({"evidence": "paper"}, r"field «judgements\.1\.evidence»: this should be a list"),
        ({"evidence": []}, "this should hold at least one entry"),
        ({"by": "A\n○ 可      scope.governed"}, r"field «judgements\.1\.by»: the text holds line breaks or control"),
        ({"reason": "\u202eesrever"}, "the text holds line breaks or control characters"),
    ],
)
def test_a_judgement_that_no_rule_could_read_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said) as refusal:
        case(judgements=[JUDGED | change])
    assert str(refusal.value).startswith("case.yaml, field «judgements.1.")
    assert "\n" not in str(refusal.value)


def test_two_judgements_of_a_day_do_not_say_the_opposite_in_any_order() -> None:
    for both in ([JUDGED, JUDGED | {"holds": False}], [JUDGED | {"holds": False}, JUDGED]):
        with pytest.raises(InputError, match=r"field «judgements\.2\.holds»: it says the opposite of judgement 1"):
            case(judgements=both)
    later = JUDGED | {"holds": False, "on": dt.date(2026, 3, 21)}
    twice = [JUDGED, JUDGED | {"by": "B"}]  # two persons who say the same contradict nobody
    for judgements in ([*twice, later], [later, *reversed(twice)]):
        check = check_case(case(judgements=judgements), dt.date(2026, 4, 1))
        assert check.of("cost.eligible [costs.2]").outcome.value == "no"


@pytest.mark.parametrize("wrong", [True, "5", 1.5, float("nan"), float("inf")])
def test_a_number_is_written_as_a_whole_number(wrong: object) -> None:
    with pytest.raises(InputError, match=r"case\.yaml, field «investee\.agency_votes»: this should be a whole number"):
        case(investee={"name": "X", "incorporated": True, "agency_votes": wrong})


@pytest.mark.parametrize("name", ["a\x1b[2Jb", "a\nb", "a\u200bb", "a\u2066b"])
def test_a_name_forges_no_line_of_an_answer(name: str) -> None:
    with pytest.raises(InputError, match=r"field «costs\.1\.name»: the text holds line breaks or control characters"):
        case(costs=[{"name": name, "shared": True}])


def test_letters_of_other_scripts_and_the_wide_space_are_text() -> None:
    kept = case(costs=[{"name": "شركة النفط　株式会社", "shared": True}])
    assert kept.costs[0].name == "شركة النفط　株式会社"


def test_departments_may_be_deep_and_no_circle() -> None:
    def under(name: str, above: object) -> dict[str, object]:
        return {"name": name, "promotes": False, "under": above}

    names = [f"D{number}" for number in range(3000)]
    deep = [under(one, above) for one, above in zip(names, [*names[1:], False], strict=True)]
    assert len(case(adoption={"departments": deep}).adoption.departments) == 3000
    with pytest.raises(InputError, match="in a circle: D2998 → D2999 → D2998"):
        case(adoption={"departments": [under(names[-2], names[-1]), under(names[-1], names[-2])]})
