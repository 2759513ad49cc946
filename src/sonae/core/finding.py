"""The one result type of rules, gates, ratings and verdicts: what was decided, why, and under which provision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from sonae.core.citation import Citation

__all__ = ["Finding", "Outcome"]


class Outcome(Enum):
    """How a question came out. ``OPEN`` waits for a fact or for a person's judgement."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Finding:
    """A decision with its grounds; ``because`` is one sentence, ``facts_used`` the facts it rests on."""

    outcome: Outcome
    because: str
    citations: tuple[Citation, ...] = ()
    facts_used: Mapping[str, object] = field(default_factory=dict)
    value: object = None

    def __bool__(self) -> bool:
        return self.outcome is Outcome.YES
