"""Jobs: taken up once, cancelled at any moment, dead workers, refusals at the end; nothing is ever half done."""

from __future__ import annotations

import datetime as dt
import os
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError

from sonae.compute import Progress
from sonae.core import Cancelled, FixedClock, InputError
from sonae.office.gate import NotThereError
from sonae.office.jobs import cancel, visible_jobs, work_once
from sonae.office.jobs import kinds as job_kinds
from sonae.office.jobs import work as job_work
from sonae.office.jobs.kinds import Kind
from sonae.office.jobs.progress import KeptProgress
from sonae.office.jobs.queue import Claim, claim_next
from sonae.office.models import Case, EconomicRun, Event, Grant, Job
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.conftest import NOW, Give
from tests.office.jobs.conftest import CLOCK, LATER, Ask, Hand

pytestmark = pytest.mark.django_db
CaseNamed = Callable[[str], Case]


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def events(job: Job, *kinds: str) -> int:
    assert job.case is not None
    return Event.objects.filter(subject=f"case/{job.case.number}", kind__in=kinds, sequence__gt=job.asked_by).count()


def instead(monkeypatch: pytest.MonkeyPatch, work: Callable[[Job, Progress], str]) -> None:
    """Let other work be done for a job."""
    kind = job_kinds.KINDS["economics"]
    monkeypatch.setattr(job_work, "KINDS", {"economics": Kind(work, kind.keep)})


def test_a_job_is_worked_off_once_and_its_result_is_kept_with_its_event(ask: Ask) -> None:
    job = ask()
    assert (job.state, job.percent, job.open) == ("waiting", 0, True)
    assert work_once(clock=CLOCK) is not None
    assert state(job) == "done"
    assert (job.result, job.done, job.total, job.ended_at) == ({"run": 1}, 128, 128, NOW)
    run = EconomicRun.objects.get(case=job.case)
    told = Event.objects.get(sequence=run.sequence)
    assert (told.kind, told.actor) == ("economics.keep", "review")
    assert run.sha256 in told.line
    assert work_once(clock=CLOCK) is None


def test_a_wish_given_twice_is_one_job(ask: Ask, give: Give) -> None:
    job = ask()
    assert job.case is not None
    fields = {key: value for key, value in job.asked["fields"].items() if key != "chosen_as"} | {
        "conditions": "demonstration"
    }
    first = give("review", "economics.run", job.case.number, key="one", **fields)
    again = give("review", "economics.run", job.case.number, key="one", **fields)
    assert (first.sequence, again.repeated) == (again.sequence, True)
    assert Job.objects.filter(by__login="review").count() == 2


def test_one_account_has_few_jobs_at_once(ask: Ask) -> None:
    for _ in range(5):
        ask(project="project.yaml") if Job.objects.filter(by__login="review").exists() else ask()
    with pytest.raises(InputError, match="5 pieces of your work are under way"):
        ask(project="project.yaml")
    ask("promotion", project="project.yaml")


def test_who_asked_sees_a_job_and_nobody_else(ask: Ask, cast: Cast) -> None:
    job = ask()
    for login, account in cast.accounts.items():
        assert visible_jobs(account).filter(pk=job.pk).exists() == (login == "review")
    for login in ("promotion", "applicant4", "admin"):
        with pytest.raises(NotThereError):
            cancel(cast[login], job.code, CLOCK)
    Case.objects.filter(pk=job.case_id).update(classification=2)
    type(cast["review"]).objects.filter(login="review").update(clearance=0)
    cast["review"].refresh_from_db()
    assert not visible_jobs(cast["review"]).exists(), "a case that was closed to him took his work with it"


def test_waiting_work_is_cancelled_at_once(ask: Ask, cast: Cast) -> None:
    job = ask()
    assert cancel(cast["review"], job.code, CLOCK).state == "cancelled"
    assert events(job, "job.cancelled") == 1
    assert cancel(cast["review"], job.code, CLOCK).state == "cancelled"
    assert events(job, "job.cancelled") == 1
    assert work_once(clock=CLOCK) is None
    assert not EconomicRun.objects.filter(case=job.case).exists()


@pytest.mark.parametrize("stage", ["files", "ledger", "break_even", "scenarios"])
def test_work_under_way_stops_at_its_next_word(
    ask: Ask, cast: Cast, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    job = ask(scenarios=1024)
    real = KeptProgress.stage

    def stages(self: KeptProgress, name: str, total: float) -> None:
        if name == stage:
            cancel(cast["review"], job.code, CLOCK)
        real(self, name, total)

    monkeypatch.setattr(KeptProgress, "stage", stages)
    work_once(clock=CLOCK)
    assert state(job) == "cancelled"
    assert events(job, "job.cancelled", "economics.keep", "job.failed") == 1
    assert not EconomicRun.objects.filter(case=job.case).exists()


def test_what_is_cancelled_before_it_is_kept_is_not_kept(ask: Ask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    job = ask()

    def works(one: Job, progress: Progress) -> str:
        made = job_kinds.KINDS["economics"].work(one, progress)
        cancel(cast["review"], job.code, CLOCK)
        return made

    instead(monkeypatch, works)
    work_once(clock=CLOCK)
    assert state(job) == "cancelled"
    assert not EconomicRun.objects.filter(case=job.case).exists()


def test_what_was_kept_is_not_cancelled_any_more(ask: Ask, cast: Cast) -> None:
    job = ask()
    work_once(clock=CLOCK)
    assert cancel(cast["review"], job.code, CLOCK).state == "done"
    assert events(job, "job.cancelled") == 0


def test_the_job_of_a_silent_worker_is_taken_up_by_another_and_the_first_writes_nothing_more(ask: Ask) -> None:
    job = ask()
    first = claim_next("elsewhere:1", NOW)
    assert first is not None
    assert claim_next("elsewhere:2", NOW + dt.timedelta(seconds=29)) is None
    second = claim_next("elsewhere:2", LATER)
    assert second is not None
    assert (second.job.pk, second.number) == (job.pk, 2)
    with pytest.raises(Cancelled):
        first.write(done=5)
    progress = KeptProgress(first, CLOCK)
    with pytest.raises(Cancelled):
        progress.stage("ledger", 1)
    first.fail(NOW, "×", "x")
    assert state(job) == "running"


def test_the_job_of_a_dead_process_of_this_machine_is_taken_up_at_once(ask: Ask) -> None:
    ask()
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    assert claim_next(f"here:{pid}", NOW) is not None
    assert claim_next(f"there:{os.getpid()}", NOW) is None
    found = claim_next(f"here:{os.getpid()}", NOW)
    assert found is not None
    assert found.number == 2
    assert claim_next("here:x", NOW) is None


def test_a_job_at_which_three_workers_died_fails_honestly(ask: Ask) -> None:
    job = ask()
    at = NOW
    for number in range(1, 4):
        found = claim_next(f"w:{number}x", at)
        assert found is not None
        assert found.number == number
        at += dt.timedelta(seconds=31)
    assert claim_next("w:4x", at) is None
    assert state(job) == "failed"
    assert "3回" in job.problem_ja
    assert "three times" in job.problem_en
    assert events(job, "job.failed") == 1


def test_a_clock_that_was_set_back_does_not_hold_a_job_for_ever(ask: Ask) -> None:
    ask()
    assert claim_next("w:1x", NOW + dt.timedelta(hours=2)) is not None
    assert claim_next("w:2x", NOW) is not None


@pytest.mark.parametrize("change", ["role", "closed", "stage", "seen"])
def test_what_may_not_be_kept_any_more_fails_with_its_reason(
    ask: Ask, cast: Cast, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    job = ask()

    def works(one: Job, progress: Progress) -> str:
        made = job_kinds.KINDS["economics"].work(one, progress)
        if change == "role":
            Grant.objects.filter(account=cast["review"]).update(role="finance")
        elif change == "closed":
            type(cast["review"]).objects.filter(login="review").update(is_active=False)
        elif change == "seen":
            type(cast["review"]).objects.filter(login="review").update(clearance=0)
        else:
            Case.objects.filter(pk=job.case_id).update(stage="withdrawn")
        return made

    instead(monkeypatch, works)
    work_once(clock=CLOCK)
    assert state(job) == "failed"
    assert job.problem_ja
    assert job.problem_en
    assert not EconomicRun.objects.filter(case=job.case).exists()
    assert events(job, "job.failed") == 1
    if change != "seen":
        assert events(job, "command.refused") == 1, "the refusal is told too"


def test_a_fault_of_the_program_fails_the_job_without_a_traceback(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job = ask()

    def breaks(one: Job, progress: Progress) -> str:
        raise ZeroDivisionError("secret ground")

    instead(monkeypatch, breaks)
    work_once(clock=CLOCK)
    assert state(job) == "failed"
    assert "secret ground" not in job.problem_ja + job.problem_en
    assert "ZeroDivisionError" in caplog.text


def test_a_worker_that_is_told_to_stop_gives_its_job_back(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    job = ask()

    def stopped(one: Job, progress: Progress) -> str:
        raise SystemExit(0)

    instead(monkeypatch, stopped)
    with pytest.raises(SystemExit):
        work_once(clock=CLOCK)
    assert (state(job), job.claims) == ("waiting", 0)
    monkeypatch.undo()
    work_once(clock=CLOCK)
    assert state(job) == "done"


def test_a_database_that_is_away_leaves_the_job_to_be_taken_up_again(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    job = ask()

    def away(one: Job, progress: Progress) -> str:
        raise DatabaseError

    instead(monkeypatch, away)
    with pytest.raises(DatabaseError):
        work_once(clock=CLOCK)
    assert state(job) == "running"
    monkeypatch.undo()
    work_once(clock=FixedClock(LATER))
    assert state(job) == "done"


def test_progress_is_written_for_the_page(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    job = ask()
    seen: list[tuple[str, int, int]] = []
    real = Claim.write

    def writes(self: Claim, **values: Any) -> None:
        real(self, **values)
        if "stage" in values:
            seen.append((values["stage"], values["done"], values["total"]))

    monkeypatch.setattr(Claim, "write", writes)
    work_once(clock=CLOCK)
    assert [one for one, _, _ in seen][:4] == ["files", "ledger", "break_even", "scenarios"]
    assert seen[3] == ("scenarios", 0, 128)
    assert all(0 <= done <= total for _, done, total in seen)
    assert state(job) == "done"


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_in_whatever_order_a_job_ends_once(ask: Ask, cast: Cast, seed: int, hand_in: Hand) -> None:
    """Workers that take up, beat, die, finish and fail, and a person who cancels, at random: one end, one event of it."""
    chance = random.Random(seed)  # noqa: S311 - which step comes next
    job = ask(scenarios=0)
    at, claims, ended = NOW, [], 0
    document = job_kinds.KINDS["economics"].work(Job.objects.select_related("by", "case").get(pk=job.pk), _Silent())
    for _ in range(14):
        at += dt.timedelta(seconds=chance.choice((1, 5, 40)))
        step = chance.choice(("claim", "claim", "beat", "finish", "fail", "back", "cancel"))
        if step == "cancel" and chance.random() < 0.4:
            cancel(cast["review"], job.code, FixedClock(at))
        elif step == "claim" and (found := claim_next("w:x", at)):
            claims.append(found)
        elif claims and step in ("beat", "finish", "fail", "back"):
            one = chance.choice(claims)
            with acting_as(WHOLE_OFFICE):
                held = one.held().exists()
            try:
                if step == "beat":
                    one.write(beat_at=at)
                elif step == "finish":
                    job_work._kept(one, cast["review"], document, FixedClock(at))
                elif step == "fail":
                    one.fail(at, "×", "x")
                elif held:
                    claims.remove(one)
                    one.give_back()
            except Cancelled:
                assert not held
        now = state(job)
        runs = EconomicRun.objects.filter(case=job.case).count()
        told = events(job, "job.cancelled", "job.failed", "economics.keep")
        assert told == (0 if job.open else 1)
        assert runs == (1 if now == "done" else 0)
        assert ended in (0, now), "an end is final"
        ended = 0 if job.open else now  # type: ignore[assignment]


class _Silent:
    def stage(self, name: str, total: float) -> None: ...

    def advance(self, amount: float) -> None: ...

    def check(self) -> None: ...
