"""The notice of an auction, its bids and its settings, as their files state them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.data import (
    Column,
    Minerals,
    TableShape,
    parameter_tree,
    parameters,
    plain_yaml,
    read_table,
    read_text,
    refusal_of,
)
from sonae.stockpile.release import Buyer

__all__ = [
    "AuctionSettings",
    "Bid",
    "Caps",
    "Lot",
    "Notice",
    "Window",
    "auction_settings",
    "parse_notice",
    "read_bids",
    "read_notice",
]

Name = Annotated[str, Field(min_length=1, max_length=200)]
Units = Annotated[int, Field(ge=1, le=10**12)]
Yen = Annotated[int, Field(ge=0, le=10**12)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Window(_Section):
    """When the goods are handed over."""

    begins: dt.date
    ends: dt.date

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.ends < self.begins:
            raise ValueError("the window ends before it begins")
        return self


class Lot(_Section):
    """What is on offer: material × grade × site × window, in whole units, with a reserve for every round."""

    id: Name
    material: Name
    grade: Name
    site: Name
    window: Window
    quantity: Units
    reserve_yen: Annotated[list[Yen], Field(min_length=1, max_length=20)]
    """Least price a unit in each round; a lot without a price for a round is not offered again."""
    set_asides: dict[str, Units] = Field(default_factory=dict)
    """Units kept for an end use while it wants them."""

    @model_validator(mode="after")
    def _sound(self) -> Lot:
        if sorted(self.reserve_yen, reverse=True) != self.reserve_yen:
            raise ValueError("the reserve does not rise from round to round")
        if sum(self.set_asides.values()) > self.quantity:
            raise ValueError("more is set aside than is offered")
        return self


class Caps(_Section):
    """Most units that one buyer gets; none where missing."""

    per_lot: Units | None = None
    in_all: Units | None = None


class Notice(_Section):
    """An auction as it was announced; results are SECRET unless the file says PUBLIC."""

    classification: str = "SECRET"
    auction: Name
    format: Literal["uniform", "pay_as_bid"]
    tie_break: Literal["draw", "receipt"] = "draw"
    seed: Annotated[str, Field(min_length=1, max_length=200)]
    """Word of the draw, committed to beforehand and published after the bids are closed."""
    unit: Name = "kg"
    registration_required: bool = False
    caps: Caps = Caps()
    priority: list[Name] = Field(default_factory=list)
    """End uses with set-asides, first served first."""
    lots: Annotated[list[Lot], Field(min_length=1)]
    buyers: list[Buyer] = Field(default_factory=list)
    drill: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _sound(self) -> Notice:
        for kind, names in (("lot", [lot.id for lot in self.lots]), ("buyer", [b.name for b in self.buyers])):
            if len(set(names)) < len(names):
                raise ValueError(f"a {kind} stands there twice")
        if len(set(self.priority)) < len(self.priority):
            raise ValueError("an end use stands in the order of priority twice")
        if any(set(lot.set_asides) - set(self.priority) for lot in self.lots):
            raise ValueError("a set-aside is for an end use that is not in the order of priority")
        return self

    @property
    def label(self) -> Classification:
        """Who may see the bids and the awards."""
        return Classification.parse(self.classification)

    @property
    def rounds(self) -> int:
        """Rounds that the reserves provide for."""
        return max(len(lot.reserve_yen) for lot in self.lots)


class Bid(_Section):
    """A sealed bid for a lot; ``minimum`` units or nothing. It stands from ``round`` to ``stands_until``."""

    id: Name
    buyer: Name
    lot: Name
    price_yen: Yen
    quantity: Units
    minimum: Annotated[int, Field(ge=0)] = 0
    end_use: str = ""
    received: dt.datetime | None = None
    round: Annotated[int, Field(ge=1)] = 1
    stands_until: Annotated[int, Field(ge=1)] = 1


class _Drill(_Section):
    value_mean: Annotated[float, Field(gt=0, le=10)]
    value_spread: Share
    demand_share: Annotated[float, Field(gt=0, le=1)]
    steps: Annotated[int, Field(ge=1, le=20)]
    step_down: Share
    shading_pay_as_bid: Share
    shading_uniform: Share
    all_or_nothing: Share
    ineligible: Share


class _Tenders(_Section):
    prior_failed: Annotated[float, Field(gt=0, le=1000)]
    prior_held: Annotated[float, Field(gt=0, le=1000)]
    interval: Annotated[float, Field(gt=0, lt=1)]


class AuctionSettings(_Section):
    """Behaviour of drill bidders and beliefs on tenders; ``sources`` tells where each value comes from."""

    drill: _Drill
    tenders: _Tenders
    sources: dict[str, str] = Field(default_factory=dict, repr=False)


def auction_settings(own: Mapping[str, Any] | None = None, file: str = "settings") -> AuctionSettings:
    """Return the product's newest settings; ``own`` values and sources by path, such as «drill.steps», are laid over.

    Raises:
        InputError: naming the setting that is unknown, has no source or is out of its range.

    """
    folder = files("sonae.stockpile.auction") / "settings"
    newest = max(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    values, sources = parameters((folder / newest).read_text(encoding="utf-8"), newest)
    for name, leaf in (own or {}).items():
        path = f"drill.{name}"
        if path not in values:
            raise UnknownChoiceError(f"setting in {file}", path, values)
        if not isinstance(leaf, Mapping) or set(leaf) != {"value", "source"} or not str(leaf["source"] or "").strip():
            raise InputError("the parameter has no source", file=file, field=path, expected="{value: …, source: …}")
        values[path], sources[path] = leaf["value"], str(leaf["source"])
    try:
        return AuctionSettings.model_validate({**parameter_tree(values), "sources": sources})
    except ValidationError as error:
        raise refusal_of(error, file) from error


def parse_notice(tree: Any, file: str | None = None) -> Notice:
    """Check a notice that was read from YAML, and name its materials by symbol.

    Raises:
        InputError: naming the field, never its value.

    """
    try:
        notice = Notice.model_validate(tree)
    except ValidationError as error:
        raise refusal_of(error, file) from error
    _ = notice.label
    register = Minerals.of_package()
    lots = [lot.model_copy(update={"material": register.find(lot.material).symbol}) for lot in notice.lots]
    return notice.model_copy(update={"lots": lots})


def read_notice(path: Path) -> Notice:
    """Read the file of an auction.

    Raises:
        InputError: naming the file and the field.

    """
    return parse_notice(plain_yaml(read_text(path), path.name, expected="an auction with its lots"), path.name)


_SHAPE = TableShape(
    (
        Column("id"),
        Column("buyer"),
        Column("lot"),
        Column("price_yen", "integer", minimum=0, maximum=10**12, expected="whole yen a unit"),
        Column("quantity", "integer", minimum=1, maximum=10**12, expected="whole units, 1 or more"),
        Column("minimum", "integer", required=False, optional=True, minimum=0, maximum=10**12),
        Column("end_use", required=False, optional=True),
        Column("received", required=False, optional=True),
        Column("round", "integer", required=False, optional=True, minimum=1, maximum=20),
        Column("stands_until", "integer", required=False, optional=True, minimum=1, maximum=20),
    ),
    key=("id",),
)


def rows_of(path: Path, shape: TableShape) -> list[dict[str, Any]]:
    """Read a table whose figures stay out of the sentence of refusal: a bid is SECRET.

    Raises:
        InputError: naming file, row and field.

    """
    figures = {column.name for column in shape.columns if column.kind == "integer"}
    try:
        return read_table(path, shape).to_dicts()
    except InputError as error:
        if error.field in figures and error.row != 1:
            raise InputError(
                "the figure cannot be used", file=error.file, row=error.row, field=error.field, expected=error.expected
            ) from None
        raise


def read_bids(path: Path, notice: Notice) -> list[Bid]:
    """Read bids: id, buyer, lot, price_yen, quantity and, where wanted, minimum, end_use, received, round, stands_until.

    Raises:
        InputError: naming file, row and field; figures of the bids stay out of the sentence.

    """
    bids = []
    for row, cells in enumerate(rows_of(path, _SHAPE), 2):
        given = {name: value for name, value in cells.items() if value is not None}
        given["stands_until"] = given.get("stands_until", given.get("round", 1))
        try:
            bids.append(Bid.model_validate(given))
        except ValidationError as error:
            raise refusal_of(error, path.name, row=row) from error
    check_bids(bids, notice, path.name)
    return bids


def check_bids(bids: Sequence[Bid], notice: Notice, file: str | None = None) -> None:
    """Refuse bids that do not belong to the auction.

    Raises:
        InputError: for a bid on no lot, by nobody on the list, twice, or of a minimum above its quantity.

    """
    lots, buyers = {lot.id for lot in notice.lots}, {buyer.name for buyer in notice.buyers}
    seen: set[str] = set()
    for bid in bids:
        if bid.lot not in lots:
            raise UnknownChoiceError(f"lot of bid «{bid.id}»", bid.lot, lots)
        if bid.buyer not in buyers:
            raise UnknownChoiceError(f"buyer of bid «{bid.id}»", bid.buyer, buyers)
        problem = None
        if bid.id in seen:
            problem = f"the bid «{bid.id}» stands there twice"
        elif bid.minimum > bid.quantity:
            problem = f"the bid «{bid.id}» wants more at least than at most"
        elif bid.stands_until < bid.round:
            problem = f"the bid «{bid.id}» ends before it begins"
        elif notice.tie_break == "receipt" and bid.received is None:
            problem = f"the bid «{bid.id}» has no time of receipt, by which ties are broken here"
        if problem:
            raise InputError(problem, file=file)
        seen.add(bid.id)
