"""The lines that a regime makes: a draft that instruments write into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sonae.core import InputError
from sonae.economics.formula import (
    Add,
    Banded,
    Choose,
    Earlier,
    Formula,
    Largest,
    Line,
    Now,
    Number,
    Subtract,
    needs_of,
    parse_formula,
)
from sonae.economics.regimes.terms import FromYear, Scale, Schedule, Stated

__all__ = ["CONTRACTOR", "GOVERNMENT", "MONEY", "RATE", "Check", "Draft", "at_least_nothing", "sum_of"]

CONTRACTOR, GOVERNMENT = "contractor", "government"
MONEY, RATE = "money", "1"


@dataclass(frozen=True)
class Check:
    """What has to be 0 in every period and scenario, with the clause that promises it."""

    name: str
    formula: Formula
    clause: str


def at_least_nothing(formula: Formula) -> Formula:
    """Return max(0, formula)."""
    return Largest(Number(0.0), formula)


def sum_of(names: Sequence[str]) -> Formula:
    """Return the sum of lines in this period."""
    return Add(tuple(Now(name) for name in names))


@dataclass
class Draft:
    """Lines, dated numbers and checks so far; ``clause`` is the instrument that writes, ``clauses`` who wrote a dated number."""

    lines: list[Line] = field(default_factory=list)
    dated: dict[str, FromYear] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    clause: str = ""
    clauses: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, formula: Formula, unit: str = MONEY, *, pays: tuple[str, str] | None = None) -> str:
        """Write a line down and return its name; ``pays`` is (payer, payee) of a payment."""
        payer, payee = pays or ("", "")
        self.lines.append(Line(name, formula, unit, self.clause, payer, payee))
        return name

    def check(self, name: str, formula: Formula) -> None:
        """Promise that a formula is 0."""
        self.checks.append(Check(f"{self.clause}: {name}", formula, self.clause))

    def written(self, text: str, name: str) -> Formula:
        """Read a formula of the instrument's field ``name``."""
        return parse_formula(text, field=f"{self.clause}.{name}")

    def term(self, schedule: Schedule, name: str, *, line: str = "") -> Formula:
        """Return the formula of a term: a number, a dated line, a formula, or a scale with the lines that drive it.

        Args:
            schedule: the term.
            name: the field of the instrument that states it.
            line: name of its line, where it needs one; instrument and field unless said.

        """
        line = line or f"{self.clause}_{name}"
        if isinstance(schedule, int | float):
            return Number(float(schedule), f"{self.clause}.{name}")
        if isinstance(schedule, FromYear):
            self.dated[line], self.clauses[line] = schedule, self.clause
            return Now(line)
        if isinstance(schedule, Stated):
            return self.written(schedule.formula, f"{name}.formula")
        return self._scale(schedule.scale, name, line)

    def _scale(self, scale: Scale, name: str, line: str) -> Formula:
        driver = self.add(f"{line}_driver", self.written(scale.driver, f"{name}.scale.driver"), RATE)
        if scale.ratchet:
            if scale.mode == "marginal":
                raise InputError(
                    "a marginal scale has no ratchet: parts of the driver bear rates of their own",
                    field=f"{self.clause}.{name}.scale.ratchet", expected="false",
                )  # fmt: skip
            risen = f"{line}_risen"
            driver = self.add(risen, Largest(Now(driver), Earlier(risen)), RATE)
        read: Formula = Earlier(driver, scale.lag) if scale.lag else Now(driver)
        bands = Banded(read, scale.uppers, scale.rates, scale.mode, f"{self.clause}.{name}.scale")
        return Now(self.add(line, bands, RATE))

    def add_and_read(self, name: str, formula: Formula, unit: str = MONEY) -> Formula:
        """Write a line down and return its value."""
        return Now(self.add(name, formula, unit))

    def running(self, name: str, of: Formula, *, until_now: bool = True) -> str:
        """Add the line that sums a formula up over the periods so far, this one included or not."""
        if until_now:
            return self.add(name, Add((Earlier(name), of)))
        total = self.add(f"{name}_to_date", Add((Earlier(f"{name}_to_date"), of)))
        return self.add(name, Earlier(total))

    def producing(self, yes: Formula, no: Formula) -> Formula:
        """Return ``yes`` from first production on, ``no`` before it."""
        return Choose(Now("periods_of_production"), Number(1.0), yes, no)

    def none_negative(self, formula: Formula, treatment: str) -> Formula:
        """Return the formula, or what is above 0 of it where the treatment of what is below is «nothing»."""
        return at_least_nothing(formula) if treatment == "nothing" else formula

    def needs(self) -> set[str]:
        """Lines that are needed and not written here."""
        own = {line.name for line in self.lines} | self.dated.keys()
        wanted: set[str] = set()
        for line in self.lines:
            now, ago = needs_of(line.formula)
            wanted |= now | ago.keys()
        for check in self.checks:
            wanted |= needs_of(check.formula)[0]
        return wanted - own

    def less(self, first: Formula, *others: Formula) -> Formula:
        """Return the first less all others."""
        for other in others:
            first = Subtract(first, other)
        return first
