"""A desk for tests: it keeps every state as JSON text, as an office does, and takes steps by their words in a story."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sonae.core import Outcome
from sonae.stockpile import books as b
from sonae.stockpile.auction import Bid
from sonae.stockpile.release import Judgement

HERE = Path(__file__).parent / "scenarios"

Take = Callable[[Any], Any]


def load(name: str) -> Any:
    return copy.deepcopy(_read(name))


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


POLICY = {
    "the State selects": (b.SelectionFields, b.select_minerals),
    "the agency proposes": (b.ProposalFields, b.submit_proposal),
    "the State decides": (b.DecisionFields, b.decide_days),
    "the agency drafts the plan": (b.PlanFields, b.draft_plan),
    "the State consents": (b.ConsentFields, b.consent_to_plan),
}
PURCHASE = {
    "announce the tender": (b.TenderFields, b.announce_tender),
    "receive an offer": (b.OfferFields, b.receive_offer),
    "award": (b.AwardFields, b.award_tender),
    "fail the tender": (b.Failure, b.fail_tender),
    "pay": (b.PaymentFields, b.pay),
}
PURCHASE_ON_BOOK = {
    "deliver": (b.DeliveryFields, b.deliver),
    "inspect": (b.InspectionFields, b.inspect_delivery),
}
RELEASE = {
    "add a request": (b.EvidencedRequest, b.add_request),
    "judge the need": (Judgement, b.judge_need),
    "receive a bid": (Bid, b.receive_bid),
    "invoice": (b.InvoiceFields, b.invoice_handover),
}
RELEASE_ON_BOOK = {
    "put up for auction": (b.AuctionFields, b.announce_auction),
    "allot": (b.AllotmentFields, b.allot),
    "hand over": (b.HandoverFields, b.hand_over),
    "return in kind": (b.ReturnFields, b.return_in_kind),
}
STORE = {
    "move goods": (b.TransferFields, b.transfer),
    "goods arrive": (b.Arrival, b.arrive),
    "lose goods": (b.LossFields, b.record_loss),
    "take stock": (b.StockTakeFields, b.take_stock),
    "test a lot": (b.QualityTest, b.record_test),
}


_BEGUN: dict[str, str] = {}
"""The states that every desk begins with, as text; made once."""


class Desk:
    """States as JSON text by name; a step that is refused leaves all of them as they were."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = dict(_BEGUN)
        if _BEGUN:
            return
        base = load("_stock.yaml")
        self.keep("book", b.read(b.Book, base["book"]))
        self.keep("policy", b.PolicyRecord())
        for row in base["policy"]:
            self.take(row)
        for row in base["stock"]:
            book = self.book
            self.keep("book", b.enter(book, b.open_stock(book, b.read(b.OpeningFields, row))))
        _BEGUN.update(self.kept)

    def keep(self, name: str, state: Any) -> None:
        self.kept[name] = json.dumps(b.stated(state), ensure_ascii=False)

    def state(self, name: str, form: type[Any]) -> Any:
        return b.read(form, json.loads(self.kept[name]))

    @property
    def book(self) -> b.Book:
        found: b.Book = self.state("book", b.Book)
        return found

    @property
    def policy(self) -> b.PolicyRecord:
        found: b.PolicyRecord = self.state("policy", b.PolicyRecord)
        return found

    @property
    def drill(self) -> b.Drill | None:
        return self.state("drill", b.Drill) if "drill" in self.kept else None

    @property
    def release(self) -> b.ReleaseRecord:
        if self.drill is not None:
            assert self.drill.release is not None
            return self.drill.release
        found: b.ReleaseRecord = self.state("release", b.ReleaseRecord)
        return found

    @property
    def purchase(self) -> b.Purchase:
        found: b.Purchase = self.state("purchase", b.Purchase)
        return found

    def _keep_release(self, taken: b.Taken[b.ReleaseRecord]) -> b.Taken[b.ReleaseRecord]:
        if self.drill is not None:
            self.keep("drill", b.practised(self.drill, taken))
            return taken
        book = b.enter(self.book, taken.entries)
        self.keep("release", taken.state)
        self.keep("book", book)
        return taken

    def _keep_purchase(self, taken: b.Taken[b.Purchase]) -> b.Taken[b.Purchase]:
        book = b.enter(self.book, taken.entries)
        self.keep("purchase", taken.state)
        self.keep("book", book)
        return taken

    @property
    def stock(self) -> b.Book:
        """The book that a release is taken from."""
        return self.drill.book if self.drill is not None else self.book

    def take(self, row: Mapping[str, Any]) -> Any:
        """Take one step of a story."""
        step, given = row["step"], row.get("with", {})
        day = row.get("on")
        if step in POLICY:
            form, act = POLICY[step]
            taken = act(self.policy, b.read(form, given))
            self.keep("policy", taken.state)
            return taken
        if step in STORE:
            form, act = STORE[step]
            self.keep("book", b.enter(self.book, act(self.book, b.read(form, given))))
            return None
        if step == "open a purchase":
            before = (self.purchase,) if "purchase" in self.kept else ()
            return self._keep_purchase(b.open_purchase(self.policy, b.read(b.PurchaseFields, given), before))
        if step in PURCHASE:
            form, act = PURCHASE[step]
            return self._keep_purchase(act(self.purchase, b.read(form, given)))
        if step in PURCHASE_ON_BOOK:
            form, act = PURCHASE_ON_BOOK[step]
            return self._keep_purchase(act(self.purchase, self.book, b.read(form, given)))
        if step in RELEASE:
            form, act = RELEASE[step]
            return self._keep_release(act(self.release, b.read(form, given)))
        if step in RELEASE_ON_BOOK:
            form, act = RELEASE_ON_BOOK[step]
            return self._keep_release(act(self.release, self.stock, b.read(form, given)))
        return self._other(step, given, day)

    def _other(self, step: str, given: Any, day: Any) -> Any:
        drill = self.drill
        match step:
            case "ask for a release":
                return self._keep_release(b.request_release(b.read(b.RequestFields, given)))
            case "consider an adjustment":
                return self._keep_release(b.consider_adjustment(b.read(b.AdjustmentFields, given)))
            case "decide":
                earlier = drill.earlier if drill is not None else None
                return self._keep_release(b.decide_release(self.release, self.stock, self.policy, day, earlier))
            case "clear the auction":
                return self._keep_release(b.clear_auction(self.release))
            case "mock auction":
                return self._keep_release(b.mock_auction(self.release, **given))
            case "hand everything over":
                for n, (buyer, lot, site) in enumerate(self.release.allotted_kg):
                    kilograms = self.release.allotted_kg[buyer, lot, site]
                    fields = {
                        "id": f"H{n}", "date": day, "buyer": buyer, "lot": lot, "site": site, "quantity_kg": kilograms,
                        "received_by": "driver",
                    }  # fmt: skip
                    self._keep_release(b.hand_over(self.release, self.stock, b.read(b.HandoverFields, fields)))
                return None
            case "plan the way back":
                case = {name: value for name, value in given["case"].items() if value is not None}
                args = given | {"case": case}
                return self._keep_release(b.plan_return_to_target(self.release, self.book, self.policy, **args))
            case "begin a drill":
                self.kept["book before the drill"] = self.kept["book"]
                self.keep("drill", b.begin_drill(self.book, b.read(b.DrillFields, given)))
                return None
            case "evaluate the drill":
                assert drill is not None
                self.keep("drill", b.evaluate_drill(drill, b.read(b.DrillEvaluation, given)).state)
                return None
            case "learn a lesson":
                assert drill is not None
                self.keep("drill", b.add_lesson(drill, b.read(b.Lesson, given)))
                return None
        raise AssertionError(f"no step «{step}»")

    # What a story says of the state after a step

    def seen(self, name: str, taken: Any) -> Any:
        """Return what a story asks for by its words."""
        word, _, rest = name.partition(" on ")
        day = dt.date.fromisoformat(rest) if rest else dt.date.max
        match word:
            case "stage":
                return (self.purchase if "purchase" in self.kept else self.release).stage
            case "held":
                return plain(b.balances(self.book, day))
            case "in transit":
                return plain(b.balances(self.book, day, kind="in_transit"))
            case "with buyers":
                return plain(b.balances(self.book, day, by=("party",), kind="buyer"))
            case "outcome":
                return taken.finding.outcome.value
            case "quantity_kg":
                return self.release.decided.quantity_kg
            case "awarded":
                found: dict[str, int] = {}
                for (buyer, _, _), kilograms in self.release.allotted_kg.items():
                    found[buyer] = found.get(buyer, 0) + kilograms
                return found
            case "invoiced_yen":
                return sum(row.yen for row in self.release.invoices)
            case "restored_t":
                assert self.release.restoration is not None
                return round(sum(row.buy_t for row in self.release.restoration.months), 3)
            case "owed":
                until = day if rest else dt.date(2025, 11, 1)
                return b.owed_finding(self.release, until).outcome.value
            case "owed_kg":
                return float(b.owed_kg(self.release))
            case "timing":
                assert self.drill is not None
                return b.timing_finding(self.drill).outcome.value
            case "stock untouched":
                return self.kept["book"] == self.kept["book before the drill"]
            case "drills":
                assert self.drill is not None
                return b.drills_finding([self.drill], 2025).outcome.value
        if word.startswith("held at "):
            rows = b.balances(self.book, day, by=("site", "mineral")).tonnes
            return {m: float(t) for (site, m), t in rows.items() if site == word.removeprefix("held at ")}
        raise AssertionError(f"nothing is known of «{name}»")


def plain(found: b.Balances) -> dict[str, float]:
    return {key[0]: float(tonnes) for key, tonnes in found.tonnes.items()}


def word(value: Any) -> Any:
    """YAML reads a bare yes or no as true or false."""
    if isinstance(value, bool):
        return Outcome.YES.value if value else Outcome.NO.value
    if isinstance(value, Mapping):
        return {name: float(Decimal(str(number))) for name, number in value.items()}
    return value
