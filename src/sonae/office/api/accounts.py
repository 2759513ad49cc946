"""Accounts over the API, for administrators: listed, made, and every command on them by the rules of the house."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from sonae.office.access import AccountMove, account_command_from, account_moves, handle_account
from sonae.office.access.administration import applies, found_accounts
from sonae.office.access.house import may_keep_accounts
from sonae.office.api import cursor as cursors
from sonae.office.api.account_shapes import (
    AccountEvent,
    AccountLine,
    AccountPage,
    AccountReceiptShape,
    AccountShape,
    PlaceShape,
    PlacesShape,
)
from sonae.office.api.problem import ProblemError, language_of, refusal
from sonae.office.api.request import body_of, key_of, reader_of, scoped
from sonae.office.api.shapes import CommandHint
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.log import event_names
from sonae.office.models import Account, Department, Event, Organisation

__all__ = ["ACCOUNT_TAG", "account_operation_of", "places", "router"]

ACCOUNT_TAG = "accounts"
router, places = Router(tags=[ACCOUNT_TAG]), Router(tags=[ACCOUNT_TAG])

_EVENTS = 20


def account_operation_of(move: AccountMove) -> str:
    """Return the operation id of a command on accounts."""
    return f"keep_{move.kind.replace('.', '_')}"


def _administrator(request: HttpRequest) -> Account:
    """Return who asks, who is an administrator now: the scope alone was looked at when the token was made.

    Raises:
        ProblemError: for anybody else.

    """
    account = reader_of(request).account
    verdict = may_keep_accounts(account, None, own=True)
    if not verdict:
        raise ProblemError("not-permitted", verdict.ja if language_of(request) == "ja" else verdict.en)
    return account


def _account(login: str) -> Account:
    found = _with_all(Account.objects.filter(login=login)).first() if "\0" not in login else None
    if found is None:
        raise NotThereError
    return found


def _with_all(rows: QuerySet[Account]) -> QuerySet[Account]:
    return rows.select_related("organisation", "department", "identity").prefetch_related("grants")


@router.get("", response=AccountPage, operation_id="list_accounts", summary="List the accounts by login name")
@scoped("admin", "q", "limit", "cursor")
def list_accounts(
    request: HttpRequest,
    q: str = Query("", max_length=80, description="in login, names or the organisation's name"),
    limit: int = Query(50, ge=1, le=200),
    cursor: str | None = Query(None, max_length=1000),
) -> AccountPage:
    """List the accounts."""
    actor = _administrator(request)
    rows, bound = found_accounts(q.strip()), json.dumps(["accounts", actor.pk, q.strip()])
    if cursor is not None:
        rows = rows.filter(login__gt=cursors.opened(cursor, bound)[0])
    found = list(rows[: limit + 1])
    further = cursors.sealed([found[limit - 1].login], bound) if len(found) > limit else None
    return AccountPage(
        items=[AccountLine.model_validate(AccountLine.fields_of(one)) for one in found[:limit]], next=further
    )


@places.get(
    "/places", response=PlacesShape, operation_id="list_places", summary="Organisations and departments of accounts"
)
@scoped("admin")
def list_places(request: HttpRequest) -> PlacesShape:
    """List where accounts may belong."""
    _administrator(request)
    return PlacesShape(
        organisations=[
            PlaceShape(code=one.code, ja=one.name_ja, en=one.name_en, kind=one.kind)
            for one in Organisation.objects.order_by("code")
        ],
        departments=[
            PlaceShape(code=one.code, ja=one.name_ja, en=one.name_en, kind="department")
            for one in Department.objects.order_by("pk")
        ],
    )  # fmt: skip


@router.get(
    "/{login}", response=AccountShape, operation_id="read_account", summary="Read an account and what happened to it"
)
@scoped("admin")
def read_account(request: HttpRequest, login: str) -> AccountShape:
    """Read an account, the commands that the reader may give on it, and its last events."""
    actor = _administrator(request)
    account = _account(login)
    may = {own: bool(may_keep_accounts(actor, account, own=own)) for own in (True, False)}
    offered = [move for move in account_moves().values() if not move.makes and may[move.own] and applies(move, account)]
    events = Event.objects.filter(subject=f"account/{account.login}").order_by("-sequence")[:_EVENTS]
    return AccountShape.model_validate({
        **AccountLine.fields_of(account),
        "commands": [CommandHint(kind=move.kind, ja=move.ja, en=move.en) for move in offered],
        "events": [_event(one) for one in events],
    })  # fmt: skip


def _event(event: Event) -> AccountEvent:
    ja, en = event_names().get(event.kind, (event.kind, event.kind))
    return AccountEvent(sequence=event.sequence, at=event.at, actor=event.actor, kind=event.kind, ja=ja, en=en)


def _given(request: HttpRequest, move: AccountMove, login: str | None) -> Any:
    actor = _administrator(request)
    if login is not None:
        _account(login)
    key = key_of(request)
    command = account_command_from(move.kind, body_of(request))
    try:
        receipt = handle_account(command, actor, key=key, login=login)
    except RefusedError as refused:
        return refusal(request, "refused", refused.verdict)
    return AccountReceiptShape(
        login=receipt.login,
        kind=receipt.kind,
        sequence=receipt.sequence,
        secret=receipt.secret,
        repeated=receipt.repeated,
    )


def _view(move: AccountMove) -> Callable[..., Any]:
    @scoped("admin")
    def keep(request: HttpRequest, login: str) -> Any:
        return _given(request, move, login)

    keep.__name__ = account_operation_of(move)
    return keep


@scoped("admin")
def _make(request: HttpRequest, response: HttpResponse) -> Any:
    """Make an account."""
    answer = _given(request, account_moves()["account.make"], None)
    if isinstance(answer, AccountReceiptShape):
        response["Location"] = f"/api/v1/accounts/{answer.login}"
    return answer


def _register() -> None:
    for move in account_moves().values():
        path, view = ("", _make) if move.makes else (f"/{{login}}/commands/{move.kind}", _view(move))
        router.post(
            path, response=AccountReceiptShape, operation_id=account_operation_of(move), summary=f"{move.ja} / {move.en}",
            description=f"{(move.command.__doc__ or '').strip()} By: administrator. A rule of the house.",
        )(view)  # fmt: skip

    @router.post("/{login}/commands/{kind}", include_in_schema=False)
    @scoped("admin")
    def keep_unknown(request: HttpRequest, login: str, kind: str) -> None:
        """Refuse a name that is no command's."""
        _administrator(request)
        raise ProblemError("not-there")


_register()
