"""Which acts of the log struck in a window, from when to when and how deep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import polars as pl

from sonae.core import InputError, UnknownChoiceError
from sonae.data import Act, Library
from sonae.stockpile.history.model import ActInForce, Window
from sonae.stockpile.target_days.model import KINDS
from sonae.supply_risk import HazardModel

__all__ = ["DEPTHS", "acts_of_window"]

DEPTHS = ("fitted", "nominal")
_MONTH = 365.25 / 12
_SHORT_DAYS = 30
"""An act of fewer days cuts the part of its depth that it lasted."""


def acts_of_window(
    library: Library,
    importer: str,
    window: Window,
    fitted: Callable[[int], HazardModel],
    *,
    depth: str = "fitted",
    given: Mapping[str, float] | None = None,
) -> tuple[tuple[ActInForce, Act], ...]:
    """Return the acts that bind the importer and began in the window, in order of their start.

    An act that was in force before the window is state: its effect is in the shares already (METHOD §3). An act is
    counted in whole months, at least one; one that lasted less than a month cuts the part of its depth that it lasted.

    Args:
        library: the log.
        importer: alpha-3 code.
        window: months of the replay.
        fitted: gives the hazards as known on the last day of a year; their mean depth by cause stands in where the
            log states no observed depth.
        depth: «fitted», or «nominal» to take the depth the measure itself names, where the log has one.
        given: depths by act that the user states; they come first.

    Raises:
        InputError: for a depth that is no share, or an act that did not strike in the window.

    """
    if depth not in DEPTHS:
        raise UnknownChoiceError("depth", depth, DEPTHS)
    nominal = _nominal(library)
    last_year = library.years[-1]
    stated = dict(given or {})
    out = []
    for act in library.acts.acts:
        begin = window.at(act.start)
        if not act.binds(importer) or act.start < window.first or begin >= window.months:
            continue
        stop = window.months if act.end is None else begin + max(1, round(_months(act.start, act.end)))
        part = 1.0 if act.end is None else min(1.0, ((act.end - act.start).days + 1) / _SHORT_DAYS)
        kind = "chokepoint" if act.place_type == "chokepoint" else act.cause
        before = act.start.year - 1
        value, basis = _depth(act, kind, stated, nominal if depth == "nominal" else {}, fitted, before)
        if part < 1.0:
            basis += f", of which {part:.2f} for less than a month"
        one = ActInForce(
            act.id, act.place, kind, act.instrument, act.start, act.end, begin, min(stop, window.months), value * part,
            basis, act.end is None, min(before, last_year), act.confidence, act.source,
        )  # fmt: skip
        out.append((one, act))
    if unknown := sorted(set(stated) - {one.act_id for one, _ in out}):
        raise UnknownChoiceError("act of the window", unknown[0], [one.act_id for one, _ in out])
    return tuple(out)


def _months(start: dt.date, end: dt.date) -> float:
    return ((end - start).days + 1) / _MONTH


def _nominal(library: Library) -> dict[str, float]:
    rows = library.acts.table.filter(pl.col("depth_nominal").is_not_null()).select("act_id", "depth_nominal")
    return dict(rows.iter_rows())


def _depth(
    act: Act,
    kind: str,
    stated: Mapping[str, float],
    nominal: Mapping[str, float],
    fitted: Callable[[int], HazardModel],
    before: int,
) -> tuple[float, str]:
    if act.id in stated:
        if not 0 <= stated[act.id] <= 1:
            raise InputError(f"the depth of {act.id} is no share", field="depths", expected="0 to 1")
        return stated[act.id], "given"
    if act.depth_observed is not None:
        return act.depth_observed, "observed"
    if act.id in nominal:
        return nominal[act.id], "nominal: what the measure names, not what it did"
    mean = fitted(before).mean.depths
    return float(mean[KINDS.index(kind)]), f"fitted: mean of {kind} as known at the end of {before}"
