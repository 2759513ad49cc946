"""A survey is opened, companies are asked, and the rules of disclosure are stated."""

from __future__ import annotations

import datetime as dt
import secrets
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from sonae.core import Classification, InputError
from sonae.office import log
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.books.survey.gates import FOLLOWED, SECRET, open_now
from sonae.office.books.survey.state import AnswerState, Called, RulesStated, symbol_of
from sonae.office.life import Command, said
from sonae.office.models import Book, Organisation
from sonae.office.roles import Role
from sonae.stockpile.books import SurveyFields, stated
from sonae.stockpile.books import read as read_form

__all__ = ["AskCompanies", "OpenSurvey", "StateRules", "moves"]

moves = BookMoves("survey")
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
Word = Annotated[str, Field(min_length=1, max_length=80)]
Code = Annotated[str, Field(min_length=1, max_length=40)]
Percent = Annotated[Decimal, Field(gt=0, le=100, max_digits=9, decimal_places=4)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class MineralAsked(_Row):
    """A mineral with what is asked of it."""

    mineral: Code = said("鉱種（記号又は名称）", "mineral, by symbol or name")
    forms: Annotated[tuple[Word, ...], Field(min_length=1, max_length=12)] = said(
        "在庫を問う形態（一行に一つ）", "forms in which stock is asked for, one a line"
    )
    uses: Annotated[tuple[Word, ...], Field(min_length=1, max_length=12)] = said(
        "消費を問う用途（一行に一つ）", "uses by which consumption is asked for, one a line"
    )


class OpenSurvey(Command):
    """Open the survey of private stocks of a year."""

    kind: ClassVar[str] = "survey.open"

    year: Annotated[int, Field(ge=2003, le=2100)] = said(
        "消費を問う年度（西暦）", "fiscal year of consumption, by its first calendar year"
    )
    due: dt.date = said("回答期限", "answers wanted by")
    minerals: Annotated[tuple[MineralAsked, ...], Field(min_length=1, max_length=40)] = said("鉱種", "minerals")
    fictional: bool = said("架空の調査である", "it is made up", default=False)


class CompanyAsked(_Row):
    """A company that is asked; those of one holding group name the same group."""

    company: Code = said("企業", "company")
    minerals: Annotated[tuple[Code, ...], Field(min_length=1, max_length=40)] = said("鉱種", "minerals")
    group: Annotated[str, Field(max_length=80)] = said(
        "企業グループ（ある場合）", "holding group, where there is one", default=""
    )


class AskCompanies(Command):
    """Ask companies for their answer."""

    kind: ClassVar[str] = "survey.ask"

    companies: Annotated[tuple[CompanyAsked, ...], Field(min_length=1, max_length=100)] = said("企業", "companies")


class StateRules(Command):
    """State the rules by which sums of a survey may leave the house."""

    kind: ClassVar[str] = "survey.rules"

    minimum_frequency: Annotated[int, Field(ge=3, le=1000)] = said(
        "公表できる最小の企業数", "the least number of companies of a cell"
    )
    width_percent: Percent = said("守る幅（値の百分率）", "width that stays open, in per cent of the value")
    p_percent: Percent = said("p％規則のp", "p of the p per cent rule")
    coalition: Annotated[int, Field(ge=0, le=4)] = said(
        "情報を持ち寄ると想定する企業数", "companies that are taken to share what they know", default=1
    )


@moves.takes(
    OpenSurvey, "民間備蓄・消費の調査を開いた", "opened a survey of private stocks and consumption",
    by=(Role.STOCKPILE,), opens=True, cites=FOLLOWED,
)  # fmt: skip
def _open(work: Work, command: OpenSurvey) -> Done:
    symbols = [symbol_of(one.mineral) for one in command.minerals]
    if len(set(symbols)) < len(symbols):
        raise InputError("a mineral stands there twice", field="minerals", expected="each mineral once")
    findings = (
        either(
            "survey.due", command.due >= work.today, ("回答期限はこれからである。", "the due day lies ahead."),
            ("回答期限は今日以後でなければならない。", "the due day has to lie ahead."),
        ),
    )  # fmt: skip
    if not all(findings):
        return Done(findings=findings)
    held = Book.objects.filter(kind="survey", number__startswith=f"Q{command.year}-").count()
    number = f"Q{command.year}-{held + 1:02d}"
    asked = read_form(
        SurveyFields,
        {
            "id": number, "period": f"FY{command.year}", "opens": str(work.today), "closes": str(command.due),
            "forms": {one: row.forms for one, row in zip(symbols, command.minerals, strict=True)},
            "uses": {one: row.uses for one, row in zip(symbols, command.minerals, strict=True)},
            "companies": {},
        },
    )  # fmt: skip
    columns = {
        "number": number, "title_ja": f"{command.year}年度の民間備蓄・消費調査",
        "title_en": f"Survey of private stocks, FY{command.year}", "classification": Classification.SECRET.value,
        "fictional": command.fictional,
    }  # fmt: skip
    return Done({"asked": stated(asked)}, findings, columns)


@moves.takes(
    AskCompanies, "企業に回答を依頼した", "asked companies for their answers", by=(Role.STOCKPILE,), cites=FOLLOWED,
    private=("companies",), ready=open_now,
)  # fmt: skip
def _ask(work: Work, command: AskCompanies) -> Done:
    state = work.state
    known = {one.code: one for one in Organisation.objects.filter(kind=Organisation.Kind.COMPANY)}
    unknown = [one.company for one in command.companies if one.company not in known]
    if unknown:
        raise InputError(f"there is no company «{unknown[0]}»", field="companies", expected="the code of a company")
    given = [one.company for one in command.companies]
    findings = (
        either(
            "survey.once", not set(given) & set(state.asked.companies) and len(set(given)) == len(given),
            ("初めて依頼する企業である。", "none of them was asked before."),
            ("既に依頼した企業、又は重複がある。", "a company is asked already, or stands there twice."),
        ),
    )  # fmt: skip
    if not all(findings):
        return Done(findings=findings)
    minerals = {one.company: tuple(symbol_of(name) for name in one.minerals) for one in command.companies}
    groups = {name: list(members) for name, members in state.asked.groups.items()}
    for one in command.companies:
        if one.group:
            groups.setdefault(one.group, []).append(one.company)
    before = stated(state.asked)
    asked = read_form(SurveyFields, {**before, "companies": {**before["companies"], **minerals}, "groups": groups})
    books = [_answer(work, asked, known[company], minerals[company]) for company in given]
    called = {
        one.company.code: Called(answer=one.number, on=work.today).model_dump(mode="json")
        for one in books
        if one.company
    }
    return Done(
        work.with_parts(asked=stated(asked), called={**work.book.state.get("called", {}), **called}), findings,
        rows=lambda _: _kept(work, books),
    )  # fmt: skip


def _answer(work: Work, asked: SurveyFields, company: Organisation, minerals: tuple[str, ...]) -> Book:
    """Return a company's answer, not yet kept. Its number is drawn by lot, so that it tells nothing of any other."""
    state = AnswerState(
        survey=work.book.number, period=asked.period, due=asked.closes, forms={one: asked.forms[one] for one in minerals},
        uses={one: asked.uses[one] for one in minerals},
    )  # fmt: skip
    return Book(
        number=f"A{work.book.number[1:5]}-{''.join(secrets.choice(_LETTERS) for _ in range(10))}", kind="answer",
        title_ja=work.book.title_ja, title_en=work.book.title_en, state=state.model_dump(mode="json"), version=1,
        classification=Classification.SECRET.value, fictional=work.book.fictional, company=company, opened_on=work.today,
        changed_at=work.now,
    )  # fmt: skip


def _kept(work: Work, books: list[Book]) -> None:
    for one in books:
        one.save(force_insert=True)
        log.append(work.now, work.actor.login, "answer.asked", f"book/{one.number}", {"version": 1})


@moves.takes(
    StateRules, "集計を外に出す規則を定めた", "stated the rules by which sums may leave", by=(Role.STOCKPILE,), cites=SECRET,
    private=("minimum_frequency", "width_percent", "p_percent", "coalition"),
)  # fmt: skip
def _rules(work: Work, command: StateRules) -> Done:
    state = work.state
    findings = (
        either(
            "rules.before", not state.released, ("まだ何も外に出ていない。", "nothing has left yet."),
            ("既に外に出た集計があり、規則は変えられない。", "sums have left already; their rules stay."),
        ),
    )  # fmt: skip
    rules = RulesStated(
        minimum_frequency=command.minimum_frequency, width_percent=f"{command.width_percent:f}",
        p_percent=f"{command.p_percent:f}", coalition=command.coalition,
    )  # fmt: skip
    parts: dict[str, Any] = {"rules": rules.model_dump(mode="json"), "proposal": None}
    return Done(work.with_parts(**parts), findings)
