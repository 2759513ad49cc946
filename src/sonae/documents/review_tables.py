"""The review as tables: one row a mineral for CSV and parquet, and a workbook with everything in sheets."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from sonae.documents import words
from sonae.documents.review_model import MineralPage, ReviewModel
from sonae.documents.review_stock import CASES, StockPart
from sonae.documents.review_stock_view import stock_parameters
from sonae.documents.review_view import parameter_text
from sonae.supply_risk import FACTORS

__all__ = ["mineral_table", "write_workbook"]


def mineral_table(model: ReviewModel) -> pl.DataFrame:
    """Return one row a mineral with scores, days, intervals, changes, shortage with and without stock, and reasons."""
    return pl.DataFrame([_row(model, page) for page in model.pages], infer_schema_length=None)


def _row(model: ReviewModel, page: MineralPage) -> dict[str, Any]:
    stat, best, change = page.days.statistics, page.score.governing, page.change
    return {
        "mineral": page.mineral.symbol,
        "name_en": page.mineral.name_en,
        "name_ja": page.mineral.name_ja,
        "importer": model.importer.iso3,
        "year": model.year,
        "as_of": model.as_of,
        "classification": model.classification.name,
        "status": page.days.status,
        "proposed_days": page.days.proposal,
        "bound": page.days.bound,
        "near_step": page.days.near_step,
        "governing": page.days.governing,
        "direct_channel_observed": any(x.observed for x in page.days.lines if x.line == page.days.governing)
        if page.assessed
        else None,
        "es90": stat.es90 if stat else None,
        "standard_error": stat.standard_error if stat else None,
        "sampling_low": stat.sampling_low if stat else None,
        "sampling_high": stat.sampling_high if stat else None,
        "parameter_low": page.days.parameter_low,
        "parameter_high": page.days.parameter_high,
        "mean": stat.mean if stat else None,
        "q90": stat.q90 if stat else None,
        "q95": stat.q95 if stat else None,
        "q99": stat.q99 if stat else None,
        "es95": stat.es95 if stat else None,
        "marginal_value": page.days.marginal_value,
        "newsvendor_days": page.days.newsvendor_days,
        "tonnes_a_day": page.days.tonnes_a_day,
        "reference_consumption_t": page.consumption_t,
        "consumption_basis": str(page.consumption_basis),
        "real_change": change.real_change if change else None,
        "data_revision": change.data_revision if change else None,
        "score": best.score if best else None,
        "score_of_known": best.score_of_known if best else None,
        "score_low": page.score.score_low,
        "score_high": page.score.score_high,
        "rank": page.score.rank,
        "rank_low": page.score.rank_low,
        "rank_high": page.score.rank_high,
        **{f"factor_{name}": best.factors[name] if best else None for name in FACTORS},
        **{f"shapley_{name}": page.explanation.factors[name] if page.explanation else None for name in FACTORS},
        "method_base": page.explanation.method_base if page.explanation else None,
        **{f"rank_{name.replace('-', '_')}": value.rank for name, value in page.methods.items()},
        **_stock_columns(model, page),
        "reasons": "; ".join(page.notes),
    }


def _stock_columns(model: ReviewModel, page: MineralPage) -> dict[str, Any]:
    """Shortage over the plan's years by stock, and what the proposed days cost; none where there is no stock part."""
    item = model.stock.of(page.mineral.symbol) if isinstance(model.stock, StockPart) else None
    held = dict(zip(CASES, item.held, strict=True)) if item else dict.fromkeys(CASES)
    target = held["target"]
    out: dict[str, Any] = {}
    for name, one in held.items():
        out[f"short_days_{name}"] = one.short_days if one else None
        out[f"short_t_{name}"] = one.short_t if one else None
        out[f"short_chance_{name}"] = one.chance if one else None
        out[f"loss_million_yen_{name}"] = one.loss if one else None
    return out | {
        "purchase_million_yen": target.purchase if target else None,
        "holding_million_yen": target.holding if target else None,
        "net_cost_million_yen": target.net_cost if target else None,
        "price_yen_a_kg": item.price_yen_a_kg if item else None,
        "price_basis": item.price_basis if item else None,
        "price_proxy": item.price_proxy if item else None,
        "stock_consumption_t": item.consumption_t_a_year if item else None,
        "stock_consumption_basis": item.consumption_basis if item else None,
        "stock_consumption_stand_in": item.consumption_stand_in if item else None,
    }


def _write_stock(book: Any, model: ReviewModel, banner: str) -> None:
    """Add the stock part: every mineral with each of the three stocks, their sum, the curve and the settings."""
    part = model.stock
    if not isinstance(part, StockPart):
        return
    groups = [*((item.symbol, item.held) for item in part.minerals), ("all", part.total)]
    rows = [
        {"mineral": symbol, "stock": name, **asdict(held), "net_cost": held.net_cost}
        for symbol, three in groups
        for name, held in zip(CASES, three, strict=True)
    ]
    _sheet(book, "stock", rows, banner)
    _sheet(book, "budget_curve", [asdict(point) for point in part.curve], banner)
    settings = [dict(zip(("setting", "value", "source"), row, strict=True)) for row in stock_parameters(part)]
    _sheet(book, "stock_settings", settings, banner)


def write_workbook(model: ReviewModel, path: Path) -> None:
    """Write the workbook: minerals, lines, components, suppliers of every line, flows with doubtful tonnes and the rest."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "in_memory": True})
    book.set_properties({"title": "Sonae review", "created": model.created_at.replace(tzinfo=None)})
    secret = model.classification.name == "SECRET"
    banner = "SECRET — 秘" if secret else "公開データによる試算 — not the State's figures"
    _sheet(book, "minerals", mineral_table(model).to_dicts(), banner)
    _sheet(
        book,
        "lines",
        [
            {
                "mineral": page.mineral.symbol, "line": line.line, "observed": line.observed, "may_govern": line.may_govern,
                "governs": line.line == page.days.governing, "kappa": line.kappa, "es90": line.statistics.es90,
                "standard_error": line.statistics.standard_error, "mean": line.statistics.mean,
            }
            for page in model.pages
            for line in page.days.lines
        ],
        banner,
    )  # fmt: skip
    _sheet(
        book,
        "components",
        [
            {
                "mineral": page.mineral.symbol, "factor": model.policy.score.components[name].factor, "component": name,
                "value": part.value, "score": page.score.governing.components[name], "missing": part.missing,
                "note": str(part.note),
            }
            for page in model.assessed
            if page.score.governing
            for name, part in page.score.governing.line.components.items()
        ],
        banner,
    )  # fmt: skip
    _sheet(
        book,
        "suppliers",
        [
            {
                "mineral": page.mineral.symbol, "line": line, "governs": line == page.days.governing,
                "country": s.land.iso3, "import_share": s.import_share,
                "world_share": s.world_share, "governance": s.governance, "governance_se": s.governance_error,
                "acts_on_record": s.acts_on_record, "acts_a_year": s.rate,
            }
            for page in model.pages
            for line, suppliers in page.suppliers_by_line.items()
            for s in suppliers
        ],
        banner,
    )  # fmt: skip
    _sheet(
        book,
        "flows",
        [
            {
                "mineral": page.mineral.symbol, "material": material, "year": note.year, "code": note.code,
                "exporter": note.exporter, "recorded_t": note.recorded_t, "used_t": note.used_t,
                "unit_value_over_median": note.unit_ratio, "kind": note.kind, "done": words.flow_done(note.kind, "en"),
            }
            for page in model.pages
            for material, note in page.flows
        ],
        banner,
    )  # fmt: skip
    _sheet(
        book,
        "methods",
        [
            {
                "mineral": page.mineral.symbol,
                "method": name,
                "value": v.value,
                "rank": v.rank,
                "reasons": "; ".join(v.reasons),
            }
            for page in model.pages
            for name, v in page.methods.items()
        ],
        banner,
    )
    _sheet(
        book,
        "sensitivities",
        [
            {"mineral": s.symbol, "change": s.change, "text": s.text, "es90": s.statistic, "difference": s.difference}
            for page in model.pages
            for s in page.sensitivities
        ],
        banner,
    )
    _sheet(
        book,
        "acts",
        [
            {
                "act_id": act.id, "start": act.start, "end": act.end, "place": act.place, "cause": act.cause,
                "instrument": act.instrument, "minerals": ";".join(sorted(act.minerals)), "confidence": act.confidence,
                "source": act.source,
            }
            for act in model.situation.hazards.acts
        ],
        banner,
    )  # fmt: skip
    _sheet(
        book,
        "sources",
        [
            {"dataset": s.dataset, "vintage": s.vintage, "licence": s.licence, "sha256": s.sha256}
            for s in model.provenance.sources
        ],
        banner,
    )
    _sheet(
        book,
        "policy",
        [
            {
                "parameter": path,
                "value": parameter_text(model, path),
                "source": source,
                "changed": path in model.policy.changed,
            }
            for path, source in sorted(model.policy.sources.items())
        ],
        banner,
    )
    _write_stock(book, model, banner)
    book.close()


def _sheet(book: Any, name: str, rows: list[dict[str, Any]], banner: str) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    note = book.add_format({"italic": True, "font_color": "#8a3b00"})
    number = book.add_format({"num_format": "#,##0.0##"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_string(0, 0, banner, note)
    if not rows:
        return
    heads = list(rows[0])
    for column, head in enumerate(heads):
        sheet.write_string(1, column, head, bold)
    for line, row in enumerate(rows, 2):
        for column, head in enumerate(heads):
            value = row[head]
            if value is None:
                continue
            if isinstance(value, bool):
                sheet.write_boolean(line, column, value)
            elif isinstance(value, (int, float)):
                sheet.write_number(line, column, value, number if isinstance(value, float) else None)
            elif hasattr(value, "isoformat"):
                sheet.write_datetime(line, column, value, day)
            else:
                # Text is written as text: a name that begins with «=» is no formula.
                sheet.write_string(line, column, str(value))
    sheet.freeze_panes(2, 1)
    sheet.autofilter(1, 0, len(rows) + 1, len(heads) - 1)
    sheet.set_column(0, len(heads) - 1, 14)
