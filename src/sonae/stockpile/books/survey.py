"""The survey of private stocks and consumption: one form a company and mineral, and the table for the gate of disclosure.

Basic policy 2(4): the agency follows private stocks and consumption. A company sees its own form alone. Sums are never shown
from here: :func:`survey_table` writes the table file of ``sonae.disclosure`` with the contributors of every cell, and the
gate decides what readers may see.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from sonae.core import InputError, Outcome, UnknownChoiceError
from sonae.stockpile.books.forms import Day, Figure, MineralSymbol, Name, State, Text, read, replaced
from sonae.stockpile.books.taken import Taken, policy, verdict
from sonae.stockpile.day_counts.reading import Row

__all__ = [
    "CompanyAnswer", "Survey", "SurveyFields", "SurveyForm", "answer_survey", "answers_of", "close_survey", "open_survey",
    "still_out", "survey_table",
]  # fmt: skip

_CITES = policy("policy h2.p4", "plan h4.p2.i3")
ALL_FORMS, ALL_USES = "all forms", "all uses"


class SurveyFields(Row):
    """Who is asked for what."""

    id: Name
    period: Name
    """Of consumption, such as FY2025; stocks are those of its end."""
    opens: Day
    closes: Day
    forms: dict[MineralSymbol, Annotated[tuple[Name, ...], Field(min_length=1)]]
    """Forms in which a mineral's stock is asked for."""
    uses: dict[MineralSymbol, Annotated[tuple[Name, ...], Field(min_length=1)]]
    """Uses by which a mineral's consumption is asked for."""
    companies: dict[Name, tuple[MineralSymbol, ...]]
    """Minerals that each company is asked for."""
    groups: dict[Name, tuple[Name, ...]] = Field(default_factory=dict)
    """Companies that belong together, by group."""

    @model_validator(mode="after")
    def _asks_for_what_is_known(self) -> Self:
        if self.closes < self.opens:
            raise ValueError("the survey closes before it opens")
        if set(self.forms) != set(self.uses):
            raise ValueError("forms and uses are not of the same minerals")
        for names in (*self.forms.values(), *self.uses.values()):
            if len(set(names)) < len(names) or {ALL_FORMS, ALL_USES} & set(names):
                raise ValueError("a form or a use stands there twice, or has the name of a total")
        for company, minerals in self.companies.items():
            if set(minerals) - set(self.forms) or len(set(minerals)) < len(minerals):
                raise ValueError(f"{company} is asked for a mineral that is not in the survey, or for one twice")
        members = [name for group in self.groups.values() for name in group]
        if set(members) - set(self.companies) or len(set(members)) < len(members):
            raise ValueError("a group holds a company that is not asked, or one that is in another group")
        return self


class SurveyForm(Row):
    """A company's form for a mineral; nought is written 0, what it does not know is left out with the reason."""

    company: Name
    mineral: MineralSymbol
    date: Day
    by: Name
    stock_t: dict[Name, Figure] | None = None
    """Stock at the end of the period by form, t of contained element."""
    consumption_t: dict[Name, Figure] | None = None
    """Consumption in the period by use, t of contained element."""
    reason: Annotated[str, Field(max_length=1000)] = ""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if (self.stock_t is None or self.consumption_t is None) and not self.reason:
            raise ValueError("stock or consumption is left out, and no reason is stated")
        return self


class CompanyAnswer(SurveyForm):
    """A version of a company's answer; the last one counts."""

    version: int


class Survey(State):
    """A survey with every answer ever given."""

    asked: SurveyFields
    answers: tuple[CompanyAnswer, ...] = ()
    closed_on: Day | None = None

    def last(self) -> dict[tuple[str, str], CompanyAnswer]:
        """Return the answers that count, by company and mineral."""
        return {(answer.company, answer.mineral): answer for answer in self.answers}


def open_survey(fields: SurveyFields) -> Survey:
    """Open a survey."""
    return Survey(asked=fields)


def answer_survey(survey: Survey, form: SurveyForm) -> Taken[Survey]:
    """Take a company's form in; a later form takes the place of an earlier one, which is kept.

    Raises:
        InputError: when the survey is closed, the day lies outside it, or the form has other rows than those asked for.
        UnknownChoiceError: for a company that is not asked.

    """
    asked = survey.asked
    if survey.closed_on is not None:
        raise InputError(f"survey «{asked.id}» is closed", field="date")
    if not asked.opens <= form.date <= asked.closes:
        raise InputError(f"{form.date} lies outside the time of survey «{asked.id}»", field="date")
    if form.company not in asked.companies:
        # The names of other companies in a survey are no concern of whoever asks.
        raise InputError(f"{form.company} is not asked in survey «{asked.id}»", field="company")
    if form.mineral not in asked.companies[form.company]:
        raise InputError(f"{form.company} is not asked for {form.mineral}", field="mineral")
    for given, wanted, field in (
        (form.stock_t, asked.forms[form.mineral], "stock_t"),
        (form.consumption_t, asked.uses[form.mineral], "consumption_t"),
    ):
        if given is not None and set(given) != set(wanted):
            raise InputError("the form has other rows than those asked for", field=field, expected=", ".join(wanted))
    count = sum((a.company, a.mineral) == (form.company, form.mineral) for a in survey.answers)
    entry = CompanyAnswer(**dict(form), version=count + 1)
    finding = verdict(Outcome.YES, "answered", _CITES, company=form.company)
    return Taken(replaced(survey, answers=(*survey.answers, entry)), finding, classification=survey.classification)


def answers_of(survey: Survey, company: str) -> tuple[CompanyAnswer, ...]:
    """Return the answers of one company, all versions: what that company may see of the survey."""
    return tuple(answer for answer in survey.answers if answer.company == company)


def still_out(survey: Survey) -> tuple[tuple[str, str], ...]:
    """Return the companies and minerals that no form has come for."""
    come = survey.last()
    return tuple(
        (company, mineral)
        for company, minerals in survey.asked.companies.items()
        for mineral in minerals
        if (company, mineral) not in come
    )


def close_survey(survey: Survey, day: dt.date) -> Taken[Survey]:
    """Close a survey; nothing is changed after it.

    Raises:
        InputError: when it is closed already, or its time is not over while forms are out.

    """
    if survey.closed_on is not None:
        raise InputError(f"survey «{survey.asked.id}» is closed", field="date")
    if day < survey.asked.closes and still_out(survey):
        raise InputError(f"survey «{survey.asked.id}» still waits for forms until {survey.asked.closes}", field="date")
    finding = verdict(Outcome.YES, "survey_closed", _CITES)
    return Taken(replaced(survey, closed_on=day), finding, classification=survey.classification)


class TableFields(Row):
    """The release of the survey's sums that somebody wants."""

    id: Name
    ja: Text
    en: Text
    readers: Text
    rules: Text | None = None
    minerals: Annotated[tuple[MineralSymbol, ...], Field(min_length=1)]
    unit_t: Annotated[Figure, Field(gt=0)] | None = None
    """Cells are rounded to this, half up; none: shown in full."""
    respondents_only: bool = False
    """Sums of the companies that answered, said to be so in the title; else every company must have answered."""


def survey_table(survey: Survey, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Write the table file by which ``sonae.disclosure`` decides on the sums of a survey, contributors by cell.

    Every mineral has a table of stocks by form and one of consumption by use; cells are tonnes of contained element. The
    file is SECRET: it holds what each company said.

    Args:
        survey: a closed survey.
        fields: id, ja, en, readers, minerals and, where wanted, rules, unit_t, respondents_only.

    Raises:
        InputError: when the survey is not closed, or a company has not said what a cell needs (missing is not nought).
        UnknownChoiceError: for a mineral that was not asked for.

    """
    wanted = read(TableFields, fields)
    if survey.closed_on is None:
        raise InputError(f"survey «{survey.asked.id}» is not closed", field="id")
    dimensions, tables = [], []
    for mineral in wanted.minerals:
        if mineral not in survey.asked.forms:
            raise UnknownChoiceError("mineral of the survey", mineral, survey.asked.forms)
        asked = (
            ("form", ALL_FORMS, survey.asked.forms[mineral], "stock_t", "private stock"),
            ("use", ALL_USES, survey.asked.uses[mineral], "consumption_t", "consumption"),
        )
        for name, total, codes, field, measure in asked:
            given = _given(survey, mineral, field, respondents_only=wanted.respondents_only)
            dimensions.append({"id": f"{name} of {mineral}", "totals": {total: list(codes)}})
            tables.append(
                {
                    "id": f"{measure} of {mineral}", "measure": f"{measure} of {mineral}",
                    "dimensions": [f"{name} of {mineral}"], "lower": 0, "cells": [_cell(code, given) for code in codes],
                    "rounding": "exact" if wanted.unit_t is None else {"unit": str(wanted.unit_t), "ties": "half_up"},
                }
            )  # fmt: skip
    partial = wanted.respondents_only
    tree: dict[str, Any] = {
        "id": wanted.id,
        "ja": wanted.ja + ("（回答企業のみ）" if partial else ""),
        "en": wanted.en + (" (companies that answered)" if partial else ""),
        "classification": survey.classification.name,
        "period": survey.asked.period,
        "series": survey.asked.id,
        "readers": wanted.readers,
        "holding_groups": {group: list(names) for group, names in survey.asked.groups.items()},
        "dimensions": dimensions,
        "tables": tables,
    }
    return tree if wanted.rules is None else {**tree, "rules": wanted.rules}


def _given(survey: Survey, mineral: str, field: str, *, respondents_only: bool) -> dict[str, Mapping[str, Decimal]]:
    """Return what each company said of a mineral, by form or use."""
    come = survey.last()
    found: dict[str, Mapping[str, Decimal]] = {}
    for company, minerals in survey.asked.companies.items():
        if mineral not in minerals:
            continue
        answer = come.get((company, mineral))
        said = getattr(answer, field) if answer is not None else None
        if said is not None:
            found[company] = said
        elif not respondents_only:
            raise InputError(
                f"not every company has said its {field.removesuffix('_t')} of {mineral}", field="minerals",
                expected="respondents_only, by which the title says so",
            )  # fmt: skip
    return found


def _cell(code: str, given: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Any]:
    parts = {company: said[code] for company, said in given.items() if said[code]}
    value = sum(parts.values(), start=Decimal(0))
    return {"at": [code], "value": f"{value:f}", "contributors": {name: f"{part:f}" for name, part in parts.items()}}
