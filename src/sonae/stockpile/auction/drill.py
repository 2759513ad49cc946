"""Bidders of a drill (模擬入札): made up, by a stated behaviour, the same for the same seed.

Bidder i values a unit at first reserve × value_mean × exp(spread · z), z standard normal; he wants a share of the lot
that is uniform between 0 and twice ``demand_share``; he bids in up to ``steps`` prices, the first at value less his
shading, each further one a step lower and for an equal part; each bid takes all or nothing with a stated chance. Every
number depends on (seed, lot, bidder) alone.
"""

from __future__ import annotations

import math
import zlib

from sonae.compute import standard_normals, uniforms
from sonae.core import InputError
from sonae.stockpile.auction.notice import AuctionSettings, Bid, Notice
from sonae.stockpile.release import Buyer

__all__ = ["MARK", "drill_bids"]

MARK = "訓練 / DRILL"
_PER_MILLE = 1000


def drill_bids(notice: Notice, settings: AuctionSettings, *, bidders: int, seed: int) -> tuple[Notice, list[Bid]]:
    """Return the notice with made-up bidders in place of its own, and their bids for every lot.

    Raises:
        InputError: when there are no bidders or too many, or the seed cannot be used.

    """
    if not 1 <= bidders <= _PER_MILLE:
        raise InputError(f"{bidders} bidders cannot take part in a drill", expected=f"1 to {_PER_MILLE}")
    rule = settings.drill
    chance = uniforms(seed, 0, bidders, 2)
    buyers, uses = [], [*notice.priority, ""]
    use_of = {}
    for i in range(bidders):
        name = f"訓練-{i + 1:03d}"
        buyers.append(Buyer(name=name, japanese=bool(chance[i, 0] >= rule.ineligible), registered=True))
        use_of[name] = uses[min(int(chance[i, 1] * len(uses)), len(uses) - 1)]
    shading = rule.shading_uniform if notice.format == "uniform" else rule.shading_pay_as_bid
    bids = []
    for lot in notice.lots:
        # A lot's stream is by its name, so that adding a lot changes no other lot's bids.
        stream = 1 + zlib.crc32(lot.id.encode()) % (2**32 - 2)
        z = standard_normals(seed, stream, bidders, 1)
        u = uniforms(seed, stream, bidders, 4 + rule.steps)
        for i, buyer in enumerate(buyers):
            value = lot.reserve_yen[0] * rule.value_mean * math.exp(rule.value_spread * float(z[i, 0]))
            wanted = max(1, round(lot.quantity * min(1.0, 2.0 * rule.demand_share * float(u[i, 2]))))
            steps = min(wanted, 1 + int(float(u[i, 3]) * rule.steps))
            for step in range(steps):
                units = wanted // steps + (1 if step < wanted % steps else 0)
                price = round(value * (1.0 - shading) * (1.0 - rule.step_down) ** step)
                whole = float(u[i, 4 + step]) < rule.all_or_nothing
                bids.append(
                    Bid(
                        id=f"{lot.id}-{i + 1:03d}-{step + 1}", buyer=buyer.name, lot=lot.id, price_yen=price,
                        quantity=units, minimum=units if whole else 0, end_use=use_of[buyer.name],
                        stands_until=notice.rounds,
                    )
                )  # fmt: skip
    return notice.model_copy(update={"buyers": buyers, "tie_break": "draw"}), bids
