"""The agency's yen by fiscal year explained: shares, guarantees and loans, from the investee's months and the books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from sonae.core import InputError
from sonae.economics.support import Equity, Exchange, InstrumentView
from sonae.portfolio.cases import ProjectEvaluation
from sonae.portfolio.explanation.figure import Figure, combined, given
from sonae.portfolio.explanation.months import MonthFigures, label_of
from sonae.portfolio.explanation.sources import Sources

__all__ = ["AgencyFigures"]

_OF_SHARES = ("capital", "lent", "shareholder_interest", "shareholder_principal", "dividends")


def _year_of(month: int) -> int:
    return (month - 3) // 12


class AgencyFigures:
    """Figures of what one project means for the agency in one scenario.

    Attributes:
        evaluated: the project in the scenario.
        sources: file, places and condition set of it.
        months: the investee's months; none once the agency's part has ended.

    """

    def __init__(self, evaluated: ProjectEvaluation, sources: Sources) -> None:
        self.evaluated, self.sources = evaluated, sources
        self.support = evaluated.project.support
        view = evaluated.view
        self.months = MonthFigures(view, sources) if view is not None else None
        self.exchange = evaluated.exchange
        if view is not None and self.exchange is None:
            self.exchange = Exchange(view.ledger.conditions, view.ledger.money.currency, self.support.exchange)

    # Actual

    def actual(self, view: InstrumentView, year: int, side: str) -> Figure:
        """Return what was «contributed» or «received» in a year, as the books say."""
        field, row = self._actual_field(view), next(row for row in view.actual if row.fiscal_year == year)
        value = row.contributed_yen if side == "contributed" else row.received_yen
        return self.sources.field(f"{field}.{year}.{side}_yen", value, "yen")

    def _actual_field(self, view: InstrumentView) -> str:
        if view.instrument == "equity":
            return f"support.equity.{self._equity_at(view)}.actual"
        number = next(n for n, loan in enumerate(self.support.loans) if loan.id == view.id)
        inner = "guarantee." if view.instrument == "guarantee" else ""
        return f"support.loans.{number}.{inner}actual"

    def _equity_at(self, view: InstrumentView) -> int:
        return next(n for n, part in enumerate(self.support.equity) if part.id == view.id)

    # Expected

    def expected(self, view: InstrumentView, year: int, line: str) -> Figure:
        """Return a line of the agency in a year of the forecast, yen.

        Raises:
            InputError: when the forecast holds no such line.

        """
        row = next((row for row in view.expected if row.fiscal_year == year), None)
        lines = {**row.contributed, **row.received} if row is not None else {}
        place = self.sources.place(f"{view.instrument}.{view.id}.FY{year}.{line}")
        if line not in lines:
            raise InputError(f"nothing stands at «{place}»")
        if line == "sale":
            number = self._equity_at(view)
            return self.sources.field(f"support.equity.{number}.exit.yen", lines[line], "yen")
        return self.sources.once(
            place,
            lambda: combined(
                place, lines[line], "yen", "the sum, a half away from zero", "Σ months: units × rate of exchange",
                lambda: self._months_of(view, year, line),
            ),
        )  # fmt: skip

    def _months_of(self, view: InstrumentView, year: int, line: str) -> list[Figure]:
        rows = self._figures.months
        last = max(rows)
        if view.instrument == "equity" and (sold := self.support.equity[self._equity_at(view)].exit) is not None:
            last = sold.month
        out = []
        for month in rows:
            if month <= last and _year_of(month) == year and (amount := self._amount(view, month, line)).value:
                place = self.sources.place(f"{view.instrument}.{view.id}.{label_of(month)}.{line}.yen")
                parts = [amount, self._rate(month)]
                out.append(combined(place, None, "yen", "the product", "units × rate of exchange", parts))
        return out

    @property
    def _figures(self) -> MonthFigures:
        if self.months is None:
            raise InputError("the agency's part has ended: nothing is expected of the project")
        return self.months

    def _amount(self, view: InstrumentView, month: int, line: str) -> Figure:
        if line in _OF_SHARES and view.instrument == "equity":
            return self.share_of(view, month, line)
        loan = next(found for found in self._figures.loans if found.id == view.id)
        if not getattr(loan.row(month), line):
            return given(self.sources.place(f"{view.id}.{label_of(month)}.{line}"), 0, "1", "nothing in the month")
        return loan.line(month, line)

    def share_of(self, view: InstrumentView, month: int, line: str) -> Figure:
        """Return the agency's part of a line of all shareholders: of the running sum, rounded down."""
        figures, place = self._figures, self.sources.place(f"equity.{view.id}.{label_of(month)}.{line}")
        number = self._equity_at(view)
        part: Equity = self.support.equity[number]
        if not getattr(figures.months[month], line):
            return given(place, 0, figures.currency, "nothing in the month")

        def make() -> Figure:
            share = self.sources.field(f"support.equity.{number}.share", part.share, "1")
            return combined(
                place, None, figures.currency, "share × running sum with the amount, rounded down, less the same without it",
                f"the agency's share of {line.replace('_', ' ')}", [share, self._running(month, line), figures.line(month, line)],
            )  # fmt: skip

        return self.sources.once(place, make)

    def _running(self, month: int, line: str) -> Figure:
        """Return what all shareholders had of a line in the months before."""
        figures, place = self._figures, self.sources.place(f"months.before_{label_of(month)}.{line}")
        earlier = [at for at in figures.months if at < month and getattr(figures.months[at], line)]
        value = sum(getattr(figures.months[at], line) for at in earlier)

        def parts() -> Sequence[Figure]:
            return [self._running(earlier[-1], line), figures.line(earlier[-1], line)] if earlier else []

        return self.sources.once(
            place, lambda: combined(place, value, figures.currency, "the sum", "Σ months before", parts)
        )  # fmt: skip

    def _rate(self, month: int) -> Figure:
        if self.exchange is None:
            raise InputError("the agency's part has ended: nothing is expected of the project")
        currency, rule = self._figures.currency, self.support.exchange
        when = f"FY{_year_of(month)}" if rule == "mean of the fiscal year" else label_of(month)
        place = f"conditions:{self.sources.conditions}:fx.{currency}/JPY.{when}"
        origin = f"{self.sources.conditions}: fx, {currency} in JPY, mean of {when}"
        return given(place, self.exchange.at(month), f"JPY/{currency}", origin)

    # Outstanding at the end of a year

    def outstanding(self, view: InstrumentView, year: int) -> Figure:
        """Return the loan, or the guaranteed part of one, outstanding at the end of a fiscal year, yen."""
        figures = self._figures
        loan = next(found for found in figures.loans if found.id == view.id)
        month, guaranteed = 12 * year + 14, view.instrument == "guarantee"
        owed = loan.owed(self.sources.place(f"{view.id}.FY{year}.outstanding"), month, guaranteed=guaranteed)
        if guaranteed and loan.loan.guarantee is not None:
            share = loan.term("guarantee.share", loan.loan.guarantee.share)
            owed = combined(
                self.sources.place(f"{view.id}.FY{year}.guaranteed"), None, figures.currency, "the product, rounded down",
                "guaranteed share of it", [owed, share],
            )  # fmt: skip
        place = self.sources.place(f"{view.instrument}.{view.id}.FY{year}.outstanding_yen")
        return combined(
            place, view.outstanding_yen[year], "yen", "the sum, a half away from zero", "units × rate of exchange",
            [combined(f"{place}.exact", None, "yen", "the product", "units × rate of exchange", [owed, self._rate(month)])],
        )  # fmt: skip

    def once(self, place: str, make: Callable[[], Figure]) -> Figure:
        """Return the figure of a place, made when it is first asked for."""
        return self.sources.once(place, make)

    @staticmethod
    def nothing(place: str, why: str) -> Figure:
        """Return a zero that a rule gives."""
        return given(place, Fraction(0), "yen", why)
