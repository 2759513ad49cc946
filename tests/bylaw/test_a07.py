"""Article 7: eleven items, copies of contracts, further papers, and the day on which the last paper came in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bylaw.application_case import FIRST, asked, judged, outcome

UNDECIDED = {"app.decision": None}


@pytest.mark.parametrize("number", range(1, 12))
def test_every_item_is_asked_for(number: int) -> None:
    lacking = {"app.documents.1.states": [one for one in range(1, 12) if one != number]}
    found = asked("application.complete", lacking)
    assert found.outcome.value == "no"
    assert f"item {number} is not stated" in found.because
    assert f"第{number}号" in found.because_ja
    waits = asked("application.complete", {**lacking, **UNDECIDED})
    assert (waits.outcome.value, waits.missing) == ("open", (f"item {number} of the application",))
    item = asked(f"application.item_{number}")
    assert (item.outcome.value, item.citations[0].provision) == ("yes", f"a7.p1.i{number}")


def test_an_addition_completes_the_form() -> None:
    more = {"name": "More", "kind": "form", "states": [5], "received_on": "2026-04-10"}
    changes = {"app.documents.1.states": [one for one in range(1, 12) if one != 5], "app.documents.3": more}
    assert asked("application.complete", changes).value == dt.date(2026, 4, 10)
    assert outcome("application.complete", changes, as_of="2026-04-09") == "open"
    assert outcome("application.complete", changes, as_of="2026-04-10") == "yes"
    twice = {"app.documents.3": {**more, "states": list(range(1, 12))}}
    assert asked("application.complete", twice).value == dt.date(2026, 4, 1)


def test_without_the_form_there_is_nothing_to_complete() -> None:
    found = asked("application.complete", {"app.documents.1.received_on": "not_yet"})
    assert (found.outcome.value, found.because) == ("no", "the application form is not in.")
    early = asked("application.complete", as_of="2026-03-31")
    assert (early.outcome.value, early.missing) == ("open", ("application form",))
    assert outcome("application.contracts", as_of="2026-03-31") == "open"
    assert asked("application.complete", {"app.documents.1.received_on": None}).missing == (
        "day on which «Form» was received",
    )
    assert "items that «Form» states" in asked("application.complete", {"app.documents.1.states": None}).missing
    assert asked("application.complete", {"app.documents": None}).missing == (f"{FIRST}.documents",)


def test_a_copy_of_every_petroleum_contract_made_by_the_day_of_the_form() -> None:
    second = {
        "name": "Law", "kind": "law", "of": "host_government", "for_project": True, "made_on": "2026-04-01",
    }  # fmt: skip
    found = asked("application.contracts", {"contracts.2": second})
    assert (found.outcome.value, found.because) == ("no", "no copy is in of Law.")
    assert asked("application.contracts", {"contracts.2": second, **UNDECIDED}).missing == ("copy of «Law»",)
    assert outcome("application.contracts", {"contracts.2": {**second, "made_on": "2026-04-02"}}) == "yes"
    assert outcome("application.contracts", {"contracts.2": {**second, "of": "other"}}) == "yes"
    copy = {"name": "Copy 2", "kind": "contract_copy", "copy_of": "Law", "received_on": "2026-04-08"}
    assert asked("application.contracts", {"contracts.2": second, "app.documents.3": copy}).value == dt.date(2026, 4, 8)


def test_contracts_that_are_not_known_well_enough_are_awaited() -> None:
    for field in ("kind", "of", "for_project", "by_investee"):
        found = asked("application.contracts", {f"contracts.1.{field}": None})
        assert found.missing == ("kind, of, by_investee and for_project of the contract «Licence»",)
    assert asked("application.contracts", {"contracts.1.made_on": None}).missing == (
        "made_on of the contract «Licence»",
    )
    assert asked("application.contracts", {"contracts": None}).missing == ("contracts",)
    none = asked("application.contracts", {"contracts": []})
    assert none.outcome.value == "not applicable"
    assert outcome("application.complete", {"contracts": []}) == "yes"


def test_further_papers_are_those_that_the_agency_finds_necessary() -> None:
    wants = {"judgements.1": judged("application.further_papers", of=FIRST)}
    paper = {"name": "Report", "kind": "further", "received_on": "2026-04-15"}
    assert asked("application.further", wants).missing == ("further papers among documents",)
    assert asked("application.further", {**wants, "app.documents.3": paper}).value == dt.date(2026, 4, 15)
    assert asked("application.complete", {**wants, "app.documents.3": paper}).value == dt.date(2026, 4, 15)
    late = {**wants, "app.documents.3": {**paper, "received_on": "2026-05-02"}}
    assert outcome("application.further", late) == "no"
    assert asked("application.further", {**late, **UNDECIDED}, as_of="2026-05-01").missing == ("paper «Report»",)
    assert asked("application.further", {"judgements": []}).missing == (
        f"judgement application.further_papers of {FIRST}",
    )
    assert asked("application.further", {"app.documents.3": paper}).value is None


@given(st.permutations(range(4)), st.lists(st.integers(0, 25), min_size=4, max_size=4))
def test_the_last_paper_counts_whatever_the_order(order: list[int], days: list[int]) -> None:
    on = [(dt.date(2026, 4, 1) + dt.timedelta(day)).isoformat() for day in days]
    papers: list[dict[str, Any]] = [
        {"name": "A", "kind": "form", "states": list(range(1, 7)), "received_on": on[0]},
        {"name": "B", "kind": "form", "states": list(range(7, 12)), "received_on": on[1]},
        {"name": "C", "kind": "contract_copy", "copy_of": "Licence", "received_on": on[2]},
        {"name": "D", "kind": "further", "received_on": on[3]},
    ]
    changes = {
        "app.documents": [papers[place] for place in order],
        "judgements.1": judged("application.further_papers", of=FIRST),
    }
    assert asked("application.complete", changes).value == dt.date.fromisoformat(max(on))
