"""Scenarios of the bylaw, written in YAML so that a lawyer can read them: facts of a made-up case, a day, what has to be found.

A file has facts that its scenarios share (``base``). A scenario states further facts as a step of a story does («set», «add») and
what persons judged («judged», by the day of the scenario unless another is said), and names questions with what is expected. Parts
of questions may be named too: they are asked only by other rules, and a full check of the case does not list them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from sonae.bylaw.check import Bylaw, equity_bylaw
from sonae.bylaw.facts import EquityCase, case_from_tree
from sonae.bylaw.kernel import Derivation
from sonae.bylaw.story import Expected, Step, stated
from sonae.core import Finding
from sonae.data import plain_yaml

FOLDER = Path(__file__).parent / "scenarios"


class _Judged(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    holds: bool
    on: dt.date | None = None


def _in_full(value: object) -> object:
    return {"holds": value} if isinstance(value, bool) else value


class Scenario(Step):
    """A scenario: a step of a story that stands for itself."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{2,80}$")]
    judged: dict[str, Annotated[_Judged, BeforeValidator(_in_full)]] = Field(default_factory=dict)
    """By point, «annex2.reserves», or point and entry, «cost.indispensable of costs.1»: whether it was found to hold."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    ja: str
    en: str
    base: dict[str, Any]
    scenarios: Annotated[tuple[Scenario, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Made:
    """A scenario with its case.

    Attributes:
        scenario: as written.
        case: with the facts of the file and its own.
        file: the name of the file.

    """

    scenario: Scenario
    case: EquityCase
    file: str


@cache
def all_scenarios() -> tuple[Made, ...]:
    """Return the scenarios of all files."""
    return tuple(made for path in sorted(FOLDER.glob("*.yaml")) for made in _of(path))


def _of(path: Path) -> Iterator[Made]:
    read = _File.model_validate(
        dict(plain_yaml(path.read_text(encoding="utf-8"), path.name, expected="base, scenarios"))
    )
    for one in read.scenarios:
        where = f"{path.name}, {one.id}"
        tree = stated(read.base, one.sets, one.adds, where)
        tree["judgements"] = [*tree.get("judgements", []), *(_judgement(one, name) for name in one.judged)]
        yield Made(one, case_from_tree(tree, where), path.name)


def _judgement(scenario: Scenario, name: str) -> dict[str, Any]:
    point, _, of = name.partition(" of ")
    judged = scenario.judged[name]
    return {
        "point": point, "of": of, "holds": judged.holds, "by": "架空一郎 (fictional head of department)",
        "on": judged.on or scenario.on, "reason": "架空 made up", "evidence": ["架空メモ made-up memo"],
    }  # fmt: skip


def wrong(made: Made, bylaw: Bylaw) -> Iterator[str]:
    """Yield what does not come out as expected, in sentences."""
    derivation = Derivation(bylaw.rules, bylaw, made.case, made.case.judgements, made.case.parameters, made.scenario.on)
    for name, expected in made.scenario.expect.items():
        question, _, place = name.removesuffix("]").partition(" [")
        finding = derivation.find(question, derivation.entry(place) if place else None, place)
        yield from (f"{name}: {said}" for said in _differences(finding, expected))


def _differences(finding: Finding, expected: Expected) -> Iterator[str]:
    if finding.outcome.value != expected.outcome:
        yield f"expected {expected.outcome}, found {finding.outcome.value}: {finding.because}"
    cites = cited(finding) if expected.cites else frozenset()
    yield from (f"{cite} is not cited" for cite in expected.cites if cite not in cites)
    said = f"{finding.because}\n{finding.because_ja}"
    yield from (f"«{words}» is not said: {said}" for words in expected.says if words not in said)
    yield from (
        f"«{name}» is not named as missing: {finding.missing}"
        for name in expected.missing
        if name not in finding.missing
    )


def cited(finding: Finding) -> frozenset[str]:
    """Return the provisions of a finding and of all that it rests on."""
    return frozenset(cite.provision for cite in finding.citations).union(*map(cited, finding.parts))


def first_wrong(scenarios: Sequence[Made], bylaw: Bylaw | None = None) -> str | None:
    """Return the first thing that does not come out as expected, None where all does."""
    for made in scenarios:
        for said in wrong(made, bylaw or equity_bylaw()):
            return f"{made.scenario.id}: {said}"
    return None
