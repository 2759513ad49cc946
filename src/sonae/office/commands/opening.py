"""A case is opened by the company that will apply, or by the promotion department for it."""

from __future__ import annotations

import secrets
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sonae.bylaw.facts import Business, Place, Resource
from sonae.core import Classification, InputError
from sonae.office.life import ALL_SUPPORTS, Command, Context, Moves, Stated, said
from sonae.office.models import Case, Organisation
from sonae.office.roles import Role
from sonae.office.stage import Stage
from sonae.office.wall import WHOLE_OFFICE, acting_as

__all__ = ["OpenCase", "moves"]

moves = Moves()

EQUITY_BYLAW = "003"
"""The bylaw on equity in oil and gas projects, the one whose text is in hand."""
_PREFIX = {"equity": "E", "guarantee": "G", "loan": "L", "grant": "S"}
_LETTERS = "23456789CFGHJMPQRVWX"
_COVERED = ("oil", "gas", "oil_and_gas", "oil_sand", "oil_shale")


class OpenCase(Command):
    """Open a case."""

    kind: ClassVar[str] = "case.open"

    support: Literal["equity", "guarantee", "loan", "grant"] = said("支援の種類", "what is asked for", default="equity")
    title_ja: Annotated[str, Field(min_length=1, max_length=160)] = said("案件名", "title in Japanese")
    title_en: Annotated[str, Field(min_length=1, max_length=160)] = said("案件名（英語）", "title in English")
    reading: Annotated[str, Field(max_length=160)] = said("案件名のよみ", "reading of the title", default="")
    applicant: str | None = said("申請企業（推進部門が開く場合）", "applicant, where promotion opens it", default=None)
    project: Annotated[str, Field(min_length=1, max_length=200)] = said("事業の名称", "name of the project")
    resource: Resource = said("資源", "resource")
    businesses: Annotated[tuple[Business, ...], Field(min_length=1)] = said("事業の内容", "businesses")
    place: Place = said("場所", "place")
    year_begins: Literal["01-01", "04-01", "07-01", "10-01"] = said(
        "事業年度の開始", "the project's year begins", default="04-01"
    )
    investee: Annotated[str, Field(min_length=1, max_length=200)] = said(
        "出資先（予定を含む）", "investee, planned or there"
    )
    incorporated: bool = said("設立済みか", "incorporated already", default=True)


@moves.takes(
    OpenCase,
    "案件を開いた",
    "a case was opened",
    by=(Role.APPLICANT, Role.PROMOTION),
    at=(),
    leads=(Stage.DRAFT,),
    cites=("a3.p1", "a7.p1"),
    supports=ALL_SUPPORTS,
)
def opened(context: Context, command: OpenCase) -> Stated:
    """Open a case as a draft; which bylaw governs it is known for equity in oil and gas alone."""
    actor = context.actor
    promoted = Role.PROMOTION in actor.roles
    if promoted and command.applicant:
        applicant = Organisation.objects.filter(code=command.applicant, kind=Organisation.Kind.COMPANY).first()
        if applicant is None:
            raise InputError("no company of that code", field="applicant", expected="the code of an applicant company")
    elif Role.APPLICANT in actor.roles:
        applicant = actor.organisation
    else:
        raise InputError("the applicant is not named", field="applicant", expected="the code of an applicant company")
    governed = command.support == "equity" and command.resource in _COVERED
    project = {
        "name": command.project,
        "resource": command.resource,
        "businesses": list(command.businesses),
        "place": command.place,
        "year_begins": command.year_begins,
    }
    return Stated(
        sets={
            "project": project,
            "investee": {"name": command.investee, "incorporated": command.incorporated},
            "adoption.applications": [{"number": 1, "applicant": applicant.name_ja, "documents": []}],
        },
        to=Stage.DRAFT,
        columns={
            "number": _free_number(_PREFIX[command.support], context.today.year),
            "kind": command.support,
            "title_ja": command.title_ja,
            "title_en": command.title_en,
            "reading": command.reading or command.title_ja,
            "resource": command.resource,
            "applicant": applicant,
            "promoting": actor.department if promoted else None,
            "promoter": actor if promoted else None,
            "classification": Classification.INTERNAL.value,
            "bylaw": EQUITY_BYLAW if governed else "",
            "fictional": applicant.fictional,
        },
    )


def _free_number(prefix: str, year: int) -> str:
    """Return a number that says nothing of how many others there are: its letters are drawn, none that are easily confused."""
    while True:
        number = f"{prefix}{year}-{''.join(secrets.choice(_LETTERS) for _ in range(5))}"
        with acting_as(WHOLE_OFFICE):  # a number that another company's case has is not free
            if not Case.objects.filter(number=number).exists():
                return number
