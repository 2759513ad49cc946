"""Giving a command on a page, in a case, on a book or to open one. What was typed is kept through every refusal."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from pydantic import ValidationError

from sonae.core import Finding, InputError
from sonae.office.books import BookMove
from sonae.office.gate import RefusedError, StaleError, Verdict
from sonae.office.life import Command, Move
from sonae.office.pages.entry import PageRequest, shown
from sonae.office.pages.forms import Input, blank, edited, inputs_of, meant, mistakes_of, raw_of, said_of, typed
from sonae.office.pages.judged import lines_of
from sonae.office.words import say

__all__ = ["Options", "Place", "answer", "heading_of"]

Options = Sequence[tuple[str, str]]
_LONGEST_KEY = 80


@dataclass(frozen=True)
class Place:
    """Where a command is given.

    Attributes:
        frame: what the page shows around the form: «sheet», a template of its own; «crumb», one that says where one is; «aside»,
            one that stands before the form; «of_house», whether no provision rules the step.
        leave: the address for who gives nothing.
        version: of what the command is given on, as the reader sees it; None where it opens something new.
        weighs: whether what the command would meet can be said beforehand.
        begun: what is stated already, or waited for, with which the form begins.
        options: what there is to choose from for a field, given what was typed.
        weigh: says what the command would meet.
        give: gives it, under a key and a version.
        changes: what changed since a version.
        done: the address to which a receipt leads.

    """

    frame: Mapping[str, Any]
    leave: str
    version: int | None
    weighs: bool
    begun: Callable[[], Mapping[str, Any]]
    options: Callable[[Mapping[str, Any]], Callable[[str], Options]]
    weigh: Callable[[Command], tuple[Verdict, tuple[Finding, ...]]]
    give: Callable[[Command, str, int | None], Any]
    changes: Callable[[int], Sequence[Any]]
    done: Callable[[Any], str]


@dataclass
class _Form:
    """A command on its way: what was typed, what is wrong with it, what it would meet."""

    move: Move | BookMove
    raw: dict[str, Any]
    key: str
    version: str = ""
    mistakes: dict[str, list[str]] = field(default_factory=dict)
    verdict: Verdict | None = None
    findings: tuple[Finding, ...] = ()
    refused: bool = False
    stale: Sequence[Any] = ()
    status: int = 200

    def read(self, language: str) -> Command | None:
        """Return the command that was typed; None with what is wrong, where it is none."""
        try:
            return self.move.command.model_validate(meant(self.move.command, self.raw))
        except ValidationError as error:
            self.mistakes, self.status = mistakes_of(error, self.move.command, language), 400
            return None

    def wrong(self, error: InputError, language: str) -> None:
        """Put a refusal of the house beside its field."""
        path = error.field if error.field is not None and _stands(self.raw, error.field.split(".")) else ""
        self.mistakes, self.status = {path: [said_of(error, language)]}, 400


def _stands(raw: Any, path: Sequence[str]) -> bool:
    """Return whether a path leads to something that was asked for."""
    if not path:
        return True
    if isinstance(raw, list):
        return path[0].isdecimal() and int(path[0]) < len(raw) and _stands(raw[int(path[0])], path[1:])
    return isinstance(raw, dict) and path[0] in raw and _stands(raw[path[0]], path[1:])


def answer(request: PageRequest, move: Move | BookMove, place: Place) -> HttpResponseBase:
    """Ask for what a command says, weigh it, or give it."""
    if request.method != "POST":
        plain = place.begun()
        raw = raw_of(move.command, plain) if plain else blank(move.command)
        form = _Form(move, raw, uuid.uuid4().hex, "" if place.version is None else str(place.version))
        if place.weighs and not _asks(form):
            _weighed(request, form, place)
            form.status, form.mistakes = 200, {}  # nothing was given yet, so nothing failed
        return _page(request, form, place)
    form = _Form(
        move, typed(move.command, request.POST), request.POST.get("key", "")[:_LONGEST_KEY] or uuid.uuid4().hex,
        request.POST.get("version", ""),
    )  # fmt: skip
    add, drop = request.POST.get("add", ""), request.POST.get("drop", "")
    if add or drop:
        form.raw = edited(move.command, form.raw, add, drop)
    elif request.POST.get("act") == "give":
        receipt = _given(request, form, place)
        if receipt is not None:
            return HttpResponseRedirect(place.done(receipt))
    elif place.weighs:
        _weighed(request, form, place)
    else:
        form.read(request.language)
    return _page(request, form, place)


def _asks(form: _Form) -> bool:
    """Return whether something has still to be typed before the command can be weighed."""
    try:
        form.move.command.model_validate(meant(form.move.command, _copied(form.raw)))
    except ValidationError:
        return True
    return False


def _copied(raw: Any) -> Any:
    if isinstance(raw, dict):
        return {name: _copied(value) for name, value in raw.items()}
    return [_copied(one) for one in raw] if isinstance(raw, list) else raw


def _weighed(request: PageRequest, form: _Form, place: Place) -> None:
    """Say what the command would meet, without giving it."""
    wanted = form.read(request.language)
    if wanted is None:
        return
    try:
        form.verdict, form.findings = place.weigh(wanted)
    except InputError as error:
        form.wrong(error, request.language)


def _given(request: PageRequest, form: _Form, place: Place) -> Any | None:
    """Give the command; None where it was not carried out, with what stands in its way."""
    wanted = form.read(request.language)
    if wanted is None:
        return None
    version = int(form.version) if form.version.isdecimal() and len(form.version) < 10 else None
    try:
        return place.give(wanted, form.key, version if place.version is not None else None)
    except RefusedError as refused:
        form.verdict, form.findings, form.refused, form.status = refused.verdict, refused.findings, True, 403
    except StaleError as stale:
        form.stale = place.changes(stale.expected)
        form.version, form.status = str(stale.found), 409
    except InputError as error:
        form.wrong(error, request.language)
    return None


def _page(request: PageRequest, form: _Form, place: Place) -> HttpResponse:
    offer = place.options(form.raw)
    inputs: tuple[Input, ...] = inputs_of(form.move.command, form.raw, form.mistakes, request.language, offer)
    context = {
        **place.frame, "move": form.move, "form": form, "inputs": inputs, "whole": form.mistakes.get("", ()),
        "wrong": sum(map(len, form.mistakes.values())), "lines": lines_of(form.findings), "leave": place.leave,
        "weighs": place.weighs, "heading": heading_of(form.move.kind, request.language),
    }  # fmt: skip
    return shown(request, context.get("sheet", "command.html"), context, status=form.status)


def heading_of(kind: str, language: str) -> str:
    """Return what a command is called as what is to be done."""
    return say(f"do.{kind}", language)
