"""The outline of the bylaw: every provision by its id, described in our own words, its versions by date, slips of the source.

Ids are those of ``sonae.core.citation``. What they leave open is settled so:

- An article, and a day's supplementary provisions, is the heading; its paragraphs stand below it, paragraph 1 always written.
- Sentences are counted as they are printed, the proviso among them: sentence 1 is the paragraph itself, a proviso is called ``.x1``
  and keeps its place in the count, so that the sentence after it in ``a11.p1`` is ``.q3``, the third a reader meets.
- Items are cited under their paragraph even where the proviso introduces them: ``a19.p1.i3`` belongs to ``a19.p1.x1``.
- A parenthesis that only bounds a word, such as the time left out in ``a8.p1``, has no id; one that sets the rule aside is a
  proviso, such as ``t4.x1``.
- The ranks of ``a22.p1`` are lines, not numbered items: ``.r1`` is A, ``.r2`` B, ``.r3`` C.
- A numbered heading of annexes 2 and 3 is a section; the two points of annex 4 are items.
- In annex 1 a row is counted within its group without the line of headings, and ``.n1`` is ※1.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonae.core import Citation, InputError, UnknownChoiceError
from sonae.data import plain_yaml, refusal_of

__all__ = ["Outline", "Provision", "Slip", "Version", "equity_outline", "outline_from_text"]

_REFERENCE = re.compile(r"[ast][1-9][0-9a-z_.]*")
_ROOTS = "ast"
"""Articles, supplementary provisions and annexes, in the order in which they are printed."""
_GROUPS = {"x": 0, "q": 0, "n": 2}
"""Place among siblings: sentences, then what is numbered (the default, 1), then notes."""

Text = Annotated[str, Field(min_length=1, max_length=300)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _VersionFile(_Section):
    date: dt.date
    what: Literal["enactment", "amendment"]
    text: Literal["in_hand", "not_in_hand"]


class _ProvisionFile(_Section):
    ja: Text
    en: Text
    in_force_from: Annotated[dt.date, Field(alias="from")]
    in_force_to: Annotated[dt.date | None, Field(alias="to")] = None
    row: Text | None = None
    notes: tuple[Annotated[str, Field(pattern=r"^n[1-9][0-9]*$")], ...] = ()


class _SlipFile(_Section):
    at: Text
    printed: Text
    read_as: Text
    ja: Text
    en: Text


class _OutlineFile(_Section):
    document: Text
    versions: Annotated[list[_VersionFile], Field(min_length=1)]
    provisions: Annotated[dict[Annotated[str, Field(max_length=60)], _ProvisionFile], Field(min_length=1)]
    slips: list[_SlipFile] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Version:
    """The bylaw as in force from ``date`` to the day before the next version.

    ``what`` is «enactment» or «amendment». Of a version whose text is not in hand only the day is known.
    """

    date: dt.date
    what: str
    text_in_hand: bool


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision: its id, what it says in our own words, and the first and the last day it is known to read so.

    ``in_force_to`` is none while it is open. ``row`` is the name of a line of a table as printed, ``notes`` are the ids of the
    notes that the line bears.
    """

    id: str
    ja: str
    en: str
    in_force_from: dt.date
    in_force_to: dt.date | None = None
    row: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def parent(self) -> str | None:
        """Id of what it stands under; none for an article, an annex and a day's supplementary provisions."""
        return _parent(self.id)

    def covers(self, day: dt.date) -> bool:
        """Say whether the provision is known to be in force on ``day``."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True, slots=True)
class Slip:
    """A place where the source does not say what it means: what is printed ``at`` a provision, the reading taken, and why.

    ``read_as`` is an id, or ids parted by commas, where a reference is read; else words.
    """

    at: str
    printed: str
    read_as: str
    ja: str
    en: str


@dataclass(frozen=True)
class Outline:
    """All provisions of a bylaw in the order of the document, its versions by date, and its slips."""

    document: str
    versions: tuple[Version, ...]
    provisions: tuple[Provision, ...]
    slips: tuple[Slip, ...]

    @cached_property
    def _by_id(self) -> Mapping[str, Provision]:
        return {provision.id: provision for provision in self.provisions}

    @cached_property
    def _below(self) -> Mapping[str | None, tuple[Provision, ...]]:
        below: dict[str | None, list[Provision]] = {}
        for provision in self.provisions:
            below.setdefault(provision.parent, []).append(provision)
        return {parent: tuple(found) for parent, found in below.items()}

    @property
    def roots(self) -> tuple[Provision, ...]:
        """Articles, supplementary provisions by day, annexes."""
        return self._below.get(None, ())

    def provision(self, id: str) -> Provision:
        """Return a provision.

        Raises:
            UnknownChoiceError: when the bylaw has none of that id.

        """
        if id not in self._by_id:
            raise UnknownChoiceError(f"provision of {self.document}", id, self._by_id)
        return self._by_id[id]

    def children(self, id: str) -> tuple[Provision, ...]:
        """Return what stands directly under a provision, in order.

        Raises:
            UnknownChoiceError: when the bylaw has none of that id.

        """
        return self._below.get(self.provision(id).id, ())

    def slips_at(self, id: str) -> tuple[Slip, ...]:
        """Return the slips that a reader of a provision meets: those at it and at what it stands under, outermost first.

        Raises:
            UnknownChoiceError: when the bylaw has none of that id.

        """
        path = [self.provision(id).id, *_ancestors(id)]
        return tuple(slip for place in reversed(path) for slip in self.slips if slip.at == place)

    def version_on(self, date: dt.date) -> Version:
        """Return the version in force on a day.

        Which version governs a case from before an amendment is another question: the bylaw has no transitional clause.

        Raises:
            InputError: for a day before the enactment.

        """
        found = [version for version in self.versions if version.date <= date]
        if not found:
            first = self.versions[0].date
            raise InputError(f"{self.document} was not in force on {date}", expected=f"{first} or later")
        return found[-1]

    def in_force(self, date: dt.date) -> tuple[Provision, ...]:
        """Return the provisions in force on a day, in the order of the document.

        Raises:
            InputError: for a day before the enactment, or in a version whose text is not in hand.

        """
        self._require_text(date)
        return tuple(provision for provision in self.provisions if provision.covers(date))

    def citation(self, id: str, on: dt.date | None = None) -> Citation:
        """Cite a provision, in the version in force on a day or, with no day, in the newest version in hand that holds it.

        Raises:
            UnknownChoiceError: when the bylaw has none of that id.
            InputError: when the provision is not known to be in force on that day.

        """
        provision = self.provision(id)
        if on is None:
            held = [v.date for v in self.versions if v.text_in_hand and provision.covers(v.date)]
            if not held:
                raise InputError(f"no version of {self.document} whose text is in hand holds {id}")
            return Citation(self.document, id, held[-1])
        if provision.covers(on):
            return Citation(self.document, id, self.version_on(on).date)
        self._require_text(on)
        since, until = provision.in_force_from, provision.in_force_to
        raise InputError(
            f"{id} of {self.document} was not in force on {on}",
            expected=f"a day from {since} on" if until is None else f"a day from {since} to {until}",
        )

    def _require_text(self, date: dt.date) -> None:
        version = self.version_on(date)
        if not version.text_in_hand:
            held = ", ".join(str(v.date) for v in self.versions if v.text_in_hand) or "none"
            raise InputError(
                f"the text of {self.document} in force on {date} (version of {version.date}) is not in hand",
                expected=f"a day in a version in hand: {held}",
            )


@cache
def equity_outline() -> Outline:
    """Return the outline of the bylaw on equity in oil and gas projects, as amended on 1 April 2023."""
    name = "outline.yaml"
    text = (files("sonae.bylaw") / "data" / name).read_text(encoding="utf-8")
    return outline_from_text(text, name)


def outline_from_text(text: str, file: str) -> Outline:
    """Read an outline.

    Args:
        text: YAML with document, versions, provisions and slips.
        file: what a sentence of refusal calls it.

    Raises:
        InputError: naming the file and the field, for an id that is none or stands away from its parent or out of order, a
            day that is no day of a version, a note or a slip that names what is not there.

    """
    try:
        read = _OutlineFile.model_validate(
            dict(plain_yaml(text, file, expected="document, versions, provisions, slips"))
        )
    except ValidationError as error:
        raise refusal_of(error, file) from error
    outline = Outline(
        read.document,
        tuple(Version(v.date, v.what, v.text == "in_hand") for v in read.versions),
        tuple(_provision(id, entry) for id, entry in read.provisions.items()),
        tuple(Slip(s.at, s.printed, s.read_as, s.ja, s.en) for s in read.slips),
    )
    _check_versions(outline, file)
    _check_ids(outline, file)
    _check_order(outline, file)
    _check_days(outline, file)
    _check_notes(outline, file)
    _check_slips(outline, file)
    return outline


def _provision(id: str, entry: _ProvisionFile) -> Provision:
    group = _parent(id)
    notes = tuple(f"{group}.{note}" for note in entry.notes)
    return Provision(id, entry.ja, entry.en, entry.in_force_from, entry.in_force_to, entry.row, notes)


def _parent(id: str) -> str | None:
    return id.rpartition(".")[0] or None


def _ancestors(id: str) -> Iterator[str]:
    while (above := _parent(id)) is not None:
        yield above
        id = above


def _check_versions(outline: Outline, file: str) -> None:
    """Refuse versions out of order, and an enactment that is not the first and only one."""
    for before, after in pairwise(outline.versions):
        if before.date >= after.date:
            problem = f"the version of {after.date} does not follow that of {before.date}"
            raise InputError(
                problem, file=file, field="versions", expected="versions by date, each later than the last"
            )
    kinds = [version.what for version in outline.versions]
    if kinds[0] != "enactment" or "enactment" in kinds[1:]:
        raise InputError("the enactment is not the first version and the only one", file=file, field="versions")


def _check_ids(outline: Outline, file: str) -> None:
    """Refuse what is no id of a bylaw, and paragraph 1 left unwritten."""
    days = {f"s{version.date:%Y%m%d}" for version in outline.versions}
    for id in outline._by_id:
        try:
            Citation(outline.document, id)
        except InputError as error:
            raise InputError(error.problem, file=file, field="provisions", expected=error.expected) from error
        root, *rest = id.split(".")
        if root[0] not in _ROOTS:
            raise InputError(
                f"«{id}» is no provision of a bylaw", file=file, field="provisions", expected="a…, s… or t…"
            )
        if root[0] == "s" and root not in days:
            expected = "supplementary provisions named by the day of a version, such as s20050330"
            raise InputError(f"«{root}» is no day of a version", file=file, field="provisions", expected=expected)
        if root[0] != "t" and rest and rest[0][0] != "p":
            expected = f"paragraph 1 written, {root}.p1.{'.'.join(rest)}"
            raise InputError(f"«{id}» names no paragraph", file=file, field="provisions", expected=expected)


def _check_order(outline: Outline, file: str) -> None:
    """Refuse a provision without its parent, away from it, or not where its number belongs."""
    path: list[str] = []
    last: dict[str | None, tuple[int, dict[str, tuple[int, ...]]]] = {}
    for id in outline._by_id:
        above = _parent(id)
        if above is not None and above not in outline._by_id:
            raise InputError(f"«{id}» stands under «{above}», which is missing", file=file, field="provisions")
        while path and path[-1] != above:
            path.pop()
        if above is not None and not path:
            raise InputError(f"«{id}» does not stand under «{above}»", file=file, field="provisions", expected=_ORDER)
        path.append(id)
        kind, number = _place(id)
        group = _ROOTS.index(kind) if above is None else _GROUPS.get(kind, 1)
        before, numbers = last.setdefault(above, (group, {}))
        if group < before or number <= numbers.get(kind, ()):
            raise InputError(f"«{id}» is out of order", file=file, field="provisions", expected=_ORDER)
        numbers[kind] = number
        last[above] = (group, numbers)


_ORDER = "the order of the document"


def _place(id: str) -> tuple[str, tuple[int, ...]]:
    """Return the kind and the number of the last part of an id: a9_2 is («a», (9, 2)), after 9 and before 10."""
    last = id.rpartition(".")[2]
    return last[0], tuple(int(part) for part in last[1:].split("_"))


def _check_days(outline: Outline, file: str) -> None:
    """Refuse a provision that begins or ends other than with a version, or outlives what it stands under."""
    days = {version.date for version in outline.versions}
    for id, provision in outline._by_id.items():
        since, until = provision.in_force_from, provision.in_force_to
        where = f"provisions.{id}"
        if since not in days:
            expected = "the day of a version"
            raise InputError(
                f"«{id}» begins on {since}, no day of a version", file=file, field=f"{where}.from", expected=expected
            )
        if until is not None and (until < since or until.toordinal() + 1 not in {day.toordinal() for day in days}):
            expected = "the day before a later version"
            raise InputError(f"«{id}» ends on {until}", file=file, field=f"{where}.to", expected=expected)
        if id[0] == "s" and f"s{since:%Y%m%d}" != id.partition(".")[0]:
            raise InputError(
                f"«{id}» begins on {since}", file=file, field=f"{where}.from", expected="the day in its name"
            )
        if provision.parent is not None:
            above = outline._by_id[provision.parent]
            if since < above.in_force_from or (until or dt.date.max) > (above.in_force_to or dt.date.max):
                raise InputError(f"«{id}» is in force on days when «{above.id}» is not", file=file, field=where)


def _check_notes(outline: Outline, file: str) -> None:
    """Refuse a mark that leads to no note."""
    for provision in outline.provisions:
        for note in provision.notes:
            if note not in outline._by_id:
                problem = f"«{provision.id}» bears the note «{note}», which is missing"
                raise InputError(problem, file=file, field=f"provisions.{provision.id}.notes")


def _check_slips(outline: Outline, file: str) -> None:
    """Refuse a slip that stands at, or reads, a provision that is not there, and one told twice."""
    told: set[tuple[str, str]] = set()
    for number, slip in enumerate(outline.slips):
        references = [part for part in slip.read_as.split(", ") if _REFERENCE.fullmatch(part)]
        for field, id in (("at", slip.at), *(("read_as", id) for id in references)):
            if id not in outline._by_id:
                problem = f"the slip names «{id}», which is no provision"
                raise InputError(problem, file=file, field=f"slips.{number}.{field}", expected="an id of the outline")
        if (slip.at, slip.printed) in told:
            raise InputError(f"the slip at «{slip.at}» stands there twice", file=file, field=f"slips.{number}")
        told.add((slip.at, slip.printed))
