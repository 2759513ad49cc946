"""Releases, the ledger and the budget of remaining freedom in the figures and words that pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sonae.core import InputError
from sonae.disclosure import Budget, Freedom, freedom_left, said
from sonae.office.books.disclosure import (
    DisclosureState,
    Proposal,
    candidate_of_proposal,
    content_of,
    days_id,
    offered,
    read_state,
    stock_id,
    unlinked,
)
from sonae.office.models import Book, Publication
from sonae.office.words import say

__all__ = [
    "FigureShown",
    "FreedomDrawn",
    "ProposalTold",
    "TableShown",
    "budgets_told",
    "document_told",
    "left_told",
    "proposal_told",
]

_WIDE, _STEPS = 400, 13
"""Width of a row of the chart; how many places of a grid are drawn one by one."""


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A figure as readers read it, with the length of its bar."""

    said: str
    name: str
    how: str
    length: int


@dataclass(frozen=True, slots=True)
class TableShown:
    """A table as readers read it: heads, and rows of codes with what is shown."""

    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], str], ...]


def document_told(
    document: Mapping[str, Any], language: str
) -> tuple[tuple[FigureShown, ...], tuple[TableShown, ...]]:  # fmt: skip
    """Return what a release shows in words; it reads the document alone, so that it shows nothing else."""
    figures = document["figures"]
    most = max((_size(one["below"] or one["shown"]) for one in figures), default=Fraction(0)) or Fraction(1)
    told = tuple(
        FigureShown(_figure(one, language), one[language], _how(one, language), round(100 * _size(one["shown"]) / most))
        for one in figures
    )
    return told, tuple(_table(one, language) for one in document["tables"])


def _size(text: str) -> Fraction:
    return abs(Fraction(text))


def _grouped(text: str) -> str:
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.lstrip("-").isdigit() else text


def _figure(one: Mapping[str, Any], language: str) -> str:
    if one["below"] is not None:
        return say("disclosure.from_below", language, low=_grouped(one["shown"]), high=_grouped(one["below"]))
    return _grouped(one["shown"])


def _how(one: Mapping[str, Any], language: str) -> str:
    if one["unit"] is None:
        return say("disclosure.exact", language)
    way = say(f"choice.ties.{one['ties']}", language)
    return say("disclosure.rounded", language, unit=_grouped(one["unit"]), way=way)


def _table(one: Mapping[str, Any], language: str) -> TableShown:
    rows = tuple((tuple(row["at"]), _cell(row, language)) for row in one["rows"])
    return TableShown(tuple(one["dimensions"]), rows)


def _cell(row: Mapping[str, Any], language: str) -> str:
    if row["shown"] is not None:
        return _grouped(row["shown"])
    if row["low"] is not None:
        return say("disclosure.between", language, low=_grouped(row["low"]), high=_grouped(row["high"]))
    return "x"


@dataclass(frozen=True, slots=True)
class ProposalTold:
    """A release in words: what it shows, what the gate said, what it would leave open, what may be done to it."""

    proposal: Proposal
    figures: tuple[FigureShown, ...]
    tables: tuple[TableShown, ...]
    ways: tuple[str, ...]
    unlinked: tuple[str, ...]
    left: tuple[FreedomDrawn, ...]
    tried: tuple[tuple[str, bool], ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FreedomDrawn:
    """What is left of a secret, drawn in a row.

    Attributes:
        name: the mineral, or what else is secret.
        kind: «days», «stock», «other».
        interval: from where to where.
        values: the values of its grid that are left, as they are read; empty where there are too many or it has no grid.
        count: how many they are; «at least» where not all were looked for.
        asked: how many, and how far apart, must stay.
        spare: how many may still be given away; empty where that is not told.
        dots: places along the row with whether that value is left.
        bar: start and width of the interval along the row.
        tight: whether nothing more may be given away.

    """

    name: str
    kind: str
    interval: str
    values: str
    count: str
    asked: str
    spare: str
    dots: tuple[tuple[int, bool], ...]
    bar: tuple[int, int]
    tight: bool


def proposal_told(state: DisclosureState, proposal: Proposal, language: str) -> ProposalTold:
    """Return a release in words: as it was published, or as it would show now; nothing where its year was restated without it."""
    figures, tables = document_told(_document(state, proposal), language)
    ways = () if proposal.now.check.passed else offered(state.rules, proposal.now.part)
    tried = tuple(
        (say(f"disclosure.rung.{one.shows}", language, unit=_grouped(one.unit)), one.ruling == "pass")
        for one in proposal.now.tried
    )
    return ProposalTold(
        proposal,
        figures,
        tables,
        ways,
        unlinked(proposal.now.part),
        left_told(state, proposal, language),
        tried,
        _reasons(state, proposal, language),
    )


def _document(state: DisclosureState, proposal: Proposal) -> Mapping[str, Any]:
    if proposal.published_as:
        found: Mapping[str, Any] = Publication.objects.get(release=proposal.published_as).document
        return found
    try:
        return content_of(candidate_of_proposal(state, proposal))
    except InputError:
        return {"figures": (), "tables": ()}


def _reasons(state: DisclosureState, proposal: Proposal, language: str) -> tuple[str, ...]:
    """Return what does not hold in the names of the agency: minerals and categories instead of ids."""
    names = {
        secret: f"{name} {say(f'disclosure.kind.{kind}', language)}"
        for secret, (name, kind) in _names(state, language).items()
    }
    causes = {f"{left}{id}{right}": "" for id in state.rules.categories for left, right in (("（", "）"), (" (", ")"))}
    out = []
    for part in proposal.now.check.parts:
        text = part.ja if language == "ja" else part.en
        secret = next((one for one in names if text.startswith(one)), None)
        if secret is not None:
            text = names[secret] + text.removeprefix(secret)
            for cause in causes:
                text = text.replace(cause, "", 1)
        out.append(text)
    return tuple(out)


def left_told(state: DisclosureState, proposal: Proposal, language: str) -> tuple[FreedomDrawn, ...]:
    """Return the freedom that a release would leave of each secret."""
    names, bounds = _names(state, language), _bounds(state, _variables(state, proposal))
    rows = []
    for one in proposal.now.check.left:
        freedom = Freedom(
            one.secret, _number(one.low), _number(one.high), tuple(Fraction(v) for v in one.values), one.complete
        )
        rows.append(_drawn(freedom, names, bounds.get(one.secret, (None, None, None)), "", "", False))
    return tuple(rows)


def _variables(state: DisclosureState, proposal: Proposal) -> Mapping[str, Any]:
    try:
        return candidate_of_proposal(state, proposal).background.variables
    except InputError:
        return {}


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def budgets_told(book: Book, language: str) -> tuple[FreedomDrawn, ...]:
    """Return the budget of remaining freedom of every secret, as every release ever made leaves it."""
    state = read_state(book)
    names, bounds = _names(state, language), _bounds(state, {})
    rows = []
    for one in _budgets(book.number, book.version, state):
        asked = say("disclosure.asked", language, values=one.asked_values, spread=said(one.asked_spread))
        spare = "" if one.spare_values is None else str(one.spare_values)
        tight = one.spare_spread <= 0 or (one.spare_values is not None and one.spare_values <= 0)
        rows.append(_drawn(one.freedom, names, bounds.get(one.secret, (None, None, None)), asked, spare, tight))
    return tuple(rows)


class _Kept:
    """A state that a cache finds by book and version alone."""

    def __init__(self, state: DisclosureState) -> None:
        self.state = state

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Kept)
            and other.state.ledger == self.state.ledger
            and other.state.rules == self.state.rules
        )


def _budgets(number: str, version: int, state: DisclosureState) -> tuple[Budget, ...]:
    return _searched(number, version, _Kept(state))


@lru_cache(maxsize=8)
def _searched(number: str, version: int, kept: _Kept) -> tuple[Budget, ...]:
    return freedom_left(kept.state.ledger, kept.state.rules)


def _names(state: DisclosureState, language: str) -> dict[str, tuple[str, str]]:
    """Return the mineral with its year or decision, and the kind, by secret."""
    found = {}
    for world in state.worlds:
        for one in world.minerals:
            name = one.ja if language == "ja" else one.en
            found[days_id(world, one.id)] = (f"{name} ({world.decision})", "days")
            year = world.fiscal_year.label_ja if language == "ja" else world.period
            found[stock_id(world, one.id)] = (f"{name} ({year})", "stock")
    return found


_Bounds = tuple[Fraction | None, Fraction | None, Fraction | None]


def _bounds(state: DisclosureState, more: Mapping[str, Any]) -> dict[str, _Bounds]:
    """Return what everybody knew of each number before anything was released: least, greatest, grid."""
    variables = {**more, **state.ledger.system().variables}
    found: dict[str, _Bounds] = {}
    for name, one in variables.items():
        if not one.equals:
            found[name] = (one.lower, one.upper, one.step)
        elif len(one.equals) == 1:
            base, share = next(iter(one.equals.items()))
            inner = variables.get(base)
            if inner is not None and share > 0:
                found[name] = tuple(None if x is None else x * share for x in (inner.lower, inner.upper, inner.step))  # type: ignore[assignment]
    return found


def _drawn(
    freedom: Freedom, names: Mapping[str, tuple[str, str]], bounds: _Bounds, asked: str, spare: str, tight: bool
) -> FreedomDrawn:
    name, kind = names.get(freedom.variable, (freedom.variable, "other"))
    lower, upper, step = bounds
    low, high = (freedom.low, freedom.high)
    least = lower if lower is not None else (low or Fraction(0))
    most = upper if upper is not None else _beyond(least, high, freedom.values)
    span = (most - least) or Fraction(1)

    def place(value: Fraction) -> int:
        return max(0, min(_WIDE, round(_WIDE * (value - least) / span)))

    dots: tuple[tuple[int, bool], ...] = ()
    if step and upper is not None and (most - least) / step < _STEPS:
        grid = [least + step * n for n in range(int((most - least) / step) + 1)]
        dots = tuple((place(value), value in freedom.values) for value in grid)
    start, end = place(least if low is None else low), place(most if high is None else high)
    values = (
        ", ".join(said(value) for value in freedom.values) if freedom.complete and len(freedom.values) <= _STEPS else ""
    )
    count = f"{len(freedom.values)}" if freedom.complete else f"≥ {len(freedom.values)}"
    return FreedomDrawn(
        name, kind, f"{said(low)} – {said(high)}", values, count, asked, spare, dots, (start, max(3, end - start)), tight
    )  # fmt: skip


def _beyond(least: Fraction, high: Fraction | None, values: Sequence[Fraction]) -> Fraction:
    top = max([least + 1, *([high] if high is not None else []), *values])
    return top * Fraction(5, 4) if high is None else top
