"""Repayment plans explained: receipts as divided and converted, debt service, cash and refinancing day by day (a9_2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from sonae.core import InputError
from sonae.economics.debt import Instalment
from sonae.portfolio.cases import PredictedReceipt, predicted_lines
from sonae.portfolio.explanation.cases import BookFigures
from sonae.portfolio.explanation.figure import Figure, combined, given
from sonae.portfolio.funding import CashDay, CoverPeriod, FundingCase, FundingPlan, Receipt, RepaymentPlan

__all__ = ["FundingFigures"]

_Path = tuple[str, ...]
_CITES = ("石油等出資細則 第9条の2",)
_NOT_BELOW, _LESS = "the first less the others, not below 0", "the first less the others"


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a receipt that serves a borrowing: its number among all receipts, day and currency."""

    number: int
    receipt: Receipt
    figure: Figure


class FundingFigures:
    """Figures of all repayment plans."""

    def __init__(self, book: BookFigures) -> None:
        self.book = book

    @cached_property
    def _case(self) -> FundingCase:
        case = self.book.evaluation.book.funding
        if case is None:
            raise InputError("the portfolio states no borrowings")
        return case

    @cached_property
    def _plan(self) -> FundingPlan:
        plan = self.book.funding
        if plan is None:
            raise InputError("the portfolio states no borrowings")
        return plan

    @cached_property
    def _plans(self) -> dict[str, PlanFigures]:
        return {
            plan.name: PlanFigures(self.book, self._case, plan, number, self._parts[number])
            for number, plan in enumerate(self._plan.plans)
        }

    def figure(self, path: _Path) -> Figure:
        """Return the figure of a path that begins with «funding». Raises InputError when no number stands there."""
        place = "review:" + ".".join(path)
        match path[1:]:
            case ("untagged",):
                words = "receipts that serve no borrowing"
                return combined(place, None, "count", "how many there are", words, self._untagged)
            case ("borrowings", name, *rest) if name in self._plans:
                return self._plans[name].figure(place, tuple(rest))
            case ("positions", "periods", label, "currencies", currency, what):
                return self._position(place, label, currency, what)
        raise InputError(f"no number stands at «{place}»")

    # Receipts

    @cached_property
    def _receipts(self) -> list[tuple[Receipt, Figure]]:
        """Receipts in the order in which they are divided."""
        known: list[tuple[Receipt, Callable[[], Figure]]] = []
        if self._case.predicted:
            for line in predicted_lines(self.book.evaluation):
                known.append((line.receipt, lambda line=line: self._predicted(line)))  # type: ignore[misc]
        else:
            for number, receipt in enumerate(self._case.receipts):
                place, file = f"receipts.{number}.amount", self._case.file
                figure = given(f"file:{file}:{place}", receipt.amount, receipt.currency, f"{file}: {place}")
                known.append((receipt, lambda figure=figure: figure))  # type: ignore[misc]
        known.sort(key=lambda one: (one[0].day, one[0].project, one[0].kind, one[0].currency, one[0].amount))
        return [(receipt, make()) for receipt, make in known]

    def _predicted(self, line: PredictedReceipt) -> Figure:
        """Return a receipt as the agency's part of what shareholders are paid in a month."""
        agency = self.book.agency("base", line.receipt.project)
        if line.equity is None:
            origin = f"{agency.sources.file}: nothing is predicted of the project"
            return given(f"receipts:{line.receipt.project}.nothing", 0, line.receipt.currency, origin)
        equity = agency.support.equity
        number = next(n for n, part in enumerate(equity) if part.id == line.equity)
        if line.line == "sale":
            return agency.sources.field(f"support.equity.{number}.exit.yen", line.receipt.amount, "yen")
        found = self.book.evaluation.projects[line.receipt.project].view
        view = next(one for one in found.of("equity") if one.id == line.equity) if found is not None else None
        if view is None:
            raise InputError(f"nothing is predicted of «{line.receipt.project}»")
        return agency.share_of(view, line.month, line.line)

    @cached_property
    def _parts(self) -> list[list[_Part]]:
        """Parts of receipts by borrowing."""
        out: list[list[_Part]] = [[] for _ in self._case.borrowings]
        for number, (receipt, _) in enumerate(self._receipts):
            claims = [n for n, one in enumerate(self._case.borrowings) if receipt.project in one.shares]
            for at, borrowing in enumerate(claims):
                if receipt.day >= self._case.borrowings[borrowing].schedule.loan.drawn:
                    figure = self._divided(number, claims, at)
                    out[borrowing].append(_Part(number, receipt, figure))
        return out

    def _divided(self, number: int, claims: Sequence[int], at: int) -> Figure:
        receipt, amount = self._receipts[number]
        file = self._case.file
        shares = []
        for n in claims:
            path = f"borrowings.{n}.shares.{receipt.project}"
            share = Fraction(self._case.borrowings[n].shares[receipt.project])
            shares.append(given(f"file:{file}:{path}", share, "1", f"{file}: {path}"))
        place = f"funding:receipts.{number}.{self._case.borrowings[claims[at]].schedule.loan.name}"
        which = given(f"funding:claim.{at}", at, "", "place of the borrowing among those that the receipt serves")
        words = f"part of the receipt of {receipt.project} on {receipt.day} that serves the borrowing"
        rule = "whole units by largest remainders"
        return combined(place, None, receipt.currency, rule, words, [which, amount, *shares])

    @cached_property
    def _untagged(self) -> list[Figure]:
        """What is left of receipts that no borrowing claims, or that come before it is drawn."""
        taken: dict[int, list[Figure]] = {}
        for parts in self._parts:
            for part in parts:
                taken.setdefault(part.number, []).append(part.figure)
        words = "receipt − parts that serve borrowings"
        left = [
            combined(f"funding:receipts.{number}.left", None, receipt.currency, _LESS, words, [amount, *taken.get(number, [])])
            for number, (receipt, amount) in enumerate(self._receipts)
        ]  # fmt: skip
        return [figure for figure in left if figure.value]

    def _position(self, place: str, label: str, currency: str, what: str) -> Figure:
        if what == "open":
            parts = [self._position(place.removesuffix("open") + name, label, currency, name) for name in _SIDES]
            return combined(place, None, currency, _LESS, "receipts − service", parts, _CITES)
        found: list[Figure] = []
        for plan in self._plans.values():
            period = plan.periods.get(label)
            if period is None or what not in _SIDES:
                continue
            if what == "receipts":
                found += [part.figure for part in plan.of(period) if part.receipt.currency == currency]
            elif plan.currency == currency:
                found.append(plan.service(period))
        return combined(place, None, currency, "the sum", f"Σ {what} in this currency", found, _CITES)


_SIDES = ("receipts", "service")


class PlanFigures:
    """Figures of the repayment plan of one borrowing."""

    def __init__(
        self, book: BookFigures, case: FundingCase, plan: RepaymentPlan, number: int, parts: Sequence[_Part]
    ) -> None:
        self.book, self.case, self.plan, self.number, self.parts = book, case, plan, number, parts
        self.loan = plan.borrowing.schedule.loan
        self.currency = self.loan.currency
        self.periods = {period.label: period for period in plan.periods}
        self._days = {day.day: at for at, day in enumerate(plan.days)}

    def figure(self, place: str, path: _Path) -> Figure:
        """Return a figure of the plan. Raises InputError when no number stands there."""
        match path:
            case ("amount",):
                return self._same(place, "as stated", self._term("amount", self.loan.amount))
            case ("least_coverage",):
                parts = [self._period(period, "coverage") for period in self.plan.periods if period.service]
                return self._made(place, "ratio", "the smallest", "least receipts ÷ service of a period", parts)
            case ("mean_coverage",):
                return self._mean(place)
            case ("refinancing_peak",):
                parts = [self._day(day, "refinanced") for day in self.plan.days]
                return self._made(place, self.currency, "the largest", "most refinancing outstanding on a day", parts)
            case ("refinancing_open",):
                return self._same(place, "after the last day", self._day(self.plan.days[-1], "refinanced"))
            case ("refinancing_total",):
                parts = [self._day(day, "drawn") for day in self.plan.days if day.drawn]
                return self._made(place, self.currency, "the sum", "Σ service that cash does not meet", parts)
            case ("refinancing", "days", day, "amount"):
                one = self.plan.days[self._days[dt.date.fromisoformat(day)]]
                return self._same(place, "service of the day that cash does not meet", self._day(one, "drawn"))
            case ("table", "periods", label, what) if label in self.periods:
                return self._same(place, f"{what} of the period", self._period(self.periods[label], what))
        raise InputError(f"no number stands at «{place}»")

    def _made(self, place: str, unit: str, rule: str, words: str, parts: Sequence[Figure]) -> Figure:
        return combined(place, None, unit, rule, words, parts, _CITES)

    def _same(self, place: str, words: str, part: Figure) -> Figure:
        return self._made(place, part.unit, "the same", words, [part])

    def _term(self, name: str, value: object, unit: str = "") -> Figure:
        path, file = f"borrowings.{self.number}.{name}", self.case.file
        return given(f"file:{file}:{path}", Fraction(str(value)), unit or self.currency, f"{file}: {path}")

    def _place(self, when: object, name: str) -> str:
        return f"funding:{self.plan.name}.{when}.{name}"

    # Periods

    def of(self, period: CoverPeriod) -> list[_Part]:
        """Return the parts of receipts that come in a period."""
        return [part for part in self.parts if self._in(part.receipt.day, period)]

    def _in(self, day: dt.date, period: CoverPeriod) -> bool:
        later = [one.first for one in self.plan.periods if one.first > period.first]
        return period.first <= day and (not later or day < later[0])

    def service(self, period: CoverPeriod) -> Figure:
        """Return interest and principal of a period."""
        return self._period(period, "service")

    def _inside(self, period: CoverPeriod) -> list[CashDay]:
        return [day for day in self.plan.days if self._in(day.day, period)]

    def _period(self, period: CoverPeriod, what: str) -> Figure:
        place = self._place(period.label, what)
        return self.book.once(place, lambda: self._made_period(place, period, what))

    def _made_period(self, place: str, period: CoverPeriod, what: str) -> Figure:
        inside = self._inside(period)
        match what:
            case "receipts" | "service":
                parts = [self._day(day, what) for day in inside]
                return self._made(place, self.currency, "the sum", f"Σ {what} of its days", parts)
            case "gap":
                parts = [self._day(day, "drawn") for day in inside if day.drawn]
                return self._made(place, self.currency, "the sum", "Σ service that cash does not meet", parts)
            case "surplus" | "refinanced":
                name = "cash" if what == "surplus" else "refinanced"
                known = [day for day in self.plan.days if day in inside or day.day < period.first]
                last = self._day(known[-1], name) if known else self._before(0, name)
                return self._same(place, "at the end of its last day", last)
            case "coverage":
                parts = [self._period(period, "receipts"), self._period(period, "service")]
                return self._made(place, "ratio", "the quotient", "receipts ÷ service", parts)
            case "mismatch":
                own = [self._converted(part) for part in self.of(period) if part.receipt.currency == self.currency]
                service = self._period(period, "service")
                parts = [
                    self._made(f"{place}.unmet", self.currency, _NOT_BELOW, "service − receipts in its own currency",
                               [service, *own]),
                    service,
                ]  # fmt: skip
                return self._made(place, "ratio", "the quotient", "what they do not meet ÷ service", parts)
        raise InputError(f"no number stands at «{place}»")

    def _mean(self, place: str) -> Figure:
        last = self.plan.borrowing.schedule.instalments[-1].paid_on
        came = [self._before(0, "cash"), *(self._day(day, "receipts") for day in self.plan.days if day.day <= last)]
        served = [self._day(day, "service") for day in self.plan.days if day.service]
        words = "receipts until the last payment + cash set aside"
        parts = [
            self._made(f"{place}.came", self.currency, "the sum", words, came),
            self._made(f"{place}.service", self.currency, "the sum", "Σ service", served),
        ]
        return self._made(place, "ratio", "the quotient", "receipts and cash ÷ service", parts)

    # Days

    def _day(self, day: CashDay, what: str) -> Figure:
        """Return receipts, service, drawn, repaid, cash or refinanced of a day."""
        place = self._place(day.day, what)
        value = getattr(day, what)
        parts: Callable[[], Sequence[Figure]]
        match what:
            case "receipts":
                rule, words = "the sum", "Σ receipts of the day, converted"
                parts = lambda: [self._converted(part) for part in self.parts if part.receipt.day == day.day]  # noqa: E731
            case "service":
                rule, words = "the sum", "interest + principal due on the day"
                parts = lambda: self._due(day.day)  # noqa: E731
            case "drawn":
                rule, words = _NOT_BELOW, "service − cash at hand: refinanced on the day"
                parts = lambda: [self._day(day, "service"), self._at_hand(day)]  # noqa: E731
            case "repaid":
                rule, words = "the smallest", "min(cash left, refinancing before)"
                parts = lambda: [self._left(day), self._before(self._days[day.day], "refinanced")]  # noqa: E731
            case "cash":
                rule, words = _LESS, "cash left − refinancing repaid"
                parts = lambda: [self._left(day), self._day(day, "repaid")]  # noqa: E731
            case _:
                rule, words = _LESS, "refinancing before + drawn − repaid"
                parts = lambda: [self._raised(day), self._day(day, "repaid")]  # noqa: E731
        return self.book.once(
            place, lambda: combined(place, value, self.currency, rule, words, parts, _CITES)
        )  # fmt: skip

    def _before(self, at: int, what: str) -> Figure:
        """Return cash or refinancing before the day of a number."""
        if at:
            return self._day(self.plan.days[at - 1], what)
        if what == "cash":
            return self._term("opening_cash", self.plan.borrowing.opening_cash)
        return given(self._place("start", what), 0, self.currency, "nothing is refinanced when it is drawn")

    def _at_hand(self, day: CashDay) -> Figure:
        parts = [self._before(self._days[day.day], "cash"), self._day(day, "receipts")]
        return self._made(self._place(day.day, "at_hand"), self.currency, "the sum", "cash before + receipts", parts)

    def _left(self, day: CashDay) -> Figure:
        parts = [self._at_hand(day), self._day(day, "service")]
        return self._made(self._place(day.day, "left"), self.currency, _NOT_BELOW, "cash at hand − service", parts)

    def _raised(self, day: CashDay) -> Figure:
        parts = [self._before(self._days[day.day], "refinanced"), self._day(day, "drawn")]
        return self._made(self._place(day.day, "raised"), self.currency, "the sum", "before + drawn", parts)

    # Receipts and instalments

    def _converted(self, part: _Part) -> Figure:
        receipt = part.receipt
        if receipt.currency == self.currency:
            return part.figure
        rates = []
        for currency in (receipt.currency, self.currency):
            place, file = f"exchange.{currency}.{receipt.day}", self.case.file
            worth = self.case.exchange.worth(currency, receipt.day)
            origin = f"{file}: exchange.{currency}, the last rate until {receipt.day}"
            rates.append(given(f"file:{file}:{place}", worth, f"{self.case.exchange.home}/{currency}", origin))
        place = f"{part.figure.place}.converted"
        rule = "amount × worth ÷ worth, rounded down"
        words = f"in {self.currency}, at the rates of the day"
        return self._made(place, self.currency, rule, words, [part.figure, *rates])

    def _due(self, day: dt.date) -> list[Figure]:
        rows = [row for row in self.plan.borrowing.schedule.instalments if row.paid_on == day]
        return [figure for row in rows for figure in (self._interest(row), self._principal(row)) if figure.value]

    def _principal(self, row: Instalment) -> Figure:
        origin = (
            f"{self.case.file}: borrowings.{self.number}: repayment plan ({self.loan.profile}),"
            f" instalment {row.number} of {row.paid_on}"
        )
        return given(self._place(f"plan.{row.number}", "principal"), row.principal, self.currency, origin)

    def _interest(self, row: Instalment) -> Figure:
        earlier = self.plan.borrowing.schedule.instalments[: row.number - 1]
        place, file = self._place(f"plan.{row.number}", "interest"), self.case.file
        rule = "the product, rounded down" if self.loan.conventions.rounding == "down" else "the product, a half up"

        def parts() -> list[Figure]:
            repaid = [self._principal(one) for one in earlier if one.principal]
            owed = self._made(
                self._place(f"plan.{row.number}", "opening"), self.currency, _LESS, "amount − what is repaid by the plan",
                [self._term("amount", self.loan.amount), *repaid],
            )  # fmt: skip
            rate = given(
                self._place(f"plan.{row.number}", "rate"),
                row.rate,
                "a year",
                f"{file}: borrowings.{self.number}.rate or .floating",
            )
            years = given(
                self._place(f"plan.{row.number}", "years"), row.years, "years",
                f"{file}: conventions: {self.loan.conventions.day_count} from {row.start} to {row.end}",
            )  # fmt: skip
            return [owed, rate, years]

        return combined(place, row.interest, self.currency, rule, "outstanding × rate × years", parts, _CITES)
