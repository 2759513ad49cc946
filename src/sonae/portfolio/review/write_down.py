"""Write-downs of an investee's shares, in whole yen.

While the outcome of exploration is not known, half of the exploration equity is carried as a valuation loss (goals and
plan of the fifth medium term, Ⅲ(1)). It is computed anew at each period end; once the outcome is known it is no longer
asked for, and the test of net worth takes its place.

«corporate»: net worth (実質価額) of half the cost or less is a marked fall. The shares are written down to the net worth,
for good, unless a plan shows a recovery to near the cost (ASBJ 10 para. 21, guidelines 92). A smaller fall, or a marked
one held recoverable, is met by an allowance for investment loss where the setting says so (JICPA report 71); the
allowance is computed anew at each period end.

«agency»: incorporated administrative agencies carry such shares at the share of net assets. Below cost the difference
is a loss and comes back when the net assets do; above cost it goes to net assets and is no profit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP
from fractions import Fraction

from sonae.core import Citation, Finding, FiscalYear, InputError, Outcome, Yen
from sonae.portfolio.review.facts import CaseFacts, Holding
from sonae.portfolio.review.provisions import INVESTMENT_LOSS_REPORT, corporate_accounting, goals, plan
from sonae.portfolio.review.settings import ReviewSettings, WriteDownSettings
from sonae.portfolio.review.traced import Traced

__all__ = ["RULES", "WriteDown", "write_down"]

RULES: Mapping[str, str] = {
    "exploration_half": "half of exploration equity while its outcome is not known",
    "net_worth": "shares written down to their net worth, for good",
    "allowance": "allowance for investment loss",
    "share_of_net_assets": "shares carried at the share of net assets",
    "none": "nothing to write down",
    "not_assessable": "what the write-down rests on is not known",
}
"""The rule that gave a write-down."""

_ROUNDING = {"down": ROUND_DOWN, "half_up": ROUND_HALF_UP}
_FINAL = "final: the net worth is the new cost, and a later recovery is no income until the shares are sold"
_AGAIN = "computed anew at each period end: it comes back when the net worth does"
_REPORT_71 = (Citation(INVESTMENT_LOSS_REPORT, "h2"),)


@dataclass(frozen=True, slots=True)
class WriteDown:
    """What a review does to the carrying amount of a project's shares."""

    case: str
    rule: str
    finding: Finding
    """YES: something is written down or carried as a loss. NO: nothing is. OPEN: a fact is missing."""
    before: Traced
    """Carrying amount at the last period end, yen."""
    final: Traced
    """Write-down of the shares now, final under corporate accounting, yen."""
    allowance: Traced
    """Valuation loss or allowance that must stand after the review, yen."""
    charge: Traced
    """What the period bears, yen; negative: what comes back to it."""
    after: Traced
    """Carrying amount after the review, yen."""
    reversal: str
    """What becomes of the write-down when the value recovers."""


def _near_cost(holding: Holding, as_of: dt.date, settings: WriteDownSettings) -> tuple[bool, str]:
    """Whether a plan shows a recovery to near the cost in time, and the sentence."""
    evidence = holding.recovery
    if evidence is None:
        return False, "no plan shows a recovery"
    wanted = Fraction(settings.near_cost_share) * holding.cost_yen
    latest = (FiscalYear.of(as_of) + settings.recovery_years).year
    if evidence.value_yen < wanted:
        return False, f"the plan recovers to {evidence.value_yen:,} yen of {holding.cost_yen:,} only"
    if evidence.by_fiscal_year > latest:
        return False, f"the plan recovers by FY{evidence.by_fiscal_year}, later than FY{latest}"
    said = evidence.judgement
    return True, f"{said.by} judged on {said.date} that the plan recovers to {evidence.value_yen:,} yen: {said.reason}"


def _exploration(holding: Holding, settings: WriteDownSettings) -> tuple[int, int, str, Finding, str]:
    share = Fraction(settings.exploration_share)
    if holding.exploration_yen is None:
        because = "what was paid for exploration is not known: the carrying amount stays, and nothing is said of it"
        finding = Finding(Outcome.OPEN, because, (*goals(1), *plan(1)), {"acquired_yen": holding.acquired_yen})
        return 0, holding.allowance_yen, "not_assessable", finding, _AGAIN
    half = Yen(holding.exploration_yen).times(share, rounding=_ROUNDING[settings.rounding]).amount
    half = min(half, holding.cost_yen)
    facts = {"exploration_yen": holding.exploration_yen, "share": share}
    because = (
        f"the outcome of exploration is not known: {half:,} of {holding.exploration_yen:,} yen are a valuation loss"
    )
    outcome = Outcome.YES if half else Outcome.NO
    finding = Finding(outcome, because, (*goals(1), *plan(1)), facts, half)
    reversal = "computed anew at each period end; no longer asked for once the outcome is known"
    return 0, half, "exploration_half", finding, reversal


def _corporate(
    holding: Holding, worth: int, as_of: dt.date, s: WriteDownSettings
) -> tuple[int, int, str, Finding, str]:
    cost = holding.cost_yen
    facts: dict[str, object] = {"cost_yen": cost, "net_worth_yen": worth}
    worth = max(worth, 0)
    if worth >= cost:
        return (
            0,
            0,
            "none",
            Finding(Outcome.NO, "the net worth is not below the cost", corporate_accounting(), facts, 0),
            _AGAIN,
        )
    marked = cost - worth >= Fraction(s.marked_fall) * cost
    because = f"the net worth of {worth:,} yen is {'markedly ' if marked else ''}below the cost of {cost:,}"
    cites = corporate_accounting()
    if marked:
        recovers, ground = _near_cost(holding, as_of, s)
        because = f"{because}; {ground}"
        if not recovers:
            return cost - worth, 0, "net_worth", Finding(Outcome.YES, because, cites, facts, cost - worth), _FINAL
    if s.allowance == "shortfall":
        finding = Finding(Outcome.YES, f"{because}; an allowance is set up", (*cites, *_REPORT_71), facts, cost - worth)
        return 0, cost - worth, "allowance", finding, _AGAIN
    return 0, 0, "none", Finding(Outcome.NO, f"{because}; no allowance is set up", cites, facts, 0), _AGAIN


def _agency(holding: Holding, worth: int) -> tuple[int, int, str, Finding, str]:
    loss = max(holding.cost_yen - max(worth, 0), 0)
    facts = {"cost_yen": holding.cost_yen, "net_worth_yen": worth, "above_cost_yen": max(worth - holding.cost_yen, 0)}
    said = f"{loss:,} yen below the cost" if loss else "not below the cost; what lies above goes to net assets"
    finding = Finding(Outcome.YES if loss else Outcome.NO, f"the share of net assets is {said}", (), facts, loss)
    return 0, loss, "share_of_net_assets", finding, _AGAIN


def _not_known(holding: Holding) -> tuple[int, int, str, Finding, str]:
    because = "the net worth is not known: the carrying amount stays, and nothing is said of its soundness"
    finding = Finding(Outcome.OPEN, because, corporate_accounting(), {"cost_yen": holding.cost_yen})
    return 0, holding.allowance_yen, "not_assessable", finding, _AGAIN


def write_down(case: CaseFacts, as_of: dt.date, settings: ReviewSettings) -> WriteDown | None:
    """Return what must be written down on a project's shares; none where the agency holds none.

    Args:
        case: facts of the project; ``holding`` at the last period end.
        as_of: day of the review.
        settings: accounting standard, shares and thresholds.

    Raises:
        InputError: when a write-down would leave less than nothing.

    """
    holding, s = case.holding, settings.write_down
    if holding is None:
        return None
    if case.explores:
        final, allowance, rule, finding, reversal = _exploration(holding, s)
    elif holding.net_worth_yen is None:
        final, allowance, rule, finding, reversal = _not_known(holding)
    elif s.standard == "corporate":
        final, allowance, rule, finding, reversal = _corporate(holding, holding.net_worth_yen, as_of, s)
    else:
        final, allowance, rule, finding, reversal = _agency(holding, holding.net_worth_yen)
    after = holding.cost_yen - final - allowance
    if after < 0:
        raise InputError(f"project «{case.id}»: the shares would be carried at {after:,} yen")
    place, here = f"facts:cases.{case.id}.holding", f"review:cases.{case.id}.write_down"
    inputs = (f"{place}", "settings:write_down")
    return WriteDown(
        case.id,
        rule,
        finding,
        Traced(holding.carrying_yen, "yen", "acquired − written down − allowance", (place,)),
        Traced(final, "yen", f"{RULES[rule]}: final part", inputs),
        Traced(allowance, "yen", f"{RULES[rule]}: part computed anew", inputs),
        Traced(holding.carrying_yen - after, "yen", "before − after", (f"{here}.before", f"{here}.after")),
        Traced(after, "yen", "cost − final − allowance", (place, f"{here}.final", f"{here}.allowance")),
        reversal,
    )
