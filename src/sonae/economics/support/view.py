"""The agency's side of a project in yen by fiscal year: shares, guarantees and loans on the same cash of the investee (a21.p2).

Whole units of the investee's currency are multiplied by the rate of exchange of their month or fiscal year and rounded to yen,
a half away from zero, once a fiscal year and line; totals are sums of rounded lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sonae.core import Classification, InputError
from sonae.economics.conditions import ConditionSet, Period, PeriodGrid
from sonae.economics.guarantee import (
    GuaranteeValue,
    Recourse,
    exposure_path,
    period_default_chance,
    value_by_chance,
)
from sonae.economics.ledger import Ledger
from sonae.economics.support.cash import monthly_cash
from sonae.economics.support.loan_run import LoanRun
from sonae.economics.support.terms import ByFiscalYear, Equity, Guarantee, InvesteeLoan, Support
from sonae.economics.support.waterfall import MonthOfCash, investee_cash

__all__ = [
    "CONTRIBUTIONS", "RECEIPTS", "AgencyView", "Exchange", "InstrumentView", "SideBySide", "YearOfSupport", "actual_years",
    "agency_view", "fiscal_year_of", "value_of_guarantee",
]  # fmt: skip

CONTRIBUTIONS: Mapping[str, str] = {
    "capital": "calls on shareholders paid as capital",
    "lent": "calls on shareholders lent",
    "drawn": "drawings of a loan of the agency",
    "called": "payments under the guarantee",
    "actual_contributed": "paid, as the books say",
}
RECEIPTS: Mapping[str, str] = {
    "dividends": "dividends",
    "shareholder_interest": "interest on loans of shareholders",
    "shareholder_principal": "repayment of loans of shareholders",
    "sale": "sale of the shares",
    "interest": "interest on a loan of the agency",
    "principal": "repayment of a loan of the agency",
    "recovered": "recovered of a loan of the agency in default",
    "fee": "fee for the guarantee",
    "recourse": "recourse after a payment under the guarantee",
    "actual_received": "received, as the books say",
}
"""Lines of the agency and what each is."""


@dataclass(frozen=True, slots=True)
class YearOfSupport:
    """A fiscal year of an instrument, yen by line; lines of 0 are left out."""

    fiscal_year: int
    contributed: Mapping[str, int]
    received: Mapping[str, int]

    @property
    def contributed_yen(self) -> int:
        """All that is paid in."""
        return sum(self.contributed.values())

    @property
    def received_yen(self) -> int:
        """All that is received."""
        return sum(self.received.values())

    @property
    def net_yen(self) -> int:
        """Received less paid in."""
        return self.received_yen - self.contributed_yen


@dataclass(frozen=True, slots=True)
class InstrumentView:
    """One instrument of the agency.

    Attributes:
        id: its name in the file.
        instrument: «equity», «guarantee» or «loan».
        funding: where the agency's money comes from.
        actual: to date, from the books.
        expected: from the first forecast month on.
        outstanding_yen: guaranteed balance or loan outstanding at the end of fiscal years; empty for shares.

    """

    id: str
    instrument: str
    funding: str
    actual: tuple[YearOfSupport, ...]
    expected: tuple[YearOfSupport, ...]
    outstanding_yen: Mapping[int, int]

    def value(self, rate: Fraction, base_year: int) -> Fraction:
        """Return received less contributed, actual and expected, discounted by whole fiscal years to one of them."""
        rows = (*self.actual, *self.expected)
        return sum(
            (row.net_yen / (1 + rate) ** (row.fiscal_year - base_year) for row in rows), start=Fraction(0)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Shares, guarantees and loans of a fiscal year beside each other, received less contributed, yen."""

    fiscal_year: int
    equity_yen: int
    guarantee_yen: int
    loan_yen: int
    guaranteed_yen: int
    """Guaranteed balance at the end of the year."""
    lent_yen: int
    """Loans of the agency outstanding at the end of the year."""


@dataclass(frozen=True, slots=True)
class AgencyView:
    """Everything that a project means for the agency, on one ledger."""

    ledger: Ledger
    support: Support
    months: tuple[MonthOfCash, ...]
    loans: tuple[LoanRun, ...]
    instruments: tuple[InstrumentView, ...]

    @property
    def classification(self) -> Classification:
        """The label of the ledger."""
        return self.ledger.classification

    def of(self, instrument: str) -> tuple[InstrumentView, ...]:
        """Return the views of «equity», «guarantee» or «loan»."""
        return tuple(view for view in self.instruments if view.instrument == instrument)

    @property
    def expected(self) -> tuple[YearOfSupport, ...]:
        """Forecast of all instruments together by fiscal year."""
        return _together(row for view in self.instruments for row in view.expected)

    @property
    def actual(self) -> tuple[YearOfSupport, ...]:
        """To date, all instruments together."""
        return _together(row for view in self.instruments for row in view.actual)

    @property
    def defaults(self) -> Mapping[str, int]:
        """Month of default (12 · year + month − 1) by loan that defaults."""
        return {run.loan.id: run.defaulted_in for run in self.loans if run.defaulted_in is not None}

    def side_by_side(self) -> tuple[SideBySide, ...]:
        """Compare shares, guarantees and loans year by year, actual and expected, on the same data (a21.p2)."""
        nets = {
            kind: {row.fiscal_year: row.net_yen for row in _together(_rows(self.of(kind)))}
            for kind in ("equity", "guarantee", "loan")
        }
        owed = {
            kind: _added(view.outstanding_yen for view in self.of(kind)) for kind in ("guarantee", "loan")
        }  # fmt: skip
        years = sorted({year for table in (*nets.values(), *owed.values()) for year in table})
        return tuple(
            SideBySide(
                year,
                *(nets[kind].get(year, 0) for kind in ("equity", "guarantee", "loan")),
                *(owed[kind].get(year, 0) for kind in ("guarantee", "loan")),
            )
            for year in years
        )


def _rows(views: Iterable[InstrumentView]) -> Iterable[YearOfSupport]:
    return (row for view in views for row in (*view.actual, *view.expected))


def _added(tables: Iterable[Mapping[int, int]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for table in tables:
        for year, yen in table.items():
            total[year] = total.get(year, 0) + yen
    return total


def _together(rows: Iterable[YearOfSupport]) -> tuple[YearOfSupport, ...]:
    paid: dict[int, dict[str, int]] = {}
    got: dict[int, dict[str, int]] = {}
    for row in rows:
        for table, lines in ((paid, row.contributed), (got, row.received)):
            year = table.setdefault(row.fiscal_year, {})
            for name, yen in lines.items():
                year[name] = year.get(name, 0) + yen
    return tuple(YearOfSupport(year, paid[year], got[year]) for year in sorted(paid))


def fiscal_year_of(month: int) -> int:
    """Return the fiscal year of month 12 · year + month − 1."""
    return (month - 3) // 12


def _half_up(value: Fraction) -> int:
    size = int(abs(value) + Fraction(1, 2))
    return size if value >= 0 else -size


class Exchange:
    """Yen for a unit of the investee's currency, by month."""

    def __init__(
        self, conditions: ConditionSet, currency: str, rule: str, rates: Mapping[int, Fraction] | None = None
    ) -> None:
        """Take the rates of the condition set, or those given by month or fiscal year, as the rule has it."""
        self.conditions, self.currency, self.rule = conditions, currency, rule
        self._known: dict[int, Fraction] = dict(rates or {})

    def at(self, month: int) -> Fraction:
        """Return the rate that holds in month 12 · year + month − 1, exactly as the float64 is."""
        key = fiscal_year_of(month) if self.rule == "mean of the fiscal year" else month
        if key not in self._known:
            self._known[key] = self._rate(key)
        return self._known[key]

    def _rate(self, key: int) -> Fraction:
        yearly = self.rule == "mean of the fiscal year"
        grid = PeriodGrid.fiscal_years(key, 1) if yearly else PeriodGrid(Period.MONTH, key, 1)
        return Fraction(float(self.conditions.fx_rate(self.currency, "JPY", grid)[0]))

    def years(
        self, months: Sequence[int], paid: Mapping[str, Sequence[int]], got: Mapping[str, Sequence[int]]
    ) -> list[YearOfSupport]:
        """Turn lines of months into yen by fiscal year."""
        sums: dict[int, dict[str, Fraction]] = {}
        for name, units in (*paid.items(), *got.items()):
            for month, amount in zip(months, units, strict=True):
                year = sums.setdefault(fiscal_year_of(month), {})
                if amount:
                    year[name] = year.get(name, Fraction(0)) + amount * self.at(month)
        return [
            YearOfSupport(
                year,
                {name: _half_up(lines[name]) for name in paid if name in lines},
                {name: _half_up(lines[name]) for name in got if name in lines},
            )
            for year, lines in sorted(sums.items())
        ]


def agency_view(ledger: Ledger, support: Support, exchange: Exchange | None = None) -> AgencyView:
    """Work out what a project means for the agency.

    Args:
        ledger: the project worked off; cash is that of ``support.investee.party``.
        support: rules of the investee's cash, and what the agency holds.
        exchange: yen for a unit of the investee's currency; that of the ledger's condition set where none is given.

    Raises:
        InputError: when the forecast begins outside the case, a loan is in another currency or outlives the case, a sale lies
            outside it, or the condition set has no rate of exchange to yen.
        UnknownChoiceError: for a party that the regime does not have.

    """
    file = ledger.case.file
    for loan in support.loans:
        if loan.currency != ledger.money.currency:
            raise InputError(
                f"the loan «{loan.id}» is in {loan.currency}, the investee's cash in {ledger.money.currency}", file=file,
                field="support.loans", expected=ledger.money.currency,
            )  # fmt: skip
    project = monthly_cash(ledger, support.investee)
    try:
        months, runs = investee_cash(project, support.investee, support.loans)
    except InputError as error:
        raise error.placed(file=file, field=f"support.{error.field}") from error
    exchange = exchange or Exchange(ledger.conditions, ledger.money.currency, support.exchange)
    views = [_equity(part, months, exchange, file) for part in support.equity]
    views += [_lent(run, months, exchange) for run in runs if run.loan.lender == "agency"]
    views += [_guaranteed(run, run.loan.guarantee, months, exchange) for run in runs if run.loan.guarantee]
    return AgencyView(ledger, support, months, runs, tuple(views))


def actual_years(rows: ByFiscalYear) -> tuple[YearOfSupport, ...]:
    """Return what the books say of an instrument, by fiscal year."""
    return tuple(
        YearOfSupport(
            year, {"actual_contributed": rows[year].contributed_yen}, {"actual_received": rows[year].received_yen}
        )
        for year in sorted(rows)
    )


def _equity(part: Equity, months: Sequence[MonthOfCash], exchange: Exchange, file: str) -> InstrumentView:
    """The agency's part of what shareholders pay and receive: of the running sum, rounded down."""
    held = months
    if part.exit is not None:
        held = [month for month in months if month.month <= part.exit.month]
        if part.exit.month > months[-1].month:
            raise InputError(f"«{part.id}» is sold after the years of the case", file=file, field="support.equity")
    numbers = [month.month for month in held]

    def share_of(name: str) -> list[int]:
        running, before, out = 0, 0, []
        for month in held:
            running += getattr(month, name)
            now = int(running * part.share)
            out.append(now - before)
            before = now
        return out

    paid = {name: share_of(name) for name in ("capital", "lent")}
    got = {name: share_of(name) for name in ("shareholder_interest", "shareholder_principal", "dividends")}
    years = exchange.years(numbers, paid, got)
    if part.exit is not None:
        last = years.pop()
        years.append(YearOfSupport(last.fiscal_year, last.contributed, {**last.received, "sale": part.exit.yen}))
    return InstrumentView(part.id, "equity", part.funding, actual_years(part.actual), tuple(years), {})


def _lent(run: LoanRun, months: Sequence[MonthOfCash], exchange: Exchange) -> InstrumentView:
    rows = [month.loans[run.loan.id] for month in months]
    paid = {"drawn": [row.drawn for row in rows]}
    got = {name: [getattr(row, name) for row in rows] for name in ("interest", "principal", "recovered")}
    years = exchange.years([month.month for month in months], paid, got)
    owed = _at_year_ends(run, months, [row.outstanding for row in rows], exchange, guaranteed=False)
    return InstrumentView(
        run.loan.id, "loan", run.loan.funding or "", actual_years(run.loan.actual), tuple(years), owed
    )


def _guaranteed(
    run: LoanRun, guarantee: Guarantee, months: Sequence[MonthOfCash], exchange: Exchange
) -> InstrumentView:
    rows = [month.loans[run.loan.id] for month in months]
    paid = {"called": [row.called for row in rows]}
    got = {name: [getattr(row, name) for row in rows] for name in ("fee", "recourse")}
    years = exchange.years([month.month for month in months], paid, got)
    owed = _at_year_ends(run, months, [row.guaranteed for row in rows], exchange, guaranteed=True)
    return InstrumentView(
        run.loan.id, "guarantee", guarantee.funding, actual_years(guarantee.actual), tuple(years), owed
    )


def _at_year_ends(
    run: LoanRun, months: Sequence[MonthOfCash], owed: Sequence[int], exchange: Exchange, *, guaranteed: bool
) -> dict[int, int]:
    """Yen outstanding at 31 March of each year, that before the forecast included."""
    first = months[0].month
    before = 12 * fiscal_year_of(first) + 2
    opening = 0
    if run.drawn_in <= before:
        opening = run.loan.amount - sum(row.principal for month, row in run.rows.items() if month <= before)
        opening = run.terms.guaranteed(opening) if guaranteed and run.terms is not None else opening
    ends = {fiscal_year_of(before): _half_up(opening * exchange.at(before))}
    for month, amount in zip(months, owed, strict=True):
        if month.month % 12 == 2:
            ends[fiscal_year_of(month.month)] = _half_up(amount * exchange.at(month.month))
    return ends


def value_of_guarantee(loan: InvesteeLoan, rate: float) -> GuaranteeValue:
    """Value a guarantee from the drawing of its loan on by the chance of default and the recourse that the file states.

    Args:
        loan: a guaranteed loan of the investee; amounts are in its currency.
        rate: discount rate a year.

    Raises:
        InputError: when the loan is not guaranteed.

    """
    if loan.guarantee is None:
        raise InputError(f"the loan «{loan.id}» is not guaranteed", field="support.loans", expected="a guarantee")
    risk = loan.guarantee.risk
    path = exposure_path(loan.schedule, loan.guarantee.terms, loan.drawn)
    chance = period_default_chance(float(risk.default_chance_a_year), np.asarray(path.years))
    recourse = Recourse(tuple((float(years), float(share)) for years, share in risk.recourse))
    return value_by_chance(path, loan.guarantee.terms, chance, recourse, rate=rate, level=risk.level)
