"""A case worked off under a book of rules on a day: every question answered once, with the whole derivation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from sonae.bylaw.kernel.answer import Answer
from sonae.bylaw.kernel.asking import Asking, Awaited
from sonae.bylaw.kernel.judgement import Judgement
from sonae.bylaw.kernel.rules import Rule, RuleBook
from sonae.bylaw.kernel.words import Words
from sonae.core import Citation, Finding, Outcome, SonaeError, UnknownChoiceError

__all__ = ["Dated", "Derivation", "Grounds", "Source"]

Grounds = dict[tuple[tuple[str, ...], dt.date], tuple[tuple[Citation, ...], Words | None]]
"""Citations and notes by provisions and version."""


@runtime_checkable
class Dated(Protocol):
    """A parameter whose value holds from a day on, with the paper that sets it."""

    reference: str

    def on(self, day: dt.date) -> Any:
        """Return what holds on a day; None before the first."""
        ...


class Source(Protocol):
    """Where provisions are known by their ids."""

    def citation(self, provision: str, day: dt.date) -> Citation:
        """Return the citation of a provision in the version of a day."""
        ...

    def said_of(self, provision: str) -> Words | None:
        """Return what has to be said wherever a provision is cited: a slip of its text and the reading taken."""
        ...


class Derivation:
    """One case on one day.

    Args:
        book: the rules.
        source: the outline of the bylaw.
        case: facts, as attributes that may be None.
        judgements: of persons; those of later days than ``as_of`` do not count yet.
        parameters: what the agency set, by name.
        as_of: the day on which the case is looked at.
        version: a day of the version of the rules that governs; ``as_of`` unless said.
        grounds: citations and notes of provisions that were worked out before, kept by the caller from case to case.

    """

    def __init__(
        self, book: RuleBook, source: Source, case: Any, judgements: tuple[Judgement, ...], parameters: Mapping[str, Any],
        as_of: dt.date, version: dt.date | None = None, grounds: Grounds | None = None,
    ) -> None:  # fmt: skip
        self.book, self.source, self.case, self.as_of = book, source, case, as_of
        self.version = version or as_of
        self._parameters = parameters
        self._grounds: Grounds = {} if grounds is None else grounds
        self._judgements: dict[tuple[str, str], Judgement] = {}
        for one in sorted(judgements, key=lambda one: one.on):
            if one.on <= as_of:
                self._judgements[one.point, one.of] = one
        self._found: dict[tuple[str, str], Finding] = {}
        self._open: set[tuple[str, str]] = set()

    def judgement(self, point: str, of: str) -> Judgement | None:
        """Return the latest judgement of a point."""
        return self._judgements.get((point, of))

    def parameter(self, name: str) -> tuple[Any, str]:
        """Return a parameter as it holds on the day of the version, and the paper that sets it; None where the agency set none."""
        given = self._parameters.get(name)
        if isinstance(given, Dated):
            return given.on(self.version), given.reference
        return given, ""

    def entries(self, each: str) -> list[tuple[str, Any]]:
        """Return the entries of a list of the case with their places, «costs.1» first."""
        value = self.case
        for name in each.split("."):
            value = getattr(value, name)
            if value is None:
                return []
        return [(f"{each}.{number}", entry) for number, entry in enumerate(value, 1)]

    def entry(self, place: str) -> Any:
        """Return the entry of a list of the case that stands at a place, «costs.1»."""
        each, _, number = place.rpartition(".")
        return self.entries(each)[int(number) - 1][1]

    def run(self) -> tuple[Finding, ...]:
        """Answer every question that is asked of a case, in the order of the book."""
        found = []
        for question in self.book.questions.values():
            if not question.of_case:
                continue
            places = self.entries(question.each) if question.each else [("", None)]
            found += [self.find(question.id, entry, place) for place, entry in places]
        return tuple(found)

    def find(self, question: str, entry: Any = None, place: str = "") -> Finding:
        """Answer a question, of an entry of a list where it is asked of entries.

        Raises:
            UnknownChoiceError: for a question that there is none of.
            SonaeError: when questions ask each other in a circle.

        """
        if question not in self.book.questions:
            raise UnknownChoiceError("question", question, self.book.questions)
        if not self.book.questions[question].each:
            entry, place = None, ""
        key = question, place
        if key in self._found:
            return self._found[key]
        if key in self._open:
            raise SonaeError(f"the question «{question}» asks itself.")
        self._open.add(key)
        try:
            found = self._answer(question, entry, place)
        finally:
            self._open.discard(key)
        self._found[key] = found
        return found

    def _answer(self, question: str, entry: Any, place: str) -> Finding:
        rules = [rule for rule in self.book.answering(question) if rule.holds_on(self.version)]
        if len(rules) == 1:
            answer, asking = self._try(rules[0], entry, place)
            if answer is not None:
                return self._finding(f"{question} [{place}]" if place else question, rules[0], answer, asking)
        given = [(rule, *self._try(rule, entry, place)) for rule in rules]
        applying = [(rule, answer, asking) for rule, answer, asking in given if answer is not None]
        beaten = {name for rule, _, _ in applying for name in self._above(rule)}
        left = [(rule, answer, asking) for rule, answer, asking in applying if rule.id not in beaten]
        name = f"{question} [{place}]" if place else question
        if len(left) == 1:
            return self._finding(name, *left[0])
        if not left:
            return Finding(
                Outcome.GAP, "no rule of the bylaw answers this question", question=name,
                because_ja="本細則にこの問いに答える定めがない。", facts_used=_used(given), citations=self._cited(rules),
            )  # fmt: skip
        said = ", ".join(rule.id for rule, _, _ in left)
        parts = tuple(self._finding(name, rule, answer, asking) for rule, answer, asking in left)
        return Finding(
            Outcome.CONFLICT, f"two rules apply and neither has precedence: {said}", question=name,
            because_ja=f"二つの定めが適用され、優先関係がない: {said}。", facts_used=_used(left), parts=parts,
            citations=tuple(dict.fromkeys(cite for part in parts for cite in part.citations)),
        )  # fmt: skip

    def _try(self, rule: Rule, entry: Any, place: str) -> tuple[Answer | None, Asking]:
        asking = Asking(self, entry, place)
        try:
            return rule.body(asking), asking
        except Awaited as awaited:
            names = "、".join(awaited.names)
            words = Words(f"次が示されていない: {names}。", f"not stated: {', '.join(awaited.names)}")
            return Answer(Outcome.OPEN, words, missing=awaited.names), asking

    def _above(self, rule: Rule) -> list[str]:
        """Return the rules whose place a rule takes, that of its base rule too."""
        found = []
        while rule.exception_to is not None:
            found.append(rule.exception_to)
            rule = self.book.rules[rule.exception_to]
        return found

    def _cited(self, rules: list[Rule]) -> tuple[Citation, ...]:
        return tuple(dict.fromkeys(self.source.citation(cite, self.version) for rule in rules for cite in rule.cites))

    def _finding(self, name: str, rule: Rule, answer: Answer, asking: Asking) -> Finding:
        cites, note = self._ground(rule.cites + answer.cites)
        ja, en = answer.because.ja, answer.because.en
        if note is not None:
            ja, en = f"{ja}{note.ja}", f"{en} {note.en}"
        return Finding(
            answer.outcome, en, cites, asking.used, answer.value, ja, answer.missing, tuple(asking.parts), name
        )

    def _ground(self, provisions: tuple[str, ...]) -> tuple[tuple[Citation, ...], Words | None]:
        """Return the citations of provisions and what has to be said of their print."""
        key = provisions, self.version
        if key not in self._grounds:
            named = dict.fromkeys(provisions)
            notes = [words for words in map(self.source.said_of, named) if words is not None]
            note = Words("".join(one.ja for one in notes), " ".join(one.en for one in notes)) if notes else None
            self._grounds[key] = tuple(self.source.citation(cite, self.version) for cite in named), note
        return self._grounds[key]


def _used(given: Sequence[tuple[Rule, Answer | None, Asking]]) -> dict[str, object]:
    return {name: value for _, _, asking in given for name, value in asking.used.items()}
