"""The book of disclosure: proposals judged over every release ever made, two persons, one ledger; each gate with its reason."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonae.core import FixedClock, InputError, Outcome, UnknownChoiceError
from sonae.disclosure import Gate, Verdict, freedom_left
from sonae.office.books import BookReceipt, book_command_from, book_moves, handle_book, may_give_book, visible_books
from sonae.office.books.disclosure import (
    DisclosureState,
    Stage,
    candidate_of_proposal,
    chain_of,
    read_state,
    stock_book_in,
)
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.models import Book, Event, Publication
from sonae.office.seed.cast import Cast
from sonae.office.seed.disclosure import DISCLOSURE_WORLD, disclosure_rules
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.conftest import NOW

pytestmark = pytest.mark.django_db

NUMBER, YEAR = "D2026-01", 2025
NOT_OUT = "This material cannot be released."
Disclose = Callable[..., BookReceipt]


@pytest.fixture
def disclose(cast: Cast) -> Disclose:
    """Give a command on the demonstration's book; every call is a wish of its own unless it names a key."""
    count = 0

    def given(who: str, kind: str, book: str | None = NUMBER, *, key: str = "", **fields: object) -> BookReceipt:
        nonlocal count
        count += 1
        command = book_command_from(kind, fields)
        return handle_book(command, cast[who], key=key or f"d-{count}", book=book, clock=FixedClock(NOW))

    return given


def state_now() -> DisclosureState:
    with acting_as(WHOLE_OFFICE):
        return read_state(Book.objects.get(number=NUMBER))


def figure(unit: str, minerals: tuple[str, ...] = (), of: str = "stock", ties: str = "half_up") -> dict[str, Any]:
    return {
        "ja": "架空の数値",
        "en": "made-up figure",
        "of": of,
        "unit": unit,
        "minerals": list(minerals),
        "ties": ties,
    }


def propose(disclose: Disclose, *figures: dict[str, Any], **more: Any) -> int:
    fields = {
        "title_ja": "架空の公表",
        "title_en": "made-up release",
        "year": YEAR,
        "form": "table",
        "readers": "一般",
        **more,
    }
    disclose("stockpile", "publication.propose", figures=list(figures), **fields)
    return len(state_now().proposals)


def approve(disclose: Disclose, release: int) -> None:
    for who in ("review", "executive"):
        disclose(who, "publication.approve", release=release)


def refused(disclose: Disclose, who: str, kind: str, question: str, **fields: object) -> str:
    """The reason in English for which a command is refused; the book stays as it was and the refusal is told."""
    before = state_now()
    with pytest.raises(RefusedError) as caught:
        disclose(who, kind, **fields)
    shut = {one.question for one in caught.value.findings if one.outcome is Outcome.NO}
    assert question in shut, shut
    assert state_now() == before
    assert Event.objects.order_by("-sequence").first().kind == "command.refused"  # type: ignore[union-attr]
    return caught.value.verdict.en


def test_the_demonstration_holds_a_report_that_is_out_and_two_that_are_not(cast: Cast) -> None:
    state = state_now()
    assert [(one.stage, one.now.check.ruling) for one in state.proposals] == [
        (Stage.PUBLISHED, "pass"), (Stage.OPEN, "pass"), (Stage.REFUSED, "refuse"),
    ]  # fmt: skip
    first = state.proposals[0]
    assert [one.ruling for one in first.now.tried] == ["refuse", "pass"], (
        "the naive report is refused, the coarser passes"
    )
    with acting_as(WHOLE_OFFICE):
        row = Publication.objects.get()
    assert [one["shown"] for one in row.document["figures"]] == ["9200", "5000", "3200", "1100"]
    assert row.document["minerals"] == 10


def test_a_release_is_refused_then_passes_when_it_is_coarser_and_goes_out(disclose: Disclose) -> None:
    assert "does not let it through" in refused(disclose, "review", "publication.approve", "release.stage", release=3)
    disclose("stockpile", "publication.coarsen", release=3, way="units")
    now = state_now().proposal(3)
    assert (now.stage, now.now.part["figures"][0]["rounding"]["unit"]) == (Stage.OPEN, "2000")
    approve(disclose, 3)
    receipt = disclose("executive", "publication.publish", release=3)
    assert receipt.findings["release.safe"] == "yes"
    state = state_now()
    assert [one.release for one in state.ledger.entries] == ["D2026-01-R1", "D2026-01-R3"]
    with acting_as(WHOLE_OFFICE):
        row, book = Publication.objects.get(entry=2), Book.objects.get(number=NUMBER)
        chain = chain_of(book, state, NOW)
    assert chain.whole
    assert chain.lines[1].seal == row.seal
    body = json.loads(Event.objects.get(sequence=receipt.sequence).line)["body"]
    assert (body["seal"], body["approved_by"]) == (row.seal, ["review", "executive"])
    assert state.ledger.entries[1].hash not in json.dumps(body), "a bare hash of guessable numbers is not told"
    assert row.document["figures"][0] | {"ja": "", "en": ""} == {
        "ja": "", "en": "", "shown": "4000", "unit": "2000", "ties": "half_up", "below": None,
    }  # fmt: skip
    row.title_ja = "別の件名"
    with (
        acting_as(WHOLE_OFFICE),
        transaction.atomic(),
        pytest.raises(DatabaseError, match=r"never changed|append-only"),
    ):
        row.save()


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


def test_two_other_persons_approve(disclose: Disclose) -> None:
    assert "approved already" in refused(disclose, "review", "publication.approve", "release.once", release=2)
    assert "does not approve it" in refused(
        disclose, "stockpile", "publication.approve", "release.other_person", release=2
    )
    assert "not approved yet" in refused(disclose, "executive", "publication.publish", "release.stage", release=2)
    disclose("executive", "publication.approve", release=2)
    assert "approved already" in refused(disclose, "executive", "publication.approve", "release.stage", release=2)
    for who in ("auditor", "ministry"):
        with pytest.raises(RefusedError, match="this is for"):
            disclose(who, "publication.approve", release=2)
    disclose("stockpile", "publication.publish", release=2)
    for kind in ("publication.publish", "publication.withdraw", "publication.coarsen", "publication.check"):
        more = {"publication.withdraw": {"reason": "誤り"}, "publication.coarsen": {"way": "units"}}.get(kind, {})
        assert "what is out stays out" in refused(disclose, "stockpile", kind, "release.stage", release=2, **more)


def test_who_makes_a_release_coarser_does_not_approve_it(disclose: Disclose, cast: Cast) -> None:
    disclose("stockpile", "publication.coarsen", release=3, way="units")
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=NUMBER)
        rows = book.state["proposals"]
        rows[2]["attempts"][-1]["by"] = "review"
        book.save()
    refused(disclose, "review", "publication.approve", "release.other_person", release=3)


def test_two_releases_approved_side_by_side_do_not_leak_together(disclose: Disclose) -> None:
    """Each is let through over what is out; one after the other they are not."""
    first, second = (
        propose(disclose, figure("2000", ("Li", "Co", "Ni"))),
        propose(disclose, figure("500", ("Li", "Co"))),
    )
    for release in (first, second):
        approve(disclose, release)
    assert {state_now().proposal(one).stage for one in (first, second)} == {Stage.APPROVED}
    disclose("executive", "publication.publish", release=first)
    assert refused(disclose, "executive", "publication.publish", "release.safe", release=second) == NOT_OUT
    said = json.loads(Event.objects.order_by("-sequence").first().line)["body"]  # type: ignore[union-attr]
    assert (said["en"], said["outcomes"]) == (NOT_OUT, {"release.safe": "no"})
    with acting_as(WHOLE_OFFICE):
        assert Publication.objects.count() == 2
    disclose("stockpile", "publication.check", release=second)
    now = state_now().proposal(second)
    assert (now.stage, now.approvals) == (Stage.REFUSED, ())
    assert now.now.check.parts, "who may know it reads the reason"


def test_an_approval_waits_until_it_was_judged_with_what_went_out_since(disclose: Disclose) -> None:
    disclose("stockpile", "publication.coarsen", release=3, way="units")
    disclose("executive", "publication.approve", release=2)
    disclose("executive", "publication.publish", release=2)
    assert "judged again" in refused(disclose, "review", "publication.approve", "release.fresh", release=3)
    disclose("stockpile", "publication.check", release=3)
    disclose("review", "publication.approve", release=3)


@pytest.mark.parametrize("harm", ["changed", "cut", "swapped", "no line", "nonce"])
def test_over_a_broken_ledger_nothing_is_judged_and_nothing_published(disclose: Disclose, harm: str) -> None:
    disclose("executive", "publication.approve", release=2)
    disclose("executive", "publication.publish", release=2)
    release = propose(disclose, figure("10000"))
    approve(disclose, release)
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=NUMBER)
        lines = book.state["ledger"].splitlines(keepends=True)
        nonces = book.state["nonces"]
        broken = {
            "changed": ("".join(lines).replace("9150", "9000"), nonces), "cut": (lines[0], nonces[:1]),
            "swapped": (lines[1] + lines[0], nonces), "no line": ("".join(lines)[:-20], nonces),
            "nonce": ("".join(lines), [nonces[0], "0" * 64]),
        }[harm]  # fmt: skip
        book.state = {**book.state, "ledger": broken[0], "nonces": broken[1]}
        book.save()
        assert not chain_of(book, read_state(book), NOW).whole
    readable = harm in ("cut", "nonce")
    said = refused(
        disclose, "executive", "publication.publish", "ledger.verified" if readable else "ledger.whole", release=release
    )
    assert "ledger" in said
    assert len(said) < 200
    if not readable:
        with pytest.raises(RefusedError, match="nothing is published until"):
            propose(disclose, figure("10000"))
    with acting_as(WHOLE_OFFICE):
        assert Publication.objects.count() == 2


def test_a_withdrawn_release_stays_in_the_book_and_goes_nowhere(disclose: Disclose) -> None:
    disclose("stockpile", "publication.withdraw", release=2, reason="時期を改める")
    assert state_now().proposal(2).reason == "時期を改める"
    assert "withdrawn" in refused(disclose, "executive", "publication.approve", "release.stage", release=2)
    assert "時期" not in Event.objects.filter(kind="publication.withdraw").latest("sequence").line


def test_the_yearly_report_is_proposed_after_its_year_and_tells_how_fine_it_may_be(disclose: Disclose) -> None:
    world = {**DISCLOSURE_WORLD, "year": 2026}
    disclose("stockpile", "disclosure.state", **world)
    with pytest.raises(RefusedError, match="has not ended"):
        disclose("stockpile", "publication.report", year=2026)
    disclose("stockpile", "publication.report", year=YEAR, days=True, days_unit="10")
    now = state_now().proposals[-1]
    assert now.stage is Stage.OPEN
    assert [one["id"] for one in now.now.part["figures"]][:2] == ["total", "days of stock"]


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
  - {id: company kind, totals: {all: [smelters, traders, makers, others]}}
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
      - {at: [others], value: 200, contributors: {l: 70, m: 70, n: 60}}
"""


@pytest.mark.parametrize("way", ["suppress", "intervals", "rows"])
def test_a_table_of_companies_is_made_coarser_until_it_passes(disclose: Disclose, way: str) -> None:
    release = propose(disclose, tables=_COMPANIES)
    assert state_now().proposal(release).stage is Stage.REFUSED
    disclose("stockpile", "publication.coarsen", release=release, way=way)
    now = state_now().proposal(release)
    assert now.stage is Stage.OPEN
    approve(disclose, release)
    disclose("executive", "publication.publish", release=release)
    with acting_as(WHOLE_OFFICE):
        rows = {row["at"][0]: row for row in Publication.objects.get(entry=2).document["tables"][0]["rows"]}
    assert rows["all"]["shown"] == "580"
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


def test_a_second_book_is_refused_and_an_account_without_clearance_learns_nothing(
    disclose: Disclose, cast: Cast
) -> None:
    fields = {**DISCLOSURE_WORLD, "year": YEAR, "rules": disclosure_rules()}
    with pytest.raises(RefusedError, match="there is no second one"):
        disclose("stockpile", "disclosure.open", None, **fields)
    with pytest.raises(RefusedError) as caught:
        disclose("planning", "disclosure.open", None, **fields)
    assert {one.question for one in caught.value.findings} == {"book.clearance"}, "not even whether there is one"
    for login in ("planning", "promotion", "finance", "committee", "applicant", "public", "admin"):
        assert not visible_books(cast[login], "disclosure").exists()
        for kind in ("publication.propose", "publication.approve", "publication.publish", "disclosure.state"):
            with pytest.raises(NotThereError):
                disclose(login, kind, **_some(kind))


def _some(kind: str) -> dict[str, Any]:
    if kind == "disclosure.state":
        return {**DISCLOSURE_WORLD, "year": 2026}
    if kind == "publication.propose":
        return {
            "title_ja": "x",
            "title_en": "x",
            "year": 2025,
            "form": "table",
            "readers": "x",
            "figures": [figure("1")],
        }
    return {"release": 1}


@pytest.mark.parametrize(
    "login", ["stockpile", "planning", "review", "executive", "auditor", "ministry", "finance", "public"]
)
def test_each_command_is_for_its_roles(login: str, cast: Cast) -> None:
    may = {
        "stockpile": {"propose", "report", "coarsen", "check", "withdraw", "approve", "publish", "open", "state", "take"},
        "planning": {"propose", "report", "coarsen", "check", "withdraw", "approve", "publish", "open", "state", "take"},
        "review": {"approve"}, "executive": {"approve", "publish"},
    }.get(login, set())  # fmt: skip
    own = {kind: move for kind, move in book_moves().items() if move.book == "disclosure"}
    assert {kind.partition(".")[2] for kind, move in own.items() if may_give_book(cast[login], move, None)} == may


def test_nothing_of_a_number_is_in_the_log(disclose: Disclose) -> None:
    """Whatever is done with the book: the log repeats no title, figure, reason, or hash of an entry."""
    disclose("stockpile", "publication.coarsen", release=3, way="units")
    approve(disclose, 3)
    disclose("executive", "publication.publish", release=3)
    state = state_now()
    lines = "".join(Event.objects.filter(subject=f"book/{NUMBER}").values_list("line", flat=True))
    lines += "".join(Event.objects.filter(kind="disclosure.open").values_list("line", flat=True))
    assert "disclosure.open" in lines
    told = [one.hash for one in state.ledger.entries] + list(state.nonces)
    told += [
        part for one in state.proposals for at in one.attempts for part in (at.check.because.ja, at.check.because.en)
    ]
    told += ["正極三鉱種", "備蓄総額", "Li", "架空リチウム", '"720"', "width_percent"]
    assert [one for one in told if one in lines] == []


def test_the_same_wish_is_granted_once(disclose: Disclose) -> None:
    for _ in range(2):
        disclose("stockpile", "publication.report", year=YEAR, key="once")
    assert len(state_now().proposals) == 4
    with pytest.raises(InputError, match="another command"):
        disclose("stockpile", "publication.report", year=YEAR, days=True, key="once")


def test_the_gate_says_the_same_each_time(disclose: Disclose) -> None:
    state = state_now()
    for proposal in state.proposals[1:]:
        candidate = candidate_of_proposal(state, proposal)
        first, again = (Gate(state.rules).decide(candidate, state.ledger, NOW, full=True) for _ in range(2))
        assert (first.ruling, first.finding, first.freedom) == (again.ruling, again.finding, again.freedom)


def test_a_stock_is_found_in_what_another_desk_holds() -> None:
    from tests.stockpile.books.desk import Desk

    desk = Desk()
    assert stock_book_in({"book": desk.book, "policy": desk.policy}) == desk.book
    assert stock_book_in(desk.book) == desk.book
    assert stock_book_in({"policy": desk.policy}) is None


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
    max_examples=4, deadline=None, database=None,
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


def test_a_moment_is_kept_with_its_zone(cast: Cast) -> None:
    assert all(one.at.tzinfo is not None and one.at < NOW + dt.timedelta(1) for one in state_now().proposals)
