"""Dimensions of tables: codes, the innermost ones, and every way in which they add up."""

from __future__ import annotations

from dataclasses import dataclass

from sonae.core import InputError
from sonae.disclosure.table_file import Dimension

__all__ = ["Axis", "axis_of"]


@dataclass(frozen=True)
class Axis:
    """A dimension, worked out.

    Attributes:
        id: its name.
        root: the grand total.
        codes: all codes, totals before their parts.
        sums: (total, parts), all of them.
        inner: innermost codes under each code, in order.
        depth: how far below the grand total a code stands.

    """

    id: str
    root: str
    codes: tuple[str, ...]
    sums: tuple[tuple[str, tuple[str, ...]], ...]
    inner: dict[str, tuple[str, ...]]
    depth: dict[str, int]


def axis_of(dimension: Dimension, file: str) -> Axis:
    """Work a dimension out.

    Raises:
        InputError: when there is not exactly one grand total, a code stands under itself or twice in a total, or two ways
            of adding
            up do not hold the same innermost codes.

    """
    where = f"dimensions.{dimension.id}"
    sums = [(total, parts) for way in (dimension.totals, *dimension.also) for total, parts in way.items()]
    parts_of: dict[str, tuple[str, ...]] = {}
    for total, parts in sums:
        parts_of.setdefault(total, parts)
    under = {part for _, parts in sums for part in parts}
    roots = list(dict.fromkeys(total for total, _ in sums if total not in under))
    tops = [root for root in roots if root in dimension.totals]
    if len(tops) != 1:
        raise InputError(
            "there is not exactly one grand total", file=file, field=where, expected="one total that is no part"
        )
    inner: dict[str, tuple[str, ...]] = {}

    def leaves(code: str, path: tuple[str, ...]) -> tuple[str, ...]:
        if code in path:
            raise InputError(f"«{code}» stands under itself", file=file, field=where)
        if code not in inner:
            parts = parts_of.get(code)
            found = (code,) if parts is None else tuple(x for part in parts for x in leaves(part, (*path, code)))
            if len(set(found)) != len(found):
                raise InputError(f"a code stands twice under «{code}»", file=file, field=where)
            inner[code] = found
        return inner[code]

    for total, parts in sums:
        if set(leaves(total, ())) != {x for part in parts for x in leaves(part, (total,))}:
            raise InputError(f"«{total}» adds up in two ways that hold different codes", file=file, field=where)
    top = tops[0]
    depth: dict[str, int] = {top: 0}
    order, i = [top], 0
    while i < len(order):
        for part in (part for total, parts in sums if total == order[i] for part in parts):
            if part not in depth:
                depth[part] = depth[order[i]] + 1
                order.append(part)
        i += 1
    for code in inner:
        if code not in depth:  # a grouping of its own that no other total holds
            depth[code] = 1
            order.append(code)
    if set(inner[top]) != {code for code in inner if code not in parts_of}:
        raise InputError(f"«{top}» does not hold every innermost code", file=file, field=where)
    return Axis(dimension.id, top, tuple(order), tuple(sums), inner, depth)
