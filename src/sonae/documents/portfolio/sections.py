"""The sections on the portfolio as a whole: performance, exposure, forecast, write-downs, deficit and ratio, sale of shares."""

from __future__ import annotations

from typing import Any

from sonae.core import Finding
from sonae.documents.portfolio.blocks import Block, Cell, Pen, charts, columns, heading, note, percent, table, text
from sonae.documents.portfolio.figures import PortfolioFigures
from sonae.documents.portfolio.names import group_name, name_of
from sonae.documents.portfolio.subjects import Subjects, cited, ground, provisions
from sonae.portfolio.review import CaseReview, Dimension

__all__ = [
    "exposure_section",
    "forecast_section",
    "performance_section",
    "ratio_section",
    "sale_section",
    "write_down_section",
]

Section = dict[str, Any]
Row = list[str | Cell]


def _section(pen: Pen, key: str, blocks: list[Block], *, wide: bool = False) -> Section:
    return {"key": key, "title": pen.say(key), "blocks": blocks, "wide": wide}


def performance_section(figures: PortfolioFigures, pen: Pen) -> Section:
    """Return the performance review of all cases in one table."""
    subjects = Subjects(figures, pen)
    head = [
        pen.say(key)
        for key in (
            "project",
            "stage",
            "previous",
            "rank",
            "life_profit",
            "margin",
            "near",
            "forward",
            "recovered",
            "probability",
            "watched",
            "evidence",
            "provision_of",
        )
    ]
    rows = [_performance_row(found, pen, subjects) for found in figures.review.cases]
    return _section(
        pen,
        "performance",
        [
            text(pen.say("performance_lead")),
            table(head, rows, right=(4, 5, 7, 8, 9), wide=True, sortable=True, fill=(0, 11, 12)),
            note(pen.say("performance_note")),
            *_scenarios(figures, pen),
        ],
        wide=True,
    )


def _scenarios(figures: PortfolioFigures, pen: Pen) -> list[Block]:
    """Say what the chances of rank A are counted from."""
    named = figures.evaluation.scenarios
    return [] if named is None else [note(pen.say("scenarios_note", n=f"{named.count:,}", seed=named.seed))]


def _performance_row(found: CaseReview, pen: Pen, subjects: Subjects) -> Row:
    rank, at = found.rank, f"review:cases.{found.case}.rank"
    facts = next(case for case in subjects.figures.review.facts.cases if case.id == found.case)
    stage = pen.say("ended") if not found.live else name_of("stage", facts.stage or "–", pen.language)
    evidence = pen.say("comma").join(pen.said(one) for one in rank.evidence)
    said = "" if rank.rank else pen.said(rank.finding.because)
    return [
        subjects.link(found.case),
        stage,
        subjects.previous(found),
        subjects.rank(found),
        pen.money(f"{at}.profit"),
        pen.share(f"{at}.margin"),
        pen.say("yes_near") if rank.near_line else "",
        pen.money(f"{at}.forward"),
        pen.share(f"{at}.recovered", 0),
        pen.share(f"{at}.probability", 0),
        pen.say("yes_watched") if found.performance.watched else "",
        evidence or said,
        provisions(pen, rank.finding.citations),
    ]


def exposure_section(figures: PortfolioFigures, pen: Pen) -> Section:
    """Return exposure by every dimension with its limits."""
    blocks: list[Block] = [text(pen.say("exposure_lead")), _limits(figures, pen)]
    for one in figures.review.exposure:
        blocks += [heading(name_of("dimension", one.dimension, pen.language)), *_dimension(one, figures, pen)]
    return _section(pen, "exposure", blocks)


def _limits(figures: PortfolioFigures, pen: Pen) -> Block:
    rows: list[Row] = []
    settings = figures.review.settings.exposure.limits
    for one in figures.review.exposure:
        found = one.concentration
        if found is None:
            continue
        limit = getattr(settings, one.dimension)
        at, top = f"review:exposure.{one.dimension}", one.groups[0]
        rows.append(
            [
                name_of("dimension", one.dimension, pen.language),
                group_name(one.dimension, top.group, pen.language),
                pen.share(f"{at}.groups.{top.group}.share"),
                pen.stated(
                    f"settings:exposure.limits.{one.dimension}.share",
                    percent(float(limit.share), 0),
                    "share",
                    "settings",
                ),
                _kept(pen, found.share_limit),
                pen.number(f"{at}.concentration.hhi"),
                pen.stated(
                    f"settings:exposure.limits.{one.dimension}.hhi", f"{float(limit.hhi):.2f}", "index", "settings"
                ),
                _kept(pen, found.hhi_limit),
            ]
        )
    head = [pen.say(key) for key in ("by", "largest", "share", "limit", "kept", "hhi", "limit", "kept")]
    return table(head, rows, right=(2, 3, 5, 6), title=pen.say("limits_title"))


def _kept(pen: Pen, finding: Finding) -> Cell:
    outcome = finding.outcome.value
    marks = {"yes": "○", "no": "✕", "open": "?"}
    said = f"{marks[outcome]} {name_of('limit', outcome, pen.language)}"
    return {"t": said, "o": "", "h": ground(pen, finding), "c": f"limit-{outcome}"}


def _dimension(one: Dimension, figures: PortfolioFigures, pen: Pen) -> list[Block]:
    subjects, at = Subjects(figures, pen), f"review:exposure.{one.dimension}"
    rows: list[Row] = [
        [
            group_name(one.dimension, group.group, pen.language),
            pen.money(f"{at}.groups.{group.group}.exposure"),
            pen.share(f"{at}.groups.{group.group}.share"),
            pen.money(f"{at}.groups.{group.group}.expected_receipts"),
            subjects.links(group.cases),
        ]
        for group in one.groups
    ]
    rows.append([pen.say("total"), pen.money(f"{at}.total"), "", "", ""])
    head = [pen.say(key) for key in ("group", "exposure_yen", "share", "receipts_yen", "projects")]
    name = name_of("dimension", one.dimension, pen.language)
    return [
        columns(
            charts((f"exposure-{one.dimension}", pen.say("exposure_chart", by=name), pen.say("exposure_legend"))),
            table(head, rows, right=(1, 2, 3), fill=(4,), tinted=(len(rows) - 1,)),
        )
    ]


def forecast_section(figures: PortfolioFigures, pen: Pen) -> Section:
    """Return profit and loss and the deficit under stressed prices."""
    forecast, subjects = figures.review.forecast, Subjects(figures, pen)
    if not forecast:
        return _section(pen, "forecast", [text(pen.say("no_forecast"))])
    years = [one.fiscal_year for one in forecast[0].years]
    names = {one.scenario: name_of("scenario", one.scenario, pen.language) for one in forecast}
    blocks: list[Block] = [
        text(pen.say("forecast_lead")),
        charts(
            ("forecast-profit", pen.say("forecast_profit_chart"), pen.say("forecast_legend")),
            ("forecast-deficit", pen.say("forecast_deficit_chart"), pen.say("forecast_legend")),
        ),
    ]
    tables: list[Block] = []
    for key in ("profit", "against_base", "income", "expense", "deficit"):
        head = [pen.say("scenario"), *(pen.say("fiscal_year", y=year) for year in years)]
        shown = forecast[1:] if key == "against_base" else forecast
        rows: list[Row] = [
            [names[one.scenario], *(pen.money(f"review:forecast.{one.scenario}.years.{year}.{key}") for year in years)]
            for one in shown
        ]
        tables.append(table(head, rows, right=range(1, len(head)), title=pen.say(f"forecast_{key}")))
    blocks += [columns(*tables[at : at + 2]) for at in range(0, len(tables), 2)]
    rows = [
        [subjects.link(case), *(pen.money(f"review:forecast.{one.scenario}.profits.{case}") for one in forecast)]
        for case in forecast[0].profits
    ]
    head = [pen.say("project"), *names.values()]
    blocks.append(
        table(head, rows, right=range(1, len(head)), title=pen.say("forecast_projects"), wide=True, fill=(0,))
    )
    turned = [(one.scenario, one.turned) for one in forecast if one.turned]
    blocks += [note(pen.say("turned", scenario=names[name], names=subjects.links(rows))) for name, rows in turned]
    return _section(pen, "forecast", blocks)


def write_down_section(figures: PortfolioFigures, pen: Pen) -> Section:
    """Return the write-downs of this review."""
    subjects = Subjects(figures, pen)
    rows: list[Row] = []
    for found in figures.review.cases:
        written = found.write_down
        if written is None:
            continue
        at = f"review:cases.{found.case}.write_down"
        rows.append(
            [
                subjects.link(found.case),
                name_of("written", written.rule, pen.language),
                *(pen.money(f"{at}.{key}") for key in ("before", "final", "allowance", "charge", "after")),
                f"{ground(pen, written.finding)}{pen.say('stop')}{pen.sentence(written.reversal)}",
                cited(pen, written.finding.citations),
            ]
        )
    rows.append([pen.say("total"), "", "", "", "", pen.money("review:charge"), "", "", ""])
    head = [
        pen.say(key)
        for key in ("project", "way", "before", "final", "allowance", "charge", "after", "grounds", "provision")
    ]
    settings = figures.review.settings.write_down
    lead = pen.say(
        "write_down_lead",
        share=percent(float(settings.exploration_share), 0),
        fall=percent(float(settings.marked_fall), 0),
        near=percent(float(settings.near_cost_share), 0),
        years=settings.recovery_years,
    )
    body = table(head, rows, right=range(2, 7), wide=True, fill=(0, 7, 8), tinted=(len(rows) - 1,))
    return _section(pen, "write_downs", [text(lead), body], wide=True)


def ratio_section(figures: PortfolioFigures, pen: Pen) -> Section:
    """Return the carried-forward deficit by cause and the profit-deficit ratio with its parameters."""
    pdr, subjects = figures.review.pdr, Subjects(figures, pen)
    blocks: list[Block] = [
        text(pen.say("pdr_formula")),
        text(f"{ground(pen, pdr.finding)}{pen.say('stop')}{ground(pen, pdr.cadence)}{pen.say('stop')}"),
        columns(_ratio_parts(pen), _ratio_parameters(figures, pen)),
        columns(charts(("pdr", pen.say("pdr_chart"), pen.say("pdr_legend"))), _ratio_projects(figures, pen, subjects)),
        *_change(figures, pen, subjects),
        *_deficit(figures, pen),
        note(pen.say("provision") + pen.say("colon") + cited(pen, pdr.finding.citations)),
    ]
    return _section(pen, "ratio", blocks)


def _ratio_parts(pen: Pen) -> Block:
    rows: list[Row] = [
        [pen.say("pdr_ratio"), pen.number("review:pdr.ratio")],
        [pen.say("pdr_discounted"), pen.number("review:pdr.discounted")],
        [pen.say("pdr_profit"), pen.money("review:pdr.profit")],
        [pen.say("pdr_deficit"), pen.money("review:pdr.deficit")],
    ]
    return table([pen.say(key) for key in ("quantity", "figure")], rows, right=(1,), title=pen.say("pdr_ratio"))


def _ratio_parameters(figures: PortfolioFigures, pen: Pen) -> Block:
    named = {
        "chance_weighs": "pdr_w", "goal": "pdr_goal", "goal_reached": "pdr_reached", "discount": "pdr_discount",
        "calculations_a_year": "pdr_cadence",
    }  # fmt: skip
    rows: list[Row] = []
    for key, name in named.items():
        written = name_of("choice", str(getattr(figures.review.settings.pdr, key)), pen.language)
        rows.append([pen.say(name), f"pdr.{key}", pen.stated(f"settings:pdr.{key}", written, "", "settings")])
    return table([pen.say(key) for key in ("parameter", "name", "figure")], rows, title=pen.say("pdr_parameters"))


def _ratio_projects(figures: PortfolioFigures, pen: Pen, subjects: Subjects) -> Block:
    rows: list[Row] = []
    for one in sorted(figures.review.pdr.projects, key=lambda one: -float(one.profit.value or 0)):
        at = f"review:pdr.projects.{one.case}"
        figures_of = [pen.money(f"{at}.profit"), pen.money(f"{at}.discounted"), pen.number(f"{at}.part")]
        rows.append([subjects.link(one.case), *figures_of])
    rows.append([pen.say("total"), pen.money("review:pdr.profit"), "", pen.number("review:pdr.ratio")])
    head = [pen.say(key) for key in ("project", "pdr_profit", "pdr_late", "pdr_part")]
    title, last = pen.say("pdr_projects"), len(rows) - 1
    return table(head, rows, right=(1, 2, 3), fill=(0,), title=title, tinted=(last,))


def _change(figures: PortfolioFigures, pen: Pen, subjects: Subjects) -> list[Block]:
    change = figures.review.pdr.change
    if change is None:
        return [note(pen.say("pdr_no_change"))]
    rows: list[Row] = [[pen.say("pdr_before", day=change.since.isoformat()), pen.number("review:pdr.change.before")]]
    for case in change.projects:
        name = subjects.link(case) if case in subjects.project_of else case
        rows.append([name, pen.number(f"review:pdr.change.projects.{case}")])
    rows.append([pen.say("pdr_by_deficit"), pen.number("review:pdr.change.deficit")])
    rows.append([pen.say("pdr_ratio"), pen.number("review:pdr.ratio")])
    return [
        table(
            [pen.say("cause"), pen.say("figure")],
            rows,
            right=(1,),
            title=pen.say("pdr_change"),
            tinted=(0, len(rows) - 1),
        )
    ]


def _deficit(figures: PortfolioFigures, pen: Pen) -> list[Block]:
    roll = figures.review.deficit
    if not roll.years:
        return []
    at = [f"review:deficit.years.{year.fiscal_year.year}" for year in roll.years]
    head = [
        pen.say("cause"),
        *(pen.say("fiscal_year", y=year.fiscal_year.year) for year in roll.years),
        pen.say("total"),
    ]
    rows: list[Row] = [
        [pen.say("opening"), *(pen.money(f"{one}.opening") for one in at), pen.money("review:deficit.opening")]
    ]
    for cause in roll.causes:
        if any(year.causes[cause].value for year in roll.years):
            name = name_of("cause", cause, pen.language)
            rows.append(
                [name, *(pen.money(f"{one}.causes.{cause}") for one in at), pen.money(f"review:deficit.causes.{cause}")]
            )
    rows.append([pen.say("closing"), *(pen.money(f"{one}.closing") for one in at), pen.money("review:deficit.closing")])
    body = table(head, rows, right=range(1, len(head)), title=pen.say("deficit_title"), tinted=(0, len(rows) - 1))
    reports = [one for year in roll.years for one in year.reports]
    return [body, *(note(f"{ground(pen, one)} ({cited(pen, one.citations)})") for one in reports)]


def sale_section(figures: PortfolioFigures, pen: Pen) -> Section:
    """Return the shares seen as candidates for sale under article 24."""
    subjects = Subjects(figures, pen)
    rows: list[Row] = []
    duties = ""
    for found in figures.review.cases:
        sale = found.sale
        if sale is None:
            continue
        met = pen.say("comma").join(name_of("criterion", name, pen.language) for name in sale.satisfied)
        answers = [name for name, one in sale.criteria.items() if one.outcome.value == "open"]
        waiting = pen.say("comma").join(name_of("criterion", name, pen.language) for name in answers)
        outcome = sale.candidate.outcome.value
        rows.append(
            [
                subjects.link(found.case),
                {"t": name_of("candidate", outcome, pen.language), "o": "", "h": ground(pen, sale.candidate), "c": ""},
                ground(pen, sale.gate),
                met or "–",
                waiting or "–",
                ground(pen, sale.decision),
            ]
        )
        if sale.duties and not duties:
            duties = pen.say("comma").join(f"{pen.said(what)} ({cited(pen, cites)})" for what, cites in sale.duties)
    head = [pen.say(key) for key in ("project", "candidate", "gate", "met", "waiting", "decision")]
    blocks = [text(pen.say("sale_lead")), table(head, rows, wide=True, fill=(0, 2, 3, 4, 5))]
    if duties:
        blocks.append(note(pen.say("duties") + pen.say("colon") + duties))
    return _section(pen, "sale", blocks, wide=True)
