"""Histories made by hand, and the month loop again in plain Python, from the words of the contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sonae.core import Classification, Provenance
from sonae.stockpile.history import History, MaterialHistory, ReplayTerms, Window
from sonae.stockpile.simulation import Costs, ImpactStep, StockMaterial, StockRule

COSTS = Costs(
    shortage_value=3.0, shortage_curve=8.0, holding_a_year=0.02, sale_discount=0.05, rotation=0.03, discount_a_year=0.04
)
STEPS = (ImpactStep(0.02, 0.0), ImpactStep(0.05, 0.1))
FIRST = dt.date(2010, 1, 1)


def material_history(
    lost: Sequence[float],
    *,
    name: str = "M",
    day: float = 10.0,
    growth: float = 0.0,
    price: float = 100.0,
    prices: Sequence[float] | None = None,
    market: float = 3000.0,
    courses: Mapping[int, Sequence[float]] | None = None,
    priced: bool = True,
) -> MaterialHistory:
    """A material with the given share lost by month; one act tells it all at the first loss unless courses say more."""
    x = np.asarray(lost, dtype=float)
    begin = int(np.flatnonzero(x)[0]) if x.any() else 0
    told = {begin: x} if courses is None else {t: np.asarray(c, dtype=float) for t, c in courses.items()}
    made = StockMaterial(name, f"{name} metal", day, "given", growth, price, "given", priced, market)
    path = np.full(x.size, price) if prices is None else np.asarray(prices, dtype=float)
    return MaterialHistory(made, "t" if priced else "days", x, told if x.any() else {}, path, (), (), ())


def history(*materials: MaterialHistory) -> History:
    window = Window(FIRST, materials[0].share_lost.size)
    return History("JPN", window, materials, {}, (), 150.0, Classification.PUBLIC, Provenance.of())


@dataclass
class Account:
    """What the plain loop counts."""

    months: list[dict[str, float]] = field(default_factory=list)
    cost: float = 0.0


def plain_loop(one: History, terms: ReplayTerms) -> list[Account]:
    """Run all materials, month by month, in the words of the contract; nothing of the product's loop is used."""
    held = [
        {
            "stock": rule.start_t, "private": rule.private_days * item.material.consumption_t_a_day,
            "joint": rule.joint_days * item.material.consumption_t_a_day, "since": -(10**6), "ages": [[0, rule.start_t]],
        }
        for item, rule in zip(one.materials, terms.rules, strict=True)
    ]  # fmt: skip
    accounts = [Account() for _ in one.materials]
    spent: dict[int, float] = {}
    for t in range(one.window.months):
        month = 1 + (one.window.first.month - 1 + t) % 12
        year = one.window.first.year + (one.window.first.month - 1 + t) // 12 - (month < 4)
        spent.setdefault(year, 0.0)
        for i, (item, rule) in enumerate(zip(one.materials, terms.rules, strict=True)):
            row = _plain_month(t, item, rule, terms, held[i], spent, year)
            accounts[i].months.append(row)
            accounts[i].cost += (1 + terms.costs.discount_a_year) ** (-t / 12) * row["cost"]
    for account, item, rule, state in zip(accounts, one.materials, terms.rules, held, strict=True):
        missing = max(0.0, rule.target_days * item.material.consumption_t_a_day - state["stock"])
        account.cost += (
            (1 + terms.costs.discount_a_year) ** (-one.window.months / 12) * missing * float(item.prices[-1])
        )
    return accounts


def _plain_month(
    t: int, item: MaterialHistory, rule: StockRule, terms: ReplayTerms, state: dict[str, Any], spent: dict[int, float], year: int
) -> dict[str, float]:  # fmt: skip
    m, c, price = item.material, terms.costs, float(item.prices[t])
    day = m.consumption_t_a_day
    demand = day * 365 / 12 * (1 + m.growth_a_year) ** (t / 12)
    need = float(item.share_lost[t]) * demand
    left = need
    used = {}
    for kind in ("private", "joint"):
        used[kind] = min(state[kind], left)
        state[kind] -= used[kind]
        left -= used[kind]
    out = min(left, rule.release_cap_share * day * 365 / 12, max(0.0, state["stock"] - rule.tight_floor_days * day))
    if out > 0:
        state["stock"] -= out
        state["since"] = t
        rest = out
        while rest > 1e-12 and state["ages"]:
            part = min(rest, state["ages"][0][1])
            state["ages"][0][1] -= part
            rest -= part
            if state["ages"][0][1] <= 1e-12:
                state["ages"].pop(0)
    short = left - out
    bought = paid = 0.0
    if need == 0 and t - state["since"] > rule.no_repurchase_months:
        want = min(rule.target_days * day - state["stock"], rule.purchase_cap_t)
        below = 0.0
        for step in terms.steps:
            unit = price * (1 + step.premium)
            room = step.market_share * m.market_t_a_month - below
            below = step.market_share * m.market_t_a_month
            money = (
                np.inf if terms.budget_yen_a_year is None or not item.priced else terms.budget_yen_a_year - spent[year]
            )
            part = max(0.0, min(room, want - bought, money / unit))
            bought += part
            paid += part * unit
            if item.priced:
                spent[year] += part * unit
        if bought > 0:
            state["stock"] += bought
            state["ages"].append([t, bought])
    if need == 0:
        for kind, days in (("private", rule.private_days), ("joint", rule.joint_days)):
            state[kind] = min(days * day, state[kind] + days * day / rule.other_refill_months)
    turned = 0.0
    if rule.shelf_life_months:
        for lot in state["ages"]:
            if t + 1 - lot[0] >= rule.shelf_life_months:
                turned += lot[1]
                lot[0] = t + 1
        state["ages"].sort(key=lambda lot: lot[0])
    cost = (
        m.price_yen_a_t * short * (c.shortage_value + c.shortage_curve * short / demand) + paid
        - out * price * (1 - c.sale_discount) + m.price_yen_a_t * c.holding_a_year / 12 * state["stock"]
        + m.price_yen_a_t * c.rotation * turned
    )  # fmt: skip
    return {
        "need": need, "private": used["private"], "joint": used["joint"], "release": out, "shortage": short,
        "purchase": bought, "paid": paid, "stock": state["stock"], "rotated": turned, "cost": cost,
    }  # fmt: skip


shares = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.05, 0.2, 0.5, 1.0]), min_size=1, max_size=18)
amounts = st.sampled_from([0.0, 5.0, 20.0, 60.0, 200.0])


@st.composite
def rules(draw: st.DrawFn) -> StockRule:
    return StockRule(
        start_t=10.0 * draw(amounts),
        target_days=draw(amounts),
        tight_floor_days=draw(st.sampled_from([0.0, 0.0, 10.0])),
        release_cap_share=draw(st.sampled_from([0.1, 0.5, 1.0])),
        purchase_cap_t=draw(st.sampled_from([np.inf, 40.0])),
        no_repurchase_months=draw(st.sampled_from([0, 1, 3])),
        shelf_life_months=draw(st.sampled_from([0, 0, 4])),
        private_days=draw(st.sampled_from([0.0, 6.0])),
        joint_days=draw(st.sampled_from([0.0, 3.0])),
        other_refill_months=draw(st.sampled_from([1, 6])),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[History, ReplayTerms]:
    """One or two materials with loss, prices and rules of any kind, told by one act or by two."""
    x = draw(shares)
    items = []
    for i in range(draw(st.integers(1, 2))):
        mine = list(reversed(x)) if i else x
        prices = draw(st.lists(st.sampled_from([60.0, 100.0, 250.0]), min_size=len(x), max_size=len(x)))
        half = len(x) // 2
        late = next((t for t in range(half, len(x)) if mine[t] > 0), None)
        early = next((t for t in range(half) if mine[t] > 0), None)
        courses: dict[int, list[float]] | None = None
        if early is not None and late is not None and late > early:
            courses = {early: [*mine[:late], *([0.0] * (len(x) - late))], late: mine}
        items.append(
            material_history(
                mine, name=f"M{i}", prices=prices, courses=courses, growth=draw(st.sampled_from([0.0, 0.05, -0.05]))
            )
        )
    terms = ReplayTerms(
        tuple(draw(rules()) for _ in items), STEPS,
        replace(COSTS, shortage_curve=draw(st.sampled_from([0.0, 8.0])), holding_a_year=draw(st.sampled_from([0.0, 0.1]))),
        draw(st.sampled_from([None, 0.0, 4_000.0])),
    )  # fmt: skip
    return history(*items), terms
