"""The kernel: precedence, conflict, gap, what is awaited, and the grounds that are kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from sonae.bylaw.kernel import Answer, Asking, Derivation, Judgement, RuleBook, Words, no, yes
from sonae.core import Citation, InputError, Outcome, SonaeError, UnknownChoiceError

DAY = dt.date(2026, 4, 1)
SINCE = dt.date(2023, 4, 1)


class Papers:
    """A made-up source."""

    def citation(self, provision: str, day: dt.date) -> Citation:
        return Citation("made up", provision, SINCE)

    def said_of(self, provision: str) -> Words | None:
        return Words("（読み替え）", "read otherwise.") if provision == "a9.p9" else None


@dataclass(frozen=True)
class Entry:
    size: int | None = None


@dataclass(frozen=True)
class Case:
    size: int | None = None
    nice: bool | None = None
    entries: tuple[Entry, ...] | None = None


def book_of(*rules: tuple[str, Any, dict[str, Any]]) -> RuleBook:
    book = RuleBook(SINCE)
    for name in dict.fromkeys(question for question, _, _ in rules):
        book.ask(name, name, name, each="entries" if name.startswith("each") else "")
    for number, (question, body, how) in enumerate(rules, 1):
        body.__name__ = how.pop("called", f"r{number}")
        book.rule(question, how.pop("cite", f"a{number}.p1"), **how)(body)
    return RuleBook.joined([book])


def found(book: RuleBook, case: Case, question: str = "q", *judgements: Judgement, **how: Any) -> Any:
    return Derivation(book, Papers(), case, judgements, how.pop("parameters", {}), how.pop("as_of", DAY), **how).find(
        question
    )


def says(answer: Answer | None) -> Any:
    return lambda ask: answer


def test_the_exception_takes_the_place_of_its_rule_and_of_all_below() -> None:
    base, first, second = no("", "base"), yes("", "first"), no("", "second")
    rules = [
        ("q", says(base), {}),
        ("q", says(first), {"exception_to": "q/r1"}),
        ("q", says(second), {"exception_to": "q/r2"}),
    ]
    assert found(book_of(*rules), Case()).because == "second"
    assert found(book_of(*rules[:2]), Case()).because == "first"
    lapsed = [("q", says(base), {}), ("q", says(None), {"exception_to": "q/r1"})]
    assert found(book_of(*lapsed), Case()).because == "base"


def test_two_that_apply_are_a_conflict_and_none_is_a_gap() -> None:
    both = found(book_of(("q", says(yes("", "a")), {}), ("q", says(no("", "b")), {})), Case())
    assert both.outcome is Outcome.CONFLICT
    assert [part.because for part in both.parts] == ["a", "b"]
    assert {str(cite.provision) for cite in both.citations} == {"a1.p1", "a2.p1"}
    assert found(book_of(("q", says(None), {})), Case()).outcome is Outcome.GAP


def test_what_is_not_stated_is_named_and_nothing_is_guessed() -> None:
    def body(ask: Asking) -> Answer:
        size, nice = ask.need("size", "nice")
        return yes("", f"{size} {nice}")

    waits = found(book_of(("q", body, {})), Case())
    assert (waits.outcome, waits.missing) == (Outcome.OPEN, ("size", "nice"))
    assert found(book_of(("q", body, {})), Case(size=3)).missing == ("nice",)
    done = found(book_of(("q", body, {})), Case(3, nice=False))
    assert done.facts_used == {"size": 3, "nice": False}
    limit = book_of(("q", lambda ask: yes("", str(ask.parameter("limit"))), {}))
    assert found(limit, Case()).missing == ("parameter limit",)
    assert found(limit, Case(), parameters={"limit": 5}).because == "5"


def test_a_judgement_counts_from_its_day_on() -> None:
    book = book_of(("q", lambda ask: yes("", "so") if ask.judged("point") else no("", "not so"), {}))
    early = Judgement(point="point", holds=False, by="A", on=dt.date(2026, 3, 1), reason="x", evidence=("paper",))
    late = early.model_copy(update={"holds": True, "on": dt.date(2026, 4, 1)})
    assert found(book, Case(), "q", late, early).because == "so"
    assert found(book, Case(), "q", late, early, as_of=dt.date(2026, 3, 31)).because == "not so"
    assert found(book, Case(), "q", late, as_of=dt.date(2026, 3, 31)).missing == ("judgement point",)


def test_rules_hold_from_day_to_day() -> None:
    end = dt.date(2025, 3, 31)
    book = book_of(
        ("q", says(yes("", "old")), {"until": end}), ("q", says(no("", "new")), {"since": end + dt.timedelta(1)})
    )
    assert found(book, Case(), as_of=end).because == "old"
    assert found(book, Case(), as_of=end + dt.timedelta(1)).because == "new"
    assert found(book, Case(), version=end).because == "old"
    assert found(book, Case(), as_of=SINCE - dt.timedelta(1)).outcome is Outcome.GAP


def test_findings_are_joined_with_what_they_wait_for() -> None:
    def over(ask: Asking) -> Answer:
        return yes("", "") if ask.need("size") > 1 else no("", "")

    words = Words("", "joined")
    both = [("a", over, {}), ("b", lambda ask: yes("", "b") if ask.flag("nice") else no("", "b"), {})]
    every = book_of(*both, ("q", lambda ask: ask.all_of(["a", "b"], words, words), {}))
    some = book_of(*both, ("q", lambda ask: ask.any_of(["a", "b"], words, words), {}))
    table = {
        (2, True): ("yes", "yes"), (2, False): ("no", "yes"), (1, False): ("no", "no"), (None, False): ("no", "open"),
        (None, True): ("open", "yes"), (None, None): ("open", "open"),
    }  # fmt: skip
    for (size, nice), outcomes in table.items():
        case = Case(size, nice=nice)
        assert tuple(found(book, case).outcome.value for book in (every, some)) == outcomes, (size, nice)
    assert found(every, Case()).missing == ("size", "nice")
    assert [part.question for part in found(every, Case(2, nice=True)).parts] == ["a", "b"]


def test_every_entry_of_a_list_is_asked() -> None:
    book = book_of(("each", lambda ask: yes("", str(ask.need(".size"))), {}))
    case = Case(entries=(Entry(1), Entry()))
    one, two = Derivation(book, Papers(), case, (), {}, DAY).run()
    assert (one.question, one.because, one.facts_used) == ("each [entries.1]", "1", {"entries.1.size": 1})
    assert two.missing == ("entries.2.size",)
    of_entry = Judgement(point="p", of="entries.1", holds=True, by="A", on=DAY, reason="x", evidence=("y",))
    judged = book_of(("each", lambda ask: yes("", "") if ask.judged("p") else no("", ""), {}))
    outcomes = [one.outcome for one in Derivation(judged, Papers(), case, (of_entry,), {}, DAY).run()]
    assert outcomes == [Outcome.YES, Outcome.OPEN]


def test_a_slip_of_the_text_is_said_wherever_it_is_cited() -> None:
    said = found(book_of(("q", says(yes("可。", "allowed.")), {"cite": "a9.p9"})), Case())
    assert (said.because, said.because_ja) == ("allowed. read otherwise.", "可。（読み替え）")


def test_books_that_do_not_hang_together_are_refused() -> None:
    book = RuleBook(SINCE)
    book.ask("q", "q", "q")
    with pytest.raises(InputError, match="no rule answers"):
        RuleBook.joined([book])
    with pytest.raises(InputError, match="stands twice"):
        book.ask("q", "q", "q")
    with pytest.raises(UnknownChoiceError, match="q/none"):
        book_of(("q", says(None), {"exception_to": "q/none"}))
    with pytest.raises(SonaeError, match="asks itself"):
        found(book_of(("q", lambda ask: yes("", str(ask.finding("q").outcome)), {})), Case())
