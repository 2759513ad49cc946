"""Which cells to hide beside, so that a secret gets its room: one linear program over all cells, where shown ones move at a cost.

A heuristic of cell suppression by linear programs (see Fischetti and Salazar-González 2001): the nearest table that adds up and
gives the secret its room; the shown cells that it changes are hidden. Hidden cells move at no cost, so that what is hidden
already is used first. Costs depend on a cell's place alone. Each question changes some bounds, and the dual simplex goes on
from the last answer. Nothing is decided here: the audits follow.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from sonae.disclosure.candidate import Candidate
from sonae.disclosure.needs import Need
from sonae.disclosure.program import F64, Program, Target
from sonae.disclosure.system import Row

__all__ = ["Widening"]

_NEAR = 1e-6
_FINE = 1e-9


class Widening:
    """The linear program; see the module.

    Args:
        program: the release without its cells.
        candidate: the release.
        hidden: cells that move at no cost.
        own: what a coalition of contributors knows beside, by its members.

    """

    def __init__(
        self,
        program: Program,
        candidate: Candidate,
        hidden: Iterable[str],
        own: Callable[[tuple[str, ...]], Iterable[Row]],
    ) -> None:
        self.program = program
        self.cells = [cell for cell in candidate.cells if cell in program.at]
        self._column = np.array([program.at[cell] for cell in self.cells], np.int64)
        self._number = {program.at[cell]: k for k, cell in enumerate(self.cells)}
        deepest = max(candidate.depth.values(), default=0)
        self._cost = np.array([1.0 + deepest - candidate.depth[cell] for cell in self.cells])
        self._free = np.zeros(len(self.cells), bool)
        self.lower, self.upper = program.lower.copy(), program.upper.copy()
        for cell, c in zip(self.cells, self._column, strict=True):
            span, step = candidate.cells[cell].span, program.scale[c]
            if span.lower is not None:
                self.lower[c] = max(self.lower[c], float(span.lower / step))
            if span.upper is not None:
                self.upper[c] = min(self.upper[c], float(span.upper / step))
        self._up = program.upper[self._column] - self.upper[self._column]
        self._down = self.lower[self._column] - program.lower[self._column]
        self._own = own
        self._knows: dict[tuple[str, ...], dict[int, tuple[float, float]] | None] = {}
        self._solver = self._made()
        self.hide(hidden)

    def _made(self) -> Any:
        import highspy
        from scipy.sparse import csr_array, hstack

        program, count, more = self.program, len(self.program.columns), len(self.cells)
        matrix = csr_array((program.value, program.index, program.start), shape=(program.row_lower.size, count)).tocsc()
        own = matrix[:, self._column]
        whole = hstack([matrix, own, -own]).tocsc()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = count + 2 * more, program.row_lower.size
        model.col_cost_ = np.concatenate([np.zeros(count), self._cost, self._cost])
        model.col_lower_ = np.concatenate([self.lower, np.zeros(2 * more)])
        model.col_upper_ = np.concatenate([self.upper, self._up, self._down])
        model.row_lower_ = np.where(np.isneginf(program.row_lower), -highspy.kHighsInf, program.row_lower)
        model.row_upper_ = np.where(np.isposinf(program.row_upper), highspy.kHighsInf, program.row_upper)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = whole.indptr.astype(np.int32), whole.indices.astype(np.int32)
        model.a_matrix_.value_ = whole.data
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (
            ("output_flag", False), ("threads", 1), ("random_seed", 0), ("presolve", "off"), ("solver", "simplex"),
            ("simplex_strategy", 1), ("primal_feasibility_tolerance", _FINE),
        ):  # fmt: skip
            solver.setOptionValue(name, value)
        solver.passModel(model)
        self._optimal, self._infeasible = highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible
        return solver

    def hide(self, cells: Iterable[str]) -> None:
        """Let cells move at no cost."""
        self._price(cells, free=True)

    def show(self, cells: Iterable[str]) -> None:
        """Let cells move at their cost again."""
        self._price(cells, free=False)

    def _price(self, cells: Iterable[str], *, free: bool) -> None:
        numbers = [self._number[self.program.at[cell]] for cell in cells if cell in self.program.at]
        at = np.array(numbers, np.int64)
        self._free[at] = free
        prices = np.zeros(at.size) if free else self._cost[at]
        count, more = len(self.program.columns), len(self.cells)
        columns = np.concatenate([count + at, count + more + at]).astype(np.int32)
        self._solver.changeColsCost(columns.size, columns, np.concatenate([prices, prices]))

    def cheapest(self, need: Need) -> tuple[float, list[str]] | None:
        """Return what it costs to meet a need, and the shown cells that must be hidden for it.

        The cost is infinite where nothing meets it, whatever is hidden. None for a question of several columns, or where the
        solver has no answer.
        """
        target = self.program.target(need.variable)
        if len(target.columns) != 1:
            return None
        column = target.columns[0]
        if need.coalition not in self._knows:
            self._knows[need.coalition] = self._known(self._own(need.coalition))
        known = self._knows[need.coalition]
        if known is None:
            return None
        bounds = dict(known)
        least, most = bounds.get(column, (self.program.lower[column], self.program.upper[column]))
        level = self._level(need, target)
        if need.upper == (target.shares[0] > 0):
            bounds[column] = (max(least, level), most)
        else:
            bounds[column] = (least, min(most, level))
        if bounds[column][0] > bounds[column][1] + _NEAR:
            return math.inf, []
        self._bound(bounds)
        self._solver.run()
        found: tuple[float, list[str]] | None = (
            (math.inf, []) if self._solver.getModelStatus() == self._infeasible else None
        )
        if self._solver.getModelStatus() == self._optimal:
            x = np.asarray(self._solver.getSolution().col_value)
            found = float(self._solver.getInfo().objective_function_value), self._moved(x)
        self._bound({c: (self.program.lower[c], self.program.upper[c]) for c in bounds})
        return found

    def _level(self, need: Need, target: Target) -> float:
        level = (need.level - target.constant) / target.shares[0]
        if self.program.whole[target.columns[0]]:
            return float(
                np.ceil(float(level) - _NEAR)
                if need.upper == (target.shares[0] > 0)
                else np.floor(float(level) + _NEAR)
            )
        return float(level)

    def _known(self, own: Iterable[Row]) -> dict[int, tuple[float, float]] | None:
        """Return the bounds of columns that somebody knows beside; none where he knows of several together."""
        out: dict[int, tuple[float, float]] = {}
        for row in own:
            target = self.program.target(next(iter(row.of)))
            if len(target.columns) > 1:
                return None
            if target.columns:
                c = target.columns[0]
                ends = [
                    None if end is None else float((end - target.constant) / target.shares[0]) for end in row.span[:2]
                ]
                low, high = reversed(ends) if target.shares[0] < 0 else ends
                out[c] = (
                    self.program.lower[c] if low is None else max(low, float(self.program.lower[c])),
                    self.program.upper[c] if high is None else min(high, float(self.program.upper[c])),
                )
        return out

    def _bound(self, bounds: Mapping[int, tuple[float, float]]) -> None:
        """Set bounds of whole numbers: of what a cell is shown to be, and of how far it may move from that."""
        count, more = len(self.program.columns), len(self.cells)
        columns: list[int] = []
        low: list[float] = []
        high: list[float] = []
        for c, (least, most) in bounds.items():
            shown_low, shown_high = float(self.lower[c]), float(self.upper[c])
            k = self._number.get(c)
            if k is None:
                columns, low, high = [*columns, c], [*low, least], [*high, most]
                continue
            columns += [c, count + k, count + more + k]
            low += [min(max(shown_low, least), shown_high), max(0.0, least - shown_high), max(0.0, shown_low - most)]
            high += [max(min(shown_high, most), shown_low), max(0.0, most - shown_high), max(0.0, shown_low - least)]
        at = np.asarray(columns, np.int32)
        self._solver.changeColsBounds(at.size, at, np.asarray(low), np.asarray(high))

    def _moved(self, x: F64) -> list[str]:
        count, more = len(self.program.columns), len(self.cells)
        far = (x[count : count + more] + x[count + more :] > _NEAR) & ~self._free
        return [self.cells[k] for k in np.flatnonzero(far)]
