"""The register of bases: ten of oil, five of LPG, private sites, joint stock with producers; facts with their lines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import model_validator

from sonae.core import Citation, Classification, Figure, Finding, Outcome, UnknownChoiceError
from sonae.data import plain_yaml
from sonae.stockpile.bases.form import Count, Id, Part, SomeAmount, Text, Words, finding, read
from sonae.stockpile.bases.provisions import cite, rule

__all__ = ["KINDS", "Base", "BaseKind", "Fact", "Register", "base_register", "check_register", "register_rows"]

BaseKind = Literal["state_oil", "state_lpg", "private_site", "joint_stock"]

KINDS: Mapping[BaseKind, tuple[str, str]] = {
    "state_oil": ("国家石油備蓄基地", "state oil base"),
    "state_lpg": ("国家石油ガス備蓄基地", "state LPG base"),
    "private_site": ("民間事業所", "private site holding state stock"),
    "joint_stock": ("産油国共同備蓄", "joint stock with a producer"),
}
"""Kind → its name in Japanese and English."""

SOURCES: Mapping[str, str] = {
    "document": "document 000",
    "glossary": "JOGMEC, glossary of oil and natural gas, 国家石油備蓄基地, updated 2018-02-16",
    "lpgc": "Japan LP Gas Organization, guide to LP gas, five places of state bases",
}
"""Where a name or a kind is taken from."""

_NOT_PRINTED = "the sources print no capacity of a base"


class Place(Part):
    """Where document 000 says something."""

    section: Text
    lines: Text

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The lines, one citation a span."""
        return cite(self.section, self.lines)

    @model_validator(mode="after")
    def _can_be_cited(self) -> Place:
        _ = self.citations
        return self


class Fact(Place):
    """What document 000 states of a base, in our own words."""

    ja: Text
    en: Text


class Stated(Place):
    """A number that document 000 prints."""

    number: Count


class Storage(Part):
    """How a base stores, with the source that says so."""

    ja: Text
    en: Text
    source: Literal["document", "glossary", "lpgc"]


class Base(Part):
    """A base or site.

    Attributes:
        id: its name among programs.
        kind: see :data:`KINDS`.
        name: its name.
        named: where document 000 names it; none where it does not.
        kind_source: where the kind is taken from; see :data:`SOURCES`.
        storage: how it stores; none where no source at hand says.
        partners: countries of a joint stock, alpha-3.
        capacity: tank capacity, kl or t; none: missing.
        facts: what document 000 states.

    """

    id: Id
    kind: BaseKind
    name: Words
    named: Place | None = None
    kind_source: Literal["document", "glossary", "lpgc"]
    storage: Storage | None = None
    partners: tuple[Text, ...] = ()
    capacity: SomeAmount | None = None
    facts: tuple[Fact, ...] = ()

    @property
    def commodity(self) -> Literal["oil", "lpg"]:
        """What it holds."""
        return "lpg" if self.kind == "state_lpg" else "oil"

    @property
    def unit(self) -> Literal["kl", "t"]:
        """Kilolitres of oil, tonnes of LPG."""
        return "t" if self.commodity == "lpg" else "kl"

    @property
    def capacity_figure(self) -> Figure:
        """The capacity as a figure: known or missing, never zero for want of a source."""
        return Figure.of(self.capacity, _NOT_PRINTED)


class Register(Part):
    """All bases, and how many there are by the sources."""

    classification: Literal["PUBLIC"]
    counts: Mapping[Literal["state_oil", "state"], Stated]
    bases: tuple[Base, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Register:
        names = [base.id for base in self.bases]
        if len(set(names)) < len(names):
            raise ValueError("a base stands there twice")
        return self

    @property
    def label(self) -> Classification:
        """PUBLIC: the register holds what is published and no holdings."""
        return Classification[self.classification]

    @property
    def state_bases(self) -> tuple[Base, ...]:
        """The bases of the State, oil and LPG."""
        return tuple(base for base in self.bases if base.kind in ("state_oil", "state_lpg"))

    def base(self, name: str) -> Base:
        """Return a base by id or by its name in either language.

        Raises:
            UnknownChoiceError: for another name.

        """
        for base in self.bases:
            if name in (base.id, base.name.ja, base.name.en):
                return base
        raise UnknownChoiceError("base", name, [base.id for base in self.bases])


@cache
def base_register() -> Register:
    """Return the register of the package."""
    text = (files("sonae.stockpile.bases") / "data" / "register.yaml").read_text(encoding="utf-8")
    return read(Register, plain_yaml(text, "register.yaml", expected="counts and bases"), "register.yaml")


def check_register(register: Register) -> Finding:
    """Find whether the register holds as many state bases as document 000 counts."""
    oil = sum(base.kind == "state_oil" for base in register.bases)
    every = len(register.state_bases)
    meant = register.counts["state_oil"].number, register.counts["state"].number
    facts = {
        "state_oil": oil, "state_lpg": every - oil,
        "private_sites": sum(base.kind == "private_site" for base in register.bases),
        "joint_stock": sum(base.kind == "joint_stock" for base in register.bases),
        "not_named_in_document_000": [base.id for base in register.bases if base.named is None],
    }  # fmt: skip
    if (oil, every) == meant:
        said = (f"国家備蓄基地は石油{oil}、石油ガス{every - oil}で、文書の数と一致する",
                f"{oil} state oil bases and {every - oil} state LPG bases are as many as the document counts")  # fmt: skip
    else:
        said = (f"国家備蓄基地は{every}、うち石油{oil}で、文書の{meant[1]}、{meant[0]}と異なる",
                f"{every} state bases, {oil} of oil, are not the {meant[1]} and {meant[0]} of the document")  # fmt: skip
    return finding("register", Outcome.YES if (oil, every) == meant else Outcome.NO, *said, rule("bases"), facts)


def register_rows(register: Register) -> list[dict[str, object]]:
    """Return the register as rows: one a base, with what is missing said."""
    return [
        {
            "id": base.id, "kind": base.kind, "kind_ja": KINDS[base.kind][0], "name_ja": base.name.ja, "name_en": base.name.en,
            "commodity": base.commodity, "unit": base.unit, "capacity": base.capacity,
            "capacity_state": base.capacity_figure.state.value, "capacity_reason": base.capacity_figure.reason,
            "storage_en": base.storage.en if base.storage else None, "partners": list(base.partners),
            "named_in": [str(citation) for citation in base.named.citations] if base.named else [],
            "kind_from": SOURCES[base.kind_source],
            "facts": [{"ja": fact.ja, "en": fact.en, "by": [str(one) for one in fact.citations]} for fact in base.facts],
        }
        for base in register.bases
    ]  # fmt: skip
