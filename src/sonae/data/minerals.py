"""The designated minerals, the forms they are traded in, and the sheets that measure their production.

The list is that of the METI ordinance on JOGMEC (平成16年経済産業省令第9号) article 19(2): 34 minerals at the time of
the basic policy (1 July 2020), 35 with phosphorus since 14 November 2022. A form is a trade code (HS 1992, or nine
digits of the Japanese tariff) with the tonnes of element in a gross tonne; the platinum group is assessed as
platinum, palladium and rhodium apart.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from sonae.core import Reason, UnknownChoiceError
from sonae.data.countries import read_package_table

_ALSO = {
    "B": ("ほう素",),
    "C": ("natural graphite", "グラファイト"),
    "F": ("ふっ素", "fluorspar"),
    "P": ("りん",),
    "PGM": ("platinum group", "platinum", "palladium", "rhodium", "白金", "パラジウム", "ロジウム"),
    "REE": ("rare earth elements", "レアアース"),
    "Si": ("けい素",),
}
"""Other names that people use."""

__all__ = ["STAGES", "Form", "Mineral", "Minerals", "Sheet"]

STAGES = ("ore", "intermediate", "metal", "compound")


@dataclass(frozen=True, slots=True)
class Mineral:
    """A designated mineral; ``materials`` are assessed apart, ``unseen`` says what the default data cannot show."""

    symbol: str
    name_en: str
    name_ja: str
    materials: tuple[str, ...]
    designated_since: dt.date | None
    unseen: str
    unseen_ja: str

    def not_yet_designated(self, day: dt.date) -> Reason | None:
        """Return the sentence for a mineral that was asked for before it joined the list, else ``None``."""
        since = self.designated_since
        if since is None or since <= day:
            return None
        return Reason(
            "not_yet_designated", "not yet designated on {day}: it joined the list on {since}", day=day, since=since
        )


@dataclass(frozen=True, slots=True)
class Form:
    """A trade code of a material. ``content`` is t of element per gross t; a ``basket`` code holds other goods too."""

    symbol: str
    material: str
    stage: str
    code: int
    name_en: str
    name_ja: str
    content: float
    content_low: float
    content_high: float
    main_form: bool
    basket: bool
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A production sheet of World Mining Data; ``content`` is t of element per t reported.

    ``stage`` is what the sheet measures; ``link`` says how that stands to the main form: the «same» link of the chain,
    one or two links «upstream», or an «other» chain of the same element, used for want of a better one.
    """

    symbol: str
    material: str
    name: str
    stage: str
    link: str
    unit_to_tonnes: float
    content: float
    note: str


@dataclass(frozen=True)
class Minerals:
    """The register of minerals, forms and sheets."""

    register: Mapping[str, Mineral]
    forms: tuple[Form, ...]
    sheets: Mapping[str, Sheet]
    """By material."""

    @classmethod
    def of_package(cls, forms: pl.DataFrame | None = None) -> Minerals:
        """Return the product's own register; ``forms`` of an agency take the place of the product's for their materials."""
        register = {}
        for row in read_package_table("minerals.csv"):
            since = dt.date.fromisoformat(row["designated_since"]) if row["designated_since"] else None
            register[row["symbol"]] = Mineral(
                row["symbol"],
                row["name_en"],
                row["name_ja"],
                tuple(row["materials"].split(";")),
                since,
                row["unseen"],
                row["unseen_ja"],
            )
        own = tuple(_form(row) for row in read_package_table("stages.csv"))
        if forms is not None:
            theirs = tuple(_form(row) for row in forms.iter_rows(named=True))
            replaced = {form.material for form in theirs}
            own = tuple(form for form in own if form.material not in replaced) + theirs
        sheets = {
            row["material"]: Sheet(
                row["symbol"], row["material"], row["sheet"], row["stage"], row["link"],
                float(row["unit_to_tonnes"]), float(row["content"]), row["note"],
            )
            for row in read_package_table("sheets.csv")
        }  # fmt: skip
        return cls(register, own, sheets)

    @cached_property
    def _by_name(self) -> dict[str, Mineral]:
        names = {}
        for mineral in self.register.values():
            for name in (mineral.symbol, mineral.name_en, mineral.name_ja, mineral.name_ja.split("（")[0]):
                names[unicodedata.normalize("NFKC", name).casefold()] = mineral
            # A material is no mineral of the list; who asks for platinum is shown its group.
            for name in (*mineral.materials, *_ALSO.get(mineral.symbol, ())):
                names.setdefault(name.casefold(), mineral)
        return names

    def find(self, text: str) -> Mineral:
        """Find a mineral by symbol or by its English or Japanese name.

        Raises:
            UnknownChoiceError: with the nearest valid choices.

        """
        found = self._by_name.get(unicodedata.normalize("NFKC", text).strip().casefold())
        if found is None:
            choices = [*self.register, *(mineral.name_en for mineral in self.register.values())]
            raise UnknownChoiceError("mineral", text, choices)
        return found

    def designated(self, day: dt.date) -> tuple[Mineral, ...]:
        """Return the minerals designated on a day, in the order of the ordinance."""
        return tuple(mineral for mineral in self.register.values() if mineral.not_yet_designated(day) is None)

    def forms_of(self, material: str) -> tuple[Form, ...]:
        """Return the forms of a material whose tonnage is the material's own; basket codes are left out."""
        return tuple(form for form in self.forms if form.material == material and not form.basket)

    def main_stage(self, material: str) -> str:
        """Return the stage through which most of the contained element enters Japan."""
        for form in self.forms:
            if form.material == material and form.main_form:
                return form.stage
        raise UnknownChoiceError("material with a main form", material, sorted({form.material for form in self.forms}))


def _form(row: Mapping[str, object]) -> Form:
    def text(name: str) -> str:
        return str(row.get(name) or "")

    return Form(
        text("symbol"), text("material") or text("symbol"), text("stage"), int(text("code")), text("form_en"),
        text("form_ja"), float(text("content")), float(text("content_low") or text("content")),
        float(text("content_high") or text("content")), text("main_form") == "yes", text("basket") == "yes",
        text("note"), text("source"),
    )  # fmt: skip
