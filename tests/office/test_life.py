"""No sequence of commands reaches a state that the bylaw forbids, whoever gives them and in whatever order."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sonae.auditlog import verify_chain
from sonae.core import FixedClock, SonaeError
from sonae.office import log
from sonae.office.bus import command_from, handle
from sonae.office.commands import moves
from sonae.office.facts import checked, day_of, read_facts
from sonae.office.models import Case, Event
from sonae.office.roles import Role
from sonae.office.seed import demo_cases
from sonae.office.seed.cast import Cast
from sonae.office.seed.lives import steps_of
from sonae.office.stage import Stage
from tests.office.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

START = dt.datetime(2025, 2, 3, 3, 0, tzinfo=dt.UTC)
WHOLE = next(case for case in demo_cases(TODAY) if case.key == "e12")
STEPS = [
    *((who, kind, fields) for _, who, kind, fields in steps_of(WHOLE, "架空白鬚資源")),
    ("review", "agreement.confirm_condition", {"condition": 1}), ("applicant4", "application.withdraw", {"reason": "made up"}),
    ("executive", "decision.make", {"adopted": False, "reasons": ["made up"]}), ("applicant4", "application.again", {}),
    ("executive", "adoption.change", {"what": "cancellation", "items": [1]}), ("committee", "disposal.opine",
     {"outside_experts": 3, "members": 3, "opinion": "made up"}),
    ("finance", "disposal.begin", {"under": "a24.p2", "early_repayment_weighed": True}), ("finance", "disposal.complete", {}),
    ("executive", "disposal.set_terms", {"as_reported": True, "price_yen": 1}), ("auditor", "audit.ask", {}),
    ("review", "drawdown.check", {"name": "第1回出資", "eligible": False, "in_line": True, "terms_met": True}),
    ("ministry", "review.answer", {"consents": False, "record": "made up"}),
]  # fmt: skip
"""What may be tried: every step of a whole life, and what turns a life from its way."""
ACCOUNTS = (
    "applicant4",
    "applicant",
    "promotion",
    "review",
    "executive",
    "finance",
    "planning",
    "auditor",
    "committee",
    "ministry",
    "admin",
)


def facts_of(case: Case) -> dict[str, Any]:
    facts: dict[str, Any] = case.facts
    return facts


def assert_lawful(case: Case, cast: Cast, today: dt.date) -> None:
    """What has to hold of every case at every moment."""
    facts = facts_of(case)
    applications = facts["adoption"]["applications"]
    decisions = [one["decision"] for one in applications if "decision" in one]
    if case.stage in (Stage.ADOPTED, Stage.UNDER_WAY, Stage.TERMINATING, Stage.DISPOSING, Stage.CLOSED):
        assert decisions[-1]["adopted"]
    for one in applications:
        if "decision" in one:
            answers = [held for held in one["review"]["consultations"] if held.get("consents")]
            assert answers, "decided without the minister's consent"
            assert answers[-1]["ended_on"] <= one["decision"]["on"]
            assert one["review"]["department"] == "架空審査部"
    management = facts.get("management", {})
    found = {finding.question: finding.outcome.value for finding in checked(read_facts(case), today).findings}
    for number, drawdown in enumerate(management.get("drawdowns", []), 1):
        if drawdown["paid_on"] != "not_yet":
            assert management["agreement"]["signed_on"] <= drawdown["paid_on"]
            assert found[f"drawdown.allowed [management.drawdowns.{number}]"] == "yes"
    if case.stage == Stage.CLOSED:
        assert found["disposal.terms"] in ("yes", "not applicable")


def assert_recorded(case: Case, cast: Cast, before: int) -> None:
    """Every change has its event, nobody judged what he promoted, and the log holds."""
    events = list(Event.objects.filter(sequence__gt=before, subject=f"case/{case.number}").order_by("sequence"))
    bodies = [json.loads(event.line)["body"] for event in events if event.kind in moves()]
    assert [body["version"] for body in bodies] == list(range(1, case.version + 1))
    assert bodies[-1]["to"] == case.stage
    promoters = {event.actor for event in events if event.kind == "case.promote"}
    assert not [
        event for event in events if event.kind in moves() and moves()[event.kind].judges and event.actor in promoters
    ]
    for event in events:
        if event.kind in moves():
            assert {Role(role) for role in cast[event.actor].roles} & moves()[event.kind].roles
    assert verify_chain(log.DatabaseLog().entries(before), after=_head(before)).holds


def _head(sequence: int) -> Any:
    from sonae.auditlog import Head

    row = Event.objects.get(pk=sequence)
    return Head(row.sequence, row.hash, row.at)


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink a life takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_sequence_of_commands_reaches_a_forbidden_state(cast: Cast, data: st.DataObject) -> None:
    with transaction.atomic():
        _lived(cast, data)
        transaction.set_rollback(True)


def _lived(cast: Cast, data: st.DataObject) -> None:
    before = Event.objects.order_by("-sequence").values_list("sequence", flat=True)[0]
    who, kind, fields = STEPS[0]
    number = handle(command_from(kind, fields), cast[who], key="life-0", clock=FixedClock(START)).case
    at, place = START, 1
    for turn in range(1, data.draw(st.integers(15, 45), "turns")):
        at += dt.timedelta(data.draw(st.integers(0, 12), "days"), minutes=1)
        turned = data.draw(st.sampled_from((*["on"] * 4, "skip", "skip", "other")), "turned")
        skipped = data.draw(st.integers(1, 6), "skipped") if turned == "skip" else 0
        wanted = data.draw(st.integers(1, len(STEPS) - 1), "step") if turned == "other" else place + skipped
        who, kind, fields = STEPS[min(wanted, len(STEPS) - 1)]
        if turned == "other" and data.draw(st.booleans(), "another"):
            who = data.draw(st.sampled_from(ACCOUNTS), "who")
        try:
            with transaction.atomic():
                handle(command_from(kind, fields), cast[who], key=f"life-{turn}", case=number, clock=FixedClock(at))
        except SonaeError:
            place += 1 if turned == "on" and data.draw(st.booleans(), "given up") else 0
        else:
            place += skipped + 1 if turned != "other" else 0
        assert_lawful(Case.objects.get(number=number), cast, day_of(at))
    assert_recorded(Case.objects.get(number=number), cast, before)


def test_the_whole_life_of_the_property_is_a_life(cast: Cast) -> None:
    """The steps that the property walks lead to a paid drawdown when nothing goes astray."""
    case = Case.objects.get(title_en=WHOLE.en)
    assert case.stage == Stage.DISPOSING
    assert facts_of(case)["management"]["drawdowns"][0]["paid_on"] != "not_yet"
