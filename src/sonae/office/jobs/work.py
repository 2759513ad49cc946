"""The worker: takes up jobs one after another, in a process of its own, under the reach of who asked."""

from __future__ import annotations

import logging
import os
import platform
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F

from sonae.core import Cancelled, Clock, InputError, SonaeError, clock_from_environment
from sonae.office import bus
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.jobs.kinds import KINDS
from sonae.office.jobs.progress import KeptProgress
from sonae.office.jobs.queue import Claim, claim_next
from sonae.office.models import Account, Job
from sonae.office.wall import acting_as

__all__ = ["work_off", "work_once"]

_LOG = logging.getLogger(__name__)
_LOOKS_EVERY = 1.0
_WAITS_FOR_DATABASE = 5.0
_INSIDE = (
    "プログラムの内部で失敗しました。管理者が記録を確認できます。",
    "It failed inside the program; whoever runs the office finds the ground in its log.",
)
_GONE = (
    "案件を閲覧できなくなったため、中止しました。",
    "The case can no longer be seen by who asked, so it was given up.",
)


def work_off(goes_on: Callable[[], bool]) -> None:
    """Work until told to stop: a job when there is one, else a look once a second.

    Args:
        goes_on: asked between two jobs.

    """
    worker = f"{platform.node()[:40]}:{os.getpid()}"
    while goes_on():
        wait = _LOOKS_EVERY
        try:
            close_old_connections()
            if work_once(worker, threaded=True):
                wait = 0.0
        except DatabaseError as error:
            _LOG.error("the database does not answer the worker: %s", type(error).__name__)
            connection.close()
            wait = _WAITS_FOR_DATABASE
        time.sleep(wait)


def work_once(
    worker: str = "worker", clock: Clock | None = None, *, code: str | None = None, threaded: bool = False
) -> Job | None:  # fmt: skip
    """Take up one job and bring it to its end.

    Args:
        worker: by what name.
        clock: tells the time; that of the environment unless said.
        code: the one job to be taken up; any where none is named.
        threaded: whether a thread with a connection of its own tells that the work goes on; else the work does so itself.

    Returns:
        the job as it was taken up, None where there was nothing to do.

    Raises:
        DatabaseError: when the database is away; the job is taken up again later.

    """
    told = clock or clock_from_environment()
    claim = claim_next(worker, told.now(), code)
    if claim is None:
        return None
    progress = KeptProgress(claim, told)
    beating: AbstractContextManager[None] = progress.beating() if threaded else nullcontext()
    try:
        with acting_as(_account(claim)), beating:
            document = KINDS[claim.job.kind].work(claim.job, progress)
        _kept(claim, _account(claim), document, told)
    except Cancelled:
        _LOG.info("the work %s was stopped", claim.job.code)
    except DatabaseError:
        raise
    except SonaeError as error:
        claim.fail(told.now(), *_sentences(error))
    except Exception:  # noqa: BLE001 - logged with its ground; the job ends honestly and the worker goes on
        _LOG.exception("the work %s failed", claim.job.code)
        claim.fail(told.now(), *_INSIDE)
    except BaseException:
        claim.give_back()  # told to stop: another worker takes it up
        raise
    return claim.job


def _account(claim: Claim) -> Account:
    """Return who asked as he is now: what he may do is what he may at the end, not what he might when he asked."""
    return Account.objects.get(pk=claim.job.by_id)


def _kept(claim: Claim, account: Account, document: str, clock: Clock) -> None:
    """Keep what the work came to: job, result and event in one transaction, or nothing of them."""
    job = claim.job
    with acting_as(account), transaction.atomic():
        # The row is written first: a cancellation comes before it or after it, never in between.
        claim.write(result={"document": document}, beat_at=clock.now())
        number = job.case.number if job.case else None
        try:
            bus.handle(KINDS[job.kind].keep(job), account, key=f"job-{job.code}", case=number, clock=clock)
        except RefusedError as refused:  # its event stands, and the job ends with it
            claim.fail(clock.now(), refused.verdict.ja, refused.verdict.en)
            return
        claim.write(state=Job.State.DONE, ended_at=clock.now(), done=F("total"))


def _sentences(error: SonaeError) -> tuple[str, str]:
    """Return why work failed, in both languages."""
    if isinstance(error, NotThereError):
        return _GONE
    from sonae.office.pages.forms import said_of

    return (said_of(error, "ja"), said_of(error, "en")) if isinstance(error, InputError) else (str(error), str(error))
