"""The page of a command: what it asks for, what it hangs on, and giving it. What was typed is kept through every refusal."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from pydantic import ValidationError

from sonae.core import Finding, InputError
from sonae.office.bus import Receipt, handle, weigh
from sonae.office.commands import moves
from sonae.office.gate import RefusedError, StaleError, Verdict, may_give, visible_cases
from sonae.office.life import Command, Move
from sonae.office.models import Case
from sonae.office.pages.case import framed
from sonae.office.pages.digest import Digest
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.forms import blank, edited, inputs_of, meant, mistakes_of, options_of, raw_of, said_of, typed
from sonae.office.pages.judged import lines_of
from sonae.office.pages.lifeline import changes_since
from sonae.office.words import say

__all__ = ["command", "open_case"]

_FACTS = "facts."
_LONGEST_KEY = 80


@dataclass
class _Form:
    """A command on its way: what was typed, what is wrong with it, what it would meet."""

    move: Move
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
        path = error.field if error.field in self.raw else ""
        self.mistakes, self.status = {path or "": [said_of(error, language)]}, 400


@page("GET", "HEAD", "POST")
def open_case(request: PageRequest) -> HttpResponseBase:
    """Ask for what a case is opened with, and open it."""
    move = moves().of("case.open")
    verdict = may_give(request.account, move, None)
    if not verdict:
        return shown(request, "refused.html", {"verdict": verdict}, status=403)
    return _answer(request, move, None, None, {})


@page("GET", "HEAD", "POST")
def command(request: PageRequest, number: str, kind: str) -> HttpResponseBase:
    """Ask for what a command says, and give it."""
    found, digest, frame = framed(request, number)
    move = moves().get(kind)
    if move is None or move.opens:
        raise Http404
    verdict = may_give(request.account, move, found)
    if not verdict and (request.method != "POST" or not request.account.roles & move.roles):
        return shown(request, "refused.html", {**frame, "verdict": verdict, "move": move}, status=403)
    return _answer(request, move, found, digest, frame)


def _answer(
    request: PageRequest, move: Move, case: Case | None, digest: Digest | None, frame: Mapping[str, Any]
) -> HttpResponseBase:
    if request.method != "POST":
        form = _begun(request, move, case, digest)
        if case is not None and not _asks(form):
            _weighed(request, form, case)
            form.status = 200  # nothing was given yet, so nothing failed
        return _page(request, form, case, digest, frame)
    form = _Form(
        move, typed(move.command, request.POST), request.POST.get("key", "")[:_LONGEST_KEY] or uuid.uuid4().hex,
        request.POST.get("version", ""),
    )  # fmt: skip
    add, drop = request.POST.get("add", ""), request.POST.get("drop", "")
    if add or drop:
        form.raw = edited(move.command, form.raw, add, drop)
    elif request.POST.get("act") == "give":
        receipt = _given(request, form, case)
        if receipt is not None:
            return _done(request, receipt)
    elif case is not None:
        _weighed(request, form, case)
    else:
        form.read(request.language)
    return _page(request, form, case, digest, frame)


def _begun(request: PageRequest, move: Move, case: Case | None, digest: Digest | None) -> _Form:
    """Return a new form: filled with what the case states already, or with what it waits for."""
    plain: dict[str, Any] = {}
    if case is not None and move.kind.startswith(_FACTS):
        plain = {name: case.facts[name] for name in move.command.model_fields if name in case.facts}
    place = request.GET.get("n", "")
    if digest is not None and place.isdecimal() and len(place) < 4:
        waiting = [one for one in digest.awaited if one.kind == move.kind]
        plain |= dict(waiting[int(place)].fields) if int(place) < len(waiting) else {}
    raw = raw_of(move.command, plain) if plain else blank(move.command)
    return _Form(move, raw, uuid.uuid4().hex, str(case.version) if case is not None else "")


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


def _weighed(request: PageRequest, form: _Form, case: Case) -> None:
    """Say what the command would meet, without giving it."""
    wanted = form.read(request.language)
    if wanted is None:
        return
    try:
        form.verdict, form.findings = weigh(wanted, request.account, case)
    except InputError as error:
        form.wrong(error, request.language)


def _given(request: PageRequest, form: _Form, case: Case | None) -> Receipt | None:
    """Give the command; None where it was not carried out, with what stands in its way."""
    wanted = form.read(request.language)
    if wanted is None:
        return None
    version = int(form.version) if form.version.isdecimal() and len(form.version) < 10 else None
    try:
        return handle(
            wanted, request.account, key=form.key, case=case.number if case is not None else None,
            version=version if case is not None else None,
        )  # fmt: skip
    except RefusedError as refused:
        form.verdict, form.findings, form.refused, form.status = refused.verdict, refused.findings, True, 403
    except StaleError as stale:
        if case is not None:
            form.stale = changes_since(request.account, case, stale.expected, request.language)
        form.version, form.status = str(stale.found), 409
    except InputError as error:
        form.wrong(error, request.language)
    return None


def _done(request: PageRequest, receipt: Receipt) -> HttpResponse:
    """Lead to the case with the receipt, or to the list where the command has put the case out of the reader's sight."""
    seen = visible_cases(request.account).filter(number=receipt.case).exists()
    address = f"{reverse('case', args=[receipt.case])}?receipt={receipt.sequence}" if seen else reverse("cases")
    return HttpResponseRedirect(address)


def _page(
    request: PageRequest, form: _Form, case: Case | None, digest: Digest | None, frame: Mapping[str, Any]
) -> HttpResponse:
    offer = options_of(form.move.kind, request.account, digest, request.language)
    inputs = inputs_of(form.move.command, form.raw, form.mistakes, request.language, offer)
    context = {
        **frame, "move": form.move, "form": form, "inputs": inputs, "whole": form.mistakes.get("", ()),
        "wrong": sum(map(len, form.mistakes.values())), "lines": lines_of(form.findings),
        "heading": _heading(form.move, request.language),
    }  # fmt: skip
    return shown(request, "command.html", context, status=form.status)


def _heading(move: Move, language: str) -> str:
    return say(f"do.{move.kind}", language)
