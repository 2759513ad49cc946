"""Enrolment from the command line: an organisation where it is not there yet, an account by the command that makes them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import transaction

from sonae.core import Clock, InputError, UnknownChoiceError
from sonae.office.access import AccountReceipt, account_command_from, handle_account
from sonae.office.models import Organisation
from sonae.office.roles import Role

__all__ = ["enrol"]


def enrol(
    login: str,
    *,
    names: tuple[str, str],
    organisation: str,
    organisation_as: tuple[str, str, str] | None = None,
    department: str | None = None,
    roles: Sequence[str],
    clearance: str = "INTERNAL",
    clock: Clock | None = None,
) -> AccountReceipt:
    """Make an account with a one-time password.

    Args:
        login: by which the person logs in.
        names: in Japanese and in English.
        organisation: code of the one it belongs to.
        organisation_as: kind, name in Japanese and in English of an organisation that is not there yet.
        department: code of a department.
        roles: what it is granted, one at least.
        clearance: the highest classification that it may see.
        clock: tells the time.

    Raises:
        InputError: for what does not fit; nothing is made then.

    """
    for role in roles:
        if role not in list(Role):
            raise UnknownChoiceError("role", role, [one.value for one in Role], field="role")
    if not roles:
        raise InputError("no role is granted", field="role", expected="one role at least")
    fields = {
        "login": login, "name_ja": names[0], "name_en": names[1], "organisation": organisation, "department": department,
        "roles": tuple(roles), "clearance": clearance.upper(),
    }  # fmt: skip
    command = account_command_from("account.make", fields)
    with transaction.atomic():
        _require_organisation(organisation, organisation_as)
        return handle_account(command, None, key=secrets.token_hex(16), clock=clock)


def _require_organisation(code: str, made_as: tuple[str, str, str] | None) -> None:
    if Organisation.objects.filter(code=code).exists():
        return
    if made_as is None:
        codes = Organisation.objects.values_list("code", flat=True)
        raise UnknownChoiceError("organisation", code, codes, field="organisation")
    kind, ja, en = made_as
    if kind not in Organisation.Kind.values:
        raise UnknownChoiceError("kind of organisation", kind, Organisation.Kind.values, field="kind")
    Organisation.objects.create(code=code, kind=kind, name_ja=ja, name_en=en, reading=ja)
