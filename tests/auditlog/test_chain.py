"""Walking along a chain that holds, and along one that does not: the first bad entry is named."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.auditlog import Entry, EntryLine, Flaw, Head, entry_line, seal, verify_chain
from tests.auditlog.made_logs import BEGAN, KINDS, log_of, resealed

LOG = log_of(12)


def lines_of(log: list[Entry]) -> list[EntryLine]:
    return [EntryLine(entry_line(entry).encode(), "entries.jsonl", row) for row, entry in enumerate(log, 1)]


@pytest.mark.parametrize("form", [list, lines_of])
def test_a_log_that_was_sealed_holds(form: Any) -> None:
    report = verify_chain(form(LOG))
    assert (report.holds, report.verified, report.head, report.clock_steps) == (True, 12, LOG[-1].head, ())
    later = verify_chain(form(LOG[5:]), after=LOG[4].head)
    assert (later.holds, later.verified, later.head) == (True, 7, LOG[-1].head)
    assert verify_chain([]).head == Head()


@pytest.mark.parametrize("form", [list, lines_of])
@pytest.mark.parametrize(
    ("change", "sequence", "flaw"),
    [
        (lambda log: log[:4] + log[5:], 5, Flaw.SEQUENCE),
        (lambda log: log[1:], 1, Flaw.SEQUENCE),
        (lambda log: [*log[:4], log[4], *log[4:]], 6, Flaw.SEQUENCE),
        (lambda log: [*log[:4], log[5], log[4], *log[6:]], 5, Flaw.SEQUENCE),
        (lambda log: [*log[:4], dataclasses.replace(log[4], actor="x"), *log[5:]], 5, Flaw.HASH),
        (lambda log: [*log[:4], dataclasses.replace(log[4], body={}), *log[5:]], 5, Flaw.HASH),
        (lambda log: [*log[:4], dataclasses.replace(log[4], at=BEGAN), *log[5:]], 5, Flaw.HASH),
        (lambda log: [*log[:4], dataclasses.replace(log[4], hash="0" * 64), *log[5:]], 5, Flaw.HASH),
        (lambda log: [*log[:4], dataclasses.replace(log[4], previous="0" * 64), *log[5:]], 5, Flaw.HASH),
        (lambda log: resealed(log, 5, {"x": 1})[:5] + log[5:], 6, Flaw.PREVIOUS),
        (lambda log: [*log[:11], resealed(log, 3, None)[11]], 12, Flaw.PREVIOUS),
    ],
)  # fmt: skip
def test_the_first_bad_entry_is_named(form: Any, change: Any, sequence: int, flaw: Flaw) -> None:
    broken = verify_chain(form(change(LOG))).broken
    assert broken is not None
    assert (broken.sequence, broken.flaw) == (sequence, flaw)
    assert f"entry {sequence}" in broken.said.en
    assert f"第{sequence}号" in broken.said.ja


def test_a_log_does_not_begin_in_the_middle() -> None:
    middle = seal(Head(0, "ab" * 32), at=BEGAN, actor="a", kind="case.opened", subject="s", body=None, kinds=KINDS)
    broken = verify_chain([middle]).broken
    assert broken is not None
    assert (broken.sequence, broken.flaw) == (1, Flaw.PREVIOUS)


@pytest.mark.parametrize("sequence", [0, 3, 5, 6, 7, 70])
def test_a_number_left_out_is_found_though_every_hash_fits(sequence: int) -> None:
    made = {"actor": "a", "kind": "case.opened", "subject": "s", "body": None, "kinds": KINDS}
    skipped = seal(Head(sequence - 1, LOG[4].hash), at=BEGAN, **made)  # type: ignore[arg-type]
    broken = verify_chain([*LOG[:5], skipped]).broken
    if sequence == 6:
        assert broken is None
    else:
        assert broken is not None
        assert (broken.sequence, broken.flaw) == (6, Flaw.SEQUENCE)
        assert f"entry {sequence} stands there" in broken.said.en


@pytest.mark.parametrize(
    "fields",
    [
        {"at": dt.datetime(2026, 4, 1)}, {"at": "2026"}, {"actor": None}, {"sequence": 5.0}, {"sequence": True}, {"previous": None},
        {"hash": None}, {"body": {1, 2}}, {"body": float("inf")}, {"subject": "\ud800"}, {"kind": 7},
        {"at": dt.datetime(2026, 4, 1, tzinfo=dt.timezone(dt.timedelta(hours=9)))},
    ],
)  # fmt: skip
def test_fields_that_are_none_of_an_entry_break_the_chain_there(fields: dict[str, Any]) -> None:
    broken = verify_chain([*LOG[:4], dataclasses.replace(LOG[4], **fields), *LOG[5:]]).broken
    assert broken is not None
    assert (broken.sequence, broken.flaw) == (5, Flaw.UNREADABLE)


@pytest.mark.parametrize("text", ['x"', "", "0" * 63, LOG[3].hash.upper(), "\ud800"])
def test_hashes_in_another_form_break_the_chain_there(text: str) -> None:
    for field in ("previous", "hash"):
        changed = dataclasses.replace(LOG[4], **{field: text})  # type: ignore[arg-type]
        broken = verify_chain([*LOG[:4], changed, *LOG[5:]]).broken
        assert broken is not None
        assert broken.sequence == 5


def test_a_clock_that_ran_back_is_a_remark() -> None:
    log: list[Entry] = []
    for seconds in (0, 10, 7, 8, 20, 19.5):
        log.append(
            seal(
                log[-1].head if log else None, at=BEGAN + dt.timedelta(seconds=seconds), actor="a", kind="case.opened", subject="s",
                body=None, kinds=KINDS,
            )
        )  # fmt: skip
    for form in (list, lines_of):
        report = verify_chain(form(log))
        assert report.holds
        assert [(step.sequence, step.back.total_seconds()) for step in report.clock_steps] == [(3, 3), (6, 0.5)]
        assert [step.sequence for step in verify_chain(form(log[2:]), after=log[1].head).clock_steps] == [3, 6]
    assert "entry 3 stood 3 s before" in report.clock_steps[0].said.en


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 40), st.data())
def test_any_two_entries_swapped_any_doubled_any_left_out_any_put_in(size: int, data: st.DataObject) -> None:
    log = log_of(size)
    i = data.draw(st.integers(0, size - 1))
    j = data.draw(st.integers(0, size - 1).filter(lambda other: other != i))
    swapped = list(log)
    swapped[i], swapped[j] = log[j], log[i]
    other = dataclasses.replace(log[j], sequence=i + 1)
    for changed, first in (
        (swapped, min(i, j) + 1), ([*log[: i + 1], *log[i:]], i + 2), ([*log[:i], other, *log[i:]], i + 1),
        *([([*log[:i], *log[i + 1 :]], i + 1)] if i < size - 1 else []),
    ):  # fmt: skip
        for form in (list, lines_of):
            broken = verify_chain(form(changed)).broken
            assert broken is not None
            assert broken.sequence == first
