"""The commands by which an administrator keeps accounts, with their words, and what each of them does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sonae.core import Classification, InputError
from sonae.office.access import house, sessions, tokens
from sonae.office.access.passwords import one_time_password
from sonae.office.life import Command, said
from sonae.office.models import Account, Department, Grant, Identity, Organisation
from sonae.office.roles import Role
from sonae.office.settings import OFFICE

__all__ = [
    "ONE_TIME", "AccountMove", "Change", "CloseAccount", "GrantRole", "LinkIdentity", "MakeAccount", "ReopenAccount",
    "ResetPassword", "ResetSecondFactor", "RevokeRole", "SetClearance", "SetDepartment", "UnlinkIdentity", "account_moves",
]  # fmt: skip

ONE_TIME = dt.timedelta(days=3)
"""How long a password that an administrator gave out opens the door; with it one only sets a password of one's own."""

_Label = Literal["PUBLIC", "INTERNAL", "SECRET"]


@dataclass(frozen=True)
class Change:
    """What a command did to an account.

    Attributes:
        account: as it is now.
        body: what the event says beside the fields of the command.
        secret: the one-time password, to be shown once; it is kept nowhere.

    """

    account: Account
    body: Mapping[str, Any] = field(default_factory=dict)
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class AccountMove:
    """A command on accounts as the office knows it.

    Attributes:
        command: its fields.
        ja: what it does, as a button says it.
        en: the same.
        event: the kind of event that it leaves.
        own: whether an administrator may give it on his own account.
        carry_out: does it; the account is locked, and None for a command that makes one.

    """

    command: type[Command]
    ja: str
    en: str
    event: str
    own: bool
    carry_out: Callable[[Account | None, Any, str, dt.datetime], Change]

    @property
    def kind(self) -> str:
        """The name of the command."""
        return self.command.kind

    @property
    def makes(self) -> bool:
        """Whether it makes an account."""
        return self.command is MakeAccount


class MakeAccount(Command):
    """Make an account with a one-time password."""

    kind: ClassVar[str] = "account.make"

    login: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,39}$")] = said("ログイン名", "login name")
    name_ja: Annotated[str, Field(min_length=1, max_length=80)] = said("氏名", "name in Japanese")
    name_en: Annotated[str, Field(min_length=1, max_length=80)] = said("氏名（英語）", "name in English")
    organisation: str = said("所属機関", "organisation")
    department: str | None = said("部署", "department", default=None)
    roles: tuple[Role, ...] = said("役割", "roles", default=())
    clearance: _Label = said("閲覧できる区分の上限", "highest label to be seen", default="PUBLIC")
    language: Literal["ja", "en"] = said("表示言語", "language", default="ja")


class GrantRole(Command):
    """Grant a role."""

    kind: ClassVar[str] = "account.grant_role"

    role: Role = said("役割", "role")


class RevokeRole(Command):
    """Revoke a role."""

    kind: ClassVar[str] = "account.revoke_role"

    role: Role = said("役割", "role")


class SetClearance(Command):
    """Set the highest label that an account sees."""

    kind: ClassVar[str] = "account.set_clearance"

    clearance: _Label = said("閲覧できる区分の上限", "highest label to be seen")


class SetDepartment(Command):
    """Set the department of an account of the agency."""

    kind: ClassVar[str] = "account.set_department"

    department: str | None = said("部署", "department", default=None)


class ResetPassword(Command):
    """Give out a one-time password; sessions and tokens end."""

    kind: ClassVar[str] = "account.reset_password"


class ResetSecondFactor(Command):
    """Take the second factor away, for who has lost it; sessions end."""

    kind: ClassVar[str] = "account.reset_second_factor"


class LinkIdentity(Command):
    """Say by which the provider of logins knows who owns an account."""

    kind: ClassVar[str] = "account.link_identity"

    identity: Annotated[str, Field(min_length=1, max_length=255)] = said(
        "外部認証の識別子", "identity at the provider of logins"
    )


class UnlinkIdentity(Command):
    """Take the identity away: the provider opens the account no more; sessions end."""

    kind: ClassVar[str] = "account.unlink_identity"


class CloseAccount(Command):
    """Close an account; sessions and tokens end at once."""

    kind: ClassVar[str] = "account.close"

    reason: Annotated[str, Field(min_length=1, max_length=500)] = said("理由", "reason")


class ReopenAccount(Command):
    """Open a closed account again."""

    kind: ClassVar[str] = "account.reopen"

    reason: Annotated[str, Field(min_length=1, max_length=500)] = said("理由", "reason")


def _there(account: Account | None) -> Account:
    if account is None:
        raise InputError("the command is about an account", field="login", expected="the login name of an account")
    return account


def _department(code: str | None, place: Organisation) -> Department | None:
    if code is None:
        return None
    if place.kind != Organisation.Kind.AGENCY:
        raise InputError("departments are the agency's", field="department", expected="no department")
    found = Department.objects.filter(code=code).first()
    if found is None:
        raise InputError("no department of that code", field="department", expected="the code of a department")
    return found


def _made(_: Account | None, command: MakeAccount, by: str, now: dt.datetime) -> Change:
    place = Organisation.objects.filter(code=command.organisation).first()
    if place is None:
        raise InputError("no organisation of that code", field="organisation", expected="the code of an organisation")
    if Account.objects.filter(login=command.login).exists():
        raise InputError("the login name is taken", field="login", expected="another name")
    roles = frozenset(command.roles)
    house.together(roles, place)
    secret = one_time_password()
    account = Account.objects.create_account(
        command.login, secret, name_ja=command.name_ja, name_en=command.name_en, organisation=place,
        department=_department(command.department, place), clearance=Classification[command.clearance].value,
        language=command.language, fictional=place.fictional, must_change_password=True, password_until=now + ONE_TIME,
    )  # fmt: skip
    Grant.objects.bulk_create(Grant(account=account, role=role.value) for role in sorted(roles))
    return Change(account, {"organisation": place.code}, secret)


def _granted(account: Account | None, command: GrantRole, by: str, now: dt.datetime) -> Change:
    account = _there(account)
    held = house.roles_now(account)
    if command.role in held:
        raise InputError(
            f"the account is {command.role.en} already", field="role", expected="a role that it does not hold"
        )
    house.together(held | {command.role}, account.organisation)
    Grant.objects.create(account=account, role=command.role.value)
    return Change(account)


def _revoked(account: Account | None, command: RevokeRole, by: str, now: dt.datetime) -> Change:
    account = _there(account)
    if command.role not in house.roles_now(account):
        raise InputError(f"the account is not {command.role.en}", field="role", expected="a role that it holds")
    if command.role is Role.ADMINISTRATOR:
        house.one_administrator_stays(account)
    Grant.objects.filter(account=account, role=command.role.value).delete()
    return Change(account)


def _cleared(account: Account | None, command: SetClearance, by: str, now: dt.datetime) -> Change:
    account = _there(account)
    before = account.label.name
    account.clearance = Classification[command.clearance].value
    account.save(update_fields=["clearance"])
    return Change(account, {"before": before})


def _placed(account: Account | None, command: SetDepartment, by: str, now: dt.datetime) -> Change:
    account = _there(account)
    before = account.department.code if account.department else None
    account.department = _department(command.department, account.organisation)
    account.save(update_fields=["department"])
    return Change(account, {"before": before})


def _given(account: Account | None, command: ResetPassword, by: str, now: dt.datetime) -> Change:
    account = _there(account)
    secret = one_time_password()
    account.set_password(secret)
    account.must_change_password, account.password_until = True, now + ONE_TIME
    account.save(update_fields=["password", "must_change_password", "password_until"])
    return Change(account, _all_ended(account, by, "password", now), secret)


def _factor_reset(account: Account | None, command: ResetSecondFactor, by: str, now: dt.datetime) -> Change:
    account = _there(account)
    if not account.totp_secret:
        raise InputError("the account has no second factor", field="login", expected="an account with one")
    account.totp_secret = ""
    account.save(update_fields=["totp_secret"])
    return Change(account, {"sessions_ended": sessions.end_all(account, by, "second_factor", now)})


def _linked(account: Account | None, command: LinkIdentity, by: str, now: dt.datetime) -> Change:
    account = _there(account)
    if OFFICE.oidc_issuer is None:
        raise InputError(
            "the office knows no provider of logins", field="identity", expected="SONAE_OFFICE_OIDC_ISSUER"
        )
    if Identity.objects.filter(account=account).exists():
        raise InputError("the account is linked already", field="login", expected="an account without an identity")
    if not command.identity.isprintable():
        raise InputError("the identity cannot be used", field="identity", expected="letters that can be read")
    if Identity.objects.filter(issuer=OFFICE.oidc_issuer, name=command.identity).exists():
        raise InputError("the identity is another account's", field="identity", expected="one that is linked to none")
    Identity.objects.create(
        account=account, issuer=OFFICE.oidc_issuer, name=command.identity, linked_at=now,
        subject=command.identity if OFFICE.oidc_claim == "sub" else "",
    )  # fmt: skip
    return Change(account, {"issuer": OFFICE.oidc_issuer})


def _unlinked(account: Account | None, command: UnlinkIdentity, by: str, now: dt.datetime) -> Change:
    account = _there(account)
    link = Identity.objects.filter(account=account).first()
    if link is None:
        raise InputError("the account has no identity", field="login", expected="an account with one")
    link.delete()
    body = {"issuer": link.issuer, "name": link.name, "sessions_ended": sessions.end_all(account, by, "identity", now)}
    return Change(account, body)


def _closed(account: Account | None, command: CloseAccount, by: str, now: dt.datetime) -> Change:
    account = _there(account)
    if not account.is_active:
        raise InputError("the account is closed already", field="login", expected="an open account")
    if Role.ADMINISTRATOR in house.roles_now(account):
        house.one_administrator_stays(account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    return Change(account, _all_ended(account, by, "closed", now))


def _reopened(account: Account | None, command: ReopenAccount, by: str, now: dt.datetime) -> Change:
    account = _there(account)
    if account.is_active:
        raise InputError("the account is open", field="login", expected="a closed account")
    account.is_active = True
    account.save(update_fields=["is_active"])
    return Change(account)


def _all_ended(account: Account, by: str, ground: str, now: dt.datetime) -> dict[str, int]:
    return {
        "sessions_ended": sessions.end_all(account, by, ground, now), "tokens_revoked": tokens.revoke_all(account, by, now),
    }  # fmt: skip


_MOVES = (
    AccountMove(MakeAccount, "利用者を作成する", "Make an account", "account.made", False, _made),
    AccountMove(GrantRole, "役割を付与する", "Grant a role", "role.granted", False, _granted),
    AccountMove(RevokeRole, "役割を取り消す", "Revoke a role", "role.revoked", True, _revoked),
    AccountMove(SetClearance, "閲覧区分を変更する", "Set the clearance", "account.changed", False, _cleared),
    AccountMove(SetDepartment, "部署を変更する", "Set the department", "account.changed", False, _placed),
    AccountMove(ResetPassword, "パスワードを再設定する", "Reset the password", "password.reset", False, _given),
    AccountMove(
        ResetSecondFactor,
        "二段階認証を解除する",
        "Reset the second factor",
        "second_factor.reset",
        False,
        _factor_reset,
    ),
    AccountMove(
        LinkIdentity,
        "外部認証を結び付ける",
        "Link an identity of the provider of logins",
        "identity.linked",
        False,
        _linked,
    ),
    AccountMove(
        UnlinkIdentity,
        "外部認証を外す",
        "Unlink the identity of the provider of logins",
        "identity.unlinked",
        False,
        _unlinked,
    ),
    AccountMove(CloseAccount, "利用を停止する", "Close the account", "account.closed", True, _closed),
    AccountMove(ReopenAccount, "停止を解く", "Open the account again", "account.opened", False, _reopened),
)


def account_moves() -> Mapping[str, AccountMove]:
    """Return the commands on accounts by name, in the order in which a page shows them."""
    return {move.kind: move for move in _MOVES}
