"""The risk engine run for the minerals selected: the days that it computes, with what they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sonae.office.books.stock.state import DaysRun, RunDays

__all__ = ["run_engine"]

_IMPORTER = "JPN"


def run_engine(name: str, day: dt.date, by: str, minerals: Sequence[str], year: int, scenarios: int) -> DaysRun:
    """Return the days that the engine computes for minerals, on the data pack and the policy of the product.

    Args:
        name: of the run.
        day: when it is made.
        by: who asked for it.
        minerals: symbols.
        year: last year of the data.
        scenarios: how many.

    Raises:
        InputError: for a year that the data do not reach.

    """
    from sonae.compute import ThreadExecutor
    from sonae.data import Library
    from sonae.stockpile import propose_days, situation_of
    from sonae.stockpile.target_days import proposal_rows
    from sonae.supply_risk import load_policy

    library = Library.open(public_only=False)
    chosen = [library.minerals.find(one) for one in minerals]
    situation = situation_of(library, _IMPORTER, year, load_policy(None), minerals=chosen)
    review = propose_days(situation, scenarios=scenarios, executor=ThreadExecutor(1), intervals=False, explain=False)
    found = {row["mineral"]: row for row in proposal_rows(review)}
    rows = tuple(_row(one, found.get(one)) for one in minerals)
    return DaysRun(
        name=name, date=day, by=by, year=year, scenarios=review.scenarios, seed=review.seed,
        policy_sha256=review.policy_sha256, rows=rows,
    )  # fmt: skip


def _row(mineral: str, found: dict[str, object] | None) -> RunDays:
    if found is None or found["status"] != "assessed":
        reasons = found.get("reasons") if found else None
        first = reasons[0] if isinstance(reasons, (list, tuple)) and reasons else "not in the data"
        return RunDays(mineral=mineral, days=None, reason=str(first))
    return RunDays.model_validate(
        {
            "mineral": mineral, "days": found["proposal"], "governing": str(found["governing"]),
            **{name: float(str(found[name])) for name in ("statistic", "standard_error")},
        }
    )  # fmt: skip
