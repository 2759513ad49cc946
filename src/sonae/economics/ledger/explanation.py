"""A number explained: its formula, the numbers in it, the clause that states it, and where those come from."""

from __future__ import annotations

from dataclasses import dataclass

from sonae.core import InputError
from sonae.economics.formula import Earlier, Formula, Spread, needs_of, parts_of, read_out
from sonae.economics.ledger.evaluation import Ledger

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True)
class Explanation:
    """One number of a ledger.

    Attributes:
        line: name of the line.
        period: label of the period.
        value: the number.
        unit: «USD», a unit of quantity, or «1».
        formula: in names of lines; empty for a given line.
        worked: the same in numbers.
        clause: what states it: instrument, source and place, or where it was given.
        assumed: reasons of fields of the instrument that no source was opened for.
        parts: the lines in the formula, explained in turn.

    """

    line: str
    period: str
    value: float
    unit: str
    formula: str
    worked: str
    clause: str
    assumed: tuple[str, ...]
    parts: tuple[Explanation, ...]

    def lines(self, depth: int = 0) -> list[str]:
        """Return the explanation as indented text."""
        pad = "  " * depth
        out = [f"{pad}{self.line} [{self.period}] = {_shown(self.value)} {self.unit}"]
        if self.formula:
            out += [f"{pad}  = {self.formula}", f"{pad}  = {self.worked}"]
        out.append(f"{pad}  from {self.clause}")
        out += [f"{pad}  assumed: {reason}" for reason in self.assumed]
        for part in self.parts:
            out += part.lines(depth + 1)
        return out


def explain(ledger: Ledger, line: str, period: int | str, *, depth: int = 1) -> Explanation:
    """Explain a number of a ledger.

    Args:
        ledger: a case worked off.
        line: name of the line.
        period: its year, such as 2031, or in a case by the month its month, such as «2031-04».
        depth: how many formulas deep; what lies deeper is named with its value.

    Raises:
        UnknownChoiceError: for a line that there is none of.
        InputError: for a period that the case does not have.

    """
    case, names = ledger.case, ledger.case.period_names
    if str(period) not in names:
        raise InputError(
            f"the case has no {period}",
            file=case.file,
            field="period",
            expected=f"a {case.period}, {names[0]} to {names[-1]}",
        )
    ledger.line(line)
    return _explained(ledger, line, names.index(str(period)), depth)


def _explained(ledger: Ledger, name: str, t: int, depth: int) -> Explanation:
    label, value = ledger.grid.labels()[t], float(ledger.values[name][t])
    if name in ledger.given:
        given = ledger.given[name]
        return Explanation(name, label, value, ledger.unit(name), "", "", given.origin, (), ())
    line = ledger.program.line(name)

    def number(part: str, ago: int) -> str:
        return _shown(ledger.values[part][t - ago]) if t >= ago else "0"

    parts = []
    if depth > 0:
        parts = [_explained(ledger, need, t, depth - 1) for need in sorted(needs_of(line.formula)[0])]
        parts += [_explained(ledger, need, t - ago, 0) for need, ago in _looked_back(ledger, line.formula, t)]
    clause, assumed = _clause(ledger, line.clause)
    return Explanation(
        name,
        label,
        value,
        ledger.unit(name),
        read_out(line.formula),
        read_out(line.formula, number),
        clause,
        assumed,
        tuple(parts),
    )


def _looked_back(ledger: Ledger, formula: Formula, t: int) -> list[tuple[str, int]]:
    """Return lines of earlier periods that a formula reads in period ``t``, and how many periods ago; of a spread what is not 0."""
    found: set[tuple[str, int]] = set()
    for part in parts_of(formula):
        match part:
            case Earlier(line, periods, _) if periods <= t:
                found.add((line, periods))
            case Spread(line, weights):
                reach = min(len(weights) - 1, t)
                found |= {(line, ago) for ago in range(1, reach + 1) if weights[ago] and ledger.values[line][t - ago]}
            case _:
                pass
    return sorted(found)


def _clause(ledger: Ledger, key: str) -> tuple[str, tuple[str, ...]]:
    for instrument in ledger.regime.instruments:
        if instrument.id == key:
            source = ledger.regime.sources[instrument.source]
            text = f"{ledger.regime.id}, «{key}»: {instrument.clause} ({source.title}; {source.where})"
            return text, tuple(f"{field}: {reason}" for field, reason in instrument.assumed.items())
    words = {
        "sales": "the case: volume × price", "costs": "the case: all classes of costs",
        "parties": f"{ledger.regime.id}: what the party receives less what it pays",
    }  # fmt: skip
    return words.get(key, key), ()


def _shown(value: float) -> str:
    """Write a number with six figures or more, and never as a power of ten that a person would have to work out."""
    return f"{value:,.2f}" if abs(value) >= 10_000 else f"{value:,.6g}"
