"""The company that the agency takes shares of: who votes in it, through which companies, and who directs it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.bylaw.facts.day import Date
from sonae.bylaw.facts.form import Facts, Name, Votes, Whole, in_a_circle

__all__ = ["Director", "Holding", "Investee", "Party"]

Kind = Literal[
    "japanese_person", "japanese_corporation", "such_corporation", "foreign_person", "foreign_corporation",
    "host_government", "agency",
]  # fmt: skip
"""«such_corporation»: not a Japanese corporation, and yet one of 本邦法人等 as the operating rules define them (not in hand)."""

COMPANIES = ("japanese_corporation", "such_corporation", "foreign_corporation")
"""What votes are held through."""


class Party(Facts):
    """A person, company or government that votes somewhere."""

    name: Name
    kind: Kind
    licenses: bool | None = None
    """Of a host government: whether it licenses the project where that is carried out, or is a corporation like one that does."""


class Holding(Facts):
    """Votes of a party in a company."""

    holder: Name
    company: Name
    votes: Annotated[Whole, Field(ge=1)]


class Director(Facts):
    """A director of the investee."""

    name: Name
    japanese: bool
    represents: bool
    """Whether with power of representation."""
    sent_by_host_government: bool


class Investee(Facts):
    """The investee.

    ``holdings`` lists the votes in the investee and in every company behind it, down to persons; the agency's own shares that are
    held already stand there too, those that its entry would add in ``agency_votes``.
    """

    name: Name
    incorporated: bool
    incorporated_on: Date | None = None
    """Since when it exists; without it, ``incorporated`` is taken for all days."""
    parties: tuple[Party, ...] | None = None
    holdings: tuple[Holding, ...] | None = None
    agency_votes: Votes | None = None
    """Votes that the agency's entry would add."""
    directors: tuple[Director, ...] | None = None
    future_main_shareholder: Name | None = None
    """Who is to be the main shareholder, where the company does not exist yet."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Investee:
        known: set[str] = set()
        for party in self.parties or ():
            if party.name in known:
                raise ValueError(f"the party «{party.name}» stands twice")
            known.add(party.name)
        pairs = set()
        for holding in self.holdings or ():
            for name in (holding.holder, holding.company):
                if name not in known and name != self.name:
                    raise ValueError(f"«{name}» holds or is held, and is none of the parties")
            if holding.holder == self.name:
                raise ValueError("the investee holds votes of others: they do not bear on who holds its own")
            if (holding.holder, holding.company) in pairs:
                raise ValueError(f"the votes of «{holding.holder}» in «{holding.company}» stand twice")
            pairs.add((holding.holder, holding.company))
        self._refuse_circles()
        return self

    def _refuse_circles(self) -> None:
        """Follow holders from every company, one after the other, so that no chain is too deep."""
        clear: set[str] = set()
        for start in (self.name, *(party.name for party in self.parties or ())):
            way, left = [start], [[holding.holder for holding in self.holders_of.get(start, ())]]
            upon = {start}
            while way:
                if way[-1] in clear or not left[-1]:
                    upon.discard(way[-1])
                    clear.add(way.pop())
                    left.pop()
                    continue
                name = left[-1].pop(0)
                if name in upon:
                    circle = in_a_circle([*way[way.index(name) :], name])
                    raise ValueError(f"companies hold each other in a circle: {circle}")
                way.append(name)
                upon.add(name)
                left.append([holding.holder for holding in self.holders_of.get(name, ())])

    @cached_property
    def holders_of(self) -> Mapping[str, tuple[Holding, ...]]:
        """Holdings by company."""
        found: dict[str, list[Holding]] = {}
        for holding in self.holdings or ():
            found.setdefault(holding.company, []).append(holding)
        return {company: tuple(held) for company, held in found.items()}

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """What every party is."""
        return {party.name: party.kind for party in self.parties or ()}

    def behind(self, company: str) -> tuple[str, ...]:
        """Return the companies through which votes in a company are held, each after those behind it; chains may have any depth."""
        found: dict[str, None] = {}
        left = [company]
        while left:
            name = left[-1]
            holders = [one.holder for one in self.holders_of.get(name, ()) if self.kinds[one.holder] in COMPANIES]
            unseen = [holder for holder in holders if holder not in found]
            if unseen:
                left.extend(reversed(unseen))
                continue
            found[left.pop()] = None
        del found[company]
        return tuple(found)

    def votes(self, company: str, *, with_agency: bool) -> dict[str, int]:
        """Return the votes in a company by holder; host governments left out (a5.p2), the agency's entry in the investee added."""
        votes = {
            holding.holder: holding.votes
            for holding in self.holders_of.get(company, ())
            if self.kinds[holding.holder] != "host_government"
        }
        if with_agency and company == self.name and self.agency_votes:
            agency = next(
                (name for name, kind in self.kinds.items() if kind == "agency"), ""
            )  # no party is without a name
            votes[agency] = votes.get(agency, 0) + self.agency_votes
        return votes

    def share(self, holder: str, company: str) -> Fraction:
        """Return a holder's share of the votes in a company, host governments counted."""
        votes = {one.holder: one.votes for one in self.holders_of.get(company, ())}
        return Fraction(votes.get(holder, 0), sum(votes.values())) if votes else Fraction(0)
