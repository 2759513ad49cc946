"""The budget of remaining freedom: how much of each secret is still open, given every release ever made, and how much must stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sonae.disclosure.assessment import Inquiry
from sonae.disclosure.attack import Attack, reach_of
from sonae.disclosure.audit import Examined, Freedom, Limits, Verdict
from sonae.disclosure.candidate import Candidate
from sonae.disclosure.ledger import Ledger
from sonae.disclosure.program import Program
from sonae.disclosure.rules import DisclosureRules
from sonae.disclosure.system import Protection, System

__all__ = ["Budget", "freedom_left"]


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left of a secret, and what must stay; it is as secret as the number itself.

    Attributes:
        secret: the variable: target days of a mineral, its holding, a cell.
        freedom: interval and values that an outsider must still think possible, in the secret's own unit.
        wanted: what must stay open.
        verdict: whether it does.

    """

    secret: str
    freedom: Freedom
    wanted: tuple[Protection, ...]
    verdict: Verdict

    @property
    def values(self) -> int:
        """How many values are proven possible; all there are where ``freedom.complete``, else at least so many."""
        return len(self.freedom.values)

    @property
    def spread(self) -> Fraction:
        """How far the proven values lie apart."""
        return self.freedom.values[-1] - self.freedom.values[0] if self.freedom.values else Fraction(0)

    @property
    def asked_values(self) -> int:
        """How many values must stay possible."""
        return max((one.values for one in self.wanted), default=1)

    @property
    def asked_spread(self) -> Fraction:
        """How far values must lie apart: of all that is asked the most."""
        return max((max(one.width, one.spread, _between(one)) for one in self.wanted), default=Fraction(0))

    @property
    def spare_values(self) -> int | None:
        """How many values may still be given away; below 0 too many are. None without a grid or where not all were listed."""
        return self.values - self.asked_values if self.freedom.complete else None

    @property
    def spare_spread(self) -> Fraction:
        """How much of the spread may still be given away; below 0 too much is."""
        return self.spread - self.asked_spread


def _between(wanted: Protection) -> Fraction:
    return Fraction(0) if wanted.low is None or wanted.high is None else wanted.high - wanted.low


def freedom_left(
    ledger: Ledger, rules: DisclosureRules, candidate: Candidate | None = None, *, listed: int = 12
) -> tuple[Budget, ...]:
    """Return the budget of every secret that the ledger protects, in the order in which they came up.

    Args:
        ledger: every release ever made.
        rules: the agency's; their limits hold for the search.
        candidate: a release before it is made: the budgets are those that it would leave, its own secrets among them.
        listed: how many values of a secret are looked for, at least as many as must stay.

    Raises:
        ContradictionError: when the releases contradict each other.
        InputError: when the values of the candidate are not those that were released before.

    """
    if candidate is None:
        system, wanted = _with_truth(ledger), ledger.protections()
        program = Program(system, reach_of(wanted))
    else:
        inquiry = Inquiry(candidate, ledger, rules)
        program, wanted = inquiry.program(candidate), inquiry.wanted
    limits = replace(rules.limits, listed=max([listed, *(one.values for one in wanted)]))
    return _budgets(_examined(program, wanted, limits))


def _with_truth(ledger: Ledger) -> System:
    """Return what the ledger says, with the values that its entries keep of what they hide."""
    system = ledger.system()
    own = {name for name, variable in system.variables.items() if not variable.equals}
    return replace(system, truth={name: one.value for name, one in ledger.holdings().items() if name in own})


def _examined(program: Program, wanted: Sequence[Protection], limits: Limits) -> Sequence[Examined]:
    return Attack(program, wanted, limits, full=True).audit().examined


def _budgets(examined: Sequence[Examined]) -> tuple[Budget, ...]:
    by_secret: dict[str, list[Examined]] = {}
    for one in examined:
        by_secret.setdefault(one.protection.variable, []).append(one)
    out = []
    for secret, found in by_secret.items():
        verdicts = {one.verdict for one in found}
        worst = next((v for v in (Verdict.BROKEN, Verdict.UNDECIDED) if v in verdicts), Verdict.SAFE)
        out.append(Budget(secret, found[-1].freedom, tuple(one.protection for one in found), worst))
    return tuple(out)
