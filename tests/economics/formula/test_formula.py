"""Formulas: written, read, ordered, worked out, and said again."""

from __future__ import annotations

import numpy as np
import pytest

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.formula import (
    Banded,
    Earlier,
    Line,
    Multiply,
    Now,
    Number,
    Program,
    Spread,
    parse_formula,
    read_out,
    workbook_formula,
)


def line(name: str, text: str) -> Line:
    return Line(name, parse_formula(text, field=name), "money", name)


def worked(text: str, **given: list[float]) -> list[float]:
    program = Program.of([line("answer", text)], given)
    periods = len(next(iter(given.values())))
    return program.run({name: np.asarray(values) for name, values in given.items()}, periods)["answer"].tolist()


class TestWritten:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a + b * 2", [7.0, 0.0]),
            ("a - b - 1", [-3.0, 2.0]),
            ("-a + -2", [-3.0, -4.0]),
            ("min(a, b, 2)", [1.0, -1.0]),
            ("max(0, b)", [3.0, 0.0]),
            ("a / 4", [0.25, 0.5]),
            ("ratio(a, b + 1, 9)", [0.25, 9.0]),
            ("earlier(a)", [0.0, 1.0]),
            ("earlier(a, 2)", [0.0, 0.0]),
            ("if_at_least(a, 2, 10, 20)", [20.0, 10.0]),
        ],
    )
    def test_it_means_what_it_says(self, text: str, expected: list[float]) -> None:
        assert worked(text, a=[1.0, 2.0], b=[3.0, -1.0]) == expected

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("a / b", "ratio"),
            ("a ** 2", "is no formula"),
            ("a +", "is no formula"),
            ("__import__('os')", "is no formula"),
            ("a.b", "is no formula"),
            ("True", "is no formula"),
            ("ratio(a, b)", "ratio is not whole"),
            ("earlier(a + b)", "earlier needs a line"),
            ("earlier(a, 0)", "earlier needs a line"),
            ("min(a)", "need two or more"),
            ("if_at_least(a, b, 1)", "needs four"),
            ("(" * 60 + "a" + ")+1" * 60, "nested too deeply"),
            ("a + " * 800 + "a", "characters"),
        ],
    )
    def test_what_is_none_is_refused_with_its_place(self, text: str, said: str) -> None:
        with pytest.raises(InputError, match=said) as refused:
            parse_formula(text, field="tax.income")
        assert "tax.income" in str(refused.value)


class TestBands:
    @pytest.mark.parametrize(
        ("mode", "uppers", "driver", "rate"),
        [
            ("whole", (70.0, 100.0, float("inf")), [70.0, 70.01, 120.0], [0.15, 0.45, 0.80]),
            ("marginal", (70.0, 100.0, float("inf")), [0.0, 80.0, 120.0], [0.15, 0.1875, 40.0 / 120.0]),
            ("linear", (3600.0, 6400.0, 9200.0), [0.0, 5000.0, 10_000.0], [0.15, 0.30, 0.80]),
        ],
    )
    def test_whole_marginal_and_linear(
        self, mode: str, uppers: tuple[float, ...], driver: list[float], rate: list[float]
    ) -> None:
        """Price bands of 15, 45 and 80 %: the average at 80 is 18.75 % and at 120 a third (research §2.9)."""
        band = Banded(Now("p"), uppers, (0.15, 0.45, 0.80), mode)  # type: ignore[arg-type]
        program = Program.of([Line("r", band, "1", "x")], ["p"])
        assert program.run({"p": np.asarray(driver)}, 3)["r"] == pytest.approx(rate, abs=1e-12)


class TestOrder:
    def test_any_order_of_statement_gives_the_same(self) -> None:
        lines = [line("c", "b * 2"), line("b", "a + earlier(c)"), line("d", "c - b")]
        given = {"a": np.asarray([1.0, 2.0, 3.0])}
        first = Program.of(lines, given).run(given, 3)
        second = Program.of(lines[::-1], given).run(given, 3)
        assert all(first[name].tolist() == second[name].tolist() for name in "bcd")
        assert first["c"].tolist() == [2.0, 8.0, 22.0]

    def test_a_circle_is_refused_with_its_lines(self) -> None:
        with pytest.raises(InputError, match=r"b → c → b|c → b → c"):
            Program.of([line("b", "c + a"), line("c", "b * 2")], ["a"])

    def test_a_line_that_nobody_states_is_refused_with_the_nearest(self) -> None:
        with pytest.raises(UnknownChoiceError, match="revenue"):
            Program.of([line("b", "revenu * 2")], ["revenue"])

    def test_a_line_stated_twice_is_refused(self) -> None:
        with pytest.raises(InputError, match="«b» is stated twice"):
            Program.of([line("b", "a"), line("b", "a * 2")], ["a"])

    def test_values_that_are_short_missing_or_no_number_are_refused(self) -> None:
        program = Program.of([line("b", "a * 1e200 * 1e200")], ["a"])
        with pytest.raises(InputError, match="no values for the line «a»"):
            program.run({}, 1)
        with pytest.raises(InputError, match="cannot be used"):
            program.run({"a": np.asarray([np.nan])}, 1)
        with (
            np.errstate(over="ignore"),
            pytest.raises(InputError, match="«b» becomes no number"),
        ):
            program.run({"a": np.asarray([1e300])}, 1)


class TestSaid:
    def test_it_reads_as_it_was_meant(self) -> None:
        formula = parse_formula("max(0, 0.4 * (revenue - costs) - earlier(loss))", field="x")
        assert read_out(formula) == "max(0, 0.4 × (revenue − costs) − loss[-1])"
        assert read_out(formula, lambda name, ago: f"{len(name)}.{ago}") == "max(0, 0.4 × (7.0 − 5.0) − 4.1)"

    def test_it_is_written_for_a_workbook(self) -> None:
        formula = parse_formula("ratio(a, b, 0) + earlier(a)", field="x")
        cells = {("a", 0): "C2", ("b", 0): "C3", ("a", 1): ""}
        text = workbook_formula(formula, lambda name, ago: cells[name, ago])
        assert text == "(IF(C3=0,0.0,C2/C3)+0.0)"
        spread = workbook_formula(Spread("a", (0.5, 0.5)), lambda name, ago: cells[name, ago])
        assert spread == "(0.5*C2+0.5*0)"
        assert (
            workbook_formula(Multiply(Number(-1.0), Earlier("a", 1, 2.0)), lambda name, ago: cells[name, ago])
            == "((-1.0)*2.0)"
        )
