"""What the forms of the book of disclosure begin with, offer, and show beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sonae.office.books import visible_books
from sonae.office.books.disclosure import COARSER, KIND, DisclosureState, Stage, World, offered
from sonae.office.books.stock import KIND as STOCK
from sonae.office.pages.books.face import Begun, BookFace
from sonae.office.words import say

__all__ = ["FACE"]

Options = Sequence[tuple[str, str]]
_OPEN_TO = {
    "publication.coarsen": (Stage.REFUSED,), "publication.check": (Stage.REFUSED, Stage.OPEN, Stage.APPROVED),
    "publication.withdraw": (Stage.REFUSED, Stage.OPEN, Stage.APPROVED), "publication.approve": (Stage.OPEN,),
    "publication.publish": (Stage.APPROVED,),
}  # fmt: skip
_NUMBERS = ("consumption", "price", "step", "lower", "upper", "moved", "days")


def _began(asked: Begun) -> Mapping[str, Any]:
    """Begin with what the address names; a year with the rows of the year before."""
    state: DisclosureState | None = asked.state
    fields = asked.move.command.model_fields
    plain: dict[str, Any] = {name: value for name, value in asked.asked.items() if name in fields and value}
    if state is None:
        return plain
    if asked.move.kind == "disclosure.state":
        return {**_world(state.world), **plain}
    return {"year": state.world.year, **plain} if "year" in fields else plain


def _world(world: World) -> dict[str, Any]:
    minerals = [
        {"id": one.id, "ja": one.ja, "en": one.en, "group": one.group}
        | {name: getattr(one, name) for name in _NUMBERS if getattr(one, name) is not None}
        for one in world.minerals
    ]
    return {
        "year": world.year + 1, "decision": world.decision, "groups": [one.model_dump() for one in world.groups],
        "minerals": minerals, **({} if world.band is None else {"band": world.band}),
    }  # fmt: skip


def _offered(asked: Begun, raw: Mapping[str, Any]) -> Callable[[str], Options]:
    """Offer what the book holds: releases at their stage, years, minerals, ways to make a release coarser."""
    state: DisclosureState | None = asked.state
    ja = asked.language == "ja"

    def given(path: str) -> Options:
        if state is None:
            return ()
        if path == "release":
            stages = _OPEN_TO.get(asked.move.kind, tuple(Stage))
            rows = [one for one in state.proposals if one.stage in stages]
            return [(str(one.number), f"{one.number} {one.title.ja if ja else one.title.en}") for one in rows]
        if path == "year" and asked.move.kind != "disclosure.state":
            return [(str(one.year), one.fiscal_year.label_ja if ja else one.period) for one in reversed(state.worlds)]
        if path == "figures.minerals":
            return [(one.id, f"{one.id} {one.ja if ja else one.en}") for one in state.world.minerals]
        return _stocks(asked) if path == "stock" else ()

    return given


def _stocks(asked: Begun) -> Options:
    ja = asked.language == "ja"
    rows = visible_books(asked.account, STOCK)
    return [(one.number, f"{one.number} {one.title_ja if ja else one.title_en}") for one in rows]


def _beside(asked: Begun) -> tuple[str, Mapping[str, Any]]:
    """Show before a form the release that it is about, and the ways in which it may be made coarser."""
    from sonae.office.pages.disclosure.told import proposal_told

    state: DisclosureState | None = asked.state
    number = asked.asked.get("release", "")
    if state is None or not number.isdecimal() or len(number) > 6 or not 1 <= int(number) <= len(state.proposals):
        return "", {}
    about = proposal_told(state, state.proposal(int(number)), asked.language)
    ways = offered(state.rules, about.proposal.now.part) if asked.move.kind == "publication.coarsen" else ()
    said = [say(f"disclosure.why.{way}", asked.language) for way in COARSER if way in ways]
    return "office/disclosure/beside.html", {"about": about, "ways": said}


def _shown(state: DisclosureState) -> Mapping[str, Any]:
    return {"disclosure": state}


FACE = BookFace(
    KIND, "disclosure", "disclosures", "office/disclosure/frame.html", "office/disclosure/crumb.html", _began, _offered, _beside,
    lambda asked: "", _shown,
)  # fmt: skip
