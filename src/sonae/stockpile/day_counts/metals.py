"""Days of rare metals: contained metal over reference consumption, by holder (basic policy 2(2), METHOD §2).

days = Σ gross tonnes · content · counted share  ÷  (reference consumption a year / 365)

The content of a form is that of the product's register, with its range as a band; a ledger may give its own. Reference
consumption is the ledger's, else the data's: production + imports − exports, five-year mean.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import Citation, InputError, Reason, UnknownChoiceError
from sonae.data import Form, Minerals
from sonae.stockpile.day_counts.book import Book, DayCount, NotAssessable, figure
from sonae.stockpile.day_counts.ledger import Flow, Ledger, Stock

__all__ = ["CONTAINED", "Reference", "count_metals", "material_named"]

CONTAINED = "contained"
"""The kind of a row that is already in tonnes of contained element."""
_HOLDERS = ("national", "private", "joint")


@dataclass(frozen=True, slots=True)
class Reference:
    """Reference consumption of a material from data: t of element a year, and how it was found."""

    tonnes_a_year: Fraction
    basis: str
    flag: bool = False
    """True where something stands in for consumption, or the main form cannot be seen."""


def material_named(minerals: Minerals, name: str) -> str:
    """Return the material that a commodity names: a material, or a mineral assessed as one material.

    Raises:
        UnknownChoiceError: for an unknown name.
        InputError: for a group such as the platinum metals, whose materials are counted apart.

    """
    plain = unicodedata.normalize("NFKC", name).strip()
    materials = {material for mineral in minerals.register.values() for material in mineral.materials}
    if plain in materials:
        return plain
    mineral = minerals.find(plain)
    if len(mineral.materials) > 1:
        listed = ", ".join(mineral.materials)
        raise InputError(f"«{name}» is counted by material", field="commodity", expected=f"one of {listed}")
    return mineral.materials[0]


def _form_of(minerals: Minerals, material: str, kind: str) -> Form:
    """Return the form that a row names by trade code or by name."""
    own = [form for form in minerals.forms if form.material == material]
    plain = unicodedata.normalize("NFKC", kind).strip().casefold()
    found = [form for form in own if plain in (str(form.code), form.name_en.casefold(), form.name_ja.casefold())]
    if not found:
        choices = [CONTAINED, *(str(form.code) for form in own), *(form.name_en for form in own)]
        raise UnknownChoiceError(f"form of {material}", kind, choices)
    return found[0]


_End = str
"""«content», «content_low» or «content_high»."""


def _content(minerals: Minerals, material: str, end: _End, book: Book) -> Callable[[Stock | Flow], Fraction]:
    def content_of(row: Stock | Flow) -> Fraction:
        if row.kind == CONTAINED:
            return Fraction(1)
        form = _form_of(minerals, material, row.kind)
        if row.content is not None:
            text = "content of {form} is the ledger's ({source}), not the register's"
            book.say(Reason("day_content_given", text, form=form.name_en, source=row.source))
            return Fraction(row.content)
        if form.basket and isinstance(row, Flow):
            text = "code {number} holds other goods too; its whole tonnage counts"
            book.say(Reason("day_basket", text, number=form.code))
        return Fraction(str(getattr(form, end)))

    return content_of


def _daily(book: Book, ledger: Ledger, material: str, reference: Mapping[str, Reference]) -> tuple[Fraction, str]:
    """Return one day of reference consumption, t of element, and its part of the formula."""
    kinds = _kinds(book, ("consumption",))
    days = ledger.factor("metals.days_a_year")
    if kinds:
        book.say(Reason("day_consumption_given", "reference consumption is the ledger's"))
        year = book.total("consumption", kinds)
    elif material in reference:
        found = reference[material]
        book.say(Reason("day_consumption_data", "reference consumption from data: {basis}", basis=found.basis))
        if found.flag:
            book.say(Reason("day_consumption_stand_in", "consumption is not observed; something stands in for it"))
        year = found.tonnes_a_year
    else:
        text = "no reference consumption of {material}: none in the ledger, and no data were asked"
        raise NotAssessable(Reason("day_no_consumption", text, material=material))
    book.refuse_nought(year, "consumption")
    return year / days, f"({figure(year)} / {figure(days)})"


def _kinds(book: Book, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.kind for row in book.flow_rows(names)))


def _days(
    ledger: Ledger,
    minerals: Minerals,
    commodity: str,
    holders: Sequence[str],
    way: Callable[[Book], tuple[Fraction, str]],
) -> tuple[dict[_End, tuple[Fraction, Fraction]], str, Book]:
    """Return stock and daily quantity with the content and both its ends, the formula, and the book with its flags."""
    found: dict[_End, tuple[Fraction, Fraction]] = {}
    formula, kept = "", Book(ledger, commodity, "t")
    material = material_named(minerals, commodity)
    # One day of consumption is held at the content itself: the band is that of the stock.
    for end in ("content", "content_low", "content_high"):
        book = Book(ledger, commodity, "t")
        book.content_of = _content(minerals, material, "content", book)
        daily, below = way(book)
        book.content_of = _content(minerals, material, end, book)
        stock = book.held(holders)
        found[end] = (stock, daily)
        if end == "content":
            formula, kept = f"{figure(stock)} ÷ {below}", book
    return found, formula, kept


def _count(
    convention: str,
    ledger: Ledger,
    minerals: Minerals,
    commodity: str,
    holder: str,
    holders: Sequence[str],
    way: Callable[[Book], tuple[Fraction, str]],
) -> DayCount:
    cited = (Citation.basic_policy("h2.p2"),) if convention == "rare-metal" else ()
    sources = (ledger.factor_source("metals.days_a_year"), "content: register of forms, unless the ledger gives one")
    try:
        found, formula, book = _days(ledger, minerals, commodity, holders, way)
    except NotAssessable as lack:
        return DayCount(convention, commodity, holder, None, None, None, "t", "", cited, sources, (), (lack.reason,))
    if ledger.classification == 0:
        text = "labelled PUBLIC by the ledger; holdings by mineral are not published, basic policy 2(5)"
        book.say(Reason("day_metal_public", text))
    ends = {end: stock / daily for end, (stock, daily) in found.items()}
    stock, daily = found["content"]
    return DayCount(
        convention, commodity, holder, ends["content"], stock, daily, "t", formula, cited, sources, tuple(book.flags),
        days_low=min(ends.values()), days_high=max(ends.values()),
    )  # fmt: skip


def count_metals(
    ledger: Ledger, minerals: Minerals | None = None, *, reference: Mapping[str, Reference] | None = None
) -> list[DayCount]:
    """Count a ledger's rare metals: days of consumption by holder, of imports and of net imports, in contained metal.

    Args:
        ledger: stocks by form, and flows.
        minerals: the register of forms; the product's own by default.
        reference: reference consumption from data by material, for those that the ledger has none of.

    Raises:
        InputError: for an unknown mineral or form, with the nearest ones.

    """
    minerals = minerals or Minerals.of_package()
    out: list[DayCount] = []
    for moved in ledger.flows:
        if moved.commodity != "oil":
            material_named(minerals, moved.commodity)
    for commodity in dict.fromkeys(row.commodity for row in ledger.stocks if row.commodity != "oil"):
        material = material_named(minerals, commodity)
        for row in (*ledger.stocks, *ledger.flows):
            if row.commodity == commodity and row.kind != CONTAINED:
                _form_of(minerals, material, row.kind)
        out += _of_commodity(ledger, minerals, commodity, material, reference or {})
    return out


def _of_commodity(
    ledger: Ledger, minerals: Minerals, commodity: str, material: str, reference: Mapping[str, Reference]
) -> Iterator[DayCount]:
    held = {row.holder for row in ledger.stocks if row.commodity == commodity}
    present = [holder for holder in _HOLDERS if holder in held]
    parts = [*((holder, [holder]) for holder in present), *([("total", present)] if len(present) > 1 else [])]

    def consumption(book: Book) -> tuple[Fraction, str]:
        return _daily(book, ledger, material, reference)

    def imports(book: Book) -> tuple[Fraction, str]:
        return _traded(book, book.total("imports", _kinds(book, ("imports",)) or (CONTAINED,)), "imports")

    def net_imports(book: Book) -> tuple[Fraction, str]:
        kinds = _kinds(book, ("imports", "exports")) or (CONTAINED,)
        return _traded(book, book.net(kinds), "imports less exports")

    for holder, holders in parts:
        yield _count("rare-metal", ledger, minerals, commodity, holder, holders, consumption)
    yield _count("days-of-imports", ledger, minerals, commodity, "total", present, imports)
    yield _count("days-of-net-imports", ledger, minerals, commodity, "total", present, net_imports)


def _traded(book: Book, year: Fraction, what: str) -> tuple[Fraction, str]:
    book.refuse_nought(year, what)
    days = book.ledger.factor("metals.days_a_year")
    return year / days, f"({figure(year)} / {figure(days)})"
