"""The release regimes as dated data: which steps a decision takes, in which order, and under which provision.

A rule file holds all regimes as they stand from a day on. No file for a day is a gap, two files for one day a conflict;
both are errors, and so is a regime whose steps are not those that the engine knows for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonae.core import Citation, InputError, UnknownChoiceError
from sonae.data import parameter_tree, parameters, plain_yaml, refusal_of
from sonae.stockpile.release.provisions import provision

__all__ = [
    "REGIMES",
    "Duty",
    "Regime",
    "ReleaseRules",
    "ReleaseSettings",
    "Step",
    "package_rules",
    "read_rules",
    "release_settings",
    "rules_on",
]

REGIMES = {
    "tight_supply": ("request", "need", "buyers", "plan", "stock", "quantity"),
    "adjustment": ("purpose", "need", "manner", "buyers", "plan", "minimum", "quantity"),
}
"""The steps that the engine can take, by regime. A rule file must name every one, once, in this order."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _StepFile(_Section):
    id: str
    decided_by: Literal["computed", "person"]
    question: str
    question_ja: str
    cites: Annotated[list[str], Field(min_length=1)]


class _DutyFile(_Section):
    id: str
    text: str
    text_ja: str
    cites: Annotated[list[str], Field(min_length=1)]


class _RegimeFile(_Section):
    name_en: str
    name_ja: str
    cites: Annotated[list[str], Field(min_length=1)]
    steps: list[_StepFile]
    duties: list[_DutyFile]


class _RulesFile(_Section):
    in_force_from: dt.date
    in_force_to: dt.date | None = None
    regimes: dict[str, _RegimeFile]


class Buyers(_Section):
    """Who may receive, and how much at most."""

    registration_required: bool
    cap_share: Annotated[float, Field(gt=0, le=1)]


class Award(_Section):
    """How a quantity is divided among requests."""

    method: Literal["pro_rata", "by_receipt", "auction"]
    end_uses: list[str]


class Adjustment(_Section):
    """How the minimum stock counts an exchange."""

    minimum_counts: Literal["outgoing", "completed"]


class Exchange(_Section):
    """What an exchange must bring back."""

    premium: Annotated[float, Field(ge=0, le=1)]
    premium_a_month: Annotated[float, Field(ge=0, le=1)]
    longest_months: Annotated[int, Field(ge=1, le=120)]


class ReleaseSettings(_Section):
    """What the policy leaves to the agency; ``sources`` tells where each value comes from."""

    buyers: Buyers
    award: Award
    adjustment: Adjustment
    exchange: Exchange
    sources: dict[str, str] = Field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """A question that a decision must answer; ``decided_by`` is «computed» or «person»."""

    id: str
    decided_by: str
    question: str
    question_ja: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """What must be done after a release."""

    id: str
    text: str
    text_ja: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Regime:
    """A release regime: its steps in order and the duties after it."""

    id: str
    name_en: str
    name_ja: str
    citations: tuple[Citation, ...]
    steps: tuple[Step, ...]
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class ReleaseRules:
    """All regimes as they stand from ``in_force_from`` to ``in_force_to`` (open when none)."""

    in_force_from: dt.date
    in_force_to: dt.date | None
    regimes: Mapping[str, Regime]

    def covers(self, day: dt.date) -> bool:
        """Say whether the rules are in force on ``day``."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    def regime(self, name: str) -> Regime:
        """Return a regime.

        Raises:
            UnknownChoiceError: when there is none of that name.

        """
        if name not in self.regimes:
            raise UnknownChoiceError("release regime", name, self.regimes)
        return self.regimes[name]


def read_rules(text: str, file: str) -> ReleaseRules:
    """Read a rule file.

    Raises:
        InputError: when a regime or one of its steps is missing (a gap), stands there twice (a conflict), is out of
            order or unknown.

    """
    try:
        read = _RulesFile.model_validate(plain_yaml(text, file, expected="in_force_from and regimes"))
    except ValidationError as error:
        raise refusal_of(error, file) from error
    for name in (name for name in REGIMES if name not in read.regimes):
        raise InputError(f"the regime «{name}» is missing: a gap", file=file, field="regimes")
    return ReleaseRules(
        read.in_force_from,
        read.in_force_to,
        {name: _regime(name, regime, file) for name, regime in read.regimes.items()},
    )


def _regime(name: str, read: _RegimeFile, file: str) -> Regime:
    if name not in REGIMES:
        raise UnknownChoiceError(f"release regime in {file}", name, REGIMES)
    ids = [step.id for step in read.steps]
    where = f"regimes.{name}.steps"
    for step in ids:
        if step not in REGIMES[name]:
            raise UnknownChoiceError(f"step of {name} in {file}", step, REGIMES[name])
        if ids.count(step) > 1:
            raise InputError(f"the step «{step}» stands there twice: a conflict", file=file, field=where)
    for step in REGIMES[name]:
        if step not in ids:
            raise InputError(f"the step «{step}» is missing: a gap, no step is skipped", file=file, field=where)
    if ids != list(REGIMES[name]):
        raise InputError("the steps are out of order", file=file, field=where, expected=", ".join(REGIMES[name]))
    return Regime(
        name,
        read.name_en,
        read.name_ja,
        _cited(read.cites),
        tuple(Step(s.id, s.decided_by, s.question, s.question_ja, _cited(s.cites)) for s in read.steps),
        tuple(Duty(d.id, d.text, d.text_ja, _cited(d.cites)) for d in read.duties),
    )


def _cited(cites: Sequence[str]) -> tuple[Citation, ...]:
    return tuple(provision(text) for text in cites)


def package_rules() -> tuple[ReleaseRules, ...]:
    """Return every version of the rules that the product holds, oldest first."""
    folder = files("sonae.stockpile.release") / "regimes"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return tuple(read_rules((folder / name).read_text(encoding="utf-8"), name) for name in names)


def rules_on(day: dt.date, versions: Sequence[ReleaseRules] | None = None) -> ReleaseRules:
    """Return the one version in force on ``day``.

    Raises:
        InputError: when there is none (a gap) or more than one (a conflict).

    """
    known = package_rules() if versions is None else versions
    found = [rules for rules in known if rules.covers(day)]
    if not found:
        raise InputError(
            f"no release rules are in force on {day}: a gap",
            expected=f"a day from {min((rules.in_force_from for rules in known), default='(no rules)')} on",
        )
    if len(found) > 1:
        starts = ", ".join(str(rules.in_force_from) for rules in found)
        raise InputError(f"{len(found)} versions of the release rules (from {starts}) cover {day}: a conflict")
    return found[0]


def release_settings(own: Mapping[str, Any] | None = None, file: str = "settings") -> ReleaseSettings:
    """Return the product's newest settings with ``own`` leaves ({value, source} trees as YAML text or mapping) laid over.

    Raises:
        InputError: naming the setting that is unknown, has no source or is out of its range.

    """
    folder = files("sonae.stockpile.release") / "settings"
    newest = max(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    values, sources = parameters((folder / newest).read_text(encoding="utf-8"), newest)
    if own:
        changed, given = _own_leaves(own, file)
        for name in changed:
            if name not in values:
                raise UnknownChoiceError(f"setting in {file}", name, values)
        values, sources = values | changed, sources | given
    try:
        return ReleaseSettings.model_validate({**parameter_tree(values), "sources": sources})
    except ValidationError as error:
        raise refusal_of(error, file) from error


def _own_leaves(own: Mapping[str, Any], file: str) -> tuple[dict[str, Any], dict[str, str]]:
    import yaml

    return parameters(yaml.safe_dump(dict(own), allow_unicode=True), file)
