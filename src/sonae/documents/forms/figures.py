"""Figures, indicators and ratings as the forms print them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from sonae.core import Finding, FiscalYear, Outcome, japanese_date
from sonae.documents.forms.sheet import Line, Run, line
from sonae.documents.forms.words import LETTER_WORDS, said, year_label
from sonae.documents.words import Language
from sonae.evaluation import (
    Amount,
    Attainment,
    Claim,
    Evaluation,
    Indicator,
    Item,
    Rating,
    Words,
    check_claim,
    english_unit,
    marked,
    printed_decimals,
    written,
)

__all__ = ["Wording", "columns_of_years", "in_language", "thousands"]


def thousands(text: str) -> str:
    """Write the whole part of a number with commas: «1234.5» is «1,234.5»; anything else stays as it is."""
    whole, point, rest = text.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{point}{rest}" if digits.isascii() and digits.isdecimal() else text


def in_language(words: Words, language: Language) -> str:
    """Return words of a file in a language."""
    return words.ja if language == "ja" else words.en


def columns_of_years(evaluation: Evaluation) -> tuple[FiscalYear, ...]:
    """Return the years that forms 1-1-3 and 1-1-4 have columns for: all of the period but the last, and it in its own year."""
    first, last = evaluation.period.first, evaluation.period.last
    years = [first + ahead for ahead in range(last.year - first.year + 1)]
    return tuple(year for year in years if year < last or year == evaluation.year)


@dataclass
class Wording:
    """Writes the figures of an evaluation in one language, and keeps the notes of the form that is being written.

    Attributes:
        evaluation: the evaluation.
        language: ja or en.
        notes: the notes so far, without their marks.

    """

    evaluation: Evaluation
    language: Language
    notes: list[str] = field(default_factory=list)

    def said(self, key: str, **given: object) -> str:
        """Return a label."""
        return said(key, self.language, **given)

    def words(self, words: Words) -> str:
        """Return words of the file."""
        return in_language(words, self.language)

    def year(self, year: FiscalYear) -> str:
        """Return a year as printed."""
        return year_label(year, self.language)

    def note(self, text: str) -> str:
        """Keep a note and return its mark."""
        if text not in self.notes:
            self.notes.append(text)
        return self.said("note_mark", n=self.notes.index(text) + 1)

    def noted(self) -> tuple[str, ...]:
        """Return the notes with their marks, and begin anew."""
        found = tuple(f"{self.said('note_mark', n=n)}　{text}" for n, text in enumerate(self.notes, 1))
        self.notes = []
        return found

    def amount(self, number: Fraction, unit: str) -> str:
        """Write a number with its unit."""
        shown = thousands(written(number))
        return f"{shown}{unit}" if self.language == "ja" else f"{shown} {english_unit(unit)}"

    def money(self, number: Decimal) -> str:
        """Write an input figure as it is printed, a loss with ▲."""
        return f"{'▲' if number < 0 else ''}{abs(number):,}"

    def tag(self, indicator: Indicator) -> str:
        """Return how an indicator is called: by its number, or by its name where the source gives it none."""
        if indicator.id[0].isdigit():
            return self.said("indicator_tag", id=indicator.id)
        return self.said("name_tag", name=self.words(indicator.name))

    def target(self, indicator: Indicator) -> str:
        """Write what is to be reached: of the whole period, else of the year; a dash where there is no target."""
        aim = indicator.period_target
        if aim is None:
            yearly = indicator.year_targets.get(self.evaluation.year)
            return self.said("none") if yearly is None else self.said("every_year", amount=self._aim(indicator, yearly))
        shown = self._aim(indicator, aim)
        for same in aim.equivalents:
            shown += self.said("equal_to", amount=self._stated(indicator, same))
        return self.said("by_period_end" if indicator.values == "to_date" else "in_period", amount=shown)

    def base(self, indicator: Indicator) -> tuple[str, ...]:
        """Write the reference value: the year's target, or from where it is counted; a dash where there is neither."""
        shown = []
        if indicator.baseline is not None:
            of = self.said("base_of", of=self.words(indicator.baseline.of))
            shown += [self._stated(indicator, indicator.baseline), of]
        yearly = indicator.year_targets.get(self.evaluation.year)
        if yearly is not None:
            shown.append(self._aim(indicator, yearly))
        return tuple(shown) or (self.said("none"),)

    def actual(self, indicator: Indicator, year: FiscalYear) -> str:
        """Write what came out in a year; empty where there is nothing yet."""
        found, stated = indicator.actual(year), indicator.actuals.get(year)
        if found is None or stated is None:
            return ""
        shown = self.amount(found, indicator.unit)
        if stated.numerator is not None and stated.denominator is not None:
            part, whole = written(stated.numerator), written(stated.denominator)
            shown = self.said("share_of", amount=shown, part=part, whole=whole)
        return shown + (self.said("provisional") if stated.provisional and indicator.judged != "at_period_end" else "")

    def reference(self, indicator: Indicator, year: FiscalYear) -> Line | None:
        """Write what an indicator that is judged at the end of the period has reached in a year, with its attainment."""
        shown = self.actual(indicator, year)
        if not shown:
            return None
        text = self.said("as_reference", year=self.year(year), amount=shown)
        ratio, mark = self.attained(indicator, year)
        stop = "。" if self.language == "ja" else "; "
        text += stop + ratio if ratio else ""
        stated = indicator.actuals.get(year)
        text += self.said("provisional") if stated is not None and stated.provisional else ""
        return line(text, mark=mark)

    def attained(self, indicator: Indicator, year: FiscalYear) -> tuple[str, str]:
        """Write an attainment and the mark of a note where the printed one does not agree, or none can be computed.

        As many places as the source prints are shown, rounded half up.
        """
        found = self.evaluation.attainment(indicator.id, year)
        if found is None or found.actual is None:
            return "", ""
        if indicator.formula == "not_stated":
            return "", self.note(self.said("note_no_formula", tag=self.tag(indicator)))
        if found.ratio is None:
            return self.said("reached" if found.reached else "not_reached"), ""
        key = "year_attainment" if indicator.judged == "yearly" else "period_attainment"
        return self.said(key, percent=found.percent(self._places(found))), self._doubt(indicator, found)

    def rating_line(self, item: Item, rating: Rating) -> Line:
        """Write a letter with its marks, as the table of all items shows it: ○ for importance, underlined for difficulty."""
        runs = [Run(str(rating.letter), strong=True, underlined=item.difficulty == "high")]
        tail = marked(rating.letter, important=item.importance == "high").removeprefix(rating.letter)
        return Line((*runs, Run(tail)) if tail else tuple(runs))

    def undecided(self, rating: Rating | None) -> str:
        """Say why there is no letter; empty where there is one."""
        if rating is None:
            return self.said("not_decided")
        return self.said("not_printed") if rating.letter == "not_printed" else ""

    def decided(self, rating: Rating) -> str:
        """Say who decided a rating, and when."""
        on = self.said("day_not_stated")
        if rating.on != "not_stated":
            on = japanese_date(rating.on) if self.language == "ja" else rating.on.isoformat()
        return self.said("decided", who=self.words(rating.who), on=on)

    def meaning(self, letter: str) -> str:
        """Say what a letter means."""
        return LETTER_WORDS[letter][self.language == "en"]

    def because(self, claim: Claim, held: Finding) -> str:
        """Say why a claim does not hold, without what it says."""
        ja = self.language == "ja"
        return (held.because_ja if ja else held.because).removeprefix(f"{self.words(claim.says)}{'：' if ja else ': '}")

    def place(self, section: str) -> str:
        """Name a section: Ⅰ-3(1)①イ."""
        cited = self.evaluation.cite(section)[0]
        return cited.label_ja if self.language == "ja" else cited.label_en

    def within(self, item: Item, section: str) -> str:
        """Name a section within its item: (1)①イ; empty for the item itself."""
        return self.place(section).removeprefix(self.place(item.section))

    def _stated(self, indicator: Indicator, stated: Amount) -> str:
        return self.amount(stated.value, stated.unit or indicator.unit)

    def _aim(self, indicator: Indicator, stated: Amount) -> str:
        shown = self._stated(indicator, stated)
        return self.said("at_most", amount=shown) if indicator.direction == "lower" else shown

    def _places(self, found: Attainment) -> int:
        printed = [
            printed_decimals(claim.printed)
            for claim in self.evaluation.claims
            if claim.kind == "attainment" and (claim.indicator, claim.year) == (found.indicator, found.year)
        ]
        return max(printed, default=0)

    def _doubt(self, indicator: Indicator, found: Attainment) -> str:
        for claim in self.evaluation.claims:
            if claim.kind != "attainment" or (claim.indicator, claim.year) != (found.indicator, found.year):
                continue
            held = check_claim(self.evaluation, claim)
            if held.outcome is Outcome.NO:
                because = self.because(claim, held)
                return self.note(
                    self.said("note_inconsistent", tag=self.tag(indicator), said=because, place=f"L{claim.lines}")
                )
        return ""
