"""What the review is told of the whole business: projects, register, deficit, forecasts; and how it is read from YAML."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from sonae.core import Classification, FiscalYear, InputError, UnknownChoiceError
from sonae.data import plain_yaml, read_text, refusal_of
from sonae.portfolio.review.facts import (
    CaseFacts,
    Cash,
    Fact,
    Holding,
    Judgement,
    KeyFigure,
    Milestone,
    Position,
    RankOverride,
    RankRecord,
    RecoveryEvidence,
    RecoveryExamination,
    SaleFacts,
    check_yen,
)

__all__ = [
    "CAUSES",
    "REPORTED",
    "DeficitBook",
    "DeficitEntry",
    "DeficitYear",
    "Forecast",
    "PdrRecord",
    "PortfolioFacts",
    "no_stray_truth",
    "parse_facts",
    "read_facts",
]

CAUSES: Mapping[str, int] = {
    "exploration_loss": 1,
    "write_down": 1,
    "disposal_loss": 1,
    "guarantee_loss": 1,
    "loan_loss": 1,
    "funding_cost": 1,
    "operating_cost": 1,
    "other_loss": 1,
    "dividends": -1,
    "interest_income": -1,
    "guarantee_fees": -1,
    "disposal_gain": -1,
    "write_down_reversal": -1,
    "other_income": -1,
}
"""Causes of a change of the carried-forward deficit: +1 adds to it, −1 takes from it. Entries themselves are not negative."""

REPORTED: Mapping[str, bool] = {"market": True, "political": True, "expropriation": True, "listed_revaluation": False}
"""Losses that go to the ministry (plan of the fifth medium term, Ⅲ(2)); True: only where they are held recoverable."""


@dataclass(frozen=True, slots=True)
class DeficitEntry(Fact):
    """What a cause added to the deficit in a year, or took from it, yen; ``case`` none: not of one project."""

    cause: str
    yen: int
    source: str
    case: str | None = None
    trigger: str | None = None
    recoverable: bool | None = None

    def __post_init__(self) -> None:
        if self.cause not in CAUSES:
            raise UnknownChoiceError("cause of the deficit", self.cause, CAUSES)
        if self.trigger is not None and self.trigger not in REPORTED:
            raise UnknownChoiceError("trigger of a loss", self.trigger, REPORTED)
        check_yen(self, "yen", least=0)

    @property
    def change_yen(self) -> int:
        """Change of the deficit, signed."""
        return CAUSES[self.cause] * self.yen


@dataclass(frozen=True, slots=True)
class DeficitYear(Fact):
    """The entries of a fiscal year, and the deficit that the accounts state at its end where they are closed."""

    fiscal_year: int
    entries: tuple[DeficitEntry, ...]
    closing_yen: int | None = None

    def __post_init__(self) -> None:
        check_yen(self, "closing_yen")


@dataclass(frozen=True, slots=True)
class DeficitBook(Fact):
    """The deficit of the risk-money business: before the first year, and year by year. A surplus is negative."""

    opening_yen: int
    source: str
    years: tuple[DeficitYear, ...]

    def __post_init__(self) -> None:
        check_yen(self, "opening_yen")
        for before, after in pairwise(year.fiscal_year for year in self.years):
            if after != before + 1:
                raise InputError(
                    f"FY{after} follows FY{before}", field="deficit.years", expected="every year, in order"
                )


@dataclass(frozen=True, slots=True)
class PdrRecord(Fact):
    """A profit-deficit ratio computed before: when, for which period end, and the profit of each project, yen."""

    calculated_on: dt.date
    period_end: dt.date
    deficit_yen: int
    profits_yen: Mapping[str, int]

    def __post_init__(self) -> None:
        check_yen(self, "deficit_yen")
        for case, yen in self.profits_yen.items():
            if isinstance(yen, bool) or not isinstance(yen, int):
                raise InputError(f"the profit of «{case}» is no whole number of yen", field="profits_yen")


@dataclass(frozen=True, slots=True)
class Forecast(Fact):
    """Income and expense of a project in a fiscal year under a price scenario, yen."""

    case: str
    scenario: str
    fiscal_year: int
    income_yen: int
    expense_yen: int

    def __post_init__(self) -> None:
        check_yen(self, "income_yen", "expense_yen", least=0)


@dataclass(frozen=True, slots=True)
class PortfolioFacts(Fact):
    """Everything that a review rests on. ``register`` names every project of the business: none may be left out."""

    name: str
    as_of: dt.date
    period_end: dt.date
    """End of the last fiscal year: carrying amounts and the deficit are of this day."""
    register: tuple[str, ...]
    cases: tuple[CaseFacts, ...]
    deficit: DeficitBook
    discount_rate: Decimal
    """Yearly rate of the condition set, for what is discounted to the review."""
    conditions: str
    """Name and hash of the condition set that all forecasts share."""
    base_scenario: str | None = None
    forecasts: tuple[Forecast, ...] = ()
    pdr_records: tuple[PdrRecord, ...] = ()
    classification: Classification = Classification.INTERNAL

    def __post_init__(self) -> None:
        if self.period_end > self.as_of:
            raise InputError(
                "the last period ends after the review", field="period_end", expected=f"{self.as_of} or before"
            )
        if (self.period_end.month, self.period_end.day) != (3, 31):
            raise InputError(f"{self.period_end} is no end of a fiscal year", field="period_end", expected="a 31 March")
        if not Decimal(self.discount_rate).is_finite() or self.discount_rate <= -1:
            raise InputError("this is no rate", field="discount_rate", expected="a number above −1")
        self._check_coverage()
        for case in self.cases:
            self._check_dates(case)
        known = set(self.register)
        for year in self.deficit.years:
            for entry in year.entries:
                if entry.case is not None and entry.case not in known and not self._was_ours(entry.case):
                    raise UnknownChoiceError(f"project in the deficit of FY{year.fiscal_year}", entry.case, known)
        for forecast in self.forecasts:
            if forecast.case not in known:
                raise UnknownChoiceError("project in the forecasts", forecast.case, known)
        if bool(self.forecasts) != (self.base_scenario is not None):
            raise InputError("forecasts and their base scenario come together", field="base_scenario")

    def _was_ours(self, case: str) -> bool:
        return any(case in record.profits_yen for record in self.pdr_records)

    def _check_coverage(self) -> None:
        for field, names in (("register", self.register), ("cases", tuple(case.id for case in self.cases))):
            twice = sorted(name for name, count in Counter(names).items() if count > 1)
            if twice:
                raise InputError(f"the project «{twice[0]}» stands there twice", field=field)
        reviewed = {case.id for case in self.cases}
        lost = sorted(set(self.register) - reviewed)
        if lost:
            raise InputError(
                f"the review leaves out {', '.join(f'«{name}»' for name in lost)}", field="cases",
                expected="every project of the register",
            )  # fmt: skip
        strange = sorted(reviewed - set(self.register))
        if strange:
            raise InputError(
                f"the register does not hold «{strange[0]}»", field="register", expected="every reviewed project"
            )

    def _check_dates(self, case: CaseFacts) -> None:
        where, year = f"project «{case.id}»", self.fiscal_year.year
        for name in ("adopted", "development_approved", "failed", "ended"):
            if (day := getattr(case, name)) is not None and day > self.as_of:
                raise InputError(f"{where}: {day} lies after the review of {self.as_of}", field=name)
        first = FiscalYear.of(case.adopted).year
        for row in case.actual:
            if not first <= row.fiscal_year <= year:
                raise InputError(
                    f"{where}: FY{row.fiscal_year} is no year of actual cash",
                    field="actual",
                    expected=f"FY{first} to FY{year}",
                )
        for row in case.expected or ():
            if row.fiscal_year <= (closed := FiscalYear.of(self.period_end).year) or row.fiscal_year < year:
                raise InputError(
                    f"{where}: FY{row.fiscal_year} is past", field="expected", expected=f"FY{max(year, closed + 1)} or later"
                )  # fmt: skip
        if case.history and case.history[-1].as_of >= self.as_of:
            raise InputError(f"{where}: a rank of {case.history[-1].as_of} is no past one", field="history")
        if case.override is not None and case.override.as_of != self.as_of:
            raise InputError(
                f"{where}: the override was made for the review of {case.override.as_of}", field="override",
                expected=f"one for {self.as_of}, or the history",
            )  # fmt: skip

    @property
    def fiscal_year(self) -> FiscalYear:
        """The fiscal year of the review."""
        return FiscalYear.of(self.as_of)

    @property
    def rate(self) -> Fraction:
        """The discount rate, exactly."""
        return Fraction(self.discount_rate)

    @property
    def live(self) -> tuple[CaseFacts, ...]:
        """The projects that have not ended."""
        return tuple(case for case in self.cases if case.live)

    def in_order(self) -> PortfolioFacts:
        """Return the same facts with every list that has no order of its own sorted."""
        return replace(
            self,
            register=tuple(sorted(self.register)),
            cases=tuple(sorted(self.cases, key=lambda case: case.id)),
            forecasts=tuple(sorted(self.forecasts, key=lambda row: (row.scenario, row.case, row.fiscal_year))),
            pdr_records=tuple(sorted(self.pdr_records, key=lambda record: record.calculated_on)),
        )


_KINDS: tuple[Any, ...] = (
    PortfolioFacts, DeficitBook, DeficitYear, DeficitEntry, PdrRecord, Forecast, CaseFacts, Cash, Holding, Judgement, KeyFigure,
    Milestone, Position, RankOverride, RankRecord, RecoveryEvidence, RecoveryExamination, SaleFacts,
)  # fmt: skip
_TRUTHS = {field.name for kind in _KINDS for field in fields(kind) if "bool" in str(field.type)}


def no_stray_truth(node: Any, path: str, file: str | None) -> None:
    """Refuse «true» where no truth value belongs: YAML reads «no» as false, and an integer would take it for 0."""
    rows = node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list | tuple) else ()
    for key, value in rows:
        here = f"{path}.{key}" if path else str(key)
        if isinstance(value, bool) and key not in _TRUTHS:
            raise InputError("«true» or «false» stands where a number or a word belongs", file=file, field=here)
        no_stray_truth(value, here, file)


@cache
def _form() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(PortfolioFacts)


def parse_facts(tree: Mapping[str, Any], file: str | None = None) -> PortfolioFacts:
    """Check facts that were read from YAML, and return them.

    Raises:
        InputError: naming the file and the path of the field.

    """
    from pydantic import ValidationError

    no_stray_truth(tree, "", file)
    try:
        given = dict(tree)
        if isinstance(said := given.get("classification"), str):
            given["classification"] = Classification.parse(said)
        facts: PortfolioFacts = _form().validate_python(given)
    except ValidationError as error:
        raise refusal_of(error, file) from error
    except UnknownChoiceError as error:
        raise InputError(error.problem, file=file) from error
    except InputError as error:
        raise InputError(error.problem, file=file, field=error.field, expected=error.expected) from error
    return facts


def read_facts(path: Path) -> PortfolioFacts:
    """Read the facts of a portfolio from a YAML file; see :func:`parse_facts`."""
    return parse_facts(plain_yaml(read_text(path), path.name, expected="the facts of a portfolio"), path.name)
