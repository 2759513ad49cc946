"""The pages of the reference hold every address, command, problem and setting."""

from __future__ import annotations

import re

import pytest

from sonae.office import OfficeSettings
from sonae.office.commands import moves
from tests.office.api import reference

RENEW = "run python -m tests.office.api.reference"


def test_the_page_of_the_api_holds_every_address_command_and_problem() -> None:
    text = reference.API_PAGE.read_text(encoding="utf-8")
    assert reference.renewed(text) == text, RENEW
    assert text.count("| `POST /cases/{number}/commands/") == sum(move.offered for move in moves().values())


@pytest.mark.parametrize("name", OfficeSettings.model_fields)
def test_the_page_of_the_settings_holds_every_setting(name: str) -> None:
    text = reference.SETTINGS_PAGE.read_text(encoding="utf-8")
    assert reference.renewed(text) == text, RENEW
    row = re.search(rf"^\| `SONAE_OFFICE_{name.upper()}` \|.*\| (.+) \|$", text, re.MULTILINE)
    assert row
    assert len(row[1]) > 20
