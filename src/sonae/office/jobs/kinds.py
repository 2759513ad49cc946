"""The kinds of work: what is done for a job, and the command that keeps what it came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sonae.compute import Progress
from sonae.core import InputError
from sonae.office.commands.economics import JOB_KIND, AskRun, KeepRun
from sonae.office.economics import Wanted, canonical, read_inputs, worked_out
from sonae.office.life import Command
from sonae.office.models import Job

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work.

    Attributes:
        work: does it and returns the document; nothing is written.
        keep: the command that keeps the document, given in the name of who asked.

    """

    work: Callable[[Job, Progress], str]
    keep: Callable[[Job], Command]


def _valued(job: Job, progress: Progress) -> str:
    """Value the project of a case, from the papers that it was asked with."""
    if job.case is None:
        raise InputError("a valuation is of a case", field="case")
    fields = dict(job.asked["fields"])
    chosen = fields.pop("chosen_as")
    wanted = AskRun.model_validate(fields).wanted()
    published = chosen if chosen != wanted.conditions else None
    wanted = Wanted(
        wanted.project, wanted.conditions, wanted.risks, wanted.rate, wanted.party, wanted.share, wanted.scenarios, wanted.seed,
        published,
    )  # fmt: skip
    progress.stage("files", 1)
    inputs = read_inputs(job.by, job.case, wanted)
    progress.advance(1)
    return canonical(worked_out(inputs, progress))


KINDS: Mapping[str, Kind] = {JOB_KIND: Kind(_valued, lambda job: KeepRun(job=job.code))}
"""Every kind of work by name."""
