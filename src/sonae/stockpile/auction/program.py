"""The award as an integer program, and the one whole number that orders all awards.

Maximise, one after the other: (1) units of the set-asides that go to their end use, in the order of priority; (2) value
over reserve, yen; (3) units sold; (4) the units of the bids in the order of the draw. Because each level weighs more
than everything below it, one integer holds them all, and no two different awards are equal.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sonae.core import InputError

__all__ = ["Award", "Levels", "Program", "ProgramBid", "ProgramLot", "components"]

Award = Mapping[str, int]
"""Units by bid."""


@dataclass(frozen=True, slots=True)
class ProgramLot:
    """Units on offer; ``set_asides`` are units kept for an end use, by its place in the order of priority."""

    id: str
    quantity: int
    set_asides: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ProgramBid:
    """A bid that takes part. It gets nothing, or between ``minimum`` and ``quantity`` units.

    ``value`` is its price less the reserve, yen a unit; ``rank`` its place in the draw, 0 first; ``priority`` the place
    of its end use in the order of priority, or none.
    """

    id: str
    buyer: str
    lot: str
    value: int
    quantity: int
    minimum: int
    rank: int
    priority: int | None = None

    @property
    def indivisible(self) -> bool:
        """True where the bid may be refused for being too large."""
        return self.minimum > 1


@dataclass(frozen=True, slots=True)
class Levels:
    """What an award is worth, level by level."""

    served: tuple[int, ...]
    """Units of the set-asides that go to their end use, in the order of priority."""
    value_yen: int
    sold: int


@dataclass(frozen=True)
class Program:
    """Lots, bids and caps. Numbers are whole units and whole yen."""

    lots: tuple[ProgramLot, ...]
    bids: tuple[ProgramBid, ...]
    cap_by_lot: Mapping[tuple[str, str], int]
    """Most units of (buyer, lot); none where missing."""
    cap_in_all: Mapping[str, int]
    """Most units of a buyer in all lots."""

    def __post_init__(self) -> None:
        names = [bid.id for bid in self.bids]
        if len(set(names)) < len(names) or len({bid.rank for bid in self.bids}) < len(names):
            raise InputError("two bids have one name or one place in the draw")
        known = {lot.id for lot in self.lots}
        for bid in self.bids:
            if bid.lot not in known or bid.value < 0 or not 0 <= bid.minimum <= bid.quantity or bid.quantity < 1:
                raise InputError(f"the bid «{bid.id}» cannot take part")

    @cached_property
    def by_id(self) -> Mapping[str, ProgramBid]:
        """Bids by name."""
        return {bid.id: bid for bid in self.bids}

    @cached_property
    def _weights(self) -> tuple[tuple[int, ...], int, int, Mapping[str, int]]:
        """Weights: of a served unit by priority, of a yen, of a sold unit, and of a unit of each bid by the draw."""
        bits = max((bid.quantity for bid in self.bids), default=1).bit_length()
        order = sorted(self.bids, key=lambda bid: -bid.rank)
        draw = {bid.id: 1 << (bits * place) for place, bid in enumerate(order)}
        sold = 1 << (bits * len(order))
        units = sum(bid.quantity for bid in self.bids)
        yen = sold * (units + 1)
        ceiling = yen * (sum(bid.quantity * bid.value for bid in self.bids) + 1)
        classes = 1 + max((place for lot in self.lots for place, _ in lot.set_asides), default=-1)
        served = []
        for _ in range(classes):
            served.append(ceiling)
            ceiling *= units + 1
        return tuple(reversed(served)), yen, sold, draw

    def unit_weight(self, bid: ProgramBid) -> int:
        """Weight of a unit of a bid, without the set-asides."""
        _, yen, sold, draw = self._weights
        return bid.value * yen + sold + draw[bid.id]

    @property
    def weights(self) -> Mapping[str, int]:
        """Weight of a unit by bid, without the set-asides."""
        return self._unit_weights

    @cached_property
    def _unit_weights(self) -> Mapping[str, int]:
        return {bid.id: self.unit_weight(bid) for bid in self.bids}

    @property
    def served_weights(self) -> tuple[int, ...]:
        """Weight of a unit of a set-aside that goes to its end use, by priority."""
        return self._weights[0]

    @cached_property
    def ceiling(self) -> int:
        """More than any award is worth."""
        most = sum(bid.quantity * self.weights[bid.id] for bid in self.bids)
        units = sum(lot.quantity for lot in self.lots)
        return most + sum(self.served_weights) * units + 1

    def levels(self, award: Award) -> Levels:
        """Return what an award is worth, level by level."""
        served = [0] * len(self.served_weights)
        for lot in self.lots:
            for place, kept in lot.set_asides:
                got = sum(award.get(b.id, 0) for b in self.bids if b.lot == lot.id and b.priority == place)
                served[place] += min(kept, got)
        value = sum(award.get(bid.id, 0) * bid.value for bid in self.bids)
        return Levels(tuple(served), value, sum(award.get(bid.id, 0) for bid in self.bids))

    def worth(self, award: Award) -> int:
        """Return the one number that orders awards."""
        served = self.levels(award).served
        return sum(w * n for w, n in zip(self.served_weights, served, strict=True)) + sum(
            award.get(name, 0) * weight for name, weight in self.weights.items()
        )

    def yen_within(self, difference: int) -> int:
        """Return the most yen of value that two awards can differ by when their worths differ by ``difference``."""
        most = sum(bid.quantity * bid.value for bid in self.bids)
        return min(most, max(0, difference) // self._weights[1] + 1)

    def yen_a_unit(self, weight: int) -> int:
        """Return the whole yen in the weight of a unit."""
        return weight // self._weights[1]

    def capacity(self, lot: ProgramLot, chosen: frozenset[str], refused: frozenset[str]) -> int:
        """Return the units of a lot that any award with these choices can fill.

        Where every bid that is not refused is all-or-nothing, free space that is no multiple of the greatest common
        divisor of the undecided quantities stays empty (a Chvátal-Gomory cut).
        """
        here = [bid for bid in self.bids if bid.lot == lot.id and bid.id not in refused]
        if any(bid.minimum < bid.quantity for bid in here):
            return lot.quantity
        taken = sum(bid.quantity for bid in here if bid.id in chosen)
        divisor = math.gcd(*(bid.quantity for bid in here if bid.id not in chosen))
        free = lot.quantity - taken
        return lot.quantity if divisor < 2 or free < 0 else lot.quantity - free % divisor


def components(program: Program) -> list[Program]:
    """Split a program into parts that no buyer's cap in all lots ties together; in the order of the lots."""
    parent = {lot.id: lot.id for lot in program.lots}

    def root(lot: str) -> str:
        while parent[lot] != lot:
            lot = parent[lot]
        return lot

    for buyer, cap in program.cap_in_all.items():
        mine = [bid for bid in program.bids if bid.buyer == buyer]
        if sum(bid.quantity for bid in mine) > cap:
            for bid in mine:
                parent[root(bid.lot)] = root(mine[0].lot)
    parts: dict[str, list[ProgramLot]] = {}
    for lot in program.lots:
        parts.setdefault(root(lot.id), []).append(lot)
    split = []
    for lots in parts.values():
        names = {lot.id for lot in lots}
        bids = tuple(bid for bid in program.bids if bid.lot in names)
        buyers = {bid.buyer for bid in bids}
        split.append(
            Program(
                tuple(lots),
                bids,
                {key: cap for key, cap in program.cap_by_lot.items() if key[1] in names and key[0] in buyers},
                {buyer: cap for buyer, cap in program.cap_in_all.items() if buyer in buyers},
            )
        )
    return split
