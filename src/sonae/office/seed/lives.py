"""The lives of the demonstration's cases: each is walked by the commands of the office as far as it is to come.

Days are written as days after the case's beginning. A life stops before the first command that lies after its last step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sonae.core import FixedClock
from sonae.office.bus import Receipt, command_from, handle
from sonae.office.models import Case
from sonae.office.seed.cast import DEMO_PASSWORD, Cast, seed_cast

__all__ = ["DemoCase", "demo_cases", "seed_demo", "walk"]

_NOON = dt.time(3, 0, tzinfo=dt.UTC)
_YEAR = 365


@dataclass(frozen=True)
class Trade:
    """What a made-up project does, and what the first equity of it pays for."""

    resource: str
    businesses: tuple[str, ...]
    money: str = ""
    cost: str = ""


_OIL = Trade("oil", ("exploration", "development", "production"), "exploration", "geophysics")
_GAS = Trade("gas", ("development", "production"), "extraction", "transport_facilities")
_LNG = Trade("gas", ("liquefaction",), "liquefaction_storage", "liquefaction_facilities")
_COPPER, _HYDROGEN = Trade("metal", ("exploration",)), Trade("hydrogen", ("production",))
_REPAIR = Trade("metal", ("other",))


@dataclass(frozen=True)
class DemoCase:
    """A made-up case.

    Attributes:
        key: by which its commands are known.
        ja: title.
        en: title.
        reading: of the title.
        applicant: login of the company's account.
        begins: the day of its first command.
        stop: the name of the last step that is walked.
        support: what is asked for.
        trade: what the project does.
        rejected: whether the first application is rejected.
        conditions: conditions of the adoption.

    """

    key: str
    ja: str
    en: str
    reading: str
    applicant: str
    begins: dt.date
    stop: str
    support: str = "equity"
    trade: Trade = _OIL
    rejected: bool = False
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Step:
    name: str
    after: int
    who: str
    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)


def _investee(case: DemoCase, company: str) -> dict[str, Any]:
    holders = ("架空霞資源", "架空九段商事")
    return {
        "name": company,
        "incorporated": True,
        "incorporated_on": str(case.begins - dt.timedelta(200)),
        "parties": [
            *({"name": name, "kind": "japanese_corporation"} for name in holders),
            *({"name": f"{name}の株主", "kind": "japanese_person"} for name in holders),
            {"name": "架空資源機構", "kind": "agency"},
        ],
        "holdings": [
            {"holder": holders[0], "company": company, "votes": 600},
            {"holder": holders[1], "company": company, "votes": 400},
            *({"holder": f"{name}の株主", "company": name, "votes": 100} for name in holders),
        ],
        "agency_votes": 600,
        "directors": [
            {"name": "架空の取締役甲", "japanese": True, "represents": True, "sent_by_host_government": False},
            {"name": "架空の取締役乙", "japanese": True, "represents": False, "sent_by_host_government": False},
            {"name": "架空の取締役丙", "japanese": False, "represents": False, "sent_by_host_government": False},
        ],
    }


def _application(case: DemoCase, company: str) -> list[_Step]:
    psc, joa = f"{case.ja}の生産分与契約", f"{case.ja}の共同操業協定"
    project = {
        "support": case.support,
        "title_ja": case.ja,
        "title_en": case.en,
        "reading": case.reading,
        "project": case.ja,
        "resource": case.trade.resource,
        "businesses": list(case.trade.businesses),
        "place": "overseas",
        "year_begins": "01-01",
        "investee": company,
        "incorporated": True,
    }
    made = str(case.begins - dt.timedelta(30))
    contracts = [
        {
            "name": psc,
            "kind": "other_contract",
            "of": "host_government",
            "parties": ["架空国エネルギー省"],
            "by_investee": True,
            "for_project": True,
            "made_on": made,
        },
        {
            "name": joa,
            "kind": "joint_operating",
            "of": "partner",
            "parties": ["架空外国石油"],
            "by_investee": True,
            "for_project": True,
            "operator": "架空外国石油",
            "made_on": made,
        },
    ]
    first = "adoption.applications.1"
    return [
        _Step("draft", 0, case.applicant, "case.open", project),
        _Step("draft", 1, case.applicant, "facts.investee", {"investee": _investee(case, company)}),
        _Step("draft", 2, case.applicant, "facts.contracts", {"contracts": contracts}),
        _Step("draft", 2, case.applicant, "facts.interests", {"interests": {"investee_role": "partner"}}),
        _Step("submitted", 5, case.applicant, "application.submit"),
        _Step("submitted", 6, "promotion", "case.promote"),
        _Step(
            "submitted",
            9,
            case.applicant,
            "application.add_paper",
            {"name": f"{psc}の写し", "what": "contract_copy", "copy_of": psc},
        ),
        _Step(
            "complete",
            14,
            case.applicant,
            "application.add_paper",
            {"name": f"{joa}の写し", "what": "contract_copy", "copy_of": joa},
        ),
        _Step(
            "complete",
            15,
            "review",
            "judgement.record",
            {
                "point": "application.further_papers",
                "of": first,
                "holds": False,
                "reason": "申込書と契約の写しで足りる",
                "evidence": ["架空の受付票"],
            },
        ),
    ]


def _review(case: DemoCase) -> list[_Step]:
    said = {
        "technical": "埋蔵量の推定は妥当である",
        "economic": "同一前提の下で経済性を満たす",
        "policy": "供給源の多角化に資する",
        "organisation": "操業体制は整っている",
        "risk": "国別の危険は管理できる",
        "safety_environment": "安全・環境の基準を満たす",
    }
    settled = {"unsettled": list(case.conditions)} if case.conditions else {"settled": ["架空の前提"]}
    return [
        _Step("review", 16, "review", "review.begin"),
        *(
            _Step("review", 20 + n, "review", "review.evaluate", {"of": of, "result": text})
            for n, (of, text) in enumerate(said.items())
        ),
        _Step("review", 27, "review", "application.premises", settled),
        _Step("consulting", 30, "review", "review.consult"),
        _Step(
            "consented", 44, "ministry", "review.answer", {"consents": True, "record": f"{case.ja}への同意書（架空）"}
        ),
    ]


def _decision(case: DemoCase) -> list[_Step]:
    if case.rejected:
        reasons = ["埋蔵量の評価が不足している（架空）"]
        return [
            _Step("decided", 60, "executive", "decision.make", {"adopted": False, "reasons": reasons}),
            _Step("decided", 61, "review", "decision.notify", {"reasons": reasons}),
        ]
    parts = ["area", "term", "a11", "a12", "a15", "a16", "a17"]
    confirmed = [
        _Step("agreed", 100 + n, "review", "agreement.confirm_condition", {"condition": n})
        for n in range(1, len(case.conditions) + 1)
    ]
    settled = (
        [_Step("agreed", 99, "review", "application.premises", {"settled": list(case.conditions)})]
        if case.conditions
        else []
    )
    return [
        _Step("decided", 60, "executive", "decision.make", {"adopted": True, "conditions": list(case.conditions)}),
        _Step("decided", 61, "review", "decision.notify"),
        *settled,
        *confirmed,
        _Step(
            "agreed",
            110,
            "review",
            "judgement.record",
            {
                "point": "agreement.other_matters_needed",
                "holds": False,
                "reason": "ほかに定める事項はない",
                "evidence": ["架空の契約案"],
            },
        ),
        _Step("agreed", 120, "executive", "agreement.sign", {"contains": parts}),
    ]


def _first_drawdown(case: DemoCase, company: str) -> list[_Step]:
    year = (case.begins + dt.timedelta(130)).year + 1
    start = (dt.date(year, 1, 1) - case.begins).days
    work, cost = f"{case.ja}の初年作業", f"{case.ja}の初年費用"
    stakes = [{"holder": "架空霞資源", "size": 600}, {"holder": "架空九段商事", "size": 400}]
    return [
        _Step("planned", start - 40, case.applicant, "plan.file", {"year": year, "money": 1_800_000_000}),
        _Step(
            "planned",
            start - 20,
            "review",
            "plan.approve",
            {
                "year": year,
                "criteria_met": True,
                "ground_to_stop": False,
                "reason": "実績と見通しに沿う",
                "evidence": ["架空の計画書"],
            },
        ),
        _Step(
            "worked",
            start + 15,
            case.applicant,
            "work.file",
            {
                "name": work,
                "year": year,
                "in_annex": True,
                "certain_on": str(dt.date(year, 1, 10)),
                "budget": 2_000_000_000,
                "expected_equity": 1_000_000_000,
            },
        ),
        _Step("worked", start + 25, "review", "work.approve", {"name": work}),
        _Step(
            "requested",
            start + 40,
            case.applicant,
            "facts.costs",
            {
                "costs": [
                    {
                        "name": cost,
                        "kind": case.trade.cost,
                        "money": case.trade.money,
                        "resource": _of(case.trade.resource),
                        "shared": True,
                        "needed": True,
                        "joint_amount": 6_000_000_000,
                        "percent": "30",
                        "amount": 1_800_000_000,
                    }
                ]
            },
        ),
        _Step(
            "requested",
            start + 41,
            "finance",
            "facts.funding",
            {
                "funding": [
                    {
                        "money": case.trade.money,
                        "source": "special_account",
                        "under_proviso": False,
                        "equity": 900_000_000,
                        "project_money": 1_800_000_000,
                        "agency_stake": 600,
                        "other_stakes": stakes,
                    }
                ]
            },
        ),
        _Step(
            "requested",
            start + 45,
            case.applicant,
            "drawdown.request",
            {"name": "第1回出資", "work": work, "cost": 1_800_000_000, "pays": [cost]},
        ),
        _Step(
            "checked",
            start + 50,
            "review",
            "drawdown.check",
            {"name": "第1回出資", "eligible": True, "in_line": True, "terms_met": True},
        ),
        _Step("paid", start + 55, "finance", "drawdown.pay", {"name": "第1回出資"}),
        _Step(
            "reporting",
            start + 77,
            case.applicant,
            "report.file",
            {"item": 1, "month": f"{year}-02", "content": "事業の進捗は計画どおり（架空）"},
        ),
        _Step("reporting", start + 80, "finance", "funds.heed", {"use": True, "terms": True, "condition": True}),
        _Step(
            "ranked",
            start + 250,
            "planning",
            "evaluation.rank",
            {"rank": "B", "analysed": ["progress", "since_adoption"]},
        ),
    ]


def _of(resource: str) -> str:
    return {"oil_and_gas": "both"}.get(resource, resource if resource in ("oil", "gas") else "oil")


def _end(case: DemoCase) -> list[_Step]:
    year = (case.begins + dt.timedelta(130)).year + 1
    start = (dt.date(year, 1, 1) - case.begins).days + 300
    return [
        _Step("terminating", start, case.applicant, "termination.ask", {"way": "relinquished"}),
        _Step(
            "terminated",
            start + 20,
            "executive",
            "termination.approve",
            {
                "weighed": ["technical", "obligations", "economics", "sale_efforts"],
                "reason": "試掘の結果、商業性がない（架空）",
                "evidence": ["架空の技術評価書"],
            },
        ),
    ]


def steps_of(case: DemoCase, company: str) -> list[_Step]:
    """Return every step of a case's life in order, up to its stop."""
    steps = _application(case, company) + _review(case) + _decision(case)
    if not case.rejected:
        steps += _first_drawdown(case, company) + _end(case)
    names = [step.name for step in steps]
    last = len(names) - 1 - names[::-1].index(case.stop)
    return steps[: last + 1]


def walk(case: DemoCase, cast: Cast, told: Callable[[str], None] = lambda _: None) -> list[Receipt]:
    """Give every command of a case's life; those given before are not given again."""
    company = cast[case.applicant].organisation.name_ja
    number: str | None = None
    receipts = []
    for place, step in enumerate(steps_of(case, company)):
        at = dt.datetime.combine(case.begins + dt.timedelta(step.after), _NOON) + dt.timedelta(minutes=place)
        command = command_from(step.kind, step.fields)
        receipt = handle(
            command,
            cast[step.who],
            key=f"demo-{case.key}-{place}",
            case=number if place else None,
            clock=FixedClock(at),
        )
        number = receipt.case
        receipts.append(receipt)
    told(case.ja)
    return receipts


def demo_cases(today: dt.date) -> Sequence[DemoCase]:
    """Return the demonstration's twelve equity cases and four that another bylaw governs, set back from a day."""

    def back(days: int) -> dt.date:
        return today - dt.timedelta(days)

    return (
        DemoCase("e01", "架空日隈沖石油", "Hinokuma offshore oil", "ひのくまおきせきゆ", "applicant", back(3), "draft"),
        DemoCase(
            "e02",
            "架空風早ガス田",
            "Kazahaya gas field",
            "かざはやがすでん",
            "applicant2",
            back(11),
            "submitted",
            trade=_GAS,
        ),
        DemoCase(
            "e03",
            "架空友ヶ島LNG",
            "Tomogashima LNG",
            "ともがしまえるえぬじー",
            "applicant3",
            back(18),
            "complete",
            trade=_LNG,
        ),
        DemoCase(
            "e04", "架空白鬚沖石油", "Shirahige offshore oil", "しらひげおきせきゆ", "applicant4", back(28), "review"
        ),
        DemoCase(
            "e05",
            "架空暁ガス田",
            "Akatsuki gas field",
            "あかつきがすでん",
            "applicant2",
            back(38),
            "consulting",
            trade=_GAS,
        ),
        DemoCase(
            "e06", "架空灯台沖石油", "Todai offshore oil", "とうだいおきせきゆ", "applicant", back(52), "consented"
        ),
        DemoCase(
            "e07", "架空遠潮石油", "Toshio oil", "とおしおせきゆ", "applicant4", back(90), "decided", rejected=True
        ),
        DemoCase(
            "e08",
            "架空夕凪ガス田",
            "Yunagi gas field",
            "ゆうなぎがすでん",
            "applicant2",
            back(80),
            "decided",
            conditions=("架空の権利取得",),
            trade=_GAS,
        ),
        DemoCase("e09", "架空岬LNG", "Misaki LNG", "みさきえるえぬじー", "applicant3", back(150), "agreed", trade=_LNG),
        DemoCase(
            "e10", "架空黒瀬石油", "Kurose oil", "くろせせきゆ", "applicant", dt.date(today.year - 1, 6, 1), "checked"
        ),
        DemoCase(
            "e11",
            "架空浮島石油",
            "Ukishima oil",
            "うきしませきゆ",
            "applicant",
            dt.date(today.year - 2, 5, 10),
            "ranked",
        ),
        DemoCase(
            "e12",
            "架空沖津石油",
            "Okitsu oil",
            "おきつせきゆ",
            "applicant4",
            dt.date(today.year - 3, 5, 10),
            "terminated",
        ),
        DemoCase(
            "m01",
            "架空瑠璃銅山",
            "Ruri copper",
            "るりどうざん",
            "applicant4",
            back(70),
            "draft",
            trade=_COPPER,
        ),
        DemoCase(
            "h01",
            "架空東雲水素",
            "Shinonome hydrogen",
            "しののめすいそ",
            "applicant3",
            back(60),
            "draft",
            trade=_HYDROGEN,
        ),
        DemoCase(
            "g01",
            "架空日隈石油 債務保証",
            "Hinokuma oil guarantee",
            "ひのくませきゆさいむほしょう",
            "applicant",
            back(50),
            "draft",
            support="guarantee",
        ),
        DemoCase(
            "l01",
            "架空白鬚鉱害防止 融資",
            "Shirahige pollution control loan",
            "しらひげこうがいぼうしゆうし",
            "applicant4",
            back(45),
            "draft",
            support="loan",
            trade=_REPAIR,
        ),
    )


def seed_demo(
    today: dt.date, password: str | None = DEMO_PASSWORD, told: Callable[[str], None] = lambda _: None
) -> int:
    """Make the demonstration agency with its cases, as of a day; what is there already stays.

    Returns:
        the number of cases in the record.

    """
    cast = seed_cast(password)
    for case in sorted(demo_cases(today), key=lambda one: one.begins):
        walk(case, cast, told)
    return Case.objects.count()
