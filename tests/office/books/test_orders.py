"""Any order of commands: no state that is forbidden, nothing told that was not done, evidence counted once."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonae.core import FixedClock, InputError
from sonae.evaluation import evidence_tree, load_evaluation
from sonae.office.books import book_command_from, handle_book
from sonae.office.books.evaluation import Stage
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.models import Book, Event
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.books.conftest import AFTER, NUMBER, GiveBook, state_of

pytestmark = pytest.mark.django_db

_ITEMS = ("I-1", "IV")
_COUNT = itertools.count()


def step(who: str, kind: str, **fields: Any) -> tuple[str, str, dict[str, Any]]:
    return who, kind, fields


STEPS = st.sampled_from(
    [
        *(step("planning", "item.evaluate", item=item, letter=letter, reason=reason)
          for item in _ITEMS for letter in "SB" for reason in ("架空の理由", "")),
        *(step("ministry", "minister.rate", item=item, letter="B", reason="架空の理由") for item in (*_ITEMS, "overall")),
        step("planning", "indicator.state", indicator="1-2", value="9", reason="訂正"),
        step("stockpile", "indicator.state", indicator="1-2", value="1", reason="訂正"),
        step("executive", "year.submit"), step("ministry", "year.return", reason="再確認"), step("planning", "year.close"),
        step("committee", "experts.comment", item="I-1", words="意見"), step("public", "year.submit"),
        step("planning", "item.assign", item="I-2", department="finance"),
    ]
)  # fmt: skip


@settings(
    max_examples=8,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEPS, min_size=4, max_size=10), st.sampled_from(["open", "submitted"]))
def test_no_order_of_commands_leads_to_what_is_forbidden(
    submitted: GiveBook, cast: Cast, steps: list[tuple[str, str, dict[str, Any]]], start: str
) -> None:
    if state_of().desk.stage is not Stage.SUBMITTED:  # an example before this one went on from where it stood
        _put_back()
    _keep()
    if start == "open":
        submitted("ministry", "year.return", reason="再確認", key=f"order-{next(_COUNT)}")
    for who, kind, fields in steps:
        before = state_of()
        with acting_as(WHOLE_OFFICE):
            version = Book.objects.get(number=NUMBER).version
        given_one = True
        try:
            handle_book(
                book_command_from(kind, fields),
                cast[who],
                key=f"order-{next(_COUNT)}",
                book=NUMBER,
                clock=FixedClock(AFTER),
            )
        except (RefusedError, InputError, NotThereError):
            given_one = False
        after = state_of()
        with acting_as(WHOLE_OFFICE):
            assert Book.objects.get(number=NUMBER).version == version + given_one
        event = Event.objects.order_by("-sequence").first()
        assert event is not None
        if given_one:
            assert event.kind == kind
        else:
            assert after == before
        _allowed(before, after)


_SAVED: dict[str, Any] = {}


def _keep() -> None:
    if "state" not in _SAVED:
        with acting_as(WHOLE_OFFICE):
            _SAVED["state"] = Book.objects.get(number=NUMBER).state


def _put_back() -> None:
    with acting_as(WHOLE_OFFICE):
        Book.objects.filter(number=NUMBER).update(state=_SAVED["state"])


def _allowed(before: Any, after: Any) -> None:
    """What holds after every command, whatever came before it."""
    evaluation, stage = after.evaluation, after.desk.stage
    if before.desk.stage is Stage.CLOSED:
        assert after == before, "nobody changes what is closed"
    own = {one.item for one in evaluation.ratings if one.by == "self" and one.year == after.year}
    rated = {one.item for one in evaluation.ratings if one.by == "minister" and one.year == after.year}
    assert all(one.reason and one.reason.ja for one in evaluation.ratings if one.year == after.year)
    if stage is not Stage.OPEN:
        assert own == {one.id for one in evaluation.items}, "nothing is submitted that is not evaluated whole"
    if rated - {one.item for one in before.evaluation.ratings if one.by == "minister" and one.year == before.year}:
        assert before.desk.stage is Stage.SUBMITTED, "the minister rates what is submitted"
    if stage is Stage.CLOSED:
        assert rated == {*own, "overall"}
    if before.desk.stage is not Stage.OPEN:
        assert [one.actuals for one in evaluation.indicators] == [one.actuals for one in before.evaluation.indicators]


PUBLISHED = [evidence_tree(one) for one in load_evaluation("FY2023").evidence][:30]
_PARTS = st.lists(st.lists(st.sampled_from(range(30)), min_size=1, max_size=12, unique=True), min_size=1, max_size=4)


@settings(
    max_examples=8,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(_PARTS)
def test_evidence_counts_once_in_whatever_order_it_is_taken_in(running: GiveBook, parts: list[list[int]]) -> None:
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=NUMBER)
        book.state = {**book.state, "evaluation": {**book.state["evaluation"], "evidence": []}}
        book.save()
    for part in parts:
        running(
            "planning", "evidence.take", file="x.xlsx", entries=[PUBLISHED[at] for at in part], key=f"in-{next(_COUNT)}"
        )
    register = state_of().evaluation.register
    wanted = {PUBLISHED[at]["id"] for part in parts for at in part}
    assert [one.id for one in register.entries] == sorted(wanted)
    published = load_evaluation("FY2023")
    year = published.year
    for indicator in published.indicators:
        counted = [one for one in published.evidence if one.id in wanted and one.counts_for == indicator.id]
        assert register.count(indicator.id, year) == sum(one.amount for one in counted if one.on.year == year)
