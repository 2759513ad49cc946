"""A project made ready for scenarios: where each given line comes from, and the code of its ledger.

Everything that is the same in all scenarios is worked out here, once a project: prices and rates of the decks, discount factors,
and every line that moves with one factor alone, such as the depreciation of costs that have one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sonae.core import InputError
from sonae.economics.conditions import ConditionSet, MoneyTerms, PeriodGrid
from sonae.economics.formula import Program, Values
from sonae.economics.ledger import Ledger
from sonae.economics.ledger.lines import TIMING
from sonae.economics.uncertainty.factoring import CERTAIN, NOTHING, factors_of
from sonae.economics.uncertainty.machine import Code, encode
from sonae.economics.uncertainty.movements import Move, Movements, movements, path_names
from sonae.economics.uncertainty.risks import Draws, RiskDraws, Risks, risk_draws

__all__ = [
    "OpenProject", "Prepared", "ProjectUnderRisk", "Source", "needed_paths", "open_project", "prepare_projects",
]  # fmt: skip

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class ProjectUnderRisk:
    """A project whose ledger is worked off in every scenario.

    Attributes:
        ledger: worked off under the decks themselves.
        risks: its own uncertainty; None when it has none.
        share: part of the party's cash that is counted.
        party: whose cash is counted.

    """

    ledger: Ledger
    risks: Risks | None
    share: float
    party: str


@dataclass(frozen=True)
class Source:
    """A given line in a scenario: base · factor · movement + more.

    Attributes:
        factor: row of :attr:`Prepared.factors`; −1 for none.
        path: row of the movements; −1 for none.
        latest: the most periods that it may come late.
        base: (period,).
        more: (period,).

    """

    factor: int
    path: int
    latest: int
    base: F64
    more: F64

    @property
    def moved_by(self) -> int | None:
        """What moves the line, as :func:`~sonae.economics.uncertainty.factoring.factors_of` asks for it."""
        if not self.base.any() and not self.more.any():
            return NOTHING
        return None if self.path >= 0 or self.latest else self.factor


@dataclass(frozen=True)
class Prepared:
    """A project ready for scenarios.

    Attributes:
        project: the project.
        draws: what draws its own numbers.
        factors: names of the factors that are not 1 in every scenario.
        sources: by given line of the program, and by line that is given to the machine all the same.
        code: for the machine.
        given: (line, 4) factor, path, latest, 0 of the code's given lines.
        base: (line, period) of the same.
        more: (line, period) of the same.
        to_result: row of the movements that turns the party's cash into the money of results; −1 for none.
        weights: (period,) share × discount factor, × rate of exchange where that does not move.
        share: (period,) the same without discount factor.
        checks: operands of the checks.

    """

    project: ProjectUnderRisk
    draws: RiskDraws
    factors: tuple[str, ...]
    sources: Mapping[str, Source]
    code: Code
    given: NDArray[np.int64]
    base: F64
    more: F64
    to_result: int
    weights: F64
    share: F64
    checks: NDArray[np.int64]

    @property
    def grid(self) -> PeriodGrid:
        """The periods."""
        return self.project.ledger.grid

    def factor_values(self, draws: Draws) -> F64:
        """Return the factors, (factor, scenario)."""
        by_name = {"volume": draws.volume, "success": draws.success}
        by_name |= {f"costs_{name}": values for name, values in draws.costs.items()}
        return np.stack([by_name[name] for name in self.factors]) if self.factors else np.ones((1, draws.success.size))

    def given_values(self, draws: Draws, paths: F64) -> Values:
        """Return the given lines of the program in scenarios, (period, scenario), as the readable engine needs them."""
        factors, found = self.factor_values(draws), {}
        for name in self.project.ledger.program.given:
            source = self.sources[name]
            early = np.arange(self.grid.count)[:, None] - (draws.delay if source.latest else np.zeros_like(draws.delay))
            value = np.where(early >= 0, source.base[np.maximum(early, 0)], 0.0)
            value = value * factors[source.factor] if source.factor >= 0 else value
            found[name] = value * paths[source.path] + source.more[:, None] if source.path >= 0 else value
        return found

    def in_result_money(self, flows: F64, paths: F64) -> F64:
        """Return cash of the party, (period, scenario), in the money of results where its rate of exchange moves."""
        return flows * paths[self.to_result] if self.to_result >= 0 else flows


def prepare_projects(
    projects: Sequence[ProjectUnderRisk], conditions: ConditionSet, seed: int, rate: str | None
) -> tuple[list[Prepared], dict[PeriodGrid, Movements]]:
    """Make projects ready, and the movements that those of each grid share.

    Args:
        projects: each with a ledger of the condition set.
        conditions: the condition set.
        seed: of the random numbers.
        rate: name of the discount rate; without one nothing is discounted.

    Raises:
        InputError: for a ledger of another condition set, a delay past the end of a case, a class of costs that there is not.

    """
    needed: dict[PeriodGrid, set[Move]] = {}
    for project in projects:
        _check(project, conditions)
        needed.setdefault(project.ledger.grid, set()).update(_moves(project.ledger, conditions).values())
    shared = {grid: movements(conditions, grid, sorted(moves), seed) for grid, moves in needed.items()}
    codes = _Codes()
    discount = {
        grid: np.ones(grid.count) if rate is None else conditions.discount_factors(rate, grid, _result(conditions))
        for grid in shared
    }
    ready = [
        _prepare(project, conditions, seed, shared[project.ledger.grid], discount[project.ledger.grid], codes)
        for project in projects
    ]
    return ready, shared


def needed_paths(project: ProjectUnderRisk, conditions: ConditionSet) -> dict[str, tuple[int, int]]:
    """Return the prices and pairs that a project needs paths of, with first month and month after the last."""
    grid = project.ledger.grid
    names = path_names(conditions, set(_moves(project.ledger, conditions).values()))
    return dict.fromkeys(names, (grid.first, grid.first + grid.months))


@dataclass(frozen=True)
class OpenProject:
    """A project whose given lines can be made in scenarios.

    Attributes:
        draws: what draws its own numbers.
        sources: by given line of the program.
        movements: what moves them.
        to_result: row of the movements that turns the party's cash into the money of results; None where its rate does not move.

    """

    draws: RiskDraws
    sources: Mapping[str, Source]
    movements: Movements
    to_result: int | None


def open_project(project: ProjectUnderRisk, conditions: ConditionSet, seed: int) -> OpenProject:
    """Make the given lines of a project ready, without code for the machine. Errors: as of :func:`prepare_projects`."""
    _check(project, conditions)
    ledger, moves = project.ledger, _moves(project.ledger, conditions)
    shared = movements(conditions, ledger.grid, sorted(set(moves.values())), seed)
    draws = risk_draws(ledger.case.id, project.risks, tuple(ledger.case.costs), seed, ledger.grid.periods_a_year)
    _, sources = _sources(ledger, conditions, draws, shared)
    return OpenProject(draws, sources, shared, shared.moves.index(moves[""]) if "" in moves else None)


def _result(conditions: ConditionSet) -> MoneyTerms:
    return MoneyTerms.nominal(conditions.conventions.currency)


def _moves(ledger: Ledger, conditions: ConditionSet) -> dict[str, Move]:
    """Return what moves lines: prices and costs by their line, and the party's cash by «»."""
    if conditions.uncertainty is None:
        return {}
    own, result = ledger.money.currency, conditions.conventions.currency
    moves = {}
    for name, product in ledger.case.products.items():
        currency = conditions.decks.deck(product.deck).unit.split("/")[0]
        moves[f"price_{name}"] = Move(currency, own, product.deck)
    for name, line in ledger.case.costs.items():
        if line.money.currency != own:
            moves[name] = Move(line.money.currency, own)
    if own != result:
        moves[""] = Move(own, result, whole=True)
    return moves


def _check(project: ProjectUnderRisk, conditions: ConditionSet) -> None:
    ledger = project.ledger
    if ledger.conditions.sha256 != conditions.sha256:
        raise InputError(
            f"the ledger of {ledger.case.id} stands under another condition set", expected="one set for all"
        )
    years = project.risks.latest if project.risks else 0
    late = years * ledger.grid.periods_a_year
    lines = [
        ledger.values[name] for name in ledger.program.given if name.startswith("volume_") or name in ledger.case.costs
    ]
    if late and any(line[-late:].any() for line in lines):
        raise InputError(
            f"a delay of {years} years runs past the last year of the case", file=ledger.case.file, field="years",
            expected=f"{years} empty years at the end",
        )  # fmt: skip


def _sources(
    ledger: Ledger, conditions: ConditionSet, draws: RiskDraws, shared: Movements
) -> tuple[tuple[str, ...], dict[str, Source]]:
    """Return the factors that move anything, and the source of every given line."""
    case, moves = ledger.case, _moves(ledger, conditions)
    every = ("volume", "success", *(f"costs_{name}" for name in case.costs))
    factors = tuple(name for name in every if not draws.sure(name))
    none, late = np.zeros(ledger.grid.count), draws.latest
    sources = {}
    for name in ledger.program.given:
        factor, latest, base, more = "", 0, ledger.values[name], none
        if name.startswith("volume_"):
            factor, latest = "volume", late
        elif name in case.costs:
            factor, latest = f"costs_{name}", late
        elif name in TIMING and name not in ("year", "days"):
            factor, latest = "success", late
        elif name in moves:
            product = case.products[name.removeprefix("price_")]
            central = product.price_factor * conditions.price(product.deck, ledger.grid, ledger.money, per=product.unit)
            base, more = central, base - central
        path = shared.moves.index(moves[name]) if name in moves else -1
        sources[name] = Source(factors.index(factor) if factor in factors else -1, path, latest, base, more)
    return factors, sources


@dataclass
class _Codes:
    """Codes of programs, written once for all projects that have the same lines and know the same of them."""

    written: list[tuple[tuple[object, ...], Code]] = field(default_factory=list)

    def find(self, program: Program, wanted: tuple[str, ...], known: dict[str, float | None]) -> Code:
        """Return the code of an equal program, or write it."""
        signature = (wanted, known, program.given, program.lines)
        for other, code in self.written:
            if other == signature:
                return code
        code = encode(program, wanted, known)
        self.written.append((signature, code))
        return code


def _number(values: F64) -> float | None:
    """Return the number that a line is in all periods, if it is one."""
    return float(values[0]) if (values == values[0]).all() else None


def _prepare(
    project: ProjectUnderRisk, conditions: ConditionSet, seed: int, shared: Movements, discount: F64, codes: _Codes
) -> Prepared:
    ledger = project.ledger
    line = f"net_{project.party}"
    ledger.line(line)
    draws = risk_draws(ledger.case.id, project.risks, tuple(ledger.case.costs), seed, ledger.grid.periods_a_year)
    factors, sources = _sources(ledger, conditions, draws, shared)
    checks = [f"check_{number}" for number in range(1, len(ledger.lowered.checks) + 1)]
    moved = {name: source.moved_by for name, source in sources.items()}

    alone = {name: factor for name, factor in moved.items() if factor in (CERTAIN, NOTHING)}
    alone |= factors_of(ledger.program, moved)
    known = {name: _number(ledger.values[name]) if factor < 0 else None for name, factor in alone.items()}
    code = codes.find(ledger.program, (line, "turnover", *checks), known)
    none = np.zeros(ledger.grid.count)
    for name, factor in alone.items():
        sources[name] = Source(factor, -1, 0, ledger.values[name], none)
    of_code = [sources[name] for name in code.given]
    move = _moves(ledger, conditions).get("")
    share = np.full(ledger.grid.count, project.share)
    if move is None:
        share = share * conditions.fx_rate(ledger.money.currency, conditions.conventions.currency, ledger.grid)
    return Prepared(
        project, draws, factors, sources, code,
        np.asarray([(source.factor, source.path, source.latest, 0) for source in of_code], dtype=np.int64).reshape(-1, 4),
        np.asarray([source.base for source in of_code]).reshape(-1, ledger.grid.count),
        np.asarray([source.more for source in of_code]).reshape(-1, ledger.grid.count),
        shared.moves.index(move) if move else -1, share * discount, share,
        np.asarray([code.lines[name] for name in checks], dtype=np.int64),
    )  # fmt: skip
