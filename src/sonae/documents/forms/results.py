"""Part 3 of forms 1-1-4-1 and 1-1-4-2: results, self-evaluation and the minister's evaluation, a row a section."""

from __future__ import annotations

from sonae.documents.forms.figures import Wording, thousands
from sonae.documents.forms.sheet import Cell, Grid, Line, Row, Run, label, line
from sonae.evaluation import Indicator, Item, Narrative, Rating, english_unit

__all__ = ["results_of"]

_BY_SECTION = ("indicator", "result", "grounds", "outstanding")


def results_of(wording: Wording, item: Item) -> Grid:
    """Make the table of part 3.

    The first row is of the item as a whole and holds the agency's own rating; then comes a row a section. What the minister says
    stands beside all of them, the letter in the head, as on the printed form.
    """
    said = wording.said
    minister = wording.evaluation.rating(item.id, "minister")
    letter = () if minister is None or wording.undecided(minister) else (line(minister.letter, strong=True),)
    head: tuple[Row, ...] = (
        (label(said("main_indicators"), down=2, head=True), label(said("agency_side"), across=2, head=True),
         label(said("minister_side"), across=2, head=True)),
        (label(said("main_results"), head=True), label(said("self"), head=True), label(said("rating"), head=True),
         Cell(letter, align="center")),
    )  # fmt: skip
    sections = _sections(wording, item)
    rows = [_row(wording, item, section) for section in sections]
    rows[0] = (*rows[0], Cell(_minister(wording, item, minister), across=2, down=len(rows)))
    return Grid("results", (52.0, 80.0, 74.0, 20.0, 46.0), head, tuple(rows))


def _sections(wording: Wording, item: Item) -> list[str]:
    """The item itself, then every section that has something to show, in the order of the document."""
    stated = wording.evaluation
    found = {one.section for one in stated.narrative if one.item == item.id and one.column in _BY_SECTION}
    found |= {one.section for one in stated.results if one.item == item.id and one.year == stated.year}
    found |= {one.sections[0] for one in _judged(wording, item)}
    return [item.section, *sorted(found - {item.section}, key=_order)]


def _order(section: str) -> list[tuple[str, list[int]]]:
    return [(part[0], [int(number) for number in part[1:].split("_")]) for part in section.split(".")]


def _judged(wording: Wording, item: Item) -> list[Indicator]:
    return [one for one in wording.evaluation.indicators if one.item == item.id and one.judged != "never"]


def _row(wording: Wording, item: Item, section: str) -> Row:
    whole = section == item.section
    first = _counted(wording, item) if whole else [line(_heading(wording, item, section), strong=True)]
    last = _self(wording, item) if whole else []
    return (
        Cell((*first, *_aims(wording, item, section))),
        Cell(tuple(_done(wording, item, section))),
        Cell((*last, *_grounds(wording, item, section), *_outstanding(wording, item, section))),
    )


def _heading(wording: Wording, item: Item, section: str) -> str:
    names = [wording.words(row.name) for row in wording.evaluation.goals if row.section == section]
    return "　".join([wording.within(item, section), *names[:1]])


def _of(wording: Wording, item: Item, section: str, column: str) -> list[Narrative]:
    return [
        one for one in wording.evaluation.narrative if (one.item, one.section, one.column) == (item.id, section, column)
    ]


def _told(wording: Wording, told: Narrative, tail: str = "", mark: str = "") -> Line:
    tag = wording.tag(wording.evaluation.indicator(told.indicator)) if told.indicator else ""
    space = "" if wording.language == "ja" or not tag else " "
    return line(f"{tag}{space}{wording.words(told.words)}{tail}", point=not tag, mark=mark)


def _counted(wording: Wording, item: Item) -> list[Line]:
    """How many indicators the item has, by when they are judged."""
    own = [one for one in wording.evaluation.indicators if one.item == item.id]
    last = wording.evaluation.year == wording.evaluation.period.last
    now = [one for one in own if one.judged == "yearly" or (last and one.judged == "at_period_end")]
    later = [one for one in own if one.judged == "at_period_end" and not last]
    followed = [one for one in own if one.judged == "never"]
    year = wording.year(wording.evaluation.year)
    counted = [
        line(wording.said(key, n=len(found), **given), point=True)
        for key, found, given in (
            ("judged_now", now, {"year": year}), ("judged_later", later, {}), ("followed", followed, {}),
        )
        if found
    ]  # fmt: skip
    return [line(wording.said("quantitative")), *(counted or [line(wording.said("no_indicator"), point=True)])]


def _aims(wording: Wording, item: Item, section: str) -> list[Line]:
    """What the indicators of a section ask for: as the form tells it, else the target of the indicator."""
    lines = [_told(wording, one) for one in _of(wording, item, section, "indicator")]
    told = {one.indicator for one in wording.evaluation.narrative if one.column == "indicator"}
    for one in _judged(wording, item):
        if one.sections[0] == section and one.id not in told:
            aim = wording.base(one)[-1] if one.judged == "yearly" else wording.target(one)
            lines.append(line(f"{wording.tag(one)}{'' if wording.language == 'ja' else ' '}{aim}"))
    return lines


def _done(wording: Wording, item: Item, section: str) -> list[Line]:
    """Results of a section, then the figures that are reported without a target."""
    lines = [_told(wording, one) for one in _of(wording, item, section, "result")]
    for one in wording.evaluation.results:
        if (one.item, one.section, one.year) == (item.id, section, wording.evaluation.year):
            unit = one.unit if wording.language == "ja" else f" {english_unit(one.unit)}"
            amount = f"{thousands(str(one.value))}{unit}"
            lines.append(line(wording.said("figure", name=wording.words(one.name), amount=amount), point=True))
    return lines


def _grounds(wording: Wording, item: Item, section: str) -> list[Line]:
    """The grounds of the self-evaluation: each indicator once with its attainment."""
    year, lines = wording.evaluation.year, []
    seen = {
        one.indicator: one
        for one in reversed(wording.evaluation.narrative)
        if one.item == item.id and one.column == "grounds" and one.indicator
    }
    for told in _of(wording, item, section, "grounds"):
        tail, mark = "", ""
        if told.indicator and seen[told.indicator] is told:
            tail, mark = wording.attained(wording.evaluation.indicator(told.indicator), year)
        lines.append(_told(wording, told, wording.said("equal_to", amount=tail) if tail else "", mark))
    for one in _judged(wording, item):
        if one.sections[0] != section or one.id in seen or one.judged != "yearly":
            continue
        shown, (tail, mark) = wording.actual(one, year), wording.attained(one, year)
        if shown:
            space = "" if wording.language == "ja" else " "
            ending = wording.said("equal_to", amount=tail) if tail else ""
            lines.append(line(f"{wording.tag(one)}{space}{shown}{ending}", mark=mark))
    return [line(wording.said("grounds")), *lines] if lines else []


def _outstanding(wording: Wording, item: Item, section: str) -> list[Line]:
    lines = [_told(wording, one) for one in _of(wording, item, section, "outstanding")]
    return [line(wording.said("outstanding")), *lines] if lines else []


def _self(wording: Wording, item: Item) -> list[Line]:
    """The rating by the agency itself with its reason; where there is none, why."""
    rating = wording.evaluation.rating(item.id, "self")
    reason = wording.undecided(rating)
    letter = Run(reason) if rating is None or reason else Run(str(rating.letter), strong=True)
    lead = Line((Run(wording.said("self_rating")), letter))
    return [lead, *_reason(wording, rating)]


def _reason(wording: Wording, rating: Rating | None) -> list[Line]:
    if rating is None or wording.undecided(rating):
        return []
    because = wording.words(rating.reason) if rating.reason else wording.said("no_reason")
    return [line(because), line(wording.decided(rating))]


def _minister(wording: Wording, item: Item, rating: Rating | None) -> tuple[Line, ...]:
    """Grounds of the rating, problems, opinions of experts; where no letter is decided, why the place is blank."""
    said = wording.said
    lines = [line(said("reason_head"), strong=True)]
    lines += _reason(wording, rating) or [line(wording.undecided(rating))]
    of_item = [one for one in wording.evaluation.narrative if one.item == item.id]
    lines += [line(wording.words(one.words), point=True) for one in of_item if one.column == "minister"]
    for head, columns in (("issues_head", ("issue",)), ("experts_head", ("expert", "auditor"))):
        found = [line(wording.words(one.words), point=True) for one in of_item if one.column in columns]
        lines += [line(said(head), strong=True), *(found or [line(said("none"))])]
    return tuple(lines)
