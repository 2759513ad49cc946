"""The stock part of the review: what the proposed days do to shortage, what they cost, and what budget is worth.

A stock plan (:mod:`sonae.stockpile.plan`) is made on the review's own minerals, supply and acts. Then three stocks meet the
same paths of the event model, and nothing is bought on the way: no national stock, what the demonstration plan assumes to be
held, and the proposed days. What differs is the effect of the days alone. The curve runs the plan's policy at parts of its
yearly budgets, on common paths too.

All money is in million yen, not discounted unless said; what a shortage is worth is a setting with its source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.compute import Executor, Progress, Silent
from sonae.core import Cancelled, Classification, Reason, SonaeError
from sonae.data import plain_yaml
from sonae.stockpile import DaysReview, Situation
from sonae.stockpile.plan import (
    JUDGE,
    BudgetPoint,
    Interval,
    PathArrays,
    PlanFile,
    PlanningModel,
    StockPlan,
    budget_curve,
    demonstration_text,
    event_arrays,
    make_plan,
    plan_case,
    plan_from_text,
    planning_model,
    purchase_cost,
    run_rule,
)

__all__ = ["CASES", "Held", "StockMineral", "StockMissing", "StockPart", "StockSizes", "review_plan_file", "stock_part"]

F64 = npt.NDArray[np.float64]

CASES = ("none", "start", "target")
"""No national stock; the stock that the demonstration plan assumes at the start; the proposed days."""
_FILE = "review"
_FINE = {"levels_to_target": 360, "steps_to_release": 60, "price_states": 1, "most_of_target": 0.01}
"""Grid of the three stocks: half a day or finer. No recursion runs on it, and nothing is bought."""
_HOME = "JPN"
_MILLION = 1e6


@dataclass(frozen=True, slots=True)
class StockSizes:
    """How finely the stock part is computed: a tenth of what ``sonae stock plan`` takes, so that a review stays quick."""

    fit_scenarios: int = 2048
    search_paths: int = 64
    planning_paths: int = 256
    event_paths: int = 128
    levels_to_target: int = 24
    price_states: int = 3
    shortage_paths: int = 2048
    curve_paths: int = 512
    curve_parts: tuple[float, ...] = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)

    def settings(self, seed: int) -> dict[str, Any]:
        """Return the changes to the settings of a plan."""
        names = ("fit_scenarios", "search_paths", "planning_paths", "event_paths")
        return {
            "solver": {**{name: getattr(self, name) for name in names}, "seed": seed, "lots_gap": 0.01},
            "grid": {"levels_to_target": self.levels_to_target, "price_states": self.price_states},
        }


@dataclass(frozen=True, slots=True)
class Held:
    """What one stock at the start does over the plan: means over paths; of a mineral or, summed, of all."""

    days: float | None
    """Days of consumption held at the start; none for the sum."""
    tonnes: float
    worth: float
    """Of the stock at mean prices."""
    short_t: float
    """Need that nothing covered."""
    short_days: float
    """The same in days of reference consumption; of all minerals: weighted by the worth of a day."""
    chance: float
    """Chance that need stays uncovered in any month; of all minerals: of at least one of them."""
    short_minerals: float
    """Expected number of minerals of which this holds."""
    short_worth: float
    """Shortage at mean prices."""
    loss: float
    """Shortage at the value that the settings give it, convex in the share of a month's demand."""
    purchase: float
    """Filling the stock from nothing, evenly over the plan, with the premium of every impact step."""
    holding: float
    """Storage and rotation over the plan."""
    proceeds: float
    """From what was released."""
    left: float
    """Worth of what is left at the end of the plan."""

    @property
    def net_cost(self) -> float:
        """Purchase and holding less what comes back."""
        return self.purchase + self.holding - self.proceeds - self.left


@dataclass(frozen=True, slots=True)
class StockMineral:
    """One mineral with the three stocks, and what its figures rest on."""

    symbol: str
    line: str
    held: tuple[Held, Held, Held]
    consumption_t_a_year: float
    consumption_basis: str
    consumption_stand_in: bool
    price_yen_a_kg: float
    price_basis: str
    price_proxy: bool


@dataclass(frozen=True)
class StockPart:
    """The stock part of a review."""

    minerals: tuple[StockMineral, ...]
    total: tuple[Held, Held, Held]
    avoided: Interval
    """Loss without stock less loss with the proposed days, by path."""
    avoided_from_start: Interval
    """The same, from the assumed stock."""
    curve: tuple[BudgetPoint, ...]
    left_out: tuple[tuple[str, str], ...]
    """Minerals with proposed days that could not be planned, and why."""
    sizes: StockSizes
    home: bool
    """True when budgets and floor space are those of the demonstration plan; else budgets fill the gap in the plan's years."""
    plan: StockPlan = field(repr=False)

    @property
    def file(self) -> PlanFile:
        """The plan file behind it."""
        return self.plan.file

    @property
    def classification(self) -> Classification:
        """That of the plan."""
        return self.plan.classification

    def of(self, symbol: str) -> StockMineral | None:
        """Return a mineral, or none where it could not be planned."""
        return next((item for item in self.minerals if item.symbol == symbol), None)

    def summary(self) -> dict[str, Any]:
        """Return totals, curve and settings as plain data, for the manifest."""
        return {
            "plan_sha256": self.file.sha256,
            "sizes": asdict(self.sizes),
            "seed": self.file.settings.solver.seed,
            "budgets_million_yen": list(self.file.budgets_million_yen),
            "minerals": [item.symbol for item in self.minerals],
            "left_out": dict(self.left_out),
            "total": {name: asdict(held) for name, held in zip(CASES, self.total, strict=True)},
            "loss_avoided": asdict(self.avoided),
            "curve": [asdict(point) for point in self.curve],
            "gap_planning": self.plan.certificate.planning.gap,
            "gap_events": self.plan.certificate.events.gap,
            "settings": self.file.settings.model_dump(mode="json", exclude={"sources"}),
        }


@dataclass(frozen=True, slots=True)
class StockMissing:
    """Stands where the stock part would: why there is none."""

    reason: str


def stock_part(
    situation: Situation,
    days: DaysReview,
    *,
    sizes: StockSizes | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> StockPart | StockMissing:
    """Compute the stock part, or say why it cannot be made: a review never fails for it.

    Args:
        situation: of the review.
        days: its proposed days, the targets of the plan.
        sizes: how finely.
        executor: threads by default; the result does not depend on them.
        progress: told of the parts; may cancel.

    Raises:
        Cancelled: when the user stopped the work.

    """
    sizes = sizes or StockSizes()
    if not any(proposal.proposal is not None for proposal in days.minerals):
        return StockMissing(Reason("stock_no_mineral", "no mineral has proposed days"))
    if situation.policy.days.horizon_months < 12:
        months = situation.policy.days.horizon_months
        return StockMissing(
            Reason("stock_horizon", "the policy simulates {months} months; a plan needs twelve", months=months)
        )
    try:
        return _made(situation, days, sizes, executor, progress or Silent())
    except Cancelled:
        raise
    except SonaeError as error:
        return StockMissing(Reason("stock_refused", "the stock engine refused: {text}", text=str(error)))
    except Exception as error:  # noqa: BLE001 - a fault of the stock must not take days and scores with it; it is shown
        said = ": ".join([type(error).__name__, *str(error).splitlines()[:1]])
        return StockMissing(Reason("stock_fault", "a fault in the stock engine ({text})", text=said))


def review_plan_file(situation: Situation, days: DaysReview, sizes: StockSizes) -> PlanFile:
    """Return the demonstration plan laid over a review: its importer, years, reference date, classification and seed.

    Budgets and floor space of the demonstration are Japan's. For another importer a year's budget is what fills the gap
    between assumed stock and proposed days in the plan's years at mean prices, and floor space has no limit.
    """
    tree = dict(plain_yaml(demonstration_text(), _FILE, expected="the demonstration plan"))
    picture, known = situation.picture, {mineral.symbol for mineral in situation.picture.minerals}
    shift = picture.year + 1 - int(tree["first_fiscal_year"])
    years = min(int(tree["fiscal_years"]), situation.policy.days.horizon_months // 12)
    last = f"{picture.year + 1 + years:04d}-03"
    entries = {
        symbol: _shifted(entry, shift, last) for symbol, entry in tree.get("minerals", {}).items() if symbol in known
    }
    defaults = _shifted(tree["defaults"], shift, last)
    least = float(defaults.get("minimum_days", 0.0))
    for proposal in days.minerals:
        if proposal.proposal is not None and proposal.proposal < least:
            entries[proposal.symbol] = {**entries.get(proposal.symbol, {}), "minimum_days": proposal.proposal}
    public = days.classification is Classification.PUBLIC
    tree |= {
        "importer": picture.importer, "data_year": picture.year, "first_fiscal_year": picture.year + 1,
        "fiscal_years": years, "as_of": situation.as_of.isoformat(), "classification": "public" if public else "secret",
        "budgets_million_yen": list(tree["budgets_million_yen"])[:years], "defaults": defaults, "minerals": entries,
        "settings": sizes.settings(days.seed), "name": f"review {picture.importer} {picture.year}",
    }  # fmt: skip
    if picture.importer != _HOME:
        tree.pop("floor_space_m2", None)
        case = plan_case(_file(tree), situation, days)
        gap = sum(
            max(0.0, item.rule.target_days * item.material.consumption_t_a_day - item.rule.start_t)
            * item.material.price_yen_a_t
            for item in case.minerals
        )
        tree["budgets_million_yen"] = [min(max(gap / _MILLION / years, 0.001), 1e9)] * years
    return _file(tree)


def _file(tree: Mapping[str, Any]) -> PlanFile:
    return plan_from_text(json.dumps(tree, ensure_ascii=False), _FILE)


def _shifted(entry: Mapping[str, Any], shift: int, last: str) -> dict[str, Any]:
    """Move the month of an entry by whole years; one beyond the plan becomes the last."""
    out = dict(entry)
    if "by" in out:
        year, month = str(out["by"]).split("-")
        out["by"] = min(f"{int(year) + shift:04d}-{month}", last)
    return out


def _made(
    situation: Situation, days: DaysReview, sizes: StockSizes, executor: Executor | None, shown: Progress
) -> StockPart:
    file = review_plan_file(situation, days, sizes)
    plan = make_plan(file, situation, days, executor=executor, progress=shown)
    shown.stage("shortage with and without stock", len(CASES))
    model = _fine_model(plan)
    arrays = event_arrays(model, file.settings.solver.seed, JUDGE, JUDGE + sizes.shortage_paths, executor=executor)
    cases, losses = [], []
    start = model.programs.start_level
    for levels in (np.zeros_like(start), start, model.target_level.astype(start.dtype)):
        held, loss = _held(model, arrays, levels, executor)
        cases.append(held)
        losses.append(loss)
        shown.advance(1)
    curve = budget_curve(plan, sizes.curve_paths, parts=sizes.curve_parts, executor=executor, progress=shown)
    proposed = {proposal.symbol for proposal in days.minerals if proposal.proposal is not None}
    return StockPart(
        tuple(_mineral(plan, m, cases) for m in range(len(plan.case.minerals))),
        (cases[0][-1], cases[1][-1], cases[2][-1]),
        Interval.of(losses[0] - losses[2]),
        Interval.of(losses[1] - losses[2]),
        curve,
        tuple((left.symbol, left.reason) for left in plan.case.left_out if left.symbol in proposed),
        sizes,
        situation.picture.importer == _HOME,
        plan,
    )


def _fine_model(plan: StockPlan) -> PlanningModel:
    settings = plan.file.settings
    fine = settings.model_copy(update={"grid": settings.grid.model_copy(update=_FINE)})
    case = replace(plan.case, file=plan.file.model_copy(update={"settings": fine}))
    return planning_model(case, plan.model.regimes)


def _mineral(plan: StockPlan, m: int, cases: list[list[Held]]) -> StockMineral:
    material = plan.case.minerals[m].material
    return StockMineral(
        material.symbol, material.line, (cases[0][m], cases[1][m], cases[2][m]), material.consumption_t_a_day * 365.0,
        material.consumption_basis, material.consumption_basis.startswith("stand-in"), material.price_yen_a_t / 1000.0,
        material.price_basis, material.price_proxy,
    )  # fmt: skip


def _held(
    filled: PlanningModel, arrays: PathArrays, levels: npt.NDArray[np.int64], executor: Executor | None
) -> tuple[list[Held], F64]:
    """Run one stock at the start, nothing bought: by mineral, their sum last; and the loss of every path."""
    model = replace(filled, programs=replace(filled.programs, start_level=levels))
    run = run_rule(model, arrays, nothing=True, executor=executor)
    materials = [item.material for item in model.case.minerals]
    day = np.asarray([material.consumption_t_a_day for material in materials])
    short = run.short.astype(np.float64)
    costs, price = model.case.file.settings.costs, model.price
    demand = model.demand_t[:, np.arange(short.shape[2]) // 12]
    loss = (short * (costs.shortage_value + costs.shortage_curve * short / demand[None])).sum(axis=2) * price
    short_t = short.sum(axis=2)
    tonnes = levels * model.unit_t
    kept = run.level.mean(axis=0) * model.unit_t[:, None]
    sold = (
        (np.maximum(-run.bought, 0) * arrays.price).mean(axis=0).sum(axis=1) * model.unit_t * (1 - costs.sale_discount)
    )
    left = kept[:, -1] * price * costs.terminal_value
    ever = short_t > 0
    out = []
    for m, material in enumerate(materials):
        shelf = model.case.minerals[m].rule.shelf_life_months
        a_month = costs.holding_a_year / 12 + (costs.rotation / shelf if shelf else 0.0)
        months = short.shape[2]
        bill = purchase_cost(
            np.asarray([tonnes[m] / months]), float(price[m]), material.market_t_a_month, model.case.model.steps
        )
        mean, chance = float(short_t[:, m].mean()), float(ever[:, m].mean())
        out.append(
            Held(
                float(tonnes[m] / day[m]), float(tonnes[m]), float(tonnes[m] * price[m]), mean, mean / float(day[m]),
                chance, chance, mean * float(price[m]), float(loss[:, m].mean()), float(bill[0]) * months,
                float(kept[m].sum()) * float(price[m]) * a_month, float(sold[m]), float(left[m]),
            )
        )  # fmt: skip
    names = ("tonnes", "worth", "short_t", "short_worth", "loss", "purchase", "holding", "proceeds", "left")
    sums = {name: float(sum(getattr(held, name) for held in out)) for name in names}
    whole = Held(
        days=None, **sums, short_days=sums["short_worth"] / float(day @ price), chance=float(ever.any(axis=1).mean()),
        short_minerals=float(ever.sum(axis=1).mean()),
    )  # fmt: skip
    return [*out, whole], np.asarray(loss.sum(axis=1))
