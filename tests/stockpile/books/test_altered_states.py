"""States altered at random: each is read or refused in one sentence, and never ends in a traceback."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.stockpile import books as b
from tests.stockpile.books.desk import Desk, load

NASTY = st.one_of(
    st.sampled_from(
        [None, True, False, 0, -1, 10**400, 1e308, "", " ", "NaN", "1E+999999", "-1E-999999", "0.0000001", [], {}, [[]],
         "9999-12-31", "0001-01-01", "9999-12-31T23:59:59-12:00", "W", "North", "W-2015",
         "tight_supply", "\x00", "１２", {"value": 1}]
    ),
    st.text(max_size=5), st.integers(-5, 5), st.dates(), st.floats(),
)  # fmt: skip


@cache
def states() -> dict[str, tuple[type[Any], dict[str, Any]]]:
    found: dict[str, tuple[type[Any], dict[str, Any]]] = {}
    for name in ("purchase.yaml", "shortage.yaml", "exchange.yaml", "drill.yaml"):
        desk = Desk()
        for row in load(name)["steps"]:
            if "refused" not in row:
                desk.take(row)
        found[f"book of {name}"] = (b.Book, b.stated(desk.book))
        if name == "purchase.yaml":
            found["purchase"] = (b.Purchase, b.stated(desk.purchase))
            found["policy"] = (b.PolicyRecord, b.stated(desk.policy))
            found["closed book"] = (b.Book, b.stated(b.closed(desk.book, dt.date(2025, 9, 2))))
        elif name == "drill.yaml":
            assert desk.drill is not None
            found["drill"] = (b.Drill, b.stated(desk.drill))
        else:
            found[f"release of {name}"] = (b.ReleaseRecord, b.stated(desk.release))
    return found


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a tree, the tree itself left out."""
    inner: list[tuple[Any, Any]] = []
    if isinstance(tree, dict):
        inner = list(tree.items())
    elif isinstance(tree, list):
        inner = list(enumerate(tree[:3]))
    return [(*path, key) for key, _ in inner] + [place for key, value in inner for place in places(value, (*path, key))]


def altered(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copied = dict(tree) if isinstance(tree, dict) else list(tree)
    copied[path[0]] = altered(tree[path[0]], path[1:], value)
    return copied


NAMES = ("book of purchase.yaml", "book of shortage.yaml", "book of exchange.yaml", "book of drill.yaml", "closed book", "purchase",
         "policy", "drill", "release of shortage.yaml", "release of exchange.yaml")  # fmt: skip


def test_the_states_are_those_that_the_stories_leave() -> None:
    assert set(states()) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_an_altered_state_is_read_or_refused(name: str, data: st.DataObject) -> None:
    form, tree = states()[name]
    path = data.draw(st.sampled_from(places(tree)))
    changed = altered(tree, path, data.draw(NASTY))
    try:
        state = b.read(form, changed)
    except InputError:
        return
    assert b.read(form, b.stated(state)) == state
    if isinstance(state, b.Book):
        b.due(state, dt.date(2026, 1, 1), within_days=1000)
        b.contained(state)
    if isinstance(state, b.ReleaseRecord):
        assert state.stage
