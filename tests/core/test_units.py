import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError, Quantity, Unit, contained_metal

VALUES = st.floats(-1e12, 1e12)


def test_a_barrel_is_42_gallons_of_231_cubic_inches() -> None:
    inch_in_metres = Fraction(254, 10_000)
    assert Unit.BARREL.factor == 42 * 231 * inch_in_metres**3  # kilolitres are cubic metres
    assert Quantity(1000, Unit.BARREL).to(Unit.KILOLITRE).value == pytest.approx(158.987294928, rel=1e-15)


@given(VALUES, st.sampled_from(Unit), st.sampled_from(Unit))
def test_units_convert_within_a_dimension_and_nowhere_else(value: float, one: Unit, other: Unit) -> None:
    quantity = Quantity(value, one)
    if one.dimension == other.dimension:
        assert quantity.to(other).to(one).value == pytest.approx(value, rel=1e-12)
    else:
        with pytest.raises(InputError, match="cannot become"):
            quantity.to(other)


def test_gross_tonnes_never_become_contained_tonnes_by_themselves() -> None:
    gross, metal = Quantity(10, Unit.TONNE_GROSS), Quantity(5, Unit.TONNE_METAL)
    with pytest.raises(InputError, match="gross mass and cannot become t \\(contained\\)"):
        gross.to(Unit.TONNE_METAL)
    with pytest.raises(InputError):
        metal + gross
    with pytest.raises(InputError):
        gross - metal


@given(st.floats(0, 1e9), st.floats(0, 1, exclude_min=True))
def test_content_gives_contained_metal(tonnes: float, content: float) -> None:
    metal = contained_metal(Quantity(tonnes, Unit.TONNE_GROSS), content)
    assert metal == Quantity(tonnes * content, Unit.TONNE_METAL)
    assert metal.value <= tonnes


def test_kilograms_are_read_as_tonnes_first() -> None:
    assert contained_metal(Quantity(500, Unit.KILOGRAM_GROSS), 0.5) == Quantity(0.25, Unit.TONNE_METAL)


@pytest.mark.parametrize("content", [0, -0.1, 1.0000001, 47, math.nan, math.inf])
def test_impossible_contents_are_refused(content: float) -> None:
    with pytest.raises(InputError, match="more than 0 and at most 1"):
        contained_metal(Quantity(1, Unit.TONNE_GROSS), content)


def test_contained_metal_and_days_have_no_content() -> None:
    for unit in (Unit.TONNE_METAL, Unit.DAY, Unit.BARREL):
        with pytest.raises(InputError):
            contained_metal(Quantity(1, unit), 0.5)


def test_adding_takes_the_unit_of_the_first() -> None:
    assert Quantity(1, Unit.TONNE_GROSS) + Quantity(500, Unit.KILOGRAM_GROSS) == Quantity(1.5, Unit.TONNE_GROSS)
    assert Quantity(60, Unit.DAY) - Quantity(18, Unit.DAY) == Quantity(42, Unit.DAY)
    assert str(Quantity(12345.6, Unit.TONNE_METAL)) == "12,345.6 t (contained)"
