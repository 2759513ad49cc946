"""The result of a comparison: steps in two orders, a waterfall of each, and the cards that both values are read with."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from sonae.core import Classification, UnknownChoiceError
from sonae.economics.bridge.changes import Words
from sonae.economics.bridge.factors import Factor, factor_meaning, factor_name
from sonae.economics.bridge.state import BridgeSettings
from sonae.economics.conditions import ConventionCard

__all__ = ["Bar", "Bridge", "Kind", "Step", "Waterfall", "YearlyComparison"]

Kind = Literal["fixed", "averaged"]
"""One factor after the other in the order of the settings, or averaged over all orders."""
_KINDS = {
    "fixed": ("one factor after the other", "要因を順に置換"),
    "averaged": ("averaged over all orders (Shapley)", "全順序の平均（シャープレイ値）"),
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """What a factor changes.

    Attributes:
        factor: the factor.
        amount: in the money of results, exact; the amounts of a bridge add up to its change.
        yen: whole yen between the rounded levels before and after the step; they add up to the change of the rounded values.
        changes: what differs, in English and Japanese; none where the factor is the same in both, and the step exactly 0.

    """

    factor: Factor
    amount: Fraction
    yen: int
    changes: tuple[Words, ...]

    @property
    def differs(self) -> bool:
        """Whether anything of the factor differs."""
        return bool(self.changes)

    def sentence(self, language: str) -> str:
        """Say the step in Japanese («ja») or English («en»). Raises UnknownChoiceError for another language."""
        name, millions = factor_name(self.factor, language), f"{abs(float(self.amount)) / 1e6:,.1f}"
        said = [words[int(language == "ja")] for words in self.changes]
        if not said:
            return f"{name}：変更なし" if language == "ja" else f"{name}: no change"
        if language == "ja":
            how = "価値への影響なし" if self.amount == 0 else f"{millions}百万円の{'増' if self.amount > 0 else '減'}"
            return f"{name}：{how}（{'、'.join(said)}）"
        how = "no effect" if self.amount == 0 else f"{'+' if self.amount > 0 else '−'}{millions} million yen"
        return f"{name}: {how} ({'; '.join(said)})"

    def as_dict(self) -> dict[str, Any]:
        """Return the step as plain data; ``exact`` is the amount as a fraction."""
        return {
            "factor": self.factor, "name_en": factor_name(self.factor, "en"), "name_ja": factor_name(self.factor, "ja"),
            "covers_en": factor_meaning(self.factor, "en"), "covers_ja": factor_meaning(self.factor, "ja"),
            "amount": float(self.amount), "exact": str(self.amount), "yen": self.yen, "differs": self.differs,
            "changes_en": [words[0] for words in self.changes], "changes_ja": [words[1] for words in self.changes],
            "sentence_en": self.sentence("en"), "sentence_ja": self.sentence("ja"),
        }  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """One bar of a waterfall: a factor, and the levels in yen that it leads from and to."""

    factor: Factor
    start: int
    end: int


@dataclass(frozen=True)
class Waterfall:
    """Levels in yen from the old value to the new: the bars join, the last ends at ``end``."""

    start: int
    bars: tuple[Bar, ...]
    end: int

    def as_dict(self) -> dict[str, Any]:
        """Return the levels as plain data."""
        bars = [{"factor": bar.factor, "start": bar.start, "end": bar.end} for bar in self.bars]
        return {"start": self.start, "bars": bars, "end": self.end}


@dataclass(frozen=True)
class Bridge:
    """A change of value, explained.

    Attributes:
        project: id of the case.
        names: of the old and the new state.
        values: old and new value, in ``money``.
        money: label of the money of results.
        settings: order, classes of costs, periods that count.
        fixed: steps in the order of the settings, one factor after the other.
        averaged: the same factors in the same order, each averaged over all orders.
        cards: the convention cards of the old and the new value.
        classification: the joined label of both states.
        mixtures: how many mixtures were valued.
        ledgers: how many ledgers were worked off for them.
        players: the factors that differ, in the order of :data:`~sonae.economics.bridge.FACTORS`.
        by_mixture: value of each mixture, in millions; bit i of the place says that player i is new.

    """

    project: str
    names: tuple[str, str]
    values: tuple[float, float]
    money: str
    settings: BridgeSettings
    fixed: tuple[Step, ...]
    averaged: tuple[Step, ...]
    cards: tuple[ConventionCard, ConventionCard]
    classification: Classification
    mixtures: int
    ledgers: int
    players: tuple[Factor, ...]
    by_mixture: tuple[float, ...] = field(repr=False)

    @property
    def change(self) -> Fraction:
        """New less old value, exact."""
        return Fraction(self.values[1]) - Fraction(self.values[0])

    def steps(self, kind: Kind) -> tuple[Step, ...]:
        """Return the steps of a kind. Raises UnknownChoiceError for another kind."""
        if kind not in _KINDS:
            raise UnknownChoiceError("kind of bridge", kind, _KINDS)
        return self.fixed if kind == "fixed" else self.averaged

    def step(self, factor: Factor, kind: Kind) -> Step:
        """Return the step of a factor. Raises UnknownChoiceError for a factor that there is none of."""
        for step in self.steps(kind):
            if step.factor == factor:
                return step
        raise UnknownChoiceError("factor", factor, self.settings.order)

    def residual(self, kind: Kind) -> Fraction:
        """Return the change less all steps: 0."""
        return self.change - sum((step.amount for step in self.steps(kind)), Fraction(0))

    def waterfall(self, kind: Kind) -> Waterfall:
        """Return the levels of a chart; factors that do not differ have no bar."""
        start = level = in_yen(Fraction(self.values[0]))
        bars = []
        for step in self.steps(kind):
            if step.differs:
                bars.append(Bar(step.factor, level, level + step.yen))
                level += step.yen
        return Waterfall(start, tuple(bars), in_yen(Fraction(self.values[1])))

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data for JSON."""
        kinds: tuple[Kind, ...] = ("fixed", "averaged")
        cards = {
            language: [dict(card.pairs(language)) for card in self.cards] for language in ("en", "ja")
        }  # fmt: skip
        return {
            "project": self.project, "names": list(self.names), "values": list(self.values), "unit": self.money,
            "change": float(self.change), "change_exact": str(self.change), "settings": self.settings.as_dict(),
            "mixtures": self.mixtures, "ledgers": self.ledgers, "classification": self.classification.name.lower(),
            "cards_en": cards["en"], "cards_ja": cards["ja"],
            **{
                kind: {
                    "how_en": _KINDS[kind][0], "how_ja": _KINDS[kind][1],
                    "steps": [step.as_dict() for step in self.steps(kind)], "residual": str(self.residual(kind)),
                    "waterfall": self.waterfall(kind).as_dict(),
                }
                for kind in kinds
            },
        }  # fmt: skip


@dataclass(frozen=True)
class YearlyComparison:
    """The yearly comparison of a project: adoption, last year, now.

    Attributes:
        since_adoption: adoption → now.
        to_last_year: adoption → last year.
        over_the_year: last year → now.

    """

    since_adoption: Bridge
    to_last_year: Bridge
    over_the_year: Bridge

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data for JSON."""
        return {
            "since_adoption": self.since_adoption.as_dict(), "to_last_year": self.to_last_year.as_dict(),
            "over_the_year": self.over_the_year.as_dict(),
        }  # fmt: skip


def in_yen(amount: Fraction) -> int:
    """Return an amount in whole yen, halves to the even one."""
    return round(amount)
