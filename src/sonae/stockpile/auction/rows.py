"""The award sheet, the proof, the draw, the rejected bids and the re-offers as flat rows and as one document."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sonae.stockpile.auction.clearing import AuctionResult, RoundResult
from sonae.stockpile.auction.drill import MARK
from sonae.stockpile.auction.program import Program
from sonae.stockpile.auction.proof import Duals, Node

__all__ = ["INCENTIVES", "auction_document", "auction_rows"]

INCENTIVES = {
    "uniform": (
        "Uniform price: a buyer of many units gains by asking less than he wants, because his last bid may set the "
        "price of all; a small buyer loses little by bidding his value."
    ),
    "pay_as_bid": (
        "Pay as bid: every buyer gains by bidding below his value, near the lowest price that he thinks will win; bids "
        "are no statement of value, and who guesses worse pays more."
    ),
}
"""What each format invites, in words (Ausubel and others, «Demand reduction and inefficiency in multi-unit auctions», 2014)."""


def auction_rows(result: AuctionResult) -> dict[str, list[dict[str, Any]]]:
    """Return flat rows by sheet: awards, proof, ties, rejected, reoffers."""
    sheets: dict[str, list[dict[str, Any]]] = {
        "awards": [{**asdict(award), "payment_yen": award.payment_yen} for award in result.awards],
        "proof": [row for one in result.rounds for row in _proof_rows(one)],
        "ties": [asdict(tie) for tie in result.ties],
        "rejected": [asdict(rejection) for rejection in result.rejections],
        "reoffers": [asdict(reoffer) for reoffer in result.reoffers],
    }
    if result.drill:
        sheets = {name: [{"mark": MARK, **row} for row in rows] for name, rows in sheets.items()}
    return sheets


def _proof_rows(one: RoundResult) -> list[dict[str, Any]]:
    rows = []
    for part, tree, proof in one.solution.parts:
        levels = part.levels(one.solution.award)
        rows.append(
            {
                "round": one.round,
                "lots": ", ".join(lot.id for lot in part.lots),
                "bids": len(part.bids),
                "sold": levels.sold,
                "value_over_reserve_yen": levels.value_yen,
                "set_asides_served": sum(levels.served),
                "optimal": proof.optimal,
                "gap_yen": proof.gap_yen,
                "leaves": proof.leaves,
                "kind": "linear program" if tree.bid is None else "choice tree",
                "enumerated": proof.enumerated,
                "shadow_prices": "; ".join(f"{lot} {price}" for lot, price in _shadow(part, tree).items()),
            }
        )
    return rows


def _shadow(part: Program, tree: Node) -> dict[str, int]:
    """What a unit more of each lot would be worth, whole yen over the reserve, by the duals of the root."""
    return {lot.id: part.yen_a_unit(tree.duals.lot.get(lot.id, 0)) for lot in part.lots}


def auction_document(result: AuctionResult) -> dict[str, Any]:
    """Return everything as plain data; the proof is whole, so that anybody can check it with weights of his own making."""
    notice = result.notice
    document: dict[str, Any] = {
        "auction": notice.auction,
        "mark": MARK if result.drill else None,
        "format": notice.format,
        "incentives": INCENTIVES[notice.format],
        "tie_break": notice.tie_break,
        "seed": notice.seed,
        "classification": result.classification.name,
        "optimal": result.optimal,
        **auction_rows(result),
        "certificates": [
            {"round": one.round, **_certificate(part, tree, dict(one.solution.award))}
            for one in result.rounds
            for part, tree, _ in one.solution.parts
        ],
    }
    if result.drill:
        document["bids"] = [bid.model_dump(mode="json", exclude_none=True) for bid in result.bids]
    return document


def _certificate(part: Program, tree: Node, award: dict[str, int]) -> dict[str, Any]:
    return {
        "lots": [lot.id for lot in part.lots],
        "worth": str(part.worth({name: units for name, units in award.items() if name in part.by_id})),
        "weights": {name: str(weight) for name, weight in part.weights.items()},
        "served_weights": [str(weight) for weight in part.served_weights],
        "tree": _tree(tree),
    }


def _tree(node: Node) -> dict[str, Any]:
    if node.bid is None or node.taken is None or node.refused is None:
        return {"duals": _duals(node.duals)}
    return {"bid": node.bid, "taken": _tree(node.taken), "refused": _tree(node.refused)}


def _duals(duals: Duals) -> dict[str, dict[str, str]]:
    groups = {
        "lot": {str(key): price for key, price in duals.lot.items()},
        "set_aside": {f"{lot} {place + 1}": price for (lot, place), price in duals.set_aside.items()},
        "buyer_in_lot": {f"{buyer} in {lot}": price for (buyer, lot), price in duals.buyer_lot.items()},
        "buyer": {str(key): price for key, price in duals.buyer.items()},
    }
    return {name: {key: str(price) for key, price in group.items() if price} for name, group in groups.items()}
