"""What a rule says when it applies: yes, no, not decided, or that the question does not arise."""

from __future__ import annotations

from dataclasses import dataclass

from sonae.bylaw.kernel.words import Words
from sonae.core import Outcome

__all__ = ["Answer", "gap", "no", "not_applicable", "open_until", "yes"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a rule.

    Attributes:
        outcome: YES, NO, OPEN, GAP or NOT_APPLICABLE.
        because: the sentence.
        value: what was found beside it.
        cites: provisions that decide beside that of the rule.
        missing: what an open answer waits for.

    """

    outcome: Outcome
    because: Words
    value: object = None
    cites: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def yes(ja: str, en: str, *, value: object = None, cites: tuple[str, ...] = ()) -> Answer:
    """Answer that it holds, is allowed, is complete or in time."""
    return Answer(Outcome.YES, Words(ja, en), value, cites)


def no(ja: str, en: str, *, value: object = None, cites: tuple[str, ...] = ()) -> Answer:
    """Answer that it does not."""
    return Answer(Outcome.NO, Words(ja, en), value, cites)


def open_until(ja: str, en: str, *missing: str, value: object = None, cites: tuple[str, ...] = ()) -> Answer:
    """Answer that something is awaited: a fact, a judgement, a parameter, an explanation."""
    return Answer(Outcome.OPEN, Words(ja, en), value, cites, missing)


def gap(ja: str, en: str, *, cites: tuple[str, ...] = ()) -> Answer:
    """Answer that the bylaw has no rule for it."""
    return Answer(Outcome.GAP, Words(ja, en), None, cites)


def not_applicable(ja: str, en: str, *, cites: tuple[str, ...] = ()) -> Answer:
    """Answer that the question does not arise in the case."""
    return Answer(Outcome.NOT_APPLICABLE, Words(ja, en), None, cites)
