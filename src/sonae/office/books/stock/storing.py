"""The store's own work: transfers, arrivals, rotation, re-stacking, quality tests, losses, stock-takes, reversals."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sonae.core import InputError, Outcome
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.books.stock.fields import Code, Goods, Kilograms, Line, Name, Tonnes, Words, hidden, new_lot
from sonae.office.books.stock.gates import on_policy, recorded
from sonae.office.books.stock.ledger import voucher_name
from sonae.office.books.stock.state import entered, held_release
from sonae.office.life import Command, said
from sonae.office.roles import Role
from sonae.stockpile.books import (
    Arrival,
    LossFields,
    QualityTest,
    RestackFields,
    RotationFields,
    StockTakeFields,
    TransferFields,
    arrive,
    read,
    record_loss,
    record_test,
    restack,
    reversed_voucher,
    rotate,
    take_stock,
    transfer,
)

__all__ = ["moves"]

moves = BookMoves("stock")
_BY = (Role.STOCKPILE,)
_RELEASING = on_policy("h2.p3.q3")
_ADJUSTING = on_policy("h2.p3.q4")
Where = Annotated[str, Field(max_length=120)]


class Transfer(Command):
    """Send tonnes of a lot to another site; with a store and a place they arrive on the same day."""

    kind: ClassVar[str] = "lot.transfer"

    on: dt.date | None = said("移動の日", "day of the transfer", default=None)
    lot: Code = said("ロット", "lot")
    from_site: Name = said("移動元の基地", "from site")
    to_site: Name = said("移動先の基地", "to site")
    tonnes: Tonnes = said("数量（グロスt）", "gross tonnes")
    warehouse: Where = said(
        "移動先の倉庫（同日に着く場合）", "store there, where they arrive on the same day", default=""
    )
    place: Annotated[int, Field(ge=1, le=1_000_000)] | None = said(
        "区画の番号（同日に着く場合）", "place there", default=None
    )


class Arrive(Command):
    """Take goods in that were in transit."""

    kind: ClassVar[str] = "lot.arrive"

    on: dt.date | None = said("到着の日", "day of arrival", default=None)
    transfer: Name = said("移動の伝票", "voucher by which they left")
    warehouse: Name = said("倉庫", "store")
    place: Annotated[int, Field(ge=1, le=1_000_000)] = said("区画の番号", "place")


class Rotate(Command):
    """Exchange old goods for new ones of the same form on one day, under an adjustment release for quality."""

    kind: ClassVar[str] = "lot.rotate"

    release: Name = said("品質維持の交換（調整放出）", "adjustment release by exchange")
    on: dt.date | None = said("入替の日", "day", default=None)
    lot: Code = said("出すロット", "lot that goes out")
    site: Name = said("出す基地", "its site")
    tonnes: Tonnes = said("出す数量（グロスt）", "gross tonnes that go out")
    goods: Goods = said("入れるロット", "lot that comes in")
    new_tonnes: Tonnes = said("入れる数量（グロスt）", "gross tonnes that come in")


class Restack(Command):
    """Put lots in front before a feared release; nothing is posted, only places change."""

    kind: ClassVar[str] = "lot.restack"

    form: Name = said("形態", "form")
    site: Name = said("基地", "site")
    warehouse: Name = said("倉庫", "store")
    expected_kg: Kilograms = said("放出の見込み（グロスkg）", "expected release, gross kg")
    fear: Words = said("放出が予想される理由", "why a release is feared")
    evidence: Annotated[tuple[Name, ...], Field(min_length=1)] = said("根拠とした資料", "evidence")


class ExamineLot(Command):
    """Enter a quality test."""

    kind: ClassVar[str] = "lot.test"

    on: dt.date | None = said("検査の日", "day of the test", default=None)
    lot: Code = said("ロット", "lot")
    by: Name = said("検査した者", "who tested")
    outcome: Literal["passed", "failed"] = said("結果", "outcome")
    found: Words = said("所見", "what was found")
    paper: Where = said("証明書", "certificate", default="")


class LoseGoods(Command):
    """Write tonnes off that are lost."""

    kind: ClassVar[str] = "lot.lose"

    on: dt.date | None = said("減失の日", "day of the loss", default=None)
    lot: Code = said("ロット", "lot")
    site: Name = said("基地", "site")
    tonnes: Tonnes = said("数量（グロスt）", "gross tonnes")
    cause: Words = said("原因", "cause")
    reference: Name = said("報告書", "report")


class CountLine(Line):
    """What was counted of a lot; nought is written 0."""

    lot: Code = said("ロット", "lot")
    tonnes: Annotated[Decimal, Field(ge=0, le=10**9, decimal_places=6)] = said(
        "実数（グロスt）", "counted, gross tonnes"
    )
    cause: Annotated[str, Field(max_length=1000)] = said("差異の原因", "cause of a difference", default="")


class TakeStock(Command):
    """Hold a count of a site against the book."""

    kind: ClassVar[str] = "stock.take"

    on: dt.date | None = said("棚卸の日", "day of the stock-take", default=None)
    site: Name = said("基地", "site")
    witness: Name = said("立会人", "witness")
    counts: Annotated[tuple[CountLine, ...], Field(min_length=1)] = said("実数", "counts")


class Reverse(Command):
    """Turn a voucher of the store's own work round."""

    kind: ClassVar[str] = "voucher.reverse"

    voucher: Name = said("取り消す伝票", "voucher")
    on: dt.date | None = said("取消しの日", "day of the reversal", default=None)
    cause: Words = said("理由", "reason")


@moves.takes(Transfer, "ロットを移した", "moved goods", by=_BY, private=hidden(Transfer))
def _transfer(work: Work, command: Transfer) -> Done:
    day = work.day(command.on)
    there = bool(command.warehouse)
    fields = {
        **command.model_dump(exclude={"on"}), "voucher": voucher_name(work, "T", day), "date": day,
        "arrives": day if there else None,
    }  # fmt: skip
    entries = transfer(work.state.book, read(TransferFields, fields))
    return entered(work, entries, note={"voucher": fields["voucher"]})


@moves.takes(Arrive, "移動中のロットを受け入れた", "took goods in that were in transit", by=_BY, private=hidden(Arrive))
def _arrive(work: Work, command: Arrive) -> Done:
    day, book = work.day(command.on), work.state.book
    sent = book.voucher(command.transfer)
    goods = next((one.account for one in sent.postings if one.account.kind == "in_transit"), None)
    if sent.kind != "transfer_out" or goods is None:
        raise InputError(f"voucher «{sent.id}» sends nothing that could arrive", field="transfer")
    fields = {
        **command.model_dump(exclude={"on"}), "voucher": voucher_name(work, "A", day), "date": day, "lot": goods.lot,
        "site": sent.reference, "tonnes": book.index.balance(goods, day) or 0,
    }  # fmt: skip
    if not fields["tonnes"]:
        raise InputError(f"nothing of transfer «{sent.id}» is in transit", field="transfer")
    return entered(work, arrive(book, read(Arrival, fields)), note={"voucher": fields["voucher"]})


@moves.takes(Rotate, "ロットを入れ替えた", "rotated goods", by=_BY, cites=_ADJUSTING, private=hidden(Rotate))
def _rotate(work: Work, command: Rotate) -> Done:
    day, book = work.day(command.on), work.state.book
    held = held_release(work.state, command.release)
    if held.drill is not None:
        raise InputError("goods are rotated under a release of the stock, not of a drill", field="release")
    record = held.record
    partner = record.adjustment.buyer if record.adjustment is not None else None
    fields = {
        "voucher": voucher_name(work, "X", day), "date": day, "lot": command.lot, "site": command.site, "tonnes": command.tonnes,
        "partner": partner or "-", "new": new_lot(command.goods, record.form), "new_tonnes": command.new_tonnes,
    }  # fmt: skip
    return entered(work, rotate(book, read(RotationFields, fields), record), note={"voucher": fields["voucher"]})


@moves.takes(
    Restack,
    "放出に備えて積み替えた",
    "re-stacked lots before a release",
    by=_BY,
    cites=_RELEASING,
    private=hidden(Restack),
)
def _restack(work: Work, command: Restack) -> Done:
    fear = {
        "step": "fear", "outcome": Outcome.YES, "by": work.person, "date": work.today, "reason": command.fear,
        "evidence": list(command.evidence),
    }  # fmt: skip
    fields = {**command.model_dump(exclude={"fear", "evidence"}), "fear": fear}
    found = restack(work.state.book, read(RestackFields, fields), work.today)
    if not found.entries.stowed:
        raise InputError("the lots lie in front already", field="expected_kg")
    moved = either("lot.restacked", True, ("積替えが定まった。", "the moves are worked out."), ("", ""), _RELEASING)
    return entered(work, found.entries, moved)


@moves.takes(ExamineLot, "品質検査を記録した", "recorded a quality test", by=_BY, private=hidden(ExamineLot))
def _test(work: Work, command: ExamineLot) -> Done:
    fields = {**command.model_dump(exclude={"on"}), "date": work.day(command.on)}
    return entered(work, record_test(work.state.book, read(QualityTest, fields)))


@moves.takes(LoseGoods, "減失を記録した", "recorded a loss", by=_BY, private=hidden(LoseGoods))
def _lose(work: Work, command: LoseGoods) -> Done:
    day = work.day(command.on)
    fields = {**command.model_dump(exclude={"on"}), "voucher": voucher_name(work, "L", day), "date": day}
    entries = record_loss(work.state.book, read(LossFields, fields))
    return entered(work, entries, note={"voucher": fields["voucher"]})


@moves.takes(TakeStock, "棚卸を行った", "took stock of a site", by=_BY, private=hidden(TakeStock))
def _take_stock(work: Work, command: TakeStock) -> Done:
    day = work.day(command.on)
    fields = {
        "voucher": voucher_name(work, "S", day), "date": day, "site": command.site, "by": work.person, "witness": command.witness,
        "counts": [one.model_dump() for one in command.counts],
    }  # fmt: skip
    entries = take_stock(work.state.book, read(StockTakeFields, fields))
    return entered(work, entries, note={"voucher": fields["voucher"]})


_REVERSIBLE = frozenset({"opening", "transfer", "transfer_out", "transfer_in", "loss", "stock_take"})


@moves.takes(Reverse, "伝票を取り消した", "reversed a voucher", by=(Role.EXECUTIVE,), private=hidden(Reverse))
def _reverse(work: Work, command: Reverse) -> Done:
    book, day = work.state.book, work.day(command.on)
    found = book.voucher(command.voucher)
    finding = either(
        "voucher.of_store", found.kind in _REVERSIBLE,
        ("基地内の業務の伝票である。", "the voucher is of the store's own work."),
        ("買入・放出・交換の伝票は、それぞれの記録と食い違うため取り消せない。",
         "a voucher of a purchase, a release or an exchange is not reversed: its record would say something else."),
    )  # fmt: skip
    if not finding:
        return Done(findings=(finding,))
    entries = reversed_voucher(book, found.id, id=voucher_name(work, "Z", day), date=day, cause=command.cause)
    return entered(work, entries, recorded(finding), note={"voucher": command.voucher})
