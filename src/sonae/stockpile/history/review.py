"""What the rule did against the best in hindsight, no stock, and a planner who knows each act when it begins.

Regret is the rule's cost less the least cost with the start chosen too. It is split in a fixed order, each part with
the rest as the rule left it, so that the parts add up:

    release    rule's start and purchases, best releases     C_rule − rotation − H_release
    start      the start chosen as well, rule's purchases    H_release − H_start
    purchase   everything chosen                             H_start − H_best
    rotation   never charged to hindsight
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sonae.compute import Progress, Silent
from sonae.stockpile.history.hindsight import Hindsight, Part, hindsight, residual_need, solve
from sonae.stockpile.history.model import History, ReplayTerms
from sonae.stockpile.history.replay import MaterialRun, Replay, Stocks, replay

__all__ = ["MaterialReview", "ReplayReview", "instant_knowledge", "review_replay"]

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class MaterialReview:
    """A material's costs (discounted, in yen or units of value) and quantities under each policy."""

    line: str
    rule: MaterialRun
    no_stock: MaterialRun
    instant: MaterialRun
    best_release: F64
    best_purchase: F64
    best_start: float
    best_start_then: float
    """The start that would have been best with the purchases the rule made."""
    best_shortage: float
    regret_release: float
    regret_start: float
    regret_purchase: float
    rotation: float
    best_cost: float
    start_value: float
    """The start at the first month's price."""
    end_value: float
    """The target, or the stock where it is larger, at the last month's price, discounted: the refill is in the cost."""

    @property
    def regret(self) -> float:
        """Cost of the rule above the least in hindsight."""
        return self.rule.cost - self.best_cost

    @property
    def knowing_acts(self) -> float:
        """What it is worth to know, when an act begins, how deep and how long it will be; may be below 0."""
        return self.rule.cost - self.instant.cost

    @property
    def net_benefit(self) -> float:
        """Cost without a stock less cost with it, and the change of the stock's value: what the stock was worth."""
        return self.no_stock.cost - self.rule.cost - self.start_value + self.end_value


@dataclass(frozen=True)
class ReplayReview:
    """The rule's run and its review by material, with what was relaxed in hindsight."""

    replay: Replay
    materials: tuple[MaterialReview, ...]
    bound: float
    """Lower bound of the summed least cost, rebuilt outside the solver; materials in yen and in units of value together."""
    relaxed: tuple[str, ...]


def review_replay(history: History, terms: ReplayTerms, *, progress: Progress | None = None) -> ReplayReview:
    """Run the rule and set it beside hindsight, instant knowledge and no stock.

    Raises:
        InputError: when the terms do not fit the history.
        SonaeError: when an optimum does not stand up outside the solver.

    """
    shown = progress or Silent()
    shown.stage("hindsight", 5)
    run = replay(history, terms)
    empty = replace(terms, rules=tuple(replace(r, start_t=0.0, target_days=0.0, minimum_days=0.0) for r in terms.rules))
    nothing = replay(history, empty)
    shown.advance(1)
    knowing = instant_knowledge(history, terms)
    shown.advance(1)
    coupled = terms.budget_yen_a_year is not None
    rotation = [float(r.discount @ r.rotation) for r in run.runs]
    rule = [r.cost - part for r, part in zip(run.runs, rotation, strict=True)]
    released = hindsight(history, terms, purchases=[r.purchase for r in run.runs])
    shown.advance(1)
    started = hindsight(history, terms, purchases=[r.purchase for r in run.runs], free_start=True)
    shown.advance(1)
    best = hindsight(history, terms, free_start=True)
    shown.advance(1)
    priced = [item.priced for item in history.materials]
    level_release = _not_above(released.costs, rule, priced, coupled=False)
    level_start = _not_above(started.costs, level_release, priced, coupled=False)
    level_best = _not_above(best.costs, level_start, priced, coupled=coupled)
    out = []
    for i, item in enumerate(history.materials):
        r = run.runs[i]
        plan = best if level_best[i] == best.costs[i] else started
        end = max(float(r.stock[-1]), terms.rules[i].target_days * item.material.consumption_t_a_day)
        out.append(
            MaterialReview(
                item.material.line, r, nothing.runs[i], knowing.runs[i], plan.release[i], plan.purchase[i],
                max(0.0, plan.start[i]), max(0.0, started.start[i]), _shortage(history, terms, i, plan),
                rule[i] - level_release[i], level_release[i] - level_start[i], level_start[i] - level_best[i], rotation[i],
                level_best[i], r.start * float(item.prices[0]),
                end * float(item.prices[-1]) * terms.costs.month_factor**history.window.months,
            )
        )  # fmt: skip
    return ReplayReview(run, tuple(out), best.bound, _relaxed(terms))


def _not_above(
    better: Sequence[float], worse: Sequence[float], priced: Sequence[bool], *, coupled: bool
) -> list[float]:
    """Take the better level, but never one that the solver's tolerance put above a plan that is open to it too.

    Materials under one budget are compared by their sum: one may do worse so that another does better.
    """
    out = [min(b, w) for b, w in zip(better, worse, strict=True)]
    together = [i for i, yes in enumerate(priced) if yes and coupled]
    source = better if sum(better[i] for i in together) <= sum(worse[i] for i in together) else worse
    for i in together:
        out[i] = source[i]
    return out


def _shortage(history: History, terms: ReplayTerms, i: int, plan: Hindsight) -> float:
    item, rule = history.materials[i], terms.rules[i]
    day = item.material.consumption_t_a_day
    residual = residual_need(item, rule, item.need(), private=rule.private_days * day, joint=rule.joint_days * day)
    return float((residual - plan.release[i]).sum())


def _relaxed(terms: ReplayTerms) -> tuple[str, ...]:
    out = []
    if any(rule.no_repurchase_months for rule in terms.rules):
        out.append("hindsight may buy back within the no-repurchase window")
    if any(rule.shelf_life_months for rule in terms.rules):
        out.append("hindsight is not charged for rotation")
    return tuple(out)


def instant_knowledge(history: History, terms: ReplayTerms) -> Replay:
    """Run a planner who learns each act's depth and end when it begins, and nothing of later ones.

    It buys by the rule, and at every beginning spreads the stock at hand over the months to come so that the value of
    shortage known then is least, at the price of the day.
    """
    plans: dict[int, tuple[int, F64]] = {}

    def decide(t: int, i: int, stocks: Stocks) -> float | None:
        item = history.materials[i]
        if t in item.courses:
            plans[i] = (t, _plan(history, terms, i, t, stocks))
        if i not in plans:
            return None
        since, plan = plans[i]
        return float(plan[t - since])

    return replay(history, terms, release=decide)


def _plan(history: History, terms: ReplayTerms, i: int, t: int, stocks: Stocks) -> F64:
    item, rule = history.materials[i], terms.rules[i]
    need = (item.courses[t] * item.demand())[t:]
    residual = residual_need(item, rule, need, private=stocks.private, joint=stocks.joint)
    months = residual.size
    part = Part(
        item, rule, residual, item.demand()[t:], np.full(months, item.prices[t]), np.zeros(months, dtype=bool),
        stocks.national, np.zeros(months), False, t,
    )  # fmt: skip
    return solve([part], terms, [0] * months).release[0]
