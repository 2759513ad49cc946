"""What templates say and how they write days, yen, provisions; every one is escaped where it is put in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from django import template
from django.template.context import Context
from django.utils.translation import get_language

from sonae.bylaw import Duty
from sonae.core import Citation, Classification, Finding
from sonae.office.pages.awaited import Awaited
from sonae.office.pages.forms import choice_label
from sonae.office.pages.told import place_in_words
from sonae.office.pages.written import written_day
from sonae.office.stage import Stage
from sonae.office.words import say as said

__all__ = [
    "about", "bearer", "because", "cited", "cited_one", "clock", "day", "in_language", "kilobytes", "register", "say", "say_choice",
    "say_do", "say_label", "say_letter", "say_outcome", "say_paper", "say_place", "say_stage", "say_standing", "say_state", "yen",
]  # fmt: skip

register = template.Library()
_JAPAN = ZoneInfo("Asia/Tokyo")


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
    here = value.astimezone(_JAPAN)
    return f"{written_day(here.date(), _language(context))} {here:%H:%M}"


@register.simple_tag(takes_context=True)
def cited(context: Context, citations: Iterable[Citation]) -> str:
    """Write provisions one after another."""
    japanese = _language(context) == "ja"
    labels = dict.fromkeys(cite.label_ja if japanese else cite.label_en for cite in citations)
    return ("・" if japanese else "; ").join(labels)


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
