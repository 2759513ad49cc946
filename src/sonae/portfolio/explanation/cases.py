"""The facts of the review explained: cash by fiscal year, positions, rates and dates of every project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from sonae.core import FiscalYear, InputError, UnknownChoiceError
from sonae.economics.support import InstrumentView
from sonae.portfolio.cases import (
    PortfolioEvaluation,
    ProjectMeasures,
    funding_plan,
    portfolio_measures,
    replay_project,
)
from sonae.portfolio.cases.instruments import rows_of
from sonae.portfolio.explanation.agency import AgencyFigures
from sonae.portfolio.explanation.figure import Figure, combined, given
from sonae.portfolio.explanation.sources import Sources
from sonae.portfolio.funding import FundingPlan
from sonae.portfolio.review import CaseFacts, ReviewSettings

if TYPE_CHECKING:
    from sonae.portfolio.explanation.trees import TreeFigures

__all__ = ["END", "SCENARIO", "BookFigures", "FactFigures"]

SCENARIO = "scenario_"
"""Head of the name of a scenario that is replayed; its number follows."""
END = "end_"
"""Head of the name of an end of a decision tree; its place among the ends follows."""


class BookFigures:
    """Figures of everything that the review was told.

    Attributes:
        evaluation: the portfolio evaluated.
        figures: made so far, by place.

    """

    def __init__(self, evaluation: PortfolioEvaluation) -> None:
        self.evaluation = evaluation
        self.figures: dict[str, Figure] = {}
        self._agency: dict[tuple[str, str], AgencyFigures] = {}
        self._facts = {case.id: case for case in evaluation.facts.cases}
        self._owner = {
            name: found.project.id
            for found in evaluation.projects.values()
            for name in rows_of(found.project, found.view)
        }

    @property
    def settings(self) -> ReviewSettings:
        """Thresholds of the review."""
        return self.evaluation.settings

    @cached_property
    def measures(self) -> Mapping[str, ProjectMeasures]:
        """Measures of the projects."""
        return portfolio_measures(self.evaluation)

    @cached_property
    def funding(self) -> FundingPlan | None:
        """Repayment plans, where the directory states borrowings."""
        return funding_plan(self.evaluation)

    @property
    def closed(self) -> FiscalYear:
        """The last closed fiscal year."""
        return FiscalYear.of(self.evaluation.facts.period_end)

    def agency(self, scenario: str, project: str) -> AgencyFigures:
        """Return the figures of a project in a scenario of the forecast."""
        key = (scenario, project)
        if key not in self._agency:
            table = self.evaluation.stressed.get(scenario, self.evaluation.projects)
            found = table[project]
            end = scenario.removeprefix(END)
            if end != scenario:
                found = list(self.evaluation.exploration[project].ends.values())[int(end)].found
            number = scenario.removeprefix(SCENARIO)
            if number != scenario and self.evaluation.scenarios is not None:
                found = replay_project(found, self.evaluation.scenarios.seed, int(number))
            said = f"condition set «{found.ledger.conditions.name}» version {found.ledger.conditions.version}"
            if scenario in self.evaluation.stressed:
                said += f", stress «{scenario}»"
            if number != scenario and self.evaluation.scenarios is not None:
                said += f", scenario {number} of seed {self.evaluation.scenarios.seed}"
            if end != scenario:
                said += f", end {end} of the decision tree"
            sources = Sources(found.project.file, f"{scenario}.{project}", said, self.figures)
            self._agency[key] = AgencyFigures(found, sources)
        return self._agency[key]

    def of(self, case: str) -> FactFigures:
        """Return the figures of what is known of a project. Raises UnknownChoiceError when the review holds none of that id."""
        if case not in self._facts:
            raise UnknownChoiceError("project", case, self._facts)
        return FactFigures(self, self._facts[case], self._owner[case])

    def setting(self, path: str, value: object) -> Figure:
        """Return a threshold, with its source."""
        source = self.settings.sources.get(path, "the settings of the review")
        return given(f"settings:{path}", Fraction(str(value)), "1", f"settings of the review: {path} ({source})")

    def business(self, path: str, value: int | Fraction, unit: str = "yen") -> Figure:
        """Return a number of ``business.yaml``."""
        return given(f"file:business.yaml:{path}", value, unit, f"business.yaml: {path}")

    def condition(self, purpose: str, rate: object) -> Figure:
        """Return a discount rate of the condition set."""
        conditions = self.evaluation.conditions
        origin = f"condition set «{conditions.name}» version {conditions.version}: discount.{purpose}.rate"
        return given(f"conditions:discount.{purpose}", Fraction(str(rate)), "a year", origin)

    def once(self, place: str, make: Callable[[], Figure]) -> Figure:
        """Return the figure of a place, made when it is first asked for."""
        if place not in self.figures:
            self.figures[place] = make()
        return self.figures[place]


class FactFigures:
    """Figures of what is known of one project of the review; ``project`` is the id of its file."""

    def __init__(self, book: BookFigures, facts: CaseFacts, project: str) -> None:
        self.book, self.facts, self.project = book, facts, project
        self.evaluated = book.evaluation.projects[project]
        self.agency = self.evaluated.project.agency
        self.figures = book.agency(self._base, project)

    @property
    def _base(self) -> str:
        return "base"

    @cached_property
    def views(self) -> tuple[InstrumentView, ...]:
        """Instruments that are reviewed under this id."""
        return rows_of(self.evaluated.project, self.evaluated.view)[self.facts.id]

    def field(self, path: str, value: object, unit: str = "yen") -> Figure:
        """Return a number of the project's file, of the part «agency»."""
        return self.figures.sources.field(f"agency.{path}", value, unit)

    def day(self, path: str, value: dt.date) -> Figure:
        """Return a day of the project's file, as its ordinal."""
        return self.figures.sources.field(f"agency.{path}", value.toordinal(), "day")

    # Cash by fiscal year

    def cash(self, kind: str, year: int, side: str) -> Figure:
        """Return what is «contributed» or «received» in a fiscal year, «actual» or «expected»."""
        place = f"facts:cases.{self.facts.id}.{kind}.{year}.{side}_yen"
        rows = self.facts.actual if kind == "actual" else self.facts.expected or ()
        row = next(row for row in rows if row.fiscal_year == year)
        value = row.contributed_yen if side == "contributed" else row.received_yen

        def parts() -> list[Figure]:
            if kind == "actual":
                held = [view for view in self.views if any(row.fiscal_year == year for row in view.actual)]
                return [self.figures.actual(view, year, side) for view in held]
            return [
                self.figures.expected(view, year, line)
                for view in self.views
                for row in view.expected
                if row.fiscal_year == year
                for line in (row.contributed if side == "contributed" else row.received)
            ]

        words = "Σ instruments, as the books say" if kind == "actual" else "Σ instruments and lines of the forecast"
        return self.book.once(place, lambda: combined(place, value, "yen", "the sum", words, parts))

    def net(self, kind: str, year: int) -> Figure:
        """Return received less contributed of a fiscal year."""
        place = f"facts:cases.{self.facts.id}.{kind}.{year}.net"
        return self.book.once(
            place,
            lambda: combined(
                place, None, "yen", "the first less the others", "received − contributed",
                [self.cash(kind, year, "received"), self.cash(kind, year, "contributed")],
            ),
        )  # fmt: skip

    def years(self, kind: str) -> list[int]:
        """Return the fiscal years of actual or expected cash."""
        rows = self.facts.actual if kind == "actual" else self.facts.expected or ()
        return [row.fiscal_year for row in rows]

    # Scenarios

    def scenario_profits(self) -> list[Figure]:
        """Return the profit over life of every scenario; each is worked off again when its parts are asked for."""
        return [self._scenario(number, yen) for number, yen in enumerate(self.facts.scenario_profits_yen or ())]

    def scenario_forward(self, number: int) -> Figure:
        """Return the forward value of a scenario, discounted to the review at the rate of the business."""
        place = f"forward:cases.{self.facts.id}.scenario_profits_yen.{number}"
        worth, business = self.book.evaluation.worth, self.book.evaluation
        if worth is None:
            raise InputError("no scenarios are made", expected="--scenarios")
        base = self.book.business("as_of", FiscalYear.of(business.facts.as_of).year, "fiscal year")
        rate = self.book.condition(business.book.business.discount_rate, business.facts.discount_rate)
        yen, words = worth.forward[self.facts.id][number], "Σ (received − contributed) · (1 + r)^(FY of review − FY)"
        rule = "the sum, a half away from zero"
        return self.book.once(
            place,
            lambda: combined(place, yen, "yen", rule, words, lambda: self._in_scenario(number, base, rate)),
        )  # fmt: skip

    def _in_scenario(self, number: int, base: Figure, rate: Figure) -> list[Figure]:
        """Return the lines of a scenario, discounted."""
        agency, out = self.book.agency(f"{SCENARIO}{number}", self.project), []
        for view in rows_of(agency.evaluated.project, agency.evaluated.view)[self.facts.id]:
            for row in view.expected:
                for side, lines in (("received", row.received), ("contributed", row.contributed)):
                    for line in lines:
                        yen = agency.expected(view, row.fiscal_year, line)
                        if side == "contributed":
                            words = "what is contributed"
                            yen = combined(f"{yen.place}.less", None, "yen", "less", words, [yen])
                        out.append(self.discounted(yen, row.fiscal_year, base, rate))
        return out

    def _scenario(self, number: int, yen: int) -> Figure:
        place = f"facts:cases.{self.facts.id}.scenario_profits_yen.{number}"

        def parts() -> list[Figure]:
            out = [
                self.discounted(self.net("actual", year), year, self.adoption(), self.rate())
                for year in self.years("actual")
            ]
            return out + self._in_scenario(number, self.adoption(), self.rate())

        words = "Σ (received − contributed) · (1 + r)^(FY of adoption − FY), actual and of the scenario"
        rule = "the sum, a half away from zero"
        return self.book.once(place, lambda: combined(place, yen, "yen", rule, words, parts))

    def weighted(self, year: int, side: str, trees: TreeFigures) -> Figure:
        """Return what is «contributed» or «received» in a fiscal year, weighed with the chances of a decision tree."""
        place = f"facts:cases.{self.facts.id}.chance_weighted.{year}.{side}_yen"
        return self.book.once(place, lambda: self._weighted(place, year, side, trees))

    def _weighted(self, place: str, year: int, side: str, trees: TreeFigures) -> Figure:
        found = self.book.evaluation.exploration[self.project]
        row = next(row for row in found.weighted[self.facts.id] if row.fiscal_year == year)
        value = row.contributed_yen if side == "contributed" else row.received_yen

        def parts() -> list[Figure]:
            out = []
            for node in found.rolled.nodes():
                if node.leaf is None or not node.probability:
                    continue
                agency = self.book.agency(f"{END}{list(found.ends).index(node.leaf)}", self.project)
                lines = [
                    agency.expected(view, year, line)
                    for view in rows_of(agency.evaluated.project, agency.evaluated.view)[self.facts.id]
                    for row in view.expected
                    if row.fiscal_year == year
                    for line in (row.contributed if side == "contributed" else row.received)
                ]
                head = f"{place}.{node.path}"
                total = combined(f"{head}.yen", None, "yen", "the sum", f"Σ lines {side} at this end", lines)
                chance = trees.chance(self.project, found, node)
                out.append(combined(head, None, "yen", "the product", "chance × yen of the end", [chance, total]))
            return out

        words = f"Σ ends of the tree: chance × {side}"
        return combined(place, value, "yen", "the sum, a half away from zero", words, parts)

    # Discounting

    def rate(self) -> Figure:
        """Return the rate at which the agency funds the project."""
        return self.book.condition(self.agency.funding_rate, self.facts.funding_rate)

    def adoption(self) -> Figure:
        """Return the fiscal year of adoption."""
        year = FiscalYear.of(self.facts.adopted).year
        origin = f"{self.figures.sources.file}: agency.adopted: {self.facts.adopted}"
        return given(f"facts:cases.{self.facts.id}.adopted.fiscal_year", year, "fiscal year", origin)

    def discounted(self, amount: Figure, year: int, base: Figure, rate: Figure) -> Figure:
        """Return an amount of a fiscal year discounted to another, by whole years."""
        place = f"{amount.place}@{base.place.rpartition(':')[2]}"
        one = given("one", 1, "1", "the number 1")
        growth = combined(f"{rate.place}+1", None, "1", "the sum", "1 + rate", [one, rate])
        when = given(f"year:{year}", year, "fiscal year", "the fiscal year of the amount")
        exponent = combined(
            f"{base.place}-{year}", None, "years", "the first less the others", "FY of the base − FY", [base, when]
        )
        factor = combined(
            f"{rate.place}@{base.place}-{year}", None, "1", "the first to the power of the second",
            "(1 + rate)^(FY of the base − FY)", [growth, exponent],
        )  # fmt: skip
        return combined(place, None, "yen", "the product", "amount × discount factor", [amount, factor])

    # Positions

    def positions(self, instruments: tuple[str, ...] = ("equity", "guarantee", "loan")) -> list[tuple[int, Figure]]:
        """Return what is exposed at the last period end: number of the position and its figure."""
        out = []
        for number, (view, held) in enumerate(zip(self.views, self.facts.positions, strict=False)):
            if held.instrument in instruments:
                out.append((number, self._position(number, view, held.yen)))
        return out

    def _position(self, number: int, view: InstrumentView, yen: int) -> Figure:
        place = f"facts:cases.{self.facts.id}.positions.{number}"
        if view.instrument != "equity":
            owed = self.figures.outstanding(view, self.book.closed.year)
            return combined(place, yen, "yen", "the same", "outstanding at the last period end", [owed])
        if self.agency.carried is not None:
            return self.field(f"carried.{view.id}", yen)
        return combined(place, yen, "yen", "the same", "carrying amount of the shares", [self.carrying()])

    def carrying(self) -> Figure:
        """Return what the shares are carried at, at the last period end."""
        holding = self.facts.holding
        place = f"facts:cases.{self.facts.id}.holding.carrying_yen"
        if holding is None:
            return given(place, 0, "yen", f"{self.figures.sources.file}: agency.holding is none")
        return combined(
            place, holding.carrying_yen, "yen", "the first less the others", "acquired − written down − allowance",
            [self.cost(), self.holding("allowance_yen")],
        )  # fmt: skip

    def cost(self) -> Figure:
        """Return what the shares cost after write-downs."""
        place = f"facts:cases.{self.facts.id}.holding.cost_yen"
        words = "acquired − written down"
        parts = [self.holding("acquired_yen"), self.holding("written_down_yen")]
        return combined(place, None, "yen", "the first less the others", words, parts)

    def holding(self, name: str) -> Figure:
        """Return a number of the holding."""
        return self.field(f"holding.{name}", getattr(self.facts.holding, name))
