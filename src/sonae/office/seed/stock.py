"""The demonstration's stock: a made-up book with decisions, lots, purchases, a release of last year and a drill of this one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sonae.core import FiscalYear
from sonae.office.seed.cast import Cast
from sonae.office.seed.giving import Step, give

__all__ = ["seed_stock"]

_NORTH, _SOUTH = "架空北基地", "架空南基地"
_DAYS = (("W", 120, 150), ("Co", 90, 90), ("REE", 150, 150), ("Sb", 60, 60))
_CONSUMPTION = {"W": "120", "Co": "90", "REE": "60", "Sb": "40"}
_LOTS: tuple[tuple[str, str, str, str, str, str, str, str, int, str, dict[str, int]], ...] = (
    ("W-2016", "W", "APT", "0.7", "38", "2016-06-01", _NORTH, "N1", 1, "A", {"test_every_days": 730}),
    ("W-2021", "W", "APT", "0.7", "24.5", "2021-10-04", _NORTH, "N1", 2, "A", {"test_every_days": 730}),
    ("C-2019", "Co", "パウダー", "0.99", "9", "2019-02-01", _SOUTH, "S1", 1, "B", {"shelf_life_days": 2700}),
    ("C-2022", "Co", "カソード", "0.998", "21", "2022-02-01", _SOUTH, "S1", 2, "A", {"test_every_days": 1095}),
    ("E-2020", "REE", "酸化物", "0.83", "22", "2020-08-20", _NORTH, "N2", 1, "A", {"test_every_days": 730}),
    ("B-2018", "Sb", "インゴット", "0.9985", "9.5", "2018-03-12", _SOUTH, "S1", 3, "A", {}),
)
_CRITERION = {
    "name": "架空の放出基準", "adopted_on": "2023-04-01", "points": ["他に調達先がない", "サプライチェーンが止まる"]
}  # fmt: skip
_ANSWERS = [
    {"point": "他に調達先がない", "answer": "商社7社に照会し、いずれも不可"},
    {"point": "サプライチェーンが止まる", "answer": "3週間以内に2工場が停止する見込み"},
]


def _buyer(name: str) -> dict[str, Any]:
    return {"name": name, "japanese": True, "registered": True}


def _decisions(year: int) -> Iterator[Step]:
    """Yield selection, proposal, decision, plan and consent."""
    day = dt.date(year, 4, 2)
    why = {"W": "特定国への依存が高い", "Co": "蓄電池の需要が伸びる", "REE": "産出国が偏る", "Sb": "禁輸の前例がある"}
    yield (
        day,
        "ministry",
        "minerals.select",
        {"minerals": [{"mineral": m, "reason": f"架空：{why[m]}"} for m, _, _ in _DAYS]},
    )
    yield dt.date(year, 4, 20), "stockpile", "days.propose", {
        "run": "架空のリスク評価（台帳外）",
        "days": [{"mineral": m, "days": days, "reason": "架空の評価による"} for m, days, _ in _DAYS],
    }  # fmt: skip
    yield dt.date(year, 5, 15), "ministry", "days.decide", {
        "proposal": 1,
        "days": [
            {"mineral": m, "days": final, "reasons": ["架空：輸出許可制の導入が見込まれる"] if final != days else []}
            for m, days, final in _DAYS
        ],
    }  # fmt: skip
    limits = [
        {
            "mineral": m,
            "begins": f"{year}-04-01",
            "ends": f"{year + 3}-03-31",
            "maximum_release_kg": most,
            "minimum_stock_kg": least,
        }
        for m, most, least in (("W", 30000, 20000), ("Co", 15000, 10000), ("REE", 8000, 8000), ("Sb", 4000, 3000))
    ]
    yield dt.date(year, 6, 1), "stockpile", "stockplan.draft", {
        "title": "架空の備蓄計画", "decision": 1, "first_year": year - 2, "last_year": year + 2, "limits": limits,
        "purchases": [
            {"mineral": m, "fiscal_year": one, "contained_kg": most}
            for m, most in (("W", 12000), ("Co", 8000))
            for one in (year, year + 1, year + 2)
        ],
    }  # fmt: skip
    yield (
        dt.date(year, 6, 20),
        "ministry",
        "stockplan.consent",
        {"plan": 1, "given": True, "reference": "架空の同意書 第12号"},
    )


def _stock(year: int) -> Iterator[Step]:
    """Yield what lay there, and how much is consumed."""
    day = dt.date(year, 6, 25)
    for name, mineral, form, content, tonnes, received, site, store, place, grade, more in _LOTS:
        yield day, "stockpile", "lot.take_over", {
            "mineral": mineral, "form": form, "tonnes": tonnes, "received": received, "source": "架空の引継書",
            "goods": {
                "lot": name, "grade": grade, "content": content, "packaging": "ドラム缶", "site": site, "warehouse": store,
                "place": place, **more,
            },
        }  # fmt: skip
    yield dt.date(year, 7, 1), "stockpile", "consumption.state", {
        "on": f"{year}-04-01", "source": "架空の統計",
        "minerals": [{"mineral": m, "consumption_t": tonnes} for m, tonnes in _CONSUMPTION.items()],
    }  # fmt: skip
    yield dt.date(year, 8, 5), "stockpile", "lot.test", {
        "lot": "W-2021", "by": "架空分析所", "outcome": "passed", "found": "規格内", "paper": "架空証明 31"
    }  # fmt: skip


def _purchase(
    year: int, name: str, begins: dt.date, mineral: str, form: str, content: str, price: int
) -> Iterator[Step]:
    """Yield a purchase up to its award."""

    def after(days: int) -> dt.date:
        return begins + dt.timedelta(days)

    yield begins, "stockpile", "purchase.open", {
        "mineral": mineral, "form": form, "grade": "A", "least_content": content, "tonnes": "8"
    }  # fmt: skip
    yield after(5), "stockpile", "purchase.tender", {
        "purchase": name, "closes_on": str(after(30)), "ceiling_yen_a_t": price * 11 // 10, "evidence": ["架空の市況報告"],
        "market": "架空：市況は落ち着いており、数量は月間取引量の1％未満",
    }  # fmt: skip
    for days, bidder, extra in ((20, "架空アルファ商事", 0), (25, "架空ベータ金属", price // 50)):
        yield after(days), "stockpile", "purchase.offer", {
            "purchase": name, "bidder": bidder, "tonnes": "8", "content": content, "yen_a_t": price + extra
        }  # fmt: skip
    yield after(32), "executive", "purchase.award", {"purchase": name, "offer": "F01"}


def _goods(name: str, site: str, store: str, place: int, content: str) -> dict[str, Any]:
    return {
        "lot": name, "grade": "A", "content": content, "packaging": "ドラム缶", "site": site, "warehouse": store, "place": place,
        "test_every_days": 730,
    }  # fmt: skip


def _bought(year: int) -> Iterator[Step]:
    """Yield the purchase of last year, to its payment."""
    name = f"P{year}-01"
    yield from _purchase(year, name, dt.date(year, 7, 10), "W", "APT", "0.7", 5_570_000)
    day = dt.date(year, 9, 20)
    yield day, "stockpile", "purchase.deliver", {
        "purchase": name, "tonnes": "8", "goods": _goods(f"W-{year}", _NORTH, "N1", 3, "0.7")
    }  # fmt: skip
    yield day + dt.timedelta(5), "stockpile", "purchase.inspect", {
        "purchase": name, "delivery": "N01", "accepted": "8", "found": "架空：全数合格"
    }  # fmt: skip
    yield day + dt.timedelta(30), "executive", "purchase.pay", {"purchase": name, "yen": 44_560_000}


def _released(year: int, name: str, day: dt.date, drill: str = "") -> Iterator[Step]:
    """Yield a tight-supply release from the request to the invoices, that of a drill to the handover."""
    lot = "C-2022" if not drill else "W-2016"
    goods = {"mineral": "Co", "form": "カソード"} if not drill else {"mineral": "W", "form": "APT", "drill": drill}
    site = _SOUTH if not drill else _NORTH

    def after(days: int) -> dt.date:
        return day + dt.timedelta(days)

    yield day, "stockpile", "release.request", {
        **goods, "criterion": _CRITERION,
        "supply": {"need_kg_a_month": 9000, "missing_kg_a_month": 4000, "alternatives": "架空：半年以内はない"},
        "request": {
            "buyer": _buyer("架空アルファ工業"), "quantity_kg": 3000, "end_use": "超硬工具", "evidence": ["供給者の不可抗力通知"]
        },
    }  # fmt: skip
    yield after(1), "stockpile", "release.add_request", {
        "release": name,
        "request": {"buyer": _buyer("架空ベータ電池"), "quantity_kg": 2000, "end_use": "電池", "evidence": ["在庫報告"]},
    }  # fmt: skip
    yield after(2), "executive", "release.judge", {
        "release": name, "needed": True, "reason": "架空：2工場が止まる", "evidence": ["不可抗力通知", "在庫報告"],
        "answers": _ANSWERS,
    }  # fmt: skip
    yield after(2), "executive", "release.decide", {"release": name}
    yield after(3), "stockpile", "release.auction", {
        "release": name, "format": "pay_as_bid", "seed": "架空の語",
        "lots": [
            {"lot": lot, "site": site, "quantity_kg": 5000, "begins": str(after(6)), "ends": str(after(40)),
             "reserve_yen_a_kg": 4000}
        ],
    }  # fmt: skip
    for buyer, price, kilograms in (("架空アルファ工業", 5200, 3000), ("架空ベータ電池", 5400, 2000)):
        yield after(5), "stockpile", "release.bid", {
            "release": name, "buyer": buyer, "lot": "L1", "price_yen": price, "quantity_kg": kilograms
        }  # fmt: skip
    yield after(6), "executive", "release.clear", {"release": name}
    for buyer, kilograms in (("架空アルファ工業", 3000), ("架空ベータ電池", 2000)):
        yield after(9), "stockpile", "release.hand_over", {
            "release": name, "buyer": buyer, "lot": lot, "site": site, "quantity_kg": kilograms,
            "received_by": f"{buyer}の運転手",
        }  # fmt: skip
    if not drill:
        for handover in ("H01", "H02"):
            yield after(14), "stockpile", "release.invoice", {
                "release": name, "handover": handover, "due": str(after(45))
            }  # fmt: skip


def _year_end(year: int) -> Iterator[Step]:
    """Yield the stock-take of the last day, the review of the year and its evaluation."""
    counts = (("C-2019", "9", ""), ("C-2022", "15.998", "架空：計量器の差"), ("B-2018", "9.5", ""))
    yield dt.date(year + 1, 3, 31), "stockpile", "stock.take", {
        "site": _SOUTH, "witness": "架空監査法人",
        "counts": [{"lot": lot, "tonnes": tonnes, "cause": cause} for lot, tonnes, cause in counts],
    }  # fmt: skip
    yield dt.date(year + 1, 4, 15), "stockpile", "stock.review", {
        "fiscal_year": year, "tolerance_days": "5",
        "minerals": [
            {"mineral": m, "consumption_t": tonnes, "cause": "架空：市況の高騰により繰延べ", "measure": "架空：入札を分割する"}
            for m, tonnes in _CONSUMPTION.items()
        ],
    }  # fmt: skip
    yield dt.date(year + 1, 5, 20), "stockpile", "stock.evaluate", {
        "fiscal_year": year, "by": "架空外部評価委員", "met": True, "reason": "架空：原因と改善策は適切", "evidence": ["年度確認書"]
    }  # fmt: skip


def _drilled(year: int) -> Iterator[Step]:
    """Yield the drill of this year."""
    day, name = dt.date(year, 5, 25), f"D{year}-01"
    yield day, "stockpile", "drill.begin", {
        "scenario": "架空：主要産出国が輸出を停止した", "mineral": "W", "required_days": 14,
        "participants": ["架空備蓄部", "架空北基地の倉庫係"],
    }  # fmt: skip
    yield from _released(year, f"RD{year}-01", day, name)
    yield dt.date(year, 6, 15), "stockpile", "drill.evaluate", {
        "drill": name, "by": "架空物流研究所", "met": True, "reason": "架空：要求日数内に引き渡した", "evidence": ["架空報告 3"]
    }  # fmt: skip
    yield dt.date(year, 6, 16), "stockpile", "drill.lesson", {
        "drill": name, "problem": "架空：フォークリフトの鍵の所在が不明", "measure": "架空：門衛所に鍵を置く",
        "responsible": "架空北基地長", "due": f"{year}-09-30",
    }  # fmt: skip


def _in_course(year: int) -> Iterator[Step]:
    """Yield the purchase of this year, delivered in part and waiting for its inspection."""
    name = f"P{year}-01"
    yield from _purchase(year, name, dt.date(year, 6, 20), "Co", "カソード", "0.998", 4_900_000)
    yield dt.date(year, 9, 10), "stockpile", "purchase.deliver", {
        "purchase": name, "tonnes": "5", "goods": _goods(f"C-{year}", _SOUTH, "S1", 4, "0.998")
    }  # fmt: skip


def seed_stock(today: dt.date, cast: Cast) -> None:
    """Make the book of the stock, begun in the fiscal year before that of a day, as far as that day has come.

    Given again, nothing is done twice.
    """
    year = FiscalYear.of(today).year
    before = year - 1
    first = {
        "name": "架空の金属鉱産物備蓄", "name_en": "Fictional stock of metals", "fictional": True,
        "stores": [
            {"site": _NORTH, "warehouse": "N1", "places": 20}, {"site": _NORTH, "warehouse": "N2", "places": 20},
            {"site": _SOUTH, "warehouse": "S1", "places": 20},
        ],
    }  # fmt: skip
    number = give(cast, f"demo-stock-{before}-0", (dt.date(before, 4, 1), "stockpile", "stock.open", first), None)
    parts = (
        *_decisions(before), *_stock(before), *_bought(before),
        *_released(before, f"R{before}-01", dt.date(before, 11, 5)), *_year_end(before), *_drilled(year), *_in_course(year),
    )  # fmt: skip
    for place, step in enumerate(parts, 1):
        if step[0] <= today:
            give(cast, f"demo-stock-{before}-{place}", step, number)
