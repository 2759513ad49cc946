"""Cases with their facts, papers, checks, and the commands that were carried out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sonae.core import Classification
from sonae.office.models.accounts import Account, Department, Organisation

__all__ = ["AgencyParameter", "Case", "CheckRecord", "CommandRecord", "Paper", "ReviewCriteria"]


class Case(models.Model):
    """A case: equity, guarantee, loan or grant. Its facts are those that the rules read; ``version`` counts its changes."""

    class Kind(models.TextChoices):
        """What the agency is asked for."""

        EQUITY = "equity"
        GUARANTEE = "guarantee"
        LOAN = "loan"
        GRANT = "grant"

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    title_ja = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    reading = models.CharField(max_length=160, blank=True)
    resource = models.CharField(max_length=24, blank=True)
    applicant = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    promoting = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT, related_name="promoted")
    reviewing = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT, related_name="reviewed")
    promoter = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="promoted")
    stage = models.CharField(max_length=24, db_index=True)
    facts = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    classification = models.PositiveSmallIntegerField(choices=[(label.value, label.name) for label in Classification])
    bylaw = models.CharField(
        max_length=40, blank=True, help_text="id of the bylaw whose text is in hand; empty where none is"
    )
    fictional = models.BooleanField(default=False)
    opened_on = models.DateField()
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["-changed_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["applicant", "stage"])]

    def __str__(self) -> str:
        return self.number

    @property
    def label(self) -> Classification:
        """The classification of the case."""
        return Classification(self.classification)


class AgencyParameter(models.Model):
    """What the agency supplies for a parameter of the bylaw from a day on, with the paper that sets it."""

    name = models.CharField(max_length=80)
    since = models.DateField()
    value = models.JSONField()
    reference = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["name", "since"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "since"], name="one_value_a_day")]


class Paper(models.Model):
    """An upload: its bytes lie in a file named by their hash."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=24)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="papers")
    at = models.DateTimeField()
    scanned = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "name"], name="one_paper_a_name")]


class CommandRecord(models.Model):
    """A command that was carried out, by its actor's key: asked again it answers the same and does nothing."""

    actor = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="commands")
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    receipt = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["actor", "key"], name="one_command_a_key")]


class CheckRecord(models.Model):
    """What the rules found when a command was carried out: kept with the version of the bylaw that they were asked in."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checks")
    sequence = models.PositiveBigIntegerField(unique=True, help_text="of the event")
    as_of = models.DateField()
    bylaw_version = models.DateField()
    exit_code = models.PositiveSmallIntegerField()
    findings = models.JSONField()
    """The findings that the command hung on, as :func:`~sonae.bylaw.finding_as_dict` writes them."""

    class Meta:
        ordering: ClassVar = ["sequence"]


class ReviewCriteria(models.Model):
    """A set of criteria of the adoption review as the agency set or changed it (a9.p1 to a9.p4)."""

    name = models.CharField(max_length=120)
    of = models.CharField(
        max_length=20, choices=[("adoption", "adoption"), ("safety_environment", "safety, environment")]
    )
    act = models.CharField(max_length=8, choices=[("set", "set"), ("changed", "changed")])
    on = models.DateField()
    state_policy = models.CharField(max_length=120, blank=True)
    experts_heard_on = models.DateField(null=True, blank=True)
    filed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["on", "id"]
