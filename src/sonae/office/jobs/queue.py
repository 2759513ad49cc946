"""The queue of jobs: who sees one, who takes one up, and how it ends.

A worker holds a job by the number of its claim. Whatever it writes, it writes where that claim still stands; a job that was
cancelled or taken up by another meanwhile is not touched any more.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from sonae.core import Cancelled, Clock, clock_from_environment
from sonae.office import log
from sonae.office.gate import NotThereError, visible_cases
from sonae.office.models import Account, Job
from sonae.office.wall import WHOLE_OFFICE, acting_as

__all__ = ["SILENT_AFTER", "Claim", "cancel", "claim_next", "visible_jobs"]

SILENT_AFTER = dt.timedelta(seconds=30)
"""After so long without a word of its worker a job is taken up by another."""
_MOST_CLAIMS = 3
_OPEN = (Job.State.WAITING, Job.State.RUNNING)
_DIED = (
    "処理するプロセスが3回続けて途中で終わったため、中止しました。",
    "The process that worked on it ended in the middle three times, so it was given up.",
)


def visible_jobs(account: Account) -> QuerySet[Job]:
    """Return the jobs that an account asked for, newest first; none of a case that it may no longer know of."""
    rows = Job.objects.filter(by=account).filter(Q(case=None) | Q(case__in=visible_cases(account)))
    return rows.select_related("case").order_by("-asked_by")


def cancel(account: Account, code: str, clock: Clock | None = None) -> Job:
    """Cancel a job of one's own. It ends at once; its worker stops at its next word. One that has ended stays as it ended.

    Raises:
        NotThereError: for a code that is no job of the account's.

    """
    job = visible_jobs(account).filter(code=code).first()
    if job is None:
        raise NotThereError
    now = (clock or clock_from_environment()).now()
    with transaction.atomic():
        if Job.objects.filter(pk=job.pk, state__in=_OPEN).update(state=Job.State.CANCELLED, ended_at=now):
            log.append(now, account.login, "job.cancelled", _subject(job), {"job": job.code, "kind": job.kind})
    job.refresh_from_db()
    return job


def _subject(job: Job) -> str:
    return f"case/{job.case.number}" if job.case else f"job/{job.code}"


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in the hands of a worker.

    Attributes:
        job: as it was when it was taken up.
        number: of the claim.

    """

    job: Job
    number: int

    def held(self) -> QuerySet[Job]:
        """Return the job where the claim still stands, else nothing."""
        return Job.objects.filter(pk=self.job.pk, state=Job.State.RUNNING, claims=self.number)

    def write(self, **values: Any) -> None:
        """Write to the job.

        Raises:
            Cancelled: where the claim does not stand any more.

        """
        if not self.held().update(**values):
            raise Cancelled("the work was stopped")

    def give_back(self) -> None:
        """Let the job wait again; the worker was told to stop."""
        with acting_as(WHOLE_OFFICE):
            self.held().update(state=Job.State.WAITING, worker="", beat_at=None, claims=self.number - 1)

    def fail(self, now: dt.datetime, ja: str, en: str) -> None:
        """End the job without a result, and tell why; inside a transaction or in one of its own."""
        with acting_as(WHOLE_OFFICE), transaction.atomic():
            if self.held().update(state=Job.State.FAILED, ended_at=now, result=None, problem_ja=ja, problem_en=en):
                body = {"job": self.job.code, "kind": self.job.kind, "ja": ja, "en": en}
                log.append(now, self.job.by.login, "job.failed", _subject(self.job), body)


def _dead_workers(worker: str) -> list[str]:
    """Return workers on the same machine that hold a job and whose process is not there any more."""
    place = worker.rpartition(":")[0]
    if not place:
        return []
    held = Job.objects.filter(state=Job.State.RUNNING, worker__startswith=f"{place}:").values_list("worker", flat=True)
    return [one for one in held if one != worker and not _alive(one.rpartition(":")[2])]


def _alive(number: str) -> bool:
    if not number.isdecimal():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


def claim_next(worker: str, now: dt.datetime, code: str | None = None) -> Claim | None:
    """Take up the job that has waited longest, or one whose worker is silent; None where there is nothing to do.

    Two workers never hold the same job: a row is taken by an update that names the state it was seen in.

    Args:
        worker: who takes it up.
        now: the time.
        code: the one job to be taken up; any where none is named.

    """
    with acting_as(WHOLE_OFFICE):
        silent = Q(beat_at__lt=now - SILENT_AFTER) | Q(beat_at__gt=now + SILENT_AFTER)  # clocks may be set back
        silent |= Q(worker__in=_dead_workers(worker))
        rows = Job.objects.filter(Q(state=Job.State.WAITING) | (Q(state=Job.State.RUNNING) & silent))
        rows = rows if code is None else rows.filter(code=code)
        for job in rows.select_related("by", "case").order_by("asked_by")[:10]:
            seen = Job.objects.filter(pk=job.pk, state=job.state, claims=job.claims, beat_at=job.beat_at)
            claim = Claim(job, job.claims + 1)
            taken = seen.update(
                state=Job.State.RUNNING, claims=claim.number, worker=worker, beat_at=now, began_at=job.began_at or now, stage="",
                done=0, total=0,
            )  # fmt: skip
            if not taken:
                continue
            if job.claims >= _MOST_CLAIMS:
                claim.fail(now, *_DIED)
                continue
            return claim
    return None
