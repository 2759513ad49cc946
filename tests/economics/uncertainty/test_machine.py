"""The machine of many scenarios against the readable engine, over random programs and over regimes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.economics.formula import (
    Add,
    Banded,
    Choose,
    Divide,
    Earlier,
    Formula,
    Largest,
    Line,
    Multiply,
    Now,
    Number,
    Program,
    Smallest,
    Spread,
    Subtract,
)
from sonae.economics.uncertainty.factoring import CERTAIN, factors_of
from sonae.economics.uncertainty.machine import OPERATIONS, encode

pytestmark = pytest.mark.slow

PERIODS, GIVEN = 6, ("sales", "spent")


Array = np.ndarray[Any, np.dtype[np.float64]]


def run_machine(
    program: Program,
    wanted: list[str],
    inputs: dict[str, Any],
    sold: Array,
    known: dict[str, float | None] | None = None,
) -> Array:
    """Values (line, period, scenario) from the machine, read out period by period through weights of one.

    Given lines are ``inputs`` × ``sold``, by period: what is 0 in all scenarios of a period is skipped by the machine.
    """
    from sonae.economics.uncertainty.kernel import LANES, run_scenarios

    code = encode(program, wanted, known or {})
    spec = np.array([(-1, k, 0, 0) for k in range(len(code.given))], dtype=np.int64).reshape(-1, 4)
    paths = np.zeros((max(1, len(code.given)), PERIODS, LANES))
    for k, name in enumerate(code.given):
        paths[k] = inputs[name]
    results = np.array([(code.lines[name], -1) for name in wanted for _ in range(PERIODS)], dtype=np.int64)
    weights = np.tile(np.eye(PERIODS), (len(wanted), 1))
    base = np.tile(sold, (len(code.given), 1))
    totals, cash, broken = np.zeros((len(results), LANES)), np.zeros((PERIODS, LANES)), np.zeros(1, dtype=np.int64)
    run_scenarios(
        PERIODS, code.operations, code.operands, code.numbers, code.constants, code.rings, code.rows, spec, base,
        np.zeros_like(base), np.zeros((1, LANES)), np.zeros(LANES), paths, results, weights, np.full(PERIODS, 2.0),
        np.zeros(0, dtype=np.int64), 0, totals, cash, broken,
    )  # fmt: skip
    assert np.array_equal(cash, 2.0 * totals[:PERIODS])
    assert broken[-1] == 0
    return totals.reshape(len(wanted), PERIODS, LANES)


def formulas(names: list[str], later: list[str]) -> st.SearchStrategy[Formula]:
    numbers = st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.0, 40.0, 0.1]).map(Number)
    leaves = st.one_of(
        numbers, st.sampled_from(names).map(Now),
        st.builds(Earlier, st.sampled_from(names + later), st.integers(1, 3), st.just(0.0)),
        st.builds(Spread, st.sampled_from(names), st.lists(st.sampled_from([0.0, 0.25, 0.5]), min_size=1, max_size=4).map(tuple)),
    )  # fmt: skip

    def grow(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
        bands = st.sampled_from([
            ((10.0, 50.0, float("inf")), (0.1, 0.4, 0.2), "whole"), ((10.0, 50.0, float("inf")), (0.1, 0.4, 0.2), "marginal"),
            ((-5.0, 10.0, 60.0), (0.1, 0.4, 0.2), "linear"),
        ])  # fmt: skip
        return st.one_of(
            st.lists(inner, max_size=4).map(lambda terms: Add(tuple(terms))),
            st.builds(Subtract, inner, inner),
            st.builds(Multiply, inner, inner),
            st.builds(Smallest, inner, inner),
            st.builds(Largest, inner, inner),
            st.builds(Divide, inner, inner, st.sampled_from([0.0, 1.0])),
            st.builds(Choose, inner, inner, inner, inner, st.booleans()),
            st.builds(lambda driver, band: Banded(driver, *band), inner, bands),
        )

    return st.recursive(leaves, grow, max_leaves=8)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    lines: list[Line] = []
    names = list(GIVEN)
    own = [f"line{k}" for k in range(draw(st.integers(1, 5)))]
    for k, name in enumerate(own):
        lines.append(Line(name, draw(formulas(names, own[k:])), "money", "drawn"))
        names.append(name)
    return Program.of(lines, GIVEN)


def in_numbers(program: Program, seed: int, sold: Array) -> tuple[dict[str, Array], dict[str, Array]] | None:
    """Draw given lines and work the program off with them; None where a product of products leaves the numbers."""
    from sonae.economics.uncertainty.kernel import LANES

    random = np.random.default_rng(seed)
    inputs = {name: np.round(random.normal(20.0, 40.0, (PERIODS, LANES)), 1) for name in GIVEN}
    try:
        return inputs, program.run({name: value * sold[:, None] for name, value in inputs.items()}, PERIODS)
    except InputError as error:
        assert "no number" in str(error)  # noqa: PT017
        return None


SOLD = st.lists(st.sampled_from([0.0, 1.0, 1.0]), min_size=PERIODS, max_size=PERIODS).map(np.array)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(programs(), st.integers(0, 2**32 - 1), SOLD)
def test_it_is_the_readable_engine_to_the_bit(program: Program, seed: int, sold: Array) -> None:
    drawn = in_numbers(program, seed, sold)
    if drawn is None:
        return
    inputs, values = drawn
    wanted = [line.name for line in program.lines]
    found = run_machine(program, wanted, inputs, sold)
    for k, name in enumerate(wanted):
        assert np.array_equal(found[k], np.broadcast_to(values[name], found[k].shape)), name
    last = run_machine(program, wanted[-1:], inputs, sold)
    assert np.array_equal(last[0], found[-1])


@settings(max_examples=30, deadline=None, derandomize=True)
@given(programs(), st.integers(0, 2**32 - 1), SOLD)
def test_a_line_that_is_known_is_not_worked_out_again(program: Program, seed: int, sold: Array) -> None:
    """The first line is given from outside, or is a number: the others see what they saw before."""
    drawn = in_numbers(program, seed, sold)
    if drawn is None:
        return
    inputs, values = drawn
    first, *others = [line.name for line in program.lines]
    if not others:
        return
    shape = (PERIODS, next(iter(inputs.values())).shape[1])
    line = np.broadcast_to(values[first], shape)
    number = float(line[0, 0]) if (line == line[0, 0]).all() else None
    if number is None and (line[sold == 0.0] != 0.0).any():
        return
    found = run_machine(program, others, {**inputs, first: line}, sold, {first: number})
    for k, name in enumerate(others):
        assert np.array_equal(found[k], np.broadcast_to(values[name], shape)), name


def test_a_line_of_two_beginnings_is_refused() -> None:
    lines = [
        Line("a", Now("sales"), "money", "x"),
        Line("b", Add((Earlier("a", 1, 0.0), Earlier("a", 2, 5.0))), "money", "x"),
    ]
    with pytest.raises(InputError, match="two things before the first period"):
        encode(Program.of(lines, GIVEN), ["b"])


def test_what_nobody_reads_is_left_out() -> None:
    lines = [Line("a", Now("sales"), "money", "x"), Line("b", Multiply(Now("spent"), Number(2.0)), "money", "x")]
    code = encode(Program.of(lines, GIVEN), ["a"])
    assert (len(code.operations), code.given) == (1, ("sales",))


def test_what_stands_twice_is_worked_out_once() -> None:
    twice = Add((Multiply(Now("sales"), Number(2.0)), Now("spent")))
    lines = [Line("a", twice, "money", "x"), Line("b", Subtract(twice, Now("spent")), "money", "x")]
    code = encode(Program.of(lines, GIVEN), ["a", "b"])
    kinds = [OPERATIONS[kind] for kind in code.operations[:, 0]]
    assert kinds == ["given", "scale", "given", "add", "subtract"]


def test_what_multiplies_nothing_is_left_out() -> None:
    lines = [
        Line("a", Multiply(Number(0.0), Now("spent")), "money", "x"),
        Line("b", Add((Now("a"), Multiply(Number(1.0), Now("sales")), Earlier("a"))), "money", "x"),
        Line("c", Choose(Now("spent"), Number(1.0), Now("a"), Number(0.0)), "money", "x"),
        Line("d", Add((Now("b"), Now("c"))), "money", "x"),
    ]
    code = encode(Program.of(lines, GIVEN), ["d"])
    assert ([OPERATIONS[kind] for kind in code.operations[:, 0]], code.given) == (["given"], ("sales",))


def test_lines_that_move_with_one_factor_are_found() -> None:
    own: dict[str, Formula] = {
        "placed": Spread("spent", (0.5, 0.5)),
        "third": Multiply(Now("placed"), Divide(Number(1.0), Number(3.0), 0.0)),
        "both": Add((Now("third"), Number(0.0), Earlier("spent"))),
        "shifted": Add((Now("spent"), Number(1.0))),
        "before": Earlier("spent", 1, 5.0),
        "mixed": Add((Now("spent"), Now("sales"))),
        "squared": Multiply(Now("spent"), Now("spent")),
        "chosen": Choose(Now("rate"), Number(2.0), Now("spent"), Number(0.0)),
        "floored": Largest(Now("spent"), Number(0.0)),
        "certain": Largest(Now("rate"), Number(0.0)),
        "stock": Add((Earlier("stock"), Now("spent"))),
    }
    program = Program.of([Line(name, formula, "money", "x") for name, formula in own.items()], (*GIVEN, "rate"))
    found = factors_of(program, {"sales": 0, "spent": 1, "rate": CERTAIN})
    assert found == {"placed": 1, "third": 1, "both": 1, "chosen": 1, "certain": CERTAIN}


def test_scenarios_in_which_a_check_is_off_are_counted() -> None:
    """Off by 2e-9 of a turnover of 1,000 in one scenario, by less in another, and by much in a third, in one period each."""
    from sonae.economics.uncertainty.kernel import LANES, run_scenarios

    lines = [
        Line("turnover", Now("sales"), "money", "x"),
        Line("check_1", Now("spent"), "money", "x"),
        Line("check_2", Subtract(Now("sales"), Now("sales")), "money", "x"),
    ]
    code = encode(Program.of(lines, GIVEN), ["turnover", "check_1", "check_2"])
    paths = np.zeros((2, PERIODS, 2 * LANES))
    paths[code.given.index("sales")] = 1000.0
    for scenario, period, off in ((3, 1, 2e-6), (4, 2, 0.9e-6), (LANES + 1, PERIODS - 1, -5.0)):
        paths[code.given.index("spent"), period, scenario] = off
    spec = np.array([(-1, 0, 0, 0), (-1, 1, 0, 0)])
    totals, broken, none = np.zeros((1, 2 * LANES)), np.zeros(3, dtype=np.int64), np.zeros(2 * LANES)
    run_scenarios(
        PERIODS, code.operations, code.operands, code.numbers, code.constants, code.rings, code.rows, spec, np.ones((2, PERIODS)),
        np.zeros((2, PERIODS)), none[None], none, paths, np.array([(code.lines["turnover"], -1)]), np.ones((1, PERIODS)),
        np.ones(PERIODS), np.array([code.lines["check_1"], code.lines["check_2"]]), code.lines["turnover"], totals,
        np.zeros((PERIODS, 2 * LANES)), broken,
    )  # fmt: skip
    assert broken.tolist() == [2, 0, 0]
    assert np.array_equal(totals, np.full((1, 2 * LANES), 1000.0 * PERIODS))
