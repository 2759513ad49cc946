"""An evaluation of a fiscal year: all that its files hold, and reading them from one file or from a folder of files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from sonae.core import Citation, Classification, Finding, FiscalYear, InputError, UnknownChoiceError
from sonae.data import plain_yaml, read_text, refusal_of
from sonae.evaluation.attainment import Attainment, attainment
from sonae.evaluation.claims import Claim, NotCheckable
from sonae.evaluation.conditions import (
    Efficiency,
    ExternalFactor,
    Gate,
    Satisfaction,
    average_efficiency,
    external_factor_finding,
    gate_finding,
    satisfaction_finding,
)
from sonae.evaluation.evidence import Evidence, Register
from sonae.evaluation.form import Id, Lines, Part, Text, Words, Year
from sonae.evaluation.goals import COLUMNS, Cascade, CascadeRow
from sonae.evaluation.indicator import Indicator
from sonae.evaluation.items import Conduct, HalfYearReview, InputFigures, Item, Narrative, Period, Result
from sonae.evaluation.rating import Aggregate, ItemGround, Letter, Rating, RatingRules, aggregate, ground_of
from sonae.evaluation.source import SourceDocument

__all__ = [
    "Evaluation",
    "built_in_evaluations",
    "evaluation_from_text",
    "evaluation_from_texts",
    "evaluation_from_tree",
    "load_evaluation",
]

_BUILT_IN = ("FY2023",)
_SUFFIXES = (".yaml", ".yml")


@cache
def _standard_rules() -> RatingRules:
    text = (files("sonae.evaluation") / "data" / "rating_rules.yaml").read_text(encoding="utf-8")
    return RatingRules.model_validate(plain_yaml(text, "rating_rules.yaml", expected="bands, core_least, source"))


class Evaluation(Part):
    """The evaluation of an agency for one fiscal year, as its files state it.

    Attributes:
        id: its name.
        agency: the agency.
        minister: the competent minister.
        year: the year evaluated.
        period: the period of the mid-term goals.
        classification: who may see it.
        fictional: whether it is made up; stands on every page that is printed of it.
        source: the document that it was written from.
        conduct: how the evaluation was conducted.
        items: the rated items.
        indicators: the indicators.
        satisfaction: satisfaction on two axes.
        gates: what must be passed.
        efficiency: the efficiency rule with its cost.
        external_factors: external factors that occurred.
        inputs: input figures by item.
        results: figures reported without a target.
        ratings: ratings as decided.
        rating_rules: how attainment becomes a band; the guideline's table unless stated.
        aggregate: how the whole is made of the items; none where nobody has set it.
        goals: rows of the annex: goals, plan, annual plan.
        half_year_reviews: reviews after the first half.
        narrative: what the columns of the forms say.
        evidence: the evidence register.
        claims: what the document states and can be checked.
        not_checkable: slips that data cannot show.
        past_overall: overall letters by year, as printed.

    """

    id: Id
    agency: Words
    minister: Words
    year: Year
    period: Period
    classification: Literal["public", "internal", "secret"]
    fictional: bool = False
    source: SourceDocument
    lines: Lines
    conduct: Conduct | None = None
    items: tuple[Item, ...]
    indicators: tuple[Indicator, ...] = ()
    satisfaction: tuple[Satisfaction, ...] = ()
    gates: tuple[Gate, ...] = ()
    efficiency: Efficiency | None = None
    external_factors: tuple[ExternalFactor, ...] = ()
    inputs: tuple[InputFigures, ...] = ()
    results: tuple[Result, ...] = ()
    ratings: tuple[Rating, ...] = ()
    rating_rules: RatingRules = Field(default_factory=_standard_rules)
    aggregate: Aggregate | None = None
    goals: tuple[CascadeRow, ...] = ()
    half_year_reviews: tuple[HalfYearReview, ...] = ()
    narrative: tuple[Narrative, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    claims: tuple[Claim, ...] = ()
    not_checkable: tuple[NotCheckable, ...] = ()
    past_overall: dict[Year, Letter] = Field(default_factory=dict)
    name: Text = "evaluation"
    """What the file or folder is called."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Evaluation:
        if not self.period.first <= self.year <= self.period.last:
            raise ValueError(f"{self.year} lies outside the period")
        self._refuse_doubles()
        self._refuse_unknown_names()
        if not self.items:
            raise ValueError("there is no rated item")
        return self

    def _refuse_doubles(self) -> None:
        named: dict[str, list[object]] = {
            "item": [one.id for one in self.items],
            "indicator": [one.id for one in self.indicators],
            "gate": [one.id for one in self.gates],
            "claim": [one.id for one in self.claims],
            "result": [one.id for one in self.results],
            "rating": [(one.item, str(one.year), one.by) for one in self.ratings],
            "inputs": [(one.item, str(one.year)) for one in self.inputs],
            "satisfaction": [(one.indicator, str(one.year)) for one in self.satisfaction],
        }
        for what, names in named.items():
            twice = [name for at, name in enumerate(names) if name in names[:at]]
            if twice:
                shown = " ".join(str(part) for part in twice[0]) if isinstance(twice[0], tuple) else twice[0]
                raise ValueError(f"the {what} {shown} stands twice")

    def _refuse_unknown_names(self) -> None:
        items, indicators = [one.id for one in self.items], [one.id for one in self.indicators]
        gates, evidence = {one.id for one in self.gates}, {one.id for one in self.evidence}
        asked = [
            ("item", items, [one.item for one in self.indicators] + [one.item for one in self.gates]),
            ("item", items, [one.item for one in self.inputs] + [one.item for one in self.results]),
            ("item", [*items, "overall"], [one.item for one in self.ratings] + [one.item for one in self.narrative]),
            ("item", items, [one.item for one in self.claims if hasattr(one, "item")]),
            ("item", items, list(self.aggregate.weights) if self.aggregate else []),
            ("indicator", indicators, [one.indicator for one in self.satisfaction]),
            ("indicator", indicators, [one.indicator for one in self.claims if hasattr(one, "indicator")]),
            ("indicator", indicators, [one.counts_for for one in self.evidence if one.counts_for]),
            ("indicator", indicators, [one.indicator for one in self.narrative if one.indicator]),
            ("indicator", indicators, [value.indicator for one in self.half_year_reviews for value in one.values]),
            ("gate", sorted(gates), [gate for one in self.indicators for gate in one.gates]),
            ("evidence", sorted(evidence), [name for one in self.claims if one.kind == "list" for name in one.entries]),
        ]
        for what, known, names in asked:
            for name in names:
                if name not in known:
                    raise UnknownChoiceError(what, name, known)

    @cached_property
    def cascade(self) -> Cascade:
        """The rows of the annex with who descends from whom."""
        return Cascade.of(self.goals)

    @cached_property
    def register(self) -> Register:
        """The evidence register."""
        return Register.of(self.evidence)

    @property
    def label(self) -> Classification:
        """The classification of the file and all its evidence."""
        return Classification.join([Classification.parse(self.classification), self.register.label])

    def cite(self, section: str, lines: str = "") -> tuple[Citation, ...]:
        """Cite lines of a section of the source."""
        return self.source.cite(section, lines)

    def indicator(self, name: str) -> Indicator:
        """Return an indicator by id.

        Raises:
            UnknownChoiceError: when there is none.

        """
        for one in self.indicators:
            if one.id == name:
                return one
        raise UnknownChoiceError("indicator", name, [one.id for one in self.indicators])

    def item(self, name: str) -> Item:
        """Return a rated item by id.

        Raises:
            UnknownChoiceError: when there is none.

        """
        for one in self.items:
            if one.id == name:
                return one
        raise UnknownChoiceError("item", name, [one.id for one in self.items])

    def attainment(self, name: str, year: FiscalYear | None = None) -> Attainment | None:
        """Return the attainment of an indicator in a year, that of the evaluation unless said; none for one only followed."""
        return attainment(self.indicator(name), year or self.year, last_year=self.period.last, cite=self.cite)

    def attainments(self, item: str | None = None, year: FiscalYear | None = None) -> tuple[Attainment, ...]:
        """Return the attainments of an item's indicators, or of all, in the order of the file."""
        found = [self.attainment(one.id, year) for one in self.indicators if item in (None, one.item)]
        return tuple(one for one in found if one is not None)

    def ground(self, item: str, year: FiscalYear | None = None) -> ItemGround:
        """Return the computed band of an item with its grounds: attainments, gates, satisfaction, efficiency, external factors."""
        when = year or self.year
        self.item(item)
        gates = [gate_finding(gate, self.cite) for gate in self.gates if gate.item == item and gate.year == when]
        return ground_of(item, when, self.attainments(item, when), gates, self.rating_rules)

    def rating(self, item: str, by: str, year: FiscalYear | None = None) -> Rating | None:
        """Return the rating of an item by the agency itself or by the minister; none where there is none."""
        when = year or self.year
        return next((one for one in self.ratings if (one.item, one.by, one.year) == (item, by, when)), None)

    def overall(self, by: Literal["self", "minister"] = "minister") -> Finding:
        """Return the finding on the whole, made of the items' letters by the weights that are set."""
        letters = {
            one.item: one.letter
            for one in self.ratings
            if one.by == by and one.year == self.year and one.item != "overall" and one.letter != "not_printed"
        }
        return aggregate(letters, self.aggregate, self.cite("f1_1_2"))

    def conditions(self) -> tuple[Finding, ...]:
        """Return what was found of gates, satisfaction, the efficiency rule and external factors."""
        covered = frozenset(
            row.section
            for row in self.goals
            if any((cell := row.current(column)) is not None and cell.external_factors for column in COLUMNS)
        )
        found = [gate_finding(gate, self.cite) for gate in self.gates]
        found += [satisfaction_finding(survey, self.cite) for survey in self.satisfaction]
        if self.efficiency is not None:
            found.append(average_efficiency(self.efficiency, self.year, self.cite))
        found += [external_factor_finding(one, covered, self.cite) for one in self.external_factors]
        return tuple(found)


def built_in_evaluations() -> tuple[str, ...]:
    """Return the names of evaluations that come with Sonae."""
    return _BUILT_IN


def load_evaluation(place: str | Path) -> Evaluation:
    """Read an evaluation: one that comes with Sonae by name, a file, or a folder whose YAML files hold parts of it.

    Raises:
        InputError: naming the file and the field.

    """
    path = Path(place)
    if str(place) in _BUILT_IN and not path.exists():
        return _built_in(str(place))
    if path.is_dir():
        texts = {
            one.name: read_text(one, "the evaluation")
            for one in sorted(path.iterdir())
            if one.suffix.lower() in _SUFFIXES
        }
        if not texts:
            raise InputError("the folder holds no YAML file", file=path.name, expected="parts of an evaluation")
        return evaluation_from_texts(texts, path.name)
    if not path.exists():
        raise InputError(
            "there is no such evaluation", file=str(path), expected=f"a file, a folder, or {', '.join(_BUILT_IN)}"
        )
    return evaluation_from_text(read_text(path, "the evaluation"), path.name)


@cache
def _built_in(name: str) -> Evaluation:
    with as_file(files("sonae.evaluation") / "data" / name) as folder:
        return load_evaluation(folder)


def evaluation_from_text(text: str, file: str) -> Evaluation:
    """Read an evaluation from the text of one file; see :func:`load_evaluation`."""
    return evaluation_from_texts({file: text}, file)


def evaluation_from_texts(texts: Mapping[str, str], name: str) -> Evaluation:
    """Read an evaluation from the texts of its files by name: lists go on from file to file, anything else stands once.

    Args:
        texts: text by file name.
        name: what the whole is called.

    Raises:
        InputError: naming the file and the field.

    """
    whole: dict[str, Any] = {}
    owners: dict[str, list[str]] = {}
    for file, text in texts.items():
        tree = plain_yaml(text, file, expected="parts of an evaluation: items, indicators, ratings …")
        for key, value in tree.items():
            if isinstance(value, list) and isinstance(whole.get(key, []), list):
                whole[key] = [*whole.get(key, []), *value]
                owners[key] = [*owners.get(key, []), *[file] * len(value)]
            elif key in whole:
                raise InputError(f"«{key}» stands in {owners[key][0]} as well", file=file, field=str(key))
            else:
                whole[key], owners[str(key)] = value, [file]
    return _validated(whole, owners, name)


def evaluation_from_tree(tree: Mapping[str, Any], name: str) -> Evaluation:
    """Check an evaluation that was read from YAML before; see :func:`load_evaluation`."""
    return _validated(dict(tree), {}, name)


def _validated(whole: dict[str, Any], owners: Mapping[str, list[str]], name: str) -> Evaluation:
    if "name" in whole:
        raise InputError("there is no such field", file=(owners.get("name") or [name])[0], field="name")
    try:
        found = Evaluation.model_validate({**whole, "name": name})
        _ = found.cascade, found.register
    except ValidationError as error:
        raise _placed(refusal_of(error, None), whole, owners, name) from error
    except InputError as error:
        raise _placed(error, whole, owners, name) from error
    return found


def _placed(error: InputError, whole: Mapping[str, Any], owners: Mapping[str, list[str]], name: str) -> InputError:
    """Name the file, and an entry of a list by its id where it has one."""
    parts = (error.field or "").split(".")
    files_of = owners.get(parts[0]) or [name]
    if len(parts) < 2 or not parts[1].isdigit() or not isinstance(whole.get(parts[0]), list):
        return error.placed(file=error.file or files_of[0])
    at = int(parts[1])
    entry = whole[parts[0]][at]
    label = entry.get("id") if isinstance(entry, dict) else None
    parts[1] = str(label) if isinstance(label, str) and label else parts[1]
    return error.placed(file=error.file or files_of[min(at, len(files_of) - 1)], field=".".join(parts))
