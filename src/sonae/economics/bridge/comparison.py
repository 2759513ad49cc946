"""Compare two evaluations of a project, or three: adoption, last year, now."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sonae.core import Classification, SonaeError, UnknownChoiceError
from sonae.economics.bridge.attribution import averaged_steps, ordered_steps
from sonae.economics.bridge.changes import Words, changes_of
from sonae.economics.bridge.factors import FACTORS, Factor, mask_of
from sonae.economics.bridge.mixed_conditions import MixedConditions
from sonae.economics.bridge.result import Bridge, Step, YearlyComparison, in_yen
from sonae.economics.bridge.state import BridgeSettings, Pair, State
from sonae.economics.bridge.valuation import Valuation

__all__ = ["bridge", "bridges", "compare_years", "mixture_value", "state_value"]


def bridge(old: State, new: State, settings: BridgeSettings) -> Bridge:
    """Explain the change of value from one evaluation to another.

    Of n factors that differ, 2^n mixtures are valued, at most 2,048; a factor that does not differ is left out and its step is
    exactly 0. The steps of either order add up to new − old exactly.

    Args:
        old: the earlier evaluation.
        new: the later one.
        settings: order, classes of costs, periods that count.

    Raises:
        InputError: when the two cannot be compared, or a mixture of them cannot be valued; the sentence says which.
        UnknownChoiceError: when a regime does not know the party.
        SonaeError: when a balance of a regime does not hold.

    """
    return _bridge(Valuation(Pair(old, new, settings)))


def bridges(pairs: Sequence[tuple[State, State]], settings: BridgeSettings) -> list[Bridge]:
    """Explain the changes of many projects; each (old, new) as in :func:`bridge`, in the order given.

    Projects under the same two condition sets share the paths of prices and money, which is most of the work.
    """
    mixed: dict[tuple[str, str], MixedConditions] = {}
    found = []
    for old, new in pairs:
        key = old.conditions.sha256, new.conditions.sha256
        if key not in mixed:
            mixed[key] = MixedConditions(old.conditions, new.conditions)
        found.append(_bridge(Valuation(Pair(old, new, settings), mixed[key])))
    return found


def _bridge(valuation: Valuation) -> Bridge:
    old, new, settings = valuation.pair.old, valuation.pair.new, valuation.pair.settings
    changes = changes_of(valuation.inputs)
    players = [factor for factor in FACTORS if factor in changes]
    masks = [0]
    for factor in players:
        masks += [mask | mask_of((factor,)) for mask in masks]
    every = mask_of(FACTORS)
    found = valuation.values([*masks, every])
    values = [found[mask] for mask in masks]
    if values[-1] != found[every]:
        raise SonaeError(
            "the factors that differ do not make the new value of the old one; this is a fault of the comparison."
        )
    order = [factor for factor in settings.order if factor in changes]
    fixed = ordered_steps(values, [players.index(factor) for factor in order])
    averaged = averaged_steps(values)
    return Bridge(
        old.case.id, (old.name, new.name), (values[0], values[-1]), old.conditions.money.label("en"), settings,
        _steps(values[0], dict(zip(players, fixed, strict=True)), changes, settings.order),
        _steps(values[0], dict(zip(players, averaged, strict=True)), changes, settings.order),
        (old.card, new.card), Classification.join([old.classification, new.classification]), len(masks), valuation.ledgers,
        tuple(players), tuple(values),
    )  # fmt: skip


def _steps(
    start: float, amounts: dict[Factor, Fraction], changes: dict[Factor, tuple[Words, ...]], order: Sequence[Factor]
) -> tuple[Step, ...]:
    """Return steps in the order, each with its whole yen between rounded levels."""
    steps, level = [], Fraction(start)
    for factor in order:
        amount = amounts.get(factor, Fraction(0))
        yen = in_yen(level + amount) - in_yen(level)
        steps.append(Step(factor, amount, yen, changes.get(factor, ())))
        level += amount
    return tuple(steps)


def state_value(state: State, settings: BridgeSettings) -> float:
    """Return the value of one evaluation, in the money of results; errors as of :func:`bridge`."""
    return Valuation(Pair(state, state, settings)).values([0])[0]


def mixture_value(old: State, new: State, settings: BridgeSettings, from_new: Sequence[Factor]) -> float:
    """Return the value of a mixture that takes some factors from the new evaluation and the others from the old.

    Raises:
        UnknownChoiceError: for a factor that there is none of; otherwise errors as of :func:`bridge`.

    """
    for factor in from_new:
        if factor not in FACTORS:
            raise UnknownChoiceError("factor", factor, FACTORS)
    mask = mask_of(from_new)
    return Valuation(Pair(old, new, settings)).values([mask])[mask]


def compare_years(adoption: State, last_year: State, now: State, settings: BridgeSettings) -> YearlyComparison:
    """Explain the value now against adoption and against last year; errors as of :func:`bridge`."""
    return YearlyComparison(
        bridge(adoption, now, settings), bridge(adoption, last_year, settings), bridge(last_year, now, settings)
    )
