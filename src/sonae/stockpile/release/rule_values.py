"""What each rule is worth: the same scenarios with one rule changed, and the paired difference of what they cost.

Random numbers are keyed by (seed, scenario) and not by rules, so that both runs meet the same events, demand, prices
and failed tenders. For n scenarios with differences d, the mean is known to ± z · sd(d) / √n. CVaR_α is the mean of the
worst 1 − α; its paired error is that of the difference of the two influence functions
q + (x − q)⁺ / (1 − α) (Rockafellar & Uryasev, «Optimization of conditional value-at-risk», 2000; Trindade and others,
«Financial prediction with constrained tail risk», 2007).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.compute import Executor, Progress
from sonae.core import Classification, InputError
from sonae.stockpile.simulation import Kept, StockModel, StockRule, simulate_stock

__all__ = ["STANDARD_CHANGES", "Paired", "RuleChange", "RuleValue", "rule_change", "rule_value_rows", "rule_values"]

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule changed. ``change`` returns the model with that rule changed and nothing else."""

    name: str
    text: str
    change: Callable[[StockModel], StockModel] = field(repr=False)


def _with_fields(fields: Mapping[str, Any], model: StockModel) -> StockModel:
    return replace(model, rules=tuple(replace(rule, **fields) for rule in model.rules))


def rule_change(name: str, text: str, **fields: Any) -> RuleChange:
    """Return a change that sets fields of :class:`~sonae.stockpile.simulation.StockRule` for every material.

    Raises:
        InputError: when a field is not one of a stock rule.

    """
    known = {*StockRule.__dataclass_fields__}
    if set(fields) - known:
        raise InputError(f"«{min(set(fields) - known)}» is no field of a stock rule", expected=", ".join(sorted(known)))
    return RuleChange(name, text, partial(_with_fields, fields))


def _minimum_binds(model: StockModel) -> StockModel:
    floors = [replace(r, tight_floor_days=max(r.tight_floor_days, r.minimum_days)) for r in model.rules]
    return replace(model, rules=tuple(floors))


def _no_budget(model: StockModel) -> StockModel:
    return replace(model, budgets_yen=())


def _no_failure(model: StockModel) -> StockModel:
    return replace(model, processes=replace(model.processes, failed_tender=0.0))


_NO_CAP = 1e6
"""Months of consumption: more than any stock holds."""

STANDARD_CHANGES = (
    rule_change("release_cap", "no cap on what leaves in a month", release_cap_share=_NO_CAP),
    rule_change("tight_floor", "no floor under tight-supply releases", tight_floor_days=0.0),
    RuleChange("minimum_stock", "the minimum stock binds tight-supply releases too", _minimum_binds),
    rule_change("no_repurchase", "buying again at once", no_repurchase_months=0),
    rule_change("private_first", "no private stock before the national one", private_days=0.0),
    rule_change("joint_stock", "no joint stock", joint_days=0.0),
    rule_change("rotation", "stock keeps for ever and is not rotated", shelf_life_months=0),
    rule_change("purchase_cap", "no cap on purchases but the last price step", purchase_cap_t=np.inf),
    RuleChange("budget", "no yearly budget", _no_budget),
    RuleChange("failed_tenders", "no tender fails", _no_failure),
    rule_change("stock", "no national stock at all", start_t=0.0, target_days=0.0, minimum_days=0.0),
)
"""Each rule of the stock model taken away, the minimum stock made to bind, and the stock itself taken away."""


@dataclass(frozen=True, slots=True)
class Paired:
    """A difference on the same scenarios, changed − as it is, with its confidence interval."""

    base: float
    changed: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RuleValue:
    """What changing one rule does. Costs are discounted yen over the horizon, tonnes of contained element."""

    name: str
    text: str
    at_work: bool
    """False when the change changes nothing in this model: the rule is not in it."""
    cost: Paired
    cvar: Paired
    shortage_yen: Paired
    shortage_t: Mapping[str, Paired]
    """By material."""
    end_stock_yen: float
    """Difference of the mean stock left at the end, at mean prices, discounted. Costs give no credit for it."""
    scenarios: int
    seed: int
    tail: float
    confidence: float
    classification: Classification


def rule_values(
    model: StockModel,
    changes: Sequence[RuleChange] = STANDARD_CHANGES,
    *,
    scenarios: int,
    seed: int,
    tail: float = 0.95,
    confidence: float = 0.95,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[RuleValue]:
    """Change one rule at a time and compare with the model as it is, on common random numbers.

    Args:
        model: the stock as it is run.
        changes: the rules to change, one by one.
        scenarios: how many, 2 or more.
        seed: of the random numbers.
        tail: CVaR is the mean of the worst ``1 − tail``.
        confidence: of the intervals.
        executor: threads by default.
        progress: told of scenarios done, run by run; may cancel.

    Raises:
        InputError: when there are too few scenarios, two changes of one name, or a share out of its range.

    """
    from scipy.special import ndtri

    if scenarios < 2:
        raise InputError(f"{scenarios} scenarios cannot be compared", expected="2 or more")
    if not (0 < tail < 1 and 0 < confidence < 1):
        raise InputError("the tail or the confidence is no share", expected="above 0 and below 1")
    if len({change.name for change in changes}) < len(changes):
        raise InputError("two changes of rules have one name")
    width = float(ndtri((1 + confidence) / 2))
    run = partial(_kept, scenarios=scenarios, seed=seed, executor=executor, progress=progress)
    base, base_end = run(model)
    values = []
    for change in changes:
        changed = change.change(model)
        at_work = _rules_of(changed) != _rules_of(model)
        other, end = run(changed) if at_work else (base, base_end)
        total, shortage = (_of_all(base, other, name) for name in ("cost", "shortage_yen"))
        values.append(
            RuleValue(
                change.name, change.text, at_work, _paired(*total, width), _paired_cvar(*total, tail, width),
                _paired(*shortage, width),
                {
                    material.symbol: _paired(base.shortage_t[m], other.shortage_t[m], width)
                    for m, material in enumerate(model.materials)
                },
                end - base_end, scenarios, seed, tail, confidence, model.classification,
            )
        )  # fmt: skip
    return values


def _rules_of(model: StockModel) -> tuple[Any, ...]:
    return model.rules, model.budgets_yen, model.processes, model.costs, model.steps


def _kept(
    model: StockModel, *, scenarios: int, seed: int, executor: Executor | None, progress: Progress | None
) -> tuple[Kept, float]:
    """Every scenario's cost and shortage, and the mean value of the stock left at the end."""
    result = simulate_stock(model, scenarios, seed, executor=executor, progress=progress, keep=True)
    if result.kept is None:
        raise InputError("the simulation kept no scenarios; report this as a fault")
    price = np.asarray([material.price_yen_a_t for material in model.materials])
    left = float((result.stock_by_month[:, -1] * price).sum()) * model.costs.month_factor**model.months
    return result.kept, left


def _of_all(base: Kept, other: Kept, name: str) -> tuple[F64, F64]:
    """Sums over materials by scenario, in the order of the materials."""
    first, second = (np.asarray(getattr(kept, name)).sum(axis=0) for kept in (base, other))
    return first, second


def _paired(base: F64, other: F64, width: float) -> Paired:
    return _interval(float(base.mean()), float(other.mean()), other - base, width)


def _paired_cvar(base: F64, other: F64, tail: float, width: float) -> Paired:
    first, first_parts = _cvar(base, tail)
    second, second_parts = _cvar(other, tail)
    return _interval(first, second, second_parts - first_parts, width)


def _cvar(costs: F64, tail: float) -> tuple[float, F64]:
    """CVaR of a sample, and what each scenario adds to it: the mean of the parts is CVaR."""
    quantile = float(np.quantile(costs, tail, method="inverted_cdf"))
    parts = quantile + np.maximum(0.0, costs - quantile) / (1.0 - tail)
    return float(parts.mean()), parts


def _interval(base: float, changed: float, parts: F64, width: float) -> Paired:
    half = width * float(parts.std(ddof=1)) / float(np.sqrt(parts.size))
    mean = float(parts.mean())
    return Paired(base, changed, mean, mean - half, mean + half)


def rule_value_rows(values: Sequence[RuleValue]) -> list[dict[str, Any]]:
    """Return flat rows, one a rule, in yen."""
    rows = []
    for value in values:
        row: dict[str, Any] = {"rule": value.name, "change": value.text, "at_work": value.at_work}
        for name in ("cost", "cvar", "shortage_yen"):
            paired: Paired = getattr(value, name)
            row |= {f"{name}_base": paired.base, f"{name}_difference": paired.difference}
            row |= {f"{name}_low": paired.low, f"{name}_high": paired.high}
        row["end_stock_yen_difference"] = value.end_stock_yen
        rows.append({**row, "scenarios": value.scenarios, "seed": value.seed})
    return rows
