"""The life of a case, step by step: what happens on which day, and what the bylaw then finds.

A story is a file that a lawyer can read: a case, and steps that state new facts («set» a path, «add» to a list) with the findings
that are expected. Running it checks the whole case after every step.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sonae.bylaw.check import Bylaw, CaseCheck, check_case
from sonae.bylaw.facts import EquityCase, case_from_tree
from sonae.bylaw.facts.day import Date
from sonae.bylaw.facts.form import refused
from sonae.bylaw.kernel.written import one_line
from sonae.core import Citation, Finding, InputError, UnknownChoiceError
from sonae.data import plain_yaml, read_text

__all__ = ["Expected", "Step", "StepResult", "Story", "load_story", "run_story", "stated", "stories", "story_from_text"]

Text = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(one_line)]
OutcomeName = Literal["yes", "no", "open", "conflict", "gap", "not applicable"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _in_full(value: object) -> object:
    return {"outcome": value} if isinstance(value, str) else value


class Expected(_Part):
    """What is expected of a question: outcome, provisions that must be cited, words that the reason holds, what is missing."""

    outcome: OutcomeName
    cites: tuple[Text, ...] = ()
    says: tuple[Text, ...] = ()
    """Words of the English reason."""
    missing: tuple[Text, ...] = ()


class Step(_Part):
    """What happens on a day.

    Attributes:
        on: the day.
        ja: in words.
        en: in words.
        sets: new facts by path, such as «adoption.notice.sent_on».
        adds: new entries of lists by path; one, or several.
        expect: findings by question, «drawdown.allowed [drawdowns.1]» for an entry.

    """

    on: Date
    ja: Text
    en: Text
    sets: Annotated[dict[Text, Any], Field(alias="set")] = Field(default_factory=dict)
    adds: Annotated[dict[Text, Any], Field(alias="add")] = Field(default_factory=dict)
    expect: dict[Text, Annotated[Expected, BeforeValidator(_in_full)]] = Field(default_factory=dict)


class Story(_Part):
    """A life of a case."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,60}$")]
    ja: Text
    en: Text
    case: dict[str, Any]
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


@dataclass(frozen=True)
class StepResult:
    """A step, the case after it, and what is found.

    Attributes:
        step: what happened.
        check: all findings.
        shown: findings of the questions that the step expects something of.
        wrong: what did not come out as expected, in sentences.

    """

    step: Step
    check: CaseCheck
    shown: tuple[Finding, ...]
    wrong: tuple[str, ...]


def stated(tree: Mapping[str, Any], sets: Mapping[str, Any], adds: Mapping[str, Any], file: str) -> dict[str, Any]:
    """Return facts with new ones set and entries added.

    Raises:
        InputError: naming a path that leads through something that is no part.

    """
    made = copy.deepcopy(dict(tree))
    for path, value in sets.items():
        *parents, last = path.split(".")
        node = _reached(made, parents, path, file)
        if isinstance(node, dict):
            node[last] = copy.deepcopy(value)
        elif last.isdecimal() and 1 <= int(last) <= len(node):
            node[int(last) - 1] = copy.deepcopy(value)
        else:
            raise InputError("there is no such entry", file=file, field=f"set.{path}", expected=f"1 to {len(node)}")
    for path, value in adds.items():
        *parents, last = path.split(".")
        node = _reached(made, parents, path, file)
        before = node.get(last, []) if isinstance(node, dict) else None
        if not isinstance(node, dict) or not isinstance(before, list):
            raise InputError("entries are added to a list alone", file=file, field=f"add.{path}")
        node[last] = [*before, *copy.deepcopy(value if isinstance(value, list) else [value])]
    return made


def _reached(tree: Any, parents: Sequence[str], path: str, file: str) -> Any:
    node = tree
    for name in parents:
        if isinstance(node, list) and name.isdecimal() and 1 <= int(name) <= len(node):
            node = node[int(name) - 1]
        elif isinstance(node, dict):
            node = node.setdefault(name, {})
        else:
            raise InputError("the path leads to no part of the case", file=file, field=path)
    if not isinstance(node, dict | list):
        raise InputError("the path leads to no part of the case", file=file, field=path)
    return node


def run_story(story: Story, file: str, *, bylaw: Bylaw | None = None) -> tuple[StepResult, ...]:
    """Run a story step by step.

    Raises:
        InputError: for facts that are wrong, naming the step, or steps that do not follow each other in time.

    """
    tree: dict[str, Any] = story.case
    results: list[StepResult] = []
    for number, step in enumerate(story.steps, 1):
        if results and step.on < results[-1].step.on:
            raise InputError("a step lies before the one above it", file=file, field=f"steps.{number}.on")
        tree = stated(tree, step.sets, step.adds, file)
        place = f"{file}, step {number}"
        try:
            results.append(_checked(step, case_from_tree(tree, place), bylaw))
        except InputError as error:
            raise error.placed(file=place) from error
    return tuple(results)


def _checked(step: Step, case: EquityCase, bylaw: Bylaw | None) -> StepResult:
    check = check_case(case, step.on, bylaw=bylaw)
    by_question = {finding.question: finding for finding in check.findings}
    shown, wrong = [], []
    for question, expected in step.expect.items():
        finding = by_question.get(question)
        if finding is None:
            wrong.append(f"{step.on}: nothing is asked as «{question}»")
            continue
        shown.append(finding)
        wrong += [f"{step.on}, {question}: {said}" for said in _differences(finding, expected)]
    return StepResult(step, check, tuple(shown), tuple(wrong))


def _differences(finding: Finding, expected: Expected) -> list[str]:
    said = []
    if finding.outcome.value != expected.outcome:
        said.append(f"expected {expected.outcome}, found {finding.outcome.value}: {finding.because}")
    cited = _cited(finding)
    said += [f"{cite} is not cited" for cite in expected.cites if cite not in cited]
    said += [f"«{words}» is not said: {finding.because}" for words in expected.says if words not in finding.because]
    said += [f"«{name}» is not named as missing" for name in expected.missing if name not in finding.missing]
    return said


def _cited(finding: Finding) -> set[str]:
    """Return the provisions of a finding and of all that it was derived from."""
    own: tuple[Citation, ...] = finding.citations
    found = {cite.provision for cite in own}
    for part in finding.parts:
        found |= _cited(part)
    return found


def stories() -> tuple[str, ...]:
    """Return the names of the fictional stories of the product."""
    folder = files("sonae.bylaw") / "stories"
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


def load_story(name: str) -> tuple[Story, str]:
    """Return a story of the product by name, or one in a file, and the name of the file.

    Raises:
        InputError: naming the file and the field.
        UnknownChoiceError: for a name that is neither.

    """
    if name in stories():
        file = f"{name}.yaml"
        return story_from_text((files("sonae.bylaw") / "stories" / file).read_text(encoding="utf-8"), file), file
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        raise UnknownChoiceError("story", name, stories())
    return story_from_text(read_text(path, "the story"), path.name), path.name


def story_from_text(text: str, file: str) -> Story:
    """Read a story from text; see :func:`load_story`."""
    try:
        return Story.model_validate(dict(plain_yaml(text, file, expected="a story: id, case, steps …")))
    except ValidationError as error:
        raise refused(error, file) from error
