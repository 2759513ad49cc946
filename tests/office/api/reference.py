"""The tables of ``docs/reference/api.md`` and ``office-settings.md``, made from the API's own description and the settings.

``python -m tests.office.api.reference`` writes them anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sonae.office import OfficeSettings

ROOT = Path(__file__).parents[3]
API_PAGE = ROOT / "docs" / "reference" / "api.md"
SETTINGS_PAGE = ROOT / "docs" / "reference" / "office-settings.md"
_PART = re.compile(r"(<!-- made: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def renewed(text: str) -> str:
    """A page with its tables made anew."""
    return _PART.sub(lambda found: f"{found[1]}\n{_TABLES[found[2]]()}\n\n{found[3]}", text)


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |".replace("|  |", "| |") for row in rows)])


def _operations(of: bool) -> Iterator[tuple[str, ...]]:
    from sonae.office.api import api

    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            command = "commands" in operation["tags"]
            if command != of:
                continue
            asked = [f"`{one['name']}`" for one in operation["parameters"] if one["in"] == "query"]
            place = f"`{method.upper()} {path.removeprefix('/api/v1')}`"
            said: dict[str, Any] = operation
            row = (place, said["summary"])
            yield row if command else (*row, ", ".join(asked))


def operations() -> str:
    """Everything but commands."""
    return _table(("address", "what it does", "query"), _operations(False))


def commands() -> str:
    """The commands."""
    return _table(("address", "what it does"), _operations(True))


def problems() -> str:
    """The kinds of problems."""
    from sonae.office.api.problem import KINDS
    from sonae.office.words import say

    rows = (
        (str(status), f"`{kind}`", say(f"problem.{kind}.title", "ja"), say(f"problem.{kind}.title", "en"))
        for kind, status in KINDS.items()
    )
    return _table(("status", "type", "ja", "en"), rows)


def settings() -> str:
    """The settings, with what the class says of each."""
    said = dict(re.findall(r"^        (\w+): (.+?)$", OfficeSettings.__doc__ or "", re.MULTILINE))

    def rows() -> Iterator[tuple[str, ...]]:
        for name, field in OfficeSettings.model_fields.items():
            default = "" if field.default is None or field.default_factory else repr(field.default)
            shown = {"True": "1", "False": "0"}.get(default, default.replace("'", '"').strip('"'))
            shown = shown.replace("(", "[").replace(")", "]") if name == "hosts" else shown
            yield (
                f"`SONAE_OFFICE_{name.upper()}`",
                f"`{shown}`" if shown else "",
                said[name][0].upper() + said[name][1:],
            )

    return _table(("variable", "default", "meaning"), rows())


_TABLES = {"operations": operations, "commands": commands, "problems": problems, "settings": settings}

if __name__ == "__main__":
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.office.settings"
    import django

    django.setup()
    for page in (API_PAGE, SETTINGS_PAGE):
        page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8")
