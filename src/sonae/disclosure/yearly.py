"""The yearly public report of the stock: as fine as the gate lets it be, given every release ever made.

A ladder of reports is asked from fine to coarse in an order that looks at no value: every mineral, groups of minerals, groups of
which small ones are put together, the total alone; each in every unit of the rules, from fine to coarse. The first that passes is
the report. Which minerals are held, how they are grouped and what is consumed is public; what is held of each is not (basic policy
2(5)).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from sonae.core import Classification, FiscalYear, InputError, UnknownChoiceError
from sonae.data import plain_yaml, read_text
from sonae.disclosure.candidate import Candidate, candidate_of
from sonae.disclosure.exact import Exact, written
from sonae.disclosure.forms import Code, Label, Name, Part, Text, from_tree
from sonae.disclosure.gate import Decision, Gate, Ruling
from sonae.disclosure.ledger import Ledger
from sonae.disclosure.rules import DisclosureRules, load_rules, rules_from_text
from sonae.disclosure.table_file import Known, Secret, table_from_tree

if TYPE_CHECKING:
    from sonae.stockpile.books import Book

__all__ = [
    "ReportGroup", "ReportedMineral", "Rung", "Tried", "YearlyReport", "YearlyStock", "find_yearly_stock", "held_in",
    "load_yearly_stock", "rungs_of", "yearly_candidate", "yearly_report", "yearly_stock_from_tree", "yearly_stock_of",
]  # fmt: skip

Positive = Annotated[Exact, Field(gt=0)]
EXAMPLE = "yearly-stock"
"""The fictional example that comes with the product."""
_SMALL = 3
"""A group of fewer minerals is a small one, where the rules state no minimum frequency."""


class ReportGroup(Part):
    """A group of minerals in the report: what everybody may know of how the stock is made up."""

    id: Code
    ja: Text
    en: Text


class ReportedMineral(Part):
    """A mineral of the report.

    Attributes:
        id: symbol.
        ja: what it is called.
        en: the same in English.
        group: of the report.
        stock: id of the secret that is what is held of it, in t.
        consumption: t a year, which is public; needed where days of stock are reported.

    """

    id: Code
    ja: Text
    en: Text
    group: Code
    stock: Name
    consumption: Positive | None = None


class YearlyStock(Part):
    """What a yearly report is made of: the stock at the end of a fiscal year, with all that the agency knows of it.

    Attributes:
        id: name of the release, once in a ledger.
        year: the fiscal year, by its first calendar year.
        classification: of these figures.
        fictional: True for an example.
        readers: to whom it is released.
        series: reports of one series carry hidden cells forward.
        rules: a rules file beside it.
        groups: of minerals, in the order of the report.
        minerals: in the order of the report.
        secrets: the numbers behind it: what is held, target days.
        knows: what an outsider knows beside bounds and grids.
        days: whether the days of stock of all minerals together are reported, as was decided.
        days_unit: to which unit they are rounded.

    """

    id: Name
    year: Annotated[int, Field(ge=2003, le=2100)]
    classification: Label = "secret"
    fictional: bool = False
    readers: Text = "一般 / everybody"
    series: Name | None = None
    rules: Text | None = None
    groups: Annotated[tuple[ReportGroup, ...], Field(min_length=1)]
    minerals: Annotated[tuple[ReportedMineral, ...], Field(min_length=1)]
    secrets: Annotated[tuple[Secret, ...], Field(min_length=1)]
    knows: tuple[Known, ...] = ()
    days: bool = False
    days_unit: Positive = Fraction(10)
    form: Literal[1] = 1

    @model_validator(mode="after")
    def _hangs_together(self) -> YearlyStock:
        groups, secrets = {one.id for one in self.groups}, {one.id for one in self.secrets}
        for named, rows in (("group", self.groups), ("mineral", self.minerals)):
            if len({one.id for one in rows}) < len(rows):
                raise ValueError(f"a {named} stands twice")
        for one in self.minerals:
            if one.group not in groups:
                raise ValueError(f"the group of mineral «{one.id}» is none of the groups")
            if one.stock not in secrets:
                raise ValueError(f"what is held of mineral «{one.id}» is none of the secrets")
            if self.days and one.consumption is None:
                raise ValueError(f"mineral «{one.id}» has no consumption, without which there are no days of stock")
        return self

    @property
    def label(self) -> Classification:
        """Classification of these figures."""
        return Classification.parse(self.classification)

    @property
    def fiscal_year(self) -> FiscalYear:
        """The fiscal year."""
        return FiscalYear(self.year)


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder: what is shown, and the unit that it is rounded to, half up.

    Attributes:
        shows: «minerals», «groups», «merged» for groups of which small ones are put together, «total».
        unit: in t.

    """

    shows: str
    unit: Fraction

    @property
    def name(self) -> str:
        """The step in one word: «groups, 100 t»."""
        return f"{self.shows}, {written(self.unit)} t"


@dataclass(frozen=True)
class Tried:
    """A report that the gate was asked about."""

    rung: Rung
    decision: Decision


@dataclass(frozen=True)
class YearlyReport:
    """What came of the ladder.

    Attributes:
        stock: what it was made of.
        tried: every report that was asked about, in order; the last is the one that passes, where one does.
        candidate: the report that passes; none where none does.

    """

    stock: YearlyStock
    tried: tuple[Tried, ...]
    candidate: Candidate | None

    @property
    def decision(self) -> Decision:
        """What the gate says of the last that was tried."""
        return self.tried[-1].decision

    @property
    def rung(self) -> Rung:
        """The step on which the last stands."""
        return self.tried[-1].rung


def load_yearly_stock(path: Path) -> YearlyStock:
    """Read what a yearly report is made of from a YAML file.

    Raises:
        InputError: naming the file and the field, never a value found there.

    """
    expected = "id, year, groups, minerals, secrets …"
    return yearly_stock_from_tree(
        plain_yaml(read_text(path, "the file of the report"), path.name, expected=expected), path.name
    )


def find_yearly_stock(name: str, rules: Path | None = None) -> tuple[YearlyStock, DisclosureRules]:
    """Return the fictional example «yearly-stock», or what is in a file, with the rules given or named in it.

    Raises:
        InputError: naming the file and the field; when no rules are stated.
        UnknownChoiceError: for a name that is neither.

    """
    own = files("sonae.disclosure") / "data" / "yearly"
    if name == EXAMPLE:
        text = (own / f"{EXAMPLE}.yaml").read_text(encoding="utf-8")
        stock = yearly_stock_from_tree(plain_yaml(text, f"{EXAMPLE}.yaml"), f"{EXAMPLE}.yaml")
        stated = str(stock.rules)
        return stock, (
            rules_from_text((own / stated).read_text(encoding="utf-8"), stated) if rules is None else load_rules(rules)
        )
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        raise UnknownChoiceError("file of the report", name, [EXAMPLE])
    stock = load_yearly_stock(path)
    if rules is None and stock.rules is None:
        raise InputError(
            "no rules are stated", file=path.name, field="rules", expected="a rules file here, or --rules FILE"
        )
    return stock, load_rules(rules or path.parent / str(stock.rules))


def yearly_stock_from_tree(tree: Mapping[str, Any], file: str) -> YearlyStock:
    """Check a tree; see :func:`load_yearly_stock`."""
    return from_tree(YearlyStock, tree, file)


def held_in(book: Book, day: dt.date) -> dict[str, Fraction]:
    """Return what lies at the sites at the end of a day by mineral, in t of contained element, exactly.

    Raises:
        InputError: for a day before the book was closed, or the book of a drill.

    """
    from sonae.stockpile.books import contained

    if book.drill:
        raise InputError("the book of a drill holds no stock that could be reported", expected="the book of the stock")
    found = contained(book, day, ("mineral",))
    return {key[0]: Fraction(tonnes) for key, tonnes in found.tonnes.items()}


def yearly_stock_of(
    book: Book, year: FiscalYear, plan: Mapping[str, Any], rules: DisclosureRules, *, category: str = "holding"
) -> YearlyStock:
    """Make what a yearly report needs from the book of the stock, at the end of the fiscal year.

    Args:
        book: the book of the stock.
        year: the fiscal year that has ended.
        plan: all but «year» and «secrets» of a :class:`YearlyStock`; «stock» of the minerals is left out. A mineral of which
            nothing is held belongs to it all the same: what is reported on is decided, never read off the stock.
        rules: the agency's, which know the category.
        category: of what is held.

    Raises:
        InputError: when the book holds a mineral that the plan does not name, or the plan does not hang together.

    """
    held = held_in(book, year.end)
    rules.category(category, book.name, "category")
    minerals = [dict(one) for one in plan.get("minerals", ())]
    missing = sorted(set(held) - {str(one.get("id")) for one in minerals})
    if missing:
        raise UnknownChoiceError("mineral in the plan of the report", missing[0], [str(m.get("id")) for m in minerals])
    secrets = [
        {
            "id": _stock_id(one, year), "value": written(held.get(str(one["id"]), Fraction(0))), "category": category, "lower": 0,
        }
        for one in minerals
    ]  # fmt: skip
    for one in minerals:
        one["stock"] = _stock_id(one, year)
    tree = {**plan, "year": year.year, "minerals": minerals, "secrets": secrets}
    return yearly_stock_from_tree(tree, book.name)


def _stock_id(mineral: Mapping[str, Any], year: FiscalYear) -> str:
    return f"stock {mineral.get('id')} {year}"


# The ladder


def rungs_of(stock: YearlyStock, rules: DisclosureRules) -> tuple[Rung, ...]:
    """Return the steps of the ladder from fine to coarse; they depend on no value.

    Raises:
        InputError: when the rules state no unit.

    """
    if not rules.units:
        raise InputError("the rules state no units", field="units", expected="units from fine to coarse")
    merged = list(_groups(stock, _least(rules)))
    shows = ["groups"] if len(stock.groups) > 1 else []
    if shows and 1 < len(merged) < len(stock.groups):
        shows.append("merged")
    rungs = [Rung("minerals", rules.units[0])] if len(stock.minerals) > 1 else []
    return (*rungs, *(Rung(one, unit) for one in (*shows, "total") for unit in rules.units))


def _least(rules: DisclosureRules) -> int:
    return rules.minimum_frequency.n if rules.minimum_frequency is not None else _SMALL


def yearly_candidate(stock: YearlyStock, rules: DisclosureRules, rung: Rung, *, id: str | None = None) -> Candidate:
    """Return the report on a step of the ladder, before it is made.

    Raises:
        InputError: see :func:`sonae.disclosure.candidate_of`.

    """
    tree = {
        "id": id or stock.id, "ja": f"{stock.fiscal_year.label_ja}末の備蓄の状況",
        "en": f"The stock at the end of {stock.fiscal_year}", "classification": stock.classification,
        "fictional": stock.fictional, "period": str(stock.fiscal_year),
        "series": stock.series, "readers": stock.readers,
        "secrets": [one.model_dump(exclude_none=True) for one in stock.secrets],
        "knows": [one.model_dump(exclude_none=True) for one in stock.knows],
        "figures": list(figures_of(stock, rules, rung)),
    }  # fmt: skip
    return candidate_of(table_from_tree(tree, stock.id), rules, stock.id)


def figures_of(stock: YearlyStock, rules: DisclosureRules, rung: Rung) -> Iterator[dict[str, Any]]:
    """Yield the figures of a step as a table file states them: the total first."""
    every = stock.minerals
    yield _tonnes("total", "全鉱種の備蓄量（t）", "Stock of all minerals, t", every, rung.unit)
    if stock.days:
        yield {
            "id": "days of stock", "ja": "全鉱種の備蓄量の国内消費量に対する日数",
            "en": "Stock of all minerals in days of consumption",
            "of": {one.stock: 1 for one in every}, "over": sum((one.consumption or Fraction(0) for one in every), Fraction(0)),
            "times": 365, "rounding": {"unit": stock.days_unit, "ties": "half_up"},
        }  # fmt: skip
    if rung.shows == "minerals":
        for one in every:
            yield _tonnes(f"mineral {one.id}", f"{one.ja}（t）", f"{one.en}, t", (one,), rung.unit)
    elif rung.shows in ("groups", "merged"):
        for name, ja, en, members in _groups(stock, _least(rules) if rung.shows == "merged" else 1):
            yield _tonnes(f"group {name}", f"{ja}（t）", f"{en}, t", members, rung.unit)


def _tonnes(id: str, ja: str, en: str, of: Sequence[ReportedMineral], unit: Fraction) -> dict[str, Any]:
    return {
        "id": id, "ja": ja, "en": en, "of": {one.stock: 1 for one in of}, "rounding": {"unit": unit, "ties": "half_up"}
    }  # fmt: skip


def _groups(stock: YearlyStock, least: int) -> Iterator[tuple[str, str, str, tuple[ReportedMineral, ...]]]:
    """Yield the groups with their minerals; those with fewer than so many are put together in one."""
    small: list[ReportedMineral] = []
    for group in stock.groups:
        members = tuple(one for one in stock.minerals if one.group == group.id)
        if len(members) >= least:
            yield group.id, group.ja, group.en, members
        else:
            small += members
    if small:
        yield "others", "その他の鉱種", "Other minerals", tuple(small)


def yearly_report(
    stock: YearlyStock, ledger: Ledger, rules: DisclosureRules, at: dt.datetime, *, id: str | None = None
) -> YearlyReport:
    """Find the finest yearly report that may leave the house.

    Args:
        stock: what it is made of.
        ledger: every release ever made.
        rules: the agency's.
        at: the present moment.
        id: name of the release, where it is not that of the stock.

    Returns:
        Every report that was tried, and the one that passes. Where none does there is no report, and the last decision says why.

    Raises:
        InputError: when the rules state no unit, or values are not those that were released before.

    """
    gate, tried = Gate(rules), []
    for rung in rungs_of(stock, rules):
        candidate = yearly_candidate(stock, rules, rung, id=id)
        decision = gate.decide(candidate, ledger, at)
        tried.append(Tried(rung, decision))
        if decision.ruling is Ruling.PASS:
            return YearlyReport(stock, tuple(tried), candidate)
    return YearlyReport(stock, tuple(tried), None)
