"""Findings as pages show them: by article, the outcome in a word and a mark, the reason, provisions and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sonae.bylaw import equity_outline
from sonae.core import Citation, Finding, Outcome

__all__ = ["Group", "Line", "counted", "grouped", "lines_of"]

_ORDER = (Outcome.NO, Outcome.CONFLICT, Outcome.GAP, Outcome.OPEN, Outcome.YES, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Line:
    """A finding with the findings below it that do not hold."""

    finding: Finding
    reasons: tuple[Finding, ...]

    @property
    def outcome(self) -> str:
        """The outcome as a key of words: «not_applicable»."""
        return self.finding.outcome.value.replace(" ", "_")

    @property
    def ja(self) -> str:
        """The reason in Japanese."""
        return self.finding.because_ja

    @property
    def en(self) -> str:
        """The reason in English."""
        return self.finding.because

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.finding.outcome in (Outcome.YES, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Group:
    """The findings under one article."""

    article: str
    citation: Citation | None
    ja: str
    en: str
    lines: tuple[Line, ...]

    @property
    def open(self) -> bool:
        """Whether anything in it does not hold."""
        return any(not line.settled for line in self.lines)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of its questions came out how."""
        return counted(line.finding for line in self.lines)


def lines_of(findings: Iterable[Finding]) -> tuple[Line, ...]:
    """Return findings as lines."""
    return tuple(Line(one, tuple(_reasons(one))) for one in findings)


def _reasons(finding: Finding) -> list[Finding]:
    if finding.outcome in (Outcome.YES, Outcome.NOT_APPLICABLE):
        return []
    seen: dict[str, Finding] = {}
    left = [part for part in finding.parts if part.outcome not in (Outcome.YES, Outcome.NOT_APPLICABLE)]
    while left:
        one = left.pop(0)
        below = [part for part in one.parts if part.outcome not in (Outcome.YES, Outcome.NOT_APPLICABLE)]
        if below:
            left = below + left
        else:
            seen.setdefault(one.because, one)
    return [one for one in seen.values() if one.because != finding.because]


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Return findings by the article that decides each, in the order of the bylaw."""
    outline = equity_outline()
    by_article: dict[str, list[Line]] = {}
    for line in lines_of(findings):
        cites = line.finding.citations
        by_article.setdefault(cites[0].provision.split(".")[0] if cites else "", []).append(line)
    groups = []
    for article, lines in by_article.items():
        provision = outline.provision(article) if article else None
        groups.append(
            Group(
                article, outline.citation(article) if article else None, provision.ja if provision else "",
                provision.en if provision else "", tuple(lines),
            )
        )  # fmt: skip
    return groups


def counted(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    """Return how many findings came out how, the worst first; outcomes that none has are left out."""
    outcomes = [one.outcome for one in findings]
    return [(one.value.replace(" ", "_"), outcomes.count(one)) for one in _ORDER if one in outcomes]
