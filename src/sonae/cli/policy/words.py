"""Words of the tables of ``sonae policy``, Japanese and English together, and columns that hold wide letters."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal, cast

import typer

from sonae.core import UnknownChoiceError

__all__ = ["LanguageOption", "Tongue", "language_of", "pad", "percent", "points", "say"]

Tongue = Literal["ja", "en"]
LanguageOption = Annotated[str, typer.Option("--language", help="ja or en: of the words of the table.")]

_WORDS: dict[str, tuple[str, str]] = {
    "actual": ("実績", "actual"),
    "target": ("目標", "target"),
    "formula": ("算式", "formula"),
    "formula_assumed": ("（公表の算式は手元になく、形は仮定）", " (no published formula in hand: its form is assumed)"),
    "worked": ("算出", "worked out"),
    "none_dated": ("実績の記載なし", "no actual is printed"),
    "earlier": ("過去の実績", "earlier actuals"),
    "computed": ("貿易データによる値", "from trade data"),
    "missing": ("欠測", "missing"),
    "withheld": ("非開示", "withheld"),
    "keep": ("維持", "to be kept"),
    "reach": ("以上", "or more"),
    "equal": ("相当", "to be matched"),
    "to_supply": ("要入力（--supplied）", "to be supplied (--supplied)"),
    "rule": ("パイプラインの扱い", "pipelines"),
    "assumed_note": (
        "「仮定による部分」は、出典を開いて確かめていない経路・能力に拠る割合。海峡別の割合は、複数を通る貨物を両方に数える。",
        "«resting on assumed rows» is the share that comes by routes or capacities without a source that was opened. A cargo "
        "that passes two straits is counted in both.",
    ),
    "total": ("計", "total"),
    "not_assessed": ("評価できない", "not assessed"),
    "gap": ("不足", "gap"),
    "gain": ("必要な年あたりの増", "gain needed a year"),
    "growth": ("年率", "growth a year"),
    "met": ("達成済み", "met"),
    "pace_all": ("全実績のすう勢", "pace of all actuals"),
    "pace_recent": ("直近5実績のすう勢", "pace of the last five actuals"),
    "reaches": ("届く", "reaches it"),
    "falls_short": ("届かない", "falls short"),
    "no_pace": ("すう勢なし", "no pace"),
    "projects": ("案件の寄与", "what projects add"),
    "denominator": ("分母", "denominator"),
    "left_out": ("数えない案件", "not counted"),
    "closed": ("案件による増", "gained by projects"),
    "left": ("なお残る不足", "left of the gap"),
    "agency": ("うち機構分", "agency's part"),
    "others": (
        "他の権益量と分母は据え置いた。案件の基準年の生産量は実績に含まれるため、差だけを数える。",
        "All other volumes and the denominator are taken as they stand. What a project produced in the year of the last actual "
        "is in that actual, so that only the difference counts.",
    ),
    "fictional": ("架空の案件を含む。実在の見通しではない。", "Some projects are fictional: this is no outlook."),
    "not_counted": ("合計に含めない", "not in a total"),
    "no_amount": ("金額の記載なし（ゼロではない）", "no amount is printed (which is not zero)"),
    "totals": ("年度・区分別の合計（区分間は足さない）", "totals by fiscal year and kind (kinds are never added up)"),
    "oku": ("億円", "hundred million yen"),
    "line": ("行", "line"),
    "year_as_fiscal": (
        "データパックは暦年で、同じ数字の年度に当てる。",
        "The data pack goes by calendar years; one stands for the fiscal year of its number.",
    ),
}


def say(key: str, language: Tongue) -> str:
    """Return a word in a language."""
    return _WORDS[key][0 if language == "ja" else 1]


def language_of(text: str) -> Tongue:
    """Read «ja» or «en».

    Raises:
        UnknownChoiceError: for any other word.

    """
    if text not in ("ja", "en"):
        raise UnknownChoiceError("language", text, ["ja", "en"])
    return cast("Tongue", text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Fill a text up to a width, where a letter of full width counts as two."""
    taken = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    blanks = " " * max(0, width - taken)
    return blanks + text if right else text + blanks


def percent(share: float | None, digits: int = 1) -> str:
    """Write a share as per cent, half up, «–» where there is none."""
    return "–" if share is None else f"{_half_up(share, digits)}%"


def points(share: float, language: Tongue, digits: int = 2) -> str:
    """Write a difference of shares in points, half up, with its sign."""
    number = _half_up(share, digits)
    return f"{number:+z}" + ("ポイント" if language == "ja" else " points")


def _half_up(share: float, digits: int) -> Decimal:
    """Return hundredths as they are printed; the shortest decimal form of the number is what is rounded."""
    return (Decimal(repr(share)) * 100).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
