"""Income and expense of a project in the agency's books explained, by scenario and fiscal year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sonae.economics.support import InstrumentView, YearOfSupport
from sonae.portfolio.cases.instruments import rows_of
from sonae.portfolio.explanation.agency import AgencyFigures
from sonae.portfolio.explanation.cases import BookFigures, FactFigures
from sonae.portfolio.explanation.figure import Figure, combined, given
from sonae.portfolio.review import whole_yen

__all__ = ["BookedFigures"]


@dataclass
class _Lines:
    """Income and expense of an instrument by fiscal year, as figures."""

    income: dict[int, list[Figure]]
    expense: dict[int, list[Figure]]

    def add(self, side: str, year: int, *figures: Figure) -> None:
        """Add figures that are not 0 to a side."""
        table = self.income if side == "income" else self.expense
        table.setdefault(year, []).extend(figure for figure in figures if figure.value)


class BookedFigures:
    """Figures of :func:`sonae.portfolio.cases.profit_and_loss.forecasts_of`."""

    def __init__(self, book: BookFigures) -> None:
        self.book = book
        self._lines: dict[tuple[str, str, str], _Lines] = {}
        self._rows = {
            (row.scenario, row.case, row.fiscal_year): row for row in book.evaluation.facts.forecasts
        }  # fmt: skip

    def line(self, scenario: str, case: str, year: int, side: str) -> Figure:
        """Return the «income» or «expense» of a project in a year of a scenario."""
        place = f"facts:forecasts.{scenario}.{case}.{year}.{side}_yen"
        row = self._rows[scenario, case, year]
        value = row.income_yen if side == "income" else row.expense_yen

        def parts() -> list[Figure]:
            facts = self.book.of(case)
            agency = self.book.agency(scenario, facts.project)
            out: list[Figure] = []
            for number, view in enumerate(self._views(agency, case)):
                lines = self._of(scenario, case, facts, agency, number, view)
                out += (lines.income if side == "income" else lines.expense).get(year, [])
            return out

        words = f"Σ {side} of instruments"
        return self.book.once(place, lambda: combined(place, value, "yen", "the sum", words, parts))

    def result(self, scenario: str, case: str, year: int) -> Figure:
        """Return income less expense of a project in a year of a scenario."""
        place = f"facts:forecasts.{scenario}.{case}.{year}.profit_yen"
        parts = [self.line(scenario, case, year, side) for side in ("income", "expense")]
        return combined(place, None, "yen", "the first less the others", "income − expense", parts)

    @staticmethod
    def _views(agency: AgencyFigures, case: str) -> tuple[InstrumentView, ...]:
        return rows_of(agency.evaluated.project, agency.evaluated.view)[case]

    def _of(
        self, scenario: str, case: str, facts: FactFigures, agency: AgencyFigures, number: int, view: InstrumentView
    ) -> _Lines:
        key = (scenario, case, view.id)
        if key not in self._lines:
            first = self.book.closed.year + 1
            rows = [(row, True) for row in view.actual if row.fiscal_year >= first]
            rows += [(row, False) for row in view.expected]
            walk = _Walk(agency, view, _Lines({}, {}))
            if view.instrument == "guarantee":
                walk.guarantee(rows)
            else:
                carried = dict(facts.positions())[number]
                walk.carried(rows, carried, self._share(facts), first)
            self._lines[key] = walk.lines
        return self._lines[key]

    def _share(self, facts: FactFigures) -> Figure | None:
        """Return the share of capital that is carried as a loss; none once the outcome of exploration is known."""
        if not facts.facts.explores:
            return None
        return self.book.setting("write_down.exploration_share", self.book.settings.write_down.exploration_share)


class _Walk:
    """Books one instrument year by year."""

    def __init__(self, agency: AgencyFigures, view: InstrumentView, lines: _Lines) -> None:
        self.agency, self.view, self.lines = agency, view, lines
        self.head = agency.sources.place(f"{view.instrument}.{view.id}")

    def _all(self, row: YearOfSupport, actual: bool, side: str, names: Sequence[str] = ()) -> list[Figure]:
        """Figures of the lines of a year, all of a side or some of them."""
        table = row.contributed if side == "contributed" else row.received
        chosen = [name for name in table if not names or name in names]
        if not chosen:
            return []
        if actual:
            return [self.agency.actual(self.view, row.fiscal_year, side)]
        return [self.agency.expected(self.view, row.fiscal_year, name) for name in chosen]

    def guarantee(self, rows: Sequence[tuple[YearOfSupport, bool]]) -> None:
        """Fees and recourse are income, payments expense."""
        for row, actual in rows:
            self.lines.add("income", row.fiscal_year, *self._all(row, actual, "received"))
            self.lines.add("expense", row.fiscal_year, *self._all(row, actual, "contributed"))

    def _made(self, year: int, name: str, rule: str, words: str, parts: Sequence[Figure]) -> Figure:
        return combined(f"{self.head}.FY{year}.{name}", None, "yen", rule, words, list(parts))

    def carried(
        self, rows: Sequence[tuple[YearOfSupport, bool]], carried: Figure, share: Figure | None, first: int
    ) -> None:
        """Book shares or a loan of the agency: one amount carried, raised by what is paid in."""
        shares = self.view.instrument == "equity"
        income = (
            ("dividends", "shareholder_interest", "actual_received")
            if shares
            else ("interest", "recovered", "actual_received")
        )
        returned = "shareholder_principal" if shares else "principal"
        fell = self._fell()
        for number, (row, actual) in enumerate(rows):
            year = row.fiscal_year
            tag = f"{year}.{number}"
            paid = self._all(row, actual, "contributed")
            loss: list[Figure] = []
            if share is not None and shares:
                loss = self._loss(row, actual, share)
            carried = self._step(tag, carried, paid, loss)
            self.lines.add("income", year, *self._all(row, actual, "received", income))
            back = self._all(row, actual, "received", (returned,)) if not actual else []
            carried = self._returned(year, tag, carried, back)
            self.lines.add("expense", year, *loss)
            if "sale" in row.received:
                sale = self._all(row, actual, "received", ("sale",))
                nothing = self._returned(year, f"{tag}.sale", carried, sale)
                self.lines.add("expense", year, nothing)
                carried = given(f"{self.head}.{tag}.sold", 0, "yen", "the shares are sold")
            if fell == year and not shares:
                self.lines.add("expense", year, carried)
                carried = given(f"{self.head}.{tag}.defaulted", 0, "yen", "the loan has defaulted")
        sold = any("sale" in row.received for row, _ in rows)
        ends = self.agency.support.investee.at_the_end == "all is paid out"
        if shares and rows and not sold and ends:
            self.lines.add("expense", rows[-1][0].fiscal_year, carried)

    def _fell(self) -> int | None:
        view = self.agency.evaluated.view
        month = None if view is None else view.defaults.get(self.view.id)
        return None if month is None else (month - 3) // 12

    def _loss(self, row: YearOfSupport, actual: bool, share: Figure) -> list[Figure]:
        paid = self._all(row, actual, "contributed", ("capital", "actual_contributed"))
        if not paid:
            return []
        place = f"{self.head}.FY{row.fiscal_year}.{'actual' if actual else 'expected'}"
        words = "capital paid in"
        total = combined(f"{place}.capital", None, "yen", "the sum", words, paid)
        part = combined(f"{place}.loss_exact", None, "yen", "the product", "share × capital paid in", [share, total])
        rule = "the sum, a half away from zero"
        return [
            combined(f"{place}.loss", whole_yen(part.value), "yen", rule, "loss while the outcome is unknown", [part])
        ]

    def _step(self, tag: str, carried: Figure, paid: Sequence[Figure], loss: Sequence[Figure]) -> Figure:
        if not paid and not loss:
            return carried
        plus = combined(f"{self.head}.{tag}.raised", None, "yen", "the sum", "carried + paid in", [carried, *paid])
        words = "carried + paid in − loss"
        return combined(f"{self.head}.{tag}.carried", None, "yen", "the first less the others", words, [plus, *loss])

    def _returned(self, year: int, tag: str, carried: Figure, back: Sequence[Figure]) -> Figure:
        """Book what comes back: above what is carried it is income; return what is carried after it."""
        if not back:
            return carried
        came = combined(f"{self.head}.{tag}.back", None, "yen", "the sum", "what comes back", list(back))
        rule = "the first less the others, not below 0"
        words = "what comes back above what is carried"
        self.lines.add("income", year, combined(f"{self.head}.{tag}.gain", None, "yen", rule, words, [came, carried]))
        left = "carried less what comes back"
        return combined(f"{self.head}.{tag}.left", None, "yen", rule, left, [carried, came])
