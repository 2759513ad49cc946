"""Findings of the gates of books: what a command hangs on, said in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from sonae.core import Citation, Finding, Outcome

__all__ = ["either", "gate"]


def gate(
    question: str, holds: bool, ja: str, en: str, citations: Iterable[Citation] = (), missing: tuple[str, ...] = ()
) -> Finding:
    """Return the finding of a gate."""
    outcome = Outcome.YES if holds else Outcome.NO
    return Finding(outcome, en, tuple(citations), because_ja=ja, missing=missing, question=question)


def either(
    question: str,
    holds: bool,
    yes: tuple[str, str],
    no: tuple[str, str],
    citations: Iterable[Citation] = (),
    missing: tuple[str, ...] = (),
) -> Finding:
    """Return the finding of a gate that says one thing in Japanese and English where it opens, and another where it does not."""
    return gate(question, holds, *(yes if holds else no), citations, missing)
