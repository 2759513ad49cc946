"""The convention card: under which conventions a result was made, printed with every result."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.economics.conditions.grid import Period, Timing
from sonae.economics.conditions.terms import MoneyTerms

__all__ = ["ConventionCard"]

_LABELS = {
    "currency": ("Currency", "通貨"),
    "money": ("Money", "金額の表示"),
    "base_date": ("Base date", "基準日"),
    "timing": ("Timing of flows", "収支の時点"),
    "period": ("Period", "期間の単位"),
    "deck": ("Condition set", "条件セット"),
    "changes": ("Changed from its parent", "親セットからの変更"),
    "regime": ("Regime version", "財務条件の版"),
    "sha256": ("SHA-256", "ハッシュ（SHA-256）"),
    "classification": ("Classification", "区分"),
}
_TIMINGS = {
    Timing.END: ("end of period", "期末"),
    Timing.MID: ("middle of period", "期央"),
    Timing.START: ("start of period", "期首"),
}
_PERIODS = {
    Period.MONTH: ("month", "月"),
    Period.QUARTER: ("quarter", "四半期"),
    Period.HALF_YEAR: ("half-year", "半年"),
    Period.CALENDAR_YEAR: ("calendar year", "暦年"),
    Period.FISCAL_YEAR: ("fiscal year, April to March", "年度（4月～3月）"),
}


@dataclass(frozen=True, slots=True)
class ConventionCard:
    """What a figure must be read with; two figures compare only where their cards are equal."""

    money: MoneyTerms
    base_date: dt.date
    timing: Timing
    period: Period
    name: str
    version: str
    as_of: dt.date
    regime_version: str
    sha256: str
    classification: Classification
    changes_en: tuple[str, ...] = ()
    changes_ja: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.regime_version.strip():
            raise InputError("the regime version is not stated", field="regime_version")

    def pairs(self, language: str) -> list[tuple[str, str]]:
        """Return label and value of every field, in Japanese («ja») or English («en»).

        Raises:
            UnknownChoiceError: for another language.

        """
        if language not in ("ja", "en"):
            raise UnknownChoiceError("language", language, ("ja", "en"))
        at = int(language == "ja")
        real = (
            (f"real, base {self.money.base}", f"実質（基準 {self.money.base}）")
            if self.money.base
            else ("nominal", "名目")
        )
        version = (
            f"{self.name}, version {self.version}, as of {self.as_of}",
            f"{self.name} 第{self.version}版（{self.as_of} 時点）",
        )
        changes = (self.changes_en, self.changes_ja)[at]
        values = {
            "currency": self.money.currency,
            "money": real[at],
            "base_date": self.base_date.isoformat(),
            "timing": _TIMINGS[self.timing][at],
            "period": _PERIODS[self.period][at],
            "deck": version[at],
            "changes": ("; ", "、")[at].join(changes),
            "regime": self.regime_version,
            "sha256": self.sha256,
            "classification": self.classification.label_ja if at else self.classification.name,
        }
        return [(_LABELS[field][at], value) for field, value in values.items() if value]

    def lines(self, language: str) -> list[str]:
        """Return one line a field, «label: value»; see :meth:`pairs`."""
        colon = "：" if language == "ja" else ": "
        return [f"{label}{colon}{value}" for label, value in self.pairs(language)]
