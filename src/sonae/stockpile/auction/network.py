"""The divisible award as a flow of greatest profit, in whole numbers: the best award and its duals, exactly.

source → lot → (set-aside) → bid → (buyer in the lot) → (buyer) → sink. Successive best paths (Ford & Fulkerson 1962;
Ahuja, Magnanti, Orlin, «Network Flows», 1993, ch. 9) stop when no path gains anything; potentials of the last residual
network are the duals. One lot without set-asides needs no paths: its limits are nested, and filling it from the highest
weight down is best (Edmonds 1971); the duals can be read off.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from sonae.stockpile.auction.program import Program, ProgramBid
from sonae.stockpile.auction.proof import Duals

__all__ = ["relaxed"]

_FREE = 1 << 62


def relaxed(program: Program, chosen: frozenset[str], refused: frozenset[str]) -> tuple[dict[str, int] | None, Duals]:
    """Return the best award when undecided bids are divisible, with duals that prove it.

    Chosen bids get their minimum at least, refused ones nothing. The award is none when the chosen minima do not fit;
    then the duals prove that.
    """
    if len(program.lots) == 1 and not program.lots[0].set_asides:
        found = _filled(program, chosen, refused)
        if found is not None:
            return found
    return _flowed(program, chosen, refused)


def _filled(program: Program, chosen: frozenset[str], refused: frozenset[str]) -> tuple[dict[str, int], Duals] | None:
    lot = program.lots[0]
    bids = [bid for bid in program.bids if bid.id not in refused]
    caps = {bid.buyer: _cap(program, bid) for bid in bids}
    units = {bid.id: bid.minimum if bid.id in chosen else 0 for bid in bids}
    room = program.capacity(lot, chosen, refused) - sum(units.values())
    spare = {k: cap - sum(units[b.id] for b in bids if b.buyer == k) for k, cap in caps.items()}
    if room < 0 or any(space < 0 for space in spare.values()):
        return None
    order = sorted(bids, key=lambda bid: -program.weights[bid.id])
    last: int | None = None
    for bid in order:
        more = min(bid.quantity - units[bid.id], room, spare[bid.buyer])
        if more > 0:
            units[bid.id] += more
            room -= more
            spare[bid.buyer] -= more
            last = program.weights[bid.id]
    unserved = [bid for bid in order if units[bid.id] < bid.quantity]
    price = 0
    if room == 0:
        price = (
            max((program.weights[b.id] for b in unserved if spare[b.buyer] > 0), default=0) if last is None else last
        )
    by_lot: dict[tuple[str, str], int] = {}
    in_all: dict[str, int] = {}
    for bid in unserved:
        over = program.weights[bid.id] - price
        if spare[bid.buyer] == 0 and over > 0:
            if program.cap_by_lot.get((bid.buyer, lot.id), _FREE) <= program.cap_in_all.get(bid.buyer, _FREE):
                by_lot[bid.buyer, lot.id] = max(over, by_lot.get((bid.buyer, lot.id), 0))
            else:
                in_all[bid.buyer] = max(over, in_all.get(bid.buyer, 0))
    award = {name: amount for name, amount in units.items() if amount}
    return award, Duals({lot.id: price}, {}, by_lot, in_all)


def _cap(program: Program, bid: ProgramBid) -> int:
    return min(program.cap_by_lot.get((bid.buyer, bid.lot), _FREE), program.cap_in_all.get(bid.buyer, _FREE))


@dataclass(slots=True)
class _Network:
    """A residual network; arc 2k and its reverse 2k + 1."""

    ends: list[int] = field(default_factory=list)
    room: list[int] = field(default_factory=list)
    profit: list[int] = field(default_factory=list)
    out: list[list[int]] = field(default_factory=list)
    names: dict[object, int] = field(default_factory=dict)

    def node(self, name: object) -> int:
        if name not in self.names:
            self.names[name] = len(self.out)
            self.out.append([])
        return self.names[name]

    def arc(self, tail: object, head: object, room: int, profit: int = 0) -> int:
        a, b = self.node(tail), self.node(head)
        for start, end, space, gain in ((a, b, room, profit), (b, a, 0, -profit)):
            self.out[start].append(len(self.ends))
            self.ends.append(end)
            self.room.append(space)
            self.profit.append(gain)
        return len(self.ends) - 2

    def best(self, start: int) -> tuple[list[int | None], list[int]]:
        """Most profit from ``start`` to every node, and the arc by which it is reached."""
        reach: list[int | None] = [None] * len(self.out)
        reach[start] = 0
        return reach, self._corrected(reach, [start])

    def potentials(self) -> list[int]:
        """Whole numbers that rise along every residual arc by its profit at least."""
        reach: list[int | None] = [0] * len(self.out)
        self._corrected(reach, list(range(len(self.out))))
        return [gain or 0 for gain in reach]

    def _corrected(self, reach: list[int | None], start: list[int]) -> list[int]:
        """Correct labels until none rises; no cycle gains, so that this ends."""
        by = [-1] * len(self.out)
        queue, waiting = deque(start), [False] * len(self.out)
        while queue:
            node = queue.popleft()
            waiting[node] = False
            here = reach[node]
            if here is None:
                continue
            for arc in self.out[node]:
                if self.room[arc] > 0:
                    head, gain = self.ends[arc], here + self.profit[arc]
                    known = reach[head]
                    if known is None or gain > known:
                        reach[head], by[head] = gain, arc
                        if not waiting[head]:
                            waiting[head] = True
                            queue.append(head)
        return by

    def push(self, start: int, end: int, by: list[int]) -> int:
        """Send as much as fits along the path that ends in ``end``."""
        path = []
        node = end
        while node != start:
            path.append(by[node])
            node = self.ends[by[node] ^ 1]
        amount = min(self.room[arc] for arc in path)
        for arc in path:
            self.room[arc] -= amount
            self.room[arc ^ 1] += amount
        return amount


def _flowed(program: Program, chosen: frozenset[str], refused: frozenset[str]) -> tuple[dict[str, int] | None, Duals]:
    net = _Network()
    source, sink = net.node("source"), net.node("sink")
    must = program.ceiling
    first: dict[str, int] = {}
    rest: dict[str, int] = {}
    set_asides = {(lot.id, place): kept for lot in program.lots for place, kept in lot.set_asides}
    for lot in program.lots:
        net.arc("source", ("lot", lot.id), program.capacity(lot, chosen, refused))
    for (lot_id, place), kept in set_asides.items():
        net.arc(("lot", lot_id), ("kept", lot_id, place), kept, program.served_weights[place])
    for bid in program.bids:
        if bid.id in refused:
            continue
        net.arc(("lot", bid.lot), ("bid", bid.id), _FREE)
        if bid.priority is not None and (bid.lot, bid.priority) in set_asides:
            net.arc(("kept", bid.lot, bid.priority), ("bid", bid.id), _FREE)
        least = bid.minimum if bid.id in chosen else 0
        weight = program.weights[bid.id]
        if least:
            first[bid.id] = net.arc(("bid", bid.id), ("both", bid.buyer, bid.lot), least, weight + must)
        rest[bid.id] = net.arc(("bid", bid.id), ("both", bid.buyer, bid.lot), bid.quantity - least, weight)
    for buyer, lot_id in {(bid.buyer, bid.lot): None for bid in program.bids if bid.id not in refused}:
        net.arc(("both", buyer, lot_id), ("buyer", buyer), program.cap_by_lot.get((buyer, lot_id), _FREE))
    for buyer in {bid.buyer: None for bid in program.bids if bid.id not in refused}:
        net.arc(("buyer", buyer), "sink", program.cap_in_all.get(buyer, _FREE))
    sent = 0
    while True:
        reach, by = net.best(source)
        gain = reach[sink]
        if gain is None or gain <= 0:
            break
        sent += net.push(source, sink, by)
    back = net.arc("sink", "source", _FREE)
    net.room[back ^ 1] = sent
    duals = _duals(program, net, net.potentials())
    award = {
        name: net.room[arc ^ 1] + (net.room[first[name] ^ 1] if name in first else 0) for name, arc in rest.items()
    }
    if any(net.room[arc] > 0 for arc in first.values()):
        return None, duals
    return {name: amount for name, amount in award.items() if amount}, duals


def _duals(program: Program, net: _Network, level: list[int]) -> Duals:
    """Read the duals off the potentials: what a unit more on an arc would gain."""

    def of(tail: object, head: object, profit: int = 0) -> int:
        if tail not in net.names or head not in net.names:
            return 0
        return max(0, level[net.names[tail]] + profit - level[net.names[head]])

    lots = {lot.id: of("source", ("lot", lot.id)) for lot in program.lots}
    kept = {
        (lot.id, place): of(("lot", lot.id), ("kept", lot.id, place), program.served_weights[place])
        for lot in program.lots
        for place, _ in lot.set_asides
    }
    both = {key: of(("both", *key), ("buyer", key[0])) for key in program.cap_by_lot}
    buyers: Mapping[str, int] = {buyer: of(("buyer", buyer), "sink") for buyer in program.cap_in_all}
    return Duals(lots, kept, both, buyers)
