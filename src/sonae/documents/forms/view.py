"""All forms of an evaluation as one view, from which page, print and Word are set."""

from __future__ import annotations

from sonae.core import Classification, Outcome
from sonae.documents.forms.annex import annex
from sonae.documents.forms.figures import Wording
from sonae.documents.forms.item import item_form
from sonae.documents.forms.overview import outline, overall, summary
from sonae.documents.forms.remarks import remarks
from sonae.documents.forms.sheet import Forms
from sonae.documents.words import Language
from sonae.evaluation import Evaluation, check_claim, lint, marked

__all__ = ["forms_banner", "forms_key_lines", "forms_view"]

_ORDER = ("S", "A", "B", "C", "D")


def forms_view(evaluation: Evaluation, language: Language = "ja", *, with_remarks: bool = False) -> Forms:
    """Make every form of an evaluation: 1-1-1, 1-1-2, 1-1-3, a report an item, the annex in three columns.

    Args:
        evaluation: the evaluation.
        language: ja for the official forms, en for an aid to reading with the same structure.
        with_remarks: whether the sheet of remarks follows, which is no part of the forms.

    """
    wording = Wording(evaluation, language)
    forms = [
        outline(wording), overall(wording), summary(wording), *(item_form(wording, item) for item in evaluation.items),
        annex(wording),
    ]  # fmt: skip
    if with_remarks:
        forms.append(remarks(wording))
    return Forms(
        language, _title(wording), wording.said("source", title=wording.words(evaluation.source.title)),
        _mark(evaluation, language), evaluation.label is not Classification.PUBLIC, wording.said("reading_aid"), tuple(forms),
    )  # fmt: skip


def forms_banner(evaluation: Evaluation, language: Language) -> str:
    """Return who may see the forms, whether they are made up, and whose they are of which year."""
    return f"{_mark(evaluation, language)} — {_title(Wording(evaluation, language))}"


def forms_key_lines(evaluation: Evaluation, language: Language) -> list[str]:
    """Return the most important lines of the forms. Never show them for an evaluation that is not public."""
    wording, ja = Wording(evaluation, language), language == "ja"
    said, comma = wording.said, "、" if ja else ", "
    count = {form: sum(item.form == form for item in evaluation.items) for form in ("1-1-4-1", "1-1-4-2")}
    forms = [said("f111"), said("f112"), said("f113")]
    forms += [said("k_count", number=said(key), n=count[form])
              for key, form in (("f1141", "1-1-4-1"), ("f1142", "1-1-4-2")) if count[form]]  # fmt: skip
    forms.append(said("k_rows", number=said("annex"), n=len(evaluation.goals)))
    lines = [said("k_forms", forms=comma.join(forms))]
    whole = evaluation.rating("overall", "minister")
    letters = [
        f"{item.number} {_letter(evaluation, item.id, important=item.importance == 'high')}"
        for item in evaluation.items
    ]
    shown = said("none") if whole is None or wording.undecided(whole) else whole.letter
    lines.append(said("k_overall", letter=shown, items=comma.join(letters)))
    claims = [claim for claim in evaluation.claims if claim.kind == "attainment"]
    found = [(claim, check_claim(evaluation, claim)) for claim in claims]
    if found:
        wrong = [wording.tag(evaluation.indicator(claim.indicator)) + ("" if ja else " ") + wording.because(claim, one)
                 for claim, one in found if one.outcome is Outcome.NO]  # fmt: skip
        held = sum(one.outcome is Outcome.YES for _, one in found)
        named = said("k_wrong", list=comma.join(wrong)) if wrong else ""
        lines.append(said("k_reproduced", n=len(found), held=held, wrong=named).strip())
    lowered = [
        f"{item.number} {pair[0]}→{pair[1]}" for item in evaluation.items if (pair := _lowered(evaluation, item.id))
    ]
    lines.append(said("k_lowered", list=comma.join(lowered)) if lowered else said("k_equal"))
    report = lint(evaluation)
    lines.append(said("k_lint", n=len(report.findings), wrong=len(report.anomalies)))
    return lines


def _title(wording: Wording) -> str:
    stated = wording.evaluation
    return wording.said("title", agency=wording.words(stated.agency), year=wording.year(stated.year))


def _mark(evaluation: Evaluation, language: Language) -> str:
    label = evaluation.label
    shown = label.label_ja if language == "ja" else label.name
    if not evaluation.fictional:
        return shown
    return f"{shown}・架空" if language == "ja" else f"{shown} — fictional"


def _letter(evaluation: Evaluation, item: str, *, important: bool) -> str:
    rating = evaluation.rating(item, "minister")
    return "―" if rating is None or rating.letter == "not_printed" else marked(rating.letter, important=important)


def _lowered(evaluation: Evaluation, item: str) -> tuple[str, str] | None:
    """The letters of the agency and the minister where the minister's is the lower one."""
    own, other = (evaluation.rating(item, by) for by in ("self", "minister"))
    if own is None or other is None or "not_printed" in (own.letter, other.letter):
        return None
    below = _ORDER.index(other.letter) > _ORDER.index(own.letter)
    return (own.letter, other.letter) if below else None
