"""The book of the bases: register, readiness, drills, swap, maintenance, safety, LPG, LNG; each step by its gate."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonae.core import InputError, Outcome, SonaeError, UnknownChoiceError
from sonae.office.books import book_kinds, visible_books
from sonae.office.books.bases import BasesState, bases_board
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.models import Account, Book, Event, Grant
from sonae.office.seed.bases import demonstration_file
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.bases.conftest import NOW, NUMBER, GiveBook, state_of

pytestmark = pytest.mark.django_db

SEES = {"stockpile", "executive", "finance", "review", "planning", "auditor", "ministry"}


def refused(give: GiveBook, who: str, kind: str, question: str, **fields: Any) -> str:
    """The reason in English for which a command is refused; the book stays as it was."""
    before = state_of()
    with pytest.raises(RefusedError) as caught:
        give(who, kind, **fields)
    shut = {one.question for one in caught.value.findings if one.outcome is Outcome.NO}
    assert f"bases.{question}" in shut, (shut, caught.value.verdict.en)
    assert state_of() == before
    assert all(
        one.citations
        for one in caught.value.findings
        if question not in ("second", "once", "settings", "decision.open")
    )
    return caught.value.verdict.en


def note_of(kind: str) -> dict[str, Any]:
    """What the last event of a kind says."""
    event = Event.objects.filter(kind=kind).order_by("-sequence").first()
    assert event is not None
    return dict(json.loads(event.line)["body"])


def test_the_book_is_inside_the_house(opened: GiveBook, cast: Cast) -> None:
    for login, account in cast.accounts.items():
        assert visible_books(account, "bases").filter(number=NUMBER).exists() == (login in SEES), login
    with pytest.raises(NotThereError):
        opened("applicant", "bases.settings")
    with pytest.raises(RefusedError, match="stockpile"):
        opened("planning", "incident.open", base="tomakomai-tobu", cause="failure")
    opened("stockpile", "bases.open", None, year=2023, classification="secret")
    Account.objects.filter(login="finance").update(clearance=1)
    assert not visible_books(Account.objects.get(login="finance"), "bases").filter(number="B2023-01").exists()
    with pytest.raises(RefusedError, match="open already"):
        opened("stockpile", "bases.open", None, year=2024)


def test_a_year_at_the_bases_is_told_whole_and_without_quantities(running: GiveBook) -> None:
    state = state_of()
    assert state.installations is not None
    assert [one.state for one in state.incidents] == ["repaired", "unknown"]
    assert [one.state for one in state.drills] == ["evaluated", "planned"]
    assert [one.state for one in state.lpg_events] == ["reported"]
    assert [one.state for one in state.grants] == ["decided"]
    assert state.swaps[0].plan.proved
    assert state.maintenance[0].decided is not None
    kinds = set(book_kinds()["bases"].moves)
    text = "\n".join(
        one.line for one in Event.objects.filter(kind__in=kinds, subject=f"book/{NUMBER}").order_by("sequence")
    )
    for word in ("104000", "179600", '"opening_t"', '"rate_a_day"', "outflow", '"tonnes"', "70000", '"file"'):
        assert word not in text, word


def test_a_real_book_shows_the_register_and_makes_no_capacity_up(give: GiveBook) -> None:
    give("stockpile", "bases.open", None, year=2022)
    board = bases_board(state_of("B2022-01"), NOW)
    kinds = [line.kind for line in board.bases]
    assert (kinds.count("state_oil"), kinds.count("state_lpg")) == (10, 5)
    assert {"private_site", "joint_stock"} <= set(kinds)
    assert all(line.site is None for line in board.bases), "missing is not nought"
    assert [one.what for one in board.waiting] == ["installations"]
    give("stockpile", "incident.open", "B2022-01", base="nanao", cause="earthquake_or_disaster", blocks_release=True)
    assert bases_board(state_of("B2022-01"), NOW).unready == 1


def test_installations_fit_the_book_and_a_tank_holds_no_more_than_it_can(opened: GiveBook) -> None:
    text = demonstration_file("demonstration")
    refused(
        opened,
        "stockpile",
        "bases.installations",
        "label",
        file=text.replace("fictional: true", "fictional: false").replace(
            "classification: PUBLIC", "classification: INTERNAL"
        ),
    )
    refused(
        opened,
        "stockpile",
        "bases.installations",
        "label",
        file=text.replace("classification: PUBLIC", "classification: SECRET"),
    )
    with pytest.raises(InputError, match="more than its capacity"):
        opened("stockpile", "bases.installations", file=text.replace("{kaze-medium: 104000}", "{kaze-medium: 904000}"))
    with pytest.raises(InputError, match="YAML"):
        opened("stockpile", "bases.installations", file="a: [")
    refused(opened, "stockpile", "scenario.state", "installed", file=demonstration_file("scenario_demonstration"))
    opened("stockpile", "bases.installations", file=text)
    opened(
        "stockpile",
        "tank.record",
        base="demo-kita",
        tank="k1",
        state="open_for_inspection",
        contents=[],
        reason="開放検査",
    )
    tank = state_of().installations.site("demo-kita").tank("k1")  # type: ignore[union-attr]
    assert (tank.state, tank.stock) == ("open_for_inspection", 0)
    for fields, problem in (
        ({"tank": "k9"}, "k9"), ({"tank": "k1", "contents": [{"grade": "tar", "amount": 1}]}, "tar"),
        ({"tank": "k1", "contents": [{"grade": "kaze-medium", "amount": 10**8}]}, "more than its capacity"),
        ({"tank": "k1", "contents": [{"grade": "kaze-medium", "amount": -1}]}, "greater than or equal to 0"),
    ):  # fmt: skip
        with pytest.raises(SonaeError, match=problem):
            opened("stockpile", "tank.record", base="demo-kita", reason="x", **fields)


def test_an_incident_goes_its_way_in_its_order(running: GiveBook) -> None:
    one = {"incident": "incident-2"}
    assert bases_board(state_of(), NOW).unready == 1
    refused(running, "stockpile", "incident.repair", "incident.repair", **one, repair="直した")
    refused(running, "stockpile", "incident.substitute", "incident.substitute", **one, rate_a_day=1000, days=5)
    running("stockpile", "incident.judge", **one, blocks_release=True, impact="放出できない")
    assert note_of("incident.judge")["found"]["bases.report"] == "no"
    running("stockpile", "incident.report", **one)
    refused(running, "stockpile", "incident.report", "incident.report", **one)
    assert "do not give the rate" in refused(
        running, "stockpile", "incident.substitute", "incident.enough", **one, rate_a_day=10**6, days=20
    )
    running("stockpile", "incident.substitute", **one, rate_a_day=1000, days=20)
    refused(running, "stockpile", "incident.prevent", "incident.prevent", **one, prevention="点検", bases=["demo-kita"])
    running("stockpile", "incident.repair", **one, repair="ポンプを替えた")
    refused(
        running, "stockpile", "incident.prevent", "incident.prevent", **one, prevention="点検", bases=["demo-minami"]
    )
    running("stockpile", "incident.prevent", **one, prevention="点検", bases=["demo-kita", "demo-nishi"])
    assert [one.state for one in state_of().incidents] == ["repaired", "closed"]
    with pytest.raises(UnknownChoiceError, match="incident-9"):
        running("stockpile", "incident.report", incident="incident-9")
    with pytest.raises(UnknownChoiceError, match="atlantis"):
        running("stockpile", "incident.open", base="atlantis", cause="leak")
    with pytest.raises(InputError, match="has not come yet"):
        running("stockpile", "incident.open", base="demo-kita", cause="leak", on="2030-01-01")


def test_a_drill_passes_by_a_third_party_alone(running: GiveBook) -> None:
    two = {"drill": "drill-2"}
    judged = {"plan_meets_requirement": True, "posture_kept": True, "reason": "良"}
    refused(running, "stockpile", "base_drill.evaluate", "base_drill.evaluate", **two, evaluator="第三者", **judged)
    late = dt.datetime(2025, 1, 21, 3, tzinfo=dt.UTC)
    held = {**two, "participants": ["架空操業会社"], "note": "机上で確かめた"}
    running("stockpile", "base_drill.hold", at=late, **held)
    assert note_of("base_drill.hold")["found"]["bases.drill_gate"] == "open", "never passed by default"
    refused(running, "stockpile", "base_drill.hold", "base_drill.hold", at=late, **held)
    assert "took part" in refused(
        running,
        "stockpile",
        "base_drill.evaluate",
        "base_drill.evaluate",
        at=late,
        **two,
        evaluator="架空操業会社",
        **judged,
    )
    running("auditor", "base_drill.evaluate", at=late, **two, evaluator="第三者", **judged)
    found = note_of("base_drill.evaluate")["found"]
    assert (found["bases.drill_gate"], found["bases.drill_count"]) == ("yes", "yes")
    running("stockpile", "base_drill.improve", drill="drill-1", lesson="lesson-1", shown="架空の手順書")
    refused(
        running, "stockpile", "base_drill.improve", "base_drill.improve", drill="drill-1", lesson="lesson-1", shown="再"
    )
    refused(
        running,
        "stockpile",
        "base_drill.open",
        "drill.scenario",
        base="demo-nishi",
        name="x",
        kind_of="practical",
        scenario="import-stop",
        planned_on="2025-02-01",
    )
    with pytest.raises(InputError, match="needs its reason"):
        running(
            "stockpile",
            "base_drill.open",
            base="demo-kita",
            name="x",
            kind_of="tabletop",
            scenario="import-stop",
            planned_on="2025-02-01",
        )


def test_a_swap_is_computed_proposed_and_decided_by_another_on_the_stock_that_is_there(running: GiveBook) -> None:
    swap = {"swap": "swap-1", "agreed": True, "reason": "架空の理由"}
    case = state_of().swaps[0]
    assert case.plan.deviation_after < case.plan.deviation_before
    refused(
        running,
        "stockpile",
        "swap.record",
        "swap.agreed",
        swap="swap-1",
        base="demo-kita",
        out_grade="kaze-medium",
        amount=1,
        nearer_to_mix=True,
    )
    with pytest.raises(RefusedError, match="executive"):
        running("stockpile", "swap.decide", **swap)
    running(
        "stockpile",
        "tank.record",
        base="demo-kita",
        tank="k1",
        contents=[{"grade": "kaze-medium", "amount": 90000}],
        reason="払出",
    )
    assert "plan anew" in refused(running, "executive", "swap.decide", "swap.still", **swap)
    running("stockpile", "swap.propose", file=demonstration_file("swap_demonstration"))
    running("executive", "swap.decide", **{**swap, "swap": "swap-2"})
    refused(running, "executive", "swap.decide", "decision.open", **{**swap, "swap": "swap-2"})
    running(
        "stockpile",
        "swap.record",
        swap="swap-2",
        base="demo-kita",
        out_grade="kaze-medium",
        in_grade="akebono-light",
        amount=90000,
        nearer_to_mix=True,
    )
    assert note_of("swap.record")["found"] == {"bases.swap_count": "no"}, "one of four"
    text = demonstration_file("swap_demonstration")
    with pytest.raises(InputError, match="not 1"):
        running("stockpile", "swap.propose", file=text.replace("akebono-light: 0.5", "akebono-light: 0.6"))
    own = f"installations: demonstration\n{text}"
    assert "other installations" in refused(running, "stockpile", "swap.propose", "swap.installations", file=own)


@pytest.mark.usefixtures("running")
def test_what_is_late_is_late_by_the_day_of_japan() -> None:
    """A clock in UTC that says 16:00 of the last day stands at one o'clock of the next morning in Japan."""
    state = state_of()
    due = next(duty.due for duty in state.duties if duty.id == "duty-2")
    for hour, late in ((14, False), (16, True)):
        board = bases_board(state, dt.datetime(due.year, due.month, due.day, hour, tzinfo=dt.UTC))
        assert next(one for one in board.waiting if one.of == "duty-2").late == late


def test_safety_and_the_legal_register_are_kept_in_their_order(running: GiveBook) -> None:
    again = {"base": "demo-kita", "year": 2024, "done_on": "2024-10-02"}
    refused(running, "stockpile", "safety.assess", "once_a_year", **again, result="二度目")
    refused(running, "stockpile", "inspection.hold", "inspection.planned", **again, safety_report="x")
    refused(
        running,
        "stockpile",
        "inspection.close_point",
        "inspection.close_point",
        base="demo-kita",
        year=2024,
        point="point-9",
        answer="x",
    )
    running("stockpile", "inspection.close_point", base="demo-kita", year=2024, point="point-1", answer="架空の補修")
    board = bases_board(state_of(), NOW)
    assert next(one for one in board.waiting if one.what == "duty").of == "duty-2", "the overdue one stands first"
    assert next(line for line in board.bases if line.id == "demo-nishi").late == 1
    running("stockpile", "duty.complete", duty="duty-2", proof="架空第1号")
    refused(running, "stockpile", "duty.complete", "duty.complete", duty="duty-2", proof="架空第2号")
    refused(running, "stockpile", "duty.check", "duty.month", bases=["demo-kita"], month="2024-12")
    running("stockpile", "duty.check", bases=["demo-kita"], month="2024-11")
    refused(running, "stockpile", "operator.scheme", "operator.before", name="別", from_year=2024,
            criteria=[{"id": "a", "name": "x", "kind_of": "judged", "weight": 1, "most": 5}])  # fmt: skip
    with pytest.raises(UnknownChoiceError):
        running(
            "stockpile",
            "operator.score",
            operator="架空北操業",
            year=2025,
            given=[{"criterion": "no", "points": 1, "reason": "x"}],
        )


def test_an_event_of_lpg_is_opened_by_its_measurement_and_reported_at_once(running: GiveBook) -> None:
    lost = {"base": "demo-nishi", "tank": "n1", "opening_t": 179600, "measured_t": 179000,
            "quality": [{"name": "vapour-pressure", "value": "1.60"}]}  # fmt: skip
    running("stockpile", "lpg.measure", **lost)
    assert note_of("lpg.measure")["opened"] == ["event-2", "event-3"]
    with pytest.raises(InputError, match="more was delivered than was there"):
        running("stockpile", "lpg.measure", **{**lost, "delivered_t": 10**9})
    with pytest.raises(UnknownChoiceError):
        running("stockpile", "lpg.measure", **{**lost, "quality": [{"name": "colour", "value": "1"}]})
    two = {"event": "event-2"}
    refused(running, "stockpile", "lpg.cause", "lpg.cause", **two, cause="漏れ")
    late = NOW + dt.timedelta(days=2)
    running("stockpile", "lpg.report", at=late, **two)
    assert note_of("lpg.report")["found"]["bases.lpg_report"] == "no", "two days are not at once"
    refused(running, "stockpile", "lpg.measures", "lpg.measures", at=late, **two, measures="補修")
    running("stockpile", "lpg.cause", at=late, **two, cause="漏れ")
    running("stockpile", "lpg.progress", at=late, **two, what="調査中")
    refused(running, "stockpile", "lpg.close", "lpg.close", at=late, **two)
    running("stockpile", "lpg.measures", at=late, **two, measures="補修")
    running("stockpile", "lpg.close", at=late, **two)
    assert [one.state for one in state_of().lpg_events] == ["reported", "closed", "found"]


def test_the_buffer_is_paid_no_more_than_decided_and_nothing_is_bought_without_a_request(running: GiveBook) -> None:
    grant = {"grant": "grant-1"}
    refused(running, "finance", "buffer.pay", "buffer.pay", **grant, paid=1)
    running("stockpile", "buffer.inspect", **grant, shown=2_400_000_000)
    assert "than was decided and shown" in refused(
        running, "finance", "buffer.pay", "buffer.pay", **grant, paid=2_500_000_000
    )
    running("finance", "buffer.pay", **grant, paid=2_400_000_000)
    refused(running, "stockpile", "buffer.secure", "buffer.month", **grant, month="2024-12", tonnes=1)
    running("stockpile", "buffer.use", **grant, month="2024-12", used="emergency", buyer="架空都市ガス")
    refused(running, "stockpile", "buffer.use", "buffer.held", **grant, month="2024-12", used="sold", buyer="x")
    running("stockpile", "buffer.apply", supplier="架空第二LNG", certified_on="2024-05-01", applied=20_000_000_000)
    running("review", "buffer.review", grant="grant-2", review="良")
    assert "beyond the budget" in refused(
        running, "executive", "buffer.decide", "buffer.budget", grant="grant-2", decided=20_000_000_000
    )
    record = {"procurement": "procurement-1"}
    contract = {"seller": "架空売主", "amount": 60000, "price": 10**9, "delivery_by": "2025-01-31"}
    assert "Minister" in refused(running, "stockpile", "procurement.contract", "procurement", **record, **contract)
    asked = {"document": "架空第1号", "commodity": "lng", "unit": "t", "amount": 60000, "needed_by": "2025-01-31"}
    with pytest.raises(RefusedError, match="ministry"):
        running("stockpile", "procurement.request", **record, **asked)
    running("ministry", "procurement.request", **record, **asked)
    assert "more is contracted" in refused(
        running, "stockpile", "procurement.contract", "procurement.contract", **record, **{**contract, "amount": 60001}
    )
    running("stockpile", "procurement.contract", **record, **contract)
    refused(
        running,
        "stockpile",
        "procurement.deliver",
        "procurement.deliver",
        **record,
        contract="contract-1",
        delivered=60001,
    )
    running("stockpile", "procurement.deliver", **record, contract="contract-1", delivered=60000)
    refused(
        running, "stockpile", "procurement.deliver", "procurement.deliver", **record, contract="contract-1", delivered=1
    )


def test_who_proposed_does_not_decide_whatever_roles_he_holds(running: GiveBook, cast: Cast) -> None:
    Grant.objects.create(account=cast["stockpile"], role="executive")
    vars(cast["stockpile"]).pop("_roles", None)
    refused(running, "stockpile", "swap.decide", "second", swap="swap-1", agreed=True, reason="x")


STEPS = st.lists(
    st.sampled_from(
        [
            ("stockpile", "incident.judge", {"incident": "incident-2", "blocks_release": True, "impact": "x"}),
            ("stockpile", "incident.report", {"incident": "incident-2"}),
            ("stockpile", "incident.substitute", {"incident": "incident-2", "rate_a_day": 500, "days": 5}),
            ("stockpile", "incident.repair", {"incident": "incident-2", "repair": "x"}),
            ("stockpile", "incident.prevent", {"incident": "incident-2", "prevention": "x", "bases": ["demo-kita"]}),
            ("stockpile", "lpg.cause", {"event": "event-1", "cause": "x"}),
            ("stockpile", "lpg.measures", {"event": "event-1", "measures": "x"}),
            ("stockpile", "lpg.close", {"event": "event-1"}),
            ("stockpile", "buffer.inspect", {"grant": "grant-1", "shown": 1}),
            ("finance", "buffer.pay", {"grant": "grant-1", "paid": 1}),
            ("finance", "buffer.pay", {"grant": "grant-1", "paid": 2}),
            ("executive", "swap.decide", {"swap": "swap-1", "agreed": True, "reason": "x"}),
        ]
    ),
    min_size=3, max_size=8,
)  # fmt: skip


@settings(
    max_examples=6, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(STEPS)
def test_no_order_of_commands_leads_to_what_is_forbidden(
    running: GiveBook, steps: list[tuple[str, str, dict[str, Any]]]
) -> None:
    with acting_as(WHOLE_OFFICE):
        kept = Book.objects.get(number=NUMBER)
    for place, (who, kind, fields) in enumerate(steps):
        before = state_of()
        try:
            running(who, kind, key=f"{kind}-{place}-{Event.objects.count()}", **fields)
        except RefusedError:
            assert state_of() == before
        _allowed(before, state_of())
    with acting_as(WHOLE_OFFICE):
        Book.objects.filter(number=NUMBER).update(state=kept.state)


def _allowed(before: BasesState, after: BasesState) -> None:
    """What holds after every command: a record reads itself back, and a state that was closed stays as it is."""
    assert after.incidents[0].state == "repaired"
    second = after.incidents[1]
    assert second.substitute is None or second.blocks_release
    assert second.rolled_out_at is None or second.repaired_at is not None
    grant = after.grants[0]
    assert (grant.paid or 0) <= min(grant.decided or 0, grant.shown or 0)
    if before.lpg_events[0].state == "closed":
        assert after.lpg_events[0] == before.lpg_events[0]
    if before.swaps[0].decided is not None:
        assert after.swaps[0] == before.swaps[0]
