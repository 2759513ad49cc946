"""The investee's months explained: what came in, what loans and shareholders were paid, down to the line of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from sonae.economics.ledger import explain
from sonae.economics.support import AgencyView, MonthOfCash
from sonae.portfolio.explanation.figure import Figure, combined, given
from sonae.portfolio.explanation.loans import LoanFigures
from sonae.portfolio.explanation.sources import Sources

__all__ = ["MonthFigures", "label_of"]


def label_of(month: int) -> str:
    """Write month 12 · year + month − 1 as 2031-06."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


class MonthFigures:
    """Figures of the months of one investee in one scenario.

    Attributes:
        view: what the project means for the agency in the scenario.
        sources: file, places and condition set of it.
        months: by month 12 · year + month − 1.

    """

    def __init__(self, view: AgencyView, sources: Sources) -> None:
        self.view, self.sources = view, sources
        self.investee = view.support.investee
        self.currency = view.ledger.money.currency
        self.months = {month.month: month for month in view.months}
        self.loans = [LoanFigures(number, run, self) for number, run in enumerate(view.loans)]

    def place(self, month: int, name: str) -> str:
        """Return the place of a line of a month."""
        return self.sources.place(f"months.{label_of(month)}.{name}")

    def term(self, name: str, unit: str = "1") -> Figure:
        """Return a number of the investee's rules of cash, from the file."""
        return self.sources.field(f"support.investee.{name}", getattr(self.investee, name), unit)

    def line(self, month: int, name: str) -> Figure:
        """Return a line of a month; :data:`sonae.economics.support.LINES` names them."""
        return self.sources.once(self.place(month, name), lambda: self._line(month, name))

    def _line(self, month: int, name: str) -> Figure:
        if name in ("opening", "closing", "project", "drawn", "unfunded", "capital", "lent", "paid_on_loans"):
            return getattr(self, f"_{name}")(self.months[month])  # type: ignore[no-any-return]
        return self._paid_out(self.months[month], name)

    def _made(self, month: int, name: str, value: int | None, rule: str, formula: str, parts: object) -> Figure:
        return combined(self.place(month, name), value, self.currency, rule, formula, parts)  # type: ignore[arg-type]

    def _several(self, month: int, *names: str) -> list[Figure]:
        """Lines of a month that are not 0."""
        return [self.line(month, name) for name in names if getattr(self.months[month], name)]

    # What comes in

    def _opening(self, row: MonthOfCash) -> Figure:
        if row.month == self.investee.from_month:
            return self.term("opening_cash", self.currency)
        return self._made(
            row.month, "opening", row.opening, "the same", "closing of the month before",
            lambda: [self.line(row.month - 1, "closing")],
        )  # fmt: skip

    def _project(self, row: MonthOfCash) -> Figure:
        ledger = self.view.ledger
        period, at = divmod(row.month - ledger.grid.first, ledger.grid.period.months)
        months = ledger.grid.period.months
        shares = (Fraction(at, months), Fraction(at + 1, months))
        if self.investee.placed != "equal months":
            shares = (Fraction(0), Fraction(int(at + 1 == months)))
        why = f"the cash of a period falls in «{self.investee.placed}»"
        already, now = (
            given(self.place(row.month, name), share, "1", f"{self.sources.file}: support.investee.placed: {why}")
            for name, share in zip(("part_before", "part_by_the_end"), shares, strict=True)
        )
        return self._made(
            row.month, "project", row.project, "running sum at the end of the month, a half up, less the same before it",
            "share of the party's cash in the ledger, in whole units",
            lambda: [self._before(period), self._period(period), already, now],
        )  # fmt: skip

    @cached_property
    def _running(self) -> list[Fraction]:
        """Sum of the periods before each period, whole units of currency not rounded."""
        sums = [Fraction(0)]
        for value in self.view.ledger.net(self.investee.party):
            sums.append(sums[-1] + Fraction(float(value)) * self.investee.share)
        return sums

    def _before(self, period: int) -> Figure:
        place = self.sources.place(f"periods.before_{self.view.ledger.grid.labels()[period]}")

        def make() -> Figure:
            parts = (lambda: [self._before(period - 1), self._period(period - 1)]) if period else tuple
            return combined(
                place,
                self._running[period],
                self.currency,
                "the sum",
                "Σ cash of the periods before",
                parts,
            )

        return self.sources.once(place, make)

    def _period(self, period: int) -> Figure:
        ledger, party = self.view.ledger, self.investee.party
        label, of_case = ledger.grid.labels()[period], ledger.case.period_names[period]
        line = f"net_{party}"
        value = Fraction(float(ledger.net(party)[period]))

        def parts() -> list[Figure]:
            origin = f"ledger of {ledger.case.id} under {self.sources.conditions}: line {line}, {of_case}"
            return [
                given(
                    self.sources.place(f"ledger.{line}.{label}"), value, ledger.unit(line), origin,
                    lambda depth: explain(ledger, line, of_case, depth=depth).lines(),
                ),
                self.term("share"),
            ]  # fmt: skip

        place = self.sources.place(f"periods.{label}")
        amount = value * self.investee.share
        words = "cash of the party × share"
        return self.sources.once(
            place, lambda: combined(place, amount, self.currency, "the product", words, parts)
        )  # fmt: skip

    def _drawn(self, row: MonthOfCash) -> Figure:
        parts = [loan.line(row.month, "drawn") for loan in self.loans if row.loans[loan.id].drawn]
        return self._made(row.month, "drawn", row.drawn, "the sum", "Σ drawings of loans", parts)

    def _at_hand(self, row: MonthOfCash) -> Figure:
        parts = self._several(row.month, "opening", "project", "drawn")
        return self._made(row.month, "at_hand", None, "the sum", "opening + project + drawn", parts)

    def _unfunded(self, row: MonthOfCash) -> Figure:
        hand = self._at_hand(row)
        return self._made(row.month, "unfunded", row.unfunded, "less", "cash below 0 after a default", [hand])

    def _call(self, row: MonthOfCash) -> Figure:
        until = self.investee.calls_for_debt_until
        owed: list[Figure] = []
        if until is not None and row.month <= until:
            owed = [part for loan in self.loans for part in loan.asked(row.month)]
        due = self._made(
            row.month, "owed", None, "the sum", "debt service and fees, while shareholders make up for them", owed
        )
        return self._made(
            row.month, "call", row.lent + row.capital, "the first less the others, not below 0", "what is owed less cash at hand",
            [due, self._at_hand(row)],
        )  # fmt: skip

    def _lent(self, row: MonthOfCash) -> Figure:
        words = "lent share × call on shareholders, rounded down"
        return self._made(
            row.month, "lent", row.lent, "the product, rounded down", words,
            lambda: [self._call(row), self.term("lent_share")],
        )  # fmt: skip

    def _capital(self, row: MonthOfCash) -> Figure:
        return self._made(
            row.month, "capital", row.capital, "the first less the others", "call on shareholders − lent",
            lambda: [self._call(row), *self._several(row.month, "lent")],
        )  # fmt: skip

    def came(self, month: int) -> Figure:
        """Return all that is there before loans are served."""
        names = ("opening", "project", "drawn", "lent", "capital", "unfunded")
        return self._made(
            month, "came", None, "the sum", "opening + project + drawn + lent + capital + unfunded", self._several(month, *names)
        )  # fmt: skip

    # What goes out

    def _paid_on_loans(self, row: MonthOfCash) -> Figure:
        names = ("interest", "principal", "recovered", "fee")
        return self._made(
            row.month, "paid_on_loans", row.paid_on_loans, "the sum", "Σ interest, principal, fees and recoveries of loans",
            lambda: [
                loan.line(row.month, name) for loan in self.loans for name in names if getattr(row.loans[loan.id], name)
            ],
        )  # fmt: skip

    def _after_loans(self, row: MonthOfCash) -> Figure:
        return self._made(
            row.month, "after_loans", None, "the first less the others", "all that came − paid on loans",
            [self.came(row.month), *self._several(row.month, "paid_on_loans")],
        )  # fmt: skip

    def _closing(self, row: MonthOfCash) -> Figure:
        paid = ("paid_on_loans", "shareholder_interest", "shareholder_principal", "dividends")
        return self._made(
            row.month, "closing", row.closing, "the first less the others",
            "opening + project + drawn + lent + capital + unfunded − all that is paid",
            lambda: [self.came(row.month), *self._several(row.month, *paid)],
        )  # fmt: skip

    def _free(self, row: MonthOfCash) -> Figure:
        kept = [] if self._ends(row) else [self.term("retained", self.currency)]
        return self._made(
            row.month, "free", None, "the first less the others, not below 0", "cash after loans above what is retained",
            [self._after_loans(row), *kept],
        )  # fmt: skip

    def _ends(self, row: MonthOfCash) -> bool:
        return row.month == max(self.months) and self.investee.at_the_end == "all is paid out"

    def _paid_out(self, row: MonthOfCash, name: str) -> Figure:
        month = row.month
        if name == "shareholder_interest":
            return self._made(
                month, name, row.shareholder_interest, "the smallest", "min(interest owed, cash above retained)",
                lambda: [self._owed(month), self._free(row)],
            )  # fmt: skip
        left = self._made(
            month, f"left_for_{name}", None, "the first less the others", "free cash less what ranks before",
            [
                self._free(row),
                *self._several(
                    month, "shareholder_interest", *(["shareholder_principal"] if name == "dividends" else [])
                ),
            ],
        )  # fmt: skip
        if name == "shareholder_principal":
            return self._made(
                month, name, row.shareholder_principal, "the smallest",
                "min(loan of shareholders, what interest leaves of it)", lambda: [self._balance(month), left],
            )  # fmt: skip
        if self._ends(row):
            return self._made(month, name, row.dividends, "the same", "all is paid out at the end", [left])
        words = "payout × what loans of shareholders leave of it, rounded down"
        return self._made(
            month, name, row.dividends, "the product, rounded down", words, lambda: [left, self.term("payout")]
        )

    # Loans of shareholders

    @cached_property
    def _shareholders(self) -> dict[int, tuple[int, int, int]]:
        """Balance before what is lent, interest owed before accrual, and accrual, by month."""
        terms = self.investee.shareholder_loan
        balance, owed, found = (terms.opening if terms else 0), 0, {}
        for row in self.view.months:
            base = balance + (owed if terms is not None and terms.interest == "compound" else 0)
            accrued = int(base * (Fraction(terms.rate) / 12)) if terms else 0
            found[row.month] = (balance, owed, accrued)
            owed += accrued - row.shareholder_interest
            balance += row.lent - row.shareholder_principal
        return found

    def _opening_balance(self, month: int) -> Figure:
        """Loans of shareholders at the beginning of a month."""
        if month == self.investee.from_month:
            return self.sources.field(
                "support.investee.shareholder_loan.opening", self._shareholders[month][0], self.currency
            )
        return self._chained(month, "shareholder_balance", self._shareholders[month][0], lambda: [
            self._opening_balance(month - 1), *self._several(month - 1, "lent"),
            *self._negative(month - 1, "shareholder_principal"),
        ])  # fmt: skip

    def _balance(self, month: int) -> Figure:
        """Loans of shareholders before repayment."""
        return self._made(
            month, "shareholder_loan", None, "the sum", "loan of shareholders with what was lent",
            [self._opening_balance(month), *self._several(month, "lent")],
        )  # fmt: skip

    def _opening_owed(self, month: int) -> Figure:
        if month == self.investee.from_month:
            return given(
                self.place(month, "interest_owed_before"), 0, self.currency, "nothing is owed at the beginning"
            )
        return self._chained(month, "interest_owed_before", self._shareholders[month][1], lambda: [
            self._owed(month - 1), *self._negative(month - 1, "shareholder_interest"),
        ])  # fmt: skip

    def _owed(self, month: int) -> Figure:
        _, before, accrued = self._shareholders[month]
        return self._chained(
            month, "interest_owed", before + accrued, lambda: [self._opening_owed(month), self._accrued(month)]
        )

    def _accrued(self, month: int) -> Figure:
        terms = self.investee.shareholder_loan
        place = self.place(month, "interest_accrued")
        if terms is None:
            return given(place, 0, self.currency, f"{self.sources.file}: support.investee.shareholder_loan is none")
        balance = [self._opening_balance(month)]
        if terms.interest == "compound":
            balance.append(self._opening_owed(month))
        base = self._made(month, "bears_interest", None, "the sum", "what bears interest", balance)
        rate = self.sources.field("support.investee.shareholder_loan.rate", Fraction(terms.rate), "a year")
        return combined(
            place, self._shareholders[month][2], self.currency, "balance × rate ÷ 12, rounded down", "a twelfth of the rate",
            [base, rate],
        )  # fmt: skip

    def _chained(self, month: int, name: str, value: int, parts: object) -> Figure:
        words = {"shareholder_balance": "loan of shareholders before, lent since, repaid since"}
        return self.sources.once(
            self.place(month, name),
            lambda: self._made(
                month, name, value, "the sum", words.get(name, "interest owed before, accrued, paid"), parts
            ),
        )

    def _negative(self, month: int, name: str) -> Sequence[Figure]:
        return [
            self._made(month, f"less_{name}", -int(line.value), "less", f"less {name}", [line])
            for line in self._several(month, name)
        ]
