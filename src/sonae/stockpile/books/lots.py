"""Lots and where they lie: form, grade, content, packaging, place, quality tests, shelf life; and the sites themselves."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sonae.stockpile.books.accounts import Account
from sonae.stockpile.books.forms import Content, Day, MineralSymbol, Name, Party, Text, read
from sonae.stockpile.day_counts.reading import Row

__all__ = ["Lot", "NewLot", "QualityTest", "Site", "Stowed", "Warehouse"]

Days = Annotated[int, Field(ge=1, le=36_500)]


class Warehouse(Row):
    """A store of a site with numbered places; place 1 is nearest to the door."""

    id: Name
    places: Annotated[int, Field(ge=1, le=1_000_000)]


class Site(Row):
    """A site of the stock with its stores."""

    id: Name
    warehouses: Annotated[tuple[Warehouse, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _once(self) -> Self:
        if len({one.id for one in self.warehouses}) < len(self.warehouses):
            raise ValueError(f"a warehouse of site «{self.id}» stands there twice")
        return self


class Lot(Row):
    """Goods that came in together and stay one in name, wherever parts of them lie.

    Attributes:
        id: its name, never used again.
        mineral: symbol.
        form: form of the goods, such as «APT».
        grade: quality class as bought.
        content: t of element in a gross t.
        packaging: drums, bags, bare ingots.
        received: first day in the stock; age counts from it.
        test_every_days: a quality test falls due so many days after the last one, or after receipt; none: no test is due.
        shelf_life_days: goods should have left so many days after receipt; none: they keep.
        source: the purchase, exchange or opening record that it came from.

    """

    id: Name
    mineral: MineralSymbol
    form: Name
    grade: Name
    content: Content
    packaging: Name
    received: Day
    test_every_days: Days | None = None
    shelf_life_days: Days | None = None
    source: Name

    def account(self, site: str) -> Account:
        """Return the lot's account of the stock at a site."""
        return Account(kind="stock", mineral=self.mineral, form=self.form, lot=self.id, site=site)

    @property
    def best_before(self) -> dt.date | None:
        """The last day of its shelf life; none where it keeps."""
        return None if self.shelf_life_days is None else self.received + dt.timedelta(days=self.shelf_life_days)

    def age_days(self, day: dt.date) -> int:
        """Return days since receipt."""
        return (day - self.received).days


class Stowed(Row):
    """Where a lot lies at a site."""

    lot: Name
    site: Name
    warehouse: Name
    place: Annotated[int, Field(ge=1)]

    @property
    def spot(self) -> tuple[str, str, int]:
        """The place itself."""
        return (self.site, self.warehouse, self.place)


class NewLot(Row):
    """A lot as it comes in; what it is and where it is put."""

    id: Name
    form: Name
    grade: Name
    content: Content
    packaging: Name
    site: Name
    warehouse: Name
    place: Annotated[int, Field(ge=1)]
    test_every_days: Days | None = None
    shelf_life_days: Days | None = None

    def entries(self, mineral: str, received: dt.date, source: str) -> tuple[Lot, Stowed]:
        """Return the lot and its place."""
        said = self.model_dump(exclude={"site", "warehouse", "place"})
        lot = read(Lot, {**said, "mineral": mineral, "received": received, "source": source})
        return lot, Stowed(lot=self.id, site=self.site, warehouse=self.warehouse, place=self.place)


class QualityTest(Row):
    """A quality test of a lot."""

    lot: Name
    date: Day
    by: Name
    outcome: Literal["passed", "failed"]
    found: Text
    paper: Party = ""
    """The certificate."""
