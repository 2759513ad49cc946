"""What the forms of an evaluation's commands begin with, offer, and show beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from sonae.evaluation import Indicator, built_in_evaluations, evidence_kinds, written
from sonae.office.books import visible_books
from sonae.office.books.evaluation import KIND, OWNERS, EvaluationState, publication
from sonae.office.models import Department
from sonae.office.pages.books.face import Begun, BookFace
from sonae.office.roles import Role
from sonae.office.words import say

__all__ = ["FACE"]

Options = Sequence[tuple[str, str]]
_WITH_WHOLE = ("experts.comment", "auditors.comment", "minister.view", "minister.rate")


def _began(asked: Begun) -> Mapping[str, Any]:
    """Begin with what the address names, and with what is stated of it already."""
    state: EvaluationState | None = asked.state
    fields = asked.move.command.model_fields
    plain: dict[str, Any] = {name: value for name, value in asked.asked.items() if name in fields and value}
    if asked.move.kind == "evidence.record" and plain.get("of") in evidence_kinds():
        plain["detail"] = [{"name": name} for name in evidence_kinds()[plain["of"]].fields]
    if state is None:
        return plain
    look = _STATED.get(asked.move.kind)
    return {**(look(asked, state, plain) if look is not None else {}), **plain}


def _value(asked: Begun, state: EvaluationState, plain: Mapping[str, Any]) -> Mapping[str, Any]:
    one = next((one for one in state.evaluation.indicators if one.id == plain.get("indicator")), None)
    stated = one.actuals.get(state.year) if one is not None else None
    if stated is None:
        return {}
    numbers = {name: getattr(stated, name) for name in ("value", "numerator", "denominator")}
    given = {name: written(number).split()[0] for name, number in numbers.items() if number is not None}
    return {**given, "unit": stated.unit, "provisional": stated.provisional, "itemised": stated.itemised}


def _targets(asked: Begun, state: EvaluationState, plain: Mapping[str, Any]) -> Mapping[str, Any]:
    lacking = [
        one for one in state.evaluation.indicators if one.judged == "yearly" and state.year not in one.year_targets
    ]
    return {"targets": [{"indicator": one.id} for one in lacking]}


def _half_year(asked: Begun, state: EvaluationState, plain: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"values": [{"indicator": one.id} for one in state.evaluation.indicators if one.judged == "yearly"]}


def _assignment(asked: Begun, state: EvaluationState, plain: Mapping[str, Any]) -> Mapping[str, Any]:
    given = state.desk.assignments.get(str(plain.get("item")))
    return {} if given is None else {"department": given.department, "due": given.due}


def _rating(by: str) -> Callable[[Begun, EvaluationState, Mapping[str, Any]], Mapping[str, Any]]:
    def stated(asked: Begun, state: EvaluationState, plain: Mapping[str, Any]) -> Mapping[str, Any]:
        found = state.evaluation.rating(str(plain.get("item")), by)
        if found is None or found.reason is None:
            return {}
        return {"letter": found.letter, "reason": found.reason.ja, "reason_en": found.reason.en}

    return stated


_STATED: Mapping[str, Callable[[Begun, EvaluationState, Mapping[str, Any]], Mapping[str, Any]]] = {
    "indicator.state": _value, "year.targets": _targets, "half_year.review": _half_year, "item.assign": _assignment,
    "item.evaluate": _rating("self"), "minister.rate": _rating("minister"),
}  # fmt: skip


def _offered(asked: Begun, raw: Mapping[str, Any]) -> Callable[[str], Options]:
    """Offer what the evaluation holds: items, indicators, sections, the fields of a kind of evidence."""
    state: EvaluationState | None = asked.state
    ja = asked.language == "ja"
    own = KIND if asked.move.book == KIND else ""

    def offered(path: str) -> Options:
        if path == "before" and own:
            numbers = visible_books(asked.account, KIND).values_list("number", "title_ja" if ja else "title_en")
            shipped = [
                (name, say("evaluation.as_published", asked.language, name=name)) for name in built_in_evaluations()
            ]
            return [*shipped, *((number, f"{number} {title}") for number, title in numbers)]
        if path == "department":
            return _departments(ja)
        return _of_state(asked, state, path, raw) if state is not None else ()

    return offered


def _departments(ja: bool) -> Options:
    roles = [role.value for role in (*OWNERS, Role.PLANNING)]
    rows = Department.objects.filter(accounts__grants__role__in=roles).distinct().order_by("pk")
    return [(one.code, one.name_ja if ja else one.name_en) for one in rows]


def _of_state(asked: Begun, state: EvaluationState, path: str, raw: Mapping[str, Any]) -> Options:
    evaluation, ja = state.evaluation, asked.language == "ja"

    def in_language(words: Any) -> str:
        return str(words.ja if ja else words.en)

    if path == "item":
        rows = [(one.id, f"{one.number} {in_language(one.name)}") for one in evaluation.items]
        whole = [("overall", say("evaluation.whole", asked.language))] if asked.move.kind in _WITH_WHOLE else []
        return [*rows, *whole]
    if path in ("indicator", "targets.indicator", "values.indicator", "counts_for"):
        wanted: list[Indicator] = [
            one for one in evaluation.indicators if path != "targets.indicator" or one.judged != "never"
        ]
        return [(one.id, f"{one.id} {in_language(one.name)}") for one in wanted]
    if path == "gate":
        return [(one.id, in_language(one.requires)) for one in evaluation.gates]
    if path == "sections":
        return [(row.section, f"{_label(state, row.section, ja)} {in_language(row.name)}") for row in evaluation.goals]
    if path == "detail.name":
        kind = evidence_kinds().get(str(raw.get("of")))
        return (
            [(name, field.ja if ja else name.replace("_", " ")) for name, field in kind.fields.items()] if kind else ()
        )
    if path == "name" and asked.move.kind == "evidence.withdraw":
        return [(one.id, f"{one.id} {in_language(one.title)}") for one in evaluation.evidence]
    return ()


def _label(state: EvaluationState, section: str, ja: bool) -> str:
    cite = state.evaluation.cite(section)[0]
    return cite.label_ja if ja else cite.label_en


def _beside(asked: Begun) -> tuple[str, Mapping[str, Any]]:
    """Show before a form what it is about: the indicator with its target, or the item with its computed band."""
    from sonae.office.pages.evaluation.told import indicator_told, item_told

    state: EvaluationState | None = asked.state
    if state is None:
        return "", {}
    item, indicator = asked.asked.get("item"), asked.asked.get("indicator")
    if indicator in {one.id for one in state.evaluation.indicators}:
        return "office/evaluation/beside_indicator.html", {"about": indicator_told(state, str(indicator))}
    if item in {one.id for one in state.evaluation.items}:
        return "office/evaluation/beside_item.html", {"about": item_told(state, str(item))}
    return "", {}


def _elsewhere(asked: Begun) -> str:
    if asked.move.kind == "evidence.take" and asked.book is not None:
        return reverse("evidence_import", args=[asked.book.number])
    return ""


def _shown(state: EvaluationState) -> Mapping[str, Any]:
    return {"evaluation": state.evaluation, "desk": state.desk, "published": publication(state)}


FACE = BookFace(
    KIND, "evaluation", "evaluations", "office/evaluation/frame.html", "office/evaluation/crumb.html", _began, _offered, _beside,
    _elsewhere, _shown,
)  # fmt: skip
