"""A project in exploration as a decision tree: what it is worth with the right to stop, and its cash weighed with chances.

Every end of the tree is the project itself with what was spent on the way and the volume that is developed: its case is worked off,
valued in the shared scenarios, and turned into the agency's yen. Years that are past are the same at every end and count in none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.conditions import ConditionSet
from sonae.economics.ledger import Case, Ledger, Time
from sonae.economics.uncertainty import (
    DecisionTree,
    Leaf,
    ProjectUnderRisk,
    Rolled,
    leaves,
    monthly_paths,
    needed_paths,
    roll_back,
    scenario_values,
    together,
)
from sonae.portfolio.cases.instruments import cash_of, rows_of
from sonae.portfolio.cases.outcome import ProjectEvaluation
from sonae.portfolio.cases.project_file import ProjectFile
from sonae.portfolio.cases.scenarios import Scenarios, certain_until
from sonae.portfolio.review import Cash, whole_yen

__all__ = ["Exploration", "ValuedLeaf", "explore"]

Evaluate = Callable[[ProjectFile, ConditionSet], ProjectEvaluation]


@dataclass(frozen=True)
class ValuedLeaf:
    """An end of the tree worked off.

    Attributes:
        leaf: what was spent, what is developed.
        found: the project at this end, under the decks.
        values: present value of the agency's share of the party's cash to come, by scenario, in yen; the decks' own
            value alone where no scenarios are made.

    """

    leaf: Leaf
    found: ProjectEvaluation
    values: tuple[float, ...]

    @property
    def mean(self) -> Fraction:
        """The mean value, exactly."""
        return sum(map(Fraction, self.values), Fraction(0)) / len(self.values)


@dataclass(frozen=True)
class Exploration:
    """A decision tree rolled back.

    Attributes:
        tree: as the file states it.
        rolled: the root with everything below it; values in nominal yen at the condition rate.
        ends: valued, by leaf.
        weighted: the agency's yen by fiscal year, weighed with the chances of the ends under the best decisions, by review id.
        scenarios: what the values are means of; None: of the decks alone.

    """

    tree: DecisionTree
    rolled: Rolled
    ends: Mapping[Leaf, ValuedLeaf]
    weighted: Mapping[str, tuple[Cash, ...]]
    scenarios: Scenarios | None

    @property
    def emv(self) -> Fraction:
        """Expected monetary value: that of the root, every decision being the best one."""
        return self.rolled.value

    @property
    def risk_capital(self) -> Fraction:
        """The most that is lost where the project stops under the best decisions; 0 where it never stops at a loss."""
        stops = (node.value for node in self.rolled.nodes() if node.kind == "stop" and node.probability > 0)
        return max([-value for value in stops], default=Fraction(0))

    @property
    def committed(self) -> Fraction:
        """Value of going on at every decision, whatever is known by then."""
        return self.rolled.committed(self.tree)

    @property
    def value_of_stopping(self) -> Fraction:
        """What the right to decide otherwise adds to going on."""
        return self.emv - self.committed


def explore(
    project: ProjectFile, ledger: Ledger, conditions: ConditionSet, scenarios: Scenarios | None, evaluate: Evaluate
) -> Exploration:
    """Value the decision tree of a project.

    Args:
        project: with a part «exploration».
        ledger: of the project as it stands, for the years that are past.
        conditions: decks, rates, scenarios.
        scenarios: how many, and the seed; None: decisions are taken by the decks alone.
        evaluate: works a project off.

    Raises:
        InputError: when the tree names costs that the case does not have, or a rate that the condition set does not hold.

    """
    tree = project.exploration
    if tree is None:
        raise InputError("the project states no decision tree", file=project.file, field="exploration")
    if tree.rate not in conditions.discount:
        unknown = UnknownChoiceError("discount rate", tree.rate, conditions.discount)
        raise InputError(unknown.problem, file=project.file, field="exploration.rate")
    past = certain_until(ledger, project.support.investee)
    _check_spends(project, tree, past)
    found = {
        leaf: evaluate(replace(project, case=leaf_case(project, tree, leaf, past)), conditions) for leaf in leaves(tree)
    }
    values = _values(found, tree, conditions, scenarios, past)
    ends = {leaf: ValuedLeaf(leaf, at_end, values[leaf]) for leaf, at_end in found.items()}
    means = {leaf: end.mean for leaf, end in ends.items()}
    rolled = roll_back(tree, lambda leaf: means[leaf])
    return Exploration(tree, rolled, ends, _weighted(rolled, ends), scenarios)


def _check_spends(project: ProjectFile, tree: DecisionTree, past: int | None) -> None:
    costs = project.case.costs
    for name, year in sorted(tree.listed):
        if name not in costs:
            raise InputError(
                f"an option spends «{name}», which is no class of costs of the case", file=project.file,
                field="exploration.nodes", expected=", ".join(costs),
            )  # fmt: skip
        if not costs[name].values.get(year):
            raise InputError(
                f"an option spends «{name}» of {year}, of which the case has none", file=project.file,
                field="exploration.nodes",
            )  # fmt: skip
        if past is not None and year <= past:
            raise InputError(
                f"an option spends «{name}» of {year}, which is past", file=project.file, field="exploration.nodes",
                expected=f"years after {past}",
            )  # fmt: skip
    risks = project.risks
    if risks is None or risks.volume is None:
        raise InputError(
            "the volumes of a decision tree come from the estimates of the risks",
            file=project.file,
            field="risks.volume",
        )


def leaf_case(project: ProjectFile, tree: DecisionTree, leaf: Leaf, past: int | None) -> Case:
    """Return the case at an end of the tree: what was spent, what is developed, and the past as it is.

    Costs that no option spends belong to development.
    """
    case, risks = project.case, project.risks
    factor = 0.0 if leaf.volume is None else 1.0
    if leaf.volume in ("low", "best", "high") and risks is not None and risks.volume is not None:
        factor = float(getattr(risks.volume, leaf.volume))

    def year_of(time: Time) -> int:
        return time if isinstance(time, int) else case.year_of(time)

    def known(time: Time) -> bool:
        return past is not None and year_of(time) <= past

    products = {
        name: product.model_copy(
            update={
                "volume": {time: value if known(time) else value * factor for time, value in product.volume.items()}
            }
        )
        for name, product in case.products.items()
    }
    costs = {
        name: line.model_copy(
            update={
                "values": {
                    time: value
                    for time, value in line.values.items()
                    if known(time)
                    or (name, year_of(time)) in leaf.spent
                    or (leaf.volume is not None and (name, year_of(time)) not in tree.listed)
                }
            }
        )
        for name, line in case.costs.items()
    }
    return case.model_copy(update={"products": products, "costs": costs})


def _under_risk(leaf: Leaf, found: ProjectEvaluation, tree: DecisionTree, *, certain: bool) -> ProjectUnderRisk:
    """Return the project at an end: its volume is what is developed, and success is no longer a question."""
    told = found.project.risks
    risks = None
    if told is not None and not certain:
        volume = told.volume if leaf.volume == "estimates" else None
        delay = None if leaf.volume is None else told.delay
        changes: dict[str, object] = {"volume": volume, "delay": delay, "chance_of_success": 1.0, "spent_before": []}
        risks = told.model_copy(update=changes)
    return ProjectUnderRisk(found.ledger, risks, float(tree.share), found.project.support.investee.party)


def _values(
    found: Mapping[Leaf, ProjectEvaluation],
    tree: DecisionTree,
    conditions: ConditionSet,
    scenarios: Scenarios | None,
    past: int | None,
    block: int = 1024,
) -> dict[Leaf, tuple[float, ...]]:
    """Value all ends in the same scenarios, or under the decks alone."""
    if scenarios is None:
        conditions = conditions.model_copy(update={"uncertainty": None})
    projects = {
        leaf: _under_risk(
            leaf, replace(at_end, ledger=replace(at_end.ledger, conditions=conditions)), tree,
            certain=scenarios is None,
        )
        for leaf, at_end in found.items()
    }  # fmt: skip
    count, seed = (scenarios.count, scenarios.seed) if scenarios is not None else (1, 0)
    needed = together([needed_paths(project, conditions) for project in projects.values()])
    values: dict[Leaf, list[float]] = {leaf: [] for leaf in projects}
    for first in range(0, count, block):
        stop = min(first + block, count)
        paths = monthly_paths(conditions, needed, seed, first, stop)
        for leaf, project in projects.items():
            worth = scenario_values(
                project, conditions, seed, first, stop, rate=tree.rate, certain_until=past, paths=paths
            )
            values[leaf] += [float(value) for value in worth]
    return {leaf: tuple(worth) for leaf, worth in values.items()}


def _weighted(rolled: Rolled, ends: Mapping[Leaf, ValuedLeaf]) -> dict[str, tuple[Cash, ...]]:
    sums: dict[str, dict[int, tuple[Fraction, Fraction]]] = {}
    for node in rolled.nodes():
        if node.leaf is None or not node.probability:
            continue
        found = ends[node.leaf].found
        for name, views in rows_of(found.project, found.view).items():
            table = sums.setdefault(name, {})
            for row in cash_of([row for view in views for row in view.expected]):
                paid, got = table.get(row.fiscal_year, (Fraction(0), Fraction(0)))
                table[row.fiscal_year] = (
                    paid + node.probability * row.contributed_yen,
                    got + node.probability * row.received_yen,
                )
    return {
        name: tuple(Cash(year, whole_yen(paid), whole_yen(got)) for year, (paid, got) in sorted(table.items()))
        for name, table in sums.items()
    }
