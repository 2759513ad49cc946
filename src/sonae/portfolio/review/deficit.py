"""The carried-forward deficit of the risk-money business, rolled forward by cause, fiscal year by fiscal year.

closing = opening + Σ causes that add − Σ causes that take; the next year opens with it. Where the accounts state a
closing deficit, the causes must add up to it, or the book is refused: nothing is put in to make them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sonae.core import Citation, Finding, FiscalYear, InputError, Outcome
from sonae.portfolio.review.portfolio_facts import CAUSES, REPORTED, DeficitBook, DeficitYear
from sonae.portfolio.review.provisions import goals, plan
from sonae.portfolio.review.traced import Traced

__all__ = ["DeficitRoll", "YearRoll", "roll_forward"]


@dataclass(frozen=True, slots=True)
class YearRoll:
    """A fiscal year of the deficit, yen; a surplus is negative."""

    fiscal_year: FiscalYear
    opening: Traced
    causes: Mapping[str, Traced]
    """Signed change by cause, every cause, 0 where nothing was booked; they add up to closing − opening."""
    projects: Mapping[str, Traced]
    """The same change by project; «» holds what belongs to none."""
    closing: Traced
    reports: tuple[Finding, ...]
    """Losses that the plan of the medium term wants reported to the ministry."""


@dataclass(frozen=True, slots=True)
class DeficitRoll:
    """The roll-forward of all years."""

    years: tuple[YearRoll, ...]
    opening: Traced
    closing: Traced
    causes: Mapping[str, Traced]
    """Signed change by cause over all years."""
    citations: tuple[Citation, ...]
    """Where goals and plan ask for the analysis of the deficit."""


def _year(opening: int, opening_from: str, year: DeficitYear, place: str) -> YearRoll:
    by_cause, by_project = dict.fromkeys(CAUSES, 0), defaultdict[str, int](int)
    for entry in year.entries:
        by_cause[entry.cause] += entry.change_yen
        by_project[entry.case or ""] += entry.change_yen
    closing = opening + sum(by_cause.values())
    if closing != opening + sum(by_project.values()):
        raise InputError(f"FY{year.fiscal_year}: causes and projects do not add up to one change", field="deficit")
    if year.closing_yen is not None and year.closing_yen != closing:
        raise InputError(
            f"FY{year.fiscal_year}: the causes give a closing deficit of {closing:,} yen, the accounts state"
            f" {year.closing_yen:,}",
            field="deficit.years",
            expected=f"entries for the difference of {year.closing_yen - closing:,}",
        )
    facts = f"facts:deficit.years.{year.fiscal_year}"
    return YearRoll(
        FiscalYear(year.fiscal_year),
        Traced(opening, "yen", "closing deficit of the year before", (opening_from,)),
        {name: Traced(yen, "yen", "Σ entries of the cause, signed", (facts,)) for name, yen in by_cause.items()},
        {
            name: Traced(yen, "yen", "Σ entries of the project, signed", (facts,))
            for name, yen in sorted(by_project.items())
        },
        Traced(closing, "yen", "opening + Σ causes", (f"{place}.opening", f"{place}.causes")),
        tuple(_reports(year)),
    )


def _reports(year: DeficitYear) -> list[Finding]:
    found = []
    for entry in year.entries:
        if entry.trigger is None:
            continue
        facts = {"cause": entry.cause, "yen": entry.yen, "trigger": entry.trigger, "recoverable": entry.recoverable}
        whose = entry.case or "no single project"
        said = f"FY{year.fiscal_year}, {whose}: a loss by «{entry.trigger}»"
        if not REPORTED[entry.trigger] or entry.recoverable is True:
            finding = Finding(Outcome.YES, f"{said} is to be reported to the ministry", plan(2), facts, entry.yen)
        elif entry.recoverable is None:
            because = f"{said} is reported where it is held recoverable, which nobody has said"
            finding = Finding(Outcome.OPEN, because, plan(2), facts, entry.yen)
        else:
            finding = Finding(Outcome.NO, f"{said} is not held recoverable", plan(2), facts, entry.yen)
        found.append(finding)
    return found


def roll_forward(book: DeficitBook) -> DeficitRoll:
    """Roll the deficit forward.

    Raises:
        InputError: when the entries of a year do not add up to the change that the accounts state.

    """
    years: list[YearRoll] = []
    opening, opening_from = book.opening_yen, "facts:deficit.opening_yen"
    for year in book.years:
        place = f"review:deficit.years.{year.fiscal_year}"
        rolled = _year(opening, opening_from, year, place)
        years.append(rolled)
        opening, opening_from = int(rolled.closing.exact), f"{place}.closing"
    total = {
        name: Traced(
            sum(int(year.causes[name].exact) for year in years), "yen", "Σ over years", ("review:deficit.years",)
        )
        for name in CAUSES
    }
    if book.opening_yen + sum(int(change.exact) for change in total.values()) != opening:
        raise InputError("the causes of all years do not add up to the change of the deficit", field="deficit")
    first = Traced(book.opening_yen, "yen", "deficit before the first year", ("facts:deficit.opening_yen",))
    last = Traced(opening, "yen", "closing deficit of the last year", (opening_from,))
    return DeficitRoll(tuple(years), first, last, total, (*goals(1, 2), *plan(1, 2)))
