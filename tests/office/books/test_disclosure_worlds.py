"""What is known and what is proposed: tables, worlds of several years, ways to make a release coarser, any order of commands."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonae.core import InputError, UnknownChoiceError
from sonae.disclosure import Verdict, freedom_left
from sonae.office.books.disclosure import (
    Stage,
    candidate_of_proposal,
    chain_of,
    content_of,
)
from sonae.office.gate import RefusedError
from sonae.office.models import Book, Event, Publication
from sonae.office.seed.disclosure import DISCLOSURE_WORLD
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.books.disclosing import (
    NUMBER,
    YEAR,
    Disclose,
    disclose,
    figure,
    propose,
    state_now,
)
from tests.office.conftest import NOW

__all__ = ["disclose"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("way", "passes"), [("units", True), ("intervals", True), ("rows", False), ("suppress", False)]
)
def test_every_fallback_is_judged(disclose: Disclose, way: str, passes: bool) -> None:
    if not passes:
        with pytest.raises(InputError, match="makes nothing coarser"):
            disclose("stockpile", "publication.coarsen", release=3, way=way)
        return
    disclose("stockpile", "publication.coarsen", release=3, way=way)
    assert state_now().proposal(3).stage is Stage.OPEN


def test_figures_are_left_out_until_what_stays_is_safe(disclose: Disclose) -> None:
    each = [figure("100", (name,)) for name in ("Li", "Co")]
    for way in ("suppress", "rows"):
        release = propose(disclose, figure("1000"), *each)
        assert state_now().proposal(release).stage is Stage.REFUSED
        disclose("stockpile", "publication.coarsen", release=release, way=way)
        now = state_now().proposal(release)
        assert (now.stage, len(now.now.part["figures"])) == (Stage.OPEN, 1)
        assert len(now.now.part["figures"][0]["of"]) == 10


def test_a_table_that_does_not_add_up_or_names_what_nobody_knows_is_refused_in_a_sentence(disclose: Disclose) -> None:
    def table(cells: str, codes: str = "[Li, Co]", measure: str = "private") -> str:
        return (
            f"dimensions: [{{id: mineral, totals: {{all: {codes}}}}}]\n"
            f"tables: [{{id: t, measure: {measure}, dimensions: [mineral], rounding: exact, lower: 0, cells: [{cells}]}}]\n"
        )

    def cell(code: str, value: int, more: str = "category: holding") -> str:
        return f"{{at: [{code}], value: {value}, {more}}}" if more else f"{{at: [{code}], value: {value}}}"

    cases = [
        (table(", ".join((cell("Li", 5), cell("Co", 7), cell("all", 13)))), "does not add up"),
        (table(cell("Li", 5)), "the cell is missing"),
        (table(", ".join((cell("Li", 5), cell("Xx", 7)))), "unknown code of «mineral» «Xx»"),
        (table(", ".join((cell("Li", 5, ""), cell("Co", 7)))), "states no contributors"),
        (table(", ".join((cell("Li", 5, "category: nothing"), cell("Co", 7)))), "know no category"),
        (table(", ".join((cell("Li", 5), cell("Co", 630))), measure="stock"), "does not hold of the values"),
        ("secrets: []", "the tables state more"), ("figures: []", "shows nothing"), ("][", "YAML"),
    ]  # fmt: skip
    before = state_now()
    for text, said in cases:
        with pytest.raises(InputError, match=said):
            propose(disclose, tables=text)
    with pytest.raises(InputError, match="no mineral «Xx»"):
        propose(disclose, figure("100", ("Xx",)))
    with pytest.raises(InputError, match="FY2019"):
        propose(disclose, figure("100"), year=2019)
    with pytest.raises(InputError, match="no release 99"):
        disclose("stockpile", "publication.check", release=99)
    assert state_now() == before


def test_a_table_of_the_stock_by_mineral_is_the_stock_that_the_book_knows(disclose: Disclose) -> None:
    """Left to itself, a table whose cells name no category would pass; its cells are tied to the book's own secrets."""
    held = {"Li": 720, "Co": 630, "Ni": 1800, "Mn": 1800}
    cells = ", ".join(f"{{at: [{name}], value: {held[name]}, contributors: {{x: {held[name]}}}}}" for name in held)
    text = (
        f"dimensions: [{{id: mineral, totals: {{all: [{', '.join(held)}]}}}}]\n"
        "tables: [{id: t, measure: stock, dimensions: [mineral], rounding: {unit: 10, ties: half_up}, lower: 0, "
        f"cells: [{cells}]}}]\n"
    )
    release = propose(disclose, tables=text)
    check = state_now().proposal(release).now.check
    assert check.ruling == "refuse"
    assert any("days Li" in one.en for one in check.parts)


_COMPANIES = """
dimensions:
  - {id: company kind, totals: {all: [smelters, traders, makers]}}
tables:
  - id: private
    measure: private stock
    dimensions: [company kind]
    rounding: exact
    lower: 0
    cells:
      - {at: [smelters], value: 100, contributors: {a: 96, b: 2, c: 2}}
      - {at: [traders], value: 120, contributors: {d: 40, e: 40, f: 40}}
      - {at: [makers], value: 160, contributors: {h: 60, i: 50, j: 50}}
"""


@pytest.mark.parametrize("way", ["suppress", "intervals"])
def test_a_table_of_companies_is_made_coarser_until_it_passes(disclose: Disclose, way: str) -> None:
    release = propose(disclose, tables=_COMPANIES)
    assert state_now().proposal(release).stage is Stage.REFUSED
    disclose("stockpile", "publication.coarsen", release=release, way=way)
    now = state_now().proposal(release)
    assert now.stage is Stage.OPEN
    shown = content_of(candidate_of_proposal(state_now(), now))
    rows = {row["at"][0]: row for row in shown["tables"][0]["rows"]}
    assert rows["all"]["shown"] == "380"
    assert (rows["smelters"]["shown"], rows["smelters"]["low"]) == (None, None), "one of them is nearly all"
    hidden = [name for name, row in rows.items() if row["shown"] is None]
    assert len(hidden) > 1, "one hidden cell alone would follow from the total"
    assert all(name not in str(rows) for name in ("contributors", "96"))


def test_the_same_number_stays_the_same_number(disclose: Disclose) -> None:
    """Days of one decision, and the stock of a year of which something is out, are not restated."""
    other = [dict(one) for one in DISCLOSURE_WORLD["minerals"]]
    other[0]["days"] = "90"
    with pytest.raises(InputError, match="another number than was stated before"):
        disclose("stockpile", "disclosure.state", **{**DISCLOSURE_WORLD, "year": YEAR, "minerals": other})
    with pytest.raises(InputError, match="another number than was stated before"):
        disclose("stockpile", "disclosure.state", **{**DISCLOSURE_WORLD, "year": 2026, "minerals": other})
    disclose(
        "stockpile", "disclosure.state", **{**DISCLOSURE_WORLD, "year": 2026, "minerals": other, "decision": "決定2026"}
    )
    assert [one.year for one in state_now().worlds] == [2025, 2026]
    wrong = [
        ({"minerals": [{**other[0], "group": "none"}]}, "is none"), ({"minerals": [other[0], other[0]]}, "stands twice"),
        ({"minerals": [{**other[0], "days": None}]}, "neither days nor stock"),
        ({"minerals": [{**other[0], "consumption": None}]}, "follows from nothing"),
        ({"minerals": [{**other[0], "days": "61"}]}, "no multiple of its step"),
        ({"minerals": [{**other[0], "days": "210"}]}, "outside its own bounds"),
        ({"band": "5", "minerals": [{**other[0], "held": "9999"}]}, "does not hold of the values"),
    ]  # fmt: skip
    for change, said in wrong:
        fields = {**DISCLOSURE_WORLD, "year": 2026, "decision": "決定2027", **change}
        with pytest.raises(InputError, match=said) as caught:
            disclose("stockpile", "disclosure.state", **fields)
        assert not any(secret in str(caught.value) for secret in ("9999", "210", "61"))


def test_what_is_known_of_the_change_between_years_counts(disclose: Disclose) -> None:
    """Two years' reports of a stock that everybody knows to have moved little are judged as one."""
    rows = [
        {**one, "held": str(int(one["days"]) * int(one["consumption"]) + 3), "moved": "5"}
        for one in DISCLOSURE_WORLD["minerals"]
    ]
    disclose("stockpile", "disclosure.state", **{**DISCLOSURE_WORLD, "year": 2026, "minerals": rows})
    four = ("Li", "Co", "Ni")
    release = propose(disclose, figure("10", four), year=2026)
    assert state_now().proposal(release).stage is Stage.REFUSED, "with last year's group total it tells the fourth"
    for row in rows:
        row.pop("moved")
    disclose("stockpile", "disclosure.state", **{**DISCLOSURE_WORLD, "year": 2026, "minerals": rows})
    release = propose(disclose, figure("1000", four), year=2026)
    assert state_now().proposal(release).stage is Stage.OPEN


def test_the_yearly_report_of_the_stock_desk_goes_out_with_its_ledger(disclose: Disclose) -> None:
    """What the stock desk holds at the end of a year is taken over, reported as finely as the gate lets through, and published."""
    names = ("W", "Co", "REE", "Sb")
    later = dt.datetime(2027, 5, 10, 3, tzinfo=dt.UTC)
    rows = [{"id": name, "ja": f"架空{name}", "en": f"made-up {name}", "group": "all", "held": "1"} for name in names]
    world = {
        "year": 2026, "decision": "架空決定2025", "groups": [{"id": "all", "ja": "全て", "en": "all"}], "minerals": rows[:1]
    }  # fmt: skip
    disclose("stockpile", "disclosure.state", **world)
    with pytest.raises(RefusedError, match="has not ended"):
        disclose("stockpile", "disclosure.take", stock="K2025-01", year=2026)
    with pytest.raises(InputError, match="the stock holds Co"):
        disclose("stockpile", "disclosure.take", at=later, stock="K2025-01", year=2026)
    disclose("stockpile", "disclosure.state", **{**world, "minerals": rows})
    disclose("stockpile", "disclosure.take", at=later, stock="K2025-01", year=2026)
    held = {one.id: one.held for one in state_now().world_of(2026).minerals}
    assert held == {"W": "987/20", "Co": "6219001/250000", "REE": "913/50", "Sb": "37943/4000"}
    disclose("stockpile", "publication.report", at=later, year=2026, readers="一般")
    now = state_now().proposals[-1]
    assert now.stage is Stage.OPEN
    release = len(state_now().proposals)
    for who in ("review", "executive"):
        disclose(who, "publication.approve", at=later, release=release)
    receipt = disclose("executive", "publication.publish", at=later, release=release)
    assert receipt.findings["release.safe"] == "yes"
    with acting_as(WHOLE_OFFICE):
        row, book = Publication.objects.latest("entry"), Book.objects.get(number=NUMBER)
        assert chain_of(book, state_now(), later).whole
        lines = "".join(Event.objects.filter(subject=f"book/{NUMBER}").values_list("line", flat=True))
    total = sum(Fraction(one) for one in held.values())
    shown = next(one for one in row.document["figures"] if one["shown"])
    assert shown["shown"] not in ("", str(total))
    assert abs(Fraction(shown["shown"]) - total) <= Fraction(shown["unit"]) / 2
    for secret in held.values():
        assert secret not in lines


def test_the_stock_of_a_book_that_is_not_there_is_not_taken_over(disclose: Disclose) -> None:
    with pytest.raises(InputError, match="no book of the stock"):
        disclose("stockpile", "disclosure.take", stock="V2023-01", year=YEAR)
    with pytest.raises(InputError, match="no book of the stock"):
        disclose("stockpile", "disclosure.take", stock="S1999-01", year=YEAR)


# Any order of commands

_STEPS = st.sampled_from(
    [
        *(("stockpile", "publication.propose", names, unit) for names in (("Li", "Co", "Ni"), ("Li", "Co", "Ni", "Mn"), (), ("Ga",))
          for unit in ("100", "1000", "5000")),
        *(("review", "publication.approve", n, None) for n in (2, 3, 4, 5)),
        *(("executive", "publication.approve", n, None) for n in (2, 3, 4, 5)),
        *(("executive", "publication.publish", n, None) for n in (2, 3, 4, 5)),
        *(("stockpile", "publication.coarsen", n, way) for n in (3, 4) for way in ("units", "intervals")),
        ("stockpile", "publication.check", 3, None), ("stockpile", "publication.withdraw", 4, None),
    ]
)  # fmt: skip


@settings(
    max_examples=3, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.lists(_STEPS, min_size=5, max_size=10))
def test_no_order_of_commands_lets_out_what_leaks(disclose: Disclose, steps: list[tuple[Any, ...]]) -> None:
    """After any commands: what is out was approved by two others, and the ledger as a whole keeps every secret's room."""
    for who, kind, what, how in steps:
        fields: dict[str, Any] = {"release": what}
        if kind == "publication.propose":
            fields = {
                "title_ja": "x", "title_en": "x", "year": YEAR, "form": "table", "readers": "x", "figures": [figure(how, what)],
            }  # fmt: skip
        fields |= {"way": how} if kind == "publication.coarsen" else {}
        fields |= {"reason": "x"} if kind == "publication.withdraw" else {}
        before = state_now()
        try:
            disclose(who, kind, **fields)
        except (RefusedError, InputError, UnknownChoiceError):
            assert state_now() == before
    state = state_now()
    out = [one for one in state.proposals if one.stage is Stage.PUBLISHED]
    assert {one.id for one in out} == {one.release for one in state.ledger.entries}
    for proposal in out:
        assert len({one.by for one in proposal.approvals} - proposal.makers) >= 2
    with acting_as(WHOLE_OFFICE):
        assert chain_of(Book.objects.get(number=NUMBER), state, NOW).whole
    assert {one.verdict for one in freedom_left(state.ledger, state.rules)} == {Verdict.SAFE}
