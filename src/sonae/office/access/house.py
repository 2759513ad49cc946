"""Rules of the house on who may hold which roles. None of them is the bylaw's; each verdict says so."""

from __future__ import annotations

from sonae.office.gate import RefusedError, Verdict
from sonae.office.models import Account, Grant, Organisation
from sonae.office.roles import Role

__all__ = ["hold_administrators", "may_keep_accounts", "one_administrator_stays", "roles_now", "together"]

_ELSEWHERE = {
    Role.APPLICANT: (Organisation.Kind.COMPANY, "企業", "a company"),
    Role.MINISTRY: (Organisation.Kind.MINISTRY, "所管省", "the ministry"),
    Role.COMMITTEE: (Organisation.Kind.COMMITTEE, "外部委員会", "a committee"),
}


def roles_now(account: Account) -> frozenset[Role]:
    """Return the roles as the database has them now, not as an object once read them."""
    return frozenset(Role(one) for one in Grant.objects.filter(account=account).values_list("role", flat=True))


def _refuse(ja: str, en: str) -> None:
    raise RefusedError(Verdict(False, f"{ja}（本システムの定め）。", f"{en} (a rule of the house)."))


def may_keep_accounts(actor: Account, target: Account | None, *, own: bool) -> Verdict:
    """Return whether an account may give a command on an account.

    Args:
        actor: who gives it.
        target: the account it is on; None for one that is to be made.
        own: whether the command may be given on one's own account.

    """
    if not Account.objects.filter(pk=actor.pk, is_active=True).exists():
        return Verdict(False, "利用停止中の利用者である。", "the account is closed.")
    role = Role.ADMINISTRATOR
    if role not in roles_now(actor):
        return Verdict(False, f"この操作は{role.ja}のみが行える。", f"this is for {role.en} alone.")
    if target is not None and target.pk == actor.pk and not own:
        return Verdict(
            False, "管理者は、自分の権限・パスワードをこの画面から変更できない（本システムの定め）。",
            "an administrator changes neither what he himself may do nor his own password here (a rule of the house).",
        )  # fmt: skip
    return Verdict(True, f"{role.ja}として行える。", f"allowed as {role.en}.")


def together(roles: frozenset[Role], place: Organisation) -> None:
    """Refuse roles that one account does not hold together, or that do not belong to its organisation.

    Raises:
        RefusedError: with the reason.

    """
    if {Role.PROMOTION, Role.REVIEW} <= roles:
        _refuse("推進と審査を同じ者が兼ねることはできない", "nobody holds both promotion and review")
    if Role.ADMINISTRATOR in roles and roles - {Role.ADMINISTRATOR, Role.PUBLIC}:
        _refuse(
            "システム管理者は業務の役割を兼ねることができない",
            "an administrator holds no business role, and who holds one is no administrator",
        )
    for role in sorted(roles - {Role.PUBLIC}):
        kind, ja, en = _ELSEWHERE.get(role, (Organisation.Kind.AGENCY, "機構", "the agency"))
        if place.kind != kind:
            _refuse(f"{role.ja}の役割は{ja}に属する者だけが持つ", f"the role of {role.en} is for accounts of {en}")


def hold_administrators() -> None:
    """Lock the accounts of all administrators, in one order: two of them do not let each other go at the same moment."""
    keys = list(Grant.objects.filter(role=Role.ADMINISTRATOR.value).values_list("account_id", flat=True))
    list(Account.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def one_administrator_stays(leaving: Account) -> None:
    """Refuse to let the last administrator go; they are held by :func:`hold_administrators`.

    Raises:
        RefusedError: with the reason.

    """
    keys = list(Grant.objects.filter(role=Role.ADMINISTRATOR.value).values_list("account_id", flat=True))
    if Account.objects.filter(pk__in=keys, is_active=True).exclude(pk=leaving.pk).exists():
        return
    _refuse("最後の管理者を外すことはできない", "the last administrator stays")
