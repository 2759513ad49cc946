"""Questions and the rules that answer them, with the provision each rule stands under and the days it holds.

A question is answered by one rule. A rule that names another in ``exception_to`` takes its place where both apply; so do
exceptions to exceptions. Two rules that apply without precedence are a conflict, none a gap. A rule applies unless it returns None.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from sonae.bylaw.kernel.answer import Answer
from sonae.bylaw.kernel.words import Words
from sonae.core import InputError, UnknownChoiceError

if TYPE_CHECKING:
    from sonae.bylaw.kernel.asking import Asking

__all__ = ["Body", "Question", "Rule", "RuleBook"]

Body = Callable[["Asking"], Answer | None]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is asked of a case.

    Attributes:
        id: such as «investee.votes».
        asks: the question in words.
        of_case: whether it is asked of every case, and not only by other rules.
        each: path of the list of the case of which every entry is asked it, such as «costs»; empty: asked once.

    """

    id: str
    asks: Words
    of_case: bool = True
    each: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule.

    Attributes:
        id: question and name of the function.
        question: id of the question that it answers.
        cites: provisions that it stands under, the first of which decides.
        since: first day on which it holds.
        until: last day, or None.
        exception_to: id of the rule whose place it takes.
        body: works the answer out; None where it does not apply.

    """

    id: str
    question: str
    cites: tuple[str, ...]
    since: dt.date
    until: dt.date | None
    exception_to: str | None
    body: Body

    def holds_on(self, day: dt.date) -> bool:
        """Whether the rule is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass
class RuleBook:
    """The rules of a bylaw, in the order in which they are written.

    Attributes:
        since: the first day of rules that do not say another: that of the text in hand.

    """

    since: dt.date
    questions: dict[str, Question] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    _answering: dict[str, tuple[Rule, ...]] = field(default_factory=dict)

    def ask(self, question: str, ja: str, en: str, *, of_case: bool = True, each: str = "") -> str:
        """Write a question down and return its id."""
        if question in self.questions:
            raise InputError(f"the question «{question}» stands twice")
        self.questions[question] = Question(question, Words(ja, en), of_case, each)
        return question

    def rule(
        self,
        question: str,
        *cites: str,
        since: dt.date | None = None,
        until: dt.date | None = None,
        exception_to: str | None = None,
    ) -> Callable[[Body], Body]:
        """Make a function a rule that answers a question.

        Args:
            question: id of a question that was asked before.
            *cites: provisions, the first of which decides.
            since: first day on which it holds; that of the book where nothing is said.
            until: last day.
            exception_to: id of the rule whose place it takes where both apply.

        """
        if not cites:
            raise InputError(f"a rule on «{question}» cites no provision")

        def take(body: Body) -> Body:
            name = f"{question}/{body.__name__}"
            if name in self.rules:
                raise InputError(f"the rule «{name}» stands twice")
            made = Rule(name, question, cites, since or self.since, until, exception_to, body)
            self.rules[name] = made
            self._answering[question] = (*self._answering.get(question, ()), made)
            return body

        return take

    @classmethod
    def joined(cls, books: Sequence[RuleBook]) -> Self:
        """Return the questions and rules of several books as one.

        Raises:
            InputError: for a question or rule that stands twice, a question without a rule, a rule without a question.
            UnknownChoiceError: when a rule is the exception to one that there is none of.

        """
        whole = cls(min(book.since for book in books))
        for book in books:
            for question in book.questions.values():
                whole.ask(question.id, question.asks.ja, question.asks.en, of_case=question.of_case, each=question.each)
        for rule in (rule for book in books for rule in book.rules.values()):
            if rule.question not in whole.questions:
                raise UnknownChoiceError("question", rule.question, whole.questions)
            if rule.id in whole.rules:
                raise InputError(f"the rule «{rule.id}» stands twice")
            whole.rules[rule.id] = rule
            whole._answering[rule.question] = (*whole._answering.get(rule.question, ()), rule)
        for rule in whole.rules.values():
            if rule.exception_to is not None and rule.exception_to not in whole.rules:
                raise UnknownChoiceError("rule", rule.exception_to, whole.rules)
        for name in whole.questions:
            if not whole.answering(name):
                raise InputError(f"no rule answers the question «{name}»")
        return whole

    def answering(self, question: str) -> tuple[Rule, ...]:
        """Return the rules that answer a question, in order."""
        return self._answering.get(question, ())
