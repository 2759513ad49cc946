"""Charts drawn by the server as SVG: places and sizes are worked out here, words and numbers stand beside every mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = [
    "Bar",
    "Bars",
    "Bin",
    "Column",
    "Columns",
    "History",
    "HistoryMark",
    "Signed",
    "Spread",
    "Stick",
    "bars",
    "columns",
    "history",
    "signed",
    "spread",
]


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


@dataclass(frozen=True, slots=True)
class Stick:
    """A column above or below the floor."""

    name: str
    amount: float
    said: str
    x: int
    y: int
    height: int
    middle: int
    label: str


@dataclass(frozen=True, slots=True)
class Signed:
    """Columns of amounts of either sign around a floor, with a tick at the largest and the smallest."""

    sticks: tuple[Stick, ...]
    width: int
    height: int
    floor: int
    breadth: int
    label_y: int
    ticks: tuple[tuple[int, str], ...]


_LEFT, _ROOM, _HIGH, _MOST_LABELS = 56, 600, 170, 10


def _rounded(amount: float) -> str:
    return f"{amount:,.0f}" if abs(amount) >= 100 else f"{amount:,.1f}"


def signed(names: Sequence[str], amounts: Sequence[float]) -> Signed:
    """Return columns for amounts of either sign; every so many of them has its name below, so that names never overlap."""
    top, low = max(0.0, *amounts), min(0.0, *amounts)
    span = (top - low) or 1.0
    step = max(3, _ROOM // max(1, len(amounts)))
    breadth = max(2, min(36, step - 4))
    floor = _TOP + round(_HIGH * top / span)
    every = -(-len(amounts) // _MOST_LABELS)
    made = []
    for place, (name, amount) in enumerate(zip(names, amounts, strict=True)):
        height = round(_HIGH * abs(amount) / span)
        x = _LEFT + place * step
        y = floor - height if amount >= 0 else floor
        label = name if place % every == 0 else ""
        made.append(Stick(name, amount, f"{amount:,.1f}", x, y, height, x + breadth // 2, label))
    ticks = [(floor, "0")]
    ticks += [(_TOP, _rounded(top))] if top > 0 else []
    ticks += [(_TOP + _HIGH, _rounded(low))] if low < 0 and round(_HIGH * -low / span) > 14 else []
    width = _LEFT + len(made) * step + 8
    return Signed(tuple(made), width, _TOP + _HIGH + 30, floor, breadth, _TOP + _HIGH + 20, tuple(ticks))


@dataclass(frozen=True, slots=True)
class Bin:
    """A column of a histogram: how many values lie from one edge to the next."""

    low: str
    high: str
    count: int
    x: int
    y: int
    height: int
    below: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """A histogram with the place of 0, where that lies within."""

    bins: tuple[Bin, ...]
    width: int
    height: int
    floor: int
    breadth: int
    label_y: int
    zero: int | None
    ticks: tuple[tuple[int, str, str], ...]


def spread(edges: Sequence[float], counts: Sequence[int], unit: float) -> Spread:
    """Return a histogram.

    Args:
        edges: one more than ``counts``, rising.
        counts: of values between two edges.
        unit: what amounts are divided by where they are written.

    """
    breadth, most = max(3, _ROOM // max(1, len(counts))), max(counts, default=0) or 1
    left, floor, high = 24, _FLOOR, _FLOOR - _TOP
    made = []
    for place, count in enumerate(counts):
        height = round(high * count / most)
        low, top = edges[place], edges[place + 1]
        made.append(
            Bin(
                f"{low / unit:,.1f}",
                f"{top / unit:,.1f}",
                count,
                left + place * breadth,
                floor - height,
                height,
                top <= 0,
            )
        )
    wide, span = breadth * len(counts), (edges[-1] - edges[0]) or 1.0
    zero = left + round(wide * -edges[0] / span) if edges[0] < 0 < edges[-1] else None
    ends = ((left, f"{edges[0] / unit:,.0f}", "start"), (left + wide, f"{edges[-1] / unit:,.0f}", "end"))
    clear = zero is not None and left + 70 < zero < left + wide - 70
    ticks = (*ends, (zero, "0", "middle")) if clear and zero is not None else ends
    return Spread(tuple(made), left + wide + 24, floor + 26, floor, breadth - 1, floor + 18, zero, ticks)


@dataclass(frozen=True, slots=True)
class HistoryMark:
    """A year of a history: the column of its value, and the line of its target.

    Attributes:
        name: the year.
        said: the value as it is written; empty where there is none.
        target_said: the target as it is written; empty where there is none.
        x: left edge of the column.
        y: its top.
        height: of the column.
        middle: of the year.
        target_y: height of the target's line; None where there is none.
        span: whether the column is an interval that floats: a forecast.

    """

    name: str
    said: str
    target_said: str
    x: int
    y: int
    height: int
    middle: int
    target_y: int | None
    span: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """Values of years with their targets: columns, and a line across each for what was to be reached."""

    marks: tuple[HistoryMark, ...]
    width: int
    height: int
    floor: int
    breadth: int
    label_y: int


_YEAR_STEP = 104


def history(
    years: Sequence[tuple[str, float | None, str, float | None, str]],
    span: tuple[str, float, float, str, float, str] | None = None,
) -> History:
    """Return the history of an indicator.

    Args:
        years: name, value, value as written, target, target as written.
        span: a forecast at the end: name, lower and upper limit, both as written, target, target as written.

    """
    values = [abs(one) for row in years for one in (row[1], row[3]) if one is not None]
    most = max([*values, *([span[2], span[4]] if span else [])], default=0) or 1
    room = _FLOOR - _TOP - 14

    def top(value: float | None) -> int:
        return _FLOOR - max(0, round(room * (value or 0) / most))

    made = []
    for place, (name, value, said, target, target_said) in enumerate(years):
        x = 12 + place * _YEAR_STEP
        y = top(value)
        line = None if target is None else top(target)
        made.append(HistoryMark(name, said, target_said, x, y, _FLOOR - y, x + _BREADTH // 2, line))
    if span is not None:
        name, low, high, said, aim, aim_said = span
        x, y = 12 + len(made) * _YEAR_STEP, top(high)
        made.append(
            HistoryMark(name, said, aim_said, x, y, max(2, top(low) - y), x + _BREADTH // 2, top(aim), span=True)
        )
    return History(tuple(made), 24 + max(1, len(made)) * _YEAR_STEP, _FLOOR + 26, _FLOOR, _BREADTH, _FLOOR + 18)
