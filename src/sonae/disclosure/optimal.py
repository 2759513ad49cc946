"""Optimal secondary suppression of small tables: the cell suppression problem by Benders cuts.

Fischetti and Salazar-González (2001), «Solving the Cell Suppression Problem on Tabular Data with Linear Constraints»,
Management Science 47(7).
The master problem chooses hidden cells, the sub-problem attacks each secret; an attack that comes too near gives the cut
Σ(α_i·up_i + β_i·down_i)·z_i ≥ level, with coefficients lifted to the level. Both are solved by HiGHS; the pattern is
audited exactly afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.core import InputError
from sonae.disclosure.exact import Form, form_value
from sonae.disclosure.system import Protection, Row, System

__all__ = ["LARGEST", "optimal_pattern"]

F64 = npt.NDArray[np.float64]

LARGEST = 200
"""Cells of the largest table that is optimised."""
_NEAR = 1e-7
_WIDE = 100.0
_ROUNDS = 400


@dataclass(frozen=True)
class _Cut:
    """Σ weight·z ≥ level."""

    weight: F64
    level: float


class _Attack:
    """Deviations from the true values that an outsider cannot exclude, given what is hidden."""

    def __init__(self, system: System, cells: Sequence[str], shown: Mapping[str, Row]) -> None:
        self.cells = cells
        names = [name for name, variable in system.variables.items() if not variable.equals]
        self.at = {name: c for c, name in enumerate(names)}
        truth = np.array([float(system.truth[name]) for name in names])
        far = _WIDE * (1 + float(np.abs(truth).max(initial=0)))
        bounds = [(system.variables[name].lower, system.variables[name].upper) for name in names]
        self.down = np.array(
            [far if low is None else float(system.truth[n] - low) for n, (low, _) in zip(names, bounds, strict=True)]
        )
        self.up = np.array(
            [far if high is None else float(high - system.truth[n]) for n, (_, high) in zip(names, bounds, strict=True)]
        )
        self.chosen = np.array([self.at[cell] for cell in cells], int)
        self.shown_down, self.shown_up = self.down.copy(), self.up.copy()
        for cell in cells:
            span, c = shown[cell].span, self.at[cell]
            least, most = span.both()
            self.shown_down[c] = min(self.down[c], float(system.truth[cell] - least))
            self.shown_up[c] = min(self.up[c], float(most - system.truth[cell]))
        self._set_rows(system)

    def _set_rows(self, system: System) -> None:
        equal: list[dict[str, Fraction]] = []
        within: list[tuple[dict[str, Fraction], float]] = []
        for row in system.rows:
            form = system.base(row.of)
            value = form_value(form, system.truth)
            if row.span.lower == row.span.upper:
                equal.append(form)
                continue
            if row.span.upper is not None:
                within.append((form, float(row.span.upper - value)))
            if row.span.lower is not None:
                within.append(({name: -share for name, share in form.items()}, float(value - row.span.lower)))
        self.equal = self._matrix(equal)
        self.within = self._matrix([form for form, _ in within])
        self.room = np.array([room for _, room in within])

    def _matrix(self, forms: Sequence[Form]) -> F64:
        out = np.zeros((len(forms), len(self.at)))
        for i, form in enumerate(forms):
            for name, share in form.items():
                out[i, self.at[name]] = float(share)
        return out

    def reach(self, target: F64, hidden: F64) -> tuple[float, F64, float]:
        """Return how far a target can move up, and the bound on it as weights of hidden cells and a constant."""
        from scipy.optimize import linprog

        up, down = self.shown_up.copy(), self.shown_down.copy()
        up[self.chosen] += hidden * (self.up - self.shown_up)[self.chosen]
        down[self.chosen] += hidden * (self.down - self.shown_down)[self.chosen]
        equations: dict[str, Any] = {"A_eq": self.equal, "b_eq": np.zeros(len(self.equal))} if self.equal.size else {}
        inequalities: dict[str, Any] = {"A_ub": self.within, "b_ub": self.room} if self.within.size else {}
        bounds: Any = np.column_stack([-down, up])
        found = linprog(-target, bounds=bounds, method="highs", **equations, **inequalities)
        if found.status != 0:
            raise InputError("the attack on a table has no answer", expected="a table of moderate numbers; use gauss")
        rise, fall = np.maximum(-found.upper.marginals, 0.0), np.maximum(found.lower.marginals, 0.0)
        weight = (rise * (self.up - self.shown_up) + fall * (self.down - self.shown_down))[self.chosen]
        constant = float(rise @ self.shown_up + fall @ self.shown_down)
        if self.within.size:
            constant += float(np.maximum(-found.ineqlin.marginals, 0.0) @ self.room)
        return -float(found.fun or 0.0), weight, constant


def optimal_pattern(
    system: System,
    shown: Mapping[str, Row],
    protections: Sequence[Protection],
    *,
    hidden: Collection[str],
    forced: Collection[str],
    cost: Mapping[str, float],
    accepts: Callable[[frozenset[str]], bool],
) -> frozenset[str] | None:
    """Return the cheapest pattern that every audit accepts.

    Args:
        system: all that is known but the cells. Numbers of old releases whose value is not stated are left to ``accepts``.
        shown: what each cell says if it is shown.
        protections: what must stay open.
        hidden: cells that are hidden anyway.
        forced: cells that are shown anyway.
        cost: of hiding a cell.
        accepts: the exact audits; a pattern that fails them is cut off together with all that hide less.

    Returns:
        The hidden cells, or none where no pattern protects all.

    Raises:
        InputError: for more than ``LARGEST`` cells, or where no pattern is found in time.

    """
    cells = list(shown)
    if len(cells) > LARGEST:
        raise InputError(
            f"the table has {len(cells)} cells", expected=f"at most {LARGEST} cells for «optimal»; use gauss"
        )
    system = _known_part(system)
    protections = [p for p in protections if p.variable in system.variables]
    attack = _Attack(system, cells, shown)
    least = np.array([1.0 if cell in hidden else 0.0 for cell in cells])
    most = np.array([0.0 if cell in forced and cell not in hidden else 1.0 for cell in cells])
    prices = np.array([cost[cell] for cell in cells])
    cuts: list[_Cut] = []
    z = least.copy()
    for _ in range(_ROUNDS):
        found = [cut for p in protections for cut in _cuts_of(attack, system, p, z)]
        if not found:
            pattern = frozenset(cell for cell, one in zip(cells, z, strict=True) if one > 0.5)
            if accepts(pattern):
                return pattern
            found = [_Cut(np.where(z > 0.5, 0.0, 1.0), 1.0)]
        cuts += found
        chosen = _master(prices, cuts, least, most)
        if chosen is None:
            return None
        z = chosen
    raise InputError("no optimal pattern was found", expected="a smaller table; use gauss")


def _known_part(system: System) -> System:
    """Return the part of a system whose true values are known."""
    known = {
        name: variable
        for name, variable in system.variables.items()
        if all(n in system.truth for n in system.base({name: Fraction(1)}))
    }
    rows = tuple(row for row in system.rows if all(name in known for name in row.of))
    return System(known, rows, system.truth)


def _cuts_of(attack: _Attack, system: System, protection: Protection, z: F64) -> list[_Cut]:
    target = np.zeros(len(attack.at))
    for name, share in system.base({protection.variable: Fraction(1)}).items():
        target[attack.at[name]] = float(share)
    value = system.value({protection.variable: Fraction(1)})
    if value is None:
        raise InputError("a value of an old release is not stated", expected="all values for «optimal»; use gauss")
    wanted: list[tuple[list[F64], float]] = []
    if protection.high is not None:
        wanted.append(([target], float(protection.high - value)))
    if protection.low is not None:
        wanted.append(([-target], float(value - protection.low)))
    width = float(max(protection.width, protection.spread))
    if width:
        wanted.append(([target, -target], width))
    out = []
    for directions, level in wanted:
        moved = [attack.reach(direction, z) for direction in directions]
        if sum(reached for reached, _, _ in moved) < level - _NEAR * (1 + level):
            left = level - sum(constant for _, _, constant in moved)
            weight = np.minimum(sum((weight for _, weight, _ in moved), np.zeros(len(z))), left)
            out.append(_Cut(np.where(np.abs(weight) < _NEAR, 0.0, weight), left))
    return out


def _master(prices: F64, cuts: Sequence[_Cut], least: F64, most: F64) -> F64 | None:
    from scipy.optimize import Bounds, LinearConstraint, milp

    levels = np.array([cut.level for cut in cuts])
    scale = np.maximum(1.0, np.abs(levels))
    matrix = np.array([cut.weight for cut in cuts]) / scale[:, None]
    found = milp(
        prices, constraints=LinearConstraint(matrix, lb=levels / scale - _NEAR), integrality=np.ones(len(prices), np.int64),
        bounds=Bounds(least, most),
    )  # fmt: skip
    return None if found.x is None else np.round(found.x)
