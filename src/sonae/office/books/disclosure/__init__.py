"""The book of disclosure: what may leave the house, judged together with every release ever made, approved by two, published.

It is SECRET as a whole: it holds the numbers that stay hidden and the ledger of what was let out. What readers are shown of a
release is a row of :class:`~sonae.office.models.Publication` beside it. Only the commands here change either.
"""

from sonae.office.books.disclosure.asking import candidate_for, unlinked
from sonae.office.books.disclosure.chain import ChainLine, ChainReport, chain_of
from sonae.office.books.disclosure.coarser import COARSER, offered
from sonae.office.books.disclosure.document import content_of, document_of, fingerprint
from sonae.office.books.disclosure.kind import KIND, disclosure_book
from sonae.office.books.disclosure.proposing import candidate_of_proposal
from sonae.office.books.disclosure.state import (
    APPROVALS,
    DisclosureState,
    Proposal,
    Stage,
    World,
    WorldMineral,
    read_state,
)
from sonae.office.books.disclosure.world import days_id, stock_id

__all__ = [
    "APPROVALS", "COARSER", "KIND", "ChainLine", "ChainReport", "DisclosureState", "Proposal", "Stage", "World",
    "WorldMineral", "candidate_for", "candidate_of_proposal", "chain_of", "content_of", "days_id", "disclosure_book",
    "document_of", "fingerprint", "offered", "read_state", "stock_id", "unlinked",
]  # fmt: skip
