"""Small award programs for tests, and the slowest way to solve one."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import strategies as st

from sonae.stockpile.auction.program import Program, ProgramBid, ProgramLot


@st.composite
def programs(draw: Any, *, lots: int = 2, bids: int = 5, largest: int = 4, divisible: bool = False) -> Program:
    """A program small enough for brute force: one or two lots, caps, set-asides, minima."""
    names = [f"L{i}" for i in range(draw(st.integers(1, lots)))]
    offered = []
    for name in names:
        quantity = draw(st.integers(1, 8))
        classes = draw(st.lists(st.integers(0, 1), unique=True, max_size=2))
        offered.append(ProgramLot(name, quantity, tuple((c, draw(st.integers(1, quantity))) for c in sorted(classes))))
    count = draw(st.integers(0, bids))
    ranks = draw(st.permutations(range(count)))
    made = []
    for i in range(count):
        quantity = draw(st.integers(1, largest))
        minimum = 0 if divisible else draw(st.sampled_from([0, quantity, draw(st.integers(0, quantity))]))
        made.append(
            ProgramBid(
                f"b{i}", draw(st.sampled_from("xyz")), draw(st.sampled_from(names)), draw(st.integers(0, 3)), quantity,
                minimum, ranks[i], draw(st.sampled_from([None, 0, 1])),
            )
        )  # fmt: skip
    by_lot = {(k, n): draw(st.integers(1, 6)) for k in "xyz" for n in names if draw(st.booleans())}
    in_all = {k: draw(st.integers(1, 8)) for k in "xyz" if draw(st.booleans())}
    return Program(tuple(offered), tuple(made), by_lot, in_all)


def brute_force(program: Program) -> dict[str, int]:
    """Try every whole number of units of every bid; compare level by level, as the method page says."""
    choices = [[0, *range(max(1, bid.minimum), bid.quantity + 1)] for bid in program.bids]
    order = sorted(program.bids, key=lambda bid: bid.rank)
    best: tuple[Any, dict[str, int]] | None = None
    for units in itertools.product(*choices):
        award = {bid.id: n for bid, n in zip(program.bids, units, strict=True)}
        if not allowed(program, award):
            continue
        key = (*level(program, award), *(award[bid.id] for bid in order))
        if best is None or key > best[0]:
            best = (key, award)
    assert best is not None
    return {name: n for name, n in best[1].items() if n}


def allowed(program: Program, award: dict[str, int]) -> bool:
    total = lambda keep: sum(award[b.id] for b in program.bids if keep(b))  # noqa: E731
    return (
        all(total(lambda b, i=lot.id: b.lot == i) <= lot.quantity for lot in program.lots)
        and all(total(lambda b, k=key: (b.buyer, b.lot) == k) <= cap for key, cap in program.cap_by_lot.items())
        and all(total(lambda b, k=buyer: b.buyer == k) <= cap for buyer, cap in program.cap_in_all.items())
    )


def level(program: Program, award: dict[str, int]) -> tuple[int, ...]:
    served = []
    for place in (0, 1):
        served.append(
            sum(
                min(kept, sum(award[b.id] for b in program.bids if b.lot == lot.id and b.priority == place))
                for lot in program.lots
                for other, kept in lot.set_asides
                if other == place
            )
        )
    return (*served, sum(award[b.id] * b.value for b in program.bids), sum(award.values()))
