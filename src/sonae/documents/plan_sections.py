"""What the plan does, section by section: holdings, tenders, trade, budget, storage, gaps, shortage, budget's worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sonae.documents import plan_said, words
from sonae.documents.plan_figures import PlanFigures, Row
from sonae.documents.plan_numbers import (
    amount,
    charts,
    column_month,
    days,
    money,
    month,
    multiples,
    note,
    share,
    table,
    text,
    year,
)
from sonae.documents.plan_words import say
from sonae.documents.review_view import tonnes
from sonae.documents.words import Language
from sonae.stockpile.plan import CAUSES_OF_GAP

__all__ = ["mineral_name", "plan_sections"]

Block = dict[str, Any]
_CAUSES_SHOWN = 3
_TRACE = 0.001


def plan_sections(figures: PlanFigures, language: Language) -> list[dict[str, Any]]:
    """Return the sections in the order of the document; what was not asked for is left out."""
    makers: dict[str, Callable[[PlanFigures, Language], list[Block]]] = {
        "holdings": _holdings,
        "tenders": _tenders,
        "trade": _trade,
        "budget": _budget,
        "storage": _storage,
        "gap": _gap,
        "shortage": _shortage,
    }
    if figures.curve:
        makers["curve"] = _curve
    if figures.compared is not None:
        makers["compared"] = _compared
    return [
        {"key": key, "title": say(key, language), "blocks": make(figures, language)} for key, make in makers.items()
    ]


def mineral_name(row: Row, language: Language) -> str:
    """Name a mineral with its symbol."""
    name = row["name_ja"] if language == "ja" else row["name_en"]
    return f"{row['mineral']} {name}"


def _named(figures: PlanFigures, language: Language) -> dict[str, str]:
    return {row["mineral"]: mineral_name(row, language) for row in figures.minerals}


def _holdings(figures: PlanFigures, language: Language) -> list[Block]:
    head = [
        say(key, language) for key in ("mineral", "line", "target_days", "basis", "by", "start_days")
    ] + [say("year_end", language, y=y) for y in figures.years]  # fmt: skip
    rows = []
    for row in figures.minerals:
        ends, by = figures.holdings[row["mineral"]][11::12], month(row["by"], language)
        rows.append(
            [
                mineral_name(row, language), words.line_name(row["line"], language), days(row["target_days"]),
                say(row["target_basis"], language),
                say("by_required", language, month=by) if row["required"] else by,
                days(row["start_days"]),
                *(f"{days(end['days'])} ({days(end['days_10'])}–{days(end['days_90'])})" for end in ends),
            ]
        )  # fmt: skip
    symbols = [row["mineral"] for row in figures.minerals]
    legend = say("small_note", language, first=figures.years[0], last=figures.years[-1])
    return [
        text(say("holdings_lead", language)),
        table(head, rows, right=(2, *range(5, len(head))), wide=True, sortable=True, fill=(0,)),
        note(say("grid_note", language)),
        multiples(
            [f"held-{symbol}" for symbol in symbols],
            [mineral_name(row, language) for row in figures.minerals],
            say("small_multiples", language),
            legend,
        ),
    ]


def _tenders(figures: PlanFigures, language: Language) -> list[Block]:
    if not figures.tenders:
        return [text(say("no_tenders", language))]
    names, file = _named(figures, language), figures.plan.file
    months = [file.month_name(t) for t in range(12)]
    lots = {(row["mineral"], row["month"]): row for row in figures.tenders}
    tendered = [symbol for symbol in names if any((symbol, name) in lots for name in months)]
    rows = []
    for symbol in tendered:
        mine = [lots.get((symbol, name)) for name in months]
        rows.append(
            [
                names[symbol], *(tonnes(row["tonnes"]) if row else "" for row in mine),
                tonnes(sum(row["tonnes"] for row in mine if row)),
                amount(sum(row["bill_million_yen"] for row in mine if row), language),
            ]
        )  # fmt: skip
    by_month = [[row for row in figures.tenders if row["month"] == name] for name in months]
    every = sum(row["bill_million_yen"] for row in figures.tenders)
    count = [say("tender_count", language), *(str(len(rows)) if rows else "" for rows in by_month)]
    bills = [sum(row["bill_million_yen"] for row in rows) for rows in by_month]
    bill = [say("bill", language), *(amount(value, language) if value else "" for value in bills)]
    rows += [[*count, str(len(figures.tenders)), ""], [*bill, "", amount(every, language)]]
    head = [
        say("mineral", language), *(column_month(name, language) for name in months), say("total", language),
        say("bill", language),
    ]  # fmt: skip
    never = [name for symbol, name in names.items() if symbol not in tendered]
    said = ("、" if language == "ja" else ", ").join(never) or say("none", language)
    return [
        text(say("tenders_lead", language, year=figures.years[0])),
        table(head, rows, right=range(1, 15), wide=True, fill=(0,), tinted=(len(rows) - 2, len(rows) - 1)),
        note(say("never_tendered", language, names=said)),
    ]


_MOVES = ("buy", "release", "sell", "exchange")


def _trade(figures: PlanFigures, language: Language) -> list[Block]:
    names = _named(figures, language)
    columns = [f"{say(move, language)} {say(kind, language)}" for move in _MOVES for kind in ("mean", "most")]

    def cells(row: Row) -> list[str]:
        return [
            _moved(row[f"{prefix}{move}_t"]) for move in _MOVES for prefix in ("", "most_")
        ]  # fmt: skip

    first = [row for row in figures.trades if row["fiscal_year"] == figures.years[0]]
    return [
        text(say("trade_lead", language)),
        table(
            [say("mineral", language), *columns],
            [[names[row["mineral"]], *cells(row)] for row in first],
            right=range(1, 9), title=say("trade_first", language, year=figures.years[0]), wide=True, sortable=True, fill=(0,),
        ),
        table(
            [say("mineral", language), say("year", language), *columns],
            [[names[row["mineral"]], str(row["fiscal_year"]), *cells(row)] for row in figures.trades],
            right=range(1, 10), title=say("trade_all", language), fold=True, wide=True, sortable=True, fill=(0,),
        ),
        note(say("trade_note", language)),
    ]  # fmt: skip


def _moved(value: float) -> str:
    """Write tonnes moved; a trace is no zero."""
    if value == 0:
        return "0"
    return tonnes(value) if value >= _TRACE else f"<{_TRACE:g}"


def _budget(figures: PlanFigures, language: Language) -> list[Block]:
    keys = (
        "year", "request", "spend_mean", "spend_band", "at_limit", "yen_worth", "tenders_mean",
    )  # fmt: skip
    rows = [
        [
            year(row["fiscal_year"], language), amount(row["budget_million_yen"], language),
            amount(row["spend_mean"], language),
            f"{amount(row['spend_05'], language)}–{amount(row['spend_50'], language)}–{amount(row['spend_95'], language)}",
            share(row["paths_at_limit"]), f"{row['value_of_a_yen']:.2f}", f"{row['tenders_mean']:.1f}",
        ]
        for row in figures.budget
    ]  # fmt: skip
    rows.append(
        [
            say("total", language), amount(sum(row["budget_million_yen"] for row in figures.budget), language),
            amount(sum(row["spend_mean"] for row in figures.budget), language), "", "", "",
            f"{sum(row['tenders_mean'] for row in figures.budget):.1f}",
        ]
    )  # fmt: skip
    usd = f"{figures.plan.file.settings.money.yen_per_usd:g}"
    return [
        text(say("budget_lead", language, usd=usd)),
        table(
            [say(key, language) for key in keys], rows, right=range(1, 7), wide=True, fill=(0,), tinted=(len(rows) - 1,)
        ),
    ]


def _storage(figures: PlanFigures, language: Language) -> list[Block]:
    keys = ("year", "space_mean", "space_95", "space_limit", "space_worth")
    rows = []
    for row in figures.budget:
        limit = row["space_m2_limit"]
        rows.append(
            [
                year(row["fiscal_year"], language), f"{row['space_m2_mean']:,.0f}", f"{row['space_m2_95']:,.0f}",
                say("no_limit", language) if limit is None else f"{limit:,.0f}",
                f"{row['value_of_a_m2_million_yen'] * 1e6:,.0f}",
            ]
        )  # fmt: skip
    return [
        text(say("storage_lead", language)),
        table([say(key, language) for key in keys], rows, right=range(1, 5), fill=(0,)),
    ]


def _gap(figures: PlanFigures, language: Language) -> list[Block]:
    names = _named(figures, language)
    keys = ("mineral", "target_days", "start_days", "gap_now", "by", "days_by", "gap_by", "reached_by", "causes")
    rows = [
        [
            names[row["mineral"]], days(row["target_days"]), days(row["start_days"]), days(row["gap_now_days"]),
            month(row["by"], language), days(row["days_by"]), days(row["gap_by_days"]), share(row["reached_by"]),
            _causes(row["causes"], language),
        ]
        for row in figures.gaps
    ]  # fmt: skip
    weights = {name: figures.cause_share(name) for name in CAUSES_OF_GAP}
    measures = [
        [
            plan_said.cause(name, language), share(weights[name]), _main_for(figures, name, language),
            plan_said.measure(name, language),
        ]
        for name in sorted((name for name in CAUSES_OF_GAP if weights[name] > 0), key=lambda name: -weights[name])
    ]  # fmt: skip
    blocks = [
        text(say("gap_lead", language)),
        table(
            [say(key, language) for key in keys], rows, right=(1, 2, 3, 5, 6, 7), wide=True, sortable=True, fill=(8,)
        ),
    ]
    if measures:
        blocks += [
            table(
                [say(key, language) for key in ("cause", "cause_share", "main_for", "measure")],
                measures, right=(1,), title=say("measures", language), wide=True, fill=(3,),
            ),
            note(say("measures_lead", language)),
        ]  # fmt: skip
    return blocks


def _causes(causes: Row, language: Language) -> str:
    largest = sorted((name for name in causes if causes[name] > 0), key=lambda name: -causes[name])[:_CAUSES_SHOWN]
    said = [f"{plan_said.cause(name, language)} {share(causes[name])}" for name in largest]
    return ("、" if language == "ja" else ", ").join(said) or say("none", language)


def _main_for(figures: PlanFigures, cause: str, language: Language) -> str:
    symbols = [row["mineral"] for row in figures.gaps if row["main_cause"] == cause]
    if len(symbols) == len(figures.gaps):
        return say("p_all_planned", language)
    return ", ".join(symbols) or "–"


def _shortage(figures: PlanFigures, language: Language) -> list[Block]:
    keys = ("mineral", "short_without", "short_with", "short_less", "chance_without", "chance_with")
    rows = [
        [
            mineral_name(row, language), days(row["short_days_without"], 1), days(row["short_days"], 1),
            days(row["short_days_without"] - row["short_days"], 1), share(row["short_chance_without"]),
            share(row["short_chance"]),
        ]
        for row in figures.minerals
    ]  # fmt: skip
    return [
        text(say("shortage_lead", language, years=len(figures.years))),
        charts(("shortage", say("shortage", language), f"○{say('without', language)}　●{say('with', language)}")),
        table([say(key, language) for key in keys], rows, right=range(1, 6), sortable=True, fill=(0,)),
        note(say("shortage_note", language)),
    ]


def _curve(figures: PlanFigures, language: Language) -> list[Block]:
    keys = ("part", "budget_a_year", "cost", "short_value")
    rows = [
        [
            f"{point.part:g}", amount(point.budget_a_year, language), amount(point.cost, language),
            amount(point.shortage, language),
        ]
        for point in figures.curve
    ]  # fmt: skip
    return [
        text(say("curve_lead", language)),
        charts(("curve", say("curve_chart", language), "")),
        table([say(key, language) for key in keys], rows, right=range(4)),
    ]


def _compared(figures: PlanFigures, language: Language) -> list[Block]:
    if figures.compared is None:
        return []
    change = figures.compared.cost_change
    said = (
        say("no_cost_change", language)
        if change is None
        else say(
            "cost_change", language, mean=_signed(change.mean, language), low=_signed(change.low, language),
            high=_signed(change.high, language),
        )
    )  # fmt: skip
    shown = ("target_days", "start_days", "days_end", "short_days", "bought_t")
    head = [say("mineral", language)]
    for key in shown:
        head += [f"{say(key, language)} {say(when, language)}" for when in ("before", "after")]
    rows = [
        [
            row["mineral"], *(_shown(key, row[f"{key}_{when}"]) for key in shown for when in ("before", "after")),
            ", ".join(plan_said.changed(name, language) for name in row["changed"]) or "–",
        ]
        for row in figures.compared.rows()
    ]  # fmt: skip
    return [
        text(say("compared_lead", language)),
        text(said),
        table([*head, say("changed", language)], rows, right=range(1, 11), wide=True, fill=(11,)),
        _compared_years(figures.compared.year_rows(), language),
    ]


def _compared_years(rows: Sequence[Row], language: Language) -> Block:
    head = [f"{say(key, language)} {say(when, language)}" for key in ("year", "budget_word", "spend") for when in _WHEN]
    cells = [
        [
            *(_year_or_none(row[f"fiscal_year_{when}"], language) for when in _WHEN),
            *(_amount_or_none(row[f"{key}_{when}"], language) for key in ("budget", "spend") for when in _WHEN),
        ]
        for row in rows
    ]
    return table(head, cells, right=range(2, 6), wide=True, fill=(0,), title=say("compared_years", language))


_WHEN = ("before", "after")


def _year_or_none(value: int | None, language: Language) -> str:
    return "–" if value is None else year(value, language)


def _amount_or_none(value: float | None, language: Language) -> str:
    return "–" if value is None else amount(value, language)


def _signed(million_yen: float, language: Language) -> str:
    said = money(abs(million_yen), language)
    return f"-{said}" if million_yen < 0 else f"+{said}"


def _shown(key: str, value: float | None) -> str:
    if value is None:
        return "–"
    return tonnes(value) if key == "bought_t" and value else days(value, 1 if key == "short_days" else 0)
