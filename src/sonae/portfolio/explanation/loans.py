"""A loan of the investee explained month by month: plan, service, default, claim, call of the guarantee, recourse, fee."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sonae.core import SonaeError
from sonae.economics.debt import Instalment
from sonae.economics.support import LoanMonth, LoanRun
from sonae.portfolio.explanation.figure import Figure, combined, given

if TYPE_CHECKING:
    from sonae.portfolio.explanation.months import MonthFigures

__all__ = ["LoanFigures"]


class LoanFigures:
    """Figures of one loan in one scenario; ``number`` is its place in the file."""

    def __init__(self, number: int, run: LoanRun, owner: MonthFigures) -> None:
        self.number, self.run, self.owner = number, run, owner
        self.id, self.loan = run.loan.id, run.loan

    def term(self, name: str, value: object, unit: str = "1") -> Figure:
        """Return a number of the loan's terms, from the file."""
        return self.owner.sources.field(f"support.loans.{self.number}.{name}", value, unit)

    def row(self, month: int) -> LoanMonth:
        """Return what the loan was in a month."""
        return self.owner.months[month].loans[self.id]

    def _made(self, month: int, name: str, value: int | None, rule: str, formula: str, parts: object) -> Figure:
        place = self.owner.place(month, f"{self.id}.{name}")
        return combined(place, value, self.owner.currency, rule, formula, parts)  # type: ignore[arg-type]

    def line(self, month: int, name: str) -> Figure:
        """Return a line of a month: drawn, interest, principal, fee, called, recovered, recourse."""
        make = {
            "drawn": self._drawn, "interest": self._interest, "principal": self._principal, "fee": self._fee,
            "called": self._called, "recovered": self._recovered, "recourse": self._recourse,
        }[name]  # fmt: skip
        return self.owner.sources.once(self.owner.place(month, f"{self.id}.{name}"), lambda: make(month))

    def asked(self, month: int) -> list[Figure]:
        """Return what is due in a month while the loan has not defaulted, the fee owed with it."""
        row, out = self.run.rows.get(month), []
        if row is not None:
            out += [part for part in (self._due_interest(row), self.due_principal(row)) if part.value]
        owed = self._fee_owed(month, served=False)
        return [*out, owed] if owed.value else out

    def _falls(self, month: int) -> bool:
        return self.run.defaulted_in == month

    def _row(self, month: int) -> Instalment:
        row = self.run.rows.get(month)
        if row is None:
            raise SonaeError(f"The plan of the loan {self.id} has nothing due in month {month}.")
        return row

    # The plan

    def owed_by_plan(self, number: int) -> Figure:
        """Return what is outstanding before instalment ``number`` (from 1) by the plan."""
        rows = self.run.schedule.instalments[: number - 1]
        place = self.owner.sources.place(f"{self.id}.plan.{number}.opening")
        parts = [self.term("amount", self.loan.amount, self.owner.currency)]
        parts += [self.due_principal(row) for row in rows if row.principal]
        return combined(
            place, None, self.owner.currency, "the first less the others", "amount less what is repaid by the plan", parts
        )  # fmt: skip

    def owed(self, place: str, month: int, *, guaranteed: bool) -> Figure:
        """Return the principal owed at the end of a month; after a default the claim, of which nothing is guaranteed."""
        currency, fell = self.owner.currency, self.run.defaulted_in
        if self.run.drawn_in > month:
            return given(place, 0, currency, f"{self.owner.sources.file}: support.loans.{self.number}.drawn later")
        if fell is None or fell > month:
            parts = [
                self.term("amount", self.loan.amount, currency),
                *(self.due_principal(row) for at, row in self.run.rows.items() if at <= month and row.principal),
            ]
            words = "amount less what is repaid by the plan"
        elif guaranteed:
            return combined(place, 0, currency, "0 by the rule", "the guarantee has been called", [self._claimed()])
        else:
            parts, words = [self._claimed(), self._recovered_before(month + 1)], "claimed less recovered"
        return combined(place, None, currency, "the first less the others", words, parts)

    def due_principal(self, row: Instalment) -> Figure:
        """Return the principal of an instalment by the plan."""
        origin = (
            f"{self.owner.sources.file}: support.loans.{self.number}: repayment plan ({self.loan.profile}),"
            f" instalment {row.number} of {row.paid_on}"
        )
        place = self.owner.sources.place(f"{self.id}.plan.{row.number}.principal")
        return given(place, row.principal, self.owner.currency, origin)

    def _due_interest(self, row: Instalment) -> Figure:
        rule = "the product, rounded down" if self.loan.rounding == "down" else "the product, a half up"
        years = given(
            self.owner.sources.place(f"{self.id}.plan.{row.number}.years"), row.years, "years",
            f"{self.owner.sources.file}: support.loans.{self.number}.day_count from {row.start} to {row.end}",
        )  # fmt: skip
        return combined(
            self.owner.sources.place(f"{self.id}.plan.{row.number}.interest"), row.interest, self.owner.currency, rule,
            "outstanding × rate × years",
            lambda: [self.owed_by_plan(row.number), self.term("rate", self.loan.rate, "a year"), years],
        )  # fmt: skip

    # Service

    def _drawn(self, month: int) -> Figure:
        return self._made(
            month, "drawn", self.row(month).drawn, "the same", "the amount, drawn once",
            lambda: [self.term("amount", self.loan.amount, self.owner.currency)],
        )  # fmt: skip

    def _cash(self, month: int) -> Figure:
        """Cash that is left for this loan by those served before it."""
        before = self.owner.loans[: self.number]
        paid = [
            loan.line(month, name)
            for loan in before
            for name in ("interest", "principal", "recovered")
            if getattr(loan.row(month), name)
        ]
        return self._made(
            month, "cash", None, "the first less the others", "all that came less what loans before it are paid",
            [self.owner.came(month), *paid],
        )  # fmt: skip

    def _interest(self, month: int) -> Figure:
        due, value = self._due_interest(self._row(month)), self.row(month).interest
        if not self._falls(month):
            return self._made(month, "interest", value, "the same", "interest due by the plan", [due])
        return self._made(
            month, "interest", value, "the smallest", "what cash pays of it: default", [due, self._cash(month)]
        )

    def _principal(self, month: int) -> Figure:
        value = self.row(month).principal
        if not self._falls(month):
            due = self.due_principal(self._row(month))
            return self._made(month, "principal", value, "the same", "principal due by the plan", [due])
        paid = [self.line(month, "interest")] if self.row(month).interest else []
        return self._made(
            month, "principal", value, "the first less the others", "what interest leaves of the cash: default",
            [self._cash(month), *paid],
        )  # fmt: skip

    # Default

    def _claimed(self) -> Figure:
        month = self.run.defaulted_in
        if month is None:
            raise SonaeError(f"The loan {self.id} has not defaulted.")
        row = self._row(month)
        paid = [self.line(month, name) for name in ("interest", "principal") if getattr(self.row(month), name)]
        whole = self._made(
            month, "falls_due", None, "the sum", "outstanding and interest due",
            [self.owed_by_plan(row.number), self._due_interest(row)],
        )  # fmt: skip
        return self._made(
            month, "claimed", self.run.claimed, "the first less the others", "what falls due less what is paid", [whole, *paid]
        )  # fmt: skip

    def _recovered_before(self, month: int) -> Figure:
        parts = [self.line(at, "recovered") for at in self.owner.months if at < month and self.row(at).recovered]
        return self._made(month, "recovered_before", None, "the sum", "Σ recovered in the months before", parts)

    def _recovered(self, month: int) -> Figure:
        claim = self._made(
            month, "claim", None, "the first less the others", "claimed less recovered before",
            [self._claimed(), self._recovered_before(month)],
        )  # fmt: skip
        return self._made(
            month, "recovered", self.row(month).recovered, "the smallest", "min(cash, what is left of the claim)",
            [claim, self._cash(month)],
        )  # fmt: skip

    def _called(self, month: int) -> Figure:
        row, held = self._row(month), self.loan.guarantee
        if held is None:
            raise SonaeError(f"The loan {self.id} is not guaranteed.")
        share = self.term("guarantee.share", held.share)
        covers = given(
            self.owner.sources.place(f"{self.id}.covers_interest"), int(held.covers == "principal and interest"), "1",
            f"{self.owner.sources.file}: support.loans.{self.number}.guarantee.covers: {held.covers}",
        )  # fmt: skip
        principal = self._guaranteed(month, "principal", self.owed_by_plan(row.number), share)
        interest = self._guaranteed(month, "interest", self._due_interest(row), share)
        return self._made(
            month, "called", self.row(month).called, "guaranteed principal and interest that cash leaves unpaid",
            "cash pays interest, then principal; the guaranteed share of the rest, at most the claim",
            [principal, interest, covers, self._cash(month), share, self._claimed()],
        )  # fmt: skip

    def _guaranteed(self, month: int, name: str, amount: Figure, share: Figure) -> Figure:
        return self._made(
            month,
            f"guaranteed_{name}",
            None,
            "the product, rounded down",
            f"guaranteed share of {name}",
            [amount, share],
        )

    def _recourse(self, month: int) -> Figure:
        fell = self.run.defaulted_in
        if fell is None:
            raise SonaeError(f"The loan {self.id} has not defaulted.")
        return self._made(
            month, "recourse", self.row(month).recourse, "recovered so far × called ÷ claimed, rounded down, less the same before",
            "the agency's part of what is recovered, as its payment to the claim",
            lambda: [
                self._recovered_before(month), self.line(month, "recovered"), self.line(fell, "called"), self._claimed(),
            ],
        )  # fmt: skip

    # Fee

    def _fees_due(self, month: int) -> list[Figure]:
        held = self.loan.guarantee
        if held is None or month not in self.run.fees:
            return []
        out, terms = [], held.terms
        for row in self.run.schedule.instalments:
            day = row.start if terms.fee_timing == "advance" else row.paid_on
            if 12 * day.year + day.month - 1 != month:
                continue
            share = self.term("guarantee.share", held.share)
            principal = self._made(
                month, f"fee_{row.number}_principal", None, "the product, rounded down", "guaranteed principal of the period",
                [self.owed_by_plan(row.number), share],
            )  # fmt: skip
            years = given(
                self.owner.sources.place(f"{self.id}.plan.{row.number}.years"), row.years, "years",
                f"{self.owner.sources.file}: support.loans.{self.number}.day_count from {row.start} to {row.end}",
            )  # fmt: skip
            rate = self.term("guarantee.fee_rate", Fraction(terms.fee_rate), "a year")
            words = "fee rate × guaranteed principal × years, rounded down"
            out.append(
                self._made(
                    month,
                    f"fee_{row.number}",
                    None,
                    "the product, rounded down",
                    words,
                    [principal, rate, years],
                )
            )
        return out

    def _fee_owed(self, month: int, *, served: bool) -> Figure:
        """Fees fallen due less those paid; «served»: after the loans of the month are served."""
        fell = self.run.defaulted_in
        months = [at for at in self.run.fees if at <= month and (fell is None or at <= fell)]
        due = [part for at in sorted(months) for part in self._fees_due(at)]
        forgone: list[Figure] = []
        survivors = self.run.terms is not None and self.run.terms.fee_timing == "arrears of survivors"
        if fell is not None and survivors and (fell < month or (served and fell == month)):
            forgone = self._fees_due(fell)
        paid = [self.line(at, "fee") for at in self.owner.months if at < month and self.row(at).fee]
        total = self._made(month, "fees_fallen_due", None, "the sum", "Σ fees fallen due", due)
        name = "fee_owed" if served else "fee_owed_before_service"
        return self._made(
            month, name, None, "the first less the others", "fees fallen due less paid, less that of a period of default",
            [total, *forgone, *paid],
        )  # fmt: skip

    def _fee(self, month: int) -> Figure:
        loans = self.owner.loans
        served = [
            loan.line(month, name)
            for loan in loans
            for name in ("interest", "principal", "recovered")
            if getattr(loan.row(month), name)
        ]
        fees = [loan.line(month, "fee") for loan in loans[: self.number] if loan.row(month).fee]
        left = self._made(
            month, "left_for_fee", None, "the first less the others", "all that came less what loans are paid",
            [self.owner.came(month), *served, *fees],
        )  # fmt: skip
        return self._made(
            month, "fee", self.row(month).fee, "the smallest", "min(fee owed, cash)",
            lambda: [self._fee_owed(month, served=True), left],
        )  # fmt: skip
