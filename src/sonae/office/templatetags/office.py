"""Tags that pages speak with."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from sonae.office.words import say as said

__all__ = ["register", "say"]

register = template.Library()


@register.simple_tag
def say(key: str, **parts: object) -> str:
    """Say a sentence in the reader's language: ``{% say "login.title" %}``."""
    return said(key, get_language() or "ja", **parts)
