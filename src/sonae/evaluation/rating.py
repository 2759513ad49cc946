"""Ratings (評定): the band that the indicators give, what a person decided with the reason, and the whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.core import Citation, Finding, FiscalYear, Outcome
from sonae.evaluation.attainment import Attainment
from sonae.evaluation.exact import percent, written
from sonae.evaluation.form import Exact, ItemId, Lines, Part, Text, Words, Year

__all__ = [
    "Aggregate",
    "Band",
    "ItemGround",
    "Letter",
    "Rating",
    "RatingRules",
    "aggregate",
    "compare",
    "ground_of",
    "marked",
]

Letter = Literal["S", "A", "B", "C", "D"]
"""A rating, the best first."""

_ORDER: tuple[Letter, ...] = ("S", "A", "B", "C", "D")


class Band(Part):
    """A band of attainment: from ``least`` (a share; none for the lowest band) up, and the letters that it leaves to choose."""

    least: Exact | None = None
    letters: Annotated[tuple[Letter, ...], Field(min_length=1)]


class RatingRules(Part):
    """How attainment becomes a band.

    Attributes:
        bands: the bands, the highest first.
        core_least: what a core target needs; beyond that it does not hold the band down.
        source: where the bands are taken from.

    """

    bands: Annotated[tuple[Band, ...], Field(min_length=2)]
    core_least: Exact
    source: Words

    @model_validator(mode="after")
    def _falls(self) -> RatingRules:
        limits = [band.least for band in self.bands]
        known = [limit for limit in limits if limit is not None]
        if limits[-1] is not None or len(known) != len(limits) - 1 or known != sorted(set(known), reverse=True):
            raise ValueError("the bands do not fall from the highest to one without a limit")
        return self

    def band(self, ratio: Fraction) -> Band:
        """Return the band that a ratio lies in; a limit belongs to the band above it."""
        return next(band for band in self.bands if band.least is None or ratio >= band.least)


class Rating(Part):
    """A rating as a person or a body decided it.

    Attributes:
        item: the item; «overall» for the whole.
        year: the year rated.
        by: the agency itself, or the competent minister.
        letter: the letter; ``not_printed`` where the source shows none.
        who: who decided.
        on: when; ``not_stated`` where the source does not say.
        reason: why.
        lines: where it stands.

    """

    item: ItemId | Literal["overall"]
    year: Year
    by: Literal["self", "minister"]
    letter: Letter | Literal["not_printed"]
    who: Words
    on: dt.date | Literal["not_stated"]
    reason: Words | None = None
    lines: Lines | None = None

    @model_validator(mode="after")
    def _has_a_reason(self) -> Rating:
        if self.letter != "not_printed" and self.reason is None:
            raise ValueError(f"the {self.by} rating {self.letter} of {self.item} has no reason")
        return self


class Aggregate(Part):
    """How the whole is made of the items: a setting of whoever rates.

    Attributes:
        points: points of a letter.
        weights: weights of the items.
        letter_of: how the mean becomes a letter: the nearest one (a half goes up), or the one that it has reached.
        source: who set it.

    """

    points: dict[Letter, Exact]
    weights: dict[ItemId, Annotated[Exact, Field(ge=0)]]
    letter_of: Literal["nearest", "reached"]
    source: Text

    @model_validator(mode="after")
    def _falls(self) -> Aggregate:
        points = [self.points.get(letter) for letter in _ORDER]
        if any(one is None for one in points):
            raise ValueError("points are needed for S, A, B, C and D")
        known = [one for one in points if one is not None]
        if known != sorted(set(known), reverse=True):
            raise ValueError("the points do not fall from S to D")
        if sum(self.weights.values()) <= 0:
            raise ValueError("the weights add up to nothing")
        return self


@dataclass(frozen=True, slots=True)
class ItemGround:
    """What the indicators of an item say.

    Attributes:
        item: the item.
        year: the year.
        band: the computed band; none where it is open or nothing gives one.
        letters: the letters that it leaves to choose.
        attainments: of all its indicators, those that are not judged this year too.
        gates: what was found of its gates.
        finding: the same with grounds.

    """

    item: str
    year: FiscalYear
    band: Band | None
    letters: tuple[Letter, ...]
    attainments: tuple[Attainment, ...]
    gates: tuple[Finding, ...]
    finding: Finding


def ground_of(
    item: str, year: FiscalYear, attainments: Sequence[Attainment], gates: Sequence[Finding], rules: RatingRules
) -> ItemGround:
    """Compute the band of an item.

    The lowest ratio of the indicators that are judged this year decides. A core target that has reached ``core_least`` does not
    hold the band down. A value that is missing, a gate that is open or failed, or a target that is reached or not and was missed,
    leaves the band to a person.
    """
    judged = [one for one in attainments if one.judged]
    citations = tuple(citation for one in judged for citation in one.finding.citations)
    parts = (*(one.finding for one in attainments), *gates)

    def result(
        outcome: Outcome, said: tuple[str, str], band: Band | None = None, missing: tuple[str, ...] = ()
    ) -> ItemGround:
        found = Finding(
            outcome, said[0], citations, {one.indicator: _shown(one) for one in judged}, band.letters if band else None, said[1],
            missing, parts, f"rating.{item}",
        )  # fmt: skip
        return ItemGround(item, year, band, band.letters if band else (), tuple(attainments), tuple(gates), found)

    if not judged:
        return result(
            Outcome.GAP,
            (f"no indicator of {item} is judged in {year}", f"{item}に{year.label_ja}に判断する指標はない"),
        )
    open_ = tuple(name for finding in parts for name in finding.missing if finding.outcome is Outcome.OPEN)
    if open_:
        return result(Outcome.OPEN, ("a value or a result is missing", "実績又は結果がそろっていない"), missing=open_)
    failed = [finding.question for finding in gates if finding.outcome is Outcome.NO]
    failed += [one.indicator for one in judged if one.ratio is None and one.reached is False]
    if failed:
        names = ", ".join(failed)
        return result(
            Outcome.OPEN,
            (
                f"not passed or not reached: {names}; a person judges what follows",
                f"満たさないものがある：{names}。評定は人が判断する",
            ),
            missing=(f"judgement.{item}",),
        )
    lowest = _deciding(judged, rules)
    if lowest is None or lowest.ratio is None:
        return result(
            Outcome.YES,
            ("what is judged is reached; no ratio gives a band", "判断する目標は達成。達成率による区分はない"),
        )
    band = rules.band(lowest.ratio)
    shown = percent(lowest.ratio, 2)
    letters = ", ".join(band.letters)
    return result(
        Outcome.YES,
        (f"the lowest ratio is {shown} % ({lowest.indicator}), which leaves {letters}",
         f"最も低い達成率は{shown}％（指標{lowest.indicator}）で、評定は{letters}の範囲"),
        band,
    )  # fmt: skip


def _deciding(judged: Sequence[Attainment], rules: RatingRules) -> Attainment | None:
    """The indicator whose ratio decides: the lowest, core targets that have reached what they need left aside."""
    ratios = [(one.ratio, one) for one in judged if one.ratio is not None]
    bound = [pair for pair in ratios if not (pair[1].core and pair[0] >= rules.core_least)]
    return min(bound or ratios, key=lambda pair: (pair[0], pair[1].indicator), default=(None, None))[1]


def _shown(one: Attainment) -> str:
    if one.ratio is not None:
        return written(one.ratio)
    return {True: "reached", False: "not reached", None: "missing"}[one.reached]


def compare(rating: Rating, ground: ItemGround) -> Finding:
    """Hold a decided letter against the computed band.

    YES: it lies in the band, or below by a person's decision, or nothing computes one. NO: it lies above. OPEN: the band is open.
    """
    facts = {"letter": rating.letter, "band": ground.letters, "by": rating.by}
    question = f"rating.{ground.item}.{rating.by}"

    def found(outcome: Outcome, en: str, ja: str, value: object = None) -> Finding:
        return Finding(
            outcome, en, ground.finding.citations, facts, value, ja, parts=(ground.finding,), question=question
        )

    if rating.letter == "not_printed":
        return found(Outcome.NOT_APPLICABLE, "the source prints no letter", "資料に評定の記載がない")
    if ground.finding.outcome is Outcome.OPEN:
        return found(
            Outcome.OPEN, "the band is open, so that the letter rests on the person", "区分が未定であり、人の判断による"
        )
    if not ground.letters:
        return found(
            Outcome.YES,
            f"{rating.letter} is a person's decision; no band is computed",
            f"{rating.letter}は人の判断。達成率による区分はない",
        )
    if rating.letter in ground.letters:
        return found(
            Outcome.YES, f"{rating.letter} lies in the computed band", f"{rating.letter}は達成率による区分の範囲内", 0
        )
    steps = _ORDER.index(rating.letter) - max(_ORDER.index(letter) for letter in ground.letters)
    if steps > 0:
        word = "step" if steps == 1 else "steps"
        return found(
            Outcome.YES,
            f"{rating.letter} lies {steps} {word} below the computed band, by a person's decision",
            f"{rating.letter}は達成率による区分より{steps}段階下であり、人の判断による",
            steps,
        )
    return found(
        Outcome.NO,
        f"{rating.letter} lies above the computed band of {', '.join(ground.letters)}",
        f"{rating.letter}は達成率による区分（{'・'.join(ground.letters)}）を上回る",
        steps,
    )


def aggregate(letters: Mapping[str, Letter], rule: Aggregate | None, citations: tuple[Citation, ...] = ()) -> Finding:
    """Make the whole of the items: the weighted mean of points as an exact fraction, and its letter.

    Args:
        letters: letter by item.
        rule: points and weights; open without them, since they are a setting and never made up.
        citations: where the whole is decided.

    """
    question = "rating.overall"
    if rule is None:
        return Finding(
            Outcome.OPEN, "the weights are not published and none are set", citations, dict(letters),
            because_ja="重み付けは公表されておらず、設定もない", missing=("aggregate",), question=question,
        )  # fmt: skip
    lost = tuple(f"rating.{item}" for item, weight in rule.weights.items() if weight and item not in letters)
    extra = tuple(f"aggregate.weights.{item}" for item in letters if item not in rule.weights)
    if lost or extra:
        return Finding(
            Outcome.OPEN, "items and weights do not match", citations, dict(letters), because_ja="項目と重みがそろわない",
            missing=lost + extra, question=question,
        )  # fmt: skip
    total = sum(rule.weights.values(), Fraction(0))
    mean = (
        sum((weight * rule.points[letters[item]] for item, weight in rule.weights.items() if weight), Fraction(0))
        / total
    )
    letter = _letter(mean, rule)
    return Finding(
        Outcome.YES, f"the weighted mean is {written(mean)} points, which is {letter} ({rule.source})", citations, dict(letters),
        (mean, letter), f"加重平均は{written(mean)}点で{letter}（{rule.source}）", question=question,
    )  # fmt: skip


def _letter(mean: Fraction, rule: Aggregate) -> Letter:
    if rule.letter_of == "reached":
        return next((letter for letter in _ORDER if mean >= rule.points[letter]), "D")
    return min(_ORDER, key=lambda letter: (abs(rule.points[letter] - mean), _ORDER.index(letter)))


def marked(letter: str, *, important: bool) -> str:
    """Return a letter as the summary table prints it: «A○» where the importance is high; difficulty underlines it."""
    return f"{letter}○" if important else letter
