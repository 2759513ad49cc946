"""What templates say and how they write days, yen, provisions; every one is escaped where it is put in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django import template
from django.template.context import Context
from django.utils.translation import get_language

from sonae.bylaw import Duty
from sonae.core import JAPAN, Citation, Classification, Finding
from sonae.evaluation import INPUT_NAMES, english_unit
from sonae.office.pages.awaited import Awaited
from sonae.office.pages.forms import choice_label
from sonae.office.pages.survey.told import mineral_said
from sonae.office.pages.told import place_in_words
from sonae.office.pages.written import written_day
from sonae.office.stage import Stage
from sonae.office.words import say as said

__all__ = [
    "about", "bearer", "because", "cited", "cited_one", "clock", "day", "in_language", "kilobytes", "name_of", "register",
    "say", "say_answer_stage", "say_cause", "say_choice", "say_desk_stage", "say_do", "say_drill", "say_drill_kind",
    "say_duty", "say_grant", "say_head", "say_input", "say_judged", "say_label", "say_lacking", "say_letter", "say_lpg",
    "say_mineral", "say_movement", "say_outcome", "say_paper", "say_place", "say_readiness", "say_record", "say_stage",
    "say_standing", "say_state", "say_store", "say_use", "say_voucher", "say_wait", "say_waiting", "say_work",
    "say_work_stage", "say_work_state", "sourced", "tonnes_said", "unit", "yen",
]  # fmt: skip

register = template.Library()
_BOOK = re.compile(r"[A-Z][0-9]{4}-[0-9A-Z]{2,10}")
_DOCUMENTS = {
    "独立行政法人通則法": "document.general_rules", "令和5年度評価書": "document.fy2023",
    "金属鉱産物の備蓄に係る基本方針": "document.stock_policy", "JOGMEC第5期中期計画 Ⅰ": "document.fifth_plan",
    "JOGMEC第5期中期目標 Ⅰ": "document.term_goals",
    "エネルギー白書（2024年度に講じた資源確保の施策）": "document.white_paper",
}  # fmt: skip
"""Documents that are cited by their Japanese names, with the keys of their words."""
_LINES = re.compile(r" L([0-9–]+)")


def _language(context: Context) -> str:
    given = context.get("language") or get_language() or "ja"
    return "en" if str(given).startswith("en") else "ja"


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **parts: object) -> str:
    """Say the words of a key in the language of the page."""
    return said(key, _language(context), **parts)


@register.simple_tag(takes_context=True)
def in_language(context: Context, thing: object, stem: str = "") -> str:
    """Return what a thing is called in the language of the page: its «ja» and «en», or «name_ja» and «name_en» for a stem."""
    name = f"{stem}_{_language(context)}" if stem else _language(context)
    found = thing.get(name, "") if isinstance(thing, Mapping) else getattr(thing, name, "")
    return str(found)


@register.simple_tag(takes_context=True)
def day(context: Context, value: dt.date | None) -> str:
    """Write a day as the language of the page does."""
    return written_day(value, _language(context))


@register.simple_tag(takes_context=True)
def clock(context: Context, value: dt.datetime) -> str:
    """Write a moment as day and time in Japan."""
    here = value.astimezone(JAPAN)
    return f"{written_day(here.date(), _language(context))} {here:%H:%M}"


@register.simple_tag(takes_context=True)
def cited(context: Context, citations: Iterable[Citation]) -> str:
    """Write provisions one after another."""
    japanese = _language(context) == "ja"
    labels = dict.fromkeys(cite.label_ja if japanese else cite.label_en for cite in citations)
    return ("・" if japanese else "; ").join(labels)


@register.simple_tag(takes_context=True)
def sourced(context: Context, citations: Iterable[Citation]) -> str:
    """Write provisions of several documents, each document named once before its own; those of a book by its version."""
    japanese = _language(context) == "ja"
    by_document: dict[str, list[str]] = {}
    for cite in citations:
        document = getattr(cite, "document", "")
        label = cite.label_ja if japanese else cite.label_en
        if _BOOK.fullmatch(document):  # its lines are its own versions
            document, label = (
                "",
                _LINES.sub(lambda found: said("book.line", _language(context), version=found[1]), label),
            )
        elif document in _DOCUMENTS:
            document = said(_DOCUMENTS[document], _language(context))
        by_document.setdefault(document, []).append(label)
    parts = [
        f"{name} {('・' if japanese else '; ').join(dict.fromkeys(labels))}".strip()
        for name, labels in by_document.items()
    ]
    return ("／" if japanese else "; ").join(parts)


@register.filter
def yen(value: int | None) -> str:
    """Write yen in groups of three."""
    return "" if value is None else f"{value:,}"


@register.simple_tag(takes_context=True)
def say_do(context: Context, kind: str) -> str:
    """Say a command as what is to be done."""
    return said(f"do.{kind}", _language(context))


@register.simple_tag(takes_context=True)
def say_standing(context: Context, name: str) -> str:
    """Say how a duty stands."""
    return said(f"standing.{name}", _language(context))


@register.simple_tag(takes_context=True)
def say_outcome(context: Context, name: str) -> str:
    """Say how a question came out."""
    return said(f"outcome.{name.replace(' ', '_')}", _language(context))


@register.simple_tag(takes_context=True)
def say_choice(context: Context, name: str, value: str) -> str:
    """Say a choice of a field."""
    return choice_label(name, value, _language(context)) if value else ""


@register.simple_tag(takes_context=True)
def say_label(context: Context, label: Classification) -> str:
    """Say a classification."""
    return said(f"label.{Classification(label).name.lower()}", _language(context))


@register.simple_tag(takes_context=True)
def bearer(context: Context, duty: Duty) -> str:
    """Say who has to do a duty."""
    return said(f"bearer.{duty.by}", _language(context))


@register.simple_tag(takes_context=True)
def about(context: Context, awaited: Awaited) -> str:
    """Say what a command that is waited for is about; an evaluation by its name."""
    language = _language(context)
    return choice_label("of", awaited.what, language) if awaited.kind == "review.evaluate" else awaited.what


@register.simple_tag(takes_context=True)
def say_stage(context: Context, stage: str) -> str:
    """Say a stage."""
    return str(getattr(Stage(stage), _language(context)))


@register.simple_tag(takes_context=True)
def say_state(context: Context, name: str) -> str:
    """Say a choice of the inbox."""
    return said(f"inbox.state.{name}", _language(context))


@register.simple_tag(takes_context=True)
def say_paper(context: Context, kind: str) -> str:
    """Say what a paper is."""
    return said(f"paper.kind.{kind}", _language(context))


@register.simple_tag(takes_context=True)
def say_letter(context: Context, kind: str) -> str:
    """Say what a letter is."""
    return said(f"letter.{kind}", _language(context))


@register.simple_tag(takes_context=True)
def say_work(context: Context, kind: str) -> str:
    """Say what a piece of long work is."""
    return said(f"work.kind.{kind}", _language(context))


@register.simple_tag(takes_context=True)
def say_work_state(context: Context, state: str) -> str:
    """Say how a piece of long work stands."""
    return said(f"work.state.{state}", _language(context))


@register.simple_tag(takes_context=True)
def say_work_stage(context: Context, stage: str) -> str:
    """Say which part of a piece of long work is under way."""
    return said(f"work.stage.{stage}", _language(context))


@register.simple_tag(takes_context=True)
def say_place(context: Context, path: str) -> str:
    """Say where a fact that is missing stands."""
    return place_in_words(path, _language(context))


@register.simple_tag(takes_context=True)
def because(context: Context, finding: Finding) -> str:
    """Say why something was found."""
    return finding.because_ja if _language(context) == "ja" and finding.because_ja else finding.because


@register.simple_tag(takes_context=True)
def cited_one(context: Context, citation: Citation) -> str:
    """Write one provision."""
    return citation.label_ja if _language(context) == "ja" else citation.label_en


@register.filter
def kilobytes(size: int) -> str:
    """Write a size in kilobytes, never as nothing."""
    return f"{max(1, -(-size // 1024)):,}"


@register.simple_tag(takes_context=True)
def say_desk_stage(context: Context, stage: str) -> str:
    """Say how far an evaluation has come."""
    return said(f"desk.{stage}", _language(context))


@register.simple_tag(takes_context=True)
def say_answer_stage(context: Context, stage: str) -> str:
    """Say how far an answer to a survey has come."""
    return said(f"answer.{stage}", _language(context))


@register.simple_tag(takes_context=True)
def say_mineral(context: Context, symbol: str) -> str:
    """Say a mineral by name and symbol."""
    return mineral_said(symbol, _language(context))


@register.simple_tag(takes_context=True)
def say_readiness(context: Context, name: str) -> str:
    """Say how a base stands to a release."""
    return said(f"readiness.{name}", _language(context))


@register.simple_tag(takes_context=True)
def say_wait(context: Context, name: str) -> str:
    """Say what waits at the bases."""
    return said(f"wait.{name}", _language(context))


@register.simple_tag(takes_context=True)
def say_drill(context: Context, name: str) -> str:
    """Say how far a drill has come."""
    return said(f"drilled.{name}", _language(context))


@register.simple_tag(takes_context=True)
def say_drill_kind(context: Context, name: str) -> str:
    """Say the kind of a drill."""
    return choice_label("kind_of", name, _language(context))


@register.simple_tag(takes_context=True)
def say_cause(context: Context, name: str) -> str:
    """Say the cause of an incident."""
    return choice_label("cause", name, _language(context))


@register.simple_tag(takes_context=True)
def say_movement(context: Context, name: str) -> str:
    """Say a movement of a swap."""
    return said(f"movement.{name}", _language(context))


@register.simple_tag(takes_context=True)
def say_duty(context: Context, name: str) -> str:
    """Say how a legal duty stands."""
    return said(f"legal.{name}", _language(context))


@register.simple_tag(takes_context=True)
def say_lpg(context: Context, name: str) -> str:
    """Say how far an event of LPG has come."""
    return said(f"lpg.{name}", _language(context))


@register.simple_tag(takes_context=True)
def say_grant(context: Context, name: str) -> str:
    """Say how far a grant has come."""
    return said(f"grant.{name}", _language(context))


@register.simple_tag(takes_context=True)
def say_use(context: Context, name: str) -> str:
    """Say what became of a cargo."""
    return choice_label("used", name, _language(context))


@register.simple_tag
def name_of(names: Mapping[str, str], base: str) -> str:
    """Return what a base is called."""
    return names.get(base, base)


@register.simple_tag
def tonnes_said(value: Decimal | str) -> str:
    """Write tonnes in groups of three, with the decimals that they have."""
    return f"{Decimal(value):,f}"


@register.simple_tag(takes_context=True)
def say_lacking(context: Context, what: str) -> str:
    """Say what an evaluation lacks."""
    return said(f"lacking.{what}", _language(context))


@register.simple_tag(takes_context=True)
def say_waiting(context: Context, what: str) -> str:
    """Say what waits at the stock desk."""
    return said(f"stockwait.{what}", _language(context))


@register.simple_tag(takes_context=True)
def say_record(context: Context, stage: str) -> str:
    """Say how far a purchase or a release is."""
    return said(f"stockstage.{stage.replace(' ', '_')}", _language(context))


@register.simple_tag(takes_context=True)
def say_voucher(context: Context, kind: str) -> str:
    """Say what kind of voucher it is."""
    return said(f"voucherkind.{kind}", _language(context))


@register.simple_tag(takes_context=True)
def say_store(context: Context, kind: str) -> str:
    """Say what kind of account goods stand on."""
    return said(f"stockplace.{kind}", _language(context))


@register.simple_tag(takes_context=True)
def say_judged(context: Context, when: str) -> str:
    """Say when an indicator is judged."""
    return said(f"judged.{when}", _language(context))


@register.simple_tag(takes_context=True)
def say_head(context: Context, key: str) -> str:
    """Say the head of a column by its key."""
    return said(key, _language(context))


@register.simple_tag(takes_context=True)
def say_input(context: Context, name: str) -> str:
    """Say an input figure of an item."""
    words = INPUT_NAMES[name]  # type: ignore[index]
    return words.ja if _language(context) == "ja" else words.en


@register.simple_tag(takes_context=True)
def unit(context: Context, name: str) -> str:
    """Say the unit of an indicator."""
    return name if _language(context) == "ja" else english_unit(name)
