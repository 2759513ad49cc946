import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import Cancelled, DataUnavailableError, InputError, SonaeError, UnknownChoiceError


def test_the_sentence_says_where_what_and_what_instead() -> None:
    error = InputError("«-5» is too small", file="stocks.csv", row=7, field="days", expected="a number of 0 or more")
    assert str(error) == "stocks.csv, row 7, field «days»: «-5» is too small; expected a number of 0 or more."
    assert (error.file, error.row, error.field, error.problem) == ("stocks.csv", 7, "days", "«-5» is too small")
    assert error.expected == "a number of 0 or more"


@pytest.mark.parametrize("known", list(itertools.product([True, False], repeat=4)))
def test_what_is_not_known_is_left_out(known: tuple[bool, ...]) -> None:
    file, row, field, expected = known
    text = str(
        InputError(
            "it is wrong",
            file="a.csv" if file else None,
            row=0 if row else None,
            field="x" if field else None,
            expected="it right" if expected else None,
        )
    )
    assert ("a.csv" in text, "row 0" in text, "«x»" in text, "expected it right" in text) == known
    assert text.count("it is wrong") == 1
    assert text.endswith(".")
    assert "None" not in text


@given(st.text(), st.text())
def test_a_sentence_stays_on_one_line_and_shows_no_control_characters(problem: str, name: str) -> None:
    text = str(InputError(problem, file=name))
    assert len(text.splitlines()) == 1
    assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in text)


def test_japanese_text_is_left_as_it_is() -> None:
    assert str(InputError("«鉱種　タングステン» とは", file="髙﨑.csv")) == "髙﨑.csv: «鉱種　タングステン» とは."


@pytest.mark.parametrize(
    ("given_word", "choices", "nearest"),
    [
        ("bacy", ["baci", "wgi", "customs"], ["baci"]),
        ("JPM", ["JPN", "KOR", "DEU"], ["JPN"]),
        ("TUNGSTON", ["Tungsten", "Bismuth"], ["Tungsten"]),
        (2030, range(1995, 2025), ["2024", "2023", "2022", "2021"]),
        (1990, range(1995, 2025), ["1995", "1996", "1997", "1998"]),
        ("-3", [0, 5], ["0", "5"]),
        ("xyz", ["alpha", "beta"], ["alpha", "beta"]),
        ("axxxxxx", ["alpha", "beta"], ["alpha"]),
        ("", ["b", "a"], ["a", "b"]),
        ("²", [2020, 2021], ["2020", "2021"]),
        ("--5", [5, 6], ["5"]),
        ("9" * 5000, [5, 6], ["5", "6"]),
        ("anything", [], []),
    ],
)  # fmt: skip
def test_nearest_choices(given_word: object, choices: list[object], nearest: list[str]) -> None:
    error = UnknownChoiceError("thing", given_word, choices)
    assert error.nearest == nearest
    assert f"nearest valid: {', '.join(nearest) or 'none'}" in str(error)


@given(st.text(max_size=12), st.lists(st.text(min_size=1, max_size=8), max_size=8))
def test_offered_choices_are_valid_and_few(word: str, choices: list[str]) -> None:
    error = UnknownChoiceError("thing", word, choices)
    assert set(error.nearest) <= set(choices)
    assert len(error.nearest) <= 4
    assert bool(error.nearest) == bool(choices)


@given(st.integers(-3000, 3000), st.lists(st.integers(-3000, 3000), min_size=1, max_size=20, unique=True))
def test_numbers_are_offered_by_distance(wanted: int, choices: list[int]) -> None:
    offered = [int(name) for name in UnknownChoiceError("year", wanted, choices).nearest]
    left = [abs(choice - wanted) for choice in choices if choice not in offered]
    assert max(abs(choice - wanted) for choice in offered) <= min(left, default=10**9)


def test_a_hint_follows_the_choices() -> None:
    assert str(UnknownChoiceError("year", 2030, [2024], hint="trade ends there")).endswith("2024 (trade ends there).")


def test_exit_codes() -> None:
    assert [kind.exit_code for kind in (SonaeError, InputError, UnknownChoiceError, DataUnavailableError)] == [2] * 4
    assert Cancelled.exit_code == 130
    assert issubclass(UnknownChoiceError, InputError)


def test_a_problem_is_placed_elsewhere_and_keeps_what_is_not_said() -> None:
    error = InputError("it is missing", row=3, field="share", expected="a share")
    assert str(error.placed(file="a.yaml", field="loans.0.share")) == (
        "a.yaml, row 3, field «loans.0.share»: it is missing; expected a share."
    )
    assert str(error.placed(file="a.yaml")) == "a.yaml, row 3, field «share»: it is missing; expected a share."
    unknown = UnknownChoiceError("rate", "fundng", ["funding"])
    assert str(unknown.placed(file="b.yaml")) == "b.yaml: unknown rate «fundng»; nearest valid: funding."
    found = UnknownChoiceError("regime", "idn", ["idn-psc", "nor"], field="regime")
    placed = found.placed(file="case.yaml")
    assert type(placed) is UnknownChoiceError
    assert (placed.file, placed.field, placed.given, placed.nearest) == ("case.yaml", "regime", "idn", found.nearest)
    assert found.file is None
