import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import Classification, UnknownChoiceError

LABELS = st.lists(st.sampled_from(Classification), max_size=6)
SECRECY = {"PUBLIC": 0, "INTERNAL": 1, "SECRET": 2}


@given(LABELS, LABELS)
def test_joining_is_never_lower_than_any_part_and_needs_no_order(
    one: list[Classification], other: list[Classification]
) -> None:
    joined = Classification.join([*one, *other])
    assert all(SECRECY[joined.name] >= SECRECY[label.name] for label in [*one, *other])
    assert joined in [*one, *other, Classification.PUBLIC]
    assert joined == Classification.join([Classification.join(other), Classification.join(one)])


def test_one_secret_makes_all_secret() -> None:
    assert Classification.join([Classification.PUBLIC] * 5 + [Classification.SECRET]) is Classification.SECRET
    assert Classification.join([]) is Classification.PUBLIC


@pytest.mark.parametrize("text", ["secret", "SECRET", " Secret "])
def test_labels_are_read_in_any_case(text: str) -> None:
    assert Classification.parse(text) is Classification.SECRET


def test_an_unknown_label_offers_the_nearest() -> None:
    with pytest.raises(UnknownChoiceError, match="nearest valid: SECRET"):
        Classification.parse("secrete")


def test_japanese_labels_differ() -> None:
    assert [label.label_ja for label in Classification] == ["公開", "部内限り", "秘"]
