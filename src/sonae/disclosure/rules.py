"""The agency's rules of disclosure: what is secret, how much must stay open, how far audits go. Their numbers are secret too."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from sonae.core import Citation, Classification, InputError
from sonae.data import read_text
from sonae.disclosure.audit import Limits
from sonae.disclosure.exact import Exact
from sonae.disclosure.forms import Label, Name, Part, Text, read_form

__all__ = ["Category", "DisclosureRules", "Dominance", "MinimumFrequency", "PPercent", "load_rules", "rules_from_text"]

Positive = Annotated[Exact, Field(gt=0)]
NotNegative = Annotated[Exact, Field(ge=0)]
_HEADING = re.compile(r"h[0-9_]+(\.[pinx][0-9_]+)*")


class Category(Part):
    """What is secret by law or decision, whatever its value, and how much of it must stay open.

    Attributes:
        ja: what it is.
        en: the same in English.
        cites: provisions of the basic policy on stockpiling, such as h2.p5.
        width: width of the interval that an outsider is left with.
        width_percent: the same in percent of the value.
        values: number of values on its grid that stay possible.
        spread: between the least and the greatest of them.

    """

    ja: Text
    en: Text
    cites: tuple[Name, ...] = ()
    width: NotNegative = Fraction(0)
    width_percent: NotNegative = Fraction(0)
    values: Annotated[int, Field(ge=1, le=1000)] = 1
    spread: NotNegative = Fraction(0)

    @field_validator("cites")
    @classmethod
    def _known_form(cls, cites: tuple[str, ...]) -> tuple[str, ...]:
        if any(not _HEADING.fullmatch(cite) for cite in cites):
            raise ValueError("a provision of the basic policy is written as h2.p5")
        return cites

    @model_validator(mode="after")
    def _asks_something(self) -> Category:
        if not self.width and not self.width_percent and self.values == 1:
            raise ValueError("the category asks for nothing: state width, width_percent or values")
        return self

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The provisions that make it secret."""
        return tuple(Citation.basic_policy(cite) for cite in self.cites)


class MinimumFrequency(Part):
    """A cell with fewer contributors is secret: «n», and the width in percent of its value that stays open on either side."""

    n: Annotated[int, Field(ge=2, le=1000)]
    width_percent: Positive


class PPercent(Part):
    """A cell is secret where the second largest contributor could estimate the largest to within p percent."""

    p: Annotated[Positive, Field(le=100)]


class Dominance(Part):
    """The (n, k) rule: the n largest contributors hold more than k percent. Computed for comparison, it decides nothing."""

    n: Annotated[int, Field(ge=1, le=10)]
    k: Annotated[Positive, Field(lt=100)]


class Lattice(Part):
    """How long the lattice audit may search before it says «undecided»."""

    seconds: Annotated[float, Field(gt=0, le=3600)] = 10.0
    nodes: Annotated[int, Field(ge=1, le=10_000_000)] = 200_000


class DisclosureRules(Part):
    """A rules file. What is not stated is not asked for, but an empty file is refused.

    Attributes:
        id: its name.
        classification: of the file; the parameters of a concentration rule are kept secret (Handbook on SDC, 2nd ed. 2025).
        fictional: True for an example.
        categories: what is secret by category, by id.
        minimum_frequency: rule on the number of contributors.
        p_percent: rule on the largest contributor.
        dominance: rules computed for comparison.
        coalition: the largest number of contributors that put together what they know; 0 asks for none.
        lattice: limits of the lattice audit.
        units: units, fine to coarse, to which figures may be rounded as a fallback.

    """

    id: Name
    classification: Label
    fictional: bool = False
    categories: dict[Name, Category] = Field(default_factory=dict)
    minimum_frequency: MinimumFrequency | None = None
    p_percent: PPercent | None = None
    dominance: tuple[Dominance, ...] = ()
    coalition: Annotated[int, Field(ge=0, le=4)] = 1
    lattice: Lattice = Lattice()
    units: tuple[Positive, ...] = ()

    @model_validator(mode="after")
    def _asks_something(self) -> DisclosureRules:
        if not self.categories and self.minimum_frequency is None and self.p_percent is None:
            raise ValueError("no rule is stated: state categories, minimum_frequency or p_percent")
        if list(self.units) != sorted(set(self.units)):
            raise ValueError("the units do not go from fine to coarse")
        return self

    @property
    def label(self) -> Classification:
        """Classification of the file."""
        return Classification.parse(self.classification)

    @property
    def limits(self) -> Limits:
        """Limits of the lattice audit."""
        return Limits(self.lattice.seconds, self.lattice.nodes)

    def category(self, name: str, file: str, field: str) -> Category:
        """Return a category by name.

        Raises:
            InputError: for a name that the rules do not hold.

        """
        if name not in self.categories:
            raise InputError(
                f"the rules know no category «{name}»", file=file, field=field,
                expected=f"one of {', '.join(self.categories) or 'none'}",
            )  # fmt: skip
        return self.categories[name]


def rules_from_text(text: str, file: str) -> DisclosureRules:
    """Read a rules file from text; see :func:`load_rules`."""
    return read_form(DisclosureRules, text, file, "rules of disclosure: id, classification, categories, p_percent …")


def load_rules(path: Path) -> DisclosureRules:
    """Read a rules file.

    Raises:
        InputError: naming the file and the field, never a number of the rules.

    """
    return rules_from_text(read_text(path, "the rules file"), path.name)
