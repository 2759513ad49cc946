"""All audits of a release together with every release before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from sonae.core import InputError
from sonae.disclosure.attack import Attack, reach_of
from sonae.disclosure.audit import Audit, Examined, Freedom, Verdict
from sonae.disclosure.candidate import Candidate
from sonae.disclosure.insider import OpenUnion, insider_attacks, insider_audits, open_unions
from sonae.disclosure.ledger import Ledger
from sonae.disclosure.primary import Holding, primary_causes, room_of
from sonae.disclosure.program import Program
from sonae.disclosure.reduction import Reduction
from sonae.disclosure.rounding import Span
from sonae.disclosure.rules import DisclosureRules
from sonae.disclosure.system import System, Variable

__all__ = ["Assessment", "Inquiry", "assess", "joined_system"]


@dataclass(frozen=True)
class Assessment:
    """What all audits found.

    Attributes:
        outsider: interval and lattice audit of somebody who knows the releases alone.
        insiders: the same for every coalition of contributors that was asked.
        unions: sums of hidden cells that stand open.
        asked: False where insiders were not asked because an outsider breaks in already.

    """

    outsider: Audit
    insiders: tuple[Audit, ...]
    unions: tuple[OpenUnion, ...]
    asked: bool = True

    @property
    def verdict(self) -> Verdict:
        """The worst of all."""
        found = {self.outsider.verdict, *(one.verdict for one in self.insiders)}
        if self.unions or Verdict.BROKEN in found:
            return Verdict.BROKEN
        return Verdict.UNDECIDED if Verdict.UNDECIDED in found else Verdict.SAFE

    @property
    def failed(self) -> tuple[Examined, ...]:
        """What is not safe, of all audits."""
        return tuple(one for found in (self.outsider, *self.insiders) for one in found.failed)

    def freedom(self) -> tuple[Freedom, ...]:
        """Return the freedom that an outsider leaves of each secret, once a secret."""
        return tuple({one.protection.variable: one.freedom for one in self.outsider.examined}.values())


def joined_system(candidate: Candidate, ledger: Ledger) -> System:
    """Return all that is known once a release is made.

    Raises:
        InputError: when the stated values are not those that old releases were made of, naming what does not hold.

    """
    before = ledger.system()
    system = before.joined([candidate.system()])
    for variable in system.variables.values():
        value = system.value({variable.id: Fraction(1)})
        if value is not None and not _fits(variable, value):
            raise InputError(
                f"«{variable.id}» lies outside the bounds or the grid that were released before", file=candidate.name,
                expected="the same number, or another id for another number",
            )  # fmt: skip
    for row in before.rows:
        value = system.value(row.of)
        if value is not None and not row.span.holds(value):
            raise InputError(
                f"«{row.name}», released before, does not hold of the values that are stated", file=candidate.name
            )
    return system


def _fits(variable: Variable, value: Fraction) -> bool:
    on_grid = variable.step is None or (value / variable.step).denominator == 1
    return on_grid and Span(variable.lower, variable.upper).holds(value)


class Inquiry:
    """All that the audits of a release need whatever its pattern, worked out once; any pattern may then be assessed.

    Attributes:
        candidate: the release.
        rules: the agency's.
        bare: all that is known beside its cells.
        wanted: what must stay open.
        holdings: what is known of the numbers, old ones among them, by variable.
        causes: why numbers are secret by themselves, by variable.
        reach: the largest number that protections speak of.

    Raises:
        InputError: see :func:`joined_system`.

    """

    def __init__(self, candidate: Candidate, ledger: Ledger, rules: DisclosureRules) -> None:
        self.candidate, self.rules = candidate, rules
        self.bare = joined_system(replace(candidate, cells={}, intervals={}), ledger)
        self.holdings: dict[str, Holding] = {**ledger.holdings(), **candidate.holdings}
        self.causes = {name: primary_causes(holding, rules) for name, holding in self.holdings.items()}
        own = (
            made
            for name, holding in candidate.holdings.items()
            if self.causes[name]
            for made in room_of(holding, self.causes[name], rules)
        )
        self.wanted = tuple(dict.fromkeys((*ledger.protections(), *own)))
        self.reach = reach_of(self.wanted)
        self.reduction = Reduction(self.bare)

    def program(self, candidate: Candidate) -> Program:
        """Return what a pattern of the release leaves open."""
        rows = candidate.publications()[len(candidate.figures) :]
        reduction = self.reduction.extended(rows)
        return Program(reduction.system, self.reach, reduction.result())

    def holds(self, candidate: Candidate) -> bool:
        """Say whether all audits of the release with a pattern pass; the first that does not ends them."""
        attack = Attack(self.program(candidate), self.wanted, self.rules.limits)
        known = frozenset(attack.program.reduced.fixed)
        hidden = (candidate.suppressed | set(candidate.intervals)) - known
        if not attack.holds() or open_unions(candidate.sums, hidden, candidate.holdings, self.rules):
            return False
        return all(
            attack.holds()
            for _, attack in insider_attacks(
                self.holdings, self.rules, self.rules.limits, known=known, outsider=attack, causes=self.causes
            )
        )

    def assess(self, candidate: Candidate, *, full: bool = False, every: bool = False) -> Assessment:
        """Run all audits of the release with a pattern, see :func:`assess`; with ``every`` none is left out for another's sake."""
        attack = Attack(self.program(candidate), self.wanted, self.rules.limits, full=full)
        outsider = attack.audit()
        hidden = (candidate.suppressed | set(candidate.intervals)) - outsider.known
        unions = open_unions(candidate.sums, hidden, candidate.holdings, self.rules)
        asked = full or every or (outsider.verdict is Verdict.SAFE and not unions)
        insiders = (
            insider_audits(
                attack.program.system, self.holdings, self.rules, self.rules.limits, known=outsider.known,
                outsider=attack, causes=self.causes,
            )
            if asked
            else ()
        )  # fmt: skip
        return Assessment(outsider, insiders, unions, asked)


def assess(
    candidate: Candidate, ledger: Ledger, rules: DisclosureRules, *, full: bool = False, every: bool = False
) -> Assessment:
    """Run all audits.

    Args:
        candidate: the release.
        ledger: every release before it.
        rules: the agency's.
        full: find the whole freedom of every secret, and ask insiders even where an outsider breaks in.
        every: ask insiders even where an outsider breaks in.

    Raises:
        InputError: see :func:`joined_system`.

    """
    return Inquiry(candidate, ledger, rules).assess(candidate, full=full, every=every)
