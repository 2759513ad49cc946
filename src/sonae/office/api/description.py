"""What the OpenAPI document says beside the views: bodies of commands, headers, and the one shape of all problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from sonae.office.access import account_moves
from sonae.office.api.accounts import account_operation_of
from sonae.office.api.books import operation_of_book
from sonae.office.api.commands import COMMAND_TAG, operation_of
from sonae.office.api.problem import KINDS, MEDIA_TYPE, Problem
from sonae.office.books import BookMove, book_moves
from sonae.office.commands import moves
from sonae.office.life import Move

__all__ = ["described"]

_REF = "#/components/schemas/{model}"
_TEMPLATE = _REF
_EVERY = (400, 401, 403, 404, 405, 422, 429, 500, 503)
_OPEN = (404, 405, 422, 500, 503)
_WRITES = (409, 412, 413, 415)
_WISH = "the sender's own name of this one wish"
_KEY: Mapping[str, Any] = {
    "in": "header", "name": "Idempotency-Key", "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[!-~]{1,80}$"},
    "description": f"{_WISH}; needed unless the command is only weighed",
}  # fmt: skip
_MATCH: Mapping[str, Any] = {
    "in": "header", "name": "If-Match", "required": False,
    "schema": {"type": "string", "pattern": r'^(\*|"[0-9]{1,9}(-[0-9a-f]+)?")$'},
    "description": "the ETag of the case that the command rests on; 412 where the case has changed since",
}  # fmt: skip


def described(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with what the views do not say."""
    schemas = document["components"]["schemas"]
    by_operation: dict[str, Move | BookMove] = {operation_of(move): move for move in moves().values()}
    by_operation |= {operation_of_book(move): move for move in book_moves().values()}
    of_accounts = {account_operation_of(move): move.command for move in account_moves().values()}
    commands = [*(move.command for move in by_operation.values()), *of_accounts.values()]
    bodies, definitions = models_json_schema([(one, "validation") for one in commands], ref_template=_TEMPLATE)
    taken = set(schemas) & set(definitions["$defs"])
    if taken:
        raise ValueError(f"two shapes of one name: {', '.join(sorted(taken))}")
    schemas.update(definitions["$defs"])
    _, problem = models_json_schema([(Problem, "serialization")], ref_template=_TEMPLATE)
    schemas.update(problem["$defs"])
    for methods in document["paths"].values():
        for method in list(methods):
            methods[method] = operation = dict(methods[method])
            move = by_operation.get(operation["operationId"])
            if move is not None:
                _command(operation, move, bodies[move.command, "validation"])
            kept = of_accounts.get(operation["operationId"])
            if kept is not None:
                _body(operation, bodies[kept, "validation"], {**_KEY, "required": True, "description": _WISH})
            _problems(operation, writes=method != "get")
    return document


def _command(operation: dict[str, Any], move: Move | BookMove, body: Mapping[str, Any]) -> None:
    _body(operation, body, *([_KEY] if move.opens else [_KEY, _MATCH]))
    operation["tags"] = [COMMAND_TAG]


def _body(operation: dict[str, Any], body: Mapping[str, Any], *headers: Mapping[str, Any]) -> None:
    operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    operation["parameters"] = [*operation["parameters"], *headers]


def _problems(operation: dict[str, Any], *, writes: bool) -> None:
    """Add every status that a problem may have; the shape is the same for all."""
    said = {status: kind for kind, status in reversed(list(KINDS.items()))}
    statuses = set(_EVERY if operation.get("security") else _OPEN) | (set(_WRITES) if writes else set())
    statuses |= {507} if operation["operationId"] == "put_paper" else set()
    answers = dict(operation["responses"])
    if not writes and operation.get("security"):
        answers[304] = {"description": "the reader has it already"}
    for status in sorted(statuses):
        shape = {"schema": {"$ref": _REF.format(model="Problem")}}
        answers[status] = {"description": said[status], "content": {MEDIA_TYPE: shape}}
    operation["responses"] = answers
