"""Sealed multi-unit auctions of the stock, with a proof for every award; drills; how often tenders fail."""

from sonae.stockpile.auction.award import MOST_NODES, Solution, solve
from sonae.stockpile.auction.clearing import (
    AuctionResult,
    BidAward,
    Rejection,
    Reoffer,
    RoundResult,
    Tie,
    clear,
    draw_digest,
)
from sonae.stockpile.auction.drill import MARK, drill_bids
from sonae.stockpile.auction.failed_tender import (
    FailedTender,
    PastTender,
    failed_tender,
    failed_tenders,
    read_tenders,
)
from sonae.stockpile.auction.notice import (
    AuctionSettings,
    Bid,
    Caps,
    Lot,
    Notice,
    Window,
    auction_settings,
    parse_notice,
    read_bids,
    read_notice,
)
from sonae.stockpile.auction.program import Levels, Program, ProgramBid, ProgramLot
from sonae.stockpile.auction.proof import Duals, Node, Proof, breaches, check, enumerated, upper_bound
from sonae.stockpile.auction.rows import INCENTIVES, auction_document, auction_rows

__all__ = [
    "INCENTIVES",
    "MARK",
    "MOST_NODES",
    "AuctionResult",
    "AuctionSettings",
    "Bid",
    "BidAward",
    "Caps",
    "Duals",
    "FailedTender",
    "Levels",
    "Lot",
    "Node",
    "Notice",
    "PastTender",
    "Program",
    "ProgramBid",
    "ProgramLot",
    "Proof",
    "Rejection",
    "Reoffer",
    "RoundResult",
    "Solution",
    "Tie",
    "Window",
    "auction_document",
    "auction_rows",
    "auction_settings",
    "breaches",
    "check",
    "clear",
    "draw_digest",
    "drill_bids",
    "enumerated",
    "failed_tender",
    "failed_tenders",
    "parse_notice",
    "read_bids",
    "read_notice",
    "read_tenders",
    "solve",
    "upper_bound",
]
