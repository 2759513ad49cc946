"""The report of the lint: what was held against the data, what does not hold, what data cannot show."""

from __future__ import annotations

from dataclasses import dataclass

from sonae.core import Finding, Outcome
from sonae.evaluation.claims import NotCheckable
from sonae.evaluation.evaluation import Evaluation
from sonae.evaluation.lint.claims import check_claim
from sonae.evaluation.lint.content import check_content

__all__ = ["LintReport", "lint"]


@dataclass(frozen=True, slots=True)
class LintReport:
    """What the lint found.

    Attributes:
        evaluation: the evaluation's name.
        findings: a finding for each claim and for everything in the data that can contradict itself.
        not_checkable: slips of print that data cannot show, with the reason.

    """

    evaluation: str
    findings: tuple[Finding, ...]
    not_checkable: tuple[NotCheckable, ...]

    @property
    def anomalies(self) -> tuple[Finding, ...]:
        """What does not hold."""
        return tuple(one for one in self.findings if one.outcome is Outcome.NO)

    @property
    def open(self) -> tuple[Finding, ...]:
        """What cannot be told, since something is missing."""
        return tuple(one for one in self.findings if one.outcome is Outcome.OPEN)


def lint(evaluation: Evaluation) -> LintReport:
    """Hold every claim against the data, and the data against themselves."""
    findings = [check_claim(evaluation, claim) for claim in evaluation.claims]
    return LintReport(evaluation.id, (*findings, *check_content(evaluation)), evaluation.not_checkable)
