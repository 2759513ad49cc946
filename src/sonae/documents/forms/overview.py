"""Forms 1-1-1, 1-1-2 and 1-1-3: the outline, the overall rating, the table of ratings by item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import zip_longest

from sonae.core import FiscalYear, japanese_date
from sonae.documents.forms.figures import Wording, columns_of_years
from sonae.documents.forms.sheet import Block, Cell, Form, Grid, Heading, Line, Notes, Row, Run, label, line, value
from sonae.evaluation import Item

__all__ = ["outline", "overall", "summary"]

_PLAIN = (26.0, 108.0)
_DEPARTMENT = (26.0, 40.0, 22.0, 46.0)


def outline(wording: Wording) -> Form:
    """Make form 1-1-1: agency, year and period, who evaluates, the steps with their days, other matters."""
    stated, said = wording.evaluation, wording.said
    period, conduct = stated.period, stated.conduct
    subject = (
        (label(said("agency")), value(wording.words(stated.agency), across=2)),
        (label(said("year_evaluated")), value(said("yearly_evaluation")),
         value(said("year_of_period", year=wording.year(stated.year), number=period.number))),
        (label(said("period")),
         value(said("span", first=wording.year(period.first), last=wording.year(period.last)), across=2)),
    )  # fmt: skip
    evaluators: list[Row] = [(label(said("minister")), value(wording.words(stated.minister), across=3))]
    steps: list[Line] = []
    other = said("none")
    if conduct is not None:
        for part in conduct.departments:
            evaluators.append(
                (label(wording.words(part.role)), value(wording.words(part.name)), label(said("in_charge")),
                 value(wording.words(part.in_charge)))
            )  # fmt: skip
        steps = [_step(wording, step.on, wording.words(step.what)) for step in conduct.procedure]
        other = wording.words(conduct.other) if conduct.other else other
    return Form(
        "1-1-1", said("f111"), said("f111_title"), "",
        (
            Heading(said("about_agency")), Grid("agency", (26.0, 40.0, 68.0), (), subject),
            Heading(said("about_evaluators")), Grid("evaluators", _DEPARTMENT, (), tuple(evaluators)),
            Heading(said("about_procedure")),
            Grid("procedure", _PLAIN, (), ((label(said("procedure")), value(*(steps or [line(said("none"))]))),)),
            Heading(said("about_other")), Grid("other", _PLAIN, (), ((label(said("other_matters")), value(other)),)),
        ),
    )  # fmt: skip


def _step(wording: Wording, on: dt.date, what: str) -> Line:
    day = japanese_date(on) if wording.language == "ja" else on.isoformat()
    return line(f"{day}　{what}", point=True)


def overall(wording: Wording) -> Form:
    """Make form 1-1-2: the overall rating with that of every year of the period, its grounds, the whole, problems, opinions."""
    said = wording.said
    opinions = [one for column in ("auditor", "expert") for one in _narrative(wording, column, "overall")]
    return Form(
        "1-1-2", said("f112"), said("f112_title"), "",
        (
            Heading(said("overall")), _overall_rating(wording),
            Heading(said("whole")),
            _labelled("whole", (said("whole_evaluation"), _whole(wording)), (said("considered"), _considered(wording))),
            Heading(said("problems")),
            _labelled(
                "problems", (said("problems_found"), _narrative(wording, "issue")),
                (said("other_improvements"), ()), (said("orders"), ()), none=said("none"),
            ),
            Heading(said("further")),
            _labelled(
                "further", (said("auditors"), opinions),
                (said("special"), ()), none=said("none"),
            ),
        ),
    )  # fmt: skip


def _overall_rating(wording: Wording) -> Grid:
    stated, said = wording.evaluation, wording.said
    first, last = stated.period.first, stated.period.last
    years = [first + ahead for ahead in range(last.year - first.year + 1)]
    rating = stated.rating("overall", "minister")
    reason = wording.undecided(rating)
    letters = [_letter_of_year(wording, year) for year in years]
    sentence = [reason]
    grounds: list[str] = []
    if rating is not None and not reason:
        sentence = [said("rating_sentence", letter=rating.letter, meaning=wording.meaning(rating.letter))]
        grounds = [wording.words(rating.reason) if rating.reason else said("no_reason"), wording.decided(rating)]
    return Grid(
        "overall", (26.0, 48.0, *(12.0,) * len(years)), (),
        (
            (label(said("rating_scale"), down=3), Cell(tuple(line(one, strong=not reason) for one in sentence), down=3),
             label(said("past"), across=len(years), head=True)),
            tuple(label(wording.year(year), head=True) for year in years),
            tuple(value(letter, align="center") if letter else value() for letter in letters),
            (label(said("reason")), value(*(grounds or [reason]), across=1 + len(years))),
        ),
    )  # fmt: skip


def _letter_of_year(wording: Wording, year: FiscalYear) -> str:
    rating = wording.evaluation.rating("overall", "minister", year)
    if rating is not None and rating.letter != "not_printed":
        return rating.letter
    return wording.evaluation.past_overall.get(year, "")


def _whole(wording: Wording) -> list[Line]:
    """The items by their letter, the best first, and what the minister says of the whole."""
    stated = wording.evaluation
    by_letter: dict[str, list[str]] = {}
    for item in stated.items:
        rating = stated.rating(item.id, "minister")
        key = "" if rating is None or wording.undecided(rating) else str(rating.letter)
        by_letter.setdefault(key, []).append(f"{item.number} {wording.words(item.name)}")
    comma = "、" if wording.language == "ja" else ", "
    lines = [
        line(
            wording.said("items_of_letter", letter=letter, meaning=wording.meaning(letter), items=comma.join(items)),
            point=True,
        )
        for letter in ("S", "A", "B", "C", "D")
        if (items := by_letter.get(letter))
    ]
    if "" in by_letter:
        lines.append(line(f"{wording.said('not_decided')}{comma.join(by_letter[''])}", point=True))
    return [*lines, *_narrative(wording, "minister", "overall")]


def _considered(wording: Wording) -> list[Line]:
    stated = wording.evaluation
    return [
        line(f"{wording.words(one.what)}　{wording.words(one.decision)}", point=True)
        for one in stated.external_factors
        if one.year == stated.year and one.decision is not None
    ] or [line(wording.said("none"))]


def _narrative(wording: Wording, column: str, item: str | None = None) -> list[Line]:
    found = [one for one in wording.evaluation.narrative if one.column == column and item in (None, one.item)]
    return [line(wording.words(one.words), point=True) for one in found]


def _labelled(key: str, *rows: tuple[str, Sequence[Line]], none: str = "") -> Grid:
    made = tuple((label(name), value(*(lines or [line(none)]))) for name, lines in rows)
    return Grid(key, _PLAIN, (), made)


def summary(wording: Wording) -> Form:
    """Make form 1-1-3: two panels side by side, services to the public on the left, the other items on the right."""
    said, years = wording.said, columns_of_years(wording.evaluation)
    items = wording.evaluation.items
    left = _panel(wording, said("chapter_services"), [one for one in items if one.form == "1-1-4-1"], years)
    right = _panel(wording, "", [one for one in items if one.form == "1-1-4-2"], years)
    wide = 3 + len(years)
    widths = (46.0, *(12.0,) * len(years), 16.0, 18.0)
    top = (
        label(said("plan_item"), down=2, head=True), label(said("year_rating"), across=len(years), head=True),
        label(said("report_number"), down=2, head=True), label(said("remark"), down=2, head=True),
    )  # fmt: skip
    below = tuple(label(wording.year(year), head=True) for year in years)
    rows = [
        (*one, Cell(role="gap"), *other)
        for one, other in zip_longest(left, right, fillvalue=tuple(value() for _ in range(wide)))
    ]
    blocks: tuple[Block, ...] = (
        Grid(
            "summary", (*widths, 3.0, *widths), ((*top, Cell(down=2, role="gap"), *top), (*below, *below)), tuple(rows)
        ),
        Notes((
            f"{said('note_mark', n=1)}　{said('importance_note')}", f"{said('note_mark', n=2)}　{said('difficulty_note')}",
        )),
    )  # fmt: skip
    return Form("1-1-3", said("f113"), said("f113_title"), "", blocks)


def _panel(wording: Wording, chapter: str, items: Sequence[Item], years: Sequence[FiscalYear]) -> list[Row]:
    rows: list[Row] = [(label(chapter, across=3 + len(years)),)] if chapter else []
    for item in items:
        ratings = [wording.evaluation.rating(item.id, "minister", year) for year in years]
        cells = [
            Cell((wording.rating_line(item, rating),), align="center")
            if rating is not None and not wording.undecided(rating)
            else value()
            for rating in ratings
        ]
        asked = wording.evaluation.rating(item.id, "minister")
        remark = wording.undecided(asked)
        rows.append(
            (
                Cell((Line((Run(f"{item.number}　{wording.words(item.name)}"),)),), role="label"), *cells,
                value(item.number, align="center"), value(remark) if remark else value(),
            )
        )  # fmt: skip
    return rows
