"""The wording of letters: YAML with places to fill in; the agency's own folder goes before what is shipped."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.data import plain_yaml, read_text, refusal_of
from sonae.documents.letters.letter import Block, Fields, Heading, Letter, Paragraph, Points, Table
from sonae.documents.words import Language

__all__ = ["LETTER_KINDS", "Wording", "letter_of", "load_wording", "shipped_wording"]

LETTER_KINDS = ("adoption", "rejection", "conditions", "consultation", "case_file", "monthly_report")
"""Notice of adoption and of rejection, list of conditions, paper for the minister's consultation, case file, monthly report."""

Text = Annotated[str, Field(max_length=8000)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Points(_Part):
    each: Text
    text: Text
    numbered: bool = False


class _Table(_Part):
    head: Annotated[tuple[Text, ...], Field(min_length=1)]
    each: Text
    cells: Annotated[tuple[Text, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits(self) -> _Table:
        if len(self.cells) != len(self.head):
            raise ValueError(f"{len(self.cells)} cells stand under {len(self.head)} heads")
        return self


class _Block(_Part):
    """One of the five kinds; ``when`` names what has to be there for it to stand."""

    paragraph: Text | None = None
    heading: Text | None = None
    points: _Points | None = None
    fields: tuple[tuple[Text, Text], ...] | None = None
    table: _Table | None = None
    when: str | None = None

    @model_validator(mode="after")
    def _one(self) -> _Block:
        given = [
            name for name in ("paragraph", "heading", "points", "fields", "table") if getattr(self, name) is not None
        ]
        if len(given) != 1:
            raise ValueError("a block is one of paragraph, heading, points, fields, table")
        return self


class _Said(_Part):
    title: Text
    addressee: Text = ""
    sender: Text = ""
    blocks: Annotated[tuple[_Block, ...], Field(min_length=1)]


class Wording(_Part):
    """The wording of a letter in both languages."""

    ja: _Said
    en: _Said


def shipped_wording(kind: str) -> str:
    """Return the text of the wording that is shipped, to be changed and put into the agency's folder.

    Raises:
        UnknownChoiceError: for a kind of letter that there is not.

    """
    if kind not in LETTER_KINDS:
        raise UnknownChoiceError("letter", kind, LETTER_KINDS)
    return (files("sonae.documents.letters") / "wording" / f"{kind}.yaml").read_text(encoding="utf-8")


def load_wording(kind: str, folder: Path | None = None) -> tuple[Wording, str]:
    """Return the wording of a letter and the name of its file: the agency's where its folder holds one.

    Raises:
        InputError: naming the file and the field.
        UnknownChoiceError: for a kind of letter that there is not.

    """
    shipped, file = shipped_wording(kind), f"{kind}.yaml"
    own = folder / file if folder is not None else None
    text = read_text(own, "the wording") if own is not None and own.is_file() else shipped
    try:
        return Wording.model_validate(dict(plain_yaml(text, file, expected="ja and en: title, blocks"))), file
    except ValidationError as error:
        raise refusal_of(error, file) from error


def letter_of(
    kind: str,
    given: Mapping[str, Any],
    language: Language,
    *,
    classification: Classification,
    fictional: bool,
    reference: str,
    date: str,
    grounds: tuple[str, ...] = (),
    folder: Path | None = None,
) -> Letter:
    """Word a letter.

    Args:
        kind: one of :data:`LETTER_KINDS`.
        given: what is filled in, by name.
        language: of the words.
        classification: who may read it.
        fictional: whether the case is made up.
        reference: number of the case.
        date: as it is written.
        grounds: the provisions it rests on.
        folder: the agency's own wordings.

    Raises:
        InputError: for a wording that asks for what is not there, naming file and place.

    """
    wording, file = load_wording(kind, folder)
    said = wording.ja if language == "ja" else wording.en
    filler = _Filler(given, file, language)
    blocks = tuple(
        block
        for number, one in enumerate(said.blocks)
        if (block := _block(one, filler, f"blocks.{number}")) is not None
    )
    return Letter(
        kind, language, classification, fictional, reference, date, filler.text(said.addressee, "addressee"),
        filler.text(said.sender, "sender"), filler.text(said.title, "title"), blocks, grounds,
    )  # fmt: skip


class _Filler:
    """Fills places in; the templates are the agency's own, and still may reach nothing but what is given."""

    def __init__(self, given: Mapping[str, Any], file: str, language: str) -> None:
        self.given, self.file, self.language = dict(given), file, language
        self._environment = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=False)
        self._environment.filters["yen"] = lambda value: f"{int(value):,}"

    def text(self, template: str, place: str, **more: Any) -> str:
        try:
            return self._environment.from_string(template).render(**self.given, **more)
        except (jinja2.TemplateError, TypeError, ValueError) as error:
            problem = str(error).splitlines()[0].rstrip(".")
            raise InputError(
                f"the wording cannot be filled in: {problem}", file=self.file, field=f"{self.language}.{place}"
            ) from None

    def rows(self, name: str, place: str) -> list[Any]:
        found = self.given.get(name)
        if not isinstance(found, list | tuple):
            raise InputError(
                f"«{name}» is no list that this letter is given", file=self.file, field=f"{self.language}.{place}.each"
            )
        return list(found)


def _block(one: _Block, filler: _Filler, place: str) -> Block | None:
    if one.when is not None and not filler.given.get(one.when):
        return None
    if one.paragraph is not None:
        return Paragraph(filler.text(one.paragraph, f"{place}.paragraph"))
    if one.heading is not None:
        return Heading(filler.text(one.heading, f"{place}.heading"))
    if one.points is not None:
        rows = filler.rows(one.points.each, f"{place}.points")
        return Points(
            tuple(filler.text(one.points.text, f"{place}.points", item=row) for row in rows), one.points.numbered
        )
    if one.fields is not None:
        return Fields(tuple((label, filler.text(value, f"{place}.fields")) for label, value in one.fields))
    if one.table is None:
        return None
    rows = filler.rows(one.table.each, f"{place}.table")
    return Table(
        one.table.head,
        tuple(tuple(filler.text(cell, f"{place}.table", item=row) for cell in one.table.cells) for row in rows),
    )
