"""From files to a review: every project under one condition set and its stresses, then judged together (a20, a21, a22)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from sonae.compute import Progress
from sonae.core import Classification, FiscalYear, InputError, UnknownChoiceError
from sonae.economics.bridge import State, YearlyComparison
from sonae.economics.conditions import ConditionSet
from sonae.economics.ledger import evaluate_case
from sonae.economics.support import agency_view
from sonae.economics.uncertainty import JointView, joint_view
from sonae.portfolio.cases.book import BASE, BUSINESS, CaseBook
from sonae.portfolio.cases.comparison import StatedCase, compare_projects, states_of
from sonae.portfolio.cases.exploration import Exploration, explore
from sonae.portfolio.cases.instruments import facts_of, whole_years_rate
from sonae.portfolio.cases.outcome import ProjectEvaluation
from sonae.portfolio.cases.profit_and_loss import forecasts_of
from sonae.portfolio.cases.project_file import ProjectFile
from sonae.portfolio.cases.scenarios import Scenarios, ScenarioWorth, scenario_profits
from sonae.portfolio.review.facts import CaseFacts
from sonae.portfolio.review.portfolio_facts import Forecast, PortfolioFacts
from sonae.portfolio.review.review import PortfolioReview, review_portfolio
from sonae.portfolio.review.settings import ReviewSettings, review_settings

__all__ = ["PortfolioEvaluation", "ProjectEvaluation", "evaluate_portfolio", "evaluate_project"]


@dataclass(frozen=True, slots=True)
class PortfolioEvaluation:
    """All projects under a condition set, the stresses beside it, and what the review is told."""

    book: CaseBook
    conditions: ConditionSet
    projects: Mapping[str, ProjectEvaluation]
    """By id, without stress."""
    stressed: Mapping[str, Mapping[str, ProjectEvaluation]]
    """By stress and id; live projects only."""
    facts: PortfolioFacts
    settings: ReviewSettings
    comparisons: Mapping[str, YearlyComparison]
    """Adoption, last year and now by id, of the projects whose files state the earlier evaluations."""
    exploration: Mapping[str, Exploration]
    """Decision trees rolled back, by id, of the projects whose files state one."""
    scenarios: Scenarios | None = None
    """Scenarios that the chance of rank A was counted from."""
    worth: ScenarioWorth | None = None
    """Yen by scenario."""

    @property
    def joint(self) -> JointView | None:
        """The forward values of all projects together; None without scenarios, or where no project is live."""
        return joint_view(self.worth.forward) if self.worth is not None and self.worth.forward else None

    def of(self, case: str) -> ProjectEvaluation:
        """Return the evaluation of a project. Raises UnknownChoiceError when there is none."""
        if case not in self.projects:
            raise UnknownChoiceError("project", case, self.projects)
        return self.projects[case]

    def review(self) -> PortfolioReview:
        """Review the portfolio; see :func:`sonae.portfolio.review.review_portfolio`."""
        return review_portfolio(self.facts, self.settings)


def evaluate_project(project: ProjectFile, conditions: ConditionSet) -> ProjectEvaluation:
    """Work a project off under a condition set, and what it means for the agency.

    Raises:
        InputError: naming the file and the field; see :func:`~sonae.economics.ledger.evaluate_case` and
            :func:`~sonae.economics.support.agency_view`.

    """
    try:
        ledger = evaluate_case(project.case, conditions, folder=project.folder)
        view = agency_view(ledger, project.support) if project.live else None
    except UnknownChoiceError as error:
        raise error.placed(file=project.file) from error
    except InputError as error:
        if error.file == project.file:
            raise
        where = f"{error.file}: " if error.file else ""
        raise InputError(
            f"{where}{error.problem}", file=project.file, field=error.field, expected=error.expected
        ) from error
    return ProjectEvaluation(project, ledger, view)


def evaluate_portfolio(
    book: CaseBook,
    conditions: ConditionSet,
    settings: ReviewSettings | None = None,
    *,
    scenarios: Scenarios | None = None,
    progress: Progress | None = None,
) -> PortfolioEvaluation:
    """Evaluate every project of a portfolio under the same conditions.

    Args:
        book: the projects and the business.
        conditions: the condition set; the stresses that the business names must be among its own.
        settings: thresholds of the review; the product's where none are given.
        scenarios: how many scenarios the chance of rank A is counted from; without them it is not known.
        progress: told of scenarios done; may cancel.

    Raises:
        InputError: naming the file and the field, for a project that cannot be evaluated or facts that contradict each other.
        UnknownChoiceError: for a stress or a rate that the condition set does not hold.

    """
    chosen, business = settings or review_settings(), book.business
    for name in business.forecast.stresses:
        if name not in conditions.stresses:
            raise UnknownChoiceError("stress", name, conditions.stresses, hint=f"{BUSINESS}, forecast.stresses")
    under = {name: conditions.with_stress(name) for name in business.forecast.stresses}
    projects = {project.id: evaluate_project(project, conditions) for project in book.projects}
    live = [project for project in book.projects if project.live]
    stressed = {
        name: {project.id: evaluate_project(project, under[name]) for project in live}
        for name in business.forecast.stresses
    }
    closed = FiscalYear.of(business.period_end)
    cases = {name: facts_of(found.project, found.view, conditions, closed) for name, found in projects.items()}
    forecasts = [
        row
        for name, found in {BASE: projects, **stressed}.items()
        for row in _forecasts(name, found, cases, book, chosen)
    ]
    rate, worth = whole_years_rate(conditions, business.discount_rate, BUSINESS, "discount_rate"), None
    if scenarios is not None:
        forward = (Fraction(rate), FiscalYear.of(business.as_of).year)
        worth = scenario_profits(projects, cases, forward, scenarios, progress=progress)
        cases = {
            name: tuple(replace(facts, scenario_profits_yen=worth.profits.get(facts.id)) for facts in group)
            for name, group in cases.items()
        }
    explored = {
        project.id: explore(project, projects[project.id].ledger, conditions, scenarios, evaluate_project)
        for project in live
        if project.exploration is not None
    }
    for name, found in explored.items():
        cases[name] = tuple(
            replace(facts, chance_weighted=found.weighted.get(facts.id) if facts.explores else None)
            for facts in cases[name]
        )
    everything = tuple(facts for group in cases.values() for facts in group)
    label = Classification.join([book.classification, conditions.classification])
    facts = PortfolioFacts(
        name=business.name,
        as_of=business.as_of,
        period_end=business.period_end,
        register=tuple(found.id for found in everything),
        cases=everything,
        deficit=business.deficit,
        discount_rate=rate,
        conditions=f"{conditions.name}, version {conditions.version} ({conditions.sha256})",
        base_scenario=BASE if forecasts else None,
        forecasts=tuple(forecasts),
        pdr_records=business.pdr_records,
        classification=label,
    )
    compared = _compared(book, conditions)
    return PortfolioEvaluation(
        book, conditions, projects, stressed, facts, chosen, compared, explored, scenarios, worth
    )


def _compared(book: CaseBook, conditions: ConditionSet) -> dict[str, YearlyComparison]:
    """Compare the projects whose files state earlier evaluations with adoption and with last year."""
    terms = book.business.comparison
    if terms is None:
        return {}
    stated = {project.id: _stated(project) for project in book.projects}
    return compare_projects(
        {name: of for name, of in stated.items() if of is not None}, terms, conditions, book.past
    )  # fmt: skip


def _stated(project: ProjectFile) -> StatedCase | None:
    if project.earlier is None:
        return None
    return StatedCase(project.file, project.case, project.earlier, project.support.investee.party, project.folder)


def states_of_project(evaluation: PortfolioEvaluation, case: str) -> tuple[State, State, State]:
    """Return the evaluations of a project that are compared: adoption, last year, now.

    Raises:
        InputError: when its file states no earlier evaluations.
        UnknownChoiceError: when there is no such project.

    """
    project, terms = evaluation.book.of(case), evaluation.book.business.comparison
    of = _stated(project)
    if of is None or terms is None:
        raise InputError("the project states no earlier evaluations", file=project.file, field="comparison")
    return states_of(of, evaluation.conditions, evaluation.book.past, terms.rate)


def _forecasts(
    scenario: str,
    found: Mapping[str, ProjectEvaluation],
    cases: Mapping[str, tuple[CaseFacts, ...]],
    book: CaseBook,
    settings: ReviewSettings,
) -> list[Forecast]:
    first = (FiscalYear.of(book.business.period_end) + 1).year
    years = range(first, first + book.business.forecast.years)
    share = Fraction(settings.write_down.exploration_share)
    rows: list[Forecast] = []
    for name, evaluated in found.items():
        if evaluated.view is None:
            continue
        positions = {facts.id: facts.positions for facts in cases[name]}
        rows += forecasts_of(
            evaluated.project, evaluated.view, positions, scenario=scenario, years=years, exploration_share=share
        )
    return rows
