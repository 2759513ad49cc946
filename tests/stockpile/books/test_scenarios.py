"""Stories of the stock as a person of the field would tell them, each step on states that went through JSON."""

from __future__ import annotations

import re

import pytest

from sonae.core import Classification, InputError
from tests.stockpile.books.desk import HERE, Desk, load, word

STORIES = sorted(path.name for path in HERE.glob("[!_]*.yaml"))


@pytest.mark.parametrize("name", STORIES)
def test_story(name: str) -> None:
    story = load(name)
    assert set(story) == {"title", "steps"}
    desk = Desk()
    for row in story["steps"]:
        assert set(row) <= {"step", "why", "with", "on", "then", "refused"}
        if "refused" in row:
            before = dict(desk.kept)
            with pytest.raises(InputError, match=re.escape(row["refused"])) as refusal:
                desk.take(row)
            assert str(refusal.value).count(". ") == 0, "one sentence"
            assert desk.kept == before, "nothing moved"
            continue
        taken = desk.take(row)
        if taken is not None:
            assert taken.classification is Classification.SECRET
            assert taken.finding.citations
        for asked, answer in row.get("then", {}).items():
            if asked == "cites":
                cited = [citation.label_ja for citation in taken.finding.citations]
                assert set(answer) <= set(cited), row
                continue
            expected = answer if asked == "stock untouched" else word(answer)
            seen = desk.seen(asked, taken)
            if asked.startswith("held"):  # a story speaks of its own minerals
                seen = {mineral: seen.get(mineral, 0) for mineral in answer}
            assert seen == pytest.approx(expected), (row["step"], asked)


def test_there_are_stories() -> None:
    assert {"purchase.yaml", "shortage.yaml", "exchange.yaml", "drill.yaml"} <= set(STORIES)
