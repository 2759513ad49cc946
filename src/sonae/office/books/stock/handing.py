"""From the decision to the goods: auction, bids, award, handover, invoice, return in kind, the way back to the target."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sonae.core import InputError
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.books.stock.fields import (
    Code,
    Decimals,
    Goods,
    Kilograms,
    Line,
    Name,
    Share,
    Tonnes,
    Words,
    Yen,
    hidden,
    moment,
    new_lot,
)
from sonae.office.books.stock.gates import on_policy, on_term_plan
from sonae.office.books.stock.state import held_release, kept_release
from sonae.office.life import Command, said
from sonae.office.roles import Role
from sonae.stockpile.auction import Bid
from sonae.stockpile.books import (
    AllotmentFields,
    AuctionFields,
    HandoverFields,
    InvoiceFields,
    ReturnFields,
    allot,
    announce_auction,
    clear_auction,
    hand_over,
    invoice_handover,
    mock_auction,
    plan_return_to_target,
    read,
    receive_bid,
    return_in_kind,
)

__all__ = ["moves"]

moves = BookMoves("stock")
_BY = (Role.STOCKPILE,)
_EITHER = (*on_policy("h2.p3.q3", "h2.p3.q4"), on_term_plan("h4.p2.i6"))
_BACK = on_policy("h2.p3.q6")


class SetAside(Line):
    """Kilograms that are kept for an end use."""

    end_use: Name = said("用途", "end use")
    quantity_kg: Kilograms = said("留保数量（グロスkg）", "gross kg kept")


class OfferedLine(Line):
    """A lot that is put up."""

    lot: Code = said("ロット", "lot")
    site: Name = said("基地", "site")
    quantity_kg: Kilograms = said("数量（グロスkg）", "gross kg")
    begins: dt.date = said("引渡しの始め", "handed over from")
    ends: dt.date = said("引渡しの終わり", "to")
    reserve_yen_a_kg: Yen = said("最低価格（円／kg）", "reserve, yen a kg")
    second_reserve_yen_a_kg: Yen | None = said(
        "再入札の最低価格（円／kg）", "reserve of a second round, yen a kg", default=None
    )
    set_asides: tuple[SetAside, ...] = said("用途への留保", "kept for end uses", default=())


class AnnounceAuction(Command):
    """Put lots up for auction."""

    kind: ClassVar[str] = "release.auction"

    release: Name = said("放出", "release")
    on: dt.date | None = said("公告の日", "day of the announcement", default=None)
    format: Literal["uniform", "pay_as_bid"] = said("競売の方式", "format")
    seed: Name = said("同値の抽選に用いる語", "word of the draw between equal bids")
    most_a_buyer_kg: Kilograms | None = said(
        "1社の上限（グロスkg）", "most that one company gets, gross kg", default=None
    )
    lots: Annotated[tuple[OfferedLine, ...], Field(min_length=1)] = said("競売に付すロット", "lots")


class ReceiveBid(Command):
    """Take a sealed bid in."""

    kind: ClassVar[str] = "release.bid"

    release: Name = said("放出", "release")
    on: dt.date | None = said("受領の日", "day of receipt", default=None)
    buyer: Name = said("企業", "company")
    lot: Code = said("競売のロット", "lot of the auction")
    price_yen: Yen = said("価格（円／kg）", "price, yen a kg")
    quantity_kg: Kilograms = said("数量（グロスkg）", "gross kg")
    minimum_kg: Annotated[int, Field(ge=0, le=10**12)] = said(
        "最低数量（これ未満は不要）", "this much or nothing", default=0
    )
    end_use: Annotated[str, Field(max_length=120)] = said("用途", "end use", default="")


class ClearAuction(Command):
    """Clear the auction by the engine, once."""

    kind: ClassVar[str] = "release.clear"

    release: Name = said("放出", "release")


class AllotLine(Line):
    """Goods for a company that the decision named."""

    buyer: Name = said("企業", "company")
    lot: Code = said("ロット", "lot")
    site: Name = said("基地", "site")
    quantity_kg: Kilograms = said("数量（グロスkg）", "gross kg")
    yen_a_kg: Yen | None = said("価格（円／kg、交換では空欄）", "price, yen a kg; none in an exchange", default=None)


class Allot(Command):
    """Name the lots for companies whose quantity the decision named."""

    kind: ClassVar[str] = "release.allot"

    release: Name = said("放出", "release")
    on: dt.date | None = said("割当ての日", "day", default=None)
    rows: Annotated[tuple[AllotLine, ...], Field(min_length=1)] = said("割当て", "lots by company")


class HandOver(Command):
    """Hand goods over that were awarded."""

    kind: ClassVar[str] = "release.hand_over"

    release: Name = said("放出", "release")
    on: dt.date | None = said("引渡しの日", "day of the handover", default=None)
    buyer: Name = said("企業", "company")
    lot: Code = said("ロット", "lot")
    site: Name = said("基地", "site")
    quantity_kg: Kilograms = said("数量（グロスkg）", "gross kg")
    received_by: Name = said("受領者", "received by")


class SendInvoice(Command):
    """Invoice a handover, once."""

    kind: ClassVar[str] = "release.invoice"

    release: Name = said("放出", "release")
    handover: Name = said("引渡し", "handover")
    on: dt.date | None = said("請求の日", "day of the invoice", default=None)
    due: dt.date = said("支払の期限", "due")


class ReturnInKind(Command):
    """Take goods in that come back in an exchange."""

    kind: ClassVar[str] = "release.return_in_kind"

    release: Name = said("放出", "release")
    on: dt.date | None = said("返還の日", "day of the return", default=None)
    tonnes: Tonnes = said("数量（グロスt）", "gross tonnes")
    goods: Goods = said("返還されたロット", "lot that comes back")


class StepLine(Line):
    """A step of the price impact."""

    market_share: Share = said("月間市場量に対する割合", "share of a month's market")
    premium: Decimals = said("割高率", "premium")


class HazardLine(Line):
    """A disruption that may begin in a month."""

    name: Name = said("事象", "disruption")
    probability_a_month: Share = said("月間の発生確率", "chance a month")
    depth: Share = said("不足の深さ（消費に対する割合）", "depth, share of consumption")
    length_months: Decimals = said("続く月数", "months")
    source: Name = said("出典", "source")


class PlanReturn(Command):
    """Plan the way back to the target days."""

    kind: ClassVar[str] = "release.restore"

    release: Name = said("放出", "release")
    on: dt.date | None = said("計画の日", "day of the plan", default=None)
    effect: Words = said("放出の政策的効果", "what the release has done")
    start: Annotated[str, Field(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$", max_length=7)] = said(
        "始めの月（2026-12）", "first month, such as 2026-12"
    )
    months: Annotated[int, Field(ge=1, le=240)] = said("期間（月）", "months")
    consumption_t_a_year: Decimals = said("国内基準消費量（元素t／年）", "reference consumption, t of element a year")
    price_yen_a_t: Decimals = said("想定価格（円／元素t）", "expected price, yen a t of element")
    market_t_a_month: Decimals = said("世界の月間取引量（元素t）", "world trade a month, t of element")
    purchase_cap_t: Decimals | None = said("月間買入の上限（元素t）", "most that is bought a month", default=None)
    no_repurchase_months: Annotated[int, Field(ge=0, le=120)] = said(
        "買戻しを控える月数", "months without buying", default=0
    )
    steps: Annotated[tuple[StepLine, ...], Field(min_length=1)] = said("買入量による価格への影響", "price impact")
    hazards: Annotated[tuple[HazardLine, ...], Field(min_length=1)] = said("次の供給途絶", "next disruptions")
    shortage_value: Decimals = said("不足1tの損失（市場価格の倍数）", "what a tonne short costs, in market prices")
    holding_a_year: Share = said("保管費用率（年）", "holding cost a year")
    discount_a_year: Share = said("割引率（年）", "discount rate a year")
    source: Name = said("これらの値の出典", "source of these values")


@moves.takes(
    AnnounceAuction, "競売を公告した", "announced an auction", by=_BY, cites=_EITHER, private=hidden(AnnounceAuction)
)
def _auction(work: Work, command: AnnounceAuction) -> Done:
    held = held_release(work.state, command.release)
    fields = {
        "auction": f"A-{held.record.id}", "date": work.day(command.on), "format": command.format, "seed": command.seed,
        "priority": list(dict.fromkeys(one.end_use for row in command.lots for one in row.set_asides)),
        "caps": {"in_all": command.most_a_buyer_kg}, "lots": [_put_up(place, row) for place, row in enumerate(command.lots, 1)],
    }  # fmt: skip
    return kept_release(work, announce_auction(held.record, held.book, read(AuctionFields, fields)), held.drill)


def _put_up(place: int, row: OfferedLine) -> dict[str, Any]:
    prices = [row.reserve_yen_a_kg, *([row.second_reserve_yen_a_kg] if row.second_reserve_yen_a_kg is not None else [])]
    return {
        "id": f"L{place}", "lot": row.lot, "site": row.site, "quantity_kg": row.quantity_kg, "reserve_yen_a_kg": prices,
        "window": {"begins": row.begins, "ends": row.ends},
        "set_asides": {one.end_use: one.quantity_kg for one in row.set_asides},
    }  # fmt: skip


@moves.takes(ReceiveBid, "入札を受け付けた", "took a bid in", by=_BY, cites=_EITHER, private=hidden(ReceiveBid))
def _bid(work: Work, command: ReceiveBid) -> Done:
    held = held_release(work.state, command.release)
    day = work.day(command.on)
    bid = read(
        Bid,
        {
            "id": f"B{len(held.record.bids) + 1:03d}", "buyer": command.buyer, "lot": command.lot, "price_yen": command.price_yen,
            "quantity": command.quantity_kg, "minimum": command.minimum_kg, "end_use": command.end_use,
            "received": moment(day, work.now, work.today),
        },
    )  # fmt: skip
    return kept_release(work, receive_bid(held.record, bid), held.drill)


@moves.takes(
    ClearAuction,
    "競売の落札を確定した",
    "cleared the auction",
    by=(Role.EXECUTIVE,),
    cites=_EITHER,
    private=hidden(ClearAuction),
)
def _clear(work: Work, command: ClearAuction) -> Done:
    held = held_release(work.state, command.release)
    return kept_release(work, clear_auction(held.record), held.drill)


@moves.takes(Allot, "ロットを割り当てた", "named the lots by company", by=_BY, cites=_EITHER, private=hidden(Allot))
def _allot(work: Work, command: Allot) -> Done:
    held = held_release(work.state, command.release)
    fields = {
        "date": work.day(command.on), "by": work.person, "rows": [one.model_dump() for one in command.rows],
    }  # fmt: skip
    return kept_release(work, allot(held.record, held.book, read(AllotmentFields, fields)), held.drill)


@moves.takes(HandOver, "引き渡した", "handed goods over", by=_BY, cites=_EITHER, private=hidden(HandOver))
def _hand_over(work: Work, command: HandOver) -> Done:
    held = held_release(work.state, command.release)
    fields = {
        **command.model_dump(exclude={"on", "release"}), "id": f"H{len(held.record.handovers) + 1:02d}",
        "date": work.day(command.on),
    }  # fmt: skip
    return kept_release(work, hand_over(held.record, held.book, read(HandoverFields, fields)), held.drill)


@moves.takes(
    SendInvoice,
    "請求書を発行した",
    "sent an invoice",
    by=(Role.STOCKPILE, Role.FINANCE),
    cites=_EITHER,
    private=hidden(SendInvoice),
)
def _invoice(work: Work, command: SendInvoice) -> Done:
    held = held_release(work.state, command.release)
    fields = {
        "id": f"I{len(held.record.invoices) + 1:02d}", "handover": command.handover, "date": work.day(command.on),
        "due": command.due,
    }  # fmt: skip
    return kept_release(work, invoice_handover(held.record, read(InvoiceFields, fields)), held.drill)


@moves.takes(
    ReturnInKind,
    "現物の返還を受けた",
    "took goods back in kind",
    by=_BY,
    cites=on_policy("h2.p3.q4"),
    private=hidden(ReturnInKind),
)
def _return(work: Work, command: ReturnInKind) -> Done:
    held = held_release(work.state, command.release)
    adjustment = held.record.adjustment
    if adjustment is None or adjustment.exchange is None:
        raise InputError(f"release «{held.record.id}» is no exchange", field="release")
    fields = {
        "id": f"K{len(held.record.returns) + 1:02d}", "date": work.day(command.on), "tonnes": command.tonnes,
        "lot": new_lot(command.goods, adjustment.exchange.return_form), "inspected_by": work.person,
    }  # fmt: skip
    return kept_release(work, return_in_kind(held.record, held.book, read(ReturnFields, fields)), held.drill)


@moves.takes(
    PlanReturn, "備蓄目標日数の回復計画を定めた", "planned the way back to the target days", by=_BY, cites=_BACK,
    private=hidden(PlanReturn),
)  # fmt: skip
def _restore(work: Work, command: PlanReturn) -> Done:
    held, day = held_release(work.state, command.release), work.day(command.on)
    decided = [one for one in work.state.policy.decisions if one.date <= day]
    finding = either(
        "release.target_decided", bool(decided), ("備蓄目標日数が決まっている。", "target days are decided."),
        ("備蓄目標日数がまだ決まっていない。", "no target days are decided yet."), on_policy("h2.p2.q3"),
    )  # fmt: skip
    if not decided:
        return Done(findings=(finding,))
    own = ("start", "months", "consumption_t_a_year", "price_yen_a_t", "market_t_a_month", "no_repurchase_months")
    case = {
        **{name: getattr(command, name) for name in own}, "steps": [one.model_dump() for one in command.steps],
        "hazards": [one.model_dump() for one in command.hazards], "source": command.source,
        **{
            name: {"value": getattr(command, name), "source": command.source}
            for name in ("shortage_value", "holding_a_year", "discount_a_year")
        },
    }  # fmt: skip
    if command.purchase_cap_t is not None:
        case["purchase_cap_t"] = command.purchase_cap_t
    taken = plan_return_to_target(
        held.record, held.book, work.state.policy, day=day, by=work.person, effect=command.effect, case=case
    )
    return kept_release(work, taken, held.drill, finding)


class MakeUpBids(Command):
    """Fill the auction of a drill with made-up bidders and bids."""

    kind: ClassVar[str] = "drill.bids"

    release: Name = said("訓練の放出", "release of the drill")
    bidders: Annotated[int, Field(ge=1, le=50)] = said("応札者の数", "bidders", default=6)
    seed: Annotated[int, Field(ge=0, le=2**31)] = said("乱数の種", "seed", default=1)


@moves.takes(
    MakeUpBids, "訓練用の入札を作った", "made up bids for a drill", by=_BY, cites=(on_term_plan("h4.p2.i5"),),
    private=hidden(MakeUpBids),
)  # fmt: skip
def _made_up(work: Work, command: MakeUpBids) -> Done:
    held = held_release(work.state, command.release)
    taken = mock_auction(held.record, bidders=command.bidders, seed=command.seed)
    return kept_release(work, taken, held.drill)
