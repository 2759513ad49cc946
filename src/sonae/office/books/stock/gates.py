"""What a command on the stock hangs on: findings with their reason and the lines of the basic policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sonae.core import Citation, Finding, Outcome

__all__ = ["PLAN", "on_policy", "on_term_plan", "recorded"]

_TERM_PLAN = "JOGMEC第5期中期計画 Ⅰ"


def on_policy(*places: str) -> tuple[Citation, ...]:
    """Cite lines of the basic policy of 1 July 2020."""
    return tuple(Citation.basic_policy(place) for place in places)


def on_term_plan(place: str) -> Citation:
    """Cite the plan of the fifth medium term, part I; 4(2) is the stock of metals."""
    return Citation(_TERM_PLAN, place)


PLAN = on_policy("h2.p3.q1")
"""That the agency makes its plan with the State's consent."""


def _plain(value: object) -> object:
    """Return a fact as the record keeps it; what is no plain figure or text is kept in words."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def ended(finding: Finding) -> Finding:
    """Return a finding of the library with its sentences ended, as those of the house are."""
    ja, en = finding.because_ja, finding.because
    return replace(
        finding,
        because=en if en.endswith(".") else f"{en}.",
        because_ja=ja if ja.endswith("。") else f"{ja}。",
        facts_used={name: _plain(value) for name, value in finding.facts_used.items()},
        value=_plain(finding.value),
        parts=tuple(ended(part) for part in finding.parts),
        question=finding.question if "." in finding.question else f"stock.{finding.question}",
    )


def recorded(finding: Finding) -> Finding:
    """Return a finding as what a command recorded: that the State said no is no reason not to record it."""
    said = ended(finding)
    if said.outcome in (Outcome.YES, Outcome.NOT_APPLICABLE):
        return said
    return replace(said, outcome=Outcome.YES, parts=(said,))
