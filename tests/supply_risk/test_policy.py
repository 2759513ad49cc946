"""The policy file: every leaf has a source, an agency's file lies over the product's, and mistakes are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.supply_risk import Policy, load_policy


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_every_parameter_has_a_source() -> None:
    policy = load_policy()
    assert len(policy.sources) > 90
    assert all(source.strip() for source in policy.sources.values())
    assert policy.label is Classification.PUBLIC
    assert policy.changed == ()


def test_an_agency_file_changes_only_its_leaves(tmp_path: Path) -> None:
    path = write(
        tmp_path / "own.yaml",
        "days:\n  cap: {value: 120, source: minute of 2026-04-01}\nclassification: {value: secret, source: law}\n",
    )
    mine, default = load_policy(path), load_policy()
    assert mine.days.cap == 120
    assert mine.days.floor == default.days.floor
    assert mine.sources["days.cap"] == "minute of 2026-04-01"
    assert mine.changed == ("classification", "days.cap")
    assert mine.label is Classification.SECRET
    assert mine.sha256 != default.sha256


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("days:\n  cap: 120\n", "days.cap"),
        ("days:\n  cap: {value: 120}\n", "days.cap"),
        ("days:\n  cap: {value: 120, source: ''}\n", "no source"),
        ("days:\n  capp: {value: 120, source: x}\n", "days.cap"),
        ("days:\n  cap: {value: many, source: x}\n", "days.cap"),
        ("days:\n  floor: {value: 400, source: x}\n", "floor lies above the cap"),
        ("shares:\n  kappa_floor: {value: 1.5, source: x}\n", "shares.kappa_floor"),
        ("depth:\n  policy: {value: 1.0, source: x}\n", "between 0 and 1"),
        ("days: [1, 2\n", "readable YAML"),
        ("", "no parameters"),
        ("- 1\n- 2\n", "no parameters"),
        ("softening:\n  ramp_full_month: {value: 3, source: x}\n", "ramp_full_month"),
    ],
)
def test_mistakes_are_named_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        load_policy(write(tmp_path / "own.yaml", text))
    assert said in str(caught.value)
    assert "own.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_yaml_cannot_run_code(tmp_path: Path) -> None:
    path = write(tmp_path / "own.yaml", "days: !!python/object/apply:os.system ['true']\n")
    with pytest.raises(InputError, match="YAML"):
        load_policy(path)


def test_a_missing_file_and_other_encodings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        load_policy(tmp_path / "none.yaml")
    path = tmp_path / "sjis.yaml"
    path.write_bytes("name: {value: 試算, source: 機構}\n".encode("cp932"))
    with pytest.raises(InputError, match="UTF-8"):
        load_policy(path)


def test_with_value_changes_one_leaf_and_checks_it() -> None:
    policy = load_policy()
    assert policy.with_value("shares.kappa_floor", 0.7).shares.kappa_floor == 0.7
    assert policy.shares.kappa_floor == 0.5
    with pytest.raises(UnknownChoiceError, match="kappa_floor"):
        policy.with_value("shares.kappa_flor", 0.7)


@pytest.mark.parametrize(("path", "value"), [("shares.kappa_floor", 1.5), ("nothing.here", 1), ("days.floor.x", 1)])
def test_a_changed_leaf_is_checked_too(policy: Policy, path: str, value: float) -> None:
    with pytest.raises(InputError):
        policy.with_value(path, value)


def numbers(values: object, path: str = "") -> list[str]:
    """The paths of all numbers of a policy."""
    if isinstance(values, dict):
        return [
            leaf for name, part in values.items() for leaf in numbers(part, f"{path}.{name}" if path else str(name))
        ]
    return [path] if isinstance(values, (int, float)) and not isinstance(values, bool) else []


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), True])
def test_no_parameter_takes_what_is_no_number(policy: Policy, value: float) -> None:
    """A policy that is not a number would quietly move every day of every mineral."""
    paths = numbers(policy.model_dump(mode="json", exclude={"sources", "changed"}))
    assert len(paths) > 90
    for path in paths:
        with pytest.raises(InputError):
            policy.with_value(path, value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("days:\n  cap: {value: .nan, source: x}\n", "days.cap"),
        (
            "days:\n  grid: {value: 10, source: x}\n  grid: {value: 60, source: x}\n",
            "row 3: the key «grid» stands there twice",
        ),
        ("a: &a {b: *a}\n", "aliases are not used"),
        ("a: &a [1]\nb: [*a, *a]\n", "row 2: aliases are not used"),
        ("a: " + "[" * 4000, "readable YAML"),
        ("shares:\n  classes: {value: [0.6, 0.3, 0.1], source: x}\n", "classes rise"),
        ("depth:\n  concentration: {value: 1.0e+300, source: x}\n", "depth.concentration"),
        ("hazard:\n  first_year: {value: -5000, source: x}\n", "hazard.first_year"),
    ],
)
def test_yaml_that_would_mislead_or_never_end_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        load_policy(write(tmp_path / "own.yaml", text))
    assert said in str(caught.value)


def test_a_value_set_by_a_program_does_not_keep_the_old_source(policy: Policy) -> None:
    other = policy.with_value("days.tail", 0.95).with_value("score.components.act_rate.weight", 2.0)
    assert other.changed == ("days.tail", "score.components.act_rate")
    assert all(other.sources[path] != policy.sources[path] for path in other.changed)
    assert other.sources["days.cap"] == policy.sources["days.cap"]
    for path in ("sources", "changed"):
        with pytest.raises(UnknownChoiceError):
            policy.with_value(path, {})
