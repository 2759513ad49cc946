"""Secondary suppression by Gaussian elimination: which cells must be hidden so that no secret follows exactly, whatever the
values are.

Langsrud (2024), «Secondary Cell Suppression by Gaussian Elimination: An Algorithm Suitable for Handling Issues with Zeros
and Singletons»,
doi 10.1007/978-3-031-69651-0_6. Cells are taken in a public order; one is shown unless a secret would then be a combination of
shown cells. Arithmetic is exact. Neither the order nor the outcome looks at a value, so the pattern tells nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from sonae.disclosure.elimination import Elimination, Number, null_space

__all__ = ["gauss_pattern"]


def gauss_pattern(
    equations: Iterable[Mapping[str, Fraction]],
    order: Sequence[str],
    secrets: Collection[str],
    *,
    hidden: Collection[str] = (),
    shown: Collection[str] = (),
) -> tuple[str, ...]:
    """Return the cells to hide beside the secrets, in the order in which they came up.

    Args:
        equations: Σ a·x = 0, all tables and old releases together.
        order: cells, those first that are best shown.
        secrets: cells that are secret by themselves.
        hidden: cells that are to be hidden anyway.
        shown: cells that are known already; they come before all others.

    Raises:
        ValueError: when a secret follows from what is shown already.

    """
    rows = list(equations)
    names = list(dict.fromkeys([*order, *(name for row in rows for name in row)]))
    rank = {name: i for i, name in enumerate(order)}
    space = null_space(rows, names, lambda name: rank.get(name, len(rank)))
    left = {name: dict(space[name]) for name in secrets}
    if any(not row for row in left.values()):
        raise ValueError("a secret follows from the equations alone")
    seen = Elimination[str]()
    where: dict[str, set[str]] = {}
    for name, row in left.items():
        for key in row:
            where.setdefault(key, set()).add(name)
    out = []
    first = [name for name in order if name in shown]
    for name in [*first, *(name for name in order if name not in shown)]:
        if name in left or (name in hidden and name not in shown):
            continue
        row = seen.reduce(space[name])
        if not row:
            continue
        pivot = next(iter(row))
        if _would_show(row, pivot, left, where):
            if name in shown:
                raise ValueError("a secret follows from what is shown already")
            out.append(name)
        else:
            seen.add(row)
    return tuple(out)


def _would_show(
    row: Mapping[str, Number], pivot: str, left: dict[str, dict[str, Number]], where: dict[str, set[str]]
) -> bool:
    """Take a shown cell out of what is left of the secrets, unless it would leave nothing of one."""
    over = row[pivot]
    changed: dict[str, dict[str, Number]] = {}
    for name in where.get(pivot, set()):
        out = dict(left[name])
        times = out[pivot] * over if over in (1, -1) else Fraction(out[pivot]) / over
        for key, share in row.items():
            rest = out.get(key, 0) - times * share
            if rest:
                out[key] = rest
            else:
                out.pop(key, None)
        if not out:
            return True
        changed[name] = out
    for name, out in changed.items():
        for key in left[name].keys() - out.keys():
            where[key].discard(name)
        for key in out.keys() - left[name].keys():
            where.setdefault(key, set()).add(name)
        left[name] = out
    return False
