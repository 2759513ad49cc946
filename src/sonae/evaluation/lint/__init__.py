"""The consistency lint: claims of the document against numbers, dates, totals and counts."""

from sonae.evaluation.lint.claims import check_claim
from sonae.evaluation.lint.report import LintReport, lint

__all__ = ["LintReport", "check_claim", "lint"]
