"""A node's linear program in HiGHS, with cuts; every answer is checked outside the solver before it is used.

The check does not trust the solver's objective or reduced costs. From the row duals y alone the reduced costs
``z = c − Aᵀy`` and the dual value ``Σ y · (limit at its sign) + Σ z · (bound at its sign)`` are computed anew. By weak
duality that value is a lower bound on the program, whatever the solver did; it must meet the cost of the solver's x,
which must keep all limits. Cuts are made from this proven value, not from the solver's.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np

from sonae.core import InputError
from sonae.stockpile.multistage.graph import F64, Node, Risk

__all__ = ["CHECK_TOLERANCE", "Subproblem"]

CHECK_TOLERANCE = 1e-6
"""Largest broken limit, and largest gap between cost and proven value against 1 + |cost|."""
DUAL_TOLERANCE = 1e-7
"""A dual on a limit that is infinite counts as 0 up to this size, relative to the largest cost."""


class Subproblem:
    """The program of one node: columns are those of the node, then what stands for later cost.

    One column for later cost with ``multicut`` off, one for each outcome of the successors with it on; risk aversion
    is then written out by Rockafellar and Uryasev's program.
    """

    def __init__(self, key: Hashable, node: Node, chances: F64, risk: Risk, *, multicut: bool) -> None:
        self.key, self.node, self.states = key, node, node.states
        own = node.cost.size
        cost, lower, upper = [*node.cost], [*node.lower], [*node.upper]
        rows: list[dict[int, float]] = []
        self.thetas = 0
        total = float(chances.sum())
        if chances.size:
            bound = -np.inf if node.bound is None else node.bound
            self.thetas = chances.size if multicut else 1
            weight = 1.0 if risk.neutral else risk.weight
            cost += [*(weight * chances)] if multicut else [1.0]
            lower += [bound] * self.thetas if multicut else [total * bound]
            upper += [np.inf] * self.thetas
            if multicut and weight < 1.0:
                level = len(cost)
                cost.append(total * (1.0 - weight))
                lower.append(-np.inf)
                upper.append(np.inf)
                for i, chance in enumerate(chances):
                    row = {level: 1.0, own + i: -1.0}
                    if risk.tail > 0.0:
                        row[len(cost)] = 1.0
                        cost.append((1.0 - weight) * chance / risk.tail)
                        lower.append(0.0)
                        upper.append(np.inf)
                    rows.append(row)
        self.cost, self.lower, self.upper = (np.asarray(part, np.float64) for part in (cost, lower, upper))
        matrix = np.zeros((node.matrix.shape[0] + len(rows), self.cost.size))
        matrix[: node.matrix.shape[0], :own] = node.matrix
        for i, row in enumerate(rows):
            for column, value in row.items():
                matrix[node.matrix.shape[0] + i, column] = value
        self.matrix = matrix
        self.row_lower = np.r_[node.row_lower, np.zeros(len(rows))]
        self.row_upper = np.r_[node.row_upper, np.full(len(rows), np.inf)]
        self.rows, self.solves, self.worst_gap, self.worst_limit = matrix.shape[0], 0, 0.0, 0.0
        self._noise_now = -1
        self._prepare_noise()
        self._pass_model()

    def _prepare_noise(self) -> None:
        """Write every outcome on the union of what any outcome touches, so that none leaves traces in the next."""
        node = self.node
        rows = sorted({index for noise in node.noises for index, *_ in noise.rows})
        costs = sorted({index for noise in node.noises for index, _ in noise.costs})
        bounds = sorted({index for noise in node.noises for index, *_ in noise.bounds})
        self._touched = tuple(np.asarray(part, np.int32) for part in (rows, costs, bounds))
        self._outcomes = []
        for noise in node.noises:
            low, high = (
                dict(zip(rows, node.row_lower[rows], strict=True)),
                dict(zip(rows, node.row_upper[rows], strict=True)),
            )
            price = dict(zip(costs, node.cost[costs], strict=True))
            least, most = (
                dict(zip(bounds, node.lower[bounds], strict=True)),
                dict(zip(bounds, node.upper[bounds], strict=True)),
            )
            for index, lower, upper in noise.rows:
                low[index], high[index] = lower, upper
            price |= dict(noise.costs)
            for index, lower, upper in noise.bounds:
                least[index], most[index] = lower, upper
            parts = (low, high, price, least, most)
            self._outcomes.append(tuple(np.asarray(list(part.values()), np.float64) for part in parts))

    def _pass_model(self) -> None:
        import highspy

        self._optimal = highspy.HighsModelStatus.kOptimal
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver = solver
        for name, value in (
            ("output_flag", False), ("threads", 1), ("presolve", "off"), ("solver", "simplex"), ("parallel", "off"),
            ("primal_feasibility_tolerance", 1e-9), ("dual_feasibility_tolerance", 1e-9), ("random_seed", 0),
        ):  # fmt: skip
            solver.setOptionValue(name, value)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = self.cost.size, self.rows
        program.col_cost_, program.col_lower_, program.col_upper_ = self.cost, self.lower, self.upper
        program.row_lower_, program.row_upper_ = self.row_lower, self.row_upper
        row, column = np.nonzero(self.matrix)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.searchsorted(row, np.arange(self.rows + 1)).astype(np.int32)
        program.a_matrix_.index_ = column.astype(np.int32)
        program.a_matrix_.value_ = self.matrix[row, column]
        solver.passModel(program)
        self._incoming = np.arange(self.states, dtype=np.int32)

    def solve(self, state: F64, noise: int) -> tuple[float, F64, F64]:
        """Solve for an incoming state and an outcome of the noise.

        Returns:
            The proven value, its slope in the incoming state (states,), and the columns x.

        Raises:
            InputError: when the program has no optimal answer, or the answer does not stand the check.

        """
        solver = self.solver
        solver.changeColsBounds(self.states, self._incoming, state, state)
        self.lower[: self.states] = self.upper[: self.states] = state
        if noise != self._noise_now:
            self._set_noise(noise)
        solver.run()
        self.solves += 1
        if solver.getModelStatus() != self._optimal:
            solver.clearSolver()
            solver.run()
            if solver.getModelStatus() != self._optimal:
                said = solver.modelStatusToString(solver.getModelStatus()).lower()
                raise InputError(
                    f"node «{self.key}»: the program is {said} for an incoming state",
                    expected="a decision in every state",
                )
        answer = solver.getSolution()
        x = np.asarray(answer.col_value)
        value, slope = self._proven(x, np.asarray(answer.row_dual))
        return value, slope, x

    def _set_noise(self, noise: int) -> None:
        rows, costs, bounds = self._touched
        low, high, price, least, most = self._outcomes[noise]
        solver = self.solver
        for i, row in enumerate(rows):
            solver.changeRowBounds(int(row), float(low[i]), float(high[i]))
        self.row_lower[rows], self.row_upper[rows] = low, high
        if costs.size:
            solver.changeColsCost(costs.size, costs, price)
            self.cost[costs] = price
        if bounds.size:
            solver.changeColsBounds(bounds.size, bounds, least, most)
            self.lower[bounds], self.upper[bounds] = least, most
        self._noise_now = noise

    def _proven(self, x: F64, y: F64) -> tuple[float, F64]:
        """Check x and y outside the solver; return the dual value and the reduced costs of the incoming state."""
        matrix, scale = self.matrix, 1.0 + float(np.abs(self.cost).max())
        moved = matrix @ x
        broken = max(
            float((self.lower - x).max()), float((x - self.upper).max()),
            float((self.row_lower - moved).max(initial=0.0)), float((moved - self.row_upper).max(initial=0.0)),
        )  # fmt: skip
        reduced = self.cost - y @ matrix
        value = 0.0
        for dual, low, high in ((y, self.row_lower, self.row_upper), (reduced, self.lower, self.upper)):
            limit = np.where(dual > 0, low, high)
            endless = np.isinf(limit)
            stray = float(np.abs(dual[endless]).max(initial=0.0))
            if stray > DUAL_TOLERANCE * scale:
                self._refuse(f"a dual of {stray:.1e} stands on a limit that is not there")
            value += float(dual[~endless] @ limit[~endless])
        paid = float(self.cost @ x)
        gap = abs(paid - value) / (1.0 + abs(paid))
        size = 1.0 + float(np.abs(x).max())
        self.worst_gap, self.worst_limit = max(self.worst_gap, gap), max(self.worst_limit, broken / size)
        if not gap <= CHECK_TOLERANCE or not broken <= CHECK_TOLERANCE * size:
            self._refuse(f"cost and proven value are {gap:.1e} apart, the worst limit is broken by {broken:.1e}")
        return value, reduced[: self.states]

    def _refuse(self, why: str) -> Any:
        raise InputError(
            f"node «{self.key}»: the solver's answer does not stand the check, {why}", expected="numbers of like size"
        )

    def add_cut(self, theta: int, constant: float, slope: F64) -> None:
        """Add ``later cost ≥ constant + slope · outgoing state`` for column ``theta`` of later cost."""
        own = self.node.cost.size
        row = np.zeros(self.cost.size)
        row[self.states : 2 * self.states] = -slope
        row[own + theta] = 1.0
        columns = np.flatnonzero(row).astype(np.int32)
        self.solver.addRow(float(constant), np.inf, columns.size, columns, row[columns])
        self.matrix = np.vstack([self.matrix, row])
        self.row_lower, self.row_upper = np.r_[self.row_lower, constant], np.r_[self.row_upper, np.inf]
        self.rows += 1

    def forget(self) -> None:
        """Let the solver begin its next answer from nothing."""
        self.solver.clearSolver()

    def outgoing(self, x: F64) -> F64:
        """Return the outgoing state, brought back to its bounds where rounding left them."""
        own: F64 = np.clip(
            x[self.states : 2 * self.states], *(b[self.states : 2 * self.states] for b in (self.lower, self.upper))
        )
        return own

    def stage_cost(self, x: F64) -> float:
        """Return what the node itself costs, without later cost."""
        own = self.node.cost.size
        return float(self.cost[:own] @ x[:own])
