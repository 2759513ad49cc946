"""A log walked along in stretches, as by several processes, says to the word what it says entry by entry."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sonae.auditlog import (
    Entry,
    EntryLine,
    KeptCheckpoint,
    Stretch,
    Walked,
    audit,
    entry_line,
    hashed_line,
    seal,
    stretch_of,
    verify_chain,
)
from tests.auditlog.made_logs import BEGAN, KINDS, LOG_KEY, checkpoint_at, log_of, resealed

LOG = log_of(20)
BACK: list[Entry] = []
for one in LOG:  # its clock runs back again and again
    at = BEGAN + dt.timedelta(seconds=one.sequence % 3)
    BACK.append(
        seal(BACK[-1].head if BACK else None, at=at, actor="a", kind=one.kind, subject="s", body=None, kinds=KINDS)
    )
KEPT = [KeptCheckpoint(checkpoint_at(LOG, size), f"{size}.txt") for size in (0, 3, 7, 15, 20)]


def in_stretches(log: Sequence[Entry], cuts: Sequence[int]) -> Iterator[Walked]:
    lines = [EntryLine(entry_line(entry).encode()) for entry in log]
    for after, end in pairwise(sorted({0, *cuts, len(lines)})):
        whole = stretch_of([hashed_line(line) for line in lines[after:end]])
        yield from (whole,) if whole is not None else lines[after:end]


@st.composite
def bent(draw: st.DrawFn) -> list[Entry]:
    log = list(draw(st.sampled_from([LOG, BACK])))
    number = draw(st.integers(0, 19))
    how = draw(st.sampled_from(["not", "lacks", "twice", "altered", "hash", "made anew", "pasted"]))
    if how == "lacks":
        del log[number]
    elif how == "twice":
        log.insert(number, log[number])
    elif how == "altered":
        log[number] = dataclasses.replace(log[number], actor="x")
    elif how == "hash":
        log[number] = dataclasses.replace(log[number], hash="0" * 64)
    elif how == "made anew":
        log = resealed(log, number + 1, {"yen": 1})
    elif how == "pasted":
        log = [*log[:number], *resealed(log, 1, {"yen": 1})[number:]]
    return log


cuts_of = st.lists(st.integers(1, 19), max_size=6)


@given(bent(), cuts_of)
def test_a_chain_in_stretches_is_the_chain(log: list[Entry], cuts: list[int]) -> None:
    assert verify_chain(in_stretches(log, cuts)) == verify_chain(log)


@given(bent(), cuts_of)
def test_an_audit_of_stretches_is_the_audit_of_the_entries(log: list[Entry], cuts: list[int]) -> None:
    def heeding(sizes: Sequence[int]) -> Iterator[Walked]:
        return in_stretches(log, [*cuts, *(size for size in sizes if size < len(log))])

    found, alone = audit(heeding, KEPT, [LOG_KEY.public]), audit(log, KEPT, [LOG_KEY.public])
    assert (found.chain, found.checkpoints, found.root) == (alone.chain, alone.checkpoints, alone.root)


def test_a_log_that_holds_is_one_stretch() -> None:
    (whole,) = in_stretches(LOG, [])
    assert isinstance(whole, Stretch)
    assert len(whole.digests) == 32 * 20
    assert stretch_of([]) is None
