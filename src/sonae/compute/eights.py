"""Vectors of eight numbers for compiled kernels, written out: eight months of a row in one register.

The compiler makes wide code of long loops; a loop of eight it unrolls into single numbers. These functions leave it no
choice. Every operation is the one that single numbers would see, on the same numbers, so that no bit depends on the
width of the machine. Rows are C-contiguous arrays of float64, indexed flat, in elements from the first; nothing is
checked. Importing this module loads numba.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core.datamodel import models
from numba.extending import intrinsic, register_model

__all__ = [
    "above", "aligned", "bare", "fill", "first", "larger", "load", "minus", "number", "over", "place", "plus", "put_number",
    "put_whole", "smaller", "store", "times", "total", "where_above", "where_at_least", "where_equal", "whole",
]  # fmt: skip

_intrinsic: Any = intrinsic
"""The decorated functions are called without the typing context: a checker must not see their signature."""
WIDTH = 8
_INT, _DOUBLE = ir.IntType(64), ir.DoubleType()
_VECTOR = ir.VectorType(_DOUBLE, WIDTH)
_LANES = ir.Constant(ir.VectorType(_INT, WIDTH), list(range(WIDTH)))
_ZERO = ir.Constant(_VECTOR, [0.0] * WIDTH)


class Eight(types.Type):
    """The type of eight float64 side by side, as numba sees it."""

    def __init__(self) -> None:
        """Name the type: there is one of it."""
        super().__init__(name="Eight")


@register_model(Eight)
class _EightModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _VECTOR)  # type: ignore[no-untyped-call]


_EIGHT = Eight()


def _splat(builder: Any, value: Any) -> Any:
    """Repeat a number in all lanes."""
    one = builder.insert_element(ir.Constant(ir.VectorType(value.type, WIDTH), ir.Undefined), value, ir.IntType(32)(0))
    mask = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(one, ir.Constant(one.type, ir.Undefined), mask)


def _address(context: Any, builder: Any, kind: Any, row: Any, at: Any) -> Any:
    """Return the place of eight numbers, from the flat index ``at`` on, of an array or of what :func:`place` says of one."""
    return builder.bitcast(_single(context, builder, kind, row, at, _DOUBLE), _VECTOR.as_pointer())


def _single(context: Any, builder: Any, kind: Any, row: Any, at: Any, element: Any) -> Any:
    """Return the place of one element."""
    if isinstance(kind, types.Array):
        return builder.gep(context.make_array(kind)(context, builder, row).data, [at])
    return builder.gep(builder.inttoptr(row, element.as_pointer()), [at])


@njit(cache=True, nogil=True)
def aligned(size):  # type: ignore[no-untyped-def]
    """Reserve a row that begins on a cache line: an eight that lies across two is slow to write and to read back."""
    room = np.empty(size + WIDTH)
    skip = (-room.ctypes.data // 8) % WIDTH
    return room[skip : skip + size]


def _bare(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    if isinstance(kind, types.Array):
        array = context.make_array(kind)(context, builder, value)
        array.meminfo = ir.Constant(array.meminfo.type, None)
        return array._getvalue()
    if isinstance(kind, types.BaseTuple):
        for i, part in enumerate(kind.types):  # type: ignore[attr-defined]
            value = builder.insert_value(value, _bare(context, builder, part, builder.extract_value(value, i)), i)
    return value


@_intrinsic  # type: ignore[untyped-decorator]
def bare(typing: Any, value: Any) -> tuple[Any, Callable[..., Any]]:
    """Return the same arrays without an owner, so that nobody counts references to them.

    Counting is atomic, costs more than what a scenario computes with an array, and two threads fight over it. Only for
    arguments of the function that calls it: its caller keeps them.
    """

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _bare(context, builder, signature.args[0], args[0])

    return value(value), code


@_intrinsic  # type: ignore[untyped-decorator]
def place(typing: Any, row: Any) -> tuple[Any, Callable[..., Any]]:
    """Say where the numbers of an array lie, as a whole number that the functions here take instead of it.

    Functions that are written out where they are called (``inline="always"``) count references to every array that they are
    given, even to one that is :func:`bare`; of a number there is nothing to count. The caller keeps the array.
    """

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.ptrtoint(context.make_array(signature.args[0])(context, builder, args[0]).data, _INT)

    return types.uint64(row), code


@_intrinsic  # type: ignore[untyped-decorator]
def number(typing: Any, where: Any, at: Any) -> tuple[Any, Callable[..., Any]]:
    """Return one float64 at a place, from the flat index ``at``."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(_single(context, builder, signature.args[0], args[0], args[1], _DOUBLE))

    return types.float64(types.uint64, types.uint64), code


@_intrinsic  # type: ignore[untyped-decorator]
def whole(typing: Any, where: Any, at: Any) -> tuple[Any, Callable[..., Any]]:
    """Return one int64 at a place, from the flat index ``at``."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(_single(context, builder, signature.args[0], args[0], args[1], _INT))

    return types.int64(types.uint64, types.uint64), code


@_intrinsic  # type: ignore[untyped-decorator]
def put_number(typing: Any, where: Any, at: Any, value: Any) -> tuple[Any, Callable[..., Any]]:
    """Write one float64 to a place."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[2], _single(context, builder, signature.args[0], args[0], args[1], _DOUBLE))
        return context.get_dummy_value()

    return types.void(types.uint64, types.uint64, types.float64), code


@_intrinsic  # type: ignore[untyped-decorator]
def put_whole(typing: Any, where: Any, at: Any, value: Any) -> tuple[Any, Callable[..., Any]]:
    """Write one int64 to a place."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[2], _single(context, builder, signature.args[0], args[0], args[1], _INT))
        return context.get_dummy_value()

    return types.void(types.uint64, types.uint64, types.int64), code


@_intrinsic  # type: ignore[untyped-decorator]
def load(typing: Any, row: Any, at: Any) -> tuple[Any, Callable[..., Any]]:
    """Eight numbers of ``row`` from the flat index ``at`` on."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(_address(context, builder, signature.args[0], *args), align=8)

    return _EIGHT(row, types.uint64), code


@_intrinsic  # type: ignore[untyped-decorator]
def store(typing: Any, row: Any, at: Any, x: Any) -> tuple[Any, Callable[..., Any]]:
    """Write eight numbers to ``row`` from the flat index ``at`` on."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[2], _address(context, builder, signature.args[0], *args[:2]), align=8)
        return context.get_dummy_value()

    return types.void(row, types.uint64, _EIGHT), code


@_intrinsic  # type: ignore[untyped-decorator]
def fill(typing: Any, x: Any) -> tuple[Any, Callable[..., Any]]:
    """Return one number eight times."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _splat(builder, args[0])

    return _EIGHT(types.float64), code


def _of_two(operation: Callable[[Any, Any, Any], Any], doc: str) -> Any:
    """Make the function of two eights that ``operation`` writes."""

    def typed(typing: Any, x: Any, y: Any) -> tuple[Any, Callable[..., Any]]:
        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return operation(builder, *args)

        return _EIGHT(_EIGHT, _EIGHT), code

    typed.__doc__ = doc
    return _intrinsic(typed)


plus = _of_two(lambda builder, x, y: builder.fadd(x, y), "x + y.")
minus = _of_two(lambda builder, x, y: builder.fsub(x, y), "x − y.")
times = _of_two(lambda builder, x, y: builder.fmul(x, y), "x · y.")
over = _of_two(lambda builder, x, y: builder.fdiv(x, y), "x ÷ y.")
smaller = _of_two(lambda builder, x, y: builder.select(builder.fcmp_ordered("<", x, y), x, y), "x if x < y else y.")
larger = _of_two(lambda builder, x, y: builder.select(builder.fcmp_ordered(">", x, y), x, y), "x if x > y else y.")


@_intrinsic  # type: ignore[untyped-decorator]
def first(typing: Any, count: Any, x: Any) -> tuple[Any, Callable[..., Any]]:
    """Return the first ``count`` of eight numbers and 0 after them; all for a count above eight."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        within = builder.icmp_signed("<", _LANES, _splat(builder, args[0]))
        return builder.select(within, args[1], _ZERO)

    return _EIGHT(types.int64, _EIGHT), code


@_intrinsic  # type: ignore[untyped-decorator]
def above(typing: Any, x: Any, least: Any) -> tuple[Any, Callable[..., Any]]:
    """Return which of eight numbers are above ``least``, a bit for each, the first the lowest."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        bits = builder.fcmp_ordered(">", args[0], _splat(builder, args[1]))
        return builder.zext(builder.bitcast(bits, ir.IntType(WIDTH)), _INT)

    return types.int64(_EIGHT, types.float64), code


def _chosen(sign: str, doc: str) -> Any:
    """Make the function of four eights that takes the third where the first stands to the second as ``sign`` says."""

    def typed(typing: Any, x: Any, y: Any, yes: Any, no: Any) -> tuple[Any, Callable[..., Any]]:
        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.select(builder.fcmp_ordered(sign, args[0], args[1]), args[2], args[3])

        return _EIGHT(_EIGHT, _EIGHT, _EIGHT, _EIGHT), code

    typed.__doc__ = doc
    return _intrinsic(typed)


where_at_least = _chosen(">=", "``yes`` where x ≥ y, ``no`` elsewhere.")
where_above = _chosen(">", "``yes`` where x > y, ``no`` elsewhere.")
where_equal = _chosen("==", "``yes`` where x = y, ``no`` elsewhere.")


@_intrinsic  # type: ignore[untyped-decorator]
def total(typing: Any, x: Any) -> tuple[Any, Callable[..., Any]]:
    """Add eight numbers up: ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7))."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lane = [builder.extract_element(args[0], ir.IntType(32)(i)) for i in range(WIDTH)]
        pair = [builder.fadd(lane[i], lane[i + 4]) for i in range(4)]
        return builder.fadd(builder.fadd(pair[0], pair[2]), builder.fadd(pair[1], pair[3]))

    return types.float64(_EIGHT), code
