"""Records of the bases as a person of the field would tell them: start, steps, what is then found."""

from __future__ import annotations

import datetime as dt
import inspect
import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sonae.core import InputError
from sonae.data import plain_yaml
from sonae.stockpile import bases
from sonae.stockpile.bases import Part, read, stored

HERE = Path(__file__).parent / "scenarios"
LIMITS = {
    "name": "limits (fictional)", "quality": {"odorant": {"unit": "ppm", "least": 5, "most": 50}}, "loss_share": 0.001,
    "at_once_hours": 2, "progress_days": 31,
}  # fmt: skip


def stories(*names: str) -> list[Any]:
    found = []
    for name in names:
        text = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
        tree = plain_yaml("stories:\n" + "\n".join(f"  {line}" for line in text.splitlines()), name)
        found += [pytest.param(story, id=f"{name}: {story['title']}") for story in tree["stories"]]
    return found


def laid_over(base: Any, change: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(change, Mapping):
        return {**base, **{key: laid_over(base.get(key), value) for key, value in change.items()}}
    return change


KINDS: dict[str, type[Part]] = {
    "incident": bases.Incident, "lpg_event": bases.LpgEvent, "procurement": bases.EmergencyProcurement,
    "grant": bases.BufferGrant, "drill": bases.Drill,
}  # fmt: skip
PARTS: dict[str, type[Part]] = {
    "plan": bases.SubstitutePlan, "progress": bases.Progress, "contract": bases.PurchaseContract,
    "evaluation": bases.Evaluation, "result": bases.DrillResult, "lesson": bases.Lesson,
}  # fmt: skip


def argument(name: str, value: Any) -> Any:
    if name in PARTS and isinstance(value, Mapping):
        return read(PARTS[name], value)
    return dt.datetime.fromisoformat(value) if name == "at" else value


def release_scenario() -> bases.ReleaseScenario:
    tree = plain_yaml((HERE / "_release.yaml").read_text(encoding="utf-8"), "_release.yaml")
    return read(bases.ScenarioFile, tree).scenario


def findings_of(kind: str, record: Any, story: Mapping[str, Any]) -> tuple[Any, ...]:
    match kind:
        case "incident":
            hours = story.get("at_once_hours")
            return bases.incident_findings(record, dt.datetime.fromisoformat(story["at"]), at_once_hours=hours)
        case "lpg_event":
            limits = read(bases.LpgLimits, LIMITS)
            return bases.event_findings(record, limits, dt.datetime.fromisoformat(story["at"]))
        case "procurement":
            return (bases.procurement_gate(record),)
        case "grant":
            return (bases.buffer_use(record, str(story["then"]["month"])),)
        case _:
            return bases.drill_findings(record, release_scenario(), story["at"])


@pytest.mark.parametrize("story", stories("incidents", "lpg", "lng", "drills"))
def test_story(story: Mapping[str, Any]) -> None:
    kind = KINDS[story["record"]]
    record: Any = read(kind, story["start"])
    for step in story.get("steps", []):
        act: Callable[..., Any] = getattr(bases, step["do"])
        given = {name: argument(name, value) for name, value in step.items() if name not in ("do", "refused")}
        assert set(given) <= set(inspect.signature(act).parameters)
        if "refused" in step:
            with pytest.raises(InputError) as refusal:
                act(record, **given)
            assert step["refused"] in str(refusal.value)
            assert str(refusal.value).endswith(".")
            continue
        before = stored(record)
        after = act(record, **given)
        assert stored(record) == before  # nothing of the old record changed
        assert read(kind, json.loads(json.dumps(stored(after)))) == after
        record = after
    then = story["then"]
    assert set(then) <= {"state", "findings", "values", "cites", "missing", "month", "delivered"}
    found = {one.question.removeprefix("bases."): one for one in findings_of(story["record"], record, story)}
    for name, outcome in then.get("findings", {}).items():
        assert found[name].outcome.value == outcome, name
        assert found[name].because
        assert found[name].because_ja
        json.dumps(dict(found[name].facts_used))
    for name, value in then.get("values", {}).items():
        assert found[name].value == Fraction(value)
    for name, missing in then.get("missing", {}).items():
        assert list(found[name].missing) == missing
    cited = {str(citation) for one in found.values() for citation in one.citations}
    assert set(then.get("cites", [])) <= cited
    for name in ("state", "delivered"):
        if name in then:
            assert getattr(record, name) == then[name]


@pytest.mark.parametrize("story", stories("release"))
def test_release_story(story: Mapping[str, Any]) -> None:
    base = plain_yaml((HERE / "_release.yaml").read_text(encoding="utf-8"), "_release.yaml")
    tree, then = laid_over(base, story.get("when", {})), story["then"]
    if "error" in then:
        with pytest.raises(InputError) as refusal:
            run(read(bases.ScenarioFile, tree, "scenario.yaml"))
        assert then["error"] in str(refusal.value)
        return
    file = read(bases.ScenarioFile, tree, "scenario.yaml")
    assert read(bases.ScenarioFile, json.loads(json.dumps(stored(file)))) == file
    check = run(file)
    assert check.finding.outcome.value == then["outcome"]
    first = check.bases[0]
    if "hours" in then:
        assert (first.preparation_hours, list(first.critical_steps)) == (then["hours"], then["longest"])
    if "because" in then:
        assert any(then["because"] in part.because for part in first.findings)
    assert check.classification.name == then.get("classification", "PUBLIC")
    assert set(then.get("cites", [])) <= {str(one) for one in check.finding.citations}
    json.dumps(bases.scenario_document(check))


def run(file: bases.ScenarioFile) -> bases.ScenarioCheck:
    return bases.check_scenario(file.scenario, file.plan, file.installations, file.incidents)
