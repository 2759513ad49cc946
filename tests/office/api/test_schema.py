"""The API held against its own description, with made-up input: no error of the inside, no answer that is not described."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from sonae.office.api import api
from sonae.office.api.commands import operation_of
from sonae.office.commands import moves
from sonae.office.models import Account, Case
from tests.office.conftest import NOW
from tests.office.tokens import token_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SOAK = os.environ.get("SONAE_SOAK") == "1"
EXAMPLES = int(os.environ.get("SONAE_SCHEMA_EXAMPLES", "40" if SOAK else "3"))
EVERY = 1 if SOAK else 24
"""`make test` looks at all reads and every 24th command, `make soak` at all commands."""
ROLES = ("review", "applicant", "executive", "auditor", "finance")

load_all_checks()
_WANTED = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
_CHECKS = CHECKS.get_by_names(_WANTED)
schema: Any = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = get_wsgi_application()
CHOSEN = {operation_of(move) for move in list(moves().values())[::EVERY]} | {"put_paper"}


def chosen(context: Any) -> bool:
    operation = context.operation
    return operation.method == "get" or operation.definition.raw["operationId"] in CHOSEN


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Undo what is done inside; a request must not end the connection that it is done on, as Django's own client sees to."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


_TURN = itertools.count()


@schema.include(chosen).parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much,
                           HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
def test_every_operation_holds_what_it_says(case: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONAE_NOW", NOW.isoformat())
    turn = next(_TURN)
    with undone():
        account = Account.objects.get(login=ROLES[turn % len(ROLES)])
        token = token_of(account)
        numbers = list(Case.objects.order_by("number").values_list("number", flat=True))
        if "number" in (case.path_parameters or {}) and turn % 4:
            case.path_parameters["number"] = numbers[turn % len(numbers)]
        answer = case.call(headers={"Authorization": f"Bearer {token}", "Host": "localhost"})
        case.validate_response(answer, checks=_CHECKS)
