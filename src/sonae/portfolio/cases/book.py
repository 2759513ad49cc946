"""A portfolio as a directory: ``business.yaml`` for the business as a whole, one further YAML file a project.

A file ``funding.yaml`` beside them states the borrowings that fund them. Regimes of one's own stand in a subfolder and are
named by the case, such as «regimes/steam.yaml».
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sonae.core import Classification, FiscalYear, InputError, UnknownChoiceError
from sonae.data import plain_yaml, read_text, refusal_of
from sonae.economics.conditions import ConditionSet
from sonae.portfolio.cases.comparison import ComparisonTerms
from sonae.portfolio.cases.project_file import ProjectFile, load_project
from sonae.portfolio.funding import FundingCase, read_funding
from sonae.portfolio.review.portfolio_facts import DeficitBook, PdrRecord, no_stray_truth

__all__ = ["BASE", "BUSINESS", "FUNDING", "Business", "CaseBook", "demonstration_book", "load_book"]

BUSINESS = "business.yaml"
FUNDING = "funding.yaml"
BASE = "base"
"""Name of the scenario without stress."""

Text = Annotated[str, Field(min_length=1, max_length=500)]


def _label(value: object) -> object:
    return Classification.parse(value) if isinstance(value, str) else value


class ForecastTerms(BaseModel):
    """Forecast of profit and loss."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    begins: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    """First month that is forecast, for every project alike, such as 2026-10."""
    years: Annotated[int, Field(ge=1, le=40)]
    stresses: tuple[str, ...]
    """Stresses of the condition set."""


class Business(BaseModel):
    """The business as a whole, as ``business.yaml`` states it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text
    classification: Annotated[Classification, BeforeValidator(_label)]
    as_of: dt.date
    period_end: dt.date
    discount_rate: Text
    """Name of the discount rate of the condition set for what is discounted to the review."""
    forecast: ForecastTerms
    registered: Annotated[tuple[str, ...], Field(alias="register")]
    """Ids of all projects of the business: none may be left out."""
    deficit: DeficitBook
    pdr_records: tuple[PdrRecord, ...] = ()
    comparison: ComparisonTerms | None = None
    """How projects are compared with adoption and last year; none where no project is."""

    @property
    def first_month(self) -> int:
        """First month that is forecast, 12 · year + month − 1."""
        year, month = self.forecast.begins.split("-")
        return 12 * int(year) + int(month) - 1


@dataclass(frozen=True, slots=True)
class CaseBook:
    """All projects of a directory and the business they belong to."""

    business: Business
    projects: tuple[ProjectFile, ...]
    """By id."""
    funding: FundingCase | None = None
    """Borrowings, where the directory states them."""
    past: Mapping[str, ConditionSet] = field(default_factory=dict)
    """Earlier condition sets that projects are compared under, by name."""

    def of(self, case: str) -> ProjectFile:
        """Return the project of an id. Raises UnknownChoiceError when there is none."""
        for project in self.projects:
            if project.id == case:
                return project
        raise UnknownChoiceError("project", case, [project.id for project in self.projects])

    @property
    def classification(self) -> Classification:
        """The joined label of the business, all cases, the funding file and earlier condition sets."""
        labels = [self.business.classification, *(project.case.label for project in self.projects)]
        labels += [conditions.classification for conditions in self.past.values()]
        labels += [] if self.funding is None else [self.funding.classification]
        return Classification.join(labels)


def load_book(folder: Path) -> CaseBook:
    """Read a portfolio.

    Raises:
        InputError: naming the file and the path of the field; for a project that the register does not hold, or one that it
            holds and no file states.

    """
    path = folder / BUSINESS
    if not path.is_file():
        raise InputError(f"the portfolio has no {BUSINESS}", file=folder.name, expected=f"a directory with {BUSINESS}")
    business = _business(path)
    projects = [load_project(entry) for entry in sorted(folder.glob("*.yaml")) if entry.name not in (BUSINESS, FUNDING)]
    seen: dict[str, str] = {}
    for project in projects:
        if project.id in seen:
            problem = f"the project «{project.id}» stands in {seen[project.id]} too"
            raise InputError(problem, file=project.file, field="case.id")
        seen[project.id] = project.file
        if project.id not in business.registered:
            raise InputError(
                f"the register of {BUSINESS} does not hold «{project.id}»", file=project.file, field="case.id"
            )
    for name in business.registered:
        if name not in seen:
            raise InputError(f"no file states the project «{name}»", file=BUSINESS, field="register")
    if len(set(business.registered)) != len(business.registered):
        raise InputError("a project stands there twice", file=BUSINESS, field="register")
    funding = read_funding(folder / FUNDING) if (folder / FUNDING).is_file() else None
    past = business.comparison.load(folder) if business.comparison is not None else {}
    book = CaseBook(business, tuple(sorted(projects, key=lambda project: project.id)), funding, past)
    _check_comparisons(book)
    _check_months(book)
    return book


def _business(path: Path) -> Business:
    tree: dict[str, Any] = dict(plain_yaml(read_text(path), path.name, expected="name, as_of, register, deficit …"))
    no_stray_truth(tree, "", path.name)
    try:
        return Business.model_validate(tree)
    except ValidationError as error:
        raise refusal_of(error, path.name) from error
    except InputError as error:
        raise error.placed(file=path.name) from error


def _check_comparisons(book: CaseBook) -> None:
    for project in book.projects:
        if project.earlier is not None and book.business.comparison is None:
            raise InputError(
                f"the project states earlier evaluations, and {BUSINESS} not how they are compared", file=project.file,
                field="comparison", expected=f"a part «comparison» in {BUSINESS}",
            )  # fmt: skip


def _check_months(book: CaseBook) -> None:
    """Refuse forecasts that begin at different times: projects compare under the same conditions only (a21.p1)."""
    business = book.business
    closed, first = business.period_end, business.first_month
    begins = dt.date(first // 12, first % 12 + 1, 1)
    following = FiscalYear.of(closed) + 1
    if not (following.start <= begins <= following.end and begins <= business.as_of + dt.timedelta(days=1)):
        raise InputError(
            "the forecast does not begin in the fiscal year after the last period end, at the day of the review or before",
            file=BUSINESS, field="forecast.begins",
        )  # fmt: skip
    for project in book.projects:
        if project.live and project.support.investee.from_month != first:
            raise InputError(
                "the forecast begins in another month than that of the business", file=project.file,
                field="support.investee.from_month", expected=business.forecast.begins,
            )  # fmt: skip


def demonstration_book() -> CaseBook:
    """Return the demonstration portfolio: twelve fictional projects."""
    return load_book(Path(str(files("sonae.portfolio.cases") / "demonstration")))
