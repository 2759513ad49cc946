"""A release before it is made, as a system: what it would show, what stands behind it, and whose numbers those are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.disclosure.cells import CellBook
from sonae.disclosure.exact import Form, form_value
from sonae.disclosure.primary import Holding, protection_of
from sonae.disclosure.rounding import Span, rounded, span_of
from sonae.disclosure.rules import DisclosureRules
from sonae.disclosure.system import Protection, Row, System, Variable
from sonae.disclosure.table_file import Figure, Rounding, Secret, TableFile

__all__ = ["Candidate", "candidate_of", "protections_of"]


@dataclass(frozen=True)
class Candidate:
    """A release before it is made.

    Attributes:
        file: the table file.
        name: name of the file, for sentences.
        background: variables, equations and knowledge, with the true values: all but what is released.
        figures: rows that the figures of the release say.
        cells: rows that the cells would say, by variable, in the public order: totals first, then as stated.
        holdings: what is known of each number, by variable.
        sums: (total, parts) of all tables, by variable.
        suppressed: cells that are not shown.
        intervals: rows of cells that are shown as intervals, by variable.
        shown: what each figure says, by id.
        places: (table, codes) by variable.
        depth: how far below the grand total a cell stands, over all dimensions, by variable.

    """

    file: TableFile
    name: str
    background: System
    figures: tuple[Row, ...]
    cells: Mapping[str, Row]
    holdings: Mapping[str, Holding]
    sums: tuple[tuple[str, tuple[str, ...]], ...]
    suppressed: frozenset[str] = frozenset()
    intervals: Mapping[str, Row] = field(default_factory=dict)
    shown: Mapping[str, Fraction] = field(default_factory=dict)
    places: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    depth: Mapping[str, int] = field(default_factory=dict)

    @property
    def classification(self) -> Classification:
        """Classification of the file."""
        return self.file.label

    def publications(self) -> tuple[Row, ...]:
        """Return all that the release says."""
        cells = (row for name, row in self.cells.items() if name not in self.suppressed and name not in self.intervals)
        return (*self.figures, *cells, *self.intervals.values())

    def system(self) -> System:
        """Return background and publications together."""
        return self.background.with_rows(self.publications())

    def with_pattern(self, suppressed: Iterable[str], intervals: Mapping[str, Row] | None = None) -> Candidate:
        """Return the same release with other cells suppressed."""
        hidden = frozenset(suppressed)
        kept = self.intervals if intervals is None else intervals
        return replace(self, suppressed=hidden - set(kept), intervals=kept)


def candidate_of(file: TableFile, rules: DisclosureRules, name: str) -> Candidate:
    """Work a table file out.

    Args:
        file: the table file.
        rules: the agency's: they say which contributors a cell must list.
        name: of the file, for sentences.

    Raises:
        InputError: naming total, cell, secret or figure: totals that do not add up, cells that are missing or stated in two ways,
            a category that the rules do not know, a figure that is not what its values give.

    """
    book = CellBook(file, rules, name)
    variables, truth, holdings = _secrets(file, rules, name)
    for cell in book.cells.values():
        if cell.variable in variables:
            raise InputError(f"«{cell.variable}» is both a cell and a secret", file=name, field="secrets")
        variables[cell.variable] = Variable(cell.variable, cell.lower, None, cell.step)
        truth[cell.variable] = cell.value
        holdings[cell.variable] = cell.holding()
    rows = [
        Row(f"sum of {total}", _sum(total, parts), Span(Fraction(0), Fraction(0)), False) for total, parts in book.sums
    ]
    for i, known in enumerate(file.knows):
        _check_names(known.of, variables, name, f"knows.{i}.of")
        rows.append(Row(known.name, known.of, Span(known.lower, known.upper), released=False))
    background = System(variables, tuple(rows), truth)
    for secret in file.secrets:
        background.base({secret.id: Fraction(1)})
    _check_truth(background, name)
    figures: list[Row] = []
    shown: dict[str, Fraction] = {}
    for figure in file.figures:
        made, value = _figure_rows(figure, background, name)
        figures += made
        shown[figure.id] = value
    return Candidate(
        file, name, background, tuple(figures), book.rows(), holdings, book.sums, book.suppressed, book.intervals(), shown,
        {cell.variable: cell.place for cell in book.cells.values()},
        {cell.variable: cell.depth for cell in book.cells.values()},
    )  # fmt: skip


def protections_of(
    holdings: Iterable[Holding], rules: DisclosureRules, insiders: Sequence[str] = ()
) -> tuple[Protection, ...]:
    """Return what must stay open of numbers, see :func:`sonae.disclosure.primary.protection_of`."""
    return tuple(made for holding in holdings for made in protection_of(holding, rules, insiders))


def _sum(total: str, parts: Sequence[str]) -> dict[str, Fraction]:
    return {total: Fraction(-1), **dict.fromkeys(parts, Fraction(1))}


def _secrets(
    file: TableFile, rules: DisclosureRules, name: str
) -> tuple[dict[str, Variable], dict[str, Fraction], dict[str, Holding]]:
    variables: dict[str, Variable] = {}
    truth: dict[str, Fraction] = {}
    for i, secret in enumerate(file.secrets):
        if secret.id in variables:
            raise InputError(f"«{secret.id}» is stated twice", file=name, field=f"secrets.{i}.id")
        variables[secret.id] = Variable(secret.id, secret.lower, secret.upper, secret.step, secret.of)
        if secret.value is not None:
            truth[secret.id] = secret.value
    for i, secret in enumerate(file.secrets):
        _check_names(secret.of, variables, name, f"secrets.{i}.of")
    system = System(variables, (), truth)
    holdings = {}
    for i, secret in enumerate(file.secrets):
        value = system.value({secret.id: Fraction(1)})
        if value is None:
            raise InputError(f"«{secret.id}» has no value", file=name, field=f"secrets.{i}")
        _check_secret(secret, value, name, f"secrets.{i}")
        if secret.category is not None:
            rules.category(secret.category, name, f"secrets.{i}.category")
            holdings[secret.id] = Holding(secret.id, value, None, None, secret.category, secret.lower, secret.upper)
    return variables, truth, holdings


def _check_secret(secret: Secret, value: Fraction, name: str, where: str) -> None:
    if not Span(secret.lower, secret.upper).holds(value):
        raise InputError(f"«{secret.id}» lies outside its own bounds", file=name, field=where)
    if secret.step is not None and (value / secret.step).denominator != 1:
        raise InputError(f"«{secret.id}» is no multiple of its step", file=name, field=where)


def _check_names(form: Form, variables: Mapping[str, Variable], name: str, where: str) -> None:
    for variable in form:
        if variable not in variables:
            raise UnknownChoiceError("secret or cell", variable, variables).placed(file=name, field=where)


def _check_truth(system: System, name: str) -> None:
    for row in system.rows:
        value = system.value(row.of)
        if value is not None and not row.span.holds(value):
            raise InputError(f"«{row.name}» does not hold of the values that are stated", file=name)


def _figure_rows(figure: Figure, system: System, name: str) -> tuple[list[Row], Fraction]:
    """Return what a figure says, and the number that is shown."""
    where = f"figures.{figure.id}"
    _check_names(figure.of, system.variables, name, f"{where}.of")
    top = form_value(system.base(figure.of), system.truth) * figure.times
    if isinstance(figure.over, Fraction):
        below, under = None, figure.over
    else:
        below = figure.over
        _check_names(below, system.variables, name, f"{where}.over")
        under = form_value(system.base(below), system.truth)
        if under <= 0:
            raise InputError("the figure is divided by what is not above 0", file=name, field=f"{where}.over")
    value = top / under
    shown = value if figure.rounding is None else rounded(value, figure.rounding.unit, figure.rounding.ties)
    if figure.shown is not None and figure.shown != shown:
        raise InputError("what is shown is not what the values give", file=name, field=f"{where}.shown")
    span = _span(shown, figure.rounding)
    if below is None:
        return [Row(figure.id, {key: share * figure.times / under for key, share in figure.of.items()}, span)], shown
    low, high = span.both()
    rows = [
        Row(figure.id, _less(figure.of, figure.times, below, low), Span(Fraction(0), None, span.lower_open)),
        Row(
            figure.id,
            _less(figure.of, figure.times, below, high),
            Span(None, Fraction(0), False, span.upper_open),
        ),
        Row(f"{figure.id}: divided by", below, Span(Fraction(0), None, lower_open=True)),
    ]
    return rows, shown


def _less(of: Form, times: Fraction, below: Form, end: Fraction) -> dict[str, Fraction]:
    out = {key: share * times for key, share in of.items()}
    for key, share in below.items():
        out[key] = out.get(key, Fraction(0)) - end * share
    return out


def _span(shown: Fraction, rounding: Rounding | None) -> Span:
    return Span(shown, shown) if rounding is None else span_of(shown, rounding.unit, rounding.ties)
