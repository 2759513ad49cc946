"""Accounts: who may keep them, the rules of the house, one-time passwords, keys, events, and the pages."""

from __future__ import annotations

import re

import pytest

from sonae.auditlog import verify_chain
from sonae.core import InputError, UnknownChoiceError
from sonae.office import log
from sonae.office.access import account_command_from, account_moves, handle_account
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.models import Account, CommandRecord, Event, Grant
from sonae.office.roles import Role
from sonae.office.seed.cast import Cast
from tests.office.access.conftest import Keep, Reader, SetClock

pytestmark = pytest.mark.django_db

NEW = {"login": "hanako", "name_ja": "架空 花子", "name_en": "Hanako", "organisation": "agency"}


def roles_of(login: str) -> set[str]:
    return set(Grant.objects.filter(account__login=login).values_list("role", flat=True))


def test_an_account_is_made_with_a_password_that_is_shown_once(cast: Cast, keep: Keep) -> None:
    receipt = keep(
        "admin", "account.make", key="one", department="finance", roles=["finance"], clearance="SECRET", **NEW
    )
    account = Account.objects.get(login="hanako")
    assert receipt.secret is not None
    assert account.check_password(receipt.secret)
    assert (account.must_change_password, account.clearance, roles_of("hanako")) == (True, 2, {"finance"})
    event = Event.objects.get(sequence=receipt.sequence)
    assert (event.kind, event.actor, event.subject) == ("account.made", "admin", "account/hanako")
    assert receipt.secret not in repr(receipt) + event.line + str(CommandRecord.objects.get(key="one").receipt)
    again = keep("admin", "account.make", key="one", department="finance", roles=["finance"], clearance="SECRET", **NEW)
    assert (again.repeated, again.sequence, again.secret) == (True, receipt.sequence, None)
    with pytest.raises(InputError, match="the key was used for another command"):
        keep("admin", "account.close", "hanako", key="one", reason="x")
    assert verify_chain(log.DatabaseLog().entries()).holds


@pytest.mark.parametrize("who", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_keeps_accounts(cast: Cast, keep: Keep, who: str) -> None:
    for kind, login, fields in (
        ("account.make", None, NEW), ("account.reset_password", "admin", {}), ("account.grant_role", who, {"role": "executive"}),
        ("account.reset_password", "no-such-account", {}),
    ):  # fmt: skip
        with pytest.raises(RefusedError, match="this is for administrator alone"):
            keep(who, kind, login, **fields)
    assert Event.objects.latest("sequence").kind == "command.refused"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("account.grant_role", {"role": "finance"}), ("account.grant_role", {"role": "public"}),
        ("account.set_clearance", {"clearance": "SECRET"}), ("account.reset_password", {}),
        ("account.set_department", {"department": "finance"}),
    ],
)  # fmt: skip
def test_an_administrator_widens_nothing_of_his_own(cast: Cast, keep: Keep, kind: str, fields: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match="a rule of the house"):
        keep("admin", kind, "admin", **fields)
    assert roles_of("admin") == {"administrator"}


@pytest.mark.parametrize(
    ("login", "role", "said"),
    [
        ("promotion", "review", "nobody holds both promotion and review"), ("review", "promotion", "nobody holds both promotion"),
        ("finance", "administrator", "an administrator holds no business role"), ("applicant", "finance", "accounts of the agency"),
        ("finance", "applicant", "accounts of a company"), ("finance", "ministry", "accounts of the ministry"),
        ("ministry", "committee", "accounts of a committee"), ("applicant", "administrator", "holds no business role"),
    ],
)  # fmt: skip
def test_roles_that_do_not_go_together(cast: Cast, keep: Keep, login: str, role: str, said: str) -> None:
    before = roles_of(login)
    with pytest.raises(RefusedError, match=said) as refused:
        keep("admin", "account.grant_role", login, role=role)
    assert "本システムの定め" in refused.value.verdict.ja
    assert refused.value.verdict.citations == ()
    assert roles_of(login) == before


def test_an_account_is_not_made_with_roles_that_do_not_go_together(cast: Cast, keep: Keep) -> None:
    with pytest.raises(RefusedError, match="nobody holds both promotion and review"):
        keep("admin", "account.make", roles=["promotion", "review"], **NEW)
    assert not Account.objects.filter(login="hanako").exists()


def test_roles_are_granted_and_revoked_with_an_event(cast: Cast, keep: Keep) -> None:
    keep("admin", "account.grant_role", "finance", role="planning")
    assert roles_of("finance") == {"finance", "planning"}
    with pytest.raises(InputError, match="already"):
        keep("admin", "account.grant_role", "finance", role="planning")
    receipt = keep("admin", "account.revoke_role", "finance", role="finance")
    assert roles_of("finance") == {"planning"}
    assert '"role":"finance"' in Event.objects.get(sequence=receipt.sequence).line
    with pytest.raises(InputError, match="is not finance"):
        keep("admin", "account.revoke_role", "finance", role="finance")


def test_the_last_administrator_stays(cast: Cast, keep: Keep) -> None:
    for kind, fields in (("account.close", {"reason": "x"}), ("account.revoke_role", {"role": "administrator"})):
        with pytest.raises(RefusedError, match="the last administrator stays"):
            keep("admin", kind, "admin", **fields)
    keep("admin", "account.make", roles=["administrator"], **NEW)
    keep("admin", "account.close", "admin", reason="leaves")
    assert not Account.objects.get(login="admin").is_active
    with pytest.raises(RefusedError, match="the account is closed"):
        keep("admin", "account.reopen", "admin", reason="back again")
    with pytest.raises(RefusedError, match="the last administrator stays"):
        keep(None, "account.close", "hanako", reason="x")


def test_who_runs_the_machine_makes_the_first_administrator(keep: Keep, db: None) -> None:
    receipt = keep(None, "account.make", roles=["administrator"], **NEW)
    assert receipt.secret
    assert Event.objects.get(sequence=receipt.sequence).actor == "console"


def test_a_role_that_was_taken_counts_at_once(cast: Cast, keep: Keep) -> None:
    """The object that a session holds still knows the role; the database does not."""
    keep("admin", "account.make", roles=["administrator"], **NEW)
    assert Role.ADMINISTRATOR in cast["admin"].roles
    Grant.objects.filter(account=cast["admin"]).delete()
    with pytest.raises(RefusedError, match="administrator alone"):
        keep("admin", "account.reset_password", "finance")


def test_what_is_not_there_or_does_not_fit(cast: Cast, keep: Keep) -> None:
    with pytest.raises(NotThereError):
        keep("admin", "account.close", "no-such-account", reason="x")
    with pytest.raises(UnknownChoiceError):
        account_command_from("account.burn", {})
    with pytest.raises(InputError, match="taken"):
        keep("admin", "account.make", **{**NEW, "login": "finance"})
    with pytest.raises(InputError, match="login"):
        account_command_from("account.make", {**NEW, "login": "<script>"})
    with pytest.raises(InputError, match="departments are the agency's"):
        keep("admin", "account.set_department", "applicant", department="finance")
    with pytest.raises(InputError, match="1 to 80 letters"):
        handle_account(account_command_from("account.reset_password", {}), cast["admin"], key="", login="finance")


def test_clearance_and_department_say_what_was_before(cast: Cast, keep: Keep) -> None:
    for kind, fields, before in (
        ("account.set_clearance", {"clearance": "SECRET"}, "INTERNAL"),
        ("account.set_department", {"department": "planning"}, "finance"),
    ):
        receipt = keep("admin", kind, "finance", **fields)
        assert f'"before":"{before}"' in Event.objects.get(sequence=receipt.sequence).line


def page_key(page: str, kind: str = "") -> str:
    found = re.search(rf'{kind}.*?name="key" value="([^"]+)"', page, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_pages_of_an_administrator(cast: Cast, clock: SetClock) -> None:
    reader = Reader()
    reader.tries("admin")
    assert "hinokuma" not in reader.client.get("/administration/accounts/?q=Zaimi").content.decode()
    page = reader.client.get("/administration/accounts/new/").content.decode()
    fields = {
        **NEW,
        "clearance": "INTERNAL",
        "language": "ja",
        "roles": ["finance"],
        "department": "",
        "key": page_key(page),
    }
    made = reader.client.post("/administration/accounts/new/", fields)
    assert made.status_code == 201
    secret = re.search(r"([2-9a-z]{5}-){3}[2-9a-z]{5}", made.content.decode())
    assert secret is not None
    assert Reader("192.0.2.9").tries("hanako", secret[0]) == 302
    assert "すでに完了しています" in reader.client.post("/administration/accounts/new/", fields).content.decode()
    detail = reader.client.get("/administration/accounts/of/hanako/").content.decode()
    assert "利用者を作成した" in detail
    at = "/administration/accounts/of/hanako/account.grant_role/"
    answer = reader.client.post(at, {"role": "executive", "key": page_key(detail, "account.grant_role")})
    assert answer.status_code == 302
    assert roles_of("hanako") == {"finance", "executive"}


def test_a_page_says_calmly_what_is_refused(cast: Cast, clock: SetClock) -> None:
    reader = Reader()
    reader.tries("admin")
    at = "/administration/accounts/of/promotion/account.grant_role/"
    answer = reader.client.post(at, {"role": "review", "key": "x"})
    assert answer.status_code == 422
    assert "推進と審査を同じ者が兼ねることはできない" in answer.content.decode()
    taken = reader.client.post(
        "/administration/accounts/new/",
        {**NEW, "login": "finance", "clearance": "PUBLIC", "language": "ja", "key": "y"},
    )
    assert "すでに使われているか" in taken.content.decode()
    assert 'value="架空 花子"' in taken.content.decode()
    own = reader.client.get("/administration/accounts/of/admin/").content.decode()
    assert "account.reset_password" not in own
    for address in ("of/none/", "of/finance/account.burn/", "of/finance/account.make/"):
        post = reader.client.post(f"/administration/accounts/{address}", {"key": "z"})
        assert post.status_code in (404, 405)


@pytest.mark.parametrize("who", ["finance", "applicant", "ministry", "public", "auditor"])
def test_the_pages_are_shut_to_others(cast: Cast, clock: SetClock, who: str) -> None:
    reader = Reader()
    reader.tries(who)
    for address in ("", "new/", "of/admin/", "of/none/"):
        answer = reader.client.get(f"/administration/accounts/{address}")
        assert answer.status_code == 403
        assert "システム管理者のみ" in answer.content.decode()
    assert (
        reader.client.post("/administration/accounts/of/admin/account.close/", {"key": "x", "reason": "x"}).status_code
        == 403
    )


def test_every_command_has_words_and_an_event() -> None:
    names = log.event_names()
    for move in account_moves().values():
        assert move.event in names
        assert move.ja
        assert move.en
        for field in move.command.model_fields.values():
            assert isinstance(field.json_schema_extra, dict)
            assert {"ja", "en"} <= field.json_schema_extra.keys()
