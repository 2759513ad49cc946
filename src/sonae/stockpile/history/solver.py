"""A linear program by HiGHS, and a bound that does not rest on the solver's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sonae.core import SonaeError

__all__ = ["dual_bound", "solve_rows"]

F64 = npt.NDArray[np.float64]
_BROKEN = 1e-6
_SHARP = 1e-10


def solve_rows(
    cost: F64, low: F64, high: F64, rows: Sequence[tuple[Mapping[int, float], float, float]]
) -> tuple[F64, float]:
    """Minimise ``cost · v`` over ``low ≤ v ≤ high`` and rows (coefficients by column, lower, upper).

    Returns:
        The values, and the bound of :func:`dual_bound`. All column bounds must be finite.

    Raises:
        SonaeError: when there is no solution, or it breaks a row or a bound by more than a millionth.

    """
    import highspy
    from scipy.sparse import csr_matrix

    index = np.asarray([column for row, _, _ in rows for column in row], dtype=np.int32)
    value = np.asarray([number for row, _, _ in rows for number in row.values()], dtype=np.float64)
    begin = np.concatenate([[0], np.cumsum([len(row) for row, _, _ in rows])]).astype(np.int32)
    lower, upper = np.asarray([row[1] for row in rows]), np.asarray([row[2] for row in rows])
    matrix = csr_matrix((value, index, begin), shape=(len(rows), cost.size))

    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    for name in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        solver.setOptionValue(name, _SHARP)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = cost.size, len(rows)
    program.col_cost_, program.col_lower_, program.col_upper_ = cost, low, high
    program.row_lower_ = np.where(np.isneginf(lower), -highspy.kHighsInf, lower)
    program.row_upper_ = np.where(np.isposinf(upper), highspy.kHighsInf, upper)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = begin, index, value
    solver.passModel(program)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SonaeError("the linear program of the replay has no solution; please report it with the input.")
    solution = solver.getSolution()
    values, duals = np.asarray(solution.col_value), np.asarray(solution.row_dual)
    activity = matrix @ values
    broken = max(
        float(np.max(np.maximum(lower - activity, activity - upper), initial=0.0)),
        float(np.max(np.maximum(low - values, values - high), initial=0.0)),
    )
    if broken > _BROKEN:
        raise SonaeError(f"the linear program's answer breaks a limit by {broken:.1e}; it is not used.")
    return values, dual_bound(cost, low, high, matrix, lower, upper, duals)


def dual_bound(cost: F64, low: F64, high: F64, matrix: object, lower: F64, upper: F64, duals: F64) -> float:
    """Return a lower bound of the program for any multipliers: Σ y·b + Σ_j min(d_j low_j, d_j high_j), d = c − Aᵀy.

    A multiplier above 0 takes its row's lower side, one below 0 the upper; where that side is open it counts as 0.
    """
    duals = np.where((duals > 0) & np.isneginf(lower), 0.0, duals)
    duals = np.where((duals < 0) & np.isposinf(upper), 0.0, duals)
    side = np.where(duals > 0, lower, upper)
    reduced = cost - matrix.T @ duals  # type: ignore[attr-defined]
    return float(duals @ np.where(duals == 0.0, 0.0, side) + np.minimum(reduced * low, reduced * high).sum())
