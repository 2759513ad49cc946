"""Deciding a release: every step of the regime in its order, and what follows from all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sonae.core import Classification, Finding, InputError, Outcome
from sonae.stockpile.release.case import ReleaseCase
from sonae.stockpile.release.rules import Duty, Regime, ReleaseRules, ReleaseSettings, Step, release_settings, rules_on
from sonae.stockpile.release.steps import STEPS, Quantity

__all__ = ["Decision", "decide", "decision_document", "decision_rows"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a release, step by step."""

    regime: Regime
    mineral: str
    form: str
    date: dt.date
    rules_from: dt.date
    findings: tuple[tuple[Step, Finding], ...]
    """One for every step of the regime, in its order."""
    finding: Finding
    """The whole: YES only when every step says YES; its value is the gross kilograms that leave."""
    awards: Mapping[str, int]
    """Kilograms by request (tight supply) or by buyer (adjustment); empty when an auction divides them."""
    duties: tuple[Duty, ...]
    """What must follow; empty unless goods leave."""
    settings: ReleaseSettings
    classification: Classification

    @property
    def quantity_kg(self) -> int:
        """Gross kilograms that leave; 0 unless the decision is YES."""
        value = self.finding.value
        return value if self.finding and isinstance(value, int) else 0

    @property
    def to_judge(self) -> tuple[str, ...]:
        """What must still be judged or found out; the quantity only follows from it."""
        waits = [(step, finding) for step, finding in self.findings if finding.outcome is Outcome.OPEN]
        return tuple(f"{step.question} {finding.because}" for step, finding in waits if step.id != "quantity")


def decide(
    case: ReleaseCase, *, versions: Sequence[ReleaseRules] | None = None, settings: ReleaseSettings | None = None
) -> Decision:
    """Decide a case under the rules in force on its day.

    Raises:
        InputError: when the rules or the plan have a gap or a conflict, or a judgement answers a step that no person
            decides.

    """
    rules = rules_on(case.date, versions)
    regime = rules.regime(case.regime)
    chosen = settings or release_settings(case.settings)
    judged = {step.id for step in regime.steps if step.decided_by == "person"}
    for judgement in case.judgements:
        if judgement.step not in judged:
            raise InputError(
                f"a judgement answers the step «{judgement.step}», which no person decides",
                field="judgements",
                expected=", ".join(sorted(judged)),
            )
    found: dict[str, Finding] = {}
    for step in regime.steps:
        found[step.id] = replace(STEPS[step.id](case, chosen, found), citations=step.citations)
    whole = _whole(regime, found)
    quantity = found["quantity"].value
    awards = dict(quantity.awards or {}) if isinstance(quantity, Quantity) and whole else {}
    return Decision(
        regime,
        case.mineral,
        case.form,
        case.date,
        rules.in_force_from,
        tuple((step, found[step.id]) for step in regime.steps),
        whole,
        {name: kg for name, kg in awards.items() if kg > 0},
        regime.duties if whole else (),
        chosen,
        case.label,
    )


def _whole(regime: Regime, found: Mapping[str, Finding]) -> Finding:
    outcomes = {name: finding.outcome for name, finding in found.items()}
    quantity = found["quantity"].value
    kilograms = quantity.total_kg if isinstance(quantity, Quantity) else 0
    facts = {name: outcome.value for name, outcome in outcomes.items()}
    refused = [name for name, outcome in outcomes.items() if outcome is Outcome.NO]
    waiting = [name for name, outcome in outcomes.items() if outcome is Outcome.OPEN and name != "quantity"]
    if refused:
        because = f"no {regime.name_en}: {found[refused[0]].because}"
        return Finding(Outcome.NO, because, regime.citations, facts, 0)
    if waiting or not found["quantity"]:
        because = f"{regime.name_en} waits for: {', '.join(waiting)}"
        return Finding(Outcome.OPEN, because, regime.citations, facts, kilograms)
    return Finding(Outcome.YES, f"{regime.name_en} as the steps say", regime.citations, facts, kilograms)


def decision_rows(decision: Decision) -> list[dict[str, Any]]:
    """Return the decision as flat rows, one a step and one for the whole."""
    rows = [
        {
            "step": step.id,
            "question": step.question,
            "decided_by": step.decided_by,
            "outcome": finding.outcome.value,
            "because": finding.because,
            "cites": "; ".join(map(str, finding.citations)),
        }
        for step, finding in decision.findings
    ]
    whole = decision.finding
    rows.append(
        {
            "step": "decision",
            "question": decision.regime.name_en,
            "decided_by": "all steps",
            "outcome": whole.outcome.value,
            "because": whole.because,
            "cites": "; ".join(map(str, whole.citations)),
        }
    )
    return rows


def decision_document(decision: Decision) -> dict[str, Any]:
    """Return everything of a decision as plain data for JSON."""
    return {
        "regime": decision.regime.id,
        "regime_ja": decision.regime.name_ja,
        "mineral": decision.mineral,
        "form": decision.form,
        "date": decision.date.isoformat(),
        "rules_in_force_from": decision.rules_from.isoformat(),
        "outcome": decision.finding.outcome.value,
        "because": decision.finding.because,
        "quantity_kg": decision.quantity_kg,
        "at_most_kg": decision.finding.value if decision.finding.outcome is Outcome.OPEN else decision.quantity_kg,
        "awards_kg": dict(decision.awards),
        "steps": [
            {
                "step": step.id,
                "question": step.question,
                "question_ja": step.question_ja,
                "decided_by": step.decided_by,
                "outcome": finding.outcome.value,
                "because": finding.because,
                "cites": [str(citation) for citation in finding.citations],
                "facts": {name: _json(value) for name, value in finding.facts_used.items()},
            }
            for step, finding in decision.findings
        ],
        "to_judge": list(decision.to_judge),
        "duties": [
            {"duty": duty.id, "text": duty.text, "text_ja": duty.text_ja, "cites": [str(c) for c in duty.citations]}
            for duty in decision.duties
        ],
        "settings": decision.settings.model_dump(mode="json", exclude={"sources"}),
        "setting_sources": dict(decision.settings.sources),
        "classification": decision.classification.name,
    }


def _json(value: object) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (str, int, float, list, dict)) or value is None:
        return value
    return str(value)
