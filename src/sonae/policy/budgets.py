"""Budgets by measure, as the white paper prints them, in whole yen; what lies within another amount is not added to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.policy.forms import Exact, Part, Text, Words, package_text, validated

__all__ = ["KINDS", "Appropriation", "Budgets", "Measure", "Total", "budget_totals", "published_budgets"]

_FILE = "budgets.yaml"
_OKU = 100_000_000
Kind = Literal["initial", "supplementary", "investment", "supplementary_with_borrowing", "several_years"]
KINDS: dict[str, tuple[str, str]] = {
    "initial": ("当初予算", "initial budget"),
    "supplementary": ("補正予算", "supplementary budget"),
    "investment": ("産業投資", "fiscal investment"),
    "supplementary_with_borrowing": (
        "補正予算（政府保証付借入を含む）",
        "supplementary budget with guaranteed borrowing",
    ),
    "several_years": ("複数年の支援", "support of several years"),
}
"""What an amount is, in Japanese and English. Kinds are never added up: the chapter does not say whether they overlap."""


class Appropriation(Part):
    """An amount: fiscal year, kind, hundred million yen, the lines where it stands, and whether it counts in a total."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    through: int | None = None
    """The last fiscal year, of an amount for several."""
    kind: Kind
    oku: Exact
    line: Annotated[int, Field(ge=1)]
    line_to: int | None = None
    counted: bool = True
    ja: Text | None = None
    en: Text | None = None

    @property
    def yen(self) -> int:
        """The amount in yen."""
        return int(self.oku * _OKU)

    @property
    def lines(self) -> str:
        """The lines of document 001, «447» or «1081–1083»."""
        return f"{self.line}–{self.line_to}" if self.line_to else str(self.line)

    @model_validator(mode="after")
    def _says_why(self) -> Appropriation:
        if (self.oku * _OKU).denominator != 1 or self.oku <= 0:
            raise ValueError("an amount is more than 0 and of whole yen")
        if (self.ja is None) != (self.en is None) or (not self.counted and self.ja is None):
            raise ValueError("an amount that is not counted says why, in both languages")
        if (self.through is not None) != (self.kind == "several_years"):
            raise ValueError("«through» belongs to an amount for several years, and to no other")
        return self


class Measure(Words):
    """A measure of the chapter: section and number, the line of its heading, its amounts; none where no amount is printed."""

    id: Annotated[str, Field(pattern=r"[1-9]\.[1-9]\d?")]
    line: Annotated[int, Field(ge=1)]
    amounts: tuple[Appropriation, ...]


class Budgets(Part):
    """The file of budgets."""

    document: str
    measures: tuple[Measure, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Budgets:
        ids = [one.id for one in self.measures]
        if len(set(ids)) != len(ids):
            raise ValueError("a measure stands there twice")
        return self


@dataclass(frozen=True, slots=True)
class Total:
    """What the counted amounts of a fiscal year and kind add up to."""

    year: int
    kind: str
    yen: int
    measures: int


def read_budgets(text: str, file: str) -> Budgets:
    """Read a file of budgets.

    Raises:
        InputError: naming the file and the path of the field.

    """
    return validated(Budgets, text, file, "document and measures")


@cache
def published_budgets() -> Budgets:
    """Return the budgets of document 001."""
    return read_budgets(package_text(_FILE), _FILE)


def budget_totals(measures: Iterable[Measure]) -> tuple[Total, ...]:
    """Add up by fiscal year and kind what may be added: measures without an amount add nothing, and are not zero either."""
    sums: dict[tuple[int, str], list[int]] = {}
    for measure in measures:
        for amount in measure.amounts:
            if amount.counted:
                sums.setdefault((amount.year, amount.kind), []).append(amount.yen)
    order = list(KINDS)
    return tuple(
        Total(year, kind, sum(parts), len(parts))
        for (year, kind), parts in sorted(sums.items(), key=lambda item: (-item[0][0], order.index(item[0][1])))
    )
