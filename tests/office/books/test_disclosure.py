"""The book of disclosure: proposals judged over every release ever made, two persons, one ledger; each gate with its reason."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from sonae.core import InputError
from sonae.disclosure import Gate
from sonae.office.books import book_moves, may_give_book, visible_books
from sonae.office.books.disclosure import (
    Stage,
    candidate_of_proposal,
    chain_of,
    read_state,
)
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.models import Book, Event, Publication
from sonae.office.seed.cast import Cast
from sonae.office.seed.disclosure import DISCLOSURE_WORLD, disclosure_rules
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.books.disclosing import (
    NOT_OUT,
    NUMBER,
    YEAR,
    Disclose,
    approve,
    disclose,
    figure,
    propose,
    refused,
    state_now,
)
from tests.office.conftest import NOW

__all__ = ["disclose"]

pytestmark = pytest.mark.django_db


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


def test_what_was_approved_is_what_is_published(disclose: Disclose) -> None:
    """A year that is restated in between, where nothing of it is out yet, needs a new verdict and new approvals."""
    rows = [{**one, "held": "100"} for one in DISCLOSURE_WORLD["minerals"]]
    world = {**DISCLOSURE_WORLD, "year": 2024}
    disclose("stockpile", "disclosure.state", **{**world, "minerals": rows})
    release = propose(disclose, figure("100"), year=2024)
    approve(disclose, release)
    disclose("stockpile", "disclosure.state", **{**world, "minerals": [{**one, "held": "200"} for one in rows]})
    assert "shows something else" in refused(
        disclose, "executive", "publication.publish", "release.same", release=release
    )
    disclose("stockpile", "publication.check", release=release)
    now = state_now().proposal(release)
    assert (now.stage, now.approvals) == (Stage.OPEN, ())
    approve(disclose, release)
    disclose("executive", "publication.publish", release=release)
    with acting_as(WHOLE_OFFICE):
        assert Publication.objects.get(entry=2).document["figures"][0]["shown"] == "2000"


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


def test_a_moment_is_kept_with_its_zone(cast: Cast) -> None:
    assert all(one.at.tzinfo is not None and one.at < NOW + dt.timedelta(1) for one in state_now().proposals)


def test_the_check_of_the_office_holds_the_ledger_against_the_log(cast: Cast) -> None:
    from sonae.office.keeping import check_books

    with acting_as(WHOLE_OFFICE):
        assert check_books().flaws == ()
        book = Book.objects.get(number=NUMBER)
        book.state = {**book.state, "ledger": "", "nonces": []}
        book.save()
        said = [one.en for one in check_books().flaws]
    assert len(said) == 1
    assert said[0].startswith(f"book {NUMBER}: the ledger is not what the audit log tells")


def test_a_signed_checkpoint_vouches_for_what_went_out_before_it(disclose: Disclose) -> None:
    from sonae.auditlog import new_signer
    from sonae.core import FixedClock
    from sonae.office.keeping import sign_checkpoint

    disclose("executive", "publication.approve", release=2)
    with acting_as(WHOLE_OFFICE):
        sign_checkpoint(new_signer("log.example.jp/office"), "log.example.jp/office", clock=FixedClock(NOW))
    disclose("executive", "publication.publish", release=2)
    with acting_as(WHOLE_OFFICE):
        chain = chain_of(Book.objects.get(number=NUMBER), state_now(), NOW)
    assert [(one.told, one.listed, one.signed) for one in chain.lines] == [(True, True, True), (True, True, False)]
