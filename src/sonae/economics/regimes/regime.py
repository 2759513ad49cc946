"""A fiscal regime: sources, parties and instruments, as data."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sonae.core import InputError
from sonae.data import plain_yaml, refusal_of
from sonae.economics.regimes.instruments import Instrument, Name
from sonae.economics.regimes.terms import Period, Text

__all__ = ["Regime", "Source", "regime_from_text"]


class Source(BaseModel):
    """A document that was opened."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Text
    where: Text
    opened: dt.date
    read: Literal["original", "quoted"]
    """Quoted: read in another document that reproduces it; ``where`` names that one."""


class Regime(BaseModel):
    """A regime as stated.

    ``revenue_to`` is the party that the sales of the project belong to before the instruments; ``costs_by`` the party that pays
    each class of costs, «other» for all that are not named.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,60}$")]
    version: Text
    name_ja: Text
    name_en: Text
    country: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    kind: Literal["concession", "psc", "service", "mining", "tolling"]
    effective_from: dt.date
    effective_to: dt.date | None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    period: Period
    ring_fence: Literal["project", "contract", "taxpayer"]
    revenue_to: Name
    costs_by: Annotated[dict[str, Name], Field(min_length=1)]
    sources: Annotated[dict[str, Source], Field(min_length=1)]
    instruments: Annotated[list[Instrument], Field(max_length=60)]
    notes: list[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def _hangs_together(self) -> Regime:
        if "other" not in self.costs_by:
            raise ValueError("«costs_by» does not say who pays the «other» costs")
        seen: set[str] = set()
        for instrument in self.instruments:
            if instrument.id in seen:
                raise ValueError(f"the instrument «{instrument.id}» stands twice")
            seen.add(instrument.id)
            payer, payee = getattr(instrument, "payer", None), getattr(instrument, "payee", None)
            if payer is not None and payer == payee:
                raise ValueError(f"by the instrument «{instrument.id}» «{payer}» pays itself")
            if (payer is None) != (payee is None):
                raise ValueError(f"the instrument «{instrument.id}» names a payer or a payee, and not both")
            if instrument.source not in self.sources:
                raise ValueError(
                    f"the instrument «{instrument.id}» names the source «{instrument.source}», which is not listed"
                )
        return self

    @property
    def illustrative(self) -> bool:
        """Whether a value of the regime is assumed: its results illustrate and do not state the law."""
        return any(instrument.assumed for instrument in self.instruments)

    @cached_property
    def sha256(self) -> str:
        """Hash of all values, whatever the layout of the file."""
        return hashlib.sha256(json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()

    def place_of(self, field: str | None) -> str | None:
        """Return the path in the file of a field that begins with the id of an instrument; None for any other."""
        for number, instrument in enumerate(self.instruments):
            own, _, rest = (field or "").partition(".")
            if own == instrument.id:
                return f"instruments.{number}" + (f".{rest}" if rest else "")
        return None

    @property
    def label(self) -> str:
        """Name and version, as a convention card prints it."""
        return f"{self.id} {self.version} ({self.sha256[:12]})"


def regime_from_text(text: str, file: str) -> Regime:
    """Read a regime.

    Raises:
        InputError: naming the file and the path of the field: an unknown field, a missing convention, bands that overlap.

    """
    tree = dict(plain_yaml(text, file, expected="a regime: id, version, sources, instruments …"))
    try:
        return Regime.model_validate(tree)
    except ValidationError as error:
        raise refusal(error, file, tree) from error


def refusal(error: ValidationError, file: str, tree: Any) -> InputError:
    """Say the first thing that is wrong with a file, with the path of the field."""
    first = error.errors()[0]
    path = _path_in_file(first["loc"], tree, missing=first["type"] == "missing")
    expected = f"«{path[-1]}», said outright" if first["type"] == "missing" else None
    where = ".".join(str(part) for part in path)
    return refusal_of(error, file, field=where, missing="the convention is not stated", expected=expected)


def _path_in_file(where: tuple[int | str, ...], tree: Any, *, missing: bool) -> list[int | str]:
    """Leave out of pydantic's path the names of alternatives, which stand in no file; its last part does, where it is missing."""
    path: list[int | str] = []
    node = tree
    for number, part in enumerate(where, 1):
        if isinstance(node, dict) and part in node:
            node = node[part]
        elif isinstance(node, list) and isinstance(part, int):
            node = node[part] if part < len(node) else None
        elif not (missing and number == len(where)):
            continue
        path.append(part)
    return path
