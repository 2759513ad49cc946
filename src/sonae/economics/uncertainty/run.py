"""Many scenarios of many projects: shared price and exchange-rate paths, the risks of each project, every ledger worked off.

Nothing of (project, year, scenario) is kept: of every project its value by scenario, of all together also the cash by year and
scenario. Any scenario is replayed with its whole ledger.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sonae.compute import Executor, Progress, ThreadExecutor
from sonae.core import InputError, SonaeError
from sonae.economics.conditions import ConditionSet, MoneyTerms, PeriodGrid, SharedPaths, shared_paths
from sonae.economics.formula import Values
from sonae.economics.ledger import Ledger
from sonae.economics.ledger.lines import TIMING
from sonae.economics.uncertainty.machine import LANES, Code, encode
from sonae.economics.uncertainty.risks import Draws, Risks, draw_risks

__all__ = [
    "ProjectUnderRisk", "ScenarioValues", "Timed", "check_delay", "path_names", "paths_of", "replay_scenario",
    "simulate_projects",
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


@dataclass
class Timed:
    """Seconds that an engine has worked, of all threads together."""

    seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, seconds: float) -> None:
        """Add seconds of a thread."""
        with self._lock:
            self.seconds += seconds


@dataclass(frozen=True)
class ScenarioValues:
    """Values by scenario, in millions of ``money``.

    Attributes:
        projects: names.
        value: (project, scenario) present value of the party's cash × share.
        cash: (year, scenario) of all projects together, not discounted.
        first_year: of ``cash``.
        seed: of the random numbers.
        money: currency, nominal.
        rate: name of the discount rate.

    """

    projects: tuple[str, ...]
    value: F64
    cash: F64
    first_year: int
    seed: int
    money: MoneyTerms
    rate: str

    def exceeded(self, chance: float, project: str | None = None) -> float:
        """Return the value that is exceeded with a chance: P90 is ``exceeded(0.9)``. All projects together where none is named."""
        if not 0 < chance < 1:
            raise InputError(f"a chance of {chance:g} is exceeded by no value", expected="more than 0 and less than 1")
        values = self.value.sum(axis=0) if project is None else self.value[self.projects.index(project)]
        return float(np.quantile(values, 1.0 - chance, method="inverted_cdf"))

    def mean(self, project: str | None = None) -> tuple[float, float]:
        """Return the mean value and its standard error."""
        values = self.value.sum(axis=0) if project is None else self.value[self.projects.index(project)]
        return float(values.mean()), float(values.std(ddof=1) / np.sqrt(values.size))


@dataclass(frozen=True)
class _Prepared:
    """A project's code and where its given lines come from."""

    project: ProjectUnderRisk
    code: Code
    given: NDArray[np.int64]
    base: F64
    results: NDArray[np.int64]
    weights: F64
    checks: NDArray[np.int64]
    order: tuple[str, ...]


def simulate_projects(
    projects: Sequence[ProjectUnderRisk],
    conditions: ConditionSet,
    scenarios: int,
    seed: int,
    *,
    rate: str,
    executor: Executor | None = None,
    progress: Progress | None = None,
    block: int = 1024,
    engine: Literal["compiled", "readable"] = "compiled",
    timed: Timed | None = None,
) -> ScenarioValues:
    """Simulate scenarios 0 … ``scenarios − 1`` of all projects under one condition set.

    Args:
        projects: each with a ledger of the same condition set.
        conditions: with a section «uncertainty».
        scenarios: how many.
        seed: of the random numbers; the same seed gives the same bits, whatever the threads and blocks.
        rate: name of the discount rate; in nominal money of the set's currency.
        executor: threads by default.
        progress: told of scenarios done; may cancel.
        block: scenarios of a task.
        engine: the compiled machine, or the readable one, which is the reference and some fifty times slower.

        timed: told of the seconds that the engine itself took, paths and draws not counted.

    Raises:
        InputError: for no project, a ledger of another condition set, a delay past the end of a case.
        SonaeError: when a balance does not hold or a value is no number, in any scenario.

    """
    if not projects:
        raise InputError("there is no project to simulate", expected="one or more")
    if not 1 <= scenarios <= 2**32 - LANES:
        raise InputError(f"{scenarios} scenarios cannot be simulated", expected="1 or more")
    money = MoneyTerms.nominal(conditions.conventions.currency)
    prepared = [_prepare(project, conditions, rate, money) for project in projects]
    paths = _paths_by_grid(projects, conditions, seed)
    first_year = min(project.ledger.case.first_year for project in projects)
    last_year = max(project.ledger.case.first_year + project.ledger.case.years for project in projects)

    def task(first: int, stop: int) -> tuple[F64, F64]:
        return _run_block(
            prepared, conditions, paths, seed, first, stop, (first_year, last_year), engine, timed or Timed()
        )

    parts = (executor or ThreadExecutor()).run(task, scenarios, block=-(-block // LANES) * LANES, progress=progress)
    return ScenarioValues(
        tuple(project.ledger.case.id for project in projects), np.concatenate([part[0] for part in parts], axis=1),
        np.concatenate([part[1] for part in parts], axis=1), first_year, seed, money, rate,
    )  # fmt: skip


def replay_scenario(project: ProjectUnderRisk, conditions: ConditionSet, seed: int, index: int) -> Values:
    """Work one scenario of a project off again and return its whole ledger, (period,) by line.

    Raises:
        InputError: when the scenario is no whole number from 0 on.

    """
    if isinstance(index, bool) or not 0 <= index < 2**32 - LANES:
        raise InputError(f"scenario {index} cannot be replayed", expected="a whole number from 0")
    ledger = project.ledger
    draws = draw_risks(ledger.case.id, project.risks, tuple(ledger.case.costs), seed, index, index + 1)
    names = path_names(ledger, conditions)
    block = shared_paths(conditions, ledger.grid, names, seed=seed).block(index, index + 1) if names else None
    factors = dict(zip(_factor_names(ledger), _factors(ledger, draws), strict=True))
    paths = paths_of(ledger, conditions, block, names)
    late = int(draws.delay[0])
    values: Values = {}
    for name in ledger.program.given:
        factor, path, delayed = _origin(ledger, name)
        if path.startswith("price_"):
            values[name] = paths[path][:, 0]
            continue
        line = ledger.values[name]
        if delayed and late:
            line = np.concatenate([np.zeros(late), line[:-late]])
        line = line * factors[factor][0] if factor else line
        values[name] = line * paths[path][:, 0] if path else line
    return ledger.program.run(values, ledger.grid.count)


def _origin(ledger: Ledger, name: str) -> tuple[str, str, bool]:
    """Return factor, path and whether it is delayed, of a given line."""
    case = ledger.case
    if name.startswith("volume_"):
        return "volume", "", True
    if name.startswith("price_"):
        return "", name, False
    if name in case.costs:
        currency = case.costs[name].money.currency
        return f"costs_{name}", f"fx_{currency}" if currency != ledger.money.currency else "", True
    if name in TIMING and name not in ("year", "days"):
        return "success", "", True
    return "", "", False


def _factor_names(ledger: Ledger) -> tuple[str, ...]:
    return ("volume", "success", *(f"costs_{name}" for name in ledger.case.costs))


def _factors(ledger: Ledger, draws: Draws) -> list[F64]:
    return [draws.volume, draws.success, *(draws.costs[name] for name in ledger.case.costs)]


def _path_order(ledger: Ledger, result: str) -> tuple[str, ...]:
    """Names of the machine's paths: a price a product, exchange of costs, and exchange into the money of results."""
    currencies = {line.money.currency for line in ledger.case.costs.values()} - {ledger.money.currency}
    return (
        *(f"price_{name}" for name in ledger.case.products),
        *(f"fx_{name}" for name in sorted(currencies)),
        f"to_{result}",
    )


def path_names(ledger: Ledger, conditions: ConditionSet) -> tuple[str, ...]:
    """Decks and pairs that the project needs paths of."""
    names = {product.deck for product in ledger.case.products.values()}
    currencies = {line.money.currency for line in ledger.case.costs.values()}
    currencies |= {ledger.money.currency, conditions.conventions.currency}
    for product in ledger.case.products.values():
        currencies.add(conditions.decks.deck(product.deck).unit.split("/")[0])
    for currency in currencies - {conditions.fx.through}:
        names.add(conditions.fx.leg(currency)[0])
    return tuple(sorted(names)) if conditions.uncertainty is not None else ()


def paths_of(ledger: Ledger, conditions: ConditionSet, block: F64 | None, names: tuple[str, ...]) -> dict[str, F64]:
    """Return the paths of a project, (period, scenario): prices in its money, exchange over that of the decks."""
    grid, own = ledger.grid, ledger.money.currency
    result = conditions.conventions.currency
    wide = block.shape[2] if block is not None else 1

    def in_base(currency: str) -> F64:
        if currency == conditions.fx.through or block is None:
            level = conditions.fx_rate(currency, conditions.fx.through, grid)[:, None]
            return np.broadcast_to(level, (grid.count, wide))
        pair, direct = conditions.fx.leg(currency)
        found: F64 = block[names.index(pair)]
        return found if direct else 1.0 / found

    def rate(bought: str, paid: str) -> F64:
        return in_base(bought) / in_base(paid) if bought != paid else np.ones((grid.count, wide))

    paths: dict[str, F64] = {}
    for name, product in ledger.case.products.items():
        price = ledger.values[f"price_{name}"][:, None]
        if block is not None:
            deck = conditions.decks.deck(product.deck)
            currency = deck.unit.split("/")[0]
            flat = conditions.price(product.deck, grid, MoneyTerms.nominal(currency))[:, None]
            central = (
                product.price_factor * conditions.price(product.deck, grid, ledger.money, per=product.unit)[:, None]
            )
            ratio = np.divide(
                block[names.index(product.deck)], flat, out=np.ones((grid.count, wide)), where=flat != 0.0
            )
            exchange = rate(currency, own) / conditions.fx_rate(currency, own, grid)[:, None]
            price = price + central * (ratio * exchange - 1.0)
        paths[f"price_{name}"] = np.broadcast_to(price, (grid.count, wide))
    for currency in {line.money.currency for line in ledger.case.costs.values()} - {own}:
        paths[f"fx_{currency}"] = rate(currency, own) / conditions.fx_rate(currency, own, grid)[:, None]
    paths[f"to_{result}"] = rate(own, result)
    return paths


def _prepare(project: ProjectUnderRisk, conditions: ConditionSet, rate: str, money: MoneyTerms) -> _Prepared:
    ledger = project.ledger
    if ledger.conditions.sha256 != conditions.sha256:
        raise InputError(
            f"the ledger of {ledger.case.id} stands under another condition set", expected="one set for all"
        )
    check_delay(project)
    line = f"net_{project.party}"
    ledger.line(line)
    checks = [f"check_{number}" for number in range(1, len(ledger.lowered.checks) + 1)]
    code = encode(ledger.program, [line, "turnover", *checks])
    factors, order = _factor_names(ledger), _path_order(ledger, money.currency)
    given = []
    base = []
    for name, operand in code.given.items():
        factor, path, delayed = _origin(ledger, name)
        given.append(
            (operand, factors.index(factor) if factor else -1, order.index(path) if path else -1, int(delayed))
        )
        base.append(np.ones(ledger.grid.count) if path.startswith("price_") else ledger.values[name])
    at, to_result = code.lines[line], order.index(f"to_{money.currency}")
    discount = conditions.discount_factors(rate, ledger.grid, money)
    years = np.eye(ledger.grid.count)
    weights = project.share * np.concatenate([discount[None], years])
    results = np.full((len(weights), 2), (at, to_result))
    return _Prepared(
        project, code, np.asarray(given, dtype=np.int64).reshape(-1, 4), np.asarray(base), results,
        weights, np.asarray([code.lines[name] for name in checks], dtype=np.int64), order,
    )  # fmt: skip


def check_delay(project: ProjectUnderRisk) -> None:
    """Refuse a delay that runs past the last year of the case."""
    risks, ledger = project.risks, project.ledger
    if risks is None or risks.delay is None:
        return
    late = max(k for k, chance in enumerate(risks.delay.chances) if chance > 0)
    lines = [
        ledger.values[name] for name in ledger.program.given if name.startswith("volume_") or name in ledger.case.costs
    ]
    if late and any(line[-late:].any() for line in lines):
        raise InputError(
            f"a delay of {late} years runs past the last year of the case", file=ledger.case.file, field="years",
            expected=f"{late} empty years at the end",
        )  # fmt: skip


def _paths_by_grid(
    projects: Sequence[ProjectUnderRisk], conditions: ConditionSet, seed: int
) -> dict[PeriodGrid, SharedPaths]:
    """Return the paths that the projects of each grid need, made once for all of them."""
    needed: dict[PeriodGrid, set[str]] = {}
    for project in projects:
        needed.setdefault(project.ledger.grid, set()).update(path_names(project.ledger, conditions))
    return {grid: shared_paths(conditions, grid, sorted(names), seed=seed) for grid, names in needed.items() if names}


def _run_block(
    prepared: Sequence[_Prepared], conditions: ConditionSet, shared: dict[PeriodGrid, SharedPaths], seed: int, first: int,
    stop: int, years: tuple[int, int], engine: str, timed: Timed,
) -> tuple[F64, F64]:  # fmt: skip
    """Run all projects through scenarios ``first`` … ``stop − 1``; return values and cash by year of the span ``years``."""
    wide = -(-(stop - first) // LANES) * LANES
    values, cash = np.zeros((len(prepared), stop - first)), np.zeros((years[1] - years[0], stop - first))
    blocks = {grid: paths.block(first, first + wide) for grid, paths in shared.items()}
    for row, one in enumerate(prepared):
        ledger = one.project.ledger
        names = shared[ledger.grid].names if ledger.grid in shared else ()
        found = paths_of(ledger, conditions, blocks.get(ledger.grid), names)
        paths = np.stack([np.broadcast_to(found[name], (ledger.grid.count, wide)) for name in one.order])
        draws = draw_risks(ledger.case.id, one.project.risks, tuple(ledger.case.costs), seed, first, first + wide)
        began = time.perf_counter()
        totals = (_compiled if engine == "compiled" else _readable)(one, paths, draws)
        timed.add(time.perf_counter() - began)
        values[row] = totals[0, : stop - first]
        begin = ledger.case.first_year - years[0]
        cash[begin : begin + ledger.grid.count] += totals[1:, : stop - first]
    return values, cash


def _compiled(one: _Prepared, paths: F64, draws: Draws) -> F64:
    """Totals (result, scenario) from the machine."""
    from sonae.economics.uncertainty.kernel import run_scenarios

    ledger, wide = one.project.ledger, paths.shape[2]
    totals, broken = np.zeros((len(one.weights), wide)), np.zeros(one.checks.size + 1, dtype=np.int64)
    code: Any = one.code
    run_scenarios(
        0, wide, ledger.grid.count, code.operations, code.operands, code.numbers, code.constants, code.rings, code.rows,
        one.given, one.base, np.stack(_factors(ledger, draws)), draws.delay, paths, one.results, one.weights, one.checks,
        code.lines["turnover"], totals, broken,
    )  # fmt: skip
    _assert_whole(ledger, broken)
    return totals


def _readable(one: _Prepared, paths: F64, draws: Draws) -> F64:
    """The same from :meth:`~sonae.economics.formula.Program.run`."""
    ledger, wide = one.project.ledger, paths.shape[2]
    factors, given = _factors(ledger, draws), {}
    for name, base, (_, factor, path, delayed) in zip(one.code.given, one.base, one.given, strict=True):
        early = np.arange(ledger.grid.count)[:, None] - (draws.delay if delayed else np.zeros(wide, dtype=np.int64))
        value = np.where(early >= 0, base[np.maximum(early, 0)], 0.0)
        value = value * factors[factor] if factor >= 0 else value
        given[name] = value * paths[path] if path >= 0 else value
    for name in ledger.program.given:
        given.setdefault(name, ledger.values[name])
    values = ledger.program.run(given, ledger.grid.count)
    slack = 1e-9 * np.maximum(1.0, values["turnover"])
    off = [
        int((np.abs(values[f"check_{number}"]) > slack).any(axis=0).sum())
        for number in range(1, len(ledger.lowered.checks) + 1)
    ]
    _assert_whole(ledger, np.asarray([*off, 0]))
    flows = values[f"net_{one.project.party}"] * paths[one.results[0, 1]]
    totals: F64 = one.weights @ flows
    return totals


def _assert_whole(ledger: Ledger, broken: NDArray[np.int64]) -> None:
    """A scenario that fails is an error, never a zero."""
    if broken[-1]:
        raise SonaeError(f"{broken[-1]} values of {ledger.case.id} are no numbers.")
    for count, check in zip(broken[:-1], ledger.lowered.checks, strict=True):
        if count:
            raise SonaeError(f"{ledger.case.id} does not balance in {count} scenarios: {check.name}.")
