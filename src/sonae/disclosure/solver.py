"""HiGHS: a linear program whose objective changes, and one in whole numbers. Nothing is decided here: answers are checked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from enum import Enum
from typing import Any

import numpy as np

from sonae.disclosure.program import F64, Program, Target

__all__ = ["GridSearch", "LinearSearch", "NearSearch", "Reached"]

_FINE = 1e-9


class Reached(Enum):
    """How a search ended: at the best point, with proof that there is none, or at its limit."""

    BEST = "best"
    NONE = "none"
    LIMIT = "limit"


def _model(program: Program, *, whole: bool) -> Any:
    import highspy

    model = highspy.HighsLp()
    count = len(program.columns)
    model.num_col_, model.num_row_ = count, program.row_lower.size
    model.col_cost_ = np.zeros(count)
    model.col_lower_, model.col_upper_ = program.lower, program.upper
    model.row_lower_ = np.where(np.isneginf(program.row_lower), -highspy.kHighsInf, program.row_lower)
    model.row_upper_ = np.where(np.isposinf(program.row_upper), highspy.kHighsInf, program.row_upper)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = program.start, program.index, program.value
    if whole:
        kinds = highspy.HighsVarType
        model.integrality_ = [kinds.kInteger if one else kinds.kContinuous for one in program.whole]
    return model


def _solver(options: Sequence[tuple[str, object]]) -> Any:
    import highspy

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), *options):
        solver.setOptionValue(name, value)
    return solver


class LinearSearch:
    """Least and greatest values of one target after the other, each search begun where the last one ended."""

    def __init__(self, program: Program) -> None:
        import highspy

        self.program, self.solved = program, 0
        self._optimal, self._senses = (
            highspy.HighsModelStatus.kOptimal,
            (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize),
        )
        # With another objective the last corner is still a corner: the primal simplex goes on from there.
        self._solver = _solver(
            [
                ("presolve", "off"), ("solver", "simplex"), ("parallel", "off"), ("simplex_strategy", 4),
                ("primal_feasibility_tolerance", _FINE), ("dual_feasibility_tolerance", _FINE),
            ]
        )  # fmt: skip
        self._solver.passModel(_model(program, whole=False))
        self._costed: tuple[int, ...] = ()

    def extreme(self, target: Target, *, greatest: bool) -> F64 | None:
        """Return a point with the least or greatest value of a target (columns,); none where the solver finds none."""
        solver = self._solver
        if self._costed != target.columns:
            self._cost(self._costed, [0.0] * len(self._costed))
            self._cost(target.columns, [float(share) for share in target.shares])
            self._costed = target.columns
        solver.changeObjectiveSense(self._senses[greatest])
        solver.run()
        self.solved += 1
        if solver.getModelStatus() != self._optimal:
            return self._afresh(target, greatest=greatest)
        return np.asarray(solver.getSolution().col_value)

    def bound(self, program: Program, columns: Sequence[int]) -> None:
        """Take the bounds of some columns from a program with the same rows."""
        at = np.asarray(columns, np.int32)
        self._solver.changeColsBounds(at.size, at, program.lower[at], program.upper[at])
        self.program = program

    def _afresh(self, target: Target, *, greatest: bool) -> F64 | None:
        """Solve without what was solved before, by the solver's own choice of way; the exact check mends what is coarser."""
        solver = _solver([])
        solver.passModel(_model(self.program, whole=False))
        shares = np.asarray([float(share) for share in target.shares], np.float64)
        solver.changeColsCost(shares.size, np.asarray(target.columns, np.int32), shares)
        solver.changeObjectiveSense(self._senses[greatest])
        solver.run()
        self._solver.clearSolver()
        return np.asarray(solver.getSolution().col_value) if solver.getModelStatus() == self._optimal else None

    def _cost(self, columns: Sequence[int], costs: Sequence[float]) -> None:
        if columns:
            self._solver.changeColsCost(len(columns), np.asarray(columns, np.int32), np.asarray(costs, np.float64))


class NearSearch:
    """The table nearest to the true one in which a number is at or beyond a value, by the sum of all changes.

    Such tables change few numbers, so that most of them serve many attackers. Only bounds change from one search to the next:
    the dual simplex goes on where the last search ended.
    """

    def __init__(self, program: Program, home: F64) -> None:
        import highspy
        from scipy.sparse import csr_array, hstack

        self.solved, self._home = 0, home
        count = home.size
        matrix = csr_array((program.value, program.index, program.start), shape=(program.row_lower.size, count)).tocsc()
        whole, activity = hstack([matrix, -matrix]).tocsc(), matrix @ home
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * count, program.row_lower.size
        model.col_cost_ = np.ones(2 * count)
        model.col_lower_ = np.zeros(2 * count)
        model.col_upper_ = np.maximum(np.concatenate([program.upper - home, home - program.lower]), 0.0)
        model.row_lower_ = np.where(np.isneginf(program.row_lower), -highspy.kHighsInf, program.row_lower - activity)
        model.row_upper_ = np.where(np.isposinf(program.row_upper), highspy.kHighsInf, program.row_upper - activity)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = whole.indptr.astype(np.int32), whole.indices.astype(np.int32)
        model.a_matrix_.value_ = whole.data
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._solver = _solver(
            [
                ("presolve", "off"), ("solver", "simplex"), ("parallel", "off"), ("simplex_strategy", 1),
                ("primal_feasibility_tolerance", _FINE), ("dual_feasibility_tolerance", _FINE),
            ]
        )  # fmt: skip
        self._solver.passModel(model)

    def bound(self, program: Program, columns: Sequence[int]) -> None:
        """Take the bounds of some columns from a program with the same rows."""
        at = np.asarray(columns, np.int32)
        both = np.concatenate([at, at + np.int32(self._home.size)])
        room = np.concatenate([program.upper[at] - self._home[at], self._home[at] - program.lower[at]])
        self._solver.changeColsBounds(both.size, both, np.zeros(both.size), np.maximum(room, 0.0))

    def reach(self, program: Program, column: int, value: float, *, upper: bool) -> F64 | None:
        """Return the nearest point (columns,) at which a column is at or beyond a value; none where there is none."""
        home = float(self._home[column])
        far = value - home if upper else home - value
        room = float(program.upper[column]) - home if upper else home - float(program.lower[column])
        if far > room + _FINE * (1 + abs(value)):
            return None
        count = self._home.size
        there, back = (column, column + count) if upper else (column + count, column)
        self._solver.changeColBounds(there, max(far, 0.0), max(room, far, 0.0))
        self._solver.changeColBounds(back, 0.0, 0.0)  # else going there and back would do
        self._solver.run()
        self.solved += 1
        found = self._solver.getModelStatus() == self._optimal
        moved = np.asarray(self._solver.getSolution().col_value) if found else None
        self.bound(program, [column])
        return None if moved is None else self._home + moved[:count] - moved[count:]


class GridSearch:
    """Points on the grid with the least or greatest value of a target between two values of it.

    Args:
        program: the open part of a system.
        seconds: for all searches together.
        nodes: of the search tree, a search.

    """

    def __init__(self, program: Program, *, seconds: float, nodes: int) -> None:
        import highspy

        self.program, self.solved = program, 0
        self._ends = time.monotonic() + seconds
        self._statuses = highspy.HighsModelStatus
        self._senses = (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize)
        self._infinite = highspy.kHighsInf
        self._solver = _solver(
            [
                ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0), ("mip_feasibility_tolerance", _FINE),
                ("primal_feasibility_tolerance", _FINE), ("mip_max_nodes", nodes),
            ]
        )  # fmt: skip
        self._solver.passModel(_model(program, whole=True))
        self._row: int | None = None
        self._target: Target | None = None

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self._ends - time.monotonic()

    def extreme(
        self, target: Target, *, greatest: bool, low: float | None = None, high: float | None = None
    ) -> tuple[Reached, F64 | None]:
        """Search for a point.

        Args:
            target: what is to be least or greatest.
            greatest: which of the two.
            low: the target's value is at or above this, its constant left out.
            high: at or below this.

        Returns:
            How the search ended, and the best point that was found (columns,), if any.

        """
        if self.left <= 0:
            return Reached.LIMIT, None
        self._aim(target, low, high)
        solver = self._solver
        solver.changeObjectiveSense(self._senses[greatest])
        solver.setOptionValue("time_limit", float(solver.getRunTime() + self.left))
        solver.run()
        self.solved += 1
        status = solver.getModelStatus()
        if status in (self._statuses.kInfeasible, self._statuses.kUnboundedOrInfeasible):
            return Reached.NONE, None
        found = solver.getInfo().primal_solution_status == 2
        point = np.asarray(solver.getSolution().col_value) if found else None
        return (Reached.BEST if status == self._statuses.kOptimal else Reached.LIMIT), point

    def _aim(self, target: Target, low: float | None, high: float | None) -> None:
        """Set objective and window: a row of its own that is taken away again."""
        solver = self._solver
        if self._row is not None:
            solver.deleteRows(1, np.asarray([self._row], np.int32))
            self._row = None
        if self._target is not None:
            self._cost(self._target.columns, [0.0] * len(self._target.columns))
        shares = [float(share) for share in target.shares]
        self._cost(target.columns, shares)
        self._target = target
        if low is not None or high is not None:
            solver.addRow(
                -self._infinite if low is None else low, self._infinite if high is None else high, len(shares),
                np.asarray(target.columns, np.int32), np.asarray(shares, np.float64),
            )  # fmt: skip
            self._row = self.program.row_lower.size

    def _cost(self, columns: Sequence[int], costs: Sequence[float]) -> None:
        self._solver.changeColsCost(len(columns), np.asarray(columns, np.int32), np.asarray(costs, np.float64))
