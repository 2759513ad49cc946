"""What differs between two states, factor by factor, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonae.economics.bridge.amounts import volume_line
from sonae.economics.bridge.factors import Factor
from sonae.economics.bridge.inputs import Inputs
from sonae.economics.conditions import ConditionSet
from sonae.economics.regimes import FromYear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

__all__ = ["Words", "changes_of"]

Words = tuple[str, str]
"""English and Japanese."""


def changes_of(inputs: Inputs) -> dict[Factor, tuple[Words, ...]]:
    """Return what differs by factor; a factor that nothing is said of is the same in both states.

    Raises:
        InputError: when a deck does not cover the years that are past.

    """
    found: dict[Factor, list[Words]] = {
        "time": _time(inputs), "actuals": _actuals(inputs), "deck": _deck(inputs), "fx": _fx(inputs),
        "inflation_discount": _inflation_discount(inputs),
        "volume": _totals(inputs, [volume_line(name) for name in inputs.pair.products]), "schedule": _schedule(inputs),
        "capex": _totals(inputs, [name for name in inputs.pair.cost_lines if name in inputs.pair.settings.capex]),
        "opex": _totals(inputs, [name for name in inputs.pair.cost_lines if name in inputs.pair.settings.opex]),
        "fiscal_terms": _fiscal_terms(inputs), "share": _share(inputs),
    }  # fmt: skip
    return {factor: tuple(said) for factor, said in found.items() if said}


def _from_to(what: Words, old: object, new: object) -> Words:
    return f"{what[0]} {old} → {new}", f"{what[1]} {old} → {new}"


def _time(inputs: Inputs) -> list[Words]:
    old, new = (state.base_date for state in inputs.pair.states)
    return [_from_to(("base date", "基準日"), old, new)] if old != new else []


def _actuals(inputs: Inputs) -> list[Words]:
    if not inputs.past_differs():
        return []
    old, new = (state.actual_until or "–" for state in inputs.pair.states)
    said = [_from_to(("actual figures to", "実績の最終年"), old, new)]
    for line in inputs.moving_lines:
        if inputs.amounts.past_differs(line):
            sums = [f"{float(inputs.amounts.past(line, state).sum()):,.6g}" for state in (0, 1)]
            said.append(_from_to((f"{line} to {inputs.amounts.cut}", f"{line}（{inputs.amounts.cut}まで）"), *sums))
    return said


def _same(old: BaseModel, new: BaseModel) -> bool:
    """Whether two decks or rates are the same, whatever their grounds."""
    grounds = {"source", "assumed", "benchmark"}
    return type(old) is type(new) and old.model_dump(exclude=grounds) == new.model_dump(exclude=grounds)


def _changed(old: Mapping[str, BaseModel], new: Mapping[str, BaseModel]) -> list[str]:
    """Return names that both hold, and not alike."""
    return sorted(name for name in old.keys() & new.keys() if not _same(old[name], new[name]))


def _deck(inputs: Inputs) -> list[Words]:
    old, new = inputs.pair.states
    used = {product.deck for state in (old, new) for product in state.case.products.values()}
    changed = set(_changed(old.conditions.prices, new.conditions.prices))
    said = [
        (f"deck «{name}»", f"価格デッキ「{name}」")
        for name in sorted(used)
        if any(changed & _chain(state.conditions, name) for state in (old, new))
    ]
    for name in sorted(old.case.products.keys() & new.case.products.keys()):
        terms = [
            state.case.products[name].model_dump(include={"deck", "price_factor", "differential", "differential_money"})
            for state in (old, new)
        ]
        if terms[0] != terms[1]:
            said.append((f"price terms of «{name}»", f"「{name}」の価格条件"))
    return said


def _chain(conditions: ConditionSet, name: str) -> set[str]:
    """Return a deck and all that its formula refers to."""
    chain: set[str] = set()
    while name in conditions.prices and name not in chain:
        chain.add(name)
        formula = getattr(conditions.prices[name], "formula", None)
        name = formula.of if formula is not None else name
    return chain


def _fx(inputs: Inputs) -> list[Words]:
    old, new = (state.conditions.fx for state in inputs.pair.states)
    if old.through != new.through:
        return [_from_to(("cross rates through", "裁定の基準通貨"), old.through, new.through)]
    said = [(pair, pair) for pair in _changed(old.rates, new.rates)]
    quoted_otherwise = {frozenset(rate.sides) for rate in old.rates.values()} & {
        frozenset(rate.sides) for pair, rate in new.rates.items() if pair not in old.rates
    }
    return [*said, *(("/".join(sorted(sides)),) * 2 for sides in sorted(quoted_otherwise, key=sorted))]


def _inflation_discount(inputs: Inputs) -> list[Words]:
    old, new = inputs.pair.states
    changed = _changed(old.conditions.inflation, new.conditions.inflation)
    said = [(f"inflation of {currency}", f"{currency}の物価") for currency in changed]
    rates = [state.conditions.discount[state.rate] for state in (old, new)]
    if not _same(*rates):
        shown = [f"{state.rate} {100 * rate.rate:.6g} %" for state, rate in zip((old, new), rates, strict=True)]
        said.append(_from_to(("discount rate", "割引率"), *shown))
    return said


def _totals(inputs: Inputs, lines: list[str]) -> list[Words]:
    said = []
    for line in lines:
        if inputs.amounts.total_differs(line) or inputs.money_differs(line):
            totals = [f"{inputs.amounts.total(line, state):,.6g}" for state in (0, 1)]
            said.append(_from_to((f"{line} to come", f"{line}（将来分）"), *totals))
    return said


def _schedule(inputs: Inputs) -> list[Words]:
    said = []
    for line in inputs.moving_lines:
        if inputs.amounts.phasing_differs(line):
            years = [f"{inputs.amounts.mean_year(line, state):.1f}" for state in (0, 1)]
            said.append(_from_to((f"mean year of {line}", f"{line}の平均年"), *years))
    cut = inputs.amounts.cut
    ends = [(max(state.years[0], cut + 1), state.years[-1]) for state in inputs.pair.states]
    if ends[0] != ends[1]:
        said.append(_from_to(("years to come", "将来の期間"), *(f"{first}–{last}" for first, last in ends)))
    return said


def _fiscal_terms(inputs: Inputs) -> list[Words]:
    old, new = inputs.pair.states
    said = []
    if old.regime.sha256 != new.regime.sha256:
        said.append(_from_to(("regime", "財務条件"), old.regime.label, new.regime.label))
    if old.case.other != new.case.other:
        said.append(("further lines of the regime", "財務条件が要する項目"))
    return said


def _share(inputs: Inputs) -> list[Words]:
    old, new = inputs.pair.states
    said = [_from_to(("party", "当事者"), old.party, new.party)] if old.party != new.party else []
    if old.share != new.share:
        said.append(_from_to(("share", "持分"), *(_share_words(state.share) for state in (old, new))))
    return said


def _share_words(share: float | FromYear) -> str:
    if isinstance(share, FromYear):
        return ", ".join(f"{value:.6g} ({year}–)" for year, value in sorted(share.from_year.items()))
    return f"{share:.6g}"
