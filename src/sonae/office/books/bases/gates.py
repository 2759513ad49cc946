"""What the commands on the bases hang on: the order of steps as the library knows it, the second person, the label."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from sonae.core import Citation, Classification, Finding, InputError, UnknownChoiceError
from sonae.office.books import gates
from sonae.office.books.frame import Done, Work
from sonae.office.gate import shut_among
from sonae.office.words.refusals import HOUSE
from sonae.stockpile.bases import Labelled, rule

__all__ = ["done", "either", "fits", "in_order", "noted", "second_person", "step"]

R = TypeVar("R")


def either(
    question: str, holds: bool, yes: tuple[str, str], no: tuple[str, str], citations: tuple[Citation, ...] = ()
) -> Finding:
    """Return the finding of a gate of the bases."""
    return gates.either(f"bases.{question}", holds, yes, no, citations)


def in_order(question: str, cites: str) -> Finding:
    """Return the finding that a step stands in its order."""
    return either(question, True, ("手続の順序どおりである。", "the step stands in its order."), ("", ""), rule(cites))


def step(question: str, cites: str, taken: Callable[[], R]) -> tuple[R | None, Finding]:
    """Take a step of the library: what it refuses without naming a field is a gate that does not open.

    Raises:
        InputError: for a field that does not fit.

    """
    try:
        return taken(), in_order(question, cites)
    except InputError as error:
        if isinstance(error, UnknownChoiceError) or (error.field is not None and error.field not in _OF_ORDER):
            raise
        ja, en = _said(error.problem)
        return None, either(question, False, ("", ""), (ja, en), rule(cites))


_OF_ORDER = ("", "bases", "stand_ins")
"""Fields by which the library names what does not go together, and not what was typed."""


def _said(problem: str) -> tuple[str, str]:
    plain = problem.removeprefix("Value error, ").rstrip(".")
    for pattern, ja in HOUSE:
        if found := re.fullmatch(pattern, plain):
            return found.expand(ja), f"{plain}."
    return f"手続の順序に合わない（{plain}）。", f"{plain}."


def noted(*findings: Finding) -> dict[str, dict[str, str]]:
    """Return outcomes of findings for the event: they tell what came of a step and hinder nothing."""
    return {"found": {one.question: one.outcome.value for one in findings}}


def second_person(work: Work, proposer: int) -> Finding:
    """Ask whether another person decides than the one who proposed."""
    return either(
        "second", proposer != work.actor.pk, ("提案した者とは別の者である。", "it is another person who proposed."),
        ("提案した者は自ら決定できない（本システムの定め）。", "who proposed does not decide (a rule of the house)."),
    )  # fmt: skip


def fits(work: Work, record: Labelled) -> Finding:
    """Ask whether a record may stand in a book: its label is not above the book's, and what is made up stands in no real book."""
    label_fits = record.label <= work.book.label and (record.label is not Classification.PUBLIC or work.book.fictional)
    return either(
        "label", label_fits and record.fictional == work.book.fictional,
        ("区分と架空の別がこの台帳に合う。", "its label, and whether it is made up, fit the book."),
        ("区分がこの台帳より高いか、架空の別が台帳と異なる。", "its label is above the book's, or only one of both is made up."),
        rule("secrecy"),
    )  # fmt: skip


def done(state: dict[str, object], *findings: Finding, note: Mapping[str, object] | None = None) -> Done:
    """Return what a command came to; nothing is changed where a gate is shut."""
    return Done(findings=findings) if shut_among(findings) else Done(state, findings, note=note or {})
