"""Checking an award without the solver: is it allowed, and can nothing be better?

The linear program behind it has, for bid b of buyer k in lot l, duals λ (lot), σ (set-aside), γ (cap in the lot) and
κ (cap in all). For any non-negative duals no award is worth more than

    Σ Q·λ + Σ S·σ + Σ C·γ + Σ C·κ + Σ_b q·(w − P)⁺ − Σ_chosen m·(P − w)⁺,   P = λ + γ + κ, or less with a set-aside,

(weak duality; w the weight of a unit). A choice tree refuses or takes indivisible bids one by one; its leaves carry
duals. When no leaf's bound exceeds the award's worth, nothing is better. All numbers are integers: there is no
tolerance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.stockpile.auction.program import Award, Program, ProgramBid

__all__ = ["Duals", "Node", "Proof", "breaches", "check", "enumerated", "upper_bound"]

I64 = npt.NDArray[np.int64]

MOST_ENUMERATED = 20


@dataclass(frozen=True, slots=True)
class Duals:
    """Non-negative whole numbers in the weights of the program; what is missing is 0."""

    lot: Mapping[str, int] = field(default_factory=dict)
    set_aside: Mapping[tuple[str, int], int] = field(default_factory=dict)
    buyer_lot: Mapping[tuple[str, str], int] = field(default_factory=dict)
    buyer: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Node:
    """A node of the choice tree: ``bid`` is taken in one child and refused in the other; a leaf has duals instead."""

    bid: str | None = None
    taken: Node | None = None
    refused: Node | None = None
    duals: Duals = field(default_factory=Duals)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the check found; ``optimal`` only when the award is allowed and no leaf's bound exceeds its worth."""

    optimal: bool
    breaches: tuple[str, ...]
    worth: int
    bound: int
    leaves: int
    gap_yen: int
    """Most that another award could be worth more, in yen of value over reserve; 0 when optimal."""
    enumerated: bool
    """True when every combination of the indivisible bids was tried as well, and none is better."""


def breaches(program: Program, award: Award) -> tuple[str, ...]:
    """Return every way in which an award is not allowed."""
    found = [f"{name}: no such bid" for name in award if name not in program.by_id]
    by_lot: dict[str, int] = {}
    by_buyer: dict[str, int] = {}
    by_both: dict[tuple[str, str], int] = {}
    for bid in program.bids:
        units = award.get(bid.id, 0)
        if not isinstance(units, int) or isinstance(units, bool):
            found.append(f"{bid.id}: no whole number")
        elif units and not bid.minimum <= units <= bid.quantity:
            found.append(f"{bid.id}: {units} units, neither none nor {bid.minimum} to {bid.quantity}")
        by_lot[bid.lot] = by_lot.get(bid.lot, 0) + units
        by_buyer[bid.buyer] = by_buyer.get(bid.buyer, 0) + units
        by_both[bid.buyer, bid.lot] = by_both.get((bid.buyer, bid.lot), 0) + units
    found += [f"{lot.id}: more than offered" for lot in program.lots if by_lot.get(lot.id, 0) > lot.quantity]
    found += [
        f"{b} in {lot}: above the cap" for (b, lot), cap in program.cap_by_lot.items() if by_both.get((b, lot), 0) > cap
    ]
    found += [f"{b}: above the cap in all" for b, cap in program.cap_in_all.items() if by_buyer.get(b, 0) > cap]
    return tuple(found)


def upper_bound(program: Program, duals: Duals, chosen: frozenset[str], refused: frozenset[str]) -> int:
    """Return a number that no award with these choices is worth more than; any non-negative duals give a true one."""
    total = 0
    for lot in program.lots:
        total += program.capacity(lot, chosen, refused) * duals.lot.get(lot.id, 0)
        total += sum(kept * duals.set_aside.get((lot.id, place), 0) for place, kept in lot.set_asides)
    total += sum(program.cap_by_lot[key] * price for key, price in duals.buyer_lot.items())
    total += sum(program.cap_in_all[buyer] * price for buyer, price in duals.buyer.items())
    kept_for = {(lot.id, place) for lot in program.lots for place, _ in lot.set_asides}
    for bid in program.bids:
        if bid.id in refused:
            continue
        price = duals.lot.get(bid.lot, 0) + duals.buyer_lot.get((bid.buyer, bid.lot), 0) + duals.buyer.get(bid.buyer, 0)
        if bid.priority is not None and (bid.lot, bid.priority) in kept_for:
            eased = duals.set_aside.get((bid.lot, bid.priority), 0) - program.served_weights[bid.priority]
            price += min(0, eased)
        surplus = program.weights[bid.id] - price
        total += bid.quantity * max(0, surplus)
        if bid.id in chosen:
            total -= bid.minimum * max(0, -surplus)
    return total


def check(program: Program, award: Award, tree: Node) -> Proof:
    """Check an award against its choice tree, and by enumeration where there are few enough bids."""
    wrong = breaches(program, award)
    worth = program.worth(award)
    bound, leaves = -1, 0
    walk: list[tuple[Node, frozenset[str], frozenset[str]]] = [(tree, frozenset(), frozenset())]
    while walk:
        node, chosen, refused = walk.pop()
        if node.bid is None:
            leaves += 1
            if _negative(node.duals):
                wrong = (*wrong, "a dual is negative")
            bound = max(bound, upper_bound(program, node.duals, chosen, refused))
            continue
        if node.taken is None or node.refused is None or node.bid in chosen | refused:
            wrong = (*wrong, f"the tree does not decide {node.bid}")
            continue
        walk.append((node.taken, chosen | {node.bid}, refused))
        walk.append((node.refused, chosen, refused | {node.bid}))
    every = enumerated(program)
    if every is not None and every != {name: units for name, units in award.items() if units}:
        wrong = (*wrong, "enumeration finds a better award")
    optimal = not wrong and bound <= worth
    gap = 0 if optimal else program.yen_within(bound - worth)
    return Proof(optimal, wrong, worth, max(bound, worth), leaves, gap, every is not None)


def _negative(duals: Duals) -> bool:
    groups: tuple[Mapping[Any, int], ...] = (duals.lot, duals.set_aside, duals.buyer_lot, duals.buyer)
    return any(price < 0 for group in groups for price in group.values())


def enumerated(program: Program) -> dict[str, int] | None:
    """Return the best award found by trying every set of indivisible bids, or none where that is not done.

    It is done for up to 20 bids when all are all-or-nothing, or in one lot without set-asides, where the rest of the
    lot is filled from the highest weight down; and while values stay below 2⁶².
    """
    bids = sorted(program.bids, key=lambda bid: bid.rank)
    if not 0 < len(bids) <= MOST_ENUMERATED:
        return None
    one_lot = len(program.lots) == 1 and not program.lots[0].set_asides
    if not one_lot and any(bid.minimum < bid.quantity for bid in bids):
        return None
    largest = sum(bid.quantity * (bid.value + 1) for bid in bids) + sum(lot.quantity for lot in program.lots)
    if largest >= 2**62:
        return None
    units, allowed = _every_set(program, bids, fill=one_lot)
    keep = np.flatnonzero(allowed)
    for level in _levels(program, bids, units):
        keep = keep[level[keep] == level[keep].max()]
    best = int(keep[0])
    return {name: int(array[best]) for name, array in units.items() if array[best]}


def _every_set(program: Program, bids: list[ProgramBid], *, fill: bool) -> tuple[dict[str, I64], npt.NDArray[np.bool_]]:
    """Units by bid in every set of indivisible bids, and which sets are allowed; ``fill`` gives out what is left."""
    tried = [bid for bid in bids if bid.indivisible or not fill]
    sets = np.arange(2 ** len(tried), dtype=np.int64)
    inside = {bid.id: (sets >> place) & 1 for place, bid in enumerate(tried)}
    units = {b.id: inside[b.id] * b.minimum if b.id in inside else np.zeros_like(sets) for b in bids}
    groups = [(lot.quantity, {b.id for b in bids if b.lot == lot.id}) for lot in program.lots]
    groups += [(cap, {b.id for b in bids if (b.buyer, b.lot) == key}) for key, cap in program.cap_by_lot.items()]
    groups += [(cap, {b.id for b in bids if b.buyer == buyer}) for buyer, cap in program.cap_in_all.items()]
    room = [(np.full_like(sets, size) - sum(units[name] for name in names), names) for size, names in groups if names]
    allowed = np.logical_and.reduce([space >= 0 for space, _ in room])
    for bid in sorted(bids, key=lambda bid: -program.weights[bid.id]) if fill else ():
        mine = [space for space, names in room if bid.id in names]
        more = np.minimum(bid.quantity - units[bid.id], np.minimum.reduce(mine)).clip(min=0)
        more = more * inside[bid.id] if bid.id in inside else more
        units[bid.id] = units[bid.id] + more
        for space in mine:
            space -= more
    return units, allowed


def _levels(program: Program, bids: list[ProgramBid], units: Mapping[str, I64]) -> Iterator[I64]:
    """What is compared, level by level: set-asides by priority, value, units sold, units by the draw."""
    for place in range(len(program.served_weights)):
        kept = [(lot.id, n) for lot in program.lots for other, n in lot.set_asides if other == place]
        got = [
            np.minimum(n, sum((units[b.id] for b in bids if b.lot == lot and b.priority == place), np.int64(0)))
            for lot, n in kept
        ]
        yield np.zeros_like(units[bids[0].id]) + sum(got, np.int64(0))
    yield sum((units[bid.id] * bid.value for bid in bids), np.zeros_like(units[bids[0].id]))
    yield sum((units[bid.id] for bid in bids), np.zeros_like(units[bids[0].id]))
    for bid in bids:
        yield units[bid.id]
