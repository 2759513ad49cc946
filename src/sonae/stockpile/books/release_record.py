"""The record of a release from request to return: what was asked, judged, decided, sold, handed over, invoiced and bought back."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, JsonValue, model_validator

from sonae.core import InputError, Outcome
from sonae.stockpile.auction import Bid, Caps, Notice, Window
from sonae.stockpile.books.forms import Content, Day, MineralSymbol, Moment, Name, Party, State, Text, Tonnes, Yen
from sonae.stockpile.books.lots import NewLot
from sonae.stockpile.day_counts.reading import Row
from sonae.stockpile.release import AdjustmentRelease, Buyer, Criterion, Judgement, SupplyFacts, release_settings

__all__ = [
    "AdjustmentFields", "Allotment", "AllotmentFields", "AuctionFields", "EvidencedRequest", "Handover", "HandoverFields",
    "Invoice", "InvoiceFields", "Offered", "OfferedLot", "ReleaseDecision", "ReleaseRecord", "ReleaseStep", "RequestFields",
    "Restoration", "RestorationMonth", "Return", "ReturnFields",
]  # fmt: skip

Kilograms = Annotated[int, Field(ge=1, le=10**12)]


def _known_settings(own: dict[str, JsonValue]) -> dict[str, JsonValue]:
    try:
        release_settings(own)
    except InputError as error:
        raise ValueError(f"{error.field}: {error.problem}" if error.field else error.problem) from None
    return own


OwnSettings = Annotated[dict[str, JsonValue], AfterValidator(_known_settings)]


class EvidencedRequest(Row):
    """A company's request with the evidence that it cannot get the goods otherwise."""

    id: Name
    buyer: Buyer
    quantity_kg: Kilograms
    end_use: Party = ""
    received: Moment
    evidence: Annotated[tuple[Name, ...], Field(min_length=1)]


class _Goods(Row):
    """The goods in question; ``content`` is needed where lots of the form differ in it."""

    id: Name
    date: Day
    mineral: MineralSymbol
    form: Name
    content: Content | None = None
    drill: bool = False
    criterion: Criterion | None = None
    settings: OwnSettings = Field(default_factory=dict)
    """Settings of ``sonae.stockpile.release`` that the agency lays over the product's."""


class RequestFields(_Goods):
    """A first request, by which a tight-supply release begins."""

    request: EvidencedRequest
    supply: SupplyFacts = SupplyFacts()


class AdjustmentFields(_Goods):
    """An adjustment release that the agency considers, and the companies that may take part."""

    adjustment: AdjustmentRelease
    buyers: Annotated[tuple[Buyer, ...], Field(min_length=1)]


class ReleaseStep(Row):
    """How a step of the decision came out."""

    step: Name
    outcome: Outcome
    because: str
    cites: tuple[str, ...]


class ReleaseDecision(Row):
    """What the engine of release decided on a day, step by step."""

    date: Day
    plan_version: int
    rules_from: Day
    outcome: Outcome
    because: str
    quantity_kg: Annotated[int, Field(ge=0)]
    minimum_stock_kg: int | None
    """Least contained element that must remain, kg; binds an adjustment release."""
    awards_kg: dict[str, int]
    """By request or buyer; empty where an auction divides the goods."""
    steps: tuple[ReleaseStep, ...]


class OfferedLot(Row):
    """A lot at a site that is put up for auction, in whole kilograms."""

    id: Name
    lot: Name
    site: Name
    window: Window
    quantity_kg: Kilograms
    reserve_yen_a_kg: Annotated[tuple[Yen, ...], Field(min_length=1, max_length=20)]
    set_asides: dict[str, Kilograms] = Field(default_factory=dict)


class AuctionFields(Row):
    """An auction of what the decision lets go."""

    auction: Name
    date: Day
    format: Literal["uniform", "pay_as_bid"]
    tie_break: Literal["draw", "receipt"] = "draw"
    seed: Name
    priority: tuple[Name, ...] = ()
    caps: Caps = Caps()
    lots: Annotated[tuple[OfferedLot, ...], Field(min_length=1)]


class Offered(Row):
    """Which lot of the book stands behind a lot of the auction."""

    id: Name
    lot: Name
    site: Name
    window: Window
    quantity_kg: Kilograms


class Allotment(Row):
    """Kilograms of a lot that a company gets at a price; none a kilogram where goods are exchanged."""

    buyer: Name
    lot: Name
    site: Name
    quantity_kg: Kilograms
    yen_a_kg: Yen | None
    bid: Party = ""


class AllotmentFields(Row):
    """The lots for a company whose quantity the decision named."""

    date: Day
    by: Name
    rows: Annotated[tuple[Allotment, ...], Field(min_length=1)]


class HandoverFields(Row):
    """Goods that are handed over."""

    id: Name
    date: Day
    buyer: Name
    lot: Name
    site: Name
    quantity_kg: Kilograms
    received_by: Name


class Handover(HandoverFields):
    """A handover as it was made."""


class InvoiceFields(Row):
    """The invoice of a handover."""

    id: Name
    handover: Name
    date: Day
    due: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.due < self.date:
            raise ValueError("the invoice is due before it is dated")
        return self


class Invoice(InvoiceFields):
    """An invoice as it was sent."""

    buyer: Name
    yen: Yen


class ReturnFields(Row):
    """Goods that come back in an exchange, as a lot of their own."""

    id: Name
    date: Day
    tonnes: Tonnes
    lot: NewLot
    inspected_by: Name


class Return(ReturnFields):
    """A return as it came."""


class RestorationMonth(Row):
    """What is bought back in a month, t of contained element."""

    month: Name
    buy_t: float


class Restoration(Row):
    """The way back to the target days as it was planned; see ``sonae.stockpile.restoration``."""

    date: Day
    by: Name
    months: tuple[RestorationMonth, ...]
    cost_yen: int
    bound_yen: int
    effect: Text
    """What the release is seen to have done, which the policy wants weighed (2(3) sixth sentence)."""


class ReleaseRecord(State):
    """A release and every step that was taken."""

    id: Name
    date: Day
    drill: bool = False
    regime: Literal["tight_supply", "adjustment"]
    mineral: MineralSymbol
    form: Name
    content: Content | None = None
    requests: tuple[EvidencedRequest, ...] = ()
    adjustment: AdjustmentRelease | None = None
    buyers: tuple[Buyer, ...] = ()
    supply: SupplyFacts = SupplyFacts()
    criterion: Criterion | None = None
    settings: OwnSettings = Field(default_factory=dict)
    judgements: tuple[Judgement, ...] = ()
    decision: ReleaseDecision | None = None
    notice: Notice | None = None
    offered: tuple[Offered, ...] = ()
    bids: tuple[Bid, ...] = ()
    allotments: tuple[Allotment, ...] | None = None
    handovers: tuple[Handover, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    returns: tuple[Return, ...] = ()
    restoration: Restoration | None = None

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if (self.regime == "adjustment") != (self.adjustment is not None):
            raise ValueError("an adjustment release says what is adjusted, and a tight-supply release does not")
        for kind, names in (
            ("request", [row.id for row in self.requests]), ("buyer", [row.name for row in self.buyers]),
            ("bid", [row.id for row in self.bids]), ("handover", [row.id for row in self.handovers]),
            ("invoice", [row.id for row in self.invoices]), ("return", [row.id for row in self.returns]),
            ("invoice of handover", [row.handover for row in self.invoices]),
        ):  # fmt: skip
            if len(set(names)) < len(names):
                raise ValueError(f"the same {kind} stands there twice")
        room = self.allotted_kg
        for row in self.handovers:
            key = (row.buyer, row.lot, row.site)
            room[key] = room.get(key, 0) - row.quantity_kg
            if room[key] < 0:
                raise ValueError(f"more of lot «{row.lot}» is handed over to {row.buyer} than he was awarded")
        if self.allotments is not None:
            given = sum(row.quantity_kg for row in self.allotments)
            if self.decision is None or given > self.decision.quantity_kg:
                raise ValueError("more is awarded than the decision lets go")
        return self

    @property
    def allotted_kg(self) -> dict[tuple[str, str, str], int]:
        """Kilograms by buyer, lot and site that were awarded."""
        found: dict[tuple[str, str, str], int] = {}
        for row in self.allotments or ():
            key = (row.buyer, row.lot, row.site)
            found[key] = found.get(key, 0) + row.quantity_kg
        return found

    @property
    def exchange(self) -> bool:
        """True for an exchange with goods that come back."""
        return self.adjustment is not None and self.adjustment.manner == "exchange"

    @property
    def decided(self) -> ReleaseDecision:
        """The decision that lets goods go.

        Raises:
            InputError: when there is none, or it lets nothing go.

        """
        if self.decision is None:
            raise InputError(f"nothing is decided on release «{self.id}»", field="decision")
        if self.decision.outcome is not Outcome.YES:
            raise InputError(
                f"the decision on release «{self.id}» lets nothing go: {self.decision.because}", field="decision"
            )
        return self.decision

    @property
    def stage(self) -> str:
        """How far it is."""
        if self.exchange and self.handovers:
            return "exchanged"
        stages = (
            ("restoring", self.restoration is not None),
            ("invoiced", bool(self.handovers) and len(self.invoices) == len(self.handovers)),
            ("handed over", bool(self.handovers)),
            ("awarded", self.allotments is not None),
            ("auctioned", self.notice is not None),
            ("decided", self.decision is not None and self.decision.outcome is Outcome.YES),
            ("refused", self.decision is not None and self.decision.outcome is Outcome.NO),
            ("judged", bool(self.judgements)),
        )
        return next((name for name, reached in stages if reached), "requested")


def contained_kg(kilograms: int | Decimal, content: Decimal) -> Fraction:
    """Return contained kilograms of gross ones, exactly."""
    return Fraction(kilograms) * Fraction(content)
