"""Formulas of ledger lines: written once, then evaluated, compiled, read out and exported.

:class:`Program` orders lines and works them out with numpy; :func:`parse_formula` reads what a person wrote;
:func:`read_out` and :func:`workbook_formula` say it again.
"""

from sonae.economics.formula.nodes import (
    Add,
    Banded,
    Choose,
    Divide,
    Earlier,
    Formula,
    Largest,
    Multiply,
    Now,
    Number,
    Smallest,
    Spread,
    Subtract,
    parts_of,
)
from sonae.economics.formula.parse import parse_formula
from sonae.economics.formula.program import Line, Program, Values, needs_of
from sonae.economics.formula.reading import LONGEST_FORMULA, Term, read_out, workbook_formula

__all__ = [
    "LONGEST_FORMULA", "Add", "Banded", "Choose", "Divide", "Earlier", "Formula", "Largest", "Line", "Multiply", "Now", "Number",
    "Program", "Smallest", "Spread", "Subtract", "Term", "Values", "needs_of", "parse_formula", "parts_of", "read_out",
    "workbook_formula",
]  # fmt: skip
