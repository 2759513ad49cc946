"""The linear program of a swap, solved by HiGHS, and bounds on it that need no solver.

For any dual values y of the rows, with the reduced costs d = c − Aᵀy, no point that keeps the rows lo ≤ Ax ≤ hi and the bounds
l ≤ x ≤ u is worth less than Σ y·(lo where y > 0, hi where y < 0) + Σ (d·l where d > 0, d·u where d < 0) (weak duality; a dual
whose side is infinite is set to 0). All columns have finite bounds, and the sums are exact fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from sonae.core import InputError, SonaeError

__all__ = ["Column", "LinearProgram", "Row", "Solution"]

Key = tuple[str, ...]
"""Kind of a variable and what it is of: («in», base, tank, grade)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A variable with finite bounds; the lower one is 0."""

    key: Key
    most: Fraction


@dataclass(frozen=True, slots=True)
class Row:
    """A limit: ``least`` ≤ Σ coefficient · column ≤ ``most``; none is no limit. ``words`` say it, in ``unit``."""

    words: str
    unit: str
    entries: Mapping[Key, Fraction]
    least: Fraction | None
    most: Fraction | None


@dataclass(frozen=True, slots=True)
class Solution:
    """Values by column, dual values by row."""

    values: Mapping[Key, float]
    duals: tuple[float, ...]


@dataclass
class LinearProgram:
    """Columns and rows as they are added; the objective is given when it is solved."""

    columns: dict[Key, Column] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def add_column(self, key: Key, most: Fraction | int) -> Key:
        """Add a variable between 0 and ``most``."""
        self.columns[key] = Column(key, Fraction(most))
        return key

    def add_row(
        self,
        words: str,
        unit: str,
        entries: Mapping[Key, Fraction | int] | Mapping[Key, Fraction] | Mapping[Key, int],
        *,
        least: Fraction | int | None = None,
        most: Fraction | int | None = None,
    ) -> None:
        """Add a limit; one without entries is left out."""
        held = {key: Fraction(value) for key, value in entries.items() if value}
        if held:
            sides = [None if side is None else Fraction(side) for side in (least, most)]
            self.rows.append(Row(words, unit, held, sides[0], sides[1]))

    def solve(self, cost: Mapping[Key, Fraction]) -> Solution:
        """Minimise a cost.

        Raises:
            InputError: when the rows cannot hold together.
            SonaeError: when the solver finds no optimum.

        """
        import highspy

        place = {key: i for i, key in enumerate(self.columns)}
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(place), len(self.rows)
        lp.col_cost_ = np.asarray([float(cost.get(key, 0)) for key in place])
        lp.col_lower_ = np.zeros(len(place))
        lp.col_upper_ = np.asarray([float(column.most) for column in self.columns.values()])
        lp.row_lower_ = np.asarray([-np.inf if row.least is None else float(row.least) for row in self.rows])
        lp.row_upper_ = np.asarray([np.inf if row.most is None else float(row.most) for row in self.rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(row.entries) for row in self.rows])]).astype(np.int32)
        lp.a_matrix_.index_ = np.asarray([place[key] for row in self.rows for key in row.entries], dtype=np.int32)
        lp.a_matrix_.value_ = np.asarray([float(value) for row in self.rows for value in row.entries.values()])
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (
            ("output_flag", False),
            ("primal_feasibility_tolerance", 1e-9),
            ("dual_feasibility_tolerance", 1e-9),
        ):
            solver.setOptionValue(name, value)
        solver.passModel(lp)
        solver.run()
        status = solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            raise InputError(
                "the limits of the swap cannot hold together", expected="«least_grades» that can be reached"
            )
        if status != highspy.HighsModelStatus.kOptimal:
            raise SonaeError(f"the solver found no plan of the swap: {solver.modelStatusToString(status)}.")
        found = solver.getSolution()
        return Solution(dict(zip(place, map(float, found.col_value), strict=True)), tuple(map(float, found.row_dual)))

    def bound(self, cost: Mapping[Key, Fraction], duals: tuple[float, ...]) -> Fraction:
        """Return a value that no point within the limits is worth less than, exactly."""
        total = Fraction(0)
        reduced = {key: Fraction(cost.get(key, 0)) for key in self.columns}
        for row, dual in zip(self.rows, duals, strict=True):
            side = row.least if dual > 0 else row.most
            if dual == 0 or side is None:
                continue
            weight = Fraction(dual)
            total += weight * side
            for key, value in row.entries.items():
                reduced[key] -= weight * value
        return total + sum((rest * self.columns[key].most for key, rest in reduced.items() if rest < 0), Fraction(0))
