"""The demonstration's cases: each is walked through ``life.yaml`` by the commands of the office, as far as it is to come."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from sonae.core import FixedClock, SonaeError
from sonae.office.access import WHOLE_OFFICE, acting_as
from sonae.office.bus import Receipt, command_from, handle
from sonae.office.jobs import work_once
from sonae.office.models import Case, Job
from sonae.office.papers import keep_paper
from sonae.office.seed.bases import seed_bases
from sonae.office.seed.cast import DEMO_PASSWORD, Cast, seed_cast
from sonae.office.seed.disclosure import seed_disclosure
from sonae.office.seed.evaluation import seed_evaluations
from sonae.office.seed.giving import NOON
from sonae.office.seed.stock import seed_stock
from sonae.office.seed.survey import seed_surveys

__all__ = ["DemoCase", "demo_cases", "seed_demo", "walk"]

_SCENARIOS = 256
_WORD = re.compile(r"\{(\w+)\}")


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
        rejected: whether the application is rejected.
        conditions: conditions of the adoption.
        valued: the project file that its economic evaluation rests on; empty where it rests on none.

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
    valued: str = ""

    def words(self, company: str) -> dict[str, Any]:
        """Return what is put into the steps of the life."""
        year = (self.begins + dt.timedelta(130)).year + 1
        return {
            "applicant": self.applicant, "company": company, "support": self.support, "ja": self.ja, "en": self.en,
            "reading": self.reading, "resource": self.trade.resource, "businesses": list(self.trade.businesses),
            "money": self.trade.money, "cost": self.trade.cost, "cost_resource": self.trade.resource, "year": year,
            "psc": f"{self.ja}の生産分与契約", "joa": f"{self.ja}の共同操業協定", "work": f"{self.ja}の初年作業",
            "cost_name": f"{self.ja}の初年費用", "founded": str(self.begins - dt.timedelta(200)), "month": f"{year}-02",
            "contracted": str(self.begins - dt.timedelta(30)), "certain": f"{year}-01-10", "conditions": list(self.conditions),
            "settled": [] if self.conditions else ["架空の前提"],
        }  # fmt: skip


def _filled(value: Any, words: Mapping[str, Any]) -> Any:
    """Put words into a step; where a text is a word alone, what stands for it keeps its type."""
    if isinstance(value, Mapping):
        return {key: _filled(one, words) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, words) for one in value]
    if not isinstance(value, str):
        return value
    alone = _WORD.fullmatch(value)
    return words[alone[1]] if alone else _WORD.sub(lambda found: str(words[found[1]]), value)


def steps_of(case: DemoCase, company: str) -> list[tuple[dt.date, str, str, dict[str, Any]]]:
    """Return day, account, command and fields of every step of a case's life, up to its stop."""
    words = case.words(company)
    text = (files("sonae.office.seed") / "life.yaml").read_text(encoding="utf-8")
    kind = "rejected" if case.rejected else "adopted"
    steps = [step for step in yaml.safe_load(text) if step.get("only", kind) == kind]
    names = [step["step"] for step in steps]
    last = len(names) - 1 - names[::-1].index(case.stop)
    new_year = dt.date(words["year"], 1, 1)
    return [
        (
            (new_year if step.get("of") == "year" else case.begins) + dt.timedelta(step["after"]),
            _filled(step["who"], words), step["command"], _filled(step.get("with", {}), words),
        )
        for step in steps[: last + 1]
    ]  # fmt: skip


def walk(case: DemoCase, cast: Cast, told: Callable[[str], None] = lambda _: None) -> list[Receipt]:
    """Give every command of a case's life; those given before are not given again."""
    number: str | None = None
    receipts = []
    confirmed = 0
    for place, (day, who, kind, fields) in enumerate(steps_of(case, cast[case.applicant].organisation.name_ja)):
        at = dt.datetime.combine(day, NOON) + dt.timedelta(minutes=place)
        if kind == "agreement.sign":
            confirmed = len(case.conditions)
        for condition in range(1, confirmed + 1):
            command = command_from("agreement.confirm_condition", {"condition": condition})
            handle(command, cast["review"], key=f"demo-{case.key}-c{condition}", case=number, clock=FixedClock(at))
        confirmed = 0
        if case.valued and (kind, fields.get("of")) == ("review.evaluate", "economic") and number is not None:
            fields = {**fields, "run": _valued(case, cast, number, FixedClock(at))}
        command = command_from(kind, fields)
        receipts.append(
            handle(
                command, cast[who], key=f"demo-{case.key}-{place}", case=number if place else None, clock=FixedClock(at)
            )
        )
        number = receipts[-1].case
    told(case.ja)
    return receipts


def _valued(case: DemoCase, cast: Cast, number: str, clock: FixedClock) -> int:
    """Value the project of a case by the economics engine, with few scenarios; return the number of the run."""
    data = (files("sonae.office.seed") / "projects" / f"{case.valued}.yaml").read_bytes()
    with acting_as(cast["promotion"]):
        found = Case.objects.get(number=number)
        keep_paper(cast["promotion"], found, f"{case.valued}.yaml", "project", io.BytesIO(data), clock=clock)
    wish = {
        "project": f"{case.valued}.yaml", "conditions": "demonstration", "rate": "appraisal", "share": "30",
        "scenarios": _SCENARIOS,
    }  # fmt: skip
    command = command_from("economics.run", wish)
    receipt = handle(command, cast["promotion"], key=f"demo-{case.key}-run", case=number, clock=clock)
    with acting_as(WHOLE_OFFICE):
        code = Job.objects.values_list("code", flat=True).get(asked_by=receipt.sequence)
    work_once("seed", clock, code=code)
    with acting_as(WHOLE_OFFICE):
        job = Job.objects.get(code=code)
    if job.state != Job.State.DONE or job.result is None:
        raise SonaeError(f"the demonstration's valuation of «{case.valued}» did not come to its end: {job.problem_en}")
    return int(job.result["run"])


def demo_cases(today: dt.date) -> Sequence[DemoCase]:
    """Return the demonstration's twelve equity cases and four that another bylaw governs, set back from a day."""

    def back(days: int) -> dt.date:
        return today - dt.timedelta(days)

    last, before, third = (dt.date(today.year - n, 5, 10) for n in (1, 2, 3))
    given = {"conditions": ("架空の権利取得",)}
    rows: tuple[tuple[str, str, str, str, str, dt.date, str, Trade, dict[str, Any]], ...] = (
        ("e01", "架空日隈沖石油", "Hinokuma offshore oil", "ひのくまおきせきゆ", "applicant", back(3), "draft", _OIL, {}),
        ("e02", "架空風早ガス田", "Kazahaya gas field", "かざはやがすでん", "applicant2", back(11), "submitted", _GAS, {}),
        ("e03", "架空友ヶ島LNG", "Tomogashima LNG", "ともがしま", "applicant3", back(18), "complete", _LNG, {}),
        ("e04", "架空白鬚沖石油", "Shirahige offshore oil", "しらひげおき", "applicant4", back(28), "review", _OIL, {}),
        ("e05", "架空暁ガス田", "Akatsuki gas field", "あかつきがすでん", "applicant2", back(38), "consulting", _GAS,
         {"valued": "akatsuki-gas"}),
        ("e06", "架空灯台沖石油", "Todai offshore oil", "とうだいおき", "applicant", back(52), "consented", _OIL,
         {"valued": "todai-oil"}),
        ("e07", "架空遠潮石油", "Toshio oil", "とおしおせきゆ", "applicant4", back(90), "decided", _OIL, {"rejected": True}),
        ("e08", "架空夕凪ガス田", "Yunagi gas field", "ゆうなぎがすでん", "applicant2", back(80), "decided", _GAS, given),
        ("e09", "架空岬LNG", "Misaki LNG", "みさき", "applicant3", back(150), "agreed", _LNG, {}),
        ("e10", "架空黒瀬石油", "Kurose oil", "くろせせきゆ", "applicant", last, "checked", _OIL, {}),
        ("e11", "架空浮島石油", "Ukishima oil", "うきしませきゆ", "applicant", before, "ranked", _OIL, given),
        ("e12", "架空沖津石油", "Okitsu oil", "おきつせきゆ", "applicant4", third, "terminated", _OIL, {}),
        ("m01", "架空瑠璃銅山", "Ruri copper", "るりどうざん", "applicant4", back(70), "submitted", _COPPER, {}),
        ("h01", "架空東雲水素", "Shinonome hydrogen", "しののめすいそ", "applicant3", back(60), "submitted", _HYDROGEN, {}),
        ("g01", "架空日隈債務保証", "Hinokuma guarantee", "ひのくまさいむほしょう", "applicant", back(50), "draft", _OIL,
         {"support": "guarantee"}),
        ("l01", "架空白鬚鉱害防止融資", "Shirahige repair loan", "しらひげこうがい", "applicant4", back(45), "draft", _REPAIR,
         {"support": "loan"}),
    )  # fmt: skip
    return tuple(DemoCase(*row[:7], trade=row[7], **row[8]) for row in rows)


def seed_demo(
    today: dt.date, password: str | None = DEMO_PASSWORD, told: Callable[[str], None] = lambda _: None
) -> int:
    """Make the demonstration agency, its cases and the books of its desks, as of a day; what is there already stays.

    Returns:
        the number of cases in the record.

    """
    cast = seed_cast(password)
    for case in sorted(demo_cases(today), key=lambda one: one.begins):
        walk(case, cast, told)
    seed_evaluations(today, cast)
    seed_stock(today, cast)
    seed_disclosure(today, cast)
    seed_surveys(today, cast)
    seed_bases(today, cast)
    with acting_as(WHOLE_OFFICE):
        return Case.objects.count()
