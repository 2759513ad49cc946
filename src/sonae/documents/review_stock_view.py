"""The stock part of the review in one language as plain text, for page and print."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sonae.documents import words
from sonae.documents.review_model import MineralPage, ReviewModel
from sonae.documents.review_stock import CASES, Held, StockMineral, StockMissing, StockPart
from sonae.documents.review_stock_words import basis, case_name, stock_word
from sonae.documents.words import Language

__all__ = ["money", "shown_money", "start_days", "stock_parameters", "stock_view"]

_LEFT_TO_PLAN = ("solver", "grid")
"""Settings of the computation, told in the manifest and the workbook."""


def money(million_yen: float, language: Language) -> float:
    """Turn million yen into the unit that a language reads money in: 億円, billion yen."""
    return million_yen / (100.0 if language == "ja" else 1000.0)


def shown_money(million_yen: float, language: Language, *, unit: bool = True) -> str:
    """Write money, with about three figures."""
    value = money(million_yen, language)
    size = abs(value)
    text = f"{value:,.0f}" if size >= 100 or size == 0 else f"{value:,.1f}" if size >= 10 else f"{value:.2f}"
    if not unit:
        return text
    return f"{text}億円" if language == "ja" else f"¥{text} bn"


def stock_view(model: ReviewModel, language: Language) -> dict[str, Any] | None:
    """Return the stock part in a language; none where the review was made without."""
    part = model.stock
    if part is None:
        return None

    def said(key: str, **parts: Any) -> str:
        return stock_word(key, language, **parts)

    if isinstance(part, StockMissing):
        reason = words.reason(part.reason, language)
        return {"title": said("title"), "missing": said("missing", reason=reason)}
    start, years = start_days(part), part.file.fiscal_years
    budget = shown_money(part.file.budgets_million_yen[0], language)
    certificate = part.plan.certificate
    private = part.file.settings.rules.private_days
    cases = [case_name(name, language, start) for name in CASES]
    pages = {page.mineral.symbol: page for page in model.pages}
    shown = [(item, pages[item.symbol]) for item in part.minerals if item.symbol in pages]
    return {
        "title": said("title"),
        "missing": "",
        "lead": _lead(part, language),
        "notes": [
            said("how", paths=part.sizes.shortage_paths, private=private),
            said("whose", start=start),
        ],
        "total_head": [said("total", n=len(part.minerals), years=years), *cases, said("effect")],
        "total": _totals(part, language),
        "shortage_chart": said("shortage_chart"),
        "shortage_note": said("shortage_note", years=years),
        "budget_chart": said("budget_chart"),
        "budget_note": said("budget_note", paths=part.sizes.curve_paths),
        "curve_head": [
            f"{said('budget')} ({said('unit')})", said("part"), f"{said('cost')} ({said('unit')})",
            f"{said('short_worth')} ({said('unit')})", said("more"),
        ],
        "curve": _curve(part, language),
        "curve_notes": [
            said("curve_home" if part.home else "curve_away", budget=budget),
            said("certificate", planning=_percent(certificate.planning.gap), events=_percent(certificate.events.gap)),
        ],
        "by_mineral": said("by_mineral"),
        "mineral_head": [
            said("mineral"), said("days"), said("shortage_axis"), said("chance"), said("avoided_t"),
            f"{said('avoided')} ({said('unit')})", f"{said('fill')} ({said('unit')})", said("price"),
        ],
        "minerals": [_row(item, page, language) for item, page in shown],
        "mineral_note": said("by_mineral_note"),
        "bases": said("bases"),
        "bases_head": [
            said("mineral"), said("price"), said("price_basis"), said("consumption"), said("consumption_basis"),
        ],
        "bases_rows": [_bases(item, page, language) for item, page in shown],
        "left_out": said("left_out", names=_left_out(part, language)) if part.left_out else "",
        "settings": said("settings"),
        "settings_head": [said("setting"), said("value"), said("source")],
        "settings_rows": [row for row in stock_parameters(part) if row[0].split(".")[0] not in _LEFT_TO_PLAN],
    }  # fmt: skip


def stock_parameters(part: StockPart) -> list[list[str]]:
    """Return every setting behind the stock part with its value and source."""
    settings = part.file.settings
    rows = []
    for path, source in sorted(settings.sources.items()):
        node: Any = settings
        for name in path.split("."):
            node = getattr(node, name)
        text = ", ".join(f"{item:g}" for item in node) if isinstance(node, list) else f"{node:.12g}"
        rows.append([path, text, source])
    entry = part.file.defaults
    said = entry.model_dump(exclude_unset=True)
    rows += [[f"defaults.{key}", str(value), "the demonstration plan"] for key, value in sorted(said.items())]
    for symbol, own in sorted(part.file.minerals.items()):
        for key, value in sorted(own.model_dump(exclude_unset=True).items()):
            rows.append([f"minerals.{symbol}.{key}", str(value), "the demonstration plan"])
    return rows


def _lead(part: StockPart, language: Language) -> str:
    none, _, target = part.total
    amounts = {
        "none": none.short_worth, "target": target.short_worth, "avoided": part.avoided.mean, "low": part.avoided.low,
        "high": part.avoided.high, "purchase": target.purchase, "holding": target.holding, "proceeds": target.proceeds,
        "left": target.left, "net": target.net_cost,
    }  # fmt: skip
    file = part.file
    return stock_word(
        "lead", language, first=file.first_fiscal_year, last=file.first_fiscal_year + file.fiscal_years - 1,
        **{name: shown_money(value, language) for name, value in amounts.items()},
    )  # fmt: skip


def _totals(part: StockPart, language: Language) -> list[list[str]]:
    """Return one row a figure: its name, the three stocks, and the effect of the proposed days over no stock."""
    years, unit = part.file.fiscal_years, stock_word("unit", language)

    def amount(held: Held, name: str) -> float:
        return float(getattr(held, name))

    def row(label: str, name: str, write: Any) -> list[str]:
        values = [amount(held, name) for held in part.total]
        change = values[2] - values[0]
        sign = "+" if change > 0 else "−" if change < 0 else ""
        return [label, *(write(value) for value in values), f"{sign}{write(abs(change))}"]

    def yen(value: float) -> str:
        return shown_money(value, language, unit=False)

    paid = ("worth", "short_worth", "loss", "purchase", "holding", "proceeds", "left", "net")
    names = {name: f"{stock_word(name, language, years=years)} ({unit})" for name in paid}
    return [
        row(names["worth"], "worth", yen),
        row(names["short_worth"], "short_worth", yen),
        row(stock_word("short_t", language), "short_t", lambda value: f"{value:,.0f}"),
        row(stock_word("short_days", language), "short_days", lambda value: f"{value:.1f}"),
        row(stock_word("any", language), "chance", _percent),
        row(stock_word("number", language), "short_minerals", lambda value: f"{value:.1f}"),
        row(names["loss"], "loss", yen),
        row(names["purchase"], "purchase", yen),
        row(names["holding"], "holding", yen),
        row(names["proceeds"], "proceeds", yen),
        row(names["left"], "left", yen),
        row(names["net"], "net_cost", yen),
    ]


def _curve(part: StockPart, language: Language) -> list[list[str]]:
    rows = []
    years = part.file.fiscal_years
    more = ["–"]
    for before, now in pairwise(part.curve):
        added = (now.budget_a_year - before.budget_a_year) * years
        more.append(f"{(before.cost - now.cost) / added:z.2f}" if added > 0 else "–")
    for point, worth in zip(part.curve, more, strict=True):
        amounts = (point.cost, point.shortage)
        rows.append(
            [
                shown_money(point.budget_a_year, language, unit=False), f"{point.part:g}",
                *(shown_money(value, language, unit=False) for value in amounts), worth,
            ]
        )  # fmt: skip
    return rows


def _row(item: StockMineral, page: MineralPage, language: Language) -> list[str]:
    none, _, target = item.held
    mark = " †" if item.consumption_stand_in else ""
    avoided = none.short_t - target.short_t
    return [
        f"{item.symbol} {_name(page, language)}{mark}",
        f"{page.days.proposal}",
        " → ".join(f"{held.short_days:.1f}" for held in item.held),
        " → ".join(_percent(held.chance) for held in item.held),
        f"{avoided:,.0f}" if avoided >= 100 else f"{avoided:,.3g}",
        shown_money(none.loss - target.loss, language, unit=False),
        shown_money(target.purchase, language, unit=False),
        f"{item.price_yen_a_kg:,.0f}{' ◇' if item.price_proxy else ''}",
    ]


def _bases(item: StockMineral, page: MineralPage, language: Language) -> list[str]:
    ground = basis(item.consumption_basis, language)
    if item.consumption_basis == str(page.consumption_basis):
        ground = words.reason(page.consumption_basis, language)
    return [
        item.symbol, f"{item.price_yen_a_kg:,.0f}", basis(item.price_basis, language),
        f"{item.consumption_t_a_year:,.0f}" if item.consumption_t_a_year >= 100 else f"{item.consumption_t_a_year:,.3g}", ground,
    ]  # fmt: skip


def _left_out(part: StockPart, language: Language) -> str:
    return "; ".join(f"{symbol} ({basis(reason, language)})" for symbol, reason in part.left_out)


def start_days(part: StockPart) -> float:
    """Return the days of consumption that are assumed to be held today."""
    own = part.file.defaults.start_days
    return part.file.settings.rules.start_days if own is None else own


def _name(page: MineralPage, language: Language) -> str:
    return page.mineral.name_ja if language == "ja" else page.mineral.name_en


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.0995 or share == 0 else f"{100 * share:.1f} %"
