"""Article 20: every project is evaluated once a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sonae.bylaw.articles.event import adopted_on, if_happened
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.oversight import EconomicEvaluation
from sonae.bylaw.kernel import Answer, Asking, RuleBook, no, not_applicable, yes
from sonae.core import UnknownChoiceError

__all__ = ["EVALUATION_YEARS", "book", "evaluation_year_begins", "whole_years"]

EVALUATION_YEARS = ("fiscal_year", "calendar_year", "project_year")
"""The year in which a project is evaluated once: the bylaw does not say which."""

_DAY = dt.timedelta(1)

book = RuleBook(TEXT_IN_HAND)

book.ask("evaluation.yearly", "経済性評価は毎年行われたか", "Was the project evaluated every year?")


@book.rule("evaluation.yearly", "a20.p1")
def yearly(ask: Asking) -> Answer:
    """Whole years of the project count, from adoption, which makes it one, to the disposal of the shares."""
    adopted = adopted_on(ask)
    if adopted is None:
        return not_applicable("事業は採択されていない。", "the project is not adopted.")
    evaluations: tuple[EconomicEvaluation, ...] = ask.need("oversight.evaluations")
    days = sorted(one.on for one in evaluations if one.on <= ask.as_of)
    setting = ask.parameter("evaluation_year")
    begins = evaluation_year_begins(setting, ask.need("project.year_begins") if setting == "project_year" else "")
    over = min(if_happened(ask, "management.shares_disposed_on") or ask.as_of, ask.as_of)
    left = [
        (first, last)
        for first, last in whole_years(adopted, over, begins)
        if not any(first <= day <= last for day in days)
    ]
    if left:
        ja, en = "、".join(f"{a}から{b}まで" for a, b in left), ", ".join(f"from {a} to {b}" for a, b in left)
        return no(f"評価のない年がある: {ja}。", f"years without an evaluation: {en}.", value=left[0][1])
    if not days:
        return yes(
            "評価を要する年はまだ終わっていない。", "no year is over yet in which the project had to be evaluated."
        )
    return yes(
        f"評価のない年はない。直近は{days[-1]}。",
        f"every year has its evaluation, the last on {days[-1]}.",
        value=days[-1],
    )


def evaluation_year_begins(setting: str, project_year: str) -> tuple[int, int]:
    """Return month and day on which the years of evaluation begin.

    Args:
        setting: one of :data:`EVALUATION_YEARS`.
        project_year: when the project's years begin, «04-01»; read where the setting is that.

    Raises:
        UnknownChoiceError: for another setting.

    """
    if setting not in EVALUATION_YEARS:
        raise UnknownChoiceError("year of evaluation", setting, EVALUATION_YEARS)
    if setting == "project_year":
        month, day = project_year.split("-")
        return int(month), int(day)
    return (4, 1) if setting == "fiscal_year" else (1, 1)


def whole_years(since: dt.date, until: dt.date, begins: tuple[int, int]) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield first and last day of the years that begin on ``since`` or later and are over before ``until``."""
    year = since.year if dt.date(since.year, *begins) >= since else since.year + 1
    while (last := dt.date(year + 1, *begins) - _DAY) < until:
        yield dt.date(year, *begins), last
        year += 1
