import copy
import json
import pickle

import pytest

from sonae.core import Reason

REASON = Reason("stage.unseen", "no trade code for {mineral} since {year}", mineral="Ge", year=2016)


def test_a_reason_is_its_sentence() -> None:
    assert REASON == "no trade code for Ge since 2016"
    assert json.loads(json.dumps([REASON])) == ["no trade code for Ge since 2016"]
    assert sorted({REASON, "a"}) == ["a", REASON]


@pytest.mark.parametrize(
    "through",
    [
        lambda reason: pickle.loads(pickle.dumps(reason)),  # noqa: S301 - our own bytes
        copy.copy,
        copy.deepcopy,
        lambda reason: copy.deepcopy({"because": [reason]})["because"][0],
    ],
)
def test_code_and_parts_survive_copying(through) -> None:  # type: ignore[no-untyped-def]
    copied = through(REASON)
    assert copied == REASON
    assert (copied.code, copied.parts) == ("stage.unseen", {"mineral": "Ge", "year": 2016})


def test_braces_in_a_part_are_text() -> None:
    reason = Reason("x", "file «{name}»", name="{0}{evil}")
    assert reason == "file «{0}{evil}»"
    assert copy.deepcopy(reason) == pickle.loads(pickle.dumps(reason)) == reason  # noqa: S301


def test_a_template_without_its_part_is_an_error() -> None:
    with pytest.raises(KeyError):
        Reason("x", "no {part}")
