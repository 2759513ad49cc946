"""Accounts and vouchers of the stock: every movement is a voucher whose postings add up to nought, lot by lot.

An account is a place where tonnes of a lot may be: a site, or outside it with a supplier, a buyer, a partner of an
exchange, in transit, or lost. Gross tonnes; a plus adds to the account. What has left a site stands with whoever has it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from sonae.core import Citation, InputError, UnknownChoiceError
from sonae.stockpile.books.forms import Day, MineralSymbol, Moved, Name, Party, read
from sonae.stockpile.day_counts.reading import Row

__all__ = [
    "FLOORS", "GROUPINGS", "VOUCHER_KINDS", "Account", "AccountKind", "Posting", "Voucher", "VoucherKind", "account_kind",
    "movement", "reversal", "voucher_cites",
]  # fmt: skip

AccountKind = Literal["stock", "in_transit", "supplier", "buyer", "exchange_partner", "loss"]
VoucherKind = Literal[
    "opening", "delivery", "acceptance", "rejection", "transfer", "transfer_out", "transfer_in", "rotation_out", "rotation_in",
    "release", "sale", "exchange_out", "exchange_return", "loss", "stock_take", "reversal",
]  # fmt: skip

GROUPINGS = ("mineral", "form", "site", "lot", "kind", "party")
"""By what balances can be added up."""

FLOORS: Mapping[str, int] = {"stock": 1, "in_transit": 1, "buyer": 1, "supplier": -1}
"""Sign that the balance of an account may have: nobody gives back more than he got, and no site holds less than nought."""

VOUCHER_KINDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "opening": (("supplier", "stock"),),
    "delivery": (("supplier", "in_transit"),),
    "acceptance": (("in_transit", "stock"),),
    "rejection": (("in_transit", "supplier"),),
    "transfer": (("stock", "stock"),),
    "transfer_out": (("stock", "in_transit"),),
    "transfer_in": (("in_transit", "stock"),),
    "rotation_out": (("stock", "exchange_partner"),),
    "rotation_in": (("exchange_partner", "stock"),),
    "release": (("stock", "buyer"),),
    "sale": (("stock", "buyer"),),
    "exchange_out": (("stock", "exchange_partner"),),
    "exchange_return": (("exchange_partner", "stock"),),
    "loss": (("stock", "loss"), ("in_transit", "loss")),
    "stock_take": (("stock", "loss"), ("loss", "stock")),
}
"""From which kinds of account to which a voucher moves goods; a reversal turns another voucher round."""

_CITES = {
    "release": ("h2.p3.q3",), "sale": ("h2.p3.q4",), "exchange_out": ("h2.p3.q4",), "exchange_return": ("h2.p3.q4",),
    "rotation_out": ("h2.p3.q4",), "rotation_in": ("h2.p3.q4",), "delivery": ("h2.p3.q2",), "acceptance": ("h2.p3.q2",),
    "rejection": ("h2.p3.q2",),
}  # fmt: skip


def account_kind(text: str) -> str:
    """Return a kind of account by its name.

    Raises:
        UnknownChoiceError: for another word.

    """
    kinds: tuple[str, ...] = get_args(AccountKind)
    if text not in kinds:
        raise UnknownChoiceError("kind of account", text, kinds)
    return text


def voucher_cites(kind: str) -> tuple[Citation, ...]:
    """Return the provisions of the basic policy under which a kind of voucher moves goods; none for the store's own work."""
    return tuple(Citation.basic_policy(place) for place in _CITES.get(kind, ()))


class Account(Row):
    """Where tonnes of a lot may be: ``site`` for the stock, ``party`` for whoever has them outside it.

    The party of goods in transit is the consignment: the transfer or the purchase that they belong to.
    """

    kind: AccountKind
    mineral: MineralSymbol
    form: Name
    lot: Name
    site: Party = ""
    party: Party = ""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        wanted = (self.kind == "stock", self.kind not in ("stock", "loss"))
        if (bool(self.site), bool(self.party)) != wanted:
            raise ValueError(
                "an account of the stock has a site, a loss has neither site nor party, others have a party"
            )
        return self

    @property
    def key(self) -> tuple[str, ...]:
        """The account as a plain key."""
        return (self.kind, self.mineral, self.form, self.lot, self.site, self.party)

    def group(self, by: Sequence[str]) -> tuple[str, ...]:
        """Return the values by which balances are added up.

        Raises:
            UnknownChoiceError: for another grouping than ``GROUPINGS``.

        """
        for name in by:
            if name not in GROUPINGS:
                raise UnknownChoiceError("grouping of balances", name, GROUPINGS)
        return tuple(str(getattr(self, name)) for name in by)

    def at(self, kind: AccountKind, place: str = "") -> Account:
        """Return the account of the same lot of another kind: at a site, or with a party."""
        where = {"site": place} if kind == "stock" else {} if kind == "loss" else {"party": place}
        return Account(kind=kind, mineral=self.mineral, form=self.form, lot=self.lot, **where)


class Posting(Row):
    """Tonnes that a voucher adds to an account, or takes from it."""

    account: Account
    tonnes: Moved


class Voucher(Row):
    """A movement of goods on a day; postings add up to nought for every lot."""

    id: Name
    date: Day
    kind: VoucherKind
    reference: Name
    """The record that it belongs to: a purchase, a release, a stock-take, or the voucher that a reversal turns round."""
    cause: Annotated[str, Field(max_length=1000)] = ""
    """Why, in words; a loss, a difference of a stock-take and a reversal need one."""
    drill: bool = False
    postings: Annotated[tuple[Posting, ...], Field(min_length=2, max_length=1000)]

    @model_validator(mode="after")
    def _balances(self) -> Self:
        sums: dict[tuple[str, str, str], Decimal] = {}
        for posting in self.postings:
            account = posting.account
            if not posting.tonnes:
                raise ValueError("a posting moves nothing")
            goods = (account.mineral, account.form, account.lot)
            sums[goods] = sums.get(goods, Decimal(0)) + posting.tonnes
        if any(sums.values()):
            raise ValueError(f"the postings of voucher «{self.id}» do not balance")
        if len({posting.account.key for posting in self.postings}) < len(self.postings):
            raise ValueError(f"voucher «{self.id}» posts to one account twice")
        if self.kind in ("loss", "stock_take", "reversal") and not self.cause:
            raise ValueError(f"voucher «{self.id}» states no cause")
        self._moves_as_its_kind()
        return self

    def _moves_as_its_kind(self) -> None:
        if self.kind == "reversal":
            return
        lots: dict[tuple[str, str, str], tuple[set[str], set[str]]] = {}
        for posting in self.postings:
            account = posting.account
            sides = lots.setdefault((account.mineral, account.form, account.lot), (set(), set()))
            sides[posting.tonnes > 0].add(account.kind)
        for given, taken in lots.values():
            if len(given) > 1 or len(taken) > 1 or (*given, *taken) not in VOUCHER_KINDS[self.kind]:
                raise ValueError(f"voucher «{self.id}» moves goods as no voucher of kind {self.kind} does")


def movement(
    *, id: str, date: dt.date, kind: VoucherKind, reference: str, giver: Account, taker: Account, tonnes: Decimal,
    cause: str = "", drill: bool = False,
) -> Voucher:  # fmt: skip
    """Return the voucher of tonnes of one lot that go from one account to another.

    Raises:
        InputError: when the quantity, the cause or the accounts do not fit the kind.

    """
    if tonnes <= 0:
        raise InputError(f"voucher «{id}» moves no quantity above nought", field="tonnes")
    return read(
        Voucher,
        {
            "id": id, "date": date, "kind": kind, "reference": reference, "cause": cause, "drill": drill,
            "postings": ({"account": giver, "tonnes": -tonnes}, {"account": taker, "tonnes": tonnes}),
        },
    )  # fmt: skip


def reversal(voucher: Voucher, *, id: str, date: dt.date, cause: str) -> Voucher:
    """Return the voucher that turns another one round; nothing is ever struck out of a book.

    Raises:
        InputError: when the voucher is a reversal itself, or the day lies before it.

    """
    if voucher.kind == "reversal":
        raise InputError(f"voucher «{voucher.id}» is a reversal; enter the movement anew", field="reference")
    if date < voucher.date:
        raise InputError(f"a reversal on {date} lies before voucher «{voucher.id}»", field="date")
    turned = [{"account": p.account, "tonnes": -p.tonnes} for p in voucher.postings]
    return read(
        Voucher,
        {
            "id": id, "date": date, "kind": "reversal", "reference": voucher.id, "cause": cause, "drill": voucher.drill,
            "postings": turned,
        },
    )  # fmt: skip
