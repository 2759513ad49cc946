"""What the forms of commands on the stock begin with, offer, and show beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sonae.core import UnknownChoiceError
from sonae.office.books.stock import KIND, StockState, held_release
from sonae.office.minerals import mineral_name, minerals
from sonae.office.pages.books.face import Begun, BookFace
from sonae.office.pages.stock.told import day_now
from sonae.stockpile.books import Drill, Purchase, ReleaseRecord

__all__ = ["FACE"]

Options = Sequence[tuple[str, str]]


def _began(asked: Begun) -> Mapping[str, Any]:
    """Begin with what the address names, and with what is known of it."""
    fields = asked.move.command.model_fields
    plain: dict[str, Any] = {name: value for name, value in asked.asked.items() if name in fields and value}
    state: StockState | None = asked.state
    look = _STATED.get(asked.move.kind)
    return {**(look(state, plain) if look is not None and state is not None else {}), **plain}


def _proposed(state: StockState, plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """Days of the last run, or the minerals alone where none was made."""
    if state.desk.runs:
        run = state.desk.runs[-1]
        return {"run": run.name, "days": [{"mineral": one.mineral, "days": one.days} for one in run.rows]}
    selected = state.policy.selections[-1].symbols if state.policy.selections else ()
    return {"days": [{"mineral": one} for one in selected]}


def _decided(state: StockState, plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """Days as the agency proposed them."""
    if not state.policy.proposals:
        return {}
    last = state.policy.proposals[-1]
    return {"proposal": last.version, "days": [{"mineral": one.mineral, "days": one.days} for one in last.days]}


def _planned(state: StockState, plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """The last plan, to be changed."""
    decision = {"decision": state.policy.decisions[-1].version} if state.policy.decisions else {}
    if not state.policy.plans:
        return decision
    last = state.policy.plans[-1]
    names = ("mineral", "begins", "ends", "regime", "maximum_release_kg", "minimum_stock_kg")
    return {
        **decision, "title": last.name, "first_year": last.first_year, "last_year": last.last_year,
        "purchases": [one.model_dump() for one in last.purchases],
        "limits": [{name: getattr(one, name) for name in names} for one in last.limits],
    }  # fmt: skip


def _consumed(state: StockState, plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """Reference consumption as it stands, for the minerals that have target days."""
    known = state.desk.consumption_on(day_now())
    days = state.policy.decisions[-1].days if state.policy.decisions else ()
    return {"minerals": [{"mineral": one.mineral, "consumption_t": known.get(one.mineral)} for one in days]}


def _market(state: StockState, plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """The points of the criterion that the judgement answers."""
    record = _release(state, str(plain.get("release")))
    points = record.criterion.points if record is not None and record.criterion is not None else ()
    return {"answers": [{"point": one} for one in points]}


def _awarded(state: StockState, plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first award of which goods are left to be handed over."""
    record = _release(state, str(plain.get("release")))
    if record is None:
        return {}
    handed: dict[tuple[str, str, str], int] = {}
    for row in record.handovers:
        key = (row.buyer, row.lot, row.site)
        handed[key] = handed.get(key, 0) + row.quantity_kg
    for key, kilograms in record.allotted_kg.items():
        left = kilograms - handed.get(key, 0)
        if left > 0:
            return {"buyer": key[0], "lot": key[1], "site": key[2], "quantity_kg": left}
    return {}


def _invoiced(state: StockState, plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first handover without an invoice."""
    record = _release(state, str(plain.get("release")))
    sent = {one.handover for one in record.invoices} if record is not None else set()
    left = [one.id for one in record.handovers if one.id not in sent] if record is not None else []
    return {"handover": left[0]} if left else {}


def _inspected(state: StockState, plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first delivery that was not inspected, whole."""
    purchase = _purchase(state, str(plain.get("purchase")))
    done = {one.delivery for one in purchase.inspections} if purchase is not None else set()
    left = [one for one in purchase.deliveries if one.id not in done] if purchase is not None else []
    return {"delivery": left[0].id, "accepted": left[0].tonnes} if left else {}


_STATED: Mapping[str, Callable[[StockState, Mapping[str, Any]], Mapping[str, Any]]] = {
    "days.propose": _proposed, "days.decide": _decided, "stockplan.draft": _planned, "consumption.state": _consumed,
    "stock.review": _consumed, "release.judge": _market, "release.hand_over": _awarded, "release.invoice": _invoiced,
    "purchase.inspect": _inspected,
}  # fmt: skip


def _release(state: StockState, name: str) -> ReleaseRecord | None:
    try:
        return held_release(state, name).record
    except UnknownChoiceError:
        return None


def _purchase(state: StockState, name: str) -> Purchase | None:
    return next((one for one in state.purchases if one.id == name), None)


def _drill(state: StockState, name: str) -> Drill | None:
    return next((one for one in state.drills if one.id == name), None)


def _offered(asked: Begun, raw: Mapping[str, Any]) -> Callable[[str], Options]:
    """Offer what the book holds: minerals, records, sites, stores, lots that are there."""
    state: StockState | None = asked.state

    def offered(path: str) -> Options:
        name = path.rpartition(".")[2]
        if name == "mineral":
            return _minerals(state, asked.move.kind, asked.language)
        if state is None:
            return ()
        look = _OFFERED.get((asked.move.kind, name)) or _OFFERED.get(("", name))
        return look(state, raw) if look is not None else ()

    return offered


def _minerals(state: StockState | None, kind: str, language: str) -> Options:
    chosen = state.policy.selections[-1].symbols if state is not None and state.policy.selections else ()
    every = [one.symbol for one in minerals().designated(day_now())]
    rows = every if kind in ("minerals.select", "lot.take_over") or not chosen else chosen
    return [(one, f"{one} {mineral_name(one, language)}") for one in rows]


def _named(rows: Sequence[Any]) -> Options:
    return [(one.id, one.id) for one in rows]


def _open_releases(state: StockState, raw: Mapping[str, Any]) -> Options:
    over = {one.release.id for one in state.drills if one.evaluation is not None and one.release is not None}
    return [(one.id, one.id) for one in state.all_releases if one.id not in over]


def _buyers(state: StockState, raw: Mapping[str, Any]) -> Options:
    record = _release(state, str(raw.get("release")))
    return [(one.name, one.name) for one in record.buyers] if record is not None else ()


def _lots_there(state: StockState, raw: Mapping[str, Any]) -> Options:
    held = _held(state, raw)
    names = dict.fromkeys(account.lot for account in held.index.accounts_at(day_now()))
    return [(name, f"{name}（{held.lot(name).mineral} {held.lot(name).form}）") for name in names]


def _held(state: StockState, raw: Mapping[str, Any]) -> Any:
    try:
        return held_release(state, str(raw.get("release"))).book
    except UnknownChoiceError:
        return state.book


def _auction_lots(state: StockState, raw: Mapping[str, Any]) -> Options:
    record = _release(state, str(raw.get("release")))
    return [(one.id, f"{one.id}（{one.lot}）") for one in record.offered] if record is not None else ()


def _offers(state: StockState, raw: Mapping[str, Any]) -> Options:
    purchase = _purchase(state, str(raw.get("purchase")))
    return [(one.id, f"{one.id} {one.bidder}") for one in purchase.offers] if purchase is not None else ()


def _deliveries(state: StockState, raw: Mapping[str, Any]) -> Options:
    purchase = _purchase(state, str(raw.get("purchase")))
    return [(one.id, f"{one.id}（{one.lot.id}）") for one in purchase.deliveries] if purchase is not None else ()


def _handovers(state: StockState, raw: Mapping[str, Any]) -> Options:
    record = _release(state, str(raw.get("release")))
    return [(one.id, f"{one.id} {one.buyer}") for one in record.handovers] if record is not None else ()


def _lessons(state: StockState, raw: Mapping[str, Any]) -> Options:
    drill = _drill(state, str(raw.get("drill")))
    rows = drill.lessons if drill is not None else ()
    return [(one.id, f"{one.id} {one.problem[:60]}") for one in rows if one.done_on is None]


def _sites(state: StockState, raw: Mapping[str, Any]) -> Options:
    return _named(state.book.sites)


def _stores(state: StockState, raw: Mapping[str, Any]) -> Options:
    return [(store.id, f"{store.id}（{site.id}）") for site in state.book.sites for store in site.warehouses]


def _sent(state: StockState, raw: Mapping[str, Any]) -> Options:
    there = {account.party for account in state.book.index.accounts_at(day_now(), kind="in_transit")}
    return [(one.id, f"{one.id} → {one.reference}") for one in state.book.vouchers if one.id in there]


def _forms(state: StockState, raw: Mapping[str, Any]) -> Options:
    return [(one, one) for one in dict.fromkeys(lot.form for lot in state.book.lots)]


_Look = Callable[[StockState, Mapping[str, Any]], Options]
_OFFERED: Mapping[tuple[str, str], _Look] = {
    ("", "release"): _open_releases, ("", "purchase"): lambda state, raw: _named(state.purchases),
    ("", "drill"): lambda state, raw: _named([one for one in state.drills if one.evaluation is None]),
    ("drill.lesson", "drill"): lambda state, raw: _named(state.drills),
    ("drill.lesson_done", "drill"): lambda state, raw: _named(state.drills),
    ("", "lot"): _lots_there, ("release.bid", "lot"): _auction_lots, ("", "site"): _sites, ("", "from_site"): _sites,
    ("", "to_site"): _sites, ("", "warehouse"): _stores, ("", "transfer"): _sent, ("", "offer"): _offers,
    ("", "delivery"): _deliveries, ("", "handover"): _handovers, ("", "lesson"): _lessons,
    ("release.bid", "buyer"): _buyers, ("release.hand_over", "buyer"): _buyers, ("release.allot", "buyer"): _buyers,
    ("lot.restack", "form"): _forms, ("release.request", "form"): _forms, ("release.adjust", "form"): _forms,
    ("store.add", "site"): lambda state, raw: (), ("store.add", "warehouse"): lambda state, raw: (),
    ("lot.take_over", "lot"): lambda state, raw: (), ("purchase.deliver", "lot"): lambda state, raw: (),
    ("release.return_in_kind", "lot"): lambda state, raw: (),
}  # fmt: skip
"""What is offered for a field, by command and last name of the field; without a command for all."""


def _beside(asked: Begun) -> tuple[str, Mapping[str, Any]]:
    """Show before a form which record it is about, with how far it is."""
    state: StockState | None = asked.state
    if state is None:
        return "", {}
    given = asked.asked
    record = _release(state, given["release"]) if given.get("release") else None
    purchase = _purchase(state, given["purchase"]) if given.get("purchase") else None
    if record is None and purchase is None:
        return "", {}
    return "office/stock/beside.html", {"about_release": record, "about_purchase": purchase}


def _shown(state: StockState) -> Mapping[str, Any]:
    return {}


FACE = BookFace(
    KIND, "stock", "stocks", "office/stock/frame.html", "office/stock/crumb.html", _began, _offered, _beside, lambda asked: "",
    _shown,
)  # fmt: skip
