"""Results as plain rows, for JSON, tables, pages and charts: exact fractions stand beside their decimal value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sonae.core import DataUnavailableError, InputError, Reason
from sonae.policy.amounts import Amount
from sonae.policy.budgets import KINDS, Measure, budget_totals
from sonae.policy.dependence import RULES, RouteShares, Share, by_origin, by_region, route_shares
from sonae.policy.imports import COMMODITIES, ImportHistory, Imports
from sonae.policy.indicators import Indicator, Observation, Published
from sonae.policy.path import Contribution, PathToTarget
from sonae.policy.projects import PortfolioVolumes
from sonae.policy.ratios import Ratio
from sonae.policy.routing import RoutingTable

__all__ = [
    "amount_row", "budget_rows", "dependence_rows", "in_japanese", "indicator_rows", "path_rows", "project_rows", "ratio_row",
    "total_rows",
]  # fmt: skip


_JA = {
    "absent": "{year}年の{commodity}の輸入は欠落がある: {land}が{years}に{share:.1%}以上あるのに、その間はほとんどない",
    "unknown": "{year}年の{commodity}の輸入は欠落がある: {lands}からの数量が分からない",
    "implied": "{land} {year}年: 記録された数量が金額と合わないか記録がないため、"
    "世界の中央単価で金額から求めた{tonnes:,.0f} {unit}を用いた",
    "no_output": "{land}の{year}年の産油量がデータにない",
}
"""What the reasons of the room say in Japanese, by their code."""


def in_japanese(reason: str) -> str:
    """Return a reason in Japanese; a text without a code stays as it is."""
    if not isinstance(reason, Reason) or reason.code not in _JA:
        return reason
    parts = {**reason.parts}
    names = {one.en: one.ja for one in COMMODITIES.values()}
    parts["commodity"] = names.get(str(parts.get("commodity")), parts.get("commodity"))
    parts["years"] = str(parts.get("years", "")).replace(" and ", "年と") + "年"
    return _JA[reason.code].format(**parts)


def amount_row(amount: Amount) -> dict[str, Any]:
    """Return a figure with its state; without a value the reason stands in its place."""
    if amount.value is None:
        return {"state": amount.state.value, "value": None, "reason": amount.reason}
    return {"state": amount.state.value, "value": float(amount.value), "source": amount.source}


def indicator_rows(published: Published, names: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Return one row an indicator: actuals, targets, formula, with documents and lines; all indicators where none is named."""
    chosen = [published.indicators[name] for name in names] if names else list(published.indicators.values())
    return [
        {
            "indicator": one.id, "ja": one.ja, "en": one.en, "unit": one.unit, "better": one.better,
            "actuals": [_observation(one, seen) for seen in one.observations],
            "unpublished": None if one.unpublished is None
            else {"at": one.unpublished.label, "ja": one.unpublished.ja, "en": one.unpublished.en},
            "targets": [
                {
                    "year": target.year, "value": float(target.value), "sense": target.sense, "aim": target.aim,
                    "at": target.label, "ja": target.ja, "en": target.en,
                }
                for target in sorted(one.targets, key=lambda target: (target.year, target.document))
            ],
            "formula_ja": one.definition.formula("ja") if one.definition else None,
            "formula_en": one.definition.formula("en") if one.definition else None,
            "formula_at": one.definition.document if one.definition else None,
        }
        for one in chosen
    ]  # fmt: skip


def _observation(one: Indicator, seen: Observation) -> dict[str, Any]:
    return {"year": seen.year, "value": float(seen.value), "sense": seen.sense, "text": one.text(seen.value, seen.sense, "en"),
            "at": seen.label}  # fmt: skip


def ratio_row(ratio: Ratio) -> dict[str, Any]:
    """Return a ratio with its terms, each with its state."""
    return {
        "indicator": ratio.indicator, "year": ratio.year,
        "terms": {name: amount_row(amount) for name, amount in ratio.terms.items()},
        "numerator": amount_row(ratio.numerator), "denominator": amount_row(ratio.denominator),
        "ratio": amount_row(ratio.value),
    }  # fmt: skip


def dependence_rows(
    history: ImportHistory, years: Sequence[int], by: str, table: RoutingTable,
    production: Mapping[int, Mapping[str, Amount]],
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the shares of every year, by origin, region, route or strait; routes and straits under each rule for pipelines.

    A year from which something is lost has one row without a share, which says why; so has a rule that lacks a figure.

    Args:
        history: the imports.
        years: years with imports.
        by: origin, region, route or strait.
        table: the routes.
        production: crude output by year and origin.

    """
    rows: list[dict[str, Any]] = []
    for year in years:
        head = {"commodity": history.commodity.id, "year": year, "by": by}
        try:
            imports = history.year(year)
        except DataUnavailableError as error:
            rows.append({**head, "rule": None, **_nothing(history.not_whole(year) or str(error).rstrip("."))})
            continue
        if by in ("origin", "region"):
            shares = by_origin(imports) if by == "origin" else by_region(imports)
            rows += [{**head, "rule": None, **_share_row(share, imports)} for share in shares]
            continue
        for rule in RULES:
            try:
                found = route_shares(imports, table, rule, production.get(year))
            except InputError as error:
                rows.append({**head, "rule": rule, **_nothing(error.problem)})
                continue
            rows += [{**head, "rule": rule, **_share_row(share, imports)} for share in _routed(found, by)]
            rows.append(
                {**head, "rule": rule, **_share_row(Share("assumed", "仮定による部分", "resting on assumed rows",
                                                          found.assumed * imports.total, found.assumed), imports)}
            )  # fmt: skip
    return rows


def _routed(found: RouteShares, by: str) -> tuple[Share, ...]:
    if by == "route":
        return found.routes
    free = next((share for share in found.routes if share.key == "none"), None)
    return (*found.straits, free or Share("none", "海峡を通らない", "no strait", Fraction(0), Fraction(0)))


def _share_row(share: Share, imports: Imports) -> dict[str, Any]:
    return {
        "key": share.key, "ja": share.ja, "en": share.en, "quantity": float(share.quantity), "unit": imports.unit,
        "share": float(share.share), "exact": str(share.share), "because": None, "because_ja": None,
    }  # fmt: skip


def _nothing(because: str) -> dict[str, Any]:
    return {
        "key": None, "ja": None, "en": None, "quantity": None, "unit": None, "share": None, "exact": None,
        "because": because, "because_ja": in_japanese(because),
    }  # fmt: skip


def path_rows(ways: Sequence[PathToTarget]) -> list[dict[str, Any]]:
    """Return one row a target: gap, even gain and growth, observed paces and where they lead."""
    return [
        {
            "indicator": way.indicator, "target_year": way.target.year, "target": float(way.target.value),
            "aim": way.target.aim, "at": way.target.label, "ja": way.target.ja, "en": way.target.en,
            "last_year": way.last.year, "last": float(way.last.value), "last_at": way.last.source, "years": way.years,
            "gap": float(way.gap), "met": way.met, "gain_a_year": None if way.linear is None else float(way.linear),
            "gain_exact": None if way.linear is None else str(way.linear), "growth_a_year": way.compound,
            "paces": [
                {
                    "pace": pace.name, "first": pace.first, "last": pace.last, "actuals": pace.count,
                    "a_year": float(pace.slope), "at_target": float(pace.at_target), "reaches": pace.reaches,
                }
                for pace in way.paces
            ],
            "no_pace": way.no_pace or None,
        }
        for way in ways
    ]  # fmt: skip


def project_rows(
    way: PathToTarget, volumes: PortfolioVolumes, added: Sequence[Contribution], denominator: Amount
) -> dict[str, Any]:
    """Return what the projects of a portfolio add to one target, and what is left of the gap."""
    by_name = {one.project: one for one in volumes.projects}
    total = sum((one.gain for one in added), Fraction(0))
    base = way.last.year
    return {
        "target_year": way.target.year, "at": way.target.label, "unit": volumes.unit, "denominator": amount_row(denominator),
        "gap": float(way.gap), "gained": float(total), "left": float(way.gap - total),
        "projects": [
            {
                "project": one.project, "ja": by_name[one.project].ja, "en": by_name[one.project].en,
                "stage": by_name[one.project].stage,
                "fictional": by_name[one.project].fictional, "before": float(one.before), "after": float(one.after),
                "agency_after": float(by_name[one.project].agency.get(way.target.year, Fraction(0))),
                "gain": float(one.gain),
            }
            for one in added
        ],
        "left_out": [
            {"project": one.project, "ja": one.ja, "en": one.en, "after": float(one.by_year.get(way.target.year, Fraction(0))),
             "because_ja": why[0], "because": why[1]}
            for one in volumes.projects if (why := one.left_out(base)) is not None
        ],
    }  # fmt: skip


def budget_rows(measures: Sequence[Measure]) -> list[dict[str, Any]]:
    """Return one row an amount; a measure without a printed amount has one row that says so: it is not zero."""
    rows: list[dict[str, Any]] = []
    for measure in measures:
        head = {"measure": measure.id, "ja": measure.ja, "en": measure.en, "heading_line": measure.line}
        rows += [
            {
                **head, "year": amount.year, "through": amount.through, "kind": amount.kind, "kind_ja": KINDS[amount.kind][0],
                "kind_en": KINDS[amount.kind][1], "yen": amount.yen, "state": "known", "counted": amount.counted,
                "because_ja": amount.ja, "because": amount.en, "lines": amount.lines,
            }
            for amount in measure.amounts
        ]  # fmt: skip
        if not measure.amounts:
            rows.append(
                {
                    **head, "year": None, "through": None, "kind": None, "kind_ja": None, "kind_en": None, "yen": None,
                    "state": "missing", "counted": False, "because_ja": "金額の記載がない", "because": "no amount is printed",
                    "lines": None,
                }
            )  # fmt: skip
    return rows


def total_rows(measures: Sequence[Measure]) -> list[dict[str, Any]]:
    """Return the totals by fiscal year and kind."""
    return [
        {"year": one.year, "kind": one.kind, "kind_ja": KINDS[one.kind][0], "kind_en": KINDS[one.kind][1], "yen": one.yen,
         "amounts": one.measures}
        for one in budget_totals(measures)
    ]  # fmt: skip
