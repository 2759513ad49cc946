"""The portfolio on one page: cases by rank, profit-deficit ratio, deficit by cause, watch list, and what else has to be seen."""

from __future__ import annotations

from typing import Any

from sonae.core import Outcome
from sonae.documents.plan_numbers import money
from sonae.documents.portfolio.blocks import Block, Cell, Pen, charts, heading, items, millions, table
from sonae.documents.portfolio.figures import PortfolioFigures
from sonae.documents.portfolio.names import group_name, name_of
from sonae.documents.portfolio.subjects import Subjects
from sonae.portfolio.funding import FundingPlan
from sonae.portfolio.review import RANKS

__all__ = ["key_lines", "summary_section"]


def summary_section(figures: PortfolioFigures, pen: Pen) -> dict[str, Any]:
    """Return the first section."""
    subjects = Subjects(figures, pen)
    blocks: list[Block] = [
        items(key_lines(figures, pen), numbered=True),
        charts(
            ("profit", pen.say("profit_chart"), pen.say("profit_legend")),
            ("deficit", pen.say("deficit_chart"), pen.say("deficit_legend")),
        ),
        _ranks(figures, pen, subjects),
        _watch(figures, pen, subjects),
    ]
    return {"key": "summary", "title": pen.say("summary"), "blocks": blocks}


def _yen(pen: Pen, place: str) -> Cell:
    value = pen.origins.at(place).value
    return pen.figure(place, "–" if value is None else money(float(value) / 1e6, pen.language).replace("-", "−"))


def key_lines(figures: PortfolioFigures, pen: Pen) -> list[list[Cell]]:
    """Return the lines that come first, figures among them."""
    lines = [
        _rank_line(figures, pen),
        _pdr_line(figures, pen),
        _deficit_line(figures, pen),
        _watch_line(figures, pen),
        pen.line("k_charge", charge=_yen(pen, "review:charge")),
        _limit_line(figures, pen),
    ]
    if figures.review.forecast:
        lines.append(_stress_line(figures, pen))
    lines.append(_sale_line(figures, pen))
    if figures.funding is not None:
        lines.append(_funding_line(figures.funding, pen))
    return lines


def _count(pen: Pen, name: str, number: int, place: str) -> Cell:
    return pen.counted(f"summary:{name}", number, "number of entries", place)


def _rank_line(figures: PortfolioFigures, pen: Pen) -> list[Cell]:
    ranks = list(figures.review.ranks.values())
    cells = {rank: _count(pen, f"rank.{rank}", ranks.count(rank), "review:ranks") for rank in RANKS}
    none = _count(pen, "rank.none", ranks.count(None), "review:ranks")
    projects = _count(pen, "projects", len(figures.names), "review:cases")
    return pen.line("k_ranks", projects=projects, a=cells["A"], b=cells["B"], c=cells["C"], none=none)


def _pdr_line(figures: PortfolioFigures, pen: Pen) -> list[Cell]:
    goal = name_of("goal", figures.review.pdr.finding.outcome.value, pen.language)
    return pen.line(
        "k_pdr",
        ratio=pen.number("review:pdr.ratio"),
        profit=_yen(pen, "review:pdr.profit"),
        deficit=_yen(pen, "review:pdr.deficit"),
        discounted=pen.number("review:pdr.discounted"),
        goal=goal,
    )


def _deficit_line(figures: PortfolioFigures, pen: Pen) -> list[Cell]:
    roll = figures.review.deficit
    changes = {name: int(change.exact) for name, change in roll.causes.items() if change.value}
    worst = max(changes, key=lambda name: changes[name], default=None)
    best = min(changes, key=lambda name: changes[name], default=None)
    if worst is None or best is None:
        return pen.line("k_deficit_none", closing=_yen(pen, "review:deficit.closing"))
    return pen.line(
        "k_deficit",
        closing=_yen(pen, "review:deficit.closing"),
        opening=_yen(pen, "review:deficit.opening"),
        worst=name_of("cause", worst, pen.language),
        worst_yen=_yen(pen, f"review:deficit.causes.{worst}"),
        best=name_of("cause", best, pen.language),
        best_yen=_yen(pen, f"review:deficit.causes.{best}"),
    )


def _watch_line(figures: PortfolioFigures, pen: Pen) -> list[Cell]:
    watched = [found.case for found in figures.review.cases if found.performance.watched]
    number = _count(pen, "watched", len(watched), "review:watch_list")
    of = _count(pen, "rows", len(figures.review.cases), "review:cases")
    return pen.line("k_watch", n=number, of=of, names=Subjects(figures, pen).links(watched))


def _limit_line(figures: PortfolioFigures, pen: Pen) -> list[Cell]:
    broken = []
    for one in figures.review.exposure:
        found = one.concentration
        if found is not None and Outcome.NO in (found.share_limit.outcome, found.hhi_limit.outcome):
            top = one.groups[0]
            share = "" if top.share.value is None else f" {float(top.share.exact):.0%}"
            dimension = name_of("dimension", one.dimension, pen.language)
            broken.append(
                pen.say("k_limit_part", dimension=dimension, group=group_name(one.dimension, top.group, pen.language))
                + share
            )
    number = _count(pen, "limits", len(broken), "review:exposure")
    if not broken:
        return pen.line("k_limits_none", n=number)
    return pen.line("k_limits", n=number, names=pen.say("comma").join(broken))


def _stress_line(figures: PortfolioFigures, pen: Pen) -> list[Cell]:
    forecast = figures.review.forecast
    worst = max(forecast, key=lambda one: int(one.years[-1].deficit.exact))
    year = worst.years[-1].fiscal_year
    base = f"review:forecast.{forecast[0].scenario}.years.{year}.deficit"
    return pen.line(
        "k_stress",
        year=pen.say("fiscal_year", y=year),
        base=_yen(pen, base),
        scenario=name_of("scenario", worst.scenario, pen.language),
        worst=_yen(pen, f"review:forecast.{worst.scenario}.years.{year}.deficit"),
    )


def _sale_line(figures: PortfolioFigures, pen: Pen) -> list[Cell]:
    candidates = [found.case for found in figures.review.cases if found.sale is not None and found.sale.candidate]
    number = _count(pen, "candidates", len(candidates), "review:cases")
    return pen.line("k_sale", n=number, names=Subjects(figures, pen).links(candidates))


def _funding_line(funding: FundingPlan, pen: Pen) -> list[Cell]:
    plans = funding.plans
    needing = [plan for plan in plans if plan.refinancing_peak]
    number = _count(pen, "refinanced", len(needing), "review:funding.borrowings")
    of = _count(pen, "borrowings", len(plans), "review:funding.borrowings")
    if not needing:
        return pen.line("k_funding_none", of=of, n=number)
    largest = max(needing, key=lambda plan: plan.refinancing_peak)
    place, currency = (
        f"review:funding.borrowings.{largest.name}.refinancing_peak",
        largest.borrowing.schedule.loan.currency,
    )
    foreign = f"{millions(largest.refinancing_peak)} {pen.say('million')} {currency}"
    peak = _yen(pen, place) if currency == "JPY" else pen.figure(place, foreign)
    return pen.line("k_funding", of=of, n=number, name=largest.name, peak=peak)


def _ranks(figures: PortfolioFigures, pen: Pen, subjects: Subjects) -> Block:
    ranks = figures.review.ranks
    rows: list[list[str | Cell]] = []
    for rank in (*RANKS, None):
        mine = [name for name, given in ranks.items() if given == rank]
        count = _count(pen, f"rank.{rank or 'none'}", len(mine), "review:ranks")
        letter = {"t": rank or "–", "o": "", "h": "", "c": rank or "no"}
        rows.append([letter, pen.say(f"rank_{rank or 'none'}"), count, subjects.links(mine)])
    head = [pen.say(key) for key in ("rank", "meaning", "count", "projects")]
    return table(head, rows, right=(2,), title=pen.say("ranks_title"), fill=(1, 3))


def _watch(figures: PortfolioFigures, pen: Pen, subjects: Subjects) -> Block:
    rows: list[list[str | Cell]] = []
    for found in figures.review.cases:
        if found.performance.watched:
            rules = [name for name, answer in found.performance.rules.items() if answer]
            said = pen.say("comma").join(name_of("rule", name, pen.language) for name in rules)
            rows.append([subjects.link(found.case), subjects.rank(found), said])
    if not rows:
        return heading(pen.say("watch_none"))
    return table(
        [pen.say("project"), pen.say("rank"), pen.say("why_watched")], rows, title=pen.say("watch_title"), fill=(2,)
    )
