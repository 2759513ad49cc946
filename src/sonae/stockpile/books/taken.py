"""What a step gives back: the new state, why it was allowed, and what goes into the book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from sonae.core import Citation, Classification, Finding, InputError, Outcome
from sonae.stockpile.books.book import Entries
from sonae.stockpile.books.words import WORDS
from sonae.stockpile.release.provisions import provision

__all__ = ["NOTHING", "Taken", "policy", "required", "verdict"]

State = TypeVar("State")

NOTHING = Entries()
"""The entries of a step that moves nothing."""


@dataclass(frozen=True, slots=True)
class Taken(Generic[State]):
    """A step that was taken. The state that it was taken on stays as it was.

    Attributes:
        state: the record after the step.
        finding: why the step was allowed, with its provisions.
        entries: what :func:`enter` puts into the book; empty for a step that moves nothing.
        classification: of all of it.

    """

    state: State
    finding: Finding
    entries: Entries = NOTHING
    classification: Classification = Classification.SECRET


def policy(*places: str) -> tuple[Citation, ...]:
    """Return provisions by the short names of :func:`sonae.stockpile.release.provisions.provision`."""
    return tuple(provision(place) for place in places)


def verdict(
    outcome: Outcome, code: str, cites: tuple[Citation, ...], *, value: object = None, **facts: object
) -> Finding:
    """Return a finding in both languages; ``facts`` fill the sentence and stay with it.

    Args:
        outcome: how it came out.
        code: of the sentence.
        cites: provisions that decide.
        value: what was found beside the outcome.
        facts: facts by name.

    """
    said = {name: str(fact) for name, fact in facts.items()}
    words = WORDS[code]
    return Finding(
        outcome, words.en.format(**said), cites, facts, value, because_ja=words.ja.format(**said), question=code
    )


def required(finding: Finding, *, field: str | None = None) -> Finding:
    """Return a finding that says YES.

    Raises:
        InputError: with its sentence, for any other outcome.

    """
    if finding.outcome is not Outcome.YES:
        raise InputError(finding.because, field=field)
    return finding
