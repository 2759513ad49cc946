"""Days of oil: IEA, Directive 2009/119/EC, and the Japanese statute with its joint stock and LPG.

IEA, a year of N days:   daily = [(net primary imports − naphtha) + 1.065 · net product imports] / N
                         stock = 0.9 · [primary · (1 − naphtha share) + 1.065 · products]      or
                         stock = 0.9 · [primary · (1 − naphtha share) + 1.2 · three main groups]
EU:                      stock / daily net imports against 90, or stock / (1.2 · consumption of the main groups / N)
                         against 61, whichever obligation is greater
Japan:                   (0.95 · crude + products) / daily consumption of the designated products;  LPG / daily imports
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import Citation, Reason
from sonae.stockpile.day_counts.book import Book, DayCount, NotAssessable, figure
from sonae.stockpile.day_counts.ledger import MAIN_GROUPS, PRIMARY, PRODUCTS, Ledger

__all__ = ["NAPHTHA_CASES", "PRODUCT_METHODS", "count_oil"]

PRODUCT_METHODS = ("all", "main")
"""All products × 1.065, or the three main groups × 1.2."""
NAPHTHA_CASES = ("flat", "yield", "consumption")
"""What is taken off primary oil for naphtha: 4 %, the average yield, or the net consumption of naphtha."""
HOLDERS = ("national", "private", "joint")
_FLOWS: tuple[str, ...] = ("imports", "exports", "net_imports", "stock_change", "bunkers")
_NAPHTHA_FLOWS: Mapping[str, tuple[str, ...]] = {
    "flat": (),
    "yield": ("refinery_intake", "refinery_output"),
    "consumption": ("refinery_intake", "refinery_output", "consumption"),
}
DESIGNATED = ("gasoline", "kerosene", "gas_oil", "middle_distillate", "fuel_oil", "products")

EU_DIRECTIVE, LAW = "Directive 2009/119/EC", "石油の備蓄の確保等に関する法律"
_EU = (Citation(EU_DIRECTIVE, "a3.p1"), Citation(EU_DIRECTIVE, "a4.p1"))
_EU_VERSION = dt.date(2018, 10, 19)
_LAW = (Citation(LAW, "a4.p1"),)


@dataclass(frozen=True)
class _Method:
    """The factors of a count of net imports, by the section of ``conventions.yaml``."""

    ledger: Ledger
    section: str
    product: str
    naphtha: str

    def factor(self, name: str) -> Fraction:
        return self.ledger.factor(f"{self.section}.{name}")

    @property
    def product_factor(self) -> Fraction:
        return self.factor("product_factor" if self.product == "all" else "main_group_factor")

    @property
    def sources(self) -> tuple[str, ...]:
        names = ["naphtha_deduction", "product_factor", "unavailable"]
        names += ["main_group_factor"] if self.product == "main" else []
        return tuple(dict.fromkeys(self.ledger.factor_source(f"{self.section}.{name}") for name in names))


def _products(book: Book) -> tuple[str, ...]:
    """Return the product kinds that count; LPG only if the ledger says so.

    Raises:
        NotAssessable: when there is LPG and the ledger does not say whether it counts.

    """
    rows = [row for row in (*book.ledger.stocks, *book.ledger.flows) if row.commodity == "oil" and row.kind == "lpg"]
    counts = book.ledger.lpg_counts_as_oil
    if rows and counts is None:
        text = "there is LPG in the ledger, which does not say whether it counts as oil (lpg_counts_as_oil)"
        raise NotAssessable(Reason("day_lpg_unsaid", text))
    if rows and not counts:
        book.say(Reason("day_lpg_apart", "LPG is counted apart, says the ledger"))
    return PRODUCTS if counts else tuple(kind for kind in PRODUCTS if kind != "lpg")


def _yield(book: Book) -> Fraction:
    """Return the average naphtha yield: given, or output of naphtha over the intake of primary oil."""
    given = book.ledger.naphtha_yield
    if given is not None:
        return Fraction(given.value)
    output, intake = book.total("refinery_output", ("naphtha",)), book.total("refinery_intake", PRIMARY)
    book.refuse_nought(intake, "refinery intakes")
    return output / intake


def _naphtha_share(book: Book, method: _Method, primary: Fraction) -> Fraction:
    """Return what is taken off primary oil for naphtha, as a share of the net imports of primary oil."""
    if method.naphtha == "flat":
        return method.factor("naphtha_deduction")
    if method.section == "iea":
        share, limit = _yield(book), method.factor("high_naphtha_yield")
        if share <= limit:
            text = "the average naphtha yield is not above {limit} %, so that the flat deduction holds"
            raise NotAssessable(Reason("day_yield_not_high", text, limit=figure(limit * 100)))
        if method.naphtha == "yield":
            return share
    elif method.naphtha == "yield":
        return _yield(book)
    book.refuse_nought(primary, "net imports of primary oil")
    used = book.total("consumption", ("naphtha",))
    text = "stocks are cut by naphtha consumption over net primary imports; the text on stocks was not seen"
    book.say(Reason("day_naphtha_stock_reading", text))
    return used / primary


def _daily_net_imports(book: Book, method: _Method) -> tuple[Fraction, Fraction, str]:
    """Return daily net imports in crude oil equivalent, the naphtha share and the formula."""
    year = book.ledger.reference
    given = book.flow("net_imports", "crude_equivalent")
    if given is not None:
        if method.naphtha != "flat":
            text = "net imports are given in crude oil equivalent, so that another naphtha deduction cannot be made"
            raise NotAssessable(Reason("day_net_imports_given", text))
        book.say(Reason("day_net_imports_as_given", "net imports are the ledger's, not computed here"))
        daily = given / year.days
        return daily, method.factor("naphtha_deduction"), figure(daily)
    kinds = _products(book)
    primary, products = book.net(PRIMARY), book.net(kinds)
    for name, group in (("primary oil", PRIMARY), ("products", kinds)):
        built = book.total("stock_change", group)
        if built:
            book.say(Reason("day_stock_change", "stock change of {name} taken off net imports", name=name))
        primary, products = (primary - built, products) if group is PRIMARY else (primary, products - built)
    bunkers = [value for kind in kinds if (value := book.flow("bunkers", kind)) is not None]
    if bunkers:
        products -= sum(bunkers, start=Fraction(0))
    else:
        book.say(
            Reason("day_no_bunkers", "no international bunkers in the ledger; none taken off, which never adds days")
        )
    share = _naphtha_share(book, method, primary)
    factor = method.factor("product_factor")
    daily = (primary * (1 - share) + factor * products) / year.days
    formula = f"({figure(primary)} × {figure(1 - share)} + {figure(factor)} × {figure(products)}) / {year.days}"
    return daily, share, formula


def _crude_equivalent(book: Book, method: _Method, holders: Sequence[str], share: Fraction) -> tuple[Fraction, str]:
    """Return the stock in crude oil equivalent after the deduction for what is unavailable, and the formula."""
    kinds = _products(book)
    if method.product == "main":
        book.main_groups_only(book.stocks(holders, PRODUCTS), "stocks")
        kinds = tuple(kind for kind in kinds if kind in MAIN_GROUPS)
    if book.stocks(holders, ("naphtha",)):
        book.say(Reason("day_naphtha_left_out", "petrochemical naphtha is left out of the stock"))
    if any(row.place == "abroad" for row in book.stocks(holders)):
        text = "stock abroad counts where a bilateral agreement gives free access; the {cut} % is taken off it too"
        book.say(Reason("day_abroad", text, cut=figure(method.factor("unavailable") * 100)))
    primary, products = book.held(holders, PRIMARY), book.held(holders, kinds)
    factor, left = method.product_factor, 1 - method.factor("unavailable")
    stock = left * (primary * (1 - share) + factor * products)
    formula = f"{figure(left)} × ({figure(primary)} × {figure(1 - share)} + {figure(factor)} × {figure(products)})"
    return stock, formula


def _settled(ledger: Ledger, flows: Sequence[str], kinds: Sequence[str]) -> Book:
    book = Book(ledger)
    rows = [row for row in ledger.stocks if row.commodity == "oil" and row.kind in kinds]
    book.settle_unit([*rows, *(row for row in book.flow_rows(flows) if row.kind in (*kinds, "crude_equivalent"))])
    return book


def _present(ledger: Ledger) -> list[str]:
    kinds = (*PRIMARY, *_lpg_free(ledger), "naphtha")
    held = {row.holder for row in ledger.stocks if row.commodity == "oil" and row.kind in kinds}
    return [holder for holder in HOLDERS if holder in held]


_Answer = tuple[Fraction, Fraction, str]


def _counted(
    convention: str,
    holder: str,
    book: Book,
    work: Callable[[], _Answer],
    *,
    citations: tuple[Citation, ...],
    sources: tuple[str, ...],
    required: Fraction | None = None,
) -> DayCount:
    """Carry a count out, and turn what is missing into a reason."""
    try:
        stock, daily, formula = work()
    except NotAssessable as lack:
        return DayCount(
            convention, "oil", holder, None, None, None, book.unit, "", citations, sources, tuple(book.flags),
            (lack.reason,), required,
        )  # fmt: skip
    return DayCount(
        convention, "oil", holder, stock / daily, stock, daily, book.unit, formula, citations, sources,
        tuple(book.flags), (), required,
    )  # fmt: skip


def _iea(ledger: Ledger) -> Iterator[DayCount]:
    present = _present(ledger)
    kinds = (*PRIMARY, *_lpg_free(ledger), "naphtha")
    cases = [("all", "flat"), ("main", "flat"), *((p, n) for n in NAPHTHA_CASES[1:] for p in PRODUCT_METHODS)]
    for product, naphtha in cases:
        name = "iea" + ("-1.2" if product == "main" else "") + ("" if naphtha == "flat" else f"-naphtha-{naphtha}")
        parts = (
            [*((holder, [holder]) for holder in present), ("total", present)]
            if naphtha == "flat"
            else [("total", present)]
        )
        for holder, holders in parts:
            book = _settled(ledger, _FLOWS + _NAPHTHA_FLOWS[naphtha], kinds)
            if ledger.reference.fiscal or ledger.reference.year != ledger.as_of.year - 1:
                text = "the IEA takes the calendar year before; the ledger's reference is {year}"
                book.say(Reason("day_reference_year", text, year=str(ledger.reference)))
            method = _Method(ledger, "iea", product, naphtha)
            yield _counted(
                name, holder, book, _net_import_work(book, method, holders), citations=(), sources=method.sources,
                required=method.factor("required_days") if holder == "total" else None,
            )  # fmt: skip


def _net_import_work(book: Book, method: _Method, holders: Sequence[str]) -> Callable[[], _Answer]:
    def work() -> _Answer:
        daily, share, below = _daily_net_imports(book, method)
        book.refuse_nought(daily, "net imports")
        stock, above = _crude_equivalent(book, method, holders, share)
        return stock, daily, f"[{above}] ÷ [{below}]"

    return work


def _lpg_free(ledger: Ledger) -> tuple[str, ...]:
    return PRODUCTS if ledger.lpg_counts_as_oil else tuple(kind for kind in PRODUCTS if kind != "lpg")


def _eu(ledger: Ledger) -> Iterator[DayCount]:
    present = _present(ledger)
    first_half = ledger.as_of.month <= 6
    expected = ledger.as_of.year - (2 if first_half else 1)
    for product in PRODUCT_METHODS:
        for naphtha in NAPHTHA_CASES:
            name = "eu" + ("-1.2" if product == "main" else "") + ("" if naphtha == "flat" else f"-naphtha-{naphtha}")
            method = _Method(ledger, "eu", product, naphtha)
            for basis in ("net-imports", "consumption"):
                flows = _FLOWS + _NAPHTHA_FLOWS[naphtha] if basis == "net-imports" or naphtha != "flat" else ()
                used = ("consumption",) if basis == "consumption" else ()
                book = _settled(ledger, flows + used, (*PRIMARY, *_lpg_free(ledger), "naphtha"))
                if ledger.reference.fiscal or ledger.reference.year != expected:
                    text = "the directive takes calendar year {right} on this date; the ledger's reference is {year}"
                    book.say(Reason("day_reference_year_eu", text, right=expected, year=str(ledger.reference)))
                work = (
                    _net_import_work(book, method, present)
                    if basis == "net-imports"
                    else _consumption_work(book, method, present)
                )
                days = ledger.factor("eu.import_days" if basis == "net-imports" else "eu.consumption_days")
                yield _counted(
                    f"{name}-{basis}", "total", book, work, required=days,
                    citations=(*_EU, Citation(EU_DIRECTIVE, "t1" if basis == "net-imports" else "t2", _EU_VERSION)),
                    sources=method.sources,
                )  # fmt: skip


def _consumption_work(book: Book, method: _Method, holders: Sequence[str]) -> Callable[[], _Answer]:
    def work() -> _Answer:
        year = book.ledger.reference
        book.main_groups_only(book.flow_rows(("consumption",)), "consumption")
        used = book.total("consumption", MAIN_GROUPS)
        factor = book.ledger.factor("eu.consumption_factor")
        daily = factor * used / year.days
        book.refuse_nought(daily, "consumption")
        # The deduction for naphtha is that of the imports, so that both tests look at one stock.
        share = method.factor("naphtha_deduction") if method.naphtha == "flat" else _daily_net_imports(book, method)[1]
        stock, above = _crude_equivalent(book, method, holders, share)
        return stock, daily, f"[{above}] ÷ [{figure(factor)} × {figure(used)} / {year.days}]"

    return work


def _eu_obligation(counts: Sequence[DayCount]) -> Iterator[DayCount]:
    """Yield, beside each pair of tests, the one with the greater obligation."""
    by_name = {count.convention: count for count in counts}
    for name, imports in by_name.items():
        if not name.endswith("-net-imports"):
            continue
        stem = name.removesuffix("-net-imports")
        pair = (imports, by_name[f"{stem}-consumption"])
        lost = next((count for count in pair if count.days is None), None)
        if lost is not None:
            text = "the greater of two obligations is not known: {reason}"
            reason = Reason("day_obligation_unknown", text, reason=lost.reasons[0])
            yield DayCount(
                stem, "oil", "total", None, None, None, lost.unit, "", _EU, lost.sources, lost.flags, (reason,)
            )
            continue
        greater = max(pair, key=lambda count: (count.required or 0) * (count.daily or 0))
        flag = Reason(
            "day_obligation", "the obligation rests on {basis}", basis=greater.convention.removeprefix(f"{stem}-")
        )
        yield DayCount(
            stem, "oil", "total", greater.days, greater.stock, greater.daily, greater.unit, greater.formula, _EU,
            greater.sources, (flag, *greater.flags), (), greater.required,
        )  # fmt: skip


def _statutory(ledger: Ledger) -> Iterator[DayCount]:
    """Yield the days of the Japanese statute by holder."""
    kinds = (*PRIMARY, *DESIGNATED)
    names = ("japan.product_yield",)
    sources = tuple(ledger.factor_source(name) for name in names)
    present = _present(ledger)
    for holder, holders in [*((holder, [holder]) for holder in present), ("total", present)]:
        book = _settled(ledger, ("consumption",), kinds)

        def work(book: Book = book, holders: Sequence[str] = holders) -> _Answer:
            left = {row.kind for row in book.stocks(holders)} - set(kinds)
            for kind in sorted(left):
                book.say(Reason("day_not_designated", "{kind} is no designated product and is left out", kind=kind))
            crude, products = book.held(holders, PRIMARY), book.held(holders, DESIGNATED)
            share = book.ledger.factor("japan.product_yield")
            daily = book.total("consumption", DESIGNATED) / book.ledger.reference.days
            book.refuse_nought(daily, "consumption")
            formula = f"({figure(share)} × {figure(crude)} + {figure(products)}) ÷ {figure(daily)}"
            return share * crude + products, daily, formula

        yield _counted(
            "japan-statutory", holder, book, work, citations=_LAW, sources=sources,
            required=ledger.factor("japan.private_days") if holder == "private" else None,
        )  # fmt: skip


def _target(ledger: Ledger) -> Iterator[DayCount]:
    """Yield the State's target: national stock and half of the joint stock, in days of the IEA's count."""
    if "national" not in _present(ledger):
        return
    book = _settled(ledger, _FLOWS, (*PRIMARY, *_lpg_free(ledger), "naphtha"))
    method = _Method(ledger, "iea", "all", "flat")
    part = ledger.factor("japan.joint_share")

    def work() -> _Answer:
        daily, share, below = _daily_net_imports(book, method)
        book.refuse_nought(daily, "net imports")
        own, above = _crude_equivalent(book, method, ["national"], share)
        joint, beside = _crude_equivalent(book, method, ["joint"], share)
        return own + part * joint, daily, f"[{above} + {figure(part)} × {beside}] ÷ [{below}]"

    yield _counted(
        "japan-target", "national + joint", book, work, citations=_LAW, required=ledger.factor("japan.target_days"),
        sources=(*method.sources, ledger.factor_source("japan.joint_share")),
    )  # fmt: skip


def _lpg(ledger: Ledger) -> Iterator[DayCount]:
    """Yield days of LPG: stock over daily imports."""
    present = [h for h in HOLDERS if any((r.holder, r.commodity, r.kind) == (h, "oil", "lpg") for r in ledger.stocks)]
    for holder, holders in [*((holder, [holder]) for holder in present), *([("total", present)] if present else [])]:
        book = _settled(ledger, ("imports",), ("lpg",))

        def work(book: Book = book, holders: Sequence[str] = holders) -> _Answer:
            daily = book.total("imports", ("lpg",)) / book.ledger.reference.days
            book.refuse_nought(daily, "imports")
            stock = book.held(holders, ("lpg",))
            return stock, daily, f"{figure(stock)} ÷ {figure(daily)}"

        yield _counted(
            "japan-lpg", holder, book, work, citations=_LAW,
            sources=("METI, outline of the statistics of LPG stocks: stock over daily imports, seen",),
        )  # fmt: skip


def _plain(ledger: Ledger) -> Iterator[DayCount]:
    """Yield days of consumption, imports and net imports, without any conversion."""
    kinds = (*PRIMARY, *_lpg_free(ledger), "naphtha")
    ways: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("days-of-consumption", ("consumption",)),
        ("days-of-imports", ("imports",)),
        ("days-of-net-imports", ("imports", "exports")),
    )
    present = _present(ledger)
    for name, flows in ways:
        book = _settled(ledger, flows, kinds)

        def work(book: Book = book, flows: tuple[str, ...] = flows) -> _Answer:
            oil = (*PRIMARY, *_products(book), "naphtha")
            amount = book.net(oil) if len(flows) > 1 else book.total(flows[0], oil)
            daily = amount / book.ledger.reference.days
            book.refuse_nought(daily, " less ".join(flows))
            stock = book.held(present, oil)
            return stock, daily, f"{figure(stock)} ÷ ({figure(amount)} / {book.ledger.reference.days})"

        yield _counted(
            name, "total", book, work, citations=(), sources=("crude and products as they are, unconverted",)
        )


def count_oil(ledger: Ledger) -> list[DayCount]:
    """Count a ledger's oil in every convention; empty where it holds no oil.

    Returns:
        One row a convention and holder: the plain three, IEA by product method and naphtha case, EU with the greater
        obligation, and the Japanese statutory days, target and LPG.

    """
    if not _present(ledger):
        return list(_lpg(ledger))
    eu = list(_eu(ledger))
    return [
        *_plain(ledger),
        *_iea(ledger),
        *_eu_obligation(eu),
        *eu,
        *_statutory(ledger),
        *_target(ledger),
        *_lpg(ledger),
    ]
