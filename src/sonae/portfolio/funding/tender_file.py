"""The tender file: the amount that is put out, its rules, and the banks' bids, in YAML.

A tender file that does not call itself otherwise is SECRET: bids are the banks' own, and sentences name places and no rates.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sonae.core import Classification, InputError
from sonae.data import plain_yaml, read_text, refusal_of
from sonae.portfolio.funding.file import _at, _exact
from sonae.portfolio.funding.tender import RateBid, RateTender, TenderResult, clear_rates

__all__ = ["TenderCase", "read_tender", "tender_from_text"]


def _number(value: object) -> object:
    """Take a float as it was written: 0.0005 is that, not its nearest binary fraction."""
    value = _exact(value)
    return str(value) if isinstance(value, float) else value


Rate = Annotated[Decimal, BeforeValidator(_number)]
Units = Annotated[int, BeforeValidator(_exact), Field(strict=True)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _Bid(_Part):
    bank: str
    amount_yen: Units
    rate: Rate


class _File(_Part):
    name: Annotated[str, Field(min_length=1)]
    classification: str = "SECRET"
    amount_yen: Units
    unit_yen: Units
    ties: str
    prices: str
    ceiling: Rate | None
    """Highest rate that is taken; null takes any."""
    seed: str = ""
    bids: tuple[_Bid, ...]


@dataclass(frozen=True, slots=True)
class TenderCase:
    """What a tender file says."""

    name: str
    classification: Classification
    tender: RateTender
    bids: tuple[RateBid, ...]
    file: str

    def clear(self) -> TenderResult:
        """Clear the tender; see :func:`sonae.portfolio.funding.clear_rates`.

        Raises:
            InputError: for a bid that cannot stand, by its number.

        """
        try:
            return clear_rates(self.tender, self.bids)
        except InputError as error:
            place = f"bids.{(error.row or 1) - 1}" + (f".{error.field}" if error.field else "")
            raise InputError(error.problem, file=self.file, field=place, expected=error.expected) from error


def read_tender(path: Path) -> TenderCase:
    """Read a tender file.

    Raises:
        InputError: naming the file and the field, and what was expected.

    """
    return tender_from_text(read_text(path, "the tender file"), path.name)


def tender_from_text(text: str, file: str) -> TenderCase:
    """Read a tender file from text; see :func:`read_tender`."""
    tree = plain_yaml(text, file, expected="name, amount_yen, unit_yen, ties, prices, ceiling, bids")
    try:
        read = _File.model_validate(dict(tree))
    except ValidationError as error:
        raise refusal_of(error, file) from error
    with _at(file, "classification"):
        label = Classification.parse(read.classification)
    try:
        tender = RateTender(read.amount_yen, read.unit_yen, read.ties, read.prices, read.ceiling, read.seed)
    except InputError as error:
        raise InputError(error.problem, file=file, field=error.field, expected=error.expected) from error
    bids = tuple(RateBid(bid.bank, bid.amount_yen, bid.rate) for bid in read.bids)
    return TenderCase(read.name, label, tender, bids, file)
