"""The page of a command in a case, and that which opens one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from sonae.office.bus import Receipt, handle, weigh
from sonae.office.commands import moves
from sonae.office.gate import may_give, visible_cases
from sonae.office.life import Move
from sonae.office.models import Case
from sonae.office.pages.case import framed
from sonae.office.pages.digest import Digest
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.forms import options_of
from sonae.office.pages.giving import Place, answer
from sonae.office.pages.lifeline import changes_since
from sonae.office.pages.reading import inside
from sonae.office.pages.runs import RunShown, run_beside

__all__ = ["command", "open_case"]

_FACTS = "facts."
_WITH_RUN = ("decision.make", "review.evaluate", "review.consult", "review.answer", "evaluation.rank")
"""Commands beside which the valuation of the case is shown."""


@page("GET", "HEAD", "POST")
def open_case(request: PageRequest) -> HttpResponseBase:
    """Ask for what a case is opened with, and open it."""
    move = moves().of("case.open")
    verdict = may_give(request.account, move, None)
    if not verdict:
        return shown(request, "refused.html", {"verdict": verdict}, status=403)
    return answer(request, move, _place(request, move, None, None, {}))


@page("GET", "HEAD", "POST")
def command(request: PageRequest, number: str, kind: str) -> HttpResponseBase:
    """Ask for what a command says, and give it."""
    found, digest, frame = framed(request, number)
    move = moves().get(kind)
    if move is None or not move.offered:
        raise Http404
    verdict = may_give(request.account, move, found)
    if not verdict and (request.method != "POST" or not request.account.roles & move.roles):
        return shown(request, "refused.html", {**frame, "verdict": verdict, "move": move}, status=403)
    return answer(request, move, _place(request, move, found, digest, frame))


def _place(
    request: PageRequest, move: Move, case: Case | None, digest: Digest | None, frame: Mapping[str, Any]
) -> Place:
    account, language = request.account, request.language
    offered = options_of(move.kind, account, digest, language, case)
    around = {
        **frame, "of_house": not move.cites or (case is not None and not case.bylaw), "judges": move.judges,
        "crumb": "office/case_crumb.html" if case is not None else "", "about_number": case.number if case is not None else "",
        "run": _run_beside(request, move, case),
    }  # fmt: skip

    def done(receipt: Receipt) -> str:
        """Lead to the case with the receipt, or to the list where the command has put the case out of the reader's sight."""
        if receipt.kind == "economics.run":
            return f"{reverse('case_economics', args=[receipt.case])}?asked={receipt.sequence}"
        seen = visible_cases(account).filter(number=receipt.case).exists()
        return f"{reverse('case', args=[receipt.case])}?receipt={receipt.sequence}" if seen else reverse("cases")

    return Place(
        frame=around,
        leave=reverse("case", args=[case.number]) if case is not None else reverse("cases"),
        version=case.version if case is not None else None,
        weighs=case is not None,
        begun=lambda: _begun(request, move, case, digest),
        options=lambda raw: offered,
        weigh=lambda wanted: weigh(wanted, account, case),
        give=lambda wanted, key, version: handle(
            wanted, account, key=key, case=case.number if case is not None else None, version=version
        ),
        changes=lambda version: changes_since(account, case, version, language) if case is not None else (),
        done=done,
    )


def _begun(request: PageRequest, move: Move, case: Case | None, digest: Digest | None) -> Mapping[str, Any]:
    """Return what a new form begins with: what the case states already, or what it waits for."""
    plain: dict[str, Any] = {}
    if case is not None and move.kind.startswith(_FACTS):
        plain = {name: case.facts[name] for name in move.command.model_fields if name in case.facts}
    place = request.GET.get("n", "")
    if digest is not None and place.isdecimal() and len(place) < 4:
        waiting = [one for one in digest.awaited if one.kind == move.kind]
        plain |= dict(waiting[int(place)].fields) if int(place) < len(waiting) else {}
    return plain


def _run_beside(request: PageRequest, move: Move, case: Case | None) -> RunShown | None:
    """Return the valuation to look at beside a decision or an evaluation."""
    if case is None or move.kind not in _WITH_RUN or not inside(request.account):
        return None
    return run_beside(request.account, case, request.language)
