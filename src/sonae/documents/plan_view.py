"""The plan in one language as blocks of text, tables and charts: what both the page and the print lay out."""

from __future__ import annotations

from typing import Any

from sonae.documents import plan_words
from sonae.documents.plan_figures import PlanFigures, Row
from sonae.documents.plan_grounds import ground_sections
from sonae.documents.plan_numbers import charts, days, items, money, month, share
from sonae.documents.plan_sections import plan_sections
from sonae.documents.plan_words import say
from sonae.documents.review_view import day_text, land_name
from sonae.documents.words import Language

__all__ = ["plan_key_lines", "plan_view"]

_NAMED = 6


def plan_view(figures: PlanFigures, language: Language) -> dict[str, Any]:
    """Return the whole document in a language, without charts: head, then sections of blocks."""
    file, made = figures.plan.file, figures.created_at
    solver = file.settings.solver
    return {
        "language": language,
        "title": say("title", language),
        "subtitle": file.name,
        "banner": say("secret_banner" if figures.secret else "public_banner", language),
        "secret": figures.secret,
        "what": say("what", language),
        "made": [made.year, made.month, made.day],
        "meta": [
            [say("importer", language), land_name(figures.importer, language)],
            [
                say("span", language),
                f"{month(file.month_name(0), language)} – {month(file.month_name(file.months - 1), language)}",
            ],
            [say("data_year", language), str(file.data_year)],
            [say("as_of", language), day_text(figures.plan.situation.as_of, language)],
            [say("made", language), made.strftime("%Y-%m-%d %H:%M %Z")],
            [
                say("paths", language),
                say("paths_of", language, planning=solver.planning_paths, events=solver.event_paths),
            ],
            [say("seed", language), str(solver.seed)],
            [say("plan_hash", language), f"{file.file} ({file.sha256[:12]})"],
            ["Sonae", figures.version],
        ],
        "sections": [
            _one_page(figures, language),
            *plan_sections(figures, language),
            *ground_sections(figures, language),
        ],
        "w": plan_words.labels(language),
    }


def _one_page(figures: PlanFigures, language: Language) -> dict[str, Any]:
    return {
        "key": "plan",
        "title": say("one_page", language),
        "blocks": [
            items(plan_key_lines(figures, language), numbered=True),
            charts(
                ("days", say("days_chart", language), say("days_legend", language)),
                ("spend", say("spend_chart", language), say("spend_legend", language)),
            ),
        ],
    }


def plan_key_lines(figures: PlanFigures, language: Language) -> list[str]:
    """Return the most important lines of a plan. Never show them of a SECRET plan."""
    budget = sum(row["budget_million_yen"] for row in figures.budget)
    spend = sum(row["spend_mean"] for row in figures.budget)
    years = figures.years
    lines = [
        say(
            "k_budget", language, first=years[0], last=years[-1], years=len(years), budget=money(budget, language),
            spend=money(spend, language), share=share(spend / budget),
        ),
        say(
            "k_worth", language, target=money(figures.target_worth, language), start=money(figures.start_worth, language),
            end=money(figures.end_worth, language),
        ),
        certificate_line(figures, language),
        _reached_line(figures, language),
        _gap_line(figures, language),
        _first_line(figures, language),
        _short_line(figures, language),
        _limit_line(figures, language),
    ]  # fmt: skip
    if figures.budget[0]["space_m2_95"] > 0:
        lines.append(_space_line(figures, language))
    lines.append(_data_line(figures, language))
    return lines


def certificate_line(figures: PlanFigures, language: Language) -> str:
    """Say the certificate in one sentence."""
    row = figures.certificate["planning"]
    yen = money(row["gap_million_yen"], language)
    if row["gap"] == float("inf"):
        return say("k_no_room", language, yen=yen)
    return say("k_certificate", language, gap=share(row["gap"], 1), yen=yen)


def _names(pairs: list[str], language: Language) -> str:
    return ("、" if language == "ja" else ", ").join(pairs) or say("none", language)


def _reached_line(figures: PlanFigures, language: Language) -> str:
    reached = sorted((row for row in figures.gaps if row["reached_by"] >= 0.5), key=lambda row: -row["reached_by"])
    names = [f"{row['mineral']} {share(row['reached_by'])}" for row in reached]
    return say("k_reached", language, n=len(reached), all=len(figures.gaps), names=_names(names, language))


def _gap_line(figures: PlanFigures, language: Language) -> str:
    def part(row: Row) -> float:
        return float(row["days_by"] / row["target_days"])

    furthest = sorted((row for row in figures.gaps if part(row) < 1), key=part)[:_NAMED]
    names = [f"{row['mineral']} {days(row['days_by'])}/{days(row['target_days'])}" for row in furthest]
    return say("k_gap", language, names=_names(names, language))


def _first_line(figures: PlanFigures, language: Language) -> str:
    bill = sum(row["bill_million_yen"] for row in figures.tenders)
    return say(
        "k_first", language, year=figures.years[0], n=len(figures.tenders),
        minerals=len({row["mineral"] for row in figures.tenders}), bill=money(bill, language),
    )  # fmt: skip


def _short_line(figures: PlanFigures, language: Language) -> str:
    def less(row: Row) -> float:
        return float(row["short_days_without"] - row["short_days"])

    most = sorted((row for row in figures.minerals if less(row) > 0), key=lambda row: -less(row))[:_NAMED]
    names = [f"{row['mineral']} {days(row['short_days_without'], 1)}→{days(row['short_days'], 1)}" for row in most]
    return say("k_short", language, years=len(figures.years), names=_names(names, language))


def _limit_line(figures: PlanFigures, language: Language) -> str:
    at = max(figures.budget, key=lambda row: row["paths_at_limit"])
    best = max(figures.budget, key=lambda row: row["value_of_a_yen"])
    return say(
        "k_limit", language, year=at["fiscal_year"], share=share(at["paths_at_limit"]), best=best["fiscal_year"],
        worth=f"{best['value_of_a_yen']:.2f}",
    )  # fmt: skip


def _space_line(figures: PlanFigures, language: Language) -> str:
    most = max(figures.budget, key=lambda row: row["space_m2_95"])
    limit = most["space_m2_limit"]
    return say(
        "k_space", language, year=most["fiscal_year"], area=f"{most['space_m2_95']:,.0f}",
        limit=say("no_limit", language) if limit is None else f"{limit:,.0f} m²",
    )  # fmt: skip


def _data_line(figures: PlanFigures, language: Language) -> str:
    left = figures.plan.case.left_out
    return say(
        "k_data", language, prices=sum(row["price_proxy"] for row in figures.minerals),
        consumption=sum(row["consumption_basis"].startswith("stand-in") for row in figures.minerals),
        n=len(left), names=_names([item.symbol for item in left], language),
    )  # fmt: skip
