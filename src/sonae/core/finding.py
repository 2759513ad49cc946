"""The one result type of rules, gates, ratings and verdicts: what was decided, why, and under which provision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from sonae.core.citation import Citation

__all__ = ["Finding", "Outcome"]


class Outcome(Enum):
    """How a question came out.

    ``OPEN`` waits for a fact or for a person's judgement. ``CONFLICT``: two rules answer and neither has precedence. ``GAP``: no
    rule answers. ``NOT_APPLICABLE``: the question does not arise.
    """

    YES = "yes"
    NO = "no"
    OPEN = "open"
    CONFLICT = "conflict"
    GAP = "gap"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Finding:
    """A decision with its grounds.

    Attributes:
        outcome: how it came out.
        because: one sentence.
        citations: the provisions that decide.
        facts_used: the facts it rests on, by name.
        value: what was found beside the outcome: a number, a date.
        because_ja: the sentence in Japanese; empty where there is none.
        missing: facts, judgements and parameters that it waits for, by name.
        parts: the findings that it was derived from.
        question: id of the question; empty where it answers none by name.

    """

    outcome: Outcome
    because: str
    citations: tuple[Citation, ...] = ()
    facts_used: Mapping[str, object] = field(default_factory=dict)
    value: object = None
    because_ja: str = ""
    missing: tuple[str, ...] = ()
    parts: tuple[Finding, ...] = ()
    question: str = ""

    def __bool__(self) -> bool:
        return self.outcome is Outcome.YES
