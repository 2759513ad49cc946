"""Finding the best award: exact linear programs, and branch and bound over the bids that are all-or-nothing.

The search leaves its choice tree behind, with duals at every leaf, so that :mod:`sonae.stockpile.auction.proof` can
check the award without it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sonae.core import InputError
from sonae.stockpile.auction.network import relaxed
from sonae.stockpile.auction.program import Award, Program, components
from sonae.stockpile.auction.proof import Node, Proof, check, upper_bound

__all__ = ["MOST_NODES", "Solution", "part_with", "solve"]

MOST_NODES = 20_000
"""Nodes of the choice tree after which the search stops and states its gap."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The award of all lots, with a checked proof for every part that stands for itself."""

    award: Award
    parts: tuple[tuple[Program, Node, Proof], ...]

    @property
    def optimal(self) -> bool:
        """True when every part is proved."""
        return all(proof.optimal for _, _, proof in self.parts)


def solve(program: Program, *, most_nodes: int = MOST_NODES) -> Solution:
    """Award the lots: the best award there is, proved; or the best one found, with its gap.

    Raises:
        InputError: when an award fails its check, which would be a fault of this program.

    """
    award: dict[str, int] = {}
    parts = []
    for part in components(program):
        found, tree = _search(part, most_nodes)
        proof = check(part, found, tree)
        if proof.breaches:
            raise InputError(f"the award failed its check ({proof.breaches[0]}); report this as a fault")
        award |= found
        parts.append((part, tree, proof))
    return Solution(award, tuple(parts))


def part_with(program: Program, bid: str, *, most_nodes: int = MOST_NODES) -> tuple[Program, Award | None]:
    """Return the part of a program that holds ``bid``, and the best award found there in which it gets its minimum.

    The award is none when none was found.
    """
    part = next(part for part in components(program) if bid in part.by_id)
    found, _ = _search(part, most_nodes, frozenset({bid}))
    return part, found if found.get(bid, 0) else None


@dataclass(slots=True)
class _Open:
    node: Node
    chosen: frozenset[str]
    refused: frozenset[str]


def _search(program: Program, most_nodes: int, chosen: frozenset[str] = frozenset()) -> tuple[dict[str, int], Node]:
    best: dict[str, int] = {}
    worth = 0
    root = Node()
    walk = [_Open(root, chosen, frozenset())]
    visited = 0
    while walk:
        here = walk.pop()
        if visited and upper_bound(program, here.node.duals, here.chosen, here.refused) <= worth:
            continue  # the duals of the node above prove that nothing better lies here
        if visited >= most_nodes:
            continue  # left open: its bound enters the gap
        visited += 1
        award, duals = relaxed(program, here.chosen, here.refused)
        here.node.duals = duals
        if award is None or upper_bound(program, duals, here.chosen, here.refused) <= worth:
            continue
        split = [b for b in program.bids if 0 < award.get(b.id, 0) < b.minimum]
        tried = _rounded(program, award, here, [b.id for b in split]) if split else award
        if tried is not None and program.worth(tried) > worth:
            best, worth = tried, program.worth(tried)
        if not split or upper_bound(program, duals, here.chosen, here.refused) <= worth:
            continue
        name = max(split, key=lambda b: (min(award[b.id], b.minimum - award[b.id]) * program.weights[b.id], -b.rank)).id
        here.node.bid, here.node.taken, here.node.refused = name, Node(duals=duals), Node(duals=duals)
        walk.append(_Open(here.node.refused, here.chosen, here.refused | {name}))
        walk.append(_Open(here.node.taken, here.chosen | {name}, here.refused))
    return best, root


def _rounded(program: Program, award: Award, here: _Open, split: list[str]) -> dict[str, int] | None:
    """An allowed award near a relaxed one: without the bids that fall below their minimum, as often as it takes."""
    refused = here.refused | set(split)
    found, _ = relaxed(program, here.chosen, refused)
    while found is not None:
        low = {b.id for b in program.bids if 0 < found.get(b.id, 0) < b.minimum}
        if not low:
            return found
        refused |= low
        found, _ = relaxed(program, here.chosen, refused)
    return None
