"""A page a project: rank with its grounds, measures, shares and guarantees side by side, plan and watch rules, conventions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sonae.core import Outcome
from sonae.documents.portfolio.blocks import (
    Block,
    Cell,
    Pen,
    charts,
    columns,
    heading,
    millions,
    note,
    pairs,
    percent,
    signed,
    table,
    text,
)
from sonae.documents.portfolio.comparison_blocks import comparison_blocks
from sonae.documents.portfolio.figures import PortfolioFigures
from sonae.documents.portfolio.names import country_name, name_of
from sonae.documents.portfolio.subjects import Subjects, cited, ground
from sonae.documents.portfolio.tree_blocks import tree_blocks
from sonae.documents.review_view import day_text
from sonae.portfolio.review import CaseReview

__all__ = ["CASE_PARTS", "case_sections"]

Row = list[str | Cell]
Part = Callable[[PortfolioFigures, Pen, str], list[Block]]


def case_sections(figures: PortfolioFigures, pen: Pen) -> list[dict[str, Any]]:
    """Return a section a project, made of :data:`CASE_PARTS`."""
    subjects, out = Subjects(figures, pen), []
    for name in figures.names:
        case = figures.evaluation.projects[name].project.case
        blocks = [block for part in CASE_PARTS for block in part(figures, pen, name)]
        ranks = [found for found in figures.review.cases if found.case == name]
        tag = pen.say("fictional_tag") if case.fictional else ""
        out.append(
            {
                "key": f"case-{name}",
                "title": subjects.name(name),
                "blocks": blocks,
                "case": True,
                "tag": tag,
                "rank": ranks[0].rank.rank or "–" if ranks else "–",
            }
        )
    return out


def _rows(figures: PortfolioFigures, project: str) -> list[CaseReview]:
    held = figures.rows_of(project)
    return [found for found in figures.review.cases if found.case in held]


def _facts(figures: PortfolioFigures, pen: Pen, name: str) -> list[Block]:
    found = figures.evaluation.projects[name]
    case, agency, support = found.project.case, found.project.agency, found.project.support
    regime = found.ledger.regime
    kinds = [
        ("equity", bool(support.equity)),
        ("guarantee", any(loan.guarantee for loan in support.loans)),
        ("loan", any(loan.lender == "agency" for loan in support.loans)),
    ]
    held = pen.say("comma").join(name_of("instrument", kind, pen.language) for kind, there in kinds if there)
    share = sum(part.share for part in support.equity)
    rows: list[tuple[str, str | Cell]] = [
        (pen.say("case_id"), name),
        (pen.say("country"), country_name(case.country, pen.language)),
        (pen.say("region"), name_of("region", case.region, pen.language)),
        (pen.say("stage"), name_of("stage", case.stage, pen.language)),
        (pen.say("commodity"), name_of("commodity", case.commodity, pen.language)),
        (pen.say("instruments"), held),
        (pen.say("adopted"), day_text(agency.adopted, pen.language)),
        (pen.say("regime"), f"{regime.name_ja if pen.language == 'ja' else regime.name_en} ({regime.label})"),
        (pen.say("label"), case.label.label_ja if pen.language == "ja" else case.label.name),
    ]
    if support.equity:
        place = f"facts:{name}.support.investee.share"
        own = pen.stated(place, percent(float(support.investee.share)), "share", found.project.file)
        mine = pen.stated(f"facts:{name}.support.equity.share", percent(float(share)), "share", found.project.file)
        rows += [(pen.say("investee_share"), own), (pen.say("agency_share"), mine)]
    blocks: list[Block] = [pairs(rows)]
    if regime.illustrative:
        blocks.append(note(pen.say("illustrative")))
    if not found.project.live:
        blocks.append(note(pen.say("ended_note")))
    return blocks


def _rank(figures: PortfolioFigures, pen: Pen, name: str) -> list[Block]:
    subjects = Subjects(figures, pen)
    rows: list[Row] = []
    notes: list[Block] = []
    for found in _rows(figures, name):
        at, rank = f"review:cases.{found.case}.rank", found.rank
        rows.append(
            [
                subjects.row_name(found.case),
                subjects.previous(found),
                subjects.rank(found),
                rank.computed or "–",
                pen.money(f"{at}.profit"),
                pen.share(f"{at}.margin"),
                pen.money(f"{at}.forward"),
                pen.share(f"{at}.recovered", 0),
                pen.share(f"{at}.probability", 0),
            ]
        )
        said = [ground(pen, rank.finding), *(pen.sentence(one) for one in (*rank.evidence, *rank.flags))]
        if rank.recovery is not None:
            said.append(f"{ground(pen, rank.recovery)} ({cited(pen, rank.recovery.citations)})")
        line = (
            pen.say("stop").join(said)
            + pen.say("stop")
            + pen.say("provision")
            + pen.say("colon")
            + cited(pen, rank.finding.citations)
        )
        notes.append(text(line))
    keys = ("as_case", "previous", "rank", "computed", "life_profit", "margin", "forward", "recovered", "probability")
    return [
        table([pen.say(key) for key in keys], rows, right=range(4, 9), title=pen.say("rank_title"), fill=(0,)),
        *notes,
    ]


def _history(figures: PortfolioFigures, pen: Pen, name: str) -> list[Block]:
    rows: list[Row] = [
        [
            day_text(record.as_of, pen.language),
            {"t": record.rank, "o": "", "h": "", "c": record.rank},
            pen.said(record.by),
            pen.said(record.reason),
        ]
        for found in _rows(figures, name)
        for record in found.rank.history
    ]
    if not rows:
        return []
    return [
        table(
            [pen.say(key) for key in ("day", "rank", "by_whom", "grounds")],
            rows,
            title=pen.say("history_title"),
            fill=(3,),
        )
    ]


def _measures(figures: PortfolioFigures, pen: Pen, name: str) -> list[Block]:
    found = figures.measures[name]
    rows: list[Row] = []
    for key, one in found.figures.items():
        place = f"review:measures.{name}.figures.{key}"
        rows.append(
            [
                _measure_name(pen, key, found.rates.count),
                pen.figure(place, _measured(one.value, one.unit, pen)),
                _how(pen, key, figures, name),
            ]
        )
    head = [pen.say("measure"), pen.say("figure"), pen.say("how")]
    rate = pen.stated(f"conditions:discount.{found.rate_name}", percent(found.rate, 2), "share", "conditions")
    lead = pen.line("measures_lead", rate_name=found.rate_name, rate=rate)
    blocks: list[Block] = [{"kind": "line", "cells": lead}, table(head, rows, right=(1,), fill=(2,))]
    if found.rates.multiple:
        blocks.append(note(pen.say("no_single_rate", n=found.rates.count)))
    return [heading(pen.say("measures_title")), *blocks]


def _measure_name(pen: Pen, key: str, roots: int) -> str:
    if key.startswith("irr_"):
        number = key.removeprefix("irr_")
        return pen.say("irr_one") if roots == 1 else pen.say("irr_of", n=number, all=roots)
    return pen.say(f"m_{key}")


def _measured(value: float | None, unit: str, pen: Pen) -> str:
    if value is None:
        return "–"
    if unit == "share":
        return percent(value)
    if unit == "years":
        return pen.say("years_of", n=f"{value:.1f}")
    if unit == "factor":
        return f"× {value:.3f}"
    if "/" in unit:
        digits = 0 if abs(value) >= 100 else 1
        return signed(f"{value:,.{digits}f} {unit}")
    return f"{millions(value)} {pen.say('million')} {unit}"


def _how(pen: Pen, key: str, figures: PortfolioFigures, name: str) -> str:
    found = figures.measures[name]
    one = found.figures[key]
    if one.reason:
        return pen.said(one.reason)
    if key.startswith("irr_"):
        root = found.rates.roots[int(key.removeprefix("irr_")) - 1]
        return name_of("direction", root.direction.value, pen.language)
    return pen.said(one.formula)


def _card(figures: PortfolioFigures, pen: Pen, name: str) -> list[Block]:
    ledger = figures.evaluation.projects[name].ledger
    return [pairs(ledger.card.pairs(pen.language), pen.say("card"))]


def _views(figures: PortfolioFigures, pen: Pen, name: str) -> list[Block]:
    view = figures.evaluation.projects[name].view
    if view is None:
        return [note(pen.say("no_view"))]
    years = view.side_by_side()
    kinds = [
        key
        for key, there in (
            ("equity", bool(view.of("equity"))),
            ("guarantee", bool(view.of("guarantee"))),
            ("loan", bool(view.of("loan"))),
            ("guaranteed", bool(view.of("guarantee"))),
            ("lent", bool(view.of("loan"))),
        )
        if there
    ]
    rows: list[Row] = []
    at = f"review:views.{name}.years"
    for row in years:
        cells: Row = [pen.say("fiscal_year", y=row.fiscal_year)]
        cells += [pen.figure(f"{at}.{row.fiscal_year}.{key}", millions(getattr(row, f"{key}_yen"))) for key in kinds]
        rows.append(cells)
    head = [pen.say("year"), *(pen.say(f"v_{key}") for key in kinds)]
    return [
        heading(pen.say("views_title")),
        text(pen.say("views_lead")),
        columns(
            charts((f"cash-{name}", pen.say("cash_chart"), pen.say("cash_legend"))),
            table(head, rows, right=range(1, len(head)), title=pen.say("views_table"), fold=True),
        ),
    ]


def _plan(figures: PortfolioFigures, pen: Pen, name: str) -> list[Block]:
    found, file = _rows(figures, name)[0], figures.evaluation.projects[name].project.file
    out: list[Block] = []
    rows: list[Row] = []
    for one in found.performance.figures:
        figure, at = one.figure, f"facts:cases.{found.case}.figures.{one.figure.name}"
        cells = [
            pen.stated(f"{at}.{side}", "–" if value is None else f"{value:,}", figure.unit, file)
            for side, value in (("plan", figure.plan), ("actual", figure.actual))
        ]
        deviation = pen.share(f"review:cases.{found.case}.performance.figures.{figure.name}.deviation")
        rows.append([name_of("figure", figure.name, pen.language), figure.unit, *cells, deviation])
    if rows:
        head = [pen.say(key) for key in ("key_figure", "unit", "planned", "actual", "deviation")]
        out.append(table(head, rows, right=(2, 3, 4), title=pen.say("figures_title")))
    rows = []
    for item in found.performance.milestones:
        stone = item.milestone
        behind = pen.figure(
            f"review:cases.{found.case}.performance.milestones.{stone.name}.behind",
            "–" if item.behind.value is None else f"{int(item.behind.exact)}",
        )
        now = "–" if stone.now is None else day_text(stone.now, pen.language)
        rows.append([stone.name, day_text(stone.planned, pen.language), now, behind])
    if rows:
        head = [pen.say(key) for key in ("milestone", "planned", "expected_now", "behind")]
        out.append(table(head, rows, right=(3,), title=pen.say("milestones_title")))
    return out


def _watch(figures: PortfolioFigures, pen: Pen, name: str) -> list[Block]:
    out: list[Block] = []
    for found in _rows(figures, name):
        rules = sorted(found.performance.rules.items(), key=lambda pair: _ORDER[pair[1].outcome])
        tinted = [at for at, (_, answer) in enumerate(rules) if answer.outcome is Outcome.YES]
        rows: list[Row] = [
            [
                name_of("rule", rule, pen.language),
                name_of("outcome", answer.outcome.value, pen.language),
                ground(pen, answer),
            ]
            for rule, answer in rules
        ]
        title = f"{pen.say('rules_title')}{pen.say('colon')}{Subjects(figures, pen).row_name(found.case)}"
        out.append(
            table(
                [pen.say(key) for key in ("rule", "answer", "grounds")],
                rows,
                title=title,
                fold=True,
                tinted=tinted,
                fill=(2,),
            )
        )
    return out


_ORDER = {Outcome.YES: 0, Outcome.OPEN: 1, Outcome.NO: 2}

CASE_PARTS: list[Part] = [
    _facts,
    _rank,
    _measures,
    _views,
    comparison_blocks,
    tree_blocks,
    _plan,
    _watch,
    _history,
    _card,
]
"""What stands on the page of a project, in this order; each part returns its blocks, or none."""
