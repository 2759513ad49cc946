"""The book is opened with its rules and what the agency knows; what is known of a year is stated, or taken over from the stock."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from sonae.core import Classification, Finding, FiscalYear, InputError
from sonae.disclosure import DisclosureRules, Ledger, held_in, rules_from_text
from sonae.office.books.disclosure.gates import SECRECY, cleared, ledger_whole
from sonae.office.books.disclosure.state import World
from sonae.office.books.disclosure.world import GroupLine, MineralLine, checked_world, world_of
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.life import Command, said
from sonae.office.models import Book
from sonae.office.roles import Role

if TYPE_CHECKING:
    from sonae.stockpile.books import Book as StockBook

__all__ = ["KIND", "PROPOSES", "OpenDisclosure", "StateWorld", "TakeHoldings", "moves"]

KIND = "disclosure"
PROPOSES = (Role.STOCKPILE, Role.PLANNING)
"""Roles that look after the book and propose releases."""
_SECRET = ("rules", "band", "minerals")

moves = BookMoves(KIND)

Year = Annotated[int, Field(ge=2003, le=2100)]
Decision = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\[\]=,@]+$")]


class StateWorld(Command):
    """State what is known of a year: what everybody knows of each mineral, and what nobody outside may know."""

    kind: ClassVar[str] = "disclosure.state"

    year: Year = said("年度（西暦。末日の備蓄量）", "fiscal year, at whose end the stock is counted")
    decision: Decision = said("備蓄目標日数の決定の名称", "name of the decision on target days")
    band: Annotated[Decimal, Field(ge=0, le=100)] | None = said(
        "公知：備蓄量と目標日数との差の限度（％）", "public: most per cent between stock and target", default=None
    )
    groups: Annotated[tuple[GroupLine, ...], Field(min_length=1, max_length=20)] = said("分類", "groups")
    minerals: Annotated[tuple[MineralLine, ...], Field(min_length=1, max_length=60)] = said("鉱種", "minerals")


class OpenDisclosure(StateWorld):
    """Open the book of disclosure with the agency's rules and what is known of a year."""

    kind: ClassVar[str] = "disclosure.open"

    rules: Annotated[str, Field(min_length=1, max_length=20_000)] = said(
        "秘匿の規則（YAML）", "rules of disclosure, as YAML"
    )
    fictional: bool = said("架空の台帳である", "it is made up", default=False)


class TakeHoldings(Command):
    """Take over what is held from the book of the stock, at the end of the fiscal year."""

    kind: ClassVar[str] = "disclosure.take"

    stock: Annotated[str, Field(min_length=1, max_length=40)] = said(
        "備蓄の台帳の番号", "number of the book of the stock"
    )
    year: Year = said("年度（西暦。末日の備蓄量）", "fiscal year, at whose end the stock is counted")


@moves.takes(
    OpenDisclosure, "公表台帳を開いた", "opened the book of disclosure", by=PROPOSES, opens=True, cites=(SECRECY,),
    private=_SECRET,
)  # fmt: skip
def _open(work: Work, command: OpenDisclosure) -> Done:
    may = cleared(work)
    if not may:
        return Done(findings=(may,))
    findings = (may, _once())
    if not all(findings):
        return Done(findings=findings)
    rules = rules_from_text(command.rules, "rules")
    world = world_of(command.year, command.decision, command.band, command.groups, command.minerals)
    _categories(rules, world)
    checked_world({}, world, Ledger(), rules)
    year = FiscalYear.of(work.today)
    state = {
        "rules": command.rules, "worlds": [world.model_dump(mode="json")], "proposals": [], "ledger": "", "nonces": []
    }  # fmt: skip
    columns = {
        "number": f"D{year.year}-01", "title_ja": "公表審査の台帳", "title_en": "Book of disclosure",
        "classification": Classification.SECRET.value, "fictional": command.fictional,
    }  # fmt: skip
    return Done(state, findings, columns)


def _once() -> Finding:
    """Ask whether there is no such book yet: a second ledger would not know what the first one let out."""
    there = Book.objects.filter(kind=KIND).exists()
    return either(
        "disclosure.once", not there, ("公表台帳はまだない。", "there is no book of disclosure yet."),
        ("公表台帳は既にある。全ての公表を一つの台帳で判定するため、二つ目は開けない。",
         "there is a book of disclosure; every release is judged with all others, so there is no second one."),
    )  # fmt: skip


def _categories(rules: DisclosureRules, world: World) -> None:
    rules.category("holding", "rules", "categories")
    if any(one.days is not None for one in world.minerals):
        rules.category("target_days", "rules", "categories")


@moves.takes(
    StateWorld, "年度の知識と秘密を記載した", "stated what is known of a year", by=PROPOSES, private=_SECRET,
    ready=ledger_whole,
)  # fmt: skip
def _state(work: Work, command: StateWorld) -> Done:
    world = world_of(command.year, command.decision, command.band, command.groups, command.minerals)
    return Done(_with_world(work, world))


def _with_world(work: Work, world: World) -> Mapping[str, Any]:
    """Return the state with a world put in its place by year.

    Raises:
        InputError: where it does not hang together, or says otherwise of what a release was made of.

    """
    state = work.state
    _categories(state.rules, world)
    checked_world(state.by_year, world, state.ledger, state.rules)
    rows = sorted((*(one for one in state.worlds if one.year != world.year), world), key=lambda one: one.year)
    return work.with_parts(worlds=[one.model_dump(mode="json") for one in rows])


@moves.takes(
    TakeHoldings, "備蓄の台帳から備蓄量を引き継いだ", "took over what is held from the book of the stock", by=PROPOSES,
    ready=ledger_whole,
)  # fmt: skip
def _take(work: Work, command: TakeHoldings) -> Done:
    world = work.state.world_of(command.year)
    over = either(
        "year.over", work.today > world.fiscal_year.end, ("年度は終わっている。", "the fiscal year has ended."),
        ("年度がまだ終わっていない。", "the fiscal year has not ended."),
    )  # fmt: skip
    if not over:
        return Done(findings=(over,))
    held = held_in(_stock_book(work, command.stock), world.fiscal_year.end)
    known = {one.id for one in world.minerals}
    strange = sorted(set(held) - known)
    if strange:
        raise InputError(
            f"the stock holds {strange[0]}, which is not stated here",
            field="stock",
            expected="a row for every mineral held",
        )
    minerals = [one.model_copy(update={"held": _exact_text(held.get(one.id, Fraction(0)))}) for one in world.minerals]
    return Done(_with_world(work, world.model_copy(update={"minerals": tuple(minerals)})), (over,))


def _exact_text(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(value)


def _stock_book(work: Work, number: str) -> StockBook:
    from sonae.office.books import stock
    from sonae.office.books.bus import visible_books

    row = visible_books(work.actor, stock.KIND).filter(number=number).first()
    if row is None:
        raise InputError(f"there is no book of the stock «{number}»", field="stock", expected="one that is there")
    return stock.read_state(row).book
