"""What the forms of commands on the bases begin with and offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sonae.core import FiscalYear
from sonae.office.books.bases import KIND, BasesState, bases_of
from sonae.office.pages.books.face import Begun, BookFace
from sonae.office.pages.digest import today
from sonae.stockpile.bases import base_register

__all__ = ["FACE", "base_names"]

Options = Sequence[tuple[str, str]]


def base_names(state: BasesState, language: str) -> dict[str, str]:
    """Return the bases that a book speaks of by name: of a made-up book those of its installations alone."""
    known = bases_of(state)
    held = state.installations
    if held is not None and held.fictional:
        known = {site.base: known[site.base] for site in held.sites}
    return {name: words[0] if language == "ja" else words[1] for name, words in known.items()}


def _began(asked: Begun) -> Mapping[str, Any]:
    """Begin with what the address names, and with what is stated already."""
    state: BasesState | None = asked.state
    fields = asked.move.command.model_fields
    plain: dict[str, Any] = {name: value for name, value in asked.asked.items() if name in fields and value}
    if "year" in fields:
        plain.setdefault("year", FiscalYear.of(today()).year)
    if state is None:
        return plain
    if asked.move.kind == "bases.settings":
        plain |= {
            "at_once_hours": state.at_once_hours,
            "lead_days": state.lead_days,
            "buffer_budget": state.buffer_budget,
        }
    if asked.move.kind == "contingency.state":
        stand_ins = [{"base": base, "stand_ins": others} for base, others in state.catalogue.stand_ins.items()]
        plain |= {"events": [one.model_dump() for one in state.catalogue.events], "stand_ins": stand_ins}
    if asked.move.kind == "operator.score" and state.scheme is not None:
        plain["given"] = [{"criterion": one.id} for one in state.scheme.criteria if one.kind == "judged"]
        plain["events"] = [{"event": kind} for one in state.scheme.criteria for kind in one.deductions]
    if asked.move.kind == "lpg.measure" and state.lpg_limits is not None:
        plain["quality"] = [{"name": name} for name in state.lpg_limits.quality]
    return plain


def _offered(asked: Begun, raw: Mapping[str, Any]) -> Callable[[str], Options]:
    """Offer what the book holds: bases, tanks, grades, incidents, drills, events, grants …"""
    state: BasesState | None = asked.state

    def offered(path: str) -> Options:
        if state is None:
            return ()
        field = path.rpartition(".")[2]
        if field in ("base", "stand_ins", "bases") and path not in ("stand_ins",):
            return list(base_names(state, asked.language).items())
        look = _OFFERED.get(field)
        return list(look(state, raw, asked.language)) if look is not None else ()

    return offered


def _named(part: str) -> Callable[[BasesState, Mapping[str, Any], str], Iterable[tuple[str, str]]]:
    def found(state: BasesState, raw: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
        names = base_names(state, language)
        for one in getattr(state, part):
            base = names.get(getattr(one, "base", ""), "")
            more = getattr(one, "name", None) or getattr(one, "what", None) or getattr(one, "supplier", None) or ""
            words = getattr(more, language, more)
            yield one.id, " ".join(str(word) for word in (one.id, base, words) if word)

    return found


def _tanks(state: BasesState, raw: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
    sites = state.installations.sites if state.installations else ()
    return [
        (tank.id, f"{tank.id} ({site.base})")
        for site in sites
        if raw.get("base") in ("", site.base)
        for tank in site.tanks
    ]


def _grades(state: BasesState, raw: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
    grades = state.installations.grades if state.installations else ()
    return [(one.id, one.name.ja if language == "ja" else one.name.en) for one in grades]


def _lessons(state: BasesState, raw: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
    return [
        (one.id, f"{one.id} {one.issue}")
        for drill in state.drills
        if raw.get("drill") in ("", drill.id)
        for one in drill.lessons
        if one.done_on is None
    ]


def _points(state: BasesState, raw: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
    return [
        (point.id, f"{point.id} {point.what}")
        for one in state.inspections
        if raw.get("base") in ("", one.base)
        for point in one.points
        if point.closed_on is None
    ]


def _criteria(state: BasesState, raw: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
    held = state.scheme.criteria if state.scheme else ()
    return [(one.id, one.name.ja if language == "ja" else one.name.en) for one in held if one.kind == "judged"]


def _contracts(state: BasesState, raw: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
    return [(one.id, f"{one.id} {one.seller}") for record in state.procurements for one in record.contracts]


_OFFERED: Mapping[str, Callable[[BasesState, Mapping[str, Any], str], Iterable[tuple[str, str]]]] = {
    "incident": _named("incidents"), "drill": _named("drills"), "scenario": _named("scenarios"), "swap": _named("swaps"),
    "plan": _named("maintenance"), "duty": _named("duties"), "grant": _named("grants"), "procurement": _named("procurements"),
    "event": _named("lpg_events"), "tank": _tanks, "grade": _grades, "out_grade": _grades, "in_grade": _grades, "lesson": _lessons,
    "point": _points, "criterion": _criteria, "contract": _contracts,
}  # fmt: skip


def _nothing(asked: Begun) -> tuple[str, Mapping[str, Any]]:
    return "", {}


def _shown(state: BasesState) -> Mapping[str, Any]:
    return {"bases": state, "counted": len(base_register().state_bases)}


FACE = BookFace(
    KIND, "bases", "bases_books", "office/bases/frame.html", "office/bases/crumb.html", _began, _offered, _nothing, lambda _: "",
    _shown,
)  # fmt: skip
