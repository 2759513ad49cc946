"""Faults put into the rules one at a time: the scenarios have to notice them.

`make test` looks at a fixed sample, `make soak` at every mutant, and prints the kill rate by module. What no scenario can notice is
listed with the reason in equivalent_mutants.yaml; a listed one that is noticed, or that is no mutant any more, fails the test.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sonae.data import plain_yaml
from tests.bylaw.mutants import Mutant, mutants_of, names, survives

pytestmark = pytest.mark.slow

WANTED = 0.9
EVERY = 4
"""The sample: every so many-th mutant."""


def equivalent() -> Mapping[str, str]:
    path = Path(__file__).parent / "equivalent_mutants.yaml"
    return dict(plain_yaml(path.read_text(encoding="utf-8"), path.name))


def everything() -> list[Mutant]:
    return [mutant for name in names() for mutant in mutants_of(name)]


def test_a_sample_is_noticed() -> None:
    known = equivalent()
    sample = [mutant for mutant in everything() if mutant.id not in known][::EVERY]
    left = [mutant.id for mutant in sample if survives(mutant)]
    assert len(sample) > 100
    assert 1 - len(left) / len(sample) >= WANTED, left


def test_what_is_listed_as_equivalent_is_a_mutant_that_nothing_notices() -> None:
    by_id = {mutant.id: mutant for mutant in everything()}
    assert [name for name in equivalent() if name not in by_id] == []
    assert [name for name in equivalent() if not survives(by_id[name])] == []
    assert all(len(reason) > 10 for reason in equivalent().values())


@pytest.mark.soak
def test_all_are_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    known, lines, all_left, count = equivalent(), [], [], 0
    for name in names():
        mutants = [mutant for mutant in mutants_of(name) if mutant.id not in known]
        left = [mutant for mutant in mutants if survives(mutant)]
        lines.append(f"{name}: {len(mutants) - len(left)} of {len(mutants)} killed")
        all_left += left
        count += len(mutants)
    rate = 1 - len(all_left) / count
    with capsys.disabled():
        print("\n".join(["", *lines, *(f"left: {one.id}, line {one.line}" for one in all_left)]))
        print(f"kill rate {rate:.1%} of {count}, beside {len(known)} equivalent")
    assert rate >= WANTED
