"""Sums of a survey leave the house by the gate of disclosure alone: proposed by the desk, released by a second person.

What the gate finds with figures is for those who may know it and is computed for them when they look; what the log and the record
keep of a refusal is a constant sentence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from django.db import connection
from pydantic import Field

from sonae.core import Classification, Finding, InputError
from sonae.disclosure import (
    Candidate,
    Decision,
    DisclosureRules,
    Gate,
    Ledger,
    Method,
    Ruling,
    Suppression,
    candidate_of,
    ledger_from_text,
    rounded,
    rules_from_text,
    suppress,
    table_from_tree,
    with_intervals,
)
from sonae.office import log
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.books.survey.answering import rows_of
from sonae.office.books.survey.closing import answers_of
from sonae.office.books.survey.gates import SECRET, closed
from sonae.office.books.survey.state import (
    AnswerStage,
    Proposal,
    Released,
    Shown,
    SumsState,
    SurveyState,
    Table,
    read_survey,
)
from sonae.office.life import Command, said
from sonae.office.models import Book
from sonae.office.roles import Role
from sonae.stockpile.books import Survey, survey_table

__all__ = ["Preview", "ProposeSums", "ReleaseSums", "ledger_of", "moves", "preview_of"]

moves = BookMoves("survey")
_TOTALS = ("all forms", "all uses")
"""The codes of totals in the library's table of a survey."""
Symbol = Annotated[str, Field(min_length=1, max_length=40)]
Words = Annotated[str, Field(min_length=1, max_length=160)]


class ProposeSums(Command):
    """Propose sums for release; cells that would tell of a company are suppressed."""

    kind: ClassVar[str] = "survey.aggregate"

    minerals: Annotated[tuple[Symbol, ...], Field(min_length=1, max_length=40)] = said("鉱種", "minerals")
    title: Words = said("題名", "title")
    title_en: Words = said("題名（英語）", "title in English")
    readers: Words = said("誰に示すか", "to whom they are shown")
    classification: Literal["public", "internal"] = said("区分", "classification", default="internal")
    unit: Annotated[int, Field(ge=1, le=10**6)] | None = said(
        "丸めの単位（トン、四捨五入）", "rounded to tonnes, half up", default=None
    )
    respondents_only: bool = said(
        "回答企業のみの集計とする（題名にその旨を記す）",
        "of the companies that answered, said so in the title",
        default=False,
    )
    method: Literal["gauss", "optimal", "rows"] = said("秘匿の方法", "way of suppression", default="gauss")
    intervals: bool = said("二次秘匿のセルを区間で示す", "show secondary cells as intervals", default=False)


class ReleaseSums(Command):
    """Release the sums that are proposed."""

    kind: ClassVar[str] = "survey.release"


class WithdrawSums(Command):
    """Take back sums that are proposed and not released."""

    kind: ClassVar[str] = "survey.withdraw"


@dataclass(frozen=True)
class Preview:
    """What the gate makes of sums that are asked for, for those who may know it.

    Attributes:
        found: the pattern with causes by cell.
        decision: what the gate says, with the reason.
        tables: what would leave.

    """

    found: Suppression
    decision: Decision
    tables: tuple[Table, ...]

    @property
    def passes(self) -> bool:
        """Whether the gate opens."""
        return self.decision.ruling is Ruling.PASS


def _rules(state: SurveyState) -> DisclosureRules:
    """Return the rules of a survey as the library reads them."""
    held = state.rules
    if held is None:
        raise InputError("no rules of disclosure are stated", field="minerals", expected="the rules first")
    tree = {
        "id": f"rules-{state.asked.id}", "classification": "SECRET",
        "minimum_frequency": {"n": held.minimum_frequency, "width_percent": float(held.width_percent)},
        "p_percent": {"p": float(held.p_percent)}, "coalition": held.coalition, "units": [50, 100, 500],
    }  # fmt: skip
    return rules_from_text(json.dumps(tree), "rules")


def ledger_of() -> Ledger:
    """Return every release of sums that the office ever made, of all surveys; a broken chain is refused."""
    rows = Book.objects.filter(kind="survey").order_by("pk")
    if (
        connection.in_atomic_block
    ):  # one at a time, whatever survey it is of: all wait for the first, and who holds that for none
        rows.select_for_update().first()
    lines = [one.line for book in rows for one in read_survey(book).released]
    lines.sort(key=lambda line: int(json.loads(line)["number"]))
    return ledger_from_text("".join(f"{line}\n" for line in lines), "ledger of releases")


def _survey_of(state: SurveyState) -> Survey:
    """Return the survey as the library knows it, with the answers that were accepted."""
    answers = [
        row
        for _, answer in answers_of(state)
        if answer.stage is AnswerStage.ACCEPTED
        for row in rows_of(answer)
    ]  # fmt: skip
    return Survey(asked=state.asked, answers=tuple(answers), closed_on=state.closed_on)


def preview_of(state: SurveyState, command: ProposeSums, name: str, now: Any, ledger: Ledger) -> Preview:
    """Ask the gate what of the sums may leave.

    Raises:
        InputError: when a company has not said what a cell needs, for a mineral that was not asked for, or where a secret follows
            from what left before.

    """
    rules = _rules(state)
    wanted = {
        "id": name, "ja": command.title, "en": command.title_en, "readers": command.readers, "minerals": list(command.minerals),
        "respondents_only": command.respondents_only, **({"unit_t": command.unit} if command.unit else {}),
    }  # fmt: skip
    tree = survey_table(_survey_of(state), wanted)
    candidate = candidate_of(table_from_tree(tree, "sums"), rules, "sums")
    found = suppress(candidate, ledger, rules, method=Method(command.method))
    if command.intervals:
        found = with_intervals(found, ledger, rules)
    decision = Gate(rules).decide(found.candidate, ledger, now)
    return Preview(found, decision, tuple(_tables(found.candidate, command)))


def _tables(candidate: Candidate, command: ProposeSums) -> Iterator[Table]:
    """Write down what leaves: what is suppressed is not there at all."""
    rows: dict[str, list[Shown]] = {}
    for cell in candidate.cells:
        place, codes = candidate.places[cell]
        rows.setdefault(place, []).append(_shown(candidate, cell, codes[0], command))
    for table in candidate.file.tables:
        measure, _, mineral = table.id.rpartition(" of ")
        yield Table(
            mineral=mineral,
            of="stock" if measure == "private stock" else "consumption",
            rows=tuple(rows.get(table.id, ())),
        )


def _shown(candidate: Candidate, cell: str, code: str, command: ProposeSums) -> Shown:
    total = code in _TOTALS
    if cell in candidate.intervals:
        span = candidate.intervals[cell].span
        return Shown(at=code, total=total, low=_said(span.lower), high=_said(span.upper))
    if cell in candidate.suppressed:
        return Shown(at=code, total=total)
    value = candidate.holdings[cell].value
    if command.unit:
        value = rounded(value, Fraction(command.unit), _ties(candidate))
    return Shown(at=code, total=total, said=_said(value))


def _ties(candidate: Candidate) -> Any:
    rounding = candidate.file.tables[0].rounding
    if rounding is None:
        raise InputError("the sums are not rounded", field="unit", expected="a unit")
    return rounding.ties


def _said(value: Fraction | None) -> str | None:
    return None if value is None else f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def _gate(passes: bool) -> Finding:
    """Return the constant sentence by which record and log know of it."""
    return either(
        "disclosure.release", passes, ("この集計は開示の関門を通る。", "the gate of disclosure lets these sums through."),
        ("この集計は外に出せない。", "these sums may not leave the house."), SECRET,
    )  # fmt: skip


def _has_rules(state: SurveyState) -> Finding:
    return either(
        "rules.stated", state.rules is not None, ("開示の規則が定められている。", "the rules of disclosure are stated."),
        ("開示の規則がまだ定められていない。", "the rules of disclosure are not stated yet."), SECRET,
    )  # fmt: skip


def _name(state: SurveyState) -> str:
    return f"{state.asked.id}-{len(state.released) + 1}"


@moves.takes(
    ProposeSums, "集計を外に出すことを提案した", "proposed sums for release", by=(Role.STOCKPILE,), cites=SECRET,
    private=("minerals", "title", "title_en", "readers", "unit", "method", "intervals", "respondents_only"), ready=closed,
)  # fmt: skip
def _propose(work: Work, command: ProposeSums) -> Done:
    state: SurveyState = work.state
    findings = (
        _has_rules(state),
        either(
            "sums.one", state.proposal is None, ("ほかに提案中の集計はない。", "no other sums are proposed."),
            ("提案中の集計があり、その決裁又は取下げを待つ。", "other sums are proposed and wait for a decision."),
        ),
    )  # fmt: skip
    if not all(findings):
        return Done(findings=findings)
    preview = preview_of(state, command, _name(state), work.now, ledger_of())
    proposal = Proposal(
        id=_name(state), asked=command.model_dump(mode="json"), by=work.actor.pk, on=work.today, tables=preview.tables
    )
    return Done(work.with_parts(proposal=proposal.model_dump(mode="json")), (*findings, _gate(preview.passes)))


def _proposed(state: SurveyState) -> Finding:
    return either(
        "sums.proposed", state.proposal is not None, ("提案中の集計がある。", "sums are proposed."),
        ("提案中の集計がない。", "no sums are proposed."),
    )  # fmt: skip


@moves.takes(
    WithdrawSums, "集計の提案を取り下げた", "took the proposed sums back", by=(Role.STOCKPILE,), ready=_proposed
)
def _withdraw(work: Work, command: WithdrawSums) -> Done:
    return Done(work.with_parts(proposal=None))


@moves.takes(ReleaseSums, "集計を外に出した", "released sums", by=(Role.EXECUTIVE,), cites=SECRET, ready=_proposed)
def _release(work: Work, command: ReleaseSums) -> Done:
    state: SurveyState = work.state
    proposal = state.proposal
    if proposal is None:
        return Done(findings=(_proposed(state),))
    second = either(
        "sums.second", proposal.by != work.actor.pk, ("提案した者とは別の者である。", "it is another person who proposed."),
        ("提案した者は自ら外に出せない（本システムの定め）。", "who proposed does not release (a rule of the house)."),
    )  # fmt: skip
    if not second:
        return Done(findings=(second,))
    asked, ledger = ProposeSums.read(proposal.asked), ledger_of()
    preview = preview_of(state, asked, proposal.id, work.now, ledger)
    same = either(
        "sums.same", preview.tables == proposal.tables, ("提案されたとおりの集計である。", "they are the sums that were proposed."),
        ("提案の後に外に出た集計があり、提案し直す必要がある。", "other sums left since; these have to be proposed anew."),
    )  # fmt: skip
    findings = (second, same, _gate(preview.passes))
    if not all(findings) or preview.decision.entry is None:
        return Done(findings=findings)
    line = ledger.with_entry(preview.decision.entry).entries[-1]
    book = _sums(work, state, proposal, asked)
    written = json.dumps(
        line.as_dict() | {"hash": line.hash}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    released = Released(id=proposal.id, sums=book.number, on=work.today, line=written)
    rows = [*work.book.state.get("released", []), released.model_dump(mode="json")]
    return Done(
        work.with_parts(proposal=None, released=rows),
        findings,
        note={"sums": book.number},
        rows=lambda _: _left(work, book),
    )


def _sums(work: Work, state: SurveyState, proposal: Proposal, asked: ProposeSums) -> Book:
    held = SumsState(
        id=proposal.id, survey=work.book.number, period=state.asked.period, readers=asked.readers,
        respondents_only=asked.respondents_only, on=work.today, tables=proposal.tables,
    )  # fmt: skip
    year = work.book.number[1:5]
    place = Book.objects.filter(kind="sums", number__startswith=f"U{year}-").count() + 1
    return Book(
        number=f"U{year}-{place:02d}", kind="sums", title_ja=asked.title, title_en=asked.title_en,
        state=held.model_dump(mode="json"), version=1, classification=Classification.parse(asked.classification).value,
        fictional=work.book.fictional, opened_on=work.today, changed_at=work.now,
    )  # fmt: skip


def _left(work: Work, book: Book) -> None:
    book.save(force_insert=True)
    log.append(work.now, work.actor.login, "sums.released", f"book/{book.number}", {"version": 1})
