"""The book of the stock is opened, gets sites and stores, takes over what lies there already, and is closed until a day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field

from sonae.core import Classification, FiscalYear, InputError
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.books.stock.fields import Goods, Line, Mineral, Name, Tonnes, Words, hidden, new_lot
from sonae.office.books.stock.ledger import voucher_name
from sonae.office.books.stock.state import Desk, changed, entered
from sonae.office.life import Command, said
from sonae.office.models import Book as OfficeBook
from sonae.office.roles import Role
from sonae.stockpile.books import (
    Book,
    OpeningFields,
    PolicyRecord,
    ReviewRecord,
    Site,
    Warehouse,
    closed,
    open_stock,
    read,
    released_before,
    stated,
)

__all__ = ["moves"]

moves = BookMoves("stock")
_BY = (Role.STOCKPILE,)


class StoreLine(Line):
    """A store of a site."""

    site: Name = said("基地", "site")
    warehouse: Name = said("倉庫", "warehouse")
    places: Annotated[int, Field(ge=1, le=1_000_000)] = said("区画の数", "number of places")


class OpenStock(Command):
    """Open the book of the stock."""

    kind: ClassVar[str] = "stock.open"

    name: Annotated[str, Field(min_length=1, max_length=120)] = said("備蓄台帳の名称", "name of the stock")
    name_en: Annotated[str, Field(max_length=120)] = said("名称（英語）", "name in English", default="")
    stores: Annotated[tuple[StoreLine, ...], Field(min_length=1)] = said("基地と倉庫", "sites and stores")
    fictional: bool = said("架空の台帳である", "it is made up", default=False)


class AddStore(Command):
    """Add a store, to a site that is there or with a new one."""

    kind: ClassVar[str] = "store.add"

    site: Name = said("基地", "site")
    warehouse: Name = said("倉庫", "warehouse")
    places: Annotated[int, Field(ge=1, le=1_000_000)] = said("区画の数", "number of places")


class OpenLot(Command):
    """Take over goods that lay there when the book was opened."""

    kind: ClassVar[str] = "lot.take_over"

    on: dt.date | None = said("引継ぎの日", "day of the opening", default=None)
    mineral: Mineral = said("鉱種", "mineral")
    form: Name = said("形態", "form")
    tonnes: Tonnes = said("数量（グロスt）", "gross tonnes")
    received: dt.date = said("受入れの日", "day of receipt")
    goods: Goods = said("引き継ぐロット", "lot")
    source: Name = said("引継ぎの元の記録", "record that it is taken over from")


class CloseBook(Command):
    """Close the book until a day: balances are carried forward, and nothing is entered at or before that day any more."""

    kind: ClassVar[str] = "stock.close"

    until: dt.date = said("締める日", "closed until")
    reason: Words = said("理由", "reason")


@moves.takes(
    OpenStock, "備蓄台帳を開いた", "opened the book of the stock", by=_BY, opens=True, private=hidden(OpenStock)
)
def _open(work: Work, command: OpenStock) -> Done:
    year = FiscalYear.of(work.today)
    number = f"K{year.year}-01"
    there = OfficeBook.objects.filter(number=number).exists()
    finding = either(
        "stock.once", not there, ("この年度に開かれた備蓄台帳はまだない。", "no book of the stock was opened in this year."),
        ("この年度の備蓄台帳は既に開かれている。", "a book of the stock was opened in this year already."),
    )  # fmt: skip
    if there:
        return Done(findings=(finding,))
    book = read(Book, {"name": command.name, "sites": _sites((), command.stores)})
    state = {
        "desk": stated(Desk()), "book": stated(book), "policy": stated(PolicyRecord()), "reviews": stated(ReviewRecord()),
        "purchases": [], "releases": [], "drills": [],
    }  # fmt: skip
    columns = {
        "number": number, "title_ja": command.name, "title_en": command.name_en or command.name,
        "classification": Classification.SECRET.value, "fictional": command.fictional,
    }  # fmt: skip
    return Done(state, (finding,), columns)


def _sites(before: tuple[Site, ...], stores: tuple[StoreLine, ...]) -> tuple[Site, ...]:
    found = {site.id: list(site.warehouses) for site in before}
    for row in stores:
        found.setdefault(row.site, []).append(Warehouse(id=row.warehouse, places=row.places))
    return tuple(read(Site, {"id": site, "warehouses": rows}) for site, rows in found.items())


@moves.takes(AddStore, "倉庫を加えた", "added a store", by=_BY, private=hidden(AddStore))
def _add_store(work: Work, command: AddStore) -> Done:
    book = work.state.book
    row = StoreLine(site=command.site, warehouse=command.warehouse, places=command.places)
    return changed(work, book=read(Book, {**stated(book), "sites": _sites(book.sites, (row,))}))


@moves.takes(OpenLot, "在庫を引き継いだ", "took goods over", by=_BY, private=hidden(OpenLot))
def _take_over(work: Work, command: OpenLot) -> Done:
    book, day = work.state.book, work.day(command.on)
    fields = {
        "voucher": voucher_name(work, "O", day), "date": day, "mineral": command.mineral,
        "lot": new_lot(command.goods, command.form), "received": command.received, "tonnes": command.tonnes,
        "source": command.source,
    }  # fmt: skip
    return entered(work, open_stock(book, read(OpeningFields, fields)), note={"voucher": fields["voucher"]})


@moves.takes(CloseBook, "台帳を締めた", "closed the book until a day", by=(Role.EXECUTIVE,), private=("reason",))
def _close(work: Work, command: CloseBook) -> Done:
    state, today = work.state, work.today
    if command.until >= today:
        raise InputError(f"{command.until} is not over yet", field="until", expected="a day before today")
    running = [one.id for one in state.purchases if any(_open_delivery(one))]
    finding = either(
        "stock.nothing_open", not running, ("検査待ちの納入はない。", "no delivery waits for inspection."),
        ("検査待ちの納入があるため締められない。", "a delivery waits for inspection."),
    )  # fmt: skip
    if running:
        return Done(findings=(finding,))
    left = [
        row for mineral in {lot.mineral for lot in state.book.lots} for row in released_before(state.book, mineral)
        if row.date <= command.until
    ]  # fmt: skip
    earlier = (*state.desk.earlier, *sorted(left, key=lambda row: (row.date, row.mineral)))
    desk = {**stated(state.desk), "earlier": [one.model_dump(mode="json") for one in earlier]}
    return changed(work, finding, book=closed(state.book, command.until), desk=read(Desk, desk))


def _open_delivery(purchase: object) -> list[str]:
    inspected = {one.delivery for one in purchase.inspections}  # type: ignore[attr-defined]
    return [one.id for one in purchase.deliveries if one.id not in inspected]  # type: ignore[attr-defined]
