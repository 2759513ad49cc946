"""The best that a stock could have done, knowing every month beforehand: a convex program, solved by cutting planes.

By material and month the program chooses release R, purchases P by price step, and the stock S they leave:

    min  Σ_t β^t [ f_t(r_t − R_t) − p_t (1 − d) R_t + Σ_k p_t (1 + π_k) P_tk + h S_t ] + β^T p_T · max(0, target − S_T)
    S_t = S_{t−1} − R_t + Σ_k P_tk,   0 ≤ R_t ≤ min(r_t, cap),   S_t ≥ floor,   Σ_k P_tk ≤ purchase cap, P = 0 where x_t > 0,
    Σ p_t (1 + π_k) P_tk over materials and the months of a fiscal year ≤ budget

with r_t the need that private and joint stock leave (they go first, whatever is decided) and f_t the value of shortage,
convex and quadratic. Each f_t is replaced by tangents; the solution adds new ones until what the plan costs and what the
program says agree. The solver is not believed: the plan is run and priced outside it, and the bound is rebuilt from the
multipliers by weak duality.

Relaxed, so that the answer can only be better than any rule's: the no-repurchase window, and rotation (its cost is not
charged). A floor above the stock at the start binds at that stock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.core import SonaeError
from sonae.stockpile.history.model import History, MaterialHistory, ReplayTerms
from sonae.stockpile.history.replay import floor, release_cap, shortage_cost, widths
from sonae.stockpile.simulation import StockRule

__all__ = ["Hindsight", "hindsight", "residual_need"]

F64 = npt.NDArray[np.float64]
_TOLERANCE = 1e-7
_REFUSED = 1e-5
_ROUNDS = 60
_FIRST_TANGENTS = 8


@dataclass(frozen=True)
class Hindsight:
    """The best plan found, its cost by material, and a bound that no plan goes below."""

    release: tuple[F64, ...]
    purchase: tuple[F64, ...]
    start: tuple[float, ...]
    costs: tuple[float, ...]
    bound: float
    """Lower bound of the summed cost, rebuilt outside the solver."""
    rounds: int


@dataclass(frozen=True)
class Part:
    """A material's months as the program sees them, from the first month it decides on."""

    item: MaterialHistory
    rule: StockRule
    residual: F64
    demand: F64
    prices: F64
    open_months: npt.NDArray[np.bool_]
    """Months in which the market can be bought from."""
    start: float
    fixed_purchase: F64 | None = None
    free_start: bool = False
    first: int = 0


def residual_need(item: MaterialHistory, rule: StockRule, need: F64, *, private: float, joint: float) -> F64:
    """Return the need that private and joint stock leave, month by month; they go first and fill up in quiet months."""
    day = item.material.consumption_t_a_day
    full = (rule.private_days * day, rule.joint_days * day)
    left = np.empty(need.size)
    for t, wanted in enumerate(need.tolist()):
        from_private = min(private, wanted)
        from_joint = min(joint, wanted - from_private)
        private, joint = private - from_private, joint - from_joint
        left[t] = wanted - from_private - from_joint
        if wanted <= 0:
            private = min(full[0], private + full[0] / rule.other_refill_months)
            joint = min(full[1], joint + full[1] / rule.other_refill_months)
    return left


def hindsight(
    history: History,
    terms: ReplayTerms,
    *,
    purchases: Sequence[F64] | None = None,
    free_start: bool = False,
) -> Hindsight:
    """Return the best plan in hindsight.

    Args:
        history: the months.
        terms: the same stock, limits, costs and budget as the rule's.
        purchases: purchases by material that are not to be decided, to judge releases alone.
        free_start: also choose the stock at the start; more is bought, and less sold, at the first month's price.

    Raises:
        SonaeError: when the solver's answer does not stand up outside it.

    """
    terms.check(history)
    parts = []
    for i, (item, rule) in enumerate(zip(history.materials, terms.rules, strict=True)):
        day = item.material.consumption_t_a_day
        need = item.need()
        residual = residual_need(item, rule, need, private=rule.private_days * day, joint=rule.joint_days * day)
        fixed = None if purchases is None else purchases[i]
        parts.append(Part(item, rule, residual, item.demand(), item.prices, need <= 0, rule.start_t, fixed, free_start))
    years = [history.window.fiscal_year(t) for t in range(history.window.months)]
    groups = _groups(parts, terms, fixed=purchases is not None)
    found: dict[int, tuple[F64, F64, float, float]] = {}
    bound, rounds = 0.0, 0
    for group in groups:
        solved = solve([parts[i] for i in group], terms, years)
        bound += solved.bound
        rounds = max(rounds, solved.rounds)
        for j, i in enumerate(group):
            found[i] = (solved.release[j], solved.purchase[j], solved.start[j], solved.costs[j])
    rows = [found[i] for i in range(len(parts))]
    return Hindsight(
        tuple(r[0] for r in rows), tuple(r[1] for r in rows), tuple(r[2] for r in rows), tuple(r[3] for r in rows),
        bound, rounds,
    )  # fmt: skip


def _groups(parts: Sequence[Part], terms: ReplayTerms, *, fixed: bool) -> list[list[int]]:
    """Materials that share a budget are solved together, the others one by one."""
    together = [
        i for i, part in enumerate(parts) if part.item.priced and terms.budget_yen_a_year is not None and not fixed
    ]
    alone = [[i] for i in range(len(parts)) if i not in together]
    return ([together] if together else []) + alone


def solve(parts: Sequence[Part], terms: ReplayTerms, years: Sequence[int]) -> Hindsight:
    """Solve a group of materials by cutting planes; quantities are scaled by a month of consumption."""
    program = _Program(parts, terms, years)
    best: Hindsight | None = None
    for round_number in range(1, _ROUNDS + 1):
        values, bound = program.solve()
        plan = program.plan(values, bound, round_number)
        if best is None or sum(plan.costs) < sum(best.costs):
            best = plan
        best = Hindsight(best.release, best.purchase, best.start, best.costs, max(best.bound, bound), round_number)
        if sum(best.costs) - best.bound <= _TOLERANCE * program.size:
            break
        program.cut(values)
    if best is None or not -_REFUSED <= (sum(best.costs) - best.bound) / program.size <= _REFUSED:
        raise SonaeError("the hindsight program did not close its gap; the answer is not shown.")
    return best


class _Program:
    """Columns, rows and tangents of one group."""

    def __init__(self, parts: Sequence[Part], terms: ReplayTerms, years: Sequence[int]) -> None:
        self.parts, self.terms, self.years = list(parts), terms, list(years)
        self.beta = terms.costs.month_factor
        self.unit = [part.item.material.consumption_t_a_month for part in parts]
        self.money = max(part.item.material.price_yen_a_t * unit for part, unit in zip(parts, self.unit, strict=True))
        self.cost: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.rows: list[tuple[Mapping[int, float], float, float]] = []
        self.tangents: dict[tuple[int, int], set[float]] = {}
        self.offset = 0.0
        self.columns = [self._columns(i) for i in range(len(parts))]
        for i in range(len(parts)):
            self._balance(i)
        self._budget()
        for i, part in enumerate(parts):
            for t in range(part.residual.size):
                for at in np.linspace(0.0, self._most(i, t), _FIRST_TANGENTS):
                    self._tangent(i, t, float(at))
        self.size = max(1.0, sum(self._worst(i) for i in range(len(parts))) / self.money) * self.money

    def _worst(self, i: int) -> float:
        """What it costs to release and buy nothing: the scale of the gap."""
        part = self.parts[i]
        nothing = np.zeros(part.residual.size)
        bought = nothing if part.fixed_purchase is None else part.fixed_purchase
        return abs(price_plan(part, self.terms, nothing, bought, part.start))

    def _add(self, cost: float, low: float, high: float) -> int:
        self.cost.append(cost)
        self.low.append(low)
        self.high.append(max(low, high))
        return len(self.cost) - 1

    def _most(self, i: int, t: int) -> float:
        """Most that may leave in month t, in months of consumption."""
        part = self.parts[i]
        return min(float(part.residual[t]), release_cap(part.item.material, part.rule)) / self.unit[i]

    def _columns(self, i: int) -> dict[str, list[Any]]:
        part, costs, unit = self.parts[i], self.terms.costs, self.unit[i]
        material, rule = part.item.material, part.rule
        scale = unit / self.money
        least = min(floor(material, rule), part.start) / unit
        months = part.residual.size
        sizes = widths(material, self.terms.steps)
        cap = min(rule.purchase_cap_t, sum(sizes))
        bought = (
            float(cap * part.open_months.sum()) if part.fixed_purchase is None else float(part.fixed_purchase.sum())
        )
        most = (part.start + bought + rule.target_days * material.consumption_t_a_day) / unit
        if part.free_start:
            most += float(part.residual.sum()) / unit
        out: dict[str, list[Any]] = {"release": [], "stock": [], "short": [], "buy": [], "start": [], "gap": []}
        for t in range(months):
            beta, price = self.beta ** (part.first + t), float(part.prices[t])
            out["release"].append(self._add(-beta * price * (1 - costs.sale_discount) * scale, 0.0, self._most(i, t)))
            out["stock"].append(
                self._add(beta * material.price_yen_a_t * costs.holding_a_year / 12 * scale, least, most)
            )
            worst = shortage_cost(material, costs, float(part.residual[t]), float(part.demand[t])) / self.money
            out["short"].append(self._add(beta, 0.0, worst))
            steps = []
            if part.fixed_purchase is None and part.open_months[t]:
                steps = [
                    self._add(beta * price * (1 + step.premium) * scale, 0.0, width / unit)
                    for step, width in zip(self.terms.steps, sizes, strict=True)
                ]
                self.rows.append((dict.fromkeys(steps, 1.0), -np.inf, cap / unit))
            out["buy"].append(steps)
        target = rule.target_days * material.consumption_t_a_day / unit
        out["gap"].append(self._add(self.beta ** (part.first + months) * float(part.prices[-1]) * scale, 0.0, target))
        first = float(part.prices[0]) * scale * self.beta**part.first if part.free_start else 0.0
        low, high = (least, most) if part.free_start else (part.start / unit, part.start / unit)
        out["start"].append(self._add(first, low, high))
        self.offset -= first * part.start / unit
        self.rows.append(({out["gap"][0]: 1.0, out["stock"][-1]: 1.0}, target, np.inf))
        if part.fixed_purchase is not None:
            paid = self.beta ** (part.first + np.arange(months)) * _paid(part, self.terms, part.fixed_purchase)
            self.offset += float(paid.sum()) / self.money
        return out

    def _balance(self, i: int) -> None:
        part, columns = self.parts[i], self.columns[i]
        before = columns["start"][0]
        for t in range(part.residual.size):
            fixed = 0.0 if part.fixed_purchase is None else float(part.fixed_purchase[t]) / self.unit[i]
            row = {columns["stock"][t]: 1.0, before: -1.0, columns["release"][t]: 1.0}
            row |= dict.fromkeys(columns["buy"][t], -1.0)
            self.rows.append((row, fixed, fixed))
            before = columns["stock"][t]

    def _budget(self) -> None:
        if self.terms.budget_yen_a_year is None:
            return
        scale = max(1.0, self.terms.budget_yen_a_year)
        for year in sorted(set(self.years)):
            row: dict[int, float] = {}
            for i, part in enumerate(self.parts):
                for t, when in enumerate(self.years):
                    if when != year or not part.item.priced or t >= part.residual.size:
                        continue
                    for column, step in zip(self.columns[i]["buy"][t], self.terms.steps, strict=False):
                        row[column] = float(part.prices[t]) * (1 + step.premium) * self.unit[i] / scale
            if row:
                self.rows.append((row, -np.inf, self.terms.budget_yen_a_year / scale))

    def _tangent(self, i: int, t: int, at: float) -> bool:
        """Bound the value of shortage from below by its tangent at a release; say whether it is new."""
        part, costs, unit = self.parts[i], self.terms.costs, self.unit[i]
        known = self.tangents.setdefault((i, t), set())
        if any(abs(at - other) <= 1e-12 for other in known) or (known and costs.shortage_curve == 0):
            return False
        known.add(at)
        price, demand = part.item.material.price_yen_a_t, float(part.demand[t])
        short = max(0.0, float(part.residual[t]) - at * unit)
        slope = price * (costs.shortage_value + 2.0 * costs.shortage_curve * short / demand) * unit / self.money
        value = shortage_cost(part.item.material, costs, short, demand) / self.money
        columns = self.columns[i]
        self.rows.append(({columns["short"][t]: 1.0, columns["release"][t]: slope}, value + slope * at, np.inf))
        return True

    def cut(self, values: F64) -> None:
        """Add the tangents at a solution."""
        for i, part in enumerate(self.parts):
            for t in range(part.residual.size):
                self._tangent(i, t, float(np.clip(values[self.columns[i]["release"][t]], 0.0, self._most(i, t))))

    def solve(self) -> tuple[F64, float]:
        """Return the values of the columns, and the bound that the multipliers give by weak duality."""
        from sonae.stockpile.history.solver import solve_rows

        values, bound = solve_rows(np.asarray(self.cost), np.asarray(self.low), np.asarray(self.high), self.rows)
        return values, (bound + self.offset) * self.money

    def plan(self, values: F64, bound: float, rounds: int) -> Hindsight:
        """Make the solution whole, so that it keeps every limit exactly, and price it outside the solver."""
        releases, purchases, starts, costs = [], [], [], []
        for i, part in enumerate(self.parts):
            columns, unit = self.columns[i], self.unit[i]
            start = float(values[columns["start"][0]]) * unit if part.free_start else part.start
            least = min(floor(part.item.material, part.rule), part.start)
            stock, release, bought = start, np.zeros(part.residual.size), np.zeros(part.residual.size)
            for t in range(part.residual.size):
                given = min(max(0.0, float(values[columns["release"][t]])), self._most(i, t)) * unit
                release[t] = min(given, max(0.0, stock - least))
                bought[t] = (
                    sum(max(0.0, float(values[column])) for column in columns["buy"][t]) * unit
                    if part.fixed_purchase is None
                    else part.fixed_purchase[t]
                )
                stock += bought[t] - release[t]
            releases.append(release)
            purchases.append(bought)
            starts.append(start)
            costs.append(price_plan(part, self.terms, release, bought, start))
        return Hindsight(tuple(releases), tuple(purchases), tuple(starts), tuple(costs), bound, rounds)


def price_plan(part: Part, terms: ReplayTerms, release: F64, purchase: F64, start: float) -> float:
    """Return the discounted cost of a plan, as the replay counts it, without rotation."""
    material, costs = part.item.material, terms.costs
    beta = costs.month_factor ** (part.first + np.arange(release.size))
    stock = start + np.cumsum(purchase - release)
    short = part.residual - release
    value = [shortage_cost(material, costs, float(s), float(d)) for s, d in zip(short, part.demand, strict=True)]
    months = (
        np.asarray(value)
        + _paid(part, terms, purchase)
        - release * part.prices * (1.0 - costs.sale_discount)
        + material.price_yen_a_t * costs.holding_a_year / 12.0 * stock
    )
    gap = max(0.0, part.rule.target_days * material.consumption_t_a_day - float(stock[-1]))
    end = float(costs.month_factor ** (part.first + release.size) * part.prices[-1] * gap)
    begin = float(part.prices[0]) * (start - part.start) * float(beta[0])
    return float(beta @ months) + end + begin


def _paid(part: Part, terms: ReplayTerms, purchase: F64) -> F64:
    """Payment by month for purchases, up the price steps."""
    sizes = widths(part.item.material, terms.steps)
    paid = np.zeros(purchase.size)
    edge = 0.0
    for step, width in zip(terms.steps, sizes, strict=True):
        paid += np.clip(purchase - edge, 0.0, width) * part.prices * (1.0 + step.premium)
        edge += width
    return paid
