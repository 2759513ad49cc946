"""Points of the grid near the true one: small moves that keep every row, found without a search tree.

A program in whole numbers over many rounded sums is hard for any solver, but a secret is often shown to be open by moving two
numbers by a step or two. What is found here is checked exactly like any other point.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from sonae.disclosure.program import F64, Program

__all__ = ["near_points"]

_COLUMNS, _ROWS = 60, 400
_VISITED, _TAKEN = 300, 40


def near_points(program: Program, start: F64) -> Iterator[F64]:
    """Give points that keep every row, by moves of up to two columns from ``start`` (columns,) and from points found so far.

    Nothing is given for a program with numbers without a grid, or a large one.
    """
    count = len(program.columns)
    if not program.whole.all() or count > _COLUMNS or not 0 < program.row_lower.size <= _ROWS:
        return
    matrix = np.zeros((program.row_lower.size, count))
    for row, (first, last) in enumerate(itertools.pairwise(program.start)):
        matrix[row, program.index[first:last]] = program.value[first:last]
    moves = _moves(count)
    effects = moves @ matrix.T
    seen_low, seen_high = start.copy(), start.copy()
    waiting, known = [start], {start.tobytes()}
    for _ in range(_VISITED):
        if not waiting:
            return
        here = waiting.pop(0)
        activity = matrix @ here
        fits = np.all((effects >= program.row_lower - activity) & (effects <= program.row_upper - activity), axis=1)
        fits[fits] = np.all((moves[fits] + here >= program.lower) & (moves[fits] + here <= program.upper), axis=1)
        for move in moves[fits][:_TAKEN]:
            point = here + move
            if point.tobytes() in known:
                continue
            known.add(point.tobytes())
            farther = bool(np.any(point < seen_low) or np.any(point > seen_high))
            seen_low, seen_high = np.minimum(seen_low, point), np.maximum(seen_high, point)
            waiting.insert(0 if farther else len(waiting), point)
            yield point


def _moves(count: int) -> F64:
    """Return moves (moves, columns) of one or two columns by a step or two."""
    out = [{column: step} for column in range(count) for step in (1, -1, 2, -2)]
    for pair in itertools.combinations(range(count), 2):
        out += [dict(zip(pair, steps, strict=True)) for steps in itertools.product((1, -1, 2, -2), repeat=2)]
    moves = np.zeros((len(out), count))
    for row, move in enumerate(out):
        moves[row, list(move)] = list(move.values())
    return moves
