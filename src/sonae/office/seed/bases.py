"""The demonstration's bases: the made-up sites of the library, with incident, drill, swap, maintenance, safety, LPG and LNG."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from sonae.core import FiscalYear
from sonae.office.seed.cast import Cast
from sonae.office.seed.giving import Step, give

__all__ = ["bases_steps", "demonstration_file", "seed_bases"]


def demonstration_file(name: str) -> str:
    """Return a made-up file of the library as YAML: «demonstration», «scenario_demonstration», «swap_demonstration» …"""
    text = (files("sonae.stockpile.bases") / "data" / f"{name}.yaml").read_text(encoding="utf-8")
    return text.replace("installations: demonstration\n", "")


def bases_steps(year: FiscalYear) -> Iterator[Step]:
    """Yield day, account, command and fields of a year at the made-up bases."""
    first = year.year
    spring, early = dt.date(first, 4, 6), dt.date(first, 4, 20)
    yield spring, "stockpile", "bases.installations", {"file": demonstration_file("demonstration")}
    yield spring, "stockpile", "bases.settings", {
        "at_once_hours": "24", "lead_days": 60, "swap_year": first, "swap_target": 4, "buffer_budget": 15_000_000_000,
    }  # fmt: skip
    yield spring, "stockpile", "scenario.state", {"file": demonstration_file("scenario_demonstration")}
    yield spring, "stockpile", "contingency.state", _contingency()
    yield early, "stockpile", "base_drill.plan", {
        "first_year": first, "last_year": first + 1, "target_in_all": 4, "targets": [{"year": first, "count": 2}],
        "drills": [{"base": "demo-kita", "year": first, "kind_of": "actual_handling", "scenario": "import-stop"}],
    }  # fmt: skip
    yield early, "stockpile", "swap.propose", {"file": demonstration_file("swap_demonstration")}
    yield early, "stockpile", "maintenance.propose", {"file": demonstration_file("maintenance_demonstration")}
    yield from _drill(first)
    yield from _incident(first)
    yield from _safety(first)
    yield from _gas(first)
    yield dt.date(first, 5, 12), "executive", "maintenance.decide", {
        "plan": "plan-1", "agreed": True, "reason": "架空の理由"
    }  # fmt: skip


def _contingency() -> dict[str, Any]:
    causes = ("earthquake_or_disaster", "typhoon", "infection", "accident", "failure", "leak")
    events = [
        {"cause": one, "what": f"架空の代表的な事象{place}", "chain_of_command": ["架空備蓄部長", "架空基地長"],
         "measures": ["架空の点検", "架空の代替放出"]}
        for place, one in enumerate(causes, 1)
    ]  # fmt: skip
    stand_ins = [
        {"base": "demo-kita", "stand_ins": ["demo-minami"]},
        {"base": "demo-minami", "stand_ins": ["demo-kita"]},
    ]
    return {"events": events, "stand_ins": stand_ins}


def _drill(first: int) -> Iterator[Step]:
    yield dt.date(first, 5, 8), "stockpile", "base_drill.open", {
        "base": "demo-kita", "name": "架空の春季放出訓練", "name_en": "spring drill (fictional)", "kind_of": "actual_handling",
        "scenario": "import-stop", "planned_on": f"{first}-06-10",
    }  # fmt: skip
    yield dt.date(first, 6, 10), "stockpile", "base_drill.hold", {
        "drill": "drill-1", "participants": ["架空操業会社", "架空備蓄部"], "preparation_hours": "41", "rate_a_day": 9500,
        "days": "20", "note": "架空の訓練は要求水準の範囲で終わった",
    }  # fmt: skip
    yield dt.date(first, 6, 24), "stockpile", "base_drill.evaluate", {
        "drill": "drill-1", "evaluator": "架空の第三者機関", "plan_meets_requirement": True, "posture_kept": True,
        "reason": "架空の評価の理由",
    }  # fmt: skip
    yield dt.date(first, 6, 26), "stockpile", "base_drill.lesson", {
        "drill": "drill-1", "issue": "架空の連絡の遅れ", "improvement": "架空の連絡手順の改訂", "owner": "架空備蓄部",
        "due": f"{first}-10-31",
    }  # fmt: skip
    yield dt.date(first, 9, 1), "stockpile", "base_drill.open", {
        "base": "demo-kita", "name": "架空の冬季放出訓練", "name_en": "winter drill (fictional)", "kind_of": "tabletop",
        "scenario": "import-stop", "planned_on": f"{first + 1}-01-20", "why_so": "架空の事情により机上で行う",
    }  # fmt: skip


def _incident(first: int) -> Iterator[Step]:
    yield dt.date(first, 8, 22), "stockpile", "incident.open", {
        "base": "demo-kita", "cause": "typhoon", "blocks_release": True, "impact": "架空の桟橋が使えない"
    }  # fmt: skip
    yield dt.date(first, 8, 22), "stockpile", "incident.report", {"incident": "incident-1"}
    yield (
        dt.date(first, 8, 22),
        "stockpile",
        "incident.substitute",
        {"incident": "incident-1", "rate_a_day": 2000, "days": 20},
    )
    yield (
        dt.date(first, 9, 3),
        "stockpile",
        "incident.repair",
        {"incident": "incident-1", "repair": "架空の桟橋を復旧した"},
    )
    yield dt.date(first, 11, 9), "stockpile", "incident.open", {
        "base": "demo-minami", "cause": "failure", "impact": "架空のポンプの異音を調べている"
    }  # fmt: skip


def _safety(first: int) -> Iterator[Step]:
    for base in ("demo-kita", "demo-minami", "demo-nishi"):
        yield dt.date(first, 7, 15), "stockpile", "safety.assess", {
            "base": base, "year": first, "done_on": f"{first}-07-14", "result": "架空の評価結果"
        }  # fmt: skip
    yield dt.date(first, 5, 20), "stockpile", "inspection.plan", {"base": "demo-kita", "year": first}
    yield dt.date(first, 10, 5), "stockpile", "inspection.hold", {
        "base": "demo-kita", "year": first, "done_on": f"{first}-10-02", "safety_report": "架空セーフティレポート",
        "points": [{"what": "架空の配管の腐食", "due": f"{first + 1}-01-31"}],
    }  # fmt: skip
    yield dt.date(first, 6, 1), "stockpile", "accident.record", {
        "base": "demo-minami", "kind_of": "accident", "cause": "small-pipe", "what": "架空の小口径配管のにじみ",
        "on": f"{first}-05-30", "blocks_release": False,
    }  # fmt: skip
    for base, law, due in (
        ("demo-kita", "架空消防法第1条", f"{first}-12-10"),
        ("demo-nishi", "架空ガス法第2条", f"{first}-11-05"),
    ):
        yield dt.date(first, 5, 1), "stockpile", "duty.enter", {
            "base": base, "law": law, "what": "架空の定期検査", "kind_of": "inspection", "every_months": 12, "due": due
        }  # fmt: skip
    yield dt.date(first, 5, 1), "stockpile", "operator.scheme", {
        "name": "架空の総合評価", "from_year": first,
        "criteria": [
            {"id": "daily", "name": "架空の日常操業", "name_en": "daily operation", "kind_of": "judged", "weight": 2, "most": 10},
            {"id": "events", "name": "架空の事故", "name_en": "accidents", "kind_of": "counted", "weight": 1, "most": 10,
             "deductions": [{"event": "injury", "points": 5}]},
        ],
    }  # fmt: skip
    for operator, points, injuries in (("架空北操業", 8, 0), ("架空南操業", 6, 1)):
        yield dt.date(first, 10, 20), "stockpile", "operator.score", {
            "operator": operator, "year": first, "given": [{"criterion": "daily", "points": points, "reason": "架空の理由"}],
            "events": [{"event": "injury", "number": injuries}],
        }  # fmt: skip


def _gas(first: int) -> Iterator[Step]:
    yield dt.date(first, 5, 7), "stockpile", "lpg.limits", {
        "name": "架空の品質基準", "loss_percent": "0.1", "at_once_hours": "24", "progress_days": 30,
        "quality": [{"name": "vapour-pressure", "unit": "MPa", "most": "1.53"}],
    }  # fmt: skip
    yield dt.date(first, 7, 2), "stockpile", "lpg.measure", {
        "base": "demo-nishi", "tank": "n1", "opening_t": 180000, "measured_t": 179950,
        "quality": [{"name": "vapour-pressure", "value": "1.41"}],
    }  # fmt: skip
    yield dt.date(first, 10, 30), "stockpile", "lpg.measure", {
        "base": "demo-nishi", "tank": "n1", "opening_t": 179950, "measured_t": 179600,
        "quality": [{"name": "vapour-pressure", "value": "1.42"}],
    }  # fmt: skip
    yield dt.date(first, 10, 30), "stockpile", "lpg.report", {"event": "event-1"}
    yield (
        dt.date(first, 6, 3),
        "stockpile",
        "buffer.apply",
        {"supplier": "架空友ヶ島LNG", "certified_on": f"{first}-05-10", "applied": 3_000_000_000},
    )
    yield dt.date(first, 6, 20), "review", "buffer.review", {"grant": "grant-1", "review": "架空の審査結果"}
    yield dt.date(first, 6, 30), "executive", "buffer.decide", {"grant": "grant-1", "decided": 2_500_000_000}
    yield (
        dt.date(first, 7, 10),
        "stockpile",
        "buffer.secure",
        {"grant": "grant-1", "month": f"{first}-12", "tonnes": 70000},
    )
    yield (
        dt.date(first, 7, 10),
        "stockpile",
        "buffer.secure",
        {"grant": "grant-1", "month": f"{first + 1}-01", "tonnes": 70000},
    )
    yield (
        dt.date(first, 5, 11),
        "stockpile",
        "procurement.open",
        {"rules": "架空の緊急調達規程", "team": ["架空 備郎", "架空 財美"]},
    )


def seed_bases(today: dt.date, cast: Cast) -> None:
    """Open the book of the bases of the year that runs on a day, as far as that day has come; given again, once."""
    year = FiscalYear.of(today)
    number = give(
        cast,
        f"demo-bases-0-{year.start.year}",
        (year.start, "stockpile", "bases.open", {"year": year.year, "fictional": True}),
        None,
    )
    steps = sorted(enumerate(bases_steps(year), 1), key=lambda one: (one[1][0], one[0]))
    for place, step in steps:
        if step[0] <= today:
            give(cast, f"demo-bases-{place}-{step[0].year}", step, number)
