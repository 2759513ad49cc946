"""A sentence to the auditor, in Japanese and in English."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Sentence"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in both languages; as plain text the English one."""

    ja: str
    en: str

    def __str__(self) -> str:
        return self.en
