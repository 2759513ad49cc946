"""Organisations, departments, accounts, criteria and parameters of the demonstration agency. Nothing of it exists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from sonae.core import Classification
from sonae.office.models import Account, AgencyParameter, Department, Grant, Organisation, ReviewCriteria
from sonae.office.roles import Role

__all__ = ["DEMO_PASSWORD", "Cast", "seed_cast"]

DEMO_PASSWORD = "sonae-demo-2026"  # noqa: S105 - printed by `make serve`, for accounts that are marked as fictional
_REFERENCE = "架空機構の業務方法書（実在しない）"

_COMPANIES = (
    ("hinokuma", "架空日隈石油", "Hinokuma Oil (fictional)", "かくうひのくませきゆ"),
    ("kazahaya", "架空風早ガス", "Kazahaya Gas (fictional)", "かくうかざはやがす"),
    ("tomogashima", "架空友ヶ島LNG", "Tomogashima LNG (fictional)", "かくうともがしまえるえぬじー"),
    ("shirahige", "架空白鬚資源", "Shirahige Resources (fictional)", "かくうしらひげしげん"),
)
_DEPARTMENTS = (
    ("promotion", "架空推進部", "Promotion Department", True),
    ("review", "架空審査部", "Review Department", False),
    ("finance", "架空財務部", "Finance Department", False),
    ("stockpile", "架空備蓄部", "Stockpile Department", False),
    ("planning", "架空企画部", "Planning Department", False),
    ("audit", "架空監査室", "Audit Office", False),
)
_ACCOUNTS: tuple[tuple[str, str, str, str, str | None, Role, Classification], ...] = (
    ("applicant", "架空 申子", "Moshiko (applicant)", "hinokuma", None, Role.APPLICANT, Classification.INTERNAL),
    ("applicant2", "架空 請太", "Seita (applicant)", "kazahaya", None, Role.APPLICANT, Classification.INTERNAL),
    ("applicant3", "架空 波乃", "Namino (applicant)", "tomogashima", None, Role.APPLICANT, Classification.INTERNAL),
    ("applicant4", "架空 鬚彦", "Higehiko (applicant)", "shirahige", None, Role.APPLICANT, Classification.INTERNAL),
    ("promotion", "架空 推子", "Suiko (promotion)", "agency", "promotion", Role.PROMOTION, Classification.INTERNAL),
    ("review", "架空 審一", "Shinichi (review)", "agency", "review", Role.REVIEW, Classification.SECRET),
    ("executive", "架空 決也", "Ketsuya (executive)", "agency", None, Role.EXECUTIVE, Classification.SECRET),
    ("finance", "架空 財美", "Zaimi (finance)", "agency", "finance", Role.FINANCE, Classification.INTERNAL),
    ("stockpile", "架空 備郎", "Biro (stockpile)", "agency", "stockpile", Role.STOCKPILE, Classification.SECRET),
    ("planning", "架空 企江", "Kie (planning)", "agency", "planning", Role.PLANNING, Classification.INTERNAL),
    ("auditor", "架空 監介", "Kansuke (auditor)", "agency", "audit", Role.AUDITOR, Classification.SECRET),
    ("committee", "架空 委員", "Iin (committee)", "committee", None, Role.COMMITTEE, Classification.INTERNAL),
    ("ministry", "架空 省吾", "Shogo (ministry)", "ministry", None, Role.MINISTRY, Classification.SECRET),
    ("public", "架空 一般", "Ippan (public)", "public", None, Role.PUBLIC, Classification.PUBLIC),
    ("admin", "架空 管理", "Kanri (administrator)", "agency", None, Role.ADMINISTRATOR, Classification.INTERNAL),
)
_PARAMETERS: Mapping[str, object] = {
    "review_consultation_days": "both_out",
    "review_due_on_closed_day": "next_open_day",
    "equity.limit": 0.5,
    "equity.limit_under_proviso": 0.75,
    "plan_review_criteria": "架空の年間計画審査基準",
    "matter_review_criteria": "架空の事前承認基準",
    "evaluation_year": "calendar_year",
    "due_on_closed_day": "next_open_day",
    "true_up_rounding": "down",
    "disposal_procedure": ["架空の評価", "架空の処分の決裁"],
}


@dataclass(frozen=True)
class Cast:
    """The accounts of the demonstration by login."""

    accounts: Mapping[str, Account]

    def __getitem__(self, login: str) -> Account:
        return self.accounts[login]


def seed_cast(password: str | None = DEMO_PASSWORD, since: dt.date = dt.date(2023, 4, 1)) -> Cast:
    """Make the cast; what is there already stays.

    Args:
        password: of every account; None makes accounts that nobody can log in to.
        since: from when criteria and parameters hold.

    """

    def organisation(code: str, kind: str, ja: str, en: str, reading: str) -> Organisation:
        return Organisation.objects.get_or_create(
            code=code, defaults={"kind": kind, "name_ja": ja, "name_en": en, "reading": reading, "fictional": True}
        )[0]

    kinds = Organisation.Kind
    places = {
        "agency": organisation(
            "agency", kinds.AGENCY, "架空資源機構", "Fictional Resource Agency", "かくうしげんきこう"
        ),
        "ministry": organisation(
            "ministry", kinds.MINISTRY, "架空所管省", "Fictional Ministry", "かくうしょかんしょう"
        ),
        "committee": organisation(
            "committee", kinds.COMMITTEE, "架空処分委員会", "Fictional Committee", "かくうしょぶんいいんかい"
        ),
        "public": organisation("public", kinds.COMPANY, "架空一般", "Fictional public", "かくういっぱん"),
    }
    places |= {code: organisation(code, kinds.COMPANY, ja, en, kana) for code, ja, en, kana in _COMPANIES}
    departments = {
        code: Department.objects.get_or_create(
            code=code, defaults={"name_ja": ja, "name_en": en, "promotes": promotes}
        )[0]
        for code, ja, en, promotes in _DEPARTMENTS
    }
    hashed = make_password(password)
    accounts = {}
    for login, ja, en, place, department, role, clearance in _ACCOUNTS:
        account, made = Account.objects.get_or_create(
            login=login,
            defaults={
                "name_ja": ja,
                "name_en": en,
                "organisation": places[place],
                "fictional": True,
                "clearance": clearance.value,
                "department": departments[department] if department else None,
                "password": hashed,
            },
        )
        if made:
            Grant.objects.create(account=account, role=role.value)
        accounts[login] = account
    _criteria(since)
    for name, value in _PARAMETERS.items():
        AgencyParameter.objects.get_or_create(
            name=name, since=since, defaults={"value": value, "reference": _REFERENCE}
        )
    return Cast(accounts)


def _criteria(since: dt.date) -> None:
    month = dt.timedelta(30)
    ReviewCriteria.objects.get_or_create(
        name="架空の採択審査基準",
        on=since,
        defaults={
            "of": "adoption",
            "act": "set",
            "state_policy": "架空の基本方針",
            "experts_heard_on": since - month,
            "filed_on": since,
        },
    )
    ReviewCriteria.objects.get_or_create(
        name="架空の安全環境基準", on=since, defaults={"of": "safety_environment", "act": "set"}
    )
