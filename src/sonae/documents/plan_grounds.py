"""What the plan rests on: certificate, misfit of the states, stand-ins, what was left out, settings, provenance."""

from __future__ import annotations

from typing import Any

from sonae.data import LICENCES
from sonae.documents import plan_said, words
from sonae.documents.plan_figures import PlanFigures, Row
from sonae.documents.plan_numbers import amount, days, items, note, share, table, text, year
from sonae.documents.plan_sections import mineral_name
from sonae.documents.plan_words import say
from sonae.documents.review_view import land_name, tonnes
from sonae.documents.words import Language

__all__ = ["ground_sections", "setting_rows", "setting_text", "stated_rows"]

Block = dict[str, Any]


def ground_sections(figures: PlanFigures, language: Language) -> list[dict[str, Any]]:
    """Return the sections in the order of the document."""
    makers = {
        "certificate": _certificate,
        "misfit": _misfit,
        "standins": _standins,
        "left_out": _left_out,
        "parameters": _parameters,
        "provenance": _provenance,
    }
    return [
        {"key": key, "title": say(key, language), "blocks": make(figures, language)} for key, make in makers.items()
    ]


def _certificate(figures: PlanFigures, language: Language) -> list[Block]:
    steering, calendar = figures.plan.steering, figures.plan.calendar
    rows = [
        [say(name, language), *(_judged(name, figures.certificate[model], language) for model in ("planning", "events")),
         say(_MEANING.get(name, f"{name}_means"), language)]
        for name in _JUDGED
    ]  # fmt: skip
    checks = [plan_said.check(line, language) for line in calendar.checked]
    checks.append(say("lots_gap", language, gap=_trace(calendar.gap)))
    scale = say(
        "steering_text", language, scale=f"{steering.scale:g}", bend=f"{steering.bend:g}", n=figures.plan.bound.evaluations
    )  # fmt: skip
    return [
        text(say("certificate_lead", language)),
        table(
            [say(key, language) for key in ("quantity", "planning", "events", "meaning")],
            rows, right=(1, 2), wide=True, fill=(3,), tinted=(len(rows) - 3, len(rows) - 2),
        ),
        note(say("c_events_note", language)),
        {"kind": "heading", "text": say("lots_check", language)},
        items(checks),
        {"kind": "heading", "text": say("steering", language)},
        text(scale),
        _prices(figures, language),
    ]  # fmt: skip


_JUDGED = (
    "c_bound", "c_policy", "c_nothing", "c_largest", "c_unpriced", "c_over_largest", "c_over_unpriced", "c_gap", "c_yen",
    "c_paths",
)  # fmt: skip
_PLAIN = {
    "c_bound": "bound",
    "c_nothing": "nothing",
    "c_largest": "largest_gap",
    "c_unpriced": "unpriced",
    "c_yen": "gap_million_yen",
}
_MEANING = {"c_over_largest": "c_over_means", "c_over_unpriced": "c_over_means"}


def _judged(name: str, row: Row, language: Language) -> str:
    """Write one quantity of a judgement."""
    if name == "c_policy":
        limits = f"{amount(row['policy_low'], language)}–{amount(row['policy_high'], language)}"
        return f"{amount(row['policy'], language)} ({limits})"
    if name in ("c_over_largest", "c_over_unpriced"):
        key = {"c_over_largest": "over_largest_gap", "c_over_unpriced": "over_unpriced"}[name]
        return f"{amount(row[key], language)} (≤ {amount(row[f'{key}_high'], language)})"
    if name == "c_gap":
        return "–" if row["gap"] == float("inf") else share(row["gap"], 1)
    if name == "c_paths":
        return f"{row['paths']:,}"
    return amount(row[_PLAIN[name]], language)


def _trace(part: float) -> str:
    return f"{100 * part:.2g} %"


def _prices(figures: PlanFigures, language: Language) -> Block:
    bound = figures.plan.bound
    rows = [
        [
            year(number, language), f"{float(bound.prices[0, y]):.3f}", f"{float(bound.prices[1, y]):,.3f}",
            f"{float(bound.space_price[y]) * 1e6:,.0f}",
        ]
        for y, number in enumerate(figures.years)
    ]  # fmt: skip
    head = [say(key, language) for key in ("year", "price_budget", "price_tender", "price_space")]
    return table(head, rows, right=(1, 2, 3), title=say("prices", language), fill=(0,))


def _misfit(figures: PlanFigures, language: Language) -> list[Block]:
    names = {row["mineral"]: mineral_name(row, language) for row in figures.minerals}
    keys = ("called_events", "called_chain", "tail_events", "tail_chain", "struck_events", "struck_chain")
    rows = [
        [names[row["symbol"]], *(days(row[key], 1) for key in keys[:4]), *(share(row[key]) for key in keys[4:])]
        for row in figures.misfit
    ]
    head = [say("mineral", language), *(say(key, language) for key in keys)]
    return [
        text(say("misfit_lead", language)),
        table(head, rows, right=range(1, 7), wide=True, sortable=True, fill=(0,)),
    ]


def _standins(figures: PlanFigures, language: Language) -> list[Block]:
    keys = ("mineral", "line", "consumption", "consumption_basis", "price", "price_basis", "worth")
    rows = []
    for row in figures.minerals:
        consumption = plan_said.grounded(row["consumption_basis"], figures.grounds(row["mineral"]), language)
        standin = "▲ " if row["consumption_basis"].startswith("stand-in") else ""
        rows.append(
            [
                mineral_name(row, language), words.line_name(row["line"], language), tonnes(row["consumption_t_a_year"]),
                f"{standin}{consumption}", tonnes(row["price_yen_a_kg"]),
                f"{'▲ ' if row['price_proxy'] else ''}{plan_said.basis(row['price_basis'], language)}",
                amount(row["target_worth_million_yen"], language),
            ]
        )  # fmt: skip
    return [
        text(say("standins_lead", language)),
        table([say(key, language) for key in keys], rows, right=(2, 4, 6), wide=True, fill=(3, 5)),
    ]


def _left_out(figures: PlanFigures, language: Language) -> list[Block]:
    left = figures.plan.case.left_out
    if not left:
        return [text(say("nothing_left", language))]
    minerals = {one.symbol: one for one in figures.plan.situation.picture.minerals}
    lines = []
    for item in left:
        one = minerals[item.symbol]
        name = one.name_ja if language == "ja" else one.name_en
        reason = plan_said.grounded(item.reason, figures.grounds(item.symbol), language)
        lines.append(f"{item.symbol} {name}: {reason}")
    return [items(lines)]


def _parameters(figures: PlanFigures, language: Language) -> list[Block]:
    settings = setting_rows(figures)
    changed = [at for at, row in enumerate(settings) if row["changed"]]
    rows = [[row["path"], plan_said.parameter(row["path"], language), row["value"], row["source"]] for row in settings]
    return [
        table(
            [say("parameter", language), say("value", language)],
            stated_rows(figures, language), title=say("stated_table", language), fill=(1,),
        ),
        table(
            [say("parameter", language), "", say("value", language), say("source", language)],
            rows, title=say("settings_table", language), wide=True, fill=(3,), tinted=changed,
        ),
        note(say("settings_note", language)),
    ]  # fmt: skip


def stated_rows(figures: PlanFigures, language: Language) -> list[list[str]]:
    """Return what the plan file states itself: name and value."""
    file = figures.plan.file
    every, no_limit = say("p_all", language), say("no_limit", language)
    comma = "、" if language == "ja" else ", "
    budgets = (f"{y}: {b:,.0f}" for y, b in zip(figures.years, file.budgets_million_yen, strict=True))
    rows = [
        [say("p_name", language), file.name],
        [say("importer", language), land_name(figures.importer, language)],
        [say("data_year", language), str(file.data_year)],
        [say("p_budgets", language), comma.join(budgets)],
        [say("p_space", language), no_limit if file.floor_space_m2 is None else f"{file.floor_space_m2:,.0f}"],
        [say("p_tenders", language), no_limit if file.tenders_a_month is None else str(file.tenders_a_month)],
        [say("p_only", language), every if file.only is None else ", ".join(file.only)],
    ]  # fmt: skip
    for symbol, entry in {say("p_defaults", language): file.defaults, **file.minerals}.items():
        said = entry.model_dump(exclude_none=True)
        if said:
            parts = (f"{plan_said.parameter(name, language)} {_plain(value)}" for name, value in said.items())
            rows.append([symbol, comma.join(parts)])
    return rows


def setting_rows(figures: PlanFigures) -> list[Row]:
    """Return every setting with its path, value, source, and whether the plan file changed it."""
    settings = figures.plan.file.settings
    return [
        {
            "path": path, "value": setting_text(figures, path), "source": source,
            "changed": source == f"the plan file {figures.plan.file.file}",
        }
        for path, source in settings.sources.items()
    ]  # fmt: skip


def setting_text(figures: PlanFigures, path: str) -> str:
    """Return the value of a setting as text."""
    node: Any = figures.plan.file.settings
    for part in path.split("."):
        node = getattr(node, part)
    return _plain(node)


def _plain(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _provenance(figures: PlanFigures, language: Language) -> list[Block]:
    plan = figures.plan
    facts = [
        [say("replay", language), figures.command or "–"],
        [say("plan_hash", language), f"{plan.file.file} {plan.file.sha256}"],
        [say("policy_hash", language), f"{plan.situation.policy.name} {plan.situation.policy.sha256}"],
        [say("seed", language), str(plan.file.settings.solver.seed)],
        [say("days_seed", language), str(plan.days.seed)],
        ["Sonae", figures.version],
    ]
    sources = plan.case.provenance.sources
    rows = [[one.dataset, one.vintage, _licence(one.licence), one.sha256[:16]] for one in sources]
    used = {one.licence for one in sources}
    attributions = [one.attribution for one in LICENCES.values() if one.id in used and one.id != "agency"]
    return [
        table(["", ""], facts, fill=(1,)),
        table(
            [say(key, language) for key in ("dataset", "vintage", "licence")] + ["SHA-256"], rows, wide=True, fill=(1,)
        ),
        note(say("hash_note", language)),
        items(attributions),
    ]


def _licence(key: str) -> str:
    return LICENCES[key].name if key in LICENCES else key
