"""A release is proposed and judged; what the gate holds back is made coarser, judged again, or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from sonae.core import Classification, InputError
from sonae.disclosure import Candidate, YearlyReport, yearly_candidate, yearly_report
from sonae.office.books.disclosure.asking import candidate_for, checked, part_of_text, said_of_gate
from sonae.office.books.disclosure.coarser import Coarser, coarser
from sonae.office.books.disclosure.gates import SECRECY, at_stage, held_back, ledger_whole
from sonae.office.books.disclosure.opening import KIND, PROPOSES
from sonae.office.books.disclosure.state import (
    Attempt,
    Check,
    DisclosureState,
    Proposal,
    Said,
    Stage,
    TriedRung,
    World,
    with_proposal,
)
from sonae.office.books.disclosure.world import Code, stock_id, yearly_stock_in
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.life import Command, said

__all__ = [
    "FORMS",
    "CheckRelease",
    "Coarsen",
    "ProposeRelease",
    "ProposeReport",
    "Withdraw",
    "candidate_of_proposal",
    "moves",
]

moves = BookMoves(KIND)

Form = Literal["table", "chart", "report", "aggregate", "export"]
FORMS = ("table", "chart", "report", "aggregate", "export")
Audience = Literal["public", "internal"]
Text = Annotated[str, Field(min_length=1, max_length=160)]
Year = Annotated[int, Field(ge=2003, le=2100)]
Unit = Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=6)]
Number = Annotated[int, Field(ge=1, le=100_000)]
_NOT_OUT = (Stage.REFUSED, Stage.OPEN, Stage.APPROVED)


class FigureLine(BaseModel):
    """A figure of the release: stock, its value, or its days, of some minerals together."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    ja: Text = said("見出し", "heading in Japanese")
    en: Text = said("見出し（英語）", "heading in English")
    of: Literal["stock", "value", "days", "share"] = said("示すもの", "what is shown")
    minerals: tuple[Code, ...] = said("鉱種（選ばなければ全て）", "minerals; all if none is chosen", default=())
    unit: Unit = said("丸めの単位", "unit of rounding")
    ties: Literal["half_up", "half_even", "down", "up"] = said("丸め方", "way of rounding", default="half_up")


class ProposeRelease(Command):
    """Propose a release; it is judged together with every release ever made."""

    kind: ClassVar[str] = "publication.propose"

    title_ja: Text = said("件名", "title in Japanese")
    title_en: Text = said("件名（英語）", "title in English")
    year: Year = said("年度（西暦。末日の備蓄量）", "fiscal year, at whose end the stock is counted")
    form: Form = said("形", "form")
    audience: Audience = said("読者の区分", "label of the readers", default="public")
    readers: Annotated[str, Field(min_length=1, max_length=200)] = said("読者", "readers")
    figures: Annotated[tuple[FigureLine, ...], Field(max_length=60)] = said("数値", "figures", default=())
    tables: Annotated[str, Field(max_length=60_000)] = said(
        "表（YAML：dimensions、tables）", "tables, as YAML", default=""
    )
    series: Annotated[str, Field(max_length=40)] = said("続き物の名（前回の秘匿を引き継ぐ）", "series", default="")


class ProposeReport(Command):
    """Propose the yearly report of the stock: the finest that the gate lets through."""

    kind: ClassVar[str] = "publication.report"

    year: Year = said("年度（西暦。末日の備蓄量）", "fiscal year, at whose end the stock is counted")
    days: bool = said(
        "全鉱種を通した日数を示す（示すと決まっている場合）",
        "days of all minerals, where that is decided",
        default=False,
    )
    days_unit: Unit = said("日数の丸めの単位", "unit of the days", default=Decimal(10))
    readers: Annotated[str, Field(min_length=1, max_length=200)] = said("読者", "readers", default="一般 / everybody")


class Coarsen(Command):
    """Make a release coarser that the gate holds back."""

    kind: ClassVar[str] = "publication.coarsen"

    release: Number = said("公表案", "release")
    way: Coarser = said("粗くする方法", "way of making it coarser")


class CheckRelease(Command):
    """Have a release judged again, together with what was published since."""

    kind: ClassVar[str] = "publication.check"

    release: Number = said("公表案", "release")


class Withdraw(Command):
    """Withdraw a release that was proposed."""

    kind: ClassVar[str] = "publication.withdraw"

    release: Number = said("公表案", "release")
    reason: Annotated[str, Field(min_length=1, max_length=400)] = said("理由", "reason")


def candidate_of_proposal(
    state: DisclosureState, proposal: Proposal, part: Mapping[str, Any] | None = None
) -> Candidate:
    """Return a release, in its present form unless said, as the gate reads it."""
    shown = proposal.now.part if part is None else part
    return candidate_for(state, proposal.year, proposal.id, shown, readers=proposal.readers, series=proposal.series)


@moves.takes(
    ProposeRelease, "公表案を出した", "proposed a release", by=PROPOSES, cites=(SECRECY,), ready=ledger_whole,
    private=("title_ja", "title_en", "figures", "tables", "readers", "series"),
)  # fmt: skip
def _propose(work: Work, command: ProposeRelease) -> Done:
    state: DisclosureState = work.state
    world = state.world_of(command.year)
    part = part_of_text(command.tables) if command.tables else {}
    figures = [*part.get("figures", ()), *(_figure(world, n, one) for n, one in enumerate(command.figures, 1))]
    part = {**part, **({"figures": figures} if figures else {})}
    if not figures and not part.get("tables"):
        raise InputError("the release shows nothing", field="figures", expected="figures or tables")
    number = len(state.proposals) + 1
    id, series = f"{work.book.number}-R{number}", command.series or None
    candidate = candidate_for(state, command.year, id, part, readers=command.readers, series=series)
    check = checked(state, candidate, work.now)
    proposal = Proposal(
        number=number, id=id, title=Said(ja=command.title_ja, en=command.title_en), year=command.year, series=series,
        readers=command.readers, audience=command.audience, form=command.form, by=work.actor.login, person=_person(work),
        at=work.now, stage=_stage(check),
        attempts=(Attempt(method="proposed", by=work.actor.login, part=_plain(part), check=check),),
    )  # fmt: skip
    return Done(with_proposal(work, proposal), note={"release": id})


def _person(work: Work) -> Said:
    return Said(ja=work.person, en=work.person_in("en"))


def _stage(check: Check) -> Stage:
    return Stage.OPEN if check.passed else Stage.REFUSED


def _plain(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return figures and tables with every number as exact text, so that they are read back the same."""
    import json

    found: dict[str, Any] = json.loads(json.dumps(part, default=str))
    return found


def _figure(world: World, number: int, line: FigureLine) -> dict[str, Any]:
    """Return a figure as a table file states it.

    Raises:
        InputError: for a mineral that is not stated, or one without the price or consumption that is needed.

    """
    rows = {one.id: one for one in world.minerals}
    for name in line.minerals:
        if name not in rows:
            raise InputError(f"there is no mineral «{name}» here", field="figures", expected=", ".join(rows))
    wanted = [rows[name] for name in (line.minerals or tuple(rows))]
    lacks = {"value": "price", "days": "consumption"}.get(line.of)
    for one in wanted:
        if lacks and not getattr(one, lacks):
            raise InputError(
                f"the {lacks} of {one.id} is not stated", field="figures", expected="it for every mineral of the figure"
            )
    of = {stock_id(world, one.id): one.price if line.of == "value" else 1 for one in wanted}
    figure: dict[str, Any] = {
        "id": f"figure {number}", "ja": line.ja, "en": line.en, "of": of, "rounding": {"unit": str(line.unit), "ties": line.ties}
    }  # fmt: skip
    if line.of == "days":
        figure["over"] = str(sum(Decimal(one.consumption or 0) for one in wanted))
    if line.of == "share":
        figure |= {"over": {stock_id(world, one): 1 for one in rows}, "times": 100}
    return figure


@moves.takes(
    ProposeReport, "年次公表資料の案を出した", "proposed the yearly report", by=PROPOSES, cites=(SECRECY,), ready=ledger_whole,
    private=("days", "days_unit", "readers"),
)  # fmt: skip
def _report(work: Work, command: ProposeReport) -> Done:
    state: DisclosureState = work.state
    world = state.world_of(command.year)
    over = either(
        "year.over", work.today > world.fiscal_year.end, ("年度は終わっている。", "the fiscal year has ended."),
        ("年度がまだ終わっていない。", "the fiscal year has not ended."),
    )  # fmt: skip
    if not over:
        return Done(findings=(over,))
    number = len(state.proposals) + 1
    id = f"{work.book.number}-R{number}"
    stock = yearly_stock_in(
        state.by_year, command.year, id=id, readers=command.readers, fictional=work.book.fictional, days=command.days,
        days_unit=command.days_unit,
    )  # fmt: skip
    found = yearly_report(stock, state.ledger, state.rules, work.now)
    proposal = Proposal(
        number=number, id=id, title=_report_title(world), year=command.year, readers=command.readers, audience="public",
        form="report", by=work.actor.login, person=_person(work), at=work.now,
        attempts=(_report_attempt(work, state, found),), stage=Stage.OPEN if found.candidate is not None else Stage.REFUSED,
    )  # fmt: skip
    return Done(with_proposal(work, proposal), (over,), note={"release": id})


def _report_title(world: World) -> Said:
    year = world.fiscal_year
    return Said(ja=f"{year.label_ja}末の備蓄の状況", en=f"The stock at the end of {year}")


def _report_attempt(work: Work, state: DisclosureState, found: YearlyReport) -> Attempt:
    """Return the report on the step that passes, with the freedom that it leaves; the coarsest where none does."""
    candidate = found.candidate or yearly_candidate(found.stock, state.rules, found.rung)
    check = (
        checked(state, candidate, work.now)
        if found.candidate
        else said_of_gate(found.decision, state, candidate, work.now)
    )
    figures = [one.model_dump(mode="python", exclude_none=True) for one in candidate.file.figures]
    for one, stated in zip(figures, candidate.file.figures, strict=True):
        one["rounding"] = "exact" if stated.rounding is None else {
            "unit": str(stated.rounding.unit), "ties": stated.rounding.ties.value
        }  # fmt: skip
    tried = tuple(
        TriedRung(shows=one.rung.shows, unit=str(one.rung.unit), ruling=one.decision.ruling.value)
        for one in found.tried
    )
    return Attempt(method="yearly", by=work.actor.login, part=_plain({"figures": figures}), check=check, tried=tried)


@moves.takes(Coarsen, "公表案を粗くした", "made a release coarser", by=PROPOSES, ready=ledger_whole, private=("way",))
def _coarsen(work: Work, command: Coarsen) -> Done:
    state: DisclosureState = work.state
    proposal = state.proposal(command.release)
    findings = (at_stage(proposal, *_NOT_OUT), held_back(proposal))
    if not all(findings):
        return Done(findings=findings)
    part = coarser(
        state, proposal.now.part, command.way, lambda tried: candidate_of_proposal(state, proposal, tried), work.now
    )
    check = checked(state, candidate_of_proposal(state, proposal, part), work.now)
    attempt = Attempt(method=command.way, by=work.actor.login, part=_plain(part), check=check)
    after = proposal.model_copy(
        update={"attempts": (*proposal.attempts, attempt), "approvals": (), "stage": _stage(check)}
    )
    return Done(with_proposal(work, after), findings)


@moves.takes(CheckRelease, "公表案を改めて判定した", "had a release judged again", by=PROPOSES, ready=ledger_whole)
def _check(work: Work, command: CheckRelease) -> Done:
    state: DisclosureState = work.state
    proposal = state.proposal(command.release)
    finding = at_stage(proposal, *_NOT_OUT)
    if not finding:
        return Done(findings=(finding,))
    check = checked(state, candidate_of_proposal(state, proposal), work.now)
    same = check.shows == proposal.now.check.shows
    kept = check.passed and same and proposal.stage is not Stage.REFUSED
    after = proposal.model_copy(update={
        "attempts": (*proposal.attempts[:-1], proposal.now.model_copy(update={"check": check})),
        "approvals": proposal.approvals if kept else (), "stage": proposal.stage if kept else _stage(check),
    })  # fmt: skip
    return Done(with_proposal(work, after), (finding,))


@moves.takes(Withdraw, "公表案を取り下げた", "withdrew a release", by=PROPOSES, private=("reason",))
def _withdraw(work: Work, command: Withdraw) -> Done:
    proposal = work.state.proposal(command.release)
    finding = at_stage(proposal, *_NOT_OUT)
    if not finding:
        return Done(findings=(finding,))
    after = proposal.model_copy(update={"stage": Stage.WITHDRAWN, "approvals": (), "reason": command.reason})
    return Done(with_proposal(work, after), (finding,))


def audience_of(proposal: Proposal) -> Classification:
    """Return the label of the readers of a release."""
    return Classification.parse(proposal.audience)
