"""The review in one language as plain text and numbers, ready to be laid out: what both the page and the print show."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from sonae.core import japanese_date
from sonae.data import LICENCES, Country
from sonae.documents import words
from sonae.documents.key_lines import key_lines
from sonae.documents.review_model import MineralPage, ReviewModel
from sonae.documents.review_stock_view import stock_view
from sonae.documents.words import Language, word
from sonae.supply_risk import FACTORS, ComponentValue

__all__ = ["mineral_view", "review_view"]

_FLOWS = 12
_LINE_SUPPLIERS = 3


def review_view(model: ReviewModel, language: Language) -> dict[str, Any]:
    """Return the whole review in a language, without charts."""
    secret = model.classification.name == "SECRET"
    return {
        "language": language,
        "title": word("title", language),
        "subtitle": f"{land_name(model.importer, language)} · {model.year}",
        "banner": word("secret_banner" if secret else "demo_banner", language),
        "secret": secret,
        "made": [model.created_at.year, model.created_at.month, model.created_at.day],
        "meta": [
            [word("importer", language), land_name(model.importer, language)],
            [word("window", language), f"{model.first_year}–{model.year}"],
            [word("as_of", language), day_text(model.as_of, language)],
            [word("left_out", language), word("left_out_count", language, n=model.acts_left_out)],
            [word("made", language), model.created_at.strftime("%Y-%m-%d %H:%M %Z")],
            [word("scenarios", language), f"{model.days.scenarios:,}"],
            [word("seed", language), str(model.days.seed)],
            [word("policy", language), f"{model.policy.name} ({model.policy.in_force_from}, {model.policy.sha256[:12]})"],
            ["Sonae", model.version],
        ],
        "key_lines": key_lines(model, language),
        "assessed_of": word("assessed_of", language, n=len(model.pages), a=len(model.assessed)),
        "rows": [_summary_row(page, language) for page in model.pages],
        "not_assessable": [
            {
                "symbol": page.mineral.symbol,
                "name": mineral_name(page, language),
                "reasons": [words.reason(note, language) for note in page.notes],
            }
            for page in model.not_assessed
        ],
        "minerals": [mineral_view(model, page, language) for page in model.pages],
        "correlations": [
            [
                words.method(c.first, language), words.method(c.second, language), str(c.minerals),
                figure(c.spearman, 2), figure(c.kendall, 2),
            ]
            for c in model.panel.correlations
        ],
        "backtest": [
            [
                words.level(r.level, language), words.ranking(r.ranking, language), word("months", language, n=r.months),
                f"{r.first_year}–{r.last_year}", f"{r.cases:,}", str(r.hits), f"{r.auc:.3f}", f"{r.low:.3f}–{r.high:.3f}",
            ]
            for r in model.backtest
        ],
        "forecasts": [
            [words.cause(f.cause, language), f"{f.median:.0f} ({f.low:.0f}–{f.high:.0f})", str(f.observed)]
            for f in model.forecasts
        ],
        "sources": [
            [source.dataset, source.vintage, _licence(source.licence), source.sha256[:16]] for source in model.provenance.sources
        ],
        "attributions": [
            licence.attribution
            for licence in LICENCES.values()
            if licence.id in {source.licence for source in model.provenance.sources} and licence.id != "agency"
        ],
        "parameters": [
            [path, parameter_text(model, path), source, path in model.policy.changed]
            for path, source in sorted(model.policy.sources.items())
        ],
        "method": method_text(language),
        "compared": model.compared,
        "stock": stock_view(model, language),
    }  # fmt: skip


def mineral_view(model: ReviewModel, page: MineralPage, language: Language) -> dict[str, Any]:
    """Return the page of one mineral in a language."""
    stat, days = page.days.statistics, page.days
    best = page.score.governing
    return {
        "symbol": page.mineral.symbol,
        "name": mineral_name(page, language),
        "assessed": page.assessed,
        "first_line": words.reason(page.notes[0], language) if page.notes else "",
        "notes": [words.reason(note, language) for note in page.notes[1:]],
        "days": days.proposal,
        "bound": word(days.bound, language) if days.bound else "",
        "near_step": days.near_step,
        "governing": words.line_name(days.governing, language) if days.governing else "",
        "figures": _figures(page, language) if stat else [],
        "score": figure(best.score, 1) if best else "–",
        "rank": _rank(page),
        "factors": [
            {
                "name": words.factor(name, language),
                "score": figure(best.factors[name], 0),
                "components": [
                    [
                        words.component(key, language), part_text(part), figure(best.components[key], 0),
                        word("missing", language) if part.missing else "", words.reason(part.note, language),
                    ]
                    for key, part in best.line.components.items()
                    if model.policy.score.components[key].factor == name
                ],
            }
            for name in FACTORS
        ]
        if best
        else [],
        "suppliers": [
            [
                land_name(s.land, language), share_text(s.import_share), share_text(s.world_share),
                "–" if s.governance is None else f"{s.governance:+z.2f} ± {s.governance_error:.2f}",
                str(s.acts_on_record), f"{s.rate:.3f}",
            ]
            for s in page.suppliers
        ],
        "series_basis": words.series_basis(page.series_basis, language, page.series_line) if page.series_basis else "",
        "lines": [
            [
                words.line_name(line.line, language), _import_suppliers(page, line.line, language),
                f"{line.statistics.statistic:.1f} ± {line.statistics.standard_error:.1f}",
                f"{line.kappa:.2f}", word("observed" if line.observed else "unobserved", language),
                word("governs" if line.line == days.governing else ("may_govern" if line.may_govern else "shown_only"), language),
            ]
            for line in days.lines
        ],
        "acts": [
            [
                act.start.isoformat(), act.end.isoformat() if act.end else word("ongoing", language),
                land_name_of(act.place, language), words.cause(act.cause, language), act.instrument.replace("_", " "), act.source,
            ]
            for act in page.acts
        ],
        "more_acts": max(0, page.act_count - len(page.acts)),
        "flows": [
            [
                str(note.year), str(note.code), land_name_of(note.exporter, language),
                "–" if note.recorded_t is None else tonnes(note.recorded_t), tonnes(note.used_t),
                "–" if note.unit_ratio is None else f"{note.unit_ratio:.3g}", words.flow_done(note.kind, language),
            ]
            for _, note in page.flows[:_FLOWS]
        ],
        "more_flows": max(0, len(page.flows) - _FLOWS),
        "flows_count": _flows_count(page, language),
        "methods": [
            [
                words.method(name, language), figure(value.value, 3 if name != "five-factor" else 1),
                "–" if value.rank is None else str(value.rank),
                "; ".join(words.reason(reason, language) for reason in value.reasons if name != "five-factor"),
            ]
            for name, value in page.methods.items()
        ],
        "sensitivities": [
            [item.text, f"{item.difference:+z.1f}"]
            for item in sorted(page.sensitivities, key=lambda item: -abs(item.difference))[:8]
        ],
        "change": _change(page, language),
    }  # fmt: skip


def _import_suppliers(page: MineralPage, line: str, language: Language) -> str:
    """The three largest suppliers of a line's imports; a dash where imports cannot be seen or there are none."""
    seen = [(s.import_share, s.land) for s in page.suppliers_by_line.get(line, ()) if s.import_share]
    largest = sorted(seen, key=lambda pair: (-pair[0], pair[1].iso3))[:_LINE_SUPPLIERS]
    said = [f"{land_name(land, language)} {percent(share)}" for share, land in largest]
    return ("、" if language == "ja" else ", ").join(said) or "–"


def _flows_count(page: MineralPage, language: Language) -> str:
    if not page.flows:
        return ""
    kinds = {kind: sum(note.kind == kind for _, note in page.flows) for kind in ("imputed", "overstated", "dear")}
    return word("flows_count", language, n=len(page.flows), **kinds)


def _summary_row(page: MineralPage, language: Language) -> dict[str, Any]:
    stat, best = page.days.statistics, page.score.governing
    low, high = page.days.parameter_low, page.days.parameter_high
    return {
        "symbol": page.mineral.symbol,
        "name": mineral_name(page, language),
        "assessed": page.assessed,
        "score": figure(best.score, 0) if best else "–",
        "rank": str(page.score.rank) if page.score.rank else "–",
        "band": f"{page.score.rank_low}–{page.score.rank_high}" if page.score.rank_low else "",
        "factors": [figure(best.factors[name], 0) if best else "–" for name in FACTORS],
        "days": str(page.days.proposal) if page.days.proposal is not None else "–",
        "near_step": page.days.near_step,
        "es90": figure(stat.statistic, 1) if stat else "–",
        "error": figure(stat.standard_error, 1) if stat else "",
        "interval": "" if low is None or high is None else f"{low:.0f}–{high:.0f}",
        "change": f"{page.change.now - page.change.year_ago_then:+z.1f}" if page.change else "",
        "real": f"{page.change.real_change:+z.1f}" if page.change else "",
        "revision": f"{page.change.data_revision:+z.1f}" if page.change else "",
        "governing": words.line_name(page.days.governing, language) if page.days.governing else "",
        "observed": any(line.observed for line in page.days.lines if line.line == page.days.governing),
        "reason": words.reason(page.notes[0], language) if page.notes else "",
    }


def _figures(page: MineralPage, language: Language) -> list[list[str]]:
    stat, days = page.days.statistics, page.days
    if stat is None:
        return []
    unknown = word("unknown", language)
    rows = [
        [word("es90", language), f"{stat.es90:.1f}"],
        [word("se", language), f"{stat.standard_error:.1f}"],
        [word("sampling", language), f"{stat.sampling_low:.1f}–{stat.sampling_high:.1f}"],
    ]
    if days.parameter_low is not None and days.parameter_high is not None:
        rows.append([word("parameters", language), f"{days.parameter_low:.0f}–{days.parameter_high:.0f}"])
    rows += [
        ["q90 / q95 / q99", f"{stat.q90:.0f} / {stat.q95:.0f} / {stat.q99:.0f}"],
        ["ES95", f"{stat.es95:.1f}"],
        [word("mean", language), f"{stat.mean:.1f}"],
        [word("short", language), percent(stat.short_probability)],
        [word("marginal", language), figure(days.marginal_value, 3)],
        [word("newsvendor", language), figure(days.newsvendor_days, 0)],
        [word("tonnes_a_day", language), tonnes(days.tonnes_a_day) if days.tonnes_a_day is not None else unknown],
        [
            f"{word('consumption', language)}: {words.reason(page.consumption_basis, language)}",
            tonnes(page.consumption_t) if page.consumption_t is not None else unknown,
        ],
        [word("growth", language), f"{page.growth:+z.0%}" if page.growth is not None else unknown],
    ]
    return rows


def _change(page: MineralPage, language: Language) -> list[list[str]]:
    if page.change is None:
        return []
    return [
        [word("change", language), f"{page.change.now - page.change.year_ago_then:+z.1f}"],
        [word("real_change", language), f"{page.change.real_change:+z.1f}"],
        [word("revision", language), f"{page.change.data_revision:+z.1f}"],
    ]


def _rank(page: MineralPage) -> str:
    if page.score.rank is None:
        return "–"
    band = f" ({page.score.rank_low}–{page.score.rank_high})" if page.score.rank_low else ""
    return f"{page.score.rank}{band}"


def _licence(key: str) -> str:
    return LICENCES[key].name if key in LICENCES else key


def parameter_text(model: ReviewModel, path: str) -> str:
    """Return the value of a policy parameter as text."""
    node: Any = model.policy
    for part in path.split("."):
        node = node[part] if isinstance(node, dict) else getattr(node, part)
    if hasattr(node, "model_dump"):
        return ", ".join(f"{key} {value}" for key, value in node.model_dump().items())
    return str(node)


def mineral_name(page: MineralPage, language: Language) -> str:
    """Name a mineral."""
    return page.mineral.name_ja if language == "ja" else page.mineral.name_en


def land_name(land: Country, language: Language) -> str:
    """Name a country."""
    return land.name_ja if language == "ja" else land.name_en


def land_name_of(place: str, language: Language) -> str:
    """Name the place of an act: a country, or a chokepoint as it is called."""
    from sonae.data import countries

    land = countries().get(place)
    return land_name(land, language) if land else place.replace("_", " ").title()


def day_text(day: Any, language: Language) -> str:
    """Write a date: in era form for Japanese readers, with the western year beside it."""
    return f"{japanese_date(day)}（{day.isoformat()}）" if language == "ja" else str(day.isoformat())


def figure(value: float | None, digits: int) -> str:
    """Write a number, or a dash for none."""
    return "–" if value is None else f"{value:,.{digits}f}"


def percent(share: float) -> str:
    """Write a share in percent; a trace is no zero."""
    if 0 < share < 0.005:
        return "<0.5 %"
    return f"{share:.0%}".replace("%", " %")


def share_text(share: float | None) -> str:
    """Write a share, or a dash where nobody can see it."""
    return "–" if share is None else percent(share)


def tonnes(value: float) -> str:
    """Write tonnes with three figures."""
    return f"{value:,.0f}" if value >= 100 else f"{value:,.3g}"


def part_text(part: ComponentValue) -> str:
    """Write a component's value; one that nothing stands in for has none."""
    return (
        "–"
        if part.missing and part.value == part.worst and part.name != "self_supply"
        else component_text(part.name, part.value)
    )


def component_text(name: str, value: float) -> str:
    """Write a component's value in its own unit."""
    if name in ("top_share", "concern_share", "self_supply"):
        return percent(value)
    if name == "growth":
        return f"{value:+z.0%}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def method_text(language: Language) -> list[str]:
    """Return the method in a few paragraphs."""
    text = (files("sonae.documents") / "templates" / f"method.{language}.txt").read_text(encoding="utf-8")
    return text.splitlines()
