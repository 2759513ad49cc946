"""The shapes of answers about accounts: those that an administrator keeps, and the reader's own tokens and sessions."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, Field

from sonae.core import Classification
from sonae.office.api.shapes import CommandHint, Label, Named, department, label_of
from sonae.office.models import Account, LoginSession, Token

__all__ = [
    "AccountEvent", "AccountLine", "AccountPage", "AccountReceiptShape", "AccountShape", "EndedShape", "LanguageShape",
    "PlaceShape", "PlacesShape", "SessionPage", "SessionShape", "TokenPage", "TokenShape",
]  # fmt: skip


class AccountLine(BaseModel):
    """An account in a list."""

    login: str
    name_ja: str
    name_en: str
    organisation: Named
    department: Named | None
    roles: list[Named]
    clearance: Label
    language: str
    open: bool
    second_factor: bool
    must_change_password: bool
    identity: str | None = Field(description="by which the provider of logins knows it, where one is linked")
    fictional: bool

    @classmethod
    def fields_of(cls, account: Account) -> dict[str, object]:
        """Return the fields of an account."""
        place = account.organisation
        return {
            "login": account.login, "name_ja": account.name_ja, "name_en": account.name_en,
            "organisation": Named(code=place.code, ja=place.name_ja, en=place.name_en),
            "department": department(account.department),
            "roles": [Named(code=role.value, ja=role.ja, en=role.en) for role in sorted(account.roles)],
            "clearance": label_of(Classification(account.clearance)), "language": account.language, "open": account.is_active,
            "second_factor": bool(account.totp_secret), "must_change_password": account.must_change_password,
            "identity": account.identity.name if hasattr(account, "identity") else None, "fictional": account.fictional,
        }  # fmt: skip


class AccountPage(BaseModel):
    """A page of accounts by login name."""

    items: list[AccountLine]
    next: str | None


class AccountEvent(BaseModel):
    """What happened to an account."""

    sequence: int
    at: dt.datetime
    actor: str
    kind: str
    ja: str
    en: str


class AccountShape(AccountLine):
    """An account with the commands that the reader may give on it, and what happened to it last."""

    commands: list[CommandHint]
    events: list[AccountEvent]


class AccountReceiptShape(BaseModel):
    """What a command on an account came to."""

    login: str
    kind: str
    sequence: int
    secret: str | None = Field(description="a one-time password: it comes this once and is kept nowhere")
    repeated: bool


class PlaceShape(Named):
    """An organisation or a department."""

    kind: str = Field(description="agency, company, ministry or committee; department")


class PlacesShape(BaseModel):
    """Where accounts may belong."""

    organisations: list[PlaceShape]
    departments: list[PlaceShape]


class TokenShape(BaseModel):
    """A token of one's own; the token itself is shown by nobody."""

    number: int
    name: str
    scopes: list[str]
    made_at: dt.datetime
    ends_at: dt.datetime | None
    last_used_at: dt.datetime | None
    revoked: bool

    @classmethod
    def of(cls, token: Token) -> TokenShape:
        """Return the shape of a token."""
        return cls(
            number=token.pk, name=token.name, scopes=token.scopes, made_at=token.made_at, ends_at=token.ends_at,
            last_used_at=token.last_used_at, revoked=token.revoked,
        )  # fmt: skip


class TokenPage(BaseModel):
    """One's own tokens, those that work first."""

    items: list[TokenShape]


class SessionShape(BaseModel):
    """A session that is open under one's account."""

    number: int
    since: dt.datetime
    last_seen: dt.datetime
    agent: str = Field(description="what the browser said of itself")

    @classmethod
    def of(cls, session: LoginSession) -> SessionShape:
        """Return the shape of a session."""
        return cls(number=session.pk, since=session.since, last_seen=session.last_seen, agent=session.agent)


class SessionPage(BaseModel):
    """One's own sessions, the last used first."""

    items: list[SessionShape]


class EndedShape(BaseModel):
    """How many were ended."""

    ended: int


class LanguageShape(BaseModel):
    """The language in which the office speaks to an account."""

    language: str = Field(pattern="^(ja|en)$")
