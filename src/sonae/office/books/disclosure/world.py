"""What the agency knows of a year, stated row by row, as secrets and knowledge of a table file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from sonae.core import InputError
from sonae.disclosure import (
    DisclosureRules,
    Ledger,
    YearlyStock,
    candidate_of,
    exact,
    table_from_tree,
    yearly_stock_from_tree,
)
from sonae.office.books.disclosure.state import World, WorldGroup, WorldMineral
from sonae.office.life import said

__all__ = [
    "Amount", "Code", "GroupLine", "MineralLine", "checked_world", "days_id", "knowledge_of", "stock_id", "world_of",
    "yearly_stock_in",
]  # fmt: skip

_NAME = r"^[^\[\]=,@\s]([^\[\]=,@\n]*[^\[\]=,@\s])?$"
Code = Annotated[str, Field(min_length=1, max_length=20, pattern=_NAME)]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]
_HOLDING, _DAYS = "holding", "target_days"


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class GroupLine(_Row):
    """A group of minerals in the reports."""

    id: Code = said("記号", "symbol")
    ja: Name = said("名称", "name in Japanese")
    en: Name = said("名称（英語）", "name in English")


class MineralLine(_Row):
    """A mineral with what everybody knows of it and what nobody outside may know."""

    id: Code = said("鉱種の記号", "symbol of the mineral")
    ja: Name = said("名称", "name in Japanese")
    en: Name = said("名称（英語）", "name in English")
    group: Code = said("分類の記号", "symbol of its group")
    consumption: Amount | None = said("公知：国内消費量（t／日）", "public: consumption, t a day", default=None)
    price: Amount | None = said("公知：価格（百万円／t）", "public: price, million yen a t", default=None)
    step: Amount | None = said("公知：日数の刻み", "public: grid of the days", default=None)
    lower: Amount | None = said("公知：日数の下限", "public: least days", default=None)
    upper: Amount | None = said("公知：日数の上限", "public: most days", default=None)
    moved: Amount | None = said("公知：前年からの増減の限度（t）", "public: most t of change in a year", default=None)
    days: Amount | None = said("秘：備蓄目標日数", "secret: target days", default=None)
    held: Amount | None = said(
        "秘：備蓄量（t。空欄は日数×消費量）", "secret: t held; days × consumption if empty", default=None
    )


def world_of(
    year: int, decision: str, band: Decimal | None, groups: Sequence[GroupLine], minerals: Sequence[MineralLine]
) -> World:
    """Return what was stated of a year.

    Raises:
        InputError: for a symbol that stands twice, a group that is none, a mineral of which nothing secret is stated.

    """
    known = {one.id for one in groups}
    for field, rows in (("groups", groups), ("minerals", minerals)):
        if len({one.id for one in rows}) < len(rows):
            raise InputError("a symbol stands twice", field=field, expected="each once")
    for one in minerals:
        if one.group not in known:
            raise InputError(f"the group of {one.id} is none", field="minerals", expected=", ".join(sorted(known)))
        if one.days is None and one.held is None:
            raise InputError(f"neither days nor stock of {one.id} are stated", field="minerals", expected="one of both")
        if one.held is None and not one.consumption:
            raise InputError(
                f"the stock of {one.id} follows from nothing", field="minerals", expected="consumption, or what is held"
            )
    return World(
        year=year, decision=decision, band=_text(band),
        groups=tuple(WorldGroup(**one.model_dump()) for one in groups),
        minerals=tuple(_mineral(one) for one in minerals),
    )  # fmt: skip


def _mineral(line: MineralLine) -> WorldMineral:
    stated = line.model_dump()
    return WorldMineral.model_validate(
        {name: _text(value) if isinstance(value, Decimal) else value for name, value in stated.items()}
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def stock_id(world: World, mineral: str) -> str:
    """Return the id of what is held of a mineral at the end of the world's year."""
    return f"stock {mineral} {world.period}"


def days_id(world: World, mineral: str) -> str:
    """Return the id of the target days of a mineral by the State's decision."""
    return f"days {mineral} {world.decision}"


def knowledge_of(worlds: Mapping[int, World], year: int) -> dict[str, list[dict[str, Any]]]:
    """Return secrets and knowledge of a year as a table file states them, with what is known of the change since the last one."""
    world, before = worlds[year], worlds.get(year - 1)
    secrets = {row["id"]: row for row in _secrets(world, {one.id for one in world.minerals})}
    knows = list(_band(world))
    if before is not None:
        held_before = {one.id for one in before.minerals}
        moved = {one.id: one.moved for one in world.minerals if one.moved is not None and one.id in held_before}
        secrets = {row["id"]: row for row in _secrets(before, set(moved))} | secrets
        knows += [
            {
                "name": f"change of the stock of {name} since {before.period}",
                "of": {stock_id(world, name): 1, stock_id(before, name): -1}, "lower": f"-{most}", "upper": most,
            }
            for name, most in moved.items()
        ]  # fmt: skip
    return {"secrets": list(secrets.values()), "knows": knows}


def _secrets(world: World, wanted: set[str]) -> Iterator[dict[str, Any]]:
    rows = [one for one in world.minerals if one.id in wanted]
    for one in rows:
        if one.days is not None:
            bounds = {name: getattr(one, name) for name in ("step", "lower", "upper") if getattr(one, name) is not None}
            yield {"id": days_id(world, one.id), "value": one.days, "category": _DAYS, "lower": 0, **bounds}
    for one in rows:
        if one.held is not None:
            yield {"id": stock_id(world, one.id), "value": one.held, "category": _HOLDING, "lower": 0}
        else:
            of = {days_id(world, one.id): one.consumption}
            yield {"id": stock_id(world, one.id), "of": of, "category": _HOLDING}


def _band(world: World) -> Iterator[dict[str, Any]]:
    """Yield that what is held lies within the band of what the days come to."""
    if world.band is None:
        return
    for one in world.minerals:
        if one.held is None or one.days is None or one.consumption is None:
            continue
        name, c, b = f"stock of {one.id} beside its days", exact(one.consumption), exact(world.band) / 100
        stock, days = stock_id(world, one.id), days_id(world, one.id)
        yield {"name": f"{name}, at most", "of": {stock: 1, days: str(-c * (1 + b))}, "upper": 0}
        yield {"name": f"{name}, at least", "of": {stock: 1, days: str(-c * max(Fraction(0), 1 - b))}, "lower": 0}


def checked_world(worlds: Mapping[int, World], world: World, ledger: Ledger, rules: DisclosureRules) -> None:
    """Refuse a world that does not hang together, or speaks otherwise of what a release was made of.

    Raises:
        InputError: naming the mineral, never its numbers.

    """
    told = knowledge_of({**worlds, world.year: world}, world.year)
    of = {stock_id(world, one.id): 1 for one in world.minerals}
    figure = {"id": "all", "ja": "計", "en": "all", "of": of, "rounding": "exact"}
    tree = {
        "id": "world", "ja": "台帳", "en": "book", "classification": "secret", "period": world.period, "readers": "nobody",
        "figures": [figure], **told,
    }  # fmt: skip
    truth = candidate_of(table_from_tree(tree, "world"), rules, "world").background.truth
    known = {name: one.value for name, one in ledger.holdings().items()}
    before: dict[str, Fraction] = {}
    for year in worlds:
        if year != world.year:
            before |= {
                one["id"]: exact(one["value"]) for one in knowledge_of(worlds, year)["secrets"] if "value" in one
            }
    for name, value in truth.items():
        if known.get(name, value) != value or before.get(name, value) != value:
            raise InputError(
                f"«{name}» is another number than was stated before", field="minerals",
                expected="the same number, or a decision or year of its own",
            )  # fmt: skip
    _same_definitions(told["secrets"], ledger)


def _same_definitions(secrets: Sequence[Mapping[str, Any]], ledger: Ledger) -> None:
    variables = ledger.system().variables
    for one in secrets:
        known = variables.get(str(one["id"]))
        stated = {name: exact(share) for name, share in one.get("of", {}).items()}
        if known is not None and dict(known.equals) != stated:
            raise InputError(
                f"«{one['id']}» is another number than was stated before", field="minerals",
                expected="the same consumption, or a year of its own",
            )  # fmt: skip


def yearly_stock_in(
    worlds: Mapping[int, World], year: int, *, id: str, readers: str, fictional: bool, days: bool, days_unit: Decimal
) -> YearlyStock:
    """Return what the yearly report of a year is made of.

    Raises:
        InputError: where days are to be reported and a mineral has no consumption.

    """
    world = worlds[year]
    minerals = [
        {"id": one.id, "ja": one.ja, "en": one.en, "group": one.group, "stock": stock_id(world, one.id)}
        | ({"consumption": str(exact(one.consumption) * 365)} if one.consumption else {})
        for one in world.minerals
    ]
    tree = {
        "id": id, "year": year, "fictional": fictional, "readers": readers, "days": days, "days_unit": str(days_unit),
        "groups": [one.model_dump() for one in world.groups], "minerals": minerals, **knowledge_of(worlds, year),
    }  # fmt: skip
    return yearly_stock_from_tree(tree, "world")
