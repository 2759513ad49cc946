"""The yearly comparison of a project in files: how it was valued at adoption and last year, beside now (a9_2, a20).

The part ``comparison`` of a project file states what an earlier evaluation took otherwise than the case now: values at paths of the
case, such as «products.oil.volume», the condition set of that time, the share, the last year with actual figures.
``comparison`` of ``business.yaml`` names the earlier condition sets, the rate, the order of the factors.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.bridge import BridgeSettings, Factor, State, YearlyComparison, bridges
from sonae.economics.conditions import ConditionSet, load_conditions
from sonae.economics.ledger import Case, case_from_tree
from sonae.economics.regimes import FromYear

__all__ = [
    "ComparisonTerms",
    "Earlier",
    "EarlierState",
    "NowState",
    "StatedCase",
    "compare_projects",
    "earlier_case",
    "states_of",
]

Text = Annotated[str, Field(min_length=1, max_length=300)]
Part = Annotated[float, Field(ge=0, le=1)]


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class NowState(_Stated):
    """What the evaluation of now takes beside the case."""

    share: Part | FromYear
    """The agency's share of the cash of the investee's party, over the years."""
    actual_until: int | None
    """The last year of the case whose figures are actual; null when all are forecast."""


class EarlierState(NowState):
    """An earlier evaluation."""

    conditions: Text
    """Name of its condition set in ``business.yaml``."""
    case: dict[str, Any]
    """Values that the case had then, at paths such as «costs.capex.values»."""


class Earlier(_Stated):
    """The part «comparison» of a project file."""

    capex: list[Text]
    """Classes of costs that are capital costs."""
    opex: list[Text]
    """Classes of costs that are operating costs; every class is one of the two."""
    adoption: EarlierState
    last_year: EarlierState
    now: NowState


class ComparisonTerms(_Stated):
    """The part «comparison» of ``business.yaml``: one way of comparing for all projects."""

    rate: Text
    """Name of the discount rate, in each condition set."""
    counted: Literal["all", "from_base_date"]
    order: list[Factor]
    """All factors in the order of the fixed bridge."""
    conditions: dict[str, Text]
    """File of each earlier condition set, by name."""

    def load(self, folder: Path) -> dict[str, ConditionSet]:
        """Read the earlier condition sets.

        Raises:
            InputError: naming the file and the field.

        """
        found = {}
        for name, file in self.conditions.items():
            try:
                found[name] = load_conditions(folder / file)
            except InputError as error:
                raise InputError(
                    f"{file}: {error.problem}",
                    file="business.yaml",
                    field=f"comparison.conditions.{name}",
                    expected=error.expected,
                ) from error
        return found


@dataclass(frozen=True)
class StatedCase:
    """What a comparison needs of a project: its file, case, rules of comparing, party, and where its regimes stand."""

    file: str
    case: Case
    earlier: Earlier
    party: str
    folder: Path


def earlier_case(case: Case, changes: Mapping[str, Any], file: str, place: str) -> Case:
    """Return a case with values put in the place of others.

    Args:
        case: as it is now.
        changes: values by path, such as «products.oil.volume» or «years».
        file: name of the project file.
        place: where the changes stand in it.

    Raises:
        InputError: for a path that the case does not have, its id, or values that do not make a case.

    """
    tree = copy.deepcopy(case.model_dump(exclude={"file"}))
    for path, value in changes.items():
        *parents, last = path.split(".")
        at: Any = tree
        for part in parents:
            at = at.get(part) if isinstance(at, dict) else None
        named = isinstance(at, dict) and (last in at or parents[-1:] in (["products"], ["costs"], ["other"]))
        if not named or path in ("id", "fictional", "classification"):
            raise InputError(
                f"«{path}» is no part of the case that an earlier evaluation may state", file=file, field=place,
                expected="a path such as products.oil.volume, costs.capex.values, regime, first_year or years",
            )  # fmt: skip
        at[last] = value
    try:
        return case_from_tree(tree, file)
    except InputError as error:
        raise InputError(
            error.problem, file=file, field=f"{place}.{error.field}" if error.field else place, expected=error.expected
        ) from error


def _state(name: str, of: StatedCase, told: NowState, case: Case, conditions: ConditionSet, rate: str) -> State:
    place = f"comparison.{name.replace(' ', '_')}"
    try:
        return State.of(
            name, case, conditions, party=of.party, share=told.share, rate=rate, actual_until=told.actual_until,
            folder=of.folder,
        )  # fmt: skip
    except UnknownChoiceError as error:
        raise InputError(error.problem, file=of.file, field=place) from error
    except InputError as error:
        field = f"{place}.{error.field}" if error.field else place
        raise InputError(error.problem, file=of.file, field=field, expected=error.expected) from error


def states_of(
    of: StatedCase, conditions: ConditionSet, past: Mapping[str, ConditionSet], rate: str
) -> tuple[State, State, State]:
    """Return the evaluations at adoption, of last year and of now.

    Raises:
        InputError: naming the file and the field.

    """
    found = []
    told: EarlierState
    for name, told in (("adoption", of.earlier.adoption), ("last year", of.earlier.last_year)):
        place = f"comparison.{name.replace(' ', '_')}"
        if told.conditions not in past:
            problem = f"business.yaml names no condition set «{told.conditions}»"
            raise InputError(problem, file=of.file, field=f"{place}.conditions", expected=", ".join(past))
        case = earlier_case(of.case, told.case, of.file, f"{place}.case")
        found.append(_state(name, of, told, case, past[told.conditions], rate))
    now = _state("now", of, of.earlier.now, of.case, conditions, rate)
    return found[0], found[1], now


def _settings(terms: ComparisonTerms, of: StatedCase) -> BridgeSettings:
    try:
        return BridgeSettings(tuple(terms.order), tuple(of.earlier.capex), tuple(of.earlier.opex), terms.counted)
    except InputError as error:
        file = "business.yaml" if error.field == "order" else of.file
        raise InputError(
            error.problem, file=file, field=f"comparison.{error.field}", expected=error.expected
        ) from error


def compare_projects(
    cases: Mapping[str, StatedCase],
    terms: ComparisonTerms,
    conditions: ConditionSet,
    past: Mapping[str, ConditionSet],
    done: Callable[[int], None] = lambda _: None,
) -> dict[str, YearlyComparison]:
    """Compare projects with their adoption and with last year.

    Args:
        cases: by id.
        terms: order, rate, periods that count.
        conditions: of now.
        past: earlier condition sets by name.
        done: told how many bridges are made.

    Raises:
        InputError: naming the file and the field, also where a mixture of two evaluations cannot be valued.

    """
    found = {}
    for number, (name, of) in enumerate(cases.items()):
        settings = _settings(terms, of)
        adoption, last_year, now = states_of(of, conditions, past, terms.rate)
        try:
            made = bridges([(adoption, now), (adoption, last_year), (last_year, now)], settings)
        except UnknownChoiceError as error:
            raise InputError(error.problem, file=of.file, field="comparison") from error
        except InputError as error:
            field = f"comparison.{error.field}" if error.field else "comparison"
            raise InputError(error.problem, file=of.file, field=field, expected=error.expected) from error
        found[name] = YearlyComparison(*made)
        done(3 * (number + 1))
    return found
