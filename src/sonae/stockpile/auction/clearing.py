"""Clearing an auction round by round: who takes part, who gets what at what price, and why the others do not.

Everything is whole units and whole yen. The award does not depend on the format; the price does.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sonae.core import Classification, Outcome
from sonae.stockpile.auction.award import MOST_NODES, Solution, part_with, solve
from sonae.stockpile.auction.notice import Bid, Lot, Notice, check_bids
from sonae.stockpile.auction.program import Program, ProgramBid, ProgramLot
from sonae.stockpile.release import buyer_finding

__all__ = ["AuctionResult", "BidAward", "Rejection", "Reoffer", "RoundResult", "Tie", "clear", "draw_digest"]


@dataclass(frozen=True, slots=True)
class BidAward:
    """What a bid wins in a round."""

    round: int
    lot: str
    bid: str
    buyer: str
    units: int
    bid_price_yen: int
    price_yen: int
    """What is paid a unit."""

    @property
    def payment_yen(self) -> int:
        """What is paid in all."""
        return self.units * self.price_yen


@dataclass(frozen=True, slots=True)
class Rejection:
    """Units that a bid does not get in a round, and why; ``paradoxical``: its price lies above one that was accepted."""

    round: int
    lot: str
    bid: str
    buyer: str
    units: int
    code: str
    because: str
    paradoxical: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """A bid among others of the same price in a lot, with its place in the draw and what it got."""

    round: int
    lot: str
    price_yen: int
    place: int
    bid: str
    key: str
    """Digest of the draw, or the time of receipt and then the digest."""
    asked: int
    units: int


@dataclass(frozen=True, slots=True)
class Reoffer:
    """What a round did with a lot: offered = sold + unsold; the rest is offered again or taken back."""

    round: int
    lot: str
    offered: int
    reserve_yen: int
    sold: int
    unsold: int
    then: str


@dataclass(frozen=True, slots=True)
class RoundResult:
    """The program of a round with its proved solution."""

    round: int
    program: Program
    solution: Solution


@dataclass(frozen=True, slots=True)
class AuctionResult:
    """An auction from its first round to its last."""

    notice: Notice
    bids: tuple[Bid, ...]
    awards: tuple[BidAward, ...]
    rejections: tuple[Rejection, ...]
    ties: tuple[Tie, ...]
    reoffers: tuple[Reoffer, ...]
    rounds: tuple[RoundResult, ...]
    drill: bool
    classification: Classification

    @property
    def optimal(self) -> bool:
        """True when the award of every round is proved."""
        return all(result.solution.optimal for result in self.rounds)


def draw_digest(seed: str, lot: str, bid: str) -> str:
    """Return the draw of a bid: SHA-256 of seed, lot and bid; the smallest comes first."""
    return hashlib.sha256("\x1f".join((seed, lot, bid)).encode()).hexdigest()


def clear(notice: Notice, bids: Sequence[Bid], *, drill: bool = False, most_nodes: int = MOST_NODES) -> AuctionResult:
    """Clear an auction in as many rounds as its reserves provide for.

    Args:
        notice: lots, caps, priorities, reserves, buyers.
        bids: sealed bids of all rounds, in any order: the result does not depend on it.
        drill: marks everything as a drill.
        most_nodes: nodes of the choice tree after which an award is left unproved, with its gap.

    Raises:
        InputError: for bids that do not belong to the auction.

    """
    check_bids(bids, notice)
    ordered = tuple(sorted(bids, key=lambda bid: bid.id))
    won = {bid.id: 0 for bid in ordered}
    awards: list[BidAward] = []
    rejections: list[Rejection] = list(_excluded(notice, ordered))
    shut_out = {rejection.bid for rejection in rejections}
    ties: list[Tie] = []
    reoffers: list[Reoffer] = []
    rounds: list[RoundResult] = []
    left = {lot.id: lot.quantity for lot in notice.lots}
    for number in range(1, notice.rounds + 1):
        lots = [lot for lot in notice.lots if number <= len(lot.reserve_yen) and left[lot.id] > 0]
        reserve = {lot.id: lot.reserve_yen[number - 1] for lot in lots}
        standing = [
            bid
            for bid in ordered
            if bid.round <= number <= bid.stands_until
            and bid.lot in reserve
            and bid.id not in shut_out
            and won[bid.id] < bid.quantity
        ]
        taking = [bid for bid in standing if bid.price_yen >= reserve[bid.lot]]
        rejections += [
            Rejection(
                number,
                b.lot,
                b.id,
                b.buyer,
                b.quantity - won[b.id],
                "below_reserve",
                "the price lies below the reserve",
            )
            for b in standing
            if b not in taking
        ]
        program = _program(notice, lots, taking, won, left, reserve, ordered)
        solution = solve(program, most_nodes=most_nodes)
        rounds.append(RoundResult(number, program, solution))
        round_awards = _awards(notice, number, taking, solution.award)
        awards += round_awards
        rejections += _rejected(notice, number, taking, solution, program, most_nodes)
        ties += _ties(notice, number, taking, program, solution.award)
        for bid in taking:
            won[bid.id] += solution.award.get(bid.id, 0)
        reoffers += [_reoffer(lot, number, left, round_awards) for lot in lots]
        for award in round_awards:
            left[award.lot] -= award.units
    return AuctionResult(
        notice,
        ordered,
        tuple(awards),
        tuple(rejections),
        tuple(ties),
        tuple(reoffers),
        tuple(rounds),
        drill,
        notice.label,
    )


def _excluded(notice: Notice, bids: Sequence[Bid]) -> list[Rejection]:
    buyers = {buyer.name: buyer for buyer in notice.buyers}
    found = []
    for bid in bids:
        finding = buyer_finding(buyers[bid.buyer], registration_required=notice.registration_required)
        if finding.outcome is not Outcome.YES:
            found.append(
                Rejection(bid.round, bid.lot, bid.id, bid.buyer, bid.quantity, "not_eligible", finding.because)
            )
    return found


def _key(notice: Notice, bid: Bid) -> tuple[str, str]:
    digest = draw_digest(notice.seed, bid.lot, bid.id)
    if notice.tie_break == "draw" or bid.received is None:
        return ("", digest)
    moment = bid.received if bid.received.tzinfo else bid.received.replace(tzinfo=dt.UTC)
    return (moment.astimezone(dt.UTC).isoformat(), digest)


def _program(
    notice: Notice,
    lots: Sequence[Lot],
    taking: Sequence[Bid],
    won: Mapping[str, int],
    left: Mapping[str, int],
    reserve: Mapping[str, int],
    bids: Sequence[Bid],
) -> Program:
    place = {use: number for number, use in enumerate(notice.priority)}
    got: dict[tuple[str, str], int] = {}
    served: dict[tuple[str, str], int] = {}
    for bid in bids:
        got[bid.buyer, bid.lot] = got.get((bid.buyer, bid.lot), 0) + won[bid.id]
        served[bid.lot, bid.end_use] = served.get((bid.lot, bid.end_use), 0) + won[bid.id]
    offered = []
    for lot in lots:
        kept = {place[use]: max(0, units - served.get((lot.id, use), 0)) for use, units in lot.set_asides.items()}
        asides = tuple((number, min(units, left[lot.id])) for number, units in sorted(kept.items()) if units)
        offered.append(ProgramLot(lot.id, left[lot.id], asides))
    order = sorted(taking, key=lambda bid: _key(notice, bid))
    made = tuple(
        ProgramBid(
            bid.id,
            bid.buyer,
            bid.lot,
            bid.price_yen - reserve[bid.lot],
            bid.quantity - won[bid.id],
            0 if won[bid.id] else bid.minimum,
            rank,
            place.get(bid.end_use),
        )
        for rank, bid in enumerate(order)
    )
    pairs = sorted({(bid.buyer, bid.lot) for bid in taking})
    by_lot = {} if notice.caps.per_lot is None else {p: notice.caps.per_lot - got.get(p, 0) for p in pairs}
    in_all = {}
    if notice.caps.in_all is not None:
        for buyer in sorted({buyer for buyer, _ in pairs}):
            in_all[buyer] = notice.caps.in_all - sum(n for (name, _), n in got.items() if name == buyer)
    return Program(tuple(offered), made, by_lot, in_all)


def _awards(notice: Notice, number: int, taking: Sequence[Bid], award: Mapping[str, int]) -> list[BidAward]:
    winners = [bid for bid in taking if award.get(bid.id, 0)]
    lowest: dict[str, int] = {}
    for bid in winners:
        lowest[bid.lot] = min(bid.price_yen, lowest.get(bid.lot, bid.price_yen))
    return [
        BidAward(
            number,
            b.lot,
            b.id,
            b.buyer,
            award[b.id],
            b.price_yen,
            lowest[b.lot] if notice.format == "uniform" else b.price_yen,
        )
        for b in sorted(winners, key=lambda bid: (bid.lot, -bid.price_yen, bid.id))
    ]


def _rejected(
    notice: Notice, number: int, taking: Sequence[Bid], solution: Solution, program: Program, most_nodes: int
) -> list[Rejection]:
    award = solution.award
    lowest: dict[str, int] = {}
    for bid in taking:
        if award.get(bid.id, 0):
            lowest[bid.lot] = min(bid.price_yen, lowest.get(bid.lot, bid.price_yen))
    found = []
    for bid in sorted(taking, key=lambda bid: (bid.lot, -bid.price_yen, bid.id)):
        member = program.by_id[bid.id]
        missing = member.quantity - award.get(bid.id, 0)
        if missing == 0:
            continue
        code, because = _why(program, member, award, most_nodes)
        above = bid.lot in lowest and bid.price_yen > lowest[bid.lot]
        found.append(Rejection(number, bid.lot, bid.id, bid.buyer, missing, code, because, above))
    return found


def _why(program: Program, bid: ProgramBid, award: Mapping[str, int], most_nodes: int) -> tuple[str, str]:
    got = award.get(bid.id, 0)
    mine = [other for other in program.bids if other.buyer == bid.buyer]
    in_lot = sum(award.get(other.id, 0) for other in mine if other.lot == bid.lot)
    in_all = sum(award.get(other.id, 0) for other in mine)
    room = min(
        program.cap_by_lot.get((bid.buyer, bid.lot), in_lot + bid.quantity) - in_lot,
        program.cap_in_all.get(bid.buyer, in_all + bid.quantity) - in_all,
    )
    if room == 0 or (got == 0 and room < bid.minimum):
        return "cap", "the buyer's cap leaves no room for it"
    sold = {other.id: award[other.id] for other in program.bids if other.lot == bid.lot and award.get(other.id, 0)}
    lowest = min((program.by_id[name].value for name in sold), default=0)
    if sold and bid.value < lowest:
        if any(lot.quantity > sum(sold.values()) for lot in program.lots if lot.id == bid.lot):
            return "rest_too_small", "what higher prices leave is less than its least quantity"
        return "outbid", "the units went to higher prices"
    if got == 0 and bid.indivisible:
        return _cost_of_taking(program, bid, award, most_nodes)
    if bid.value > lowest:
        if any(lot.set_asides for lot in program.lots if lot.id == bid.lot):
            return "set_aside", "the units went to an end use with priority"
        return (
            "fits_worse",
            "lower bids that take all or nothing, or other lots, make an award that is worth more in all",
        )
    return (
        ("marginal", "the units ended within this bid")
        if got
        else ("tie", "bids of the same price were drawn before it")
    )


def _cost_of_taking(program: Program, bid: ProgramBid, award: Mapping[str, int], most_nodes: int) -> tuple[str, str]:
    """What the best award with the least quantity of ``bid`` forced in would lose."""
    part, other = part_with(program, bid.id, most_nodes=most_nodes)
    if other is None:
        return "too_large", "its least quantity cannot be met by any award"
    as_is, forced = part.levels(award), part.levels(other)
    if (forced.served, forced.value_yen) > (as_is.served, as_is.value_yen):
        return "unproved", "the search stopped before it could tell"
    if as_is.served > forced.served:
        return "set_aside", "taking it would leave an end use with priority unserved"
    if (cost := as_is.value_yen - forced.value_yen) > 0:
        return "displaces_more", f"taking its least quantity would lose ¥{cost:,} of value"
    return "tie", "an award of the same value was drawn before it"


def _ties(notice: Notice, number: int, taking: Sequence[Bid], program: Program, award: Mapping[str, int]) -> list[Tie]:
    groups: dict[tuple[str, int], list[Bid]] = {}
    for bid in taking:
        groups.setdefault((bid.lot, bid.price_yen), []).append(bid)
    found = []
    for (lot, price), group in sorted(groups.items()):
        if len(group) > 1:
            for place, bid in enumerate(sorted(group, key=lambda bid: _key(notice, bid)), 1):
                key = " ".join(filter(None, _key(notice, bid)))
                asked = program.by_id[bid.id].quantity
                found.append(Tie(number, lot, price, place, bid.id, key, asked, award.get(bid.id, 0)))
    return found


def _reoffer(lot: Lot, number: int, left: Mapping[str, int], awards: Sequence[BidAward]) -> Reoffer:
    sold = sum(award.units for award in awards if award.lot == lot.id)
    unsold = left[lot.id] - sold
    then = "sold out"
    if unsold:
        then = "taken back: no reserve for another round"
        if number < len(lot.reserve_yen):
            then = f"offered again in round {number + 1} at a reserve of {lot.reserve_yen[number]:,} yen"
    return Reoffer(number, lot.id, left[lot.id], lot.reserve_yen[number - 1], sold, unsold, then)
