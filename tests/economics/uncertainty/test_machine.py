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
from sonae.economics.uncertainty.machine import encode

pytestmark = pytest.mark.slow

PERIODS, GIVEN = 6, ("sales", "spent")


def run_machine(program: Program, wanted: list[str], inputs: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Values (line, period, scenario) from the machine, read out period by period through weights of one."""
    from sonae.economics.uncertainty.kernel import LANES, run_scenarios

    code = encode(program, wanted)
    spec = np.array([(-1, k, 0, 0) for k in range(len(code.given))], dtype=np.int64).reshape(-1, 4)
    paths = np.zeros((max(1, len(code.given)), PERIODS, LANES))
    for k, name in enumerate(code.given):
        paths[k] = inputs[name]
    results = np.array([(code.lines[name], -1) for name in wanted for _ in range(PERIODS)], dtype=np.int64)
    weights = np.tile(np.eye(PERIODS), (len(wanted), 1))
    base = np.ones((len(code.given), PERIODS))
    totals, cash, broken = np.zeros((len(results), LANES)), np.zeros((PERIODS, LANES)), np.zeros(1, dtype=np.int64)
    run_scenarios(
        PERIODS, code.operations, code.operands, code.numbers, code.constants, code.rings, code.rows, spec, base, np.zeros_like(base),
        np.zeros((1, LANES)), np.zeros(LANES), paths, results, weights, np.full(PERIODS, 2.0), np.zeros(0, dtype=np.int64), 0, totals, cash, broken,
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


@settings(max_examples=30, deadline=None, derandomize=True)
@given(programs(), st.integers(0, 2**32 - 1))
def test_it_is_the_readable_engine_to_the_bit(program: Program, seed: int) -> None:
    from sonae.economics.uncertainty.kernel import LANES

    random = np.random.default_rng(seed)
    inputs = {name: np.round(random.normal(20.0, 40.0, (PERIODS, LANES)), 1) for name in GIVEN}
    try:
        values = program.run(inputs, PERIODS)
    except InputError as error:  # a product of products may leave the numbers
        assert "no number" in str(error)  # noqa: PT017
        return
    wanted = [line.name for line in program.lines]
    found = run_machine(program, wanted, inputs)
    for k, name in enumerate(wanted):
        assert np.array_equal(found[k], np.broadcast_to(values[name], found[k].shape)), name


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
