"""A case checked: every question of the bylaw answered on a day, the worst of it, and what another version would find."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sonae.bylaw.articles import equity_rules
from sonae.bylaw.facts import EquityCase
from sonae.bylaw.kernel import Derivation, Grounds, RuleBook, Words, plain
from sonae.bylaw.kernel.written import LAST_YEAR
from sonae.bylaw.outline import Outline, Slip, equity_outline
from sonae.core import Citation, Classification, Finding, InputError, Outcome

__all__ = ["Bylaw", "CaseCheck", "Change", "check_case", "compare_checks", "equity_bylaw", "finding_as_dict"]

_UNDECIDED = (Outcome.OPEN, Outcome.CONFLICT, Outcome.GAP)
SCOPE = "scope.governed"
"""The question that comes first: a case that this bylaw does not govern is asked nothing more."""


@dataclass(frozen=True)
class Bylaw:
    """A bylaw: its outline and its rules."""

    outline: Outline
    rules: RuleBook
    grounds: Grounds = field(default_factory=dict, repr=False, compare=False)
    """Citations that were worked out before."""

    def citation(self, provision: str, day: dt.date) -> Citation:
        """Return the citation of a provision in the version of a day."""
        return self.outline.citation(provision, day)

    def said_of(self, provision: str) -> Words | None:
        """Return the slips of a provision's print and the readings taken; None where there is none."""
        return _in_words(self.outline.slips_at(provision))


def _in_words(slips: tuple[Slip, ...]) -> Words | None:
    if not slips:
        return None
    ja = "".join(f"（「{slip.printed}」は「{slip.read_as}」と読む：{slip.ja}）" for slip in slips)
    en = " ".join(f"(printed «{slip.printed}», read «{slip.read_as}»: {slip.en})" for slip in slips)
    return Words(ja, en)


@cache
def equity_bylaw() -> Bylaw:
    """Return the bylaw on equity in oil and gas projects (document 003)."""
    return Bylaw(equity_outline(), equity_rules())


@dataclass(frozen=True)
class CaseCheck:
    """What is found of a case on a day.

    Attributes:
        case: id.
        as_of: the day on which the case is looked at.
        version: the amendment whose rules were asked.
        findings: one a question, in the order of the bylaw.
        classification: of the case.

    """

    case: str
    as_of: dt.date
    version: dt.date
    findings: tuple[Finding, ...]
    classification: Classification

    @property
    def exit_code(self) -> int:
        """1 where anything is refused, else 3 where anything is undecided, in conflict or a gap, else 0."""
        outcomes = {finding.outcome for finding in self.findings}
        if Outcome.NO in outcomes:
            return 1
        return 3 if outcomes & set(_UNDECIDED) else 0

    def of(self, question: str) -> Finding:
        """Return the finding of a question, «costs.eligible [costs.1]» for an entry. Raises KeyError when there is none."""
        return {finding.question: finding for finding in self.findings}[question]


def check_case(
    case: EquityCase, as_of: dt.date, *, bylaw: Bylaw | None = None, version: dt.date | None = None
) -> CaseCheck:
    """Answer every question that the bylaw asks of a case.

    Args:
        case: its facts.
        as_of: the day on which it is looked at; what is dated later has not happened yet.
        bylaw: that of equity in oil and gas where nothing is said.
        version: a day of the version whose rules are asked; ``as_of`` unless said. Which version governs an older case is not
            ruled: there is no transitional clause.

    Raises:
        InputError: for a day before the bylaw's enactment, or after the last year that is counted.

    """
    chosen = bylaw or equity_bylaw()
    if as_of.year > LAST_YEAR:
        raise InputError(f"the case is looked at on {as_of}", expected=f"a day of {LAST_YEAR} or before")
    held = chosen.outline.version_on(version or as_of)
    if not held.text_in_hand:
        findings = tuple(
            Finding(
                Outcome.OPEN, f"the text of the version of {held.date} is not in hand", question=question.id,
                because_ja=f"{held.date}版の条文は手元にない。", missing=(f"text of {held.date}",),
            )
            for question in chosen.rules.questions.values() if question.of_case
        )  # fmt: skip
        return CaseCheck(case.id, as_of, held.date, findings, case.label)
    derivation = Derivation(
        chosen.rules, chosen, case, case.judgements, case.parameters, as_of, version, chosen.grounds
    )
    if SCOPE in chosen.rules.questions:
        scope = derivation.find(SCOPE)
        if scope.outcome is not Outcome.YES:
            return CaseCheck(case.id, as_of, held.date, (scope,), case.label)
    return CaseCheck(case.id, as_of, held.date, derivation.run(), case.label)


@dataclass(frozen=True)
class Change:
    """A question that two checks answer otherwise; None where one of them does not ask it."""

    question: str
    before: Finding | None
    after: Finding | None


def compare_checks(before: CaseCheck, after: CaseCheck) -> tuple[Change, ...]:
    """Return the questions whose outcome, reason or citations differ."""
    old = {finding.question: finding for finding in before.findings}
    new = {finding.question: finding for finding in after.findings}
    changes = []
    for question in dict.fromkeys([*old, *new]):
        one, two = old.get(question), new.get(question)
        if _sense(one) != _sense(two):
            changes.append(Change(question, one, two))
    return tuple(changes)


def _sense(finding: Finding | None) -> tuple[object, ...]:
    if finding is None:
        return ()
    return finding.outcome, finding.because, tuple(cite.provision for cite in finding.citations)


def finding_as_dict(finding: Finding) -> dict[str, Any]:
    """Return a finding with its derivation as plain data for JSON."""
    facts: Mapping[str, object] = finding.facts_used
    return {
        "question": finding.question, "outcome": finding.outcome.value, "because_ja": finding.because_ja,
        "because_en": finding.because, "value": plain(finding.value),
        "citations": [
            {"provision": cite.provision, "ja": cite.label_ja, "en": cite.label_en, "version": str(cite.version)}
            for cite in finding.citations
        ],
        "facts_used": {name: plain(value) for name, value in facts.items()}, "missing": list(finding.missing),
        "parts": [finding_as_dict(part) for part in finding.parts],
    }  # fmt: skip
