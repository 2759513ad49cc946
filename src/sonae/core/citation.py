"""Where a rule stands: a document, a provision by number, and the version by date.

Provisions are named by the ids of the house. For bylaws: ``a9.p2`` is 第9条第2項, ``a9_2.p1`` 第9条の2第1項, item
``.i2``, proviso ``.x1``, later sentence ``.q2``, supplementary ``s20050330.p2.i1``, annex row ``t1.s1.g1.r11``, note
``.n2``. For a policy paper with numbered headings: ``h2.p2.i1`` is 2(2)①, footnote ``.n1``. For an evaluation of an
agency: ``e1_3.p1.i1.k2.c3.l5031_5070`` is Ⅰ-3(1)①イ of the annual plan (column ``c1`` mid-term goals, ``c2`` mid-term plan,
``c3`` annual plan), lines 5031 to 5070 of its text; below ``k`` stands ``.j1`` for (ア), and ``f1_1_2`` is form 1-1-2.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Self

from sonae.core.errors import InputError

__all__ = ["BASIC_POLICY", "Citation"]

BASIC_POLICY = "金属鉱産物の備蓄に係る基本方針"
"""Basic policy on stockpiling of metal mineral products (document 004), 1 July 2020."""

_NUMBER = r"[1-9][0-9]*(?:_[1-9][0-9]*)*"
_PROVISION = re.compile(rf"[ashtef]{_NUMBER}(?:\.[apixqnhtgrskjcl]{_NUMBER})*")
_KANJI = {
    "a": "第{}条", "p": "第{}項", "i": "第{}号", "x": "ただし書", "q": "第{}文", "s": "第{}節", "t": "別表{}",
    "g": "第{}群", "r": "第{}行", "n": "注{}", "h": "{}", "l": "L{}",
}  # fmt: skip
_ENGLISH = {
    "a": "art. {}", "p": "para. {}", "i": "item {}", "x": "proviso {}", "q": "sentence {}", "h": "{}", "t": "annex {}",
    "g": "group {}", "r": "row {}", "n": "note {}", "s": "section {}",
}  # fmt: skip
_COLUMNS = {"1": ("中期目標", "mid-term goals"), "2": ("中期計画", "mid-term plan"), "3": ("年度計画", "annual plan")}
_ROMAN = dict(enumerate("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", 1))
_KANA = dict(enumerate("アイウエオカキクケコサシスセソタチツテト", 1))
_CIRCLED = {str(n): mark for n, mark in enumerate("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", 1)}


@dataclass(frozen=True, order=True, slots=True)
class Citation:
    """A provision of a document, in the version of a date."""

    document: str
    provision: str
    version: dt.date | None = None

    def __post_init__(self) -> None:
        if not _PROVISION.fullmatch(self.provision):
            raise InputError(f"«{self.provision}» is no provision", expected="an id such as a9.p2, a9_2.p1 or h2.p2.i1")

    @classmethod
    def basic_policy(cls, provision: str) -> Self:
        """Cite the basic policy of 1 July 2020."""
        return cls(BASIC_POLICY, provision, dt.date(2020, 7, 1))

    @property
    def label_ja(self) -> str:
        """The provision as a Japanese reader writes it: «第9条の2第1項», «2(2)①»."""
        parts = self.provision.split(".")
        if parts[0][0] in "ef":
            return "".join(_evaluation_segment(part, 0) for part in parts)
        heading = parts[0].startswith("h")
        return "".join(_ja_segment(part, heading) for part in parts)

    @property
    def label_en(self) -> str:
        """The provision in English: «art. 9-2, para. 1», «2(2)①»."""
        parts = self.provision.split(".")
        if parts[0][0] in "ef":
            return "".join(_evaluation_segment(part, 1) for part in parts)
        if parts[0].startswith("h"):
            return self.label_ja
        return ", ".join(
            f"suppl. {part[1:]}" if _is_supplementary(part) else _ENGLISH[part[0]].format(part[1:].replace("_", "-"))
            for part in parts
        )

    def __str__(self) -> str:
        return f"{self.document} {self.label_ja}"


def _is_supplementary(segment: str) -> bool:
    return segment[0] == "s" and len(segment) == 9


def _evaluation_segment(segment: str, language: int) -> str:
    """Write a part of an id of an evaluation; ``language`` is 0 for Japanese, 1 for English."""
    kind, number = segment[0], segment[1:]
    first, *rest = number.split("_")
    if kind == "e":
        roman = _ROMAN.get(int(first), first)
        return "-".join([roman if language == 0 else unicodedata.normalize("NFKC", roman), *rest])
    if kind == "f":
        return f"{('様式', 'form ')[language]}{'-'.join([first, *rest])}"
    if kind == "c":
        return f" {_COLUMNS[number][language] if number in _COLUMNS else number}"
    if kind == "l":
        return f" L{'–'.join([first, *rest])}"
    if kind in "kj":
        kana = _KANA.get(int(first), first)
        return kana if kind == "k" else f"({kana})"
    return _ja_segment(segment, heading=True)


def _ja_segment(segment: str, heading: bool) -> str:
    kind, number = segment[0], segment[1:]
    if heading and kind in "hpi":
        if kind == "h":
            return number
        return f"({number})" if kind == "p" else _CIRCLED.get(number, f"({number})")
    if _is_supplementary(segment):
        return f"附則({number})"
    main, *branch = number.split("_")
    return _KANJI[kind].format(main) + "".join(f"の{part}" for part in branch)
