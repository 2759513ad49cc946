"""The sheet of remarks, which is no part of the forms: computed bands, what does not agree with the data, what data cannot show."""

from __future__ import annotations

from collections.abc import Sequence

from sonae.core import Finding
from sonae.documents.forms.figures import Wording
from sonae.documents.forms.sheet import Block, Form, Grid, Heading, Row, label, value
from sonae.evaluation import Item, compare, lint

__all__ = ["remarks"]

_FOUND = (14.0, 60.0, 198.0)


def remarks(wording: Wording) -> Form:
    """Make the sheet of remarks from the lint of the evaluation."""
    said, report = wording.said, lint(wording.evaluation)
    bands = tuple(
        label(said(key), head=True) for key in ("item", "band", "self_letter", "minister_letter", "band_ground")
    )
    slips: list[Row] = [
        (value(str(n), align="center"), value(f"L{one.lines}"), value(wording.words(one.what)), value(wording.words(one.reason)))
        for n, one in enumerate(report.not_checkable, 1)
    ]  # fmt: skip
    slip_head = tuple(label(said(key), head=True) for key in ("number", "place", "what", "because"))
    blocks: list[Block] = [
        Heading(said("bands")),
        Grid("bands", (64.0, 26.0, 40.0, 40.0, 102.0), (bands,),
             tuple(_band(wording, item) for item in wording.evaluation.items)),
        Heading(said("inconsistent")), _found(wording, "inconsistent", report.anomalies),
        Heading(said("undecided")), _found(wording, "undecided", report.open),
        Heading(said("not_checkable")),
        Grid("not_checkable", (14.0, 60.0, 99.0, 99.0), (slip_head,), tuple(slips) or ((value(said("none"), across=4),),)),
    ]  # fmt: skip
    return Form("remarks", said("remarks"), said("remarks_title"), "", tuple(blocks), official=False)


def _band(wording: Wording, item: Item) -> Row:
    ground = wording.evaluation.ground(item.id)
    letters = []
    for by in ("self", "minister"):
        rating = wording.evaluation.rating(item.id, by)
        shown = wording.undecided(rating)
        if rating is not None and not shown:
            steps = compare(rating, ground).value
            shown = str(rating.letter)
            if isinstance(steps, int) and steps:
                shown = wording.said("steps_down" if steps > 0 else "above", letter=rating.letter, n=steps)
        letters.append(value(shown, align="center"))
    because = ground.finding.because_ja if wording.language == "ja" else ground.finding.because
    band = "・".join(ground.letters) or wording.said("none")
    return (value(f"{item.number}　{wording.words(item.name)}"), value(band, align="center"), *letters, value(because))


def _found(wording: Wording, key: str, findings: Sequence[Finding]) -> Grid:
    head = tuple(label(wording.said(one), head=True) for one in ("number", "place", "what"))
    comma = "、" if wording.language == "ja" else ", "
    rows: list[Row] = []
    for n, one in enumerate(findings, 1):
        ja = wording.language == "ja"
        places = comma.join(dict.fromkeys(cite.label_ja if ja else cite.label_en for cite in one.citations))
        rows.append((value(str(n), align="center"), value(places), value(one.because_ja if ja else one.because)))
    return Grid(key, _FOUND, (head,), tuple(rows) or ((value(wording.said("none"), across=3),),))
