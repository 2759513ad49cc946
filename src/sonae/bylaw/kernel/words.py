"""A sentence in both languages."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in Japanese and in English."""

    ja: str
    en: str
