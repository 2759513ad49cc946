"""The book is opened, the installations are taken in, a tank is recorded, the agency's settings are stated."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sonae.core import Classification, Finding
from sonae.office.books.bases.fields import Code, Count, Digits, File, Row, Year, Yen, base_field, record_of, tree_of
from sonae.office.books.bases.gates import done, either, fits, in_order
from sonae.office.books.bases.state import BasesState, changed
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.life import Command, said
from sonae.office.models import Book
from sonae.office.roles import Role
from sonae.stockpile.bases import Installations, base_register, check_register, rule
from sonae.stockpile.bases import changed as part_changed

__all__ = ["DESK", "OpenBases", "RecordTank", "StateSettings", "TakeInstallations", "installed", "moves"]

moves = BookMoves("bases")
DESK = (Role.STOCKPILE,)


class OpenBases(Command):
    """Open the book of the bases."""

    kind: ClassVar[str] = "bases.open"

    year: Year = said("開く年度（西暦）", "fiscal year, by its first calendar year")
    classification: Literal["internal", "secret"] = said("区分", "classification", default="internal")
    fictional: bool = said("架空の台帳である", "it is made up", default=False)


class TakeInstallations(Command):
    """Take in the installations: sites with tanks, pumps, outlets, and grades."""

    kind: ClassVar[str] = "bases.installations"

    file: File = said("設備の一覧（YAML）", "installations, as YAML")


class Held(Row):
    """What lies of a grade in a tank."""

    grade: Code = said("油種", "grade")
    amount: Count = said("量（kl又はトン）", "amount, kl or t")


class RecordTank(Command):
    """Record what lies in a tank, or that it is opened or taken out of service."""

    kind: ClassVar[str] = "tank.record"

    base: Code = base_field()
    tank: Code = said("タンク", "tank")
    state: Literal["in_service", "open_for_inspection", "out_of_service"] = said("状態", "state", default="in_service")
    contents: Annotated[tuple[Held, ...], Field(max_length=12)] | None = said("中身", "contents", default=None)
    reason: Annotated[str, Field(min_length=1, max_length=300)] = said("理由", "reason")


class StateSettings(Command):
    """State what the agency sets: «at once», the lead of legal duties, targets and the budget of the buffer."""

    kind: ClassVar[str] = "bases.settings"

    at_once_hours: Digits | None = said("「直ちに」とする時間", "hours that are «at once»", default=None)
    lead_days: Annotated[int, Field(ge=1, le=366)] = said(
        "法定手続を期限間近とする日数", "days ahead from which a legal duty is due soon", default=60
    )
    swap_year: Year | None = said("油種入替の目標の年度", "year of the target of swaps", default=None)
    swap_target: Annotated[int, Field(ge=0, le=100)] | None = said(
        "油種入替の目標回数", "target of swaps", default=None
    )
    buffer_budget: Yen | None = said("戦略的余剰LNGの予算（円）", "budget of the strategic buffer, yen", default=None)


def installed(state: BasesState, citations: str = "readiness") -> Finding:
    """Ask whether the installations were taken in."""
    return either(
        "installed", state.installations is not None, ("設備の一覧がある。", "the installations are there."),
        ("設備の一覧がまだ取り込まれていない。", "the installations are not taken in yet."), rule(citations),
    )  # fmt: skip


@moves.takes(
    OpenBases, "備蓄基地の台帳を開いた", "opened the book of the bases", by=DESK, opens=True, cites=rule("bases")
)
def _open(work: Work, command: OpenBases) -> Done:
    number = f"B{command.year}-01"
    once = either(
        "once", not Book.objects.filter(number=number).exists(), ("この年度の台帳はまだない。", "the year has no book yet."),
        ("この年度の台帳は既に開かれている。", "the book of the year is open already."),
    )  # fmt: skip
    columns = {
        "number": number, "title_ja": f"{command.year}年度の備蓄基地", "title_en": f"Bases, FY{command.year}",
        "classification": Classification.parse(command.classification).value, "fictional": command.fictional,
    }  # fmt: skip
    found = check_register(base_register())
    if not once:
        return Done(findings=(once,))
    return Done({"year": command.year}, (once, found), columns)


@moves.takes(
    TakeInstallations,
    "設備の一覧を取り込んだ",
    "took in the installations",
    by=DESK,
    cites=rule("readiness"),
    private=("file",),
)
def _installations(work: Work, command: TakeInstallations) -> Done:
    record = record_of(Installations, tree_of(command.file))
    return done(changed(work, installations=record), fits(work, record))


@moves.takes(
    RecordTank,
    "タンクの状態を記録した",
    "recorded the state of a tank",
    by=DESK,
    cites=rule("readiness"),
    private=("contents",),
)
def _tank(work: Work, command: RecordTank) -> Done:
    state: BasesState = work.state
    held = state.installations
    if held is None:
        return Done(findings=(installed(state),))
    site = held.site(command.base)
    tank = site.tank(command.tank)
    parts: dict[str, object] = {"state": command.state}
    if command.contents is not None:
        for one in command.contents:
            held.grade(one.grade)
        parts["contents"] = {one.grade: one.amount for one in command.contents}
    new = part_changed(tank, **parts)
    sites = tuple(
        part_changed(one, tanks=tuple(new if other.id == tank.id else other for other in one.tanks))
        if one.base == site.base
        else one
        for one in held.sites
    )
    after = part_changed(held, sites=sites, as_of=work.today)
    return done(changed(work, installations=after), in_order("tank", "readiness"))


@moves.takes(StateSettings, "機構の定めを記録した", "stated what the agency sets", by=DESK)
def _settings(work: Work, command: StateSettings) -> Done:
    state: BasesState = work.state
    targets = dict(state.swap_target)
    both = (command.swap_year is None) == (command.swap_target is None)
    whole = either(
        "settings", both, ("目標は年度と回数がそろっている。", "a target has its year."),
        ("油種入替の目標は年度と回数をそろえて記載する。", "a target of swaps is stated with its year."),
    )  # fmt: skip
    if command.swap_year is not None and command.swap_target is not None:
        targets[command.swap_year] = command.swap_target
    parts = {
        "at_once_hours": None if command.at_once_hours is None else str(command.at_once_hours), "lead_days": command.lead_days,
        "swap_target": {str(year): count for year, count in targets.items()},
        "buffer_budget": command.buffer_budget if command.buffer_budget is not None else state.buffer_budget,
    }  # fmt: skip
    return done(changed(work, **parts), whole)
