"""Valuations to be worked off in the test's own process."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from importlib.resources import files

import pytest
from django.conf import settings
from django.test import Client

from sonae.core import FixedClock
from sonae.office.models import Account, Case, Job
from sonae.office.papers import keep_paper
from sonae.office.seed.cast import Cast
from tests.office.conftest import NOW, Give

CLOCK = FixedClock(NOW)
TEXT = (files("sonae.economics.ledger") / "demonstration.yaml").read_text(encoding="utf-8")
LATER = NOW + dt.timedelta(seconds=31)

Ask = Callable[..., Job]
Hand = Callable[..., str]
CaseNamed = Callable[[str], Case]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONAE_NOW", NOW.isoformat())
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def hand_in(cast: Cast) -> Hand:
    """Hand a file of a valuation in."""

    def handed(
        case: Case, text: str = TEXT, name: str = "project.yaml", kind: str = "project", who: str = "promotion"
    ) -> str:
        paper, _ = keep_paper(cast[who], case, name, kind, io.BytesIO(text.encode()), clock=CLOCK)
        return paper.name

    return handed


@pytest.fixture
def ask(give: Give, hand_in: Hand, case_named: CaseNamed) -> Ask:
    """Ask for a valuation of a case; its job waits."""

    def asked(who: str = "review", title: str = "Shirahige offshore oil", **fields: object) -> Job:
        case = case_named(title)
        wish = {"conditions": "demonstration", "rate": "appraisal", "share": "30", "scenarios": 128, **fields}
        if "project" not in wish:
            wish["project"] = hand_in(case)
        receipt = give(who, "economics.run", case.number, **wish)
        return Job.objects.get(asked_by=receipt.sequence)

    return asked


@pytest.fixture
def reader(cast: Cast) -> Callable[..., Client]:
    def logged_in(login: str, language: str = "ja") -> Client:
        client = Client(headers={"host": "localhost"})
        Account.objects.filter(login=login).update(language=language)
        client.force_login(cast[login])
        return client

    return logged_in
