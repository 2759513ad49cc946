"""Long work that the office does beside its requests, and what the economics engine found of a case."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sonae.core import Classification
from sonae.office.models.accounts import Account
from sonae.office.models.cases import Case, Paper

__all__ = ["EconomicRun", "Job"]


class Job(models.Model):
    """Work that somebody asked for: it waits, is taken up by a worker, and ends in one of three ways."""

    class State(models.TextChoices):
        """How a job stands."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=40)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="jobs")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="jobs")
    state = models.CharField(max_length=12, choices=State, default=State.WAITING, db_index=True)
    stage = models.CharField(max_length=40, blank=True, help_text="the part of the work under way, as words name it")
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    asked = models.JSONField(default=dict)
    asked_by = models.PositiveBigIntegerField(unique=True, help_text="sequence of the event that asked for it")
    result = models.JSONField(null=True)
    problem_ja = models.TextField(blank=True)
    problem_en = models.TextField(blank=True)
    claims = models.PositiveSmallIntegerField(
        default=0, help_text="times that it was taken up; who took it up earlier writes nothing any more"
    )
    worker = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True, help_text="when its worker was last heard of")

    class Meta:
        ordering: ClassVar = ["-asked_by"]
        indexes: ClassVar = [models.Index(fields=["by", "state"])]

    def __str__(self) -> str:
        return self.code

    @property
    def open(self) -> bool:
        """Whether it has not ended."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def percent(self) -> int:
        """How much of the part under way is done."""
        return min(100, 100 * self.done // self.total) if self.total else 0


class EconomicRun(models.Model):
    """A valuation of a case by the economics engine. It is never changed: the database itself refuses that."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … in the case")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="runs")
    at = models.DateTimeField()
    sequence = models.PositiveBigIntegerField(unique=True, help_text="of the event")
    project = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="valued")
    conditions = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="valued_under")
    risks = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="risked")
    classification = models.PositiveSmallIntegerField(choices=[(label.value, label.name) for label in Classification])
    document = models.TextField(help_text="what was found, as canonical JSON")
    sha256 = models.CharField(max_length=64, help_text="of the document; the event tells it too")

    class Meta:
        ordering: ClassVar = ["case", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="one_run_a_number")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.number}"

    @property
    def label(self) -> Classification:
        """The joined label of project and conditions."""
        return Classification(self.classification)
