"""All audits of a release together with every release before it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sonae.core import InputError
from sonae.disclosure.audit import Audit, Examined, Freedom, Verdict, audit
from sonae.disclosure.candidate import Candidate, protections_of
from sonae.disclosure.insider import OpenUnion, insider_audits, open_unions
from sonae.disclosure.ledger import Ledger
from sonae.disclosure.primary import Holding
from sonae.disclosure.rounding import Span
from sonae.disclosure.rules import DisclosureRules
from sonae.disclosure.system import Protection, System, Variable

__all__ = ["Assessment", "assess", "joined_system", "wanted_of"]


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


def assess(candidate: Candidate, ledger: Ledger, rules: DisclosureRules, *, full: bool = False) -> Assessment:
    """Run all audits.

    Args:
        candidate: the release.
        ledger: every release before it.
        rules: the agency's.
        full: find the whole freedom of every secret, and ask insiders even where an outsider breaks in.

    Raises:
        InputError: see :func:`joined_system`.

    """
    system = joined_system(candidate, ledger)
    holdings: dict[str, Holding] = {**ledger.holdings(), **candidate.holdings}
    wanted = wanted_of(candidate, ledger, rules)
    outsider = audit(system, wanted, rules.limits, full=full)
    hidden = (candidate.suppressed | set(candidate.intervals)) - outsider.known
    unions = open_unions(candidate.sums, hidden, candidate.holdings, rules)
    asked = full or (outsider.verdict is Verdict.SAFE and not unions)
    insiders = insider_audits(system, holdings, rules, rules.limits, known=outsider.known) if asked else ()
    return Assessment(outsider, insiders, unions, asked)


def wanted_of(candidate: Candidate, ledger: Ledger, rules: DisclosureRules) -> tuple[Protection, ...]:
    """Return all that must stay open: what old releases promised, and what this one holds."""
    return tuple(dict.fromkeys((*ledger.protections(), *protections_of(candidate.holdings.values(), rules))))
