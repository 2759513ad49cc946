"""Charts drawn by the server as SVG: places and sizes are worked out here, words and numbers stand beside every mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Bar", "Bars", "Column", "Columns", "bars", "columns"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a row: its length in hundredths of the longest."""

    name: str
    count: int
    length: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars that lie, one a row of a table."""

    bars: tuple[Bar, ...]
    total: int


def bars(rows: Sequence[tuple[str, int, str]]) -> Bars:
    """Return lying bars for names, counts and the addresses that they lead to."""
    most = max((count for _, count, _ in rows), default=0)
    made = tuple(Bar(name, count, round(100 * count / most) if most else 0, address) for name, count, address in rows)
    return Bars(made, sum(bar.count for bar in made))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place and size in the drawing, what it says above and below."""

    name: str
    amount: int
    said: str
    x: int
    y: int
    height: int
    middle: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Standing columns with their frame."""

    columns: tuple[Column, ...]
    width: int
    height: int
    floor: int
    breadth: int
    label_y: int


_TOP, _FLOOR, _STEP, _BREADTH = 24, 150, 72, 44


def columns(amounts: Mapping[str, int], unit: int, mark: str) -> Columns:
    """Return standing columns.

    Args:
        amounts: by name, in the order in which they stand.
        unit: what the numbers above are counted in.
        mark: the name of the unit.

    """
    most = max(amounts.values(), default=0)
    made = []
    for place, (name, amount) in enumerate(amounts.items()):
        height = round((_FLOOR - _TOP) * amount / most) if most else 0
        x = 12 + place * _STEP
        said = f"{amount / unit:,.1f}{mark}" if amount else "0"
        made.append(Column(name, amount, said, x, _FLOOR - height, height, x + _BREADTH // 2))
    return Columns(
        tuple(made), 24 + max(1, len(made)) * _STEP - (_STEP - _BREADTH), _FLOOR + 26, _FLOOR, _BREADTH, _FLOOR + 18
    )
