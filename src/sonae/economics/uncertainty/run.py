"""Many scenarios of many projects: shared price and exchange-rate paths, the risks of each project, every ledger worked off.

Nothing of (project, year, scenario) is kept: of every project its value by scenario, of all together also the cash by year and
scenario. Any scenario is replayed with its whole ledger.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sonae.compute import Executor, Progress, ThreadExecutor
from sonae.core import InputError, SonaeError
from sonae.economics.conditions import ConditionSet, MoneyTerms, PeriodGrid
from sonae.economics.formula import Values
from sonae.economics.ledger import Ledger, off_balance
from sonae.economics.uncertainty.machine import LANES
from sonae.economics.uncertainty.movements import Movements
from sonae.economics.uncertainty.prepared import Prepared, ProjectUnderRisk, prepare_projects
from sonae.economics.uncertainty.risks import Draws

__all__ = ["ProjectUnderRisk", "ScenarioValues", "Timed", "replay_scenario", "simulate_projects"]

F64 = NDArray[np.float64]


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
    """Values by scenario, in ``money``.

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
        engine: the compiled machine, or the readable one, which is the reference and some seventy times slower.
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
    prepared, shared = prepare_projects(projects, conditions, seed, rate)
    first_year = min(project.ledger.case.first_year for project in projects)
    last_year = max(project.ledger.case.first_year + project.ledger.case.years for project in projects)

    def task(first: int, stop: int) -> tuple[F64, F64]:
        return _run_block(prepared, shared, first, stop, (first_year, last_year), engine, timed or Timed())

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
    (ready,), shared = prepare_projects([project], conditions, seed, None)
    paths = shared[ready.grid].block(index, index + 1, "readable")
    given = ready.given_values(ready.draws.draw(index, index + 1), paths)
    return project.ledger.program.run({name: values[:, 0] for name, values in given.items()}, ready.grid.count)


def _run_block(
    prepared: Sequence[Prepared], shared: Mapping[PeriodGrid, Movements], first: int, stop: int, years: tuple[int, int],
    engine: Literal["compiled", "readable"], timed: Timed,
) -> tuple[F64, F64]:  # fmt: skip
    """Run all projects through scenarios ``first`` … ``stop − 1``; return values and cash by year of the span ``years``."""
    wide = -(-(stop - first) // LANES) * LANES
    values, cash = np.zeros((len(prepared), wide)), np.zeros((years[1] - years[0], wide))
    paths = {grid: moved.block(first, first + wide, engine) for grid, moved in shared.items()}
    for row, one in enumerate(prepared):
        draws = one.draws.draw(first, first + wide, engine=engine)
        each, begin = one.grid.periods_a_year, one.project.ledger.case.first_year - years[0]
        of_years = cash[begin : begin + one.grid.count // each]
        own = of_years if each == 1 else np.zeros((one.grid.count, wide))
        began = time.perf_counter()
        (_compiled if engine == "compiled" else _readable)(one, paths[one.grid], draws, values[row : row + 1], own)
        timed.add(time.perf_counter() - began)
        if each > 1:
            of_years += own.reshape(-1, each, wide).sum(axis=1)
    return values[:, : stop - first], cash[:, : stop - first]


def _compiled(one: Prepared, paths: F64, draws: Draws, value: F64, cash: F64) -> None:
    """Write values, (1, scenario), and add cash, (period, scenario), from the machine."""
    from sonae.economics.uncertainty.kernel import run_scenarios

    broken, code = np.zeros(one.checks.size + 1, dtype=np.int64), one.code
    line = code.lines[f"net_{one.project.party}"]
    run_scenarios(
        one.grid.count, code.operations, code.operands, code.numbers, code.constants, code.rings, code.rows, one.given, one.base,
        one.more, one.factor_values(draws), draws.delay.astype(np.float64), paths, np.asarray([(line, one.to_result)]),
        one.weights[None], one.share, one.checks, code.lines["turnover"], value, cash, broken,
    )  # fmt: skip
    _assert_whole(one.project.ledger, broken)


def _readable(one: Prepared, paths: F64, draws: Draws, value: F64, cash: F64) -> None:
    """Write and add the same from :meth:`~sonae.economics.formula.Program.run`."""
    ledger = one.project.ledger
    values = ledger.program.run(one.given_values(draws, paths), ledger.grid.count)
    _assert_whole(ledger, np.asarray([*off_balance(values, ledger.lowered), 0]))
    flows = one.in_result_money(values[f"net_{one.project.party}"], paths)
    value[0] = one.weights @ flows
    cash += one.share[:, None] * flows


def _assert_whole(ledger: Ledger, broken: NDArray[np.int64]) -> None:
    """A scenario that fails is an error, never a zero."""
    if broken[-1]:
        raise SonaeError(f"{broken[-1]} values of {ledger.case.id} are no numbers.")
    for count, check in zip(broken[:-1], ledger.lowered.checks, strict=True):
        if count:
            raise SonaeError(f"{ledger.case.id} does not balance in {count} scenarios: {check.name}.")
