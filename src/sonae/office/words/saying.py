"""The one way to a sentence of the office: a key, a language, and what is put into it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sonae.core import UnknownChoiceError

__all__ = ["LANGUAGES", "all_words", "say"]

LANGUAGES = ("ja", "en")


@cache
def all_words() -> Mapping[str, tuple[str, str]]:
    """Return every key with its words in Japanese and English.

    Raises:
        ValueError: for a key that stands in two tables.

    """
    from sonae.office.words import (
        access,
        bases,
        calendar,
        case,
        choices,
        disclosure,
        economics,
        evaluation,
        facts,
        forms,
        listing,
        papers,
        problems,
        refusals,
        shell,
        stock,
        survey,
    )

    out: dict[str, tuple[str, str]] = {}
    for table in (
        shell,
        access,
        listing,
        case,
        forms,
        facts,
        choices,
        calendar,
        papers,
        economics,
        refusals,
        problems,
        evaluation,
        disclosure,
        bases,
        survey,
        stock,
    ):
        for key, words in table.WORDS.items():
            if key in out:
                raise ValueError(f"the words «{key}» stand twice")
            out[key] = words
    return out


def say(key: str, language: str, **parts: object) -> str:
    """Return the words of a key in a language, with ``parts`` put in by name.

    Raises:
        UnknownChoiceError: for a key or a language that is none.

    """
    if language not in LANGUAGES:
        raise UnknownChoiceError("language", language, LANGUAGES)
    words = all_words().get(key)
    if words is None:
        raise UnknownChoiceError("words", key, all_words())
    text = words[LANGUAGES.index(language)]
    return text.format(**parts) if parts else text
