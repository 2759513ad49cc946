"""Secrets and what an outsider knows of them: variables with bounds and grids, and rows ``lower ≤ Σ a·x ≤ upper``.

A publication, an equation of a table, a definition such as stock = consumption × days and a bound that everybody knows are
all rows or
bounds of one system; an attack is a question to that system. Method: Fischetti and Salazar-González (2001) for tables; the
grid is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from sonae.core import InputError
from sonae.disclosure.exact import Form, form_value
from sonae.disclosure.rounding import Span

__all__ = ["Protection", "Row", "System", "Variable"]


@dataclass(frozen=True, slots=True)
class Variable:
    """A number that the outsider would like to know, with what he knows of it beforehand.

    Attributes:
        id: its name, the same in every release that speaks of it.
        lower: the least value that he thinks possible; none where there is no limit.
        upper: the greatest value.
        step: it is a whole multiple of this; none where it may be any number.
        equals: it is this form of other variables by definition; empty where it stands for itself.

    """

    id: str
    lower: Fraction | None = None
    upper: Fraction | None = None
    step: Fraction | None = None
    equals: Form = field(default_factory=dict)

    def met(self, other: Variable) -> Variable:
        """Return what is known of the variable where two sources speak of it.

        Raises:
            InputError: when they define it otherwise or put it on different grids, naming the variable.

        """
        if self.equals != other.equals:
            raise InputError(f"«{self.id}» is defined in two ways", expected="the definition that was released before")
        if self.step and other.step and self.step != other.step:
            raise InputError(f"«{self.id}» stands on two grids", expected="the grid that was released before")
        lowers = [bound for bound in (self.lower, other.lower) if bound is not None]
        uppers = [bound for bound in (self.upper, other.upper) if bound is not None]
        return replace(
            self, lower=max(lowers, default=None), upper=min(uppers, default=None), step=self.step or other.step
        )


@dataclass(frozen=True, slots=True)
class Row:
    """``lower ≤ Σ a·x ≤ upper``: something that is known of several variables together.

    Attributes:
        name: what says it: a figure, a cell, an equation of a table.
        of: the coefficients.
        span: the interval, with its ends.
        released: True for what a release says, False for what holds without it.

    """

    name: str
    of: Form
    span: Span
    released: bool = True


@dataclass(frozen=True, slots=True)
class Protection:
    """What must stay open of one secret.

    An outsider must think possible a value at or below ``low`` and one at or above ``high``, two values at least ``width``
    apart, and where
    the secret stands on a grid at least ``values`` different ones with ``spread`` between the least and the greatest.

    Attributes:
        variable: the secret.
        cause: why it is one: a category of the rules, «minimum frequency», «p percent».
        low: a value that must stay possible, or one below it.
        high: a value that must stay possible, or one above it.
        width: between two values that stay possible.
        values: how many values stay possible.
        spread: between the least and the greatest of them.

    """

    variable: str
    cause: str
    low: Fraction | None = None
    high: Fraction | None = None
    width: Fraction = Fraction(0)
    values: int = 1
    spread: Fraction = Fraction(0)


@dataclass(frozen=True)
class System:
    """All that is known, by release and beside it, of some variables.

    Attributes:
        variables: by id.
        rows: equations, knowledge and publications.
        truth: the values that the agency knows; those of old releases may be missing.

    """

    variables: Mapping[str, Variable]
    rows: tuple[Row, ...]
    truth: Mapping[str, Fraction] = field(default_factory=dict)

    def joined(self, others: Iterable[System]) -> System:
        """Return one system of all that several releases say.

        Raises:
            InputError: when they speak of a variable in ways that do not fit together, naming it.

        """
        variables, truth = dict(self.variables), dict(self.truth)
        kept, rows = list(self.rows), {_seen(row) for row in self.rows}
        for other in others:
            for name, variable in other.variables.items():
                known = variables.get(name)
                variables[name] = variable if known is None else known.met(variable)
            for row in other.rows:
                seen = _seen(row)
                if seen not in rows:
                    rows.add(seen)
                    kept.append(row)
            truth.update(other.truth)
        return System(variables, tuple(kept), truth)

    def with_rows(self, rows: Iterable[Row]) -> System:
        """Return the same system with more rows."""
        return replace(self, rows=(*self.rows, *rows))

    def base(self, form: Form) -> dict[str, Fraction]:
        """Return a form in variables that stand for themselves, definitions put in.

        Raises:
            InputError: for a variable that the system does not know, or definitions that go round in a circle.

        """
        out: dict[str, Fraction] = {}
        waiting = [(name, share, 0) for name, share in form.items()]
        while waiting:
            name, share, depth = waiting.pop()
            variable = self.variables.get(name)
            if variable is None:
                raise InputError(f"there is no variable «{name}»", expected="a secret or a cell of a table")
            if depth > len(self.variables):
                raise InputError(f"the definition of «{name}» goes round in a circle")
            if variable.equals:
                waiting += [(inner, share * part, depth + 1) for inner, part in variable.equals.items()]
            else:
                out[name] = out.get(name, Fraction(0)) + share
        return {name: share for name, share in out.items() if share}

    def value(self, form: Form) -> Fraction | None:
        """Return the true value of a form; none where a part of it is not known."""
        base = self.base(form)
        if any(name not in self.truth for name in base):
            return None
        return form_value(base, self.truth)


def _seen(row: Row) -> object:
    return (tuple(sorted(row.of.items())), row.span)
