"""What a browser does that logs in by the provider, and what the record says of it last."""

from __future__ import annotations

import json
from typing import Any

from sonae.office.models import Event
from tests.office.access.conftest import Reader
from tests.office.access.oidc_provider import SmallProvider


def started(reader: Reader, **query: str) -> str:
    """Where the provider sends a browser that began at the office."""
    answer = reader.client.get("/login/provider/", query)
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def logs_in(reader: Reader, house: SmallProvider, **query: str) -> int:
    reader.answer = reader.client.get(house.sent_back(started(reader, **query)))
    return reader.answer.status_code


def latest() -> tuple[str, str, dict[str, Any]]:
    event = Event.objects.order_by("-sequence")[0]
    return event.kind, event.actor, json.loads(event.line)["body"]


def ground() -> str:
    kind, _, body = latest()
    assert (kind, body["way"]) == ("login.failed", "oidc")
    return str(body["ground"])
