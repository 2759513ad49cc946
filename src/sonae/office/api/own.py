"""The reader's own account: language, tokens and sessions.

A token changes neither password nor second factor and makes no token: for that one logs in.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from sonae.office.access import own, sessions, tokens
from sonae.office.access.visitor import moment
from sonae.office.api.account_shapes import (
    EndedShape,
    LanguageShape,
    SessionPage,
    SessionShape,
    TokenPage,
    TokenShape,
)
from sonae.office.api.problem import ProblemError
from sonae.office.api.request import body_of, reader_of, scoped
from sonae.office.gate import NotThereError
from sonae.office.models import LoginSession, Token

__all__ = ["router"]

router = Router(tags=["own account"])

_LARGEST = 1 << 62


@router.put(
    "/language", response=LanguageShape, operation_id="put_language", summary="Choose the language of the account",
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": LanguageShape.model_json_schema()}}}
    },
)  # fmt: skip
@scoped("write")
def put_language(request: HttpRequest) -> LanguageShape:
    """Choose the language in which the office speaks to the account."""
    body = body_of(request)
    if set(body) != {"language"} or body["language"] not in ("ja", "en"):
        raise ProblemError("unfit", errors=[("language", "ja or en is expected, and nothing else")])
    own.choose_language(reader_of(request).account, body["language"])
    return LanguageShape(language=body["language"])


@router.get("/tokens", response=TokenPage, operation_id="list_tokens", summary="The reader's own tokens")
@scoped("read")
def list_tokens(request: HttpRequest) -> TokenPage:
    """List one's own tokens; none of them can be read back."""
    listed = reader_of(request).account.tokens.order_by("revoked", "-made_at", "-pk")
    return TokenPage(items=[TokenShape.of(token) for token in listed])


@router.delete(
    "/tokens/{token}", response={204: None}, operation_id="revoke_token", summary="Revoke a token of the reader's own"
)
@scoped("write")
def revoke_token(request: HttpRequest, token: int) -> HttpResponse:
    """Revoke a token, this very one too; one that is revoked stays so. Another account's is not there."""
    account = reader_of(request).account
    found = Token.objects.filter(account=account, pk=token).first() if 0 < token < _LARGEST else None
    if found is None:
        raise NotThereError
    tokens.revoke_token(found, account.login, moment())
    return HttpResponse(status=204)


@router.get("/sessions", response=SessionPage, operation_id="list_sessions", summary="The reader's own open sessions")
@scoped("read")
def list_sessions(request: HttpRequest) -> SessionPage:
    """List the sessions that are open under one's account."""
    listed = sessions.open_ones(reader_of(request).account, moment())
    return SessionPage(items=[SessionShape.of(session) for session in listed])


@router.delete(
    "/sessions", response=EndedShape, operation_id="end_sessions", summary="End all sessions of the reader's own"
)
@scoped("write")
def end_sessions(request: HttpRequest) -> EndedShape:
    """End all sessions of one's own; tokens go on."""
    account = reader_of(request).account
    return EndedShape(ended=sessions.end_all(account, account.login, "owner", moment()))


@router.delete(
    "/sessions/{session}", response={204: None}, operation_id="end_session", summary="End a session of the reader's own"
)
@scoped("write")
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    """End a session. Another account's, and one that has ended, is not there."""
    account = reader_of(request).account
    found = LoginSession.objects.filter(account=account, pk=session).first() if 0 < session < _LARGEST else None
    if found is None:
        raise NotThereError
    sessions.end(found, account.login, "owner", moment())
    return HttpResponse(status=204)
