"""Run every page and write what its commands print now: ``python -m tests.docs [PAGE …]``. Read the difference after."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.docs import pages, plan_page, policy_page
from tests.docs.shared_review import lines_of


def main(names: list[str]) -> None:
    for path in pages.page_paths():
        path.write_text(plan_page.renewed_page(policy_page.renewed_page(path.read_text("utf-8"))), "utf-8")
        if pages.name_of(path) == "README.ja.md":
            english = (pages.ROOT / "README.md").read_text("utf-8")
            path.write_text(pages.with_blocks_of(english, path.read_text("utf-8")), "utf-8")
            continue
        if names and pages.name_of(path) not in names:
            continue
        with tempfile.TemporaryDirectory(prefix="sonae-docs-") as folder:
            outcomes = list(pages.outcomes_of(path, Path(folder), lines_of))
        lines = path.read_text(encoding="utf-8").splitlines()
        for outcome in reversed(outcomes):
            new = outcome.shown == ["x"]  # a block that waits for its first run
            wrong = not outcome.ended_well and not (new and outcome.code in (0, 2))
            if wrong:
                print(f"{pages.name_of(path)}: «{outcome.what}» ended with {outcome.code}: {outcome.printed[-1:]}")
            elif outcome.shown and pages.difference(outcome.shown, outcome.printed):
                lines[outcome.first : outcome.last] = pages.renewed(outcome.shown, outcome.printed)
                print(f"{pages.name_of(path)}: «{outcome.what}» prints something else now")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
