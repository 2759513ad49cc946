"""Performance review of all projects (PPR): plan against what came, and the watch list with its reasons.

A rule of the watch list answers YES (watch the project), NO, or OPEN where a fact is missing. A project is on the list
as soon as one rule says YES; what is open is named beside it and never counts as good.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sonae.core import Finding, Outcome
from sonae.portfolio.review.facts import CaseFacts, KeyFigure, Milestone
from sonae.portfolio.review.provisions import bylaw, goals, plan
from sonae.portfolio.review.rank import RankResult
from sonae.portfolio.review.settings import ReviewSettings
from sonae.portfolio.review.traced import Traced
from sonae.portfolio.review.write_down import WriteDown

__all__ = ["WATCH_RULES", "CasePerformance", "FigureReview", "MilestoneReview", "months_behind", "review_performance"]

YES, NO, OPEN = Outcome.YES, Outcome.NO, Outcome.OPEN
_ORDER = {"A": 0, "B": 1, "C": 2}
_CITES = (*goals(1, 2), *plan(1, 2))


@dataclass(frozen=True, slots=True)
class FigureReview:
    """A key figure: plan, actual and their difference in its own unit."""

    figure: KeyFigure
    difference: Decimal | None
    deviation: Traced
    """(actual − plan) ÷ plan."""


@dataclass(frozen=True, slots=True)
class MilestoneReview:
    """A milestone and how far it is behind."""

    milestone: Milestone
    behind: Traced
    """Months begun behind the plan; 0 for one that is on time or early."""


@dataclass(frozen=True, slots=True)
class CasePerformance:
    """The performance review of one project."""

    case: str
    figures: tuple[FigureReview, ...]
    milestones: tuple[MilestoneReview, ...]
    rules: Mapping[str, Finding]
    """Every watch rule and its answer."""

    @property
    def watched(self) -> bool:
        """True when a rule says so."""
        return any(finding.outcome is YES for finding in self.rules.values())

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the project is watched."""
        return tuple(finding.because for finding in self.rules.values() if finding.outcome is YES)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What could not be answered."""
        return tuple(finding.because for finding in self.rules.values() if finding.outcome is OPEN)


@dataclass(frozen=True, slots=True)
class _Seen:
    case: CaseFacts
    rank: RankResult
    written: WriteDown | None
    figures: Mapping[str, FigureReview]
    milestones: tuple[MilestoneReview, ...]
    settings: ReviewSettings


def months_behind(planned: dt.date, now: dt.date) -> int:
    """Return the months begun between a planned day and the day it came, 0 when it did not come later."""
    if now <= planned:
        return 0
    months = (now.year - planned.year) * 12 + now.month - planned.month
    return months + (1 if now.day > planned.day else 0)


def _rank_fall(seen: _Seen) -> Finding:
    before, now = seen.rank.previous, seen.rank.rank
    facts: dict[str, object] = {"before": before, "now": now}
    if before is None:
        return Finding(NO, "there is no rank before", facts_used=facts)
    if now is None:
        return Finding(OPEN, f"the rank before was {before}; there is none now", facts_used=facts)
    fell = _ORDER[now] > _ORDER[before]
    return Finding(
        YES if fell else NO,
        f"the rank {'fell' if fell else 'did not fall'}: {before} before, {now} now",
        facts_used=facts,
    )


def _rank_c(seen: _Seen) -> Finding:
    if seen.rank.rank is None:
        no_equity = seen.rank.reason_code == "no_equity"
        return Finding(NO if no_equity else OPEN, seen.rank.finding.because)
    is_c = seen.rank.rank == "C"
    return Finding(YES if is_c else NO, f"the rank is {seen.rank.rank}", bylaw("a22.p1", "a22.p2") if is_c else ())


def _near_line(seen: _Seen) -> Finding:
    near = seen.rank.near_line
    said = (
        "the profit over the whole life is near the line between A and C" if near else "the profit is not near the line"
    )
    return Finding(YES if near else NO, said, facts_used={"margin": seen.rank.margin.value})


def _overdue(seen: _Seen) -> Finding:
    if seen.rank.rank != "B":
        return Finding(NO, "the rank is not B")
    if seen.case.exploration_term_ends is None:
        return Finding(OPEN, "rank B: the end of the exploration term is not known")
    if not seen.rank.overdue:
        return Finding(NO, f"rank B: the exploration term ends on {seen.case.exploration_term_ends}")
    return Finding(YES, next(flag for flag in seen.rank.flags if "overdue" in flag))


def _forward(seen: _Seen) -> Finding:
    value = seen.rank.forward.value
    if value is None:
        return Finding(OPEN, f"the forward value is not known: {seen.rank.forward.reason}")
    said = f"what is still to come is worth {value:,} yen"
    return Finding(YES if value < 0 else NO, said, facts_used={"forward_yen": value})


def _delay(seen: _Seen) -> Finding:
    limit = seen.settings.watch.delay_months
    if not seen.milestones:
        return Finding(OPEN, "no milestone is given")
    late = [(int(m.behind.exact), m.milestone.name) for m in seen.milestones if m.behind.value is not None]
    unknown = sorted(m.milestone.name for m in seen.milestones if m.behind.value is None)
    months, name = min(late, key=lambda pair: (-pair[0], pair[1])) if late else (0, "")
    facts: dict[str, object] = {"limit_months": limit, "not_known": unknown}
    if months >= limit and late:
        return Finding(YES, f"«{name}» is {months} months behind the plan", facts_used=facts)
    if unknown:
        return Finding(OPEN, f"it is not known when «{unknown[0]}» comes", facts_used=facts)
    return Finding(NO, f"no milestone is {limit} months behind the plan", facts_used=facts)


def _against_plan(seen: _Seen, name: str, limit: Decimal, sign: int) -> Finding:
    """Answer YES when a figure is off its plan by more than ``limit``: above it for +1, below it for −1."""
    found = seen.figures.get(name)
    if found is None or found.deviation.value is None:
        why = "no plan and actual are given" if found is None else found.deviation.reason
        return Finding(OPEN, f"«{name}»: {why}")
    off = found.deviation.exact * sign
    side = "above" if found.deviation.exact >= 0 else "below"
    said = f"«{name}» is {abs(float(found.deviation.exact)):.1%} {side} its plan"
    return Finding(
        YES if off > Fraction(limit) else NO, said, facts_used={"deviation": found.deviation.value, "limit": limit}
    )


def _overrun(seen: _Seen) -> Finding:
    watch = seen.settings.watch
    found = [_against_plan(seen, name, watch.cost_overrun_share, 1) for name in watch.cost_figures]
    for outcome in (YES, NO):
        hits = [finding for finding in found if finding.outcome is outcome]
        if hits:
            return hits[0]
    return found[0] if found else Finding(OPEN, "no figure is a cost")


def _receipts(seen: _Seen) -> Finding:
    return _against_plan(seen, seen.settings.watch.receipts_figure, seen.settings.watch.receipts_shortfall_share, -1)


def _production(seen: _Seen) -> Finding:
    if seen.case.stage is None:
        return Finding(OPEN, "no stage is stated: whether the project should produce is not known")
    if seen.case.stage != "production":
        return Finding(NO, "the project does not produce yet")
    watch = seen.settings.watch
    return _against_plan(seen, watch.production_figure, watch.production_shortfall_share, -1)


def _written_down(seen: _Seen) -> Finding:
    if seen.written is None:
        return Finding(NO, "the agency holds no shares")
    if seen.written.finding.outcome is OPEN:
        return Finding(OPEN, seen.written.finding.because)
    # Half of exploration equity is the rule and no news; what a marked fall takes away is.
    hit = seen.written.rule in ("net_worth", "allowance", "share_of_net_assets") and seen.written.charge.exact > 0
    said = seen.written.finding.because if hit else "nothing is charged beyond the half of exploration equity"
    return Finding(YES if hit else NO, said, facts_used={"charge_yen": seen.written.charge.value})


def _recovery(seen: _Seen) -> Finding:
    if seen.rank.recovery is None:
        return Finding(NO, "no examination of recovery is asked for")
    waits = seen.rank.recovery.outcome is not YES
    return Finding(YES if waits else NO, seen.rank.recovery.because, seen.rank.recovery.citations)


WATCH_RULES: Mapping[str, Callable[[_Seen], Finding]] = {
    "rank_fall": _rank_fall,
    "rank_c": _rank_c,
    "near_line": _near_line,
    "overdue": _overdue,
    "negative_forward_value": _forward,
    "delay": _delay,
    "cost_overrun": _overrun,
    "receipts_below_plan": _receipts,
    "production_below_plan": _production,
    "written_down": _written_down,
    "recovery_not_planned": _recovery,
}
"""The watch rules in their order."""


def _figure(case: CaseFacts, figure: KeyFigure) -> FigureReview:
    formula, inputs = "(actual − plan) ÷ plan", (f"facts:cases.{case.id}.figures.{figure.name}",)
    if figure.plan is None or figure.actual is None:
        side = "plan" if figure.plan is None else "actual"
        return FigureReview(figure, None, Traced.missing("ratio", formula, inputs, f"the {side} is not given"))
    difference = figure.actual - figure.plan
    if figure.plan <= 0:
        return FigureReview(figure, difference, Traced.missing("ratio", formula, inputs, "the plan is not above 0"))
    ratio = (Fraction(figure.actual) - Fraction(figure.plan)) / Fraction(figure.plan)
    return FigureReview(figure, difference, Traced(ratio, "ratio", formula, inputs))


def _milestone(case: CaseFacts, milestone: Milestone) -> MilestoneReview:
    formula, inputs = "months begun from planned to now", (f"facts:cases.{case.id}.milestones.{milestone.name}",)
    if milestone.now is None:
        return MilestoneReview(milestone, Traced.missing("months", formula, inputs, "the date is not known"))
    return MilestoneReview(
        milestone, Traced(months_behind(milestone.planned, milestone.now), "months", formula, inputs)
    )


def review_performance(
    case: CaseFacts, rank: RankResult, written: WriteDown | None, settings: ReviewSettings
) -> CasePerformance:
    """Review one project against its plan and the watch rules.

    Args:
        case: facts of the project.
        rank: its rank now.
        written: what is written down on its shares; none where the agency holds none.
        settings: thresholds of the watch rules.

    """
    figures = tuple(_figure(case, figure) for figure in case.figures)
    milestones = tuple(_milestone(case, milestone) for milestone in case.milestones)
    seen = _Seen(case, rank, written, {found.figure.name: found for found in figures}, milestones, settings)
    rules = {}
    for name, rule in WATCH_RULES.items():
        found = rule(seen)
        rules[name] = Finding(found.outcome, found.because, found.citations or _CITES, found.facts_used, name)
    return CasePerformance(case.id, figures, milestones, rules)
