"""Pools: amounts that wait until they can be used, the oldest first, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sonae.economics.formula import Add, Earlier, Formula, Multiply, Now, Number, Smallest, Subtract
from sonae.economics.regimes.draft import Draft, at_least_nothing, sum_of
from sonae.economics.regimes.instruments import Allowance

__all__ = ["Pool", "write_allowance", "write_pool"]


@dataclass(frozen=True)
class Pool:
    """A pool of amounts.

    Attributes:
        name: of the pool; its lines begin with it.
        used: name of the line of what is used.
        added: what comes in.
        interest: a period, on what the pool holds at its beginning.
        room: what can be used at most.
        carry: for how many periods after its own an amount may wait.

    """

    name: str
    used: str
    added: Formula
    interest: Number
    room: Formula
    carry: int | Literal["unlimited"]


def write_pool(draft: Draft, pool: Pool) -> str:
    """Write ``_opening``, ``_added``, ``_interest``, what is used, ``_expired`` and ``_closing``; return the name of the use."""
    name, used = pool.name, pool.used
    opening = draft.add(f"{name}_opening", Earlier(f"{name}_closing"))
    added = draft.add(f"{name}_added", pool.added)
    interest = draft.add(f"{name}_interest", Multiply(pool.interest, Now(opening)))
    held = sum_of([opening, added, interest])
    draft.add(used, Smallest(held, pool.room))
    _expire(draft, pool)
    draft.add(f"{name}_closing", draft.less(held, Now(used), Now(f"{name}_expired")))
    came = draft.running(f"{name}_in", sum_of([added, interest]))
    went = draft.running(f"{name}_gone", sum_of([used, f"{name}_expired"]))
    draft.check(
        f"all that came into the pool «{name}» is used, expired or in it",
        draft.less(Now(came), Now(went), Now(f"{name}_closing")),
    )
    return used


def _expire(draft: Draft, pool: Pool) -> None:
    """Let amounts go that waited for ``carry`` periods after their own: first in, first out."""
    name = pool.name
    if pool.carry == "unlimited":
        draft.add(f"{name}_expired", Number(0.0))
        return
    ever = draft.running(f"{name}_ever", Now(f"{name}_added"))
    out = f"{name}_out"
    old: Formula = Earlier(ever, pool.carry) if pool.carry else Now(ever)
    gone = Add((Earlier(out), Now(pool.used)))
    draft.add(f"{name}_expired", at_least_nothing(Subtract(old, gone)))
    draft.add(out, Add((Earlier(out), Now(pool.used), Now(f"{name}_expired"))))


def write_allowance(draft: Draft, own: Allowance) -> None:
    """Deduct what was earned up to a limit: the pool's lines, ``_limit``, and the main line of what is used."""
    limit = Multiply(draft.term(own.limit, "limit"), draft.written(own.limit_base, "limit_base"))
    room = Now(draft.add(f"{own.id}_limit", at_least_nothing(limit)))
    interest = Number(own.interest, f"{own.id}.interest")
    write_pool(draft, Pool(own.id, own.id, draft.written(own.earned, "earned"), interest, room, own.carry_periods))
