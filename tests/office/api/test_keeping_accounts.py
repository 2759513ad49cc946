"""Accounts over the API: kept by administrators alone under the rules of the house; one's own by everybody."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sonae.office.access import account_moves
from sonae.office.models import Account, Event, Grant, LoginSession, Token
from sonae.office.roles import Role
from sonae.office.seed.cast import Cast
from tests.office.api.conftest import Speak, Speaker
from tests.office.api.test_contract import problem_of
from tests.office.api.test_reads import _NO_READ, walked
from tests.office.tokens import token_of

pytestmark = pytest.mark.django_db

NEW = {"login": "hana", "name_ja": "架空 花", "name_en": "Hana", "organisation": "agency", "roles": ["review"]}


def keeps(speaker: Speaker, login: str, kind: str, body: object = None, key: str = "k") -> object:
    return speaker.call("POST", f"/accounts/{login}/commands/{kind}", body or {}, Idempotency_Key=f"{kind}-{key}")


def test_an_account_is_made_and_its_password_comes_once(speak: Speak) -> None:
    admin = speak("admin")
    made = admin.call("POST", "/accounts", NEW, Idempotency_Key="new-1")
    assert made.status_code == 200, made.content
    assert made["Location"] == "/api/v1/accounts/hana"
    assert made["Cache-Control"] == "no-store"
    receipt = made.json()
    assert Account.objects.get(login="hana").check_password(receipt["secret"])
    again = admin.call("POST", "/accounts", NEW, Idempotency_Key="new-1").json()
    assert again == {**receipt, "secret": None, "repeated": True}
    other = admin.call("POST", "/accounts", {**NEW, "login": "hana2"}, Idempotency_Key="new-1")
    assert problem_of(other)["errors"][0]["field"] == "key"
    assert problem_of(admin.call("POST", "/accounts", NEW, Idempotency_Key="new-2"))["errors"][0]["field"] == "login"
    assert problem_of(admin.call("POST", "/accounts", NEW))["status"] == 400
    read = admin.get("/accounts/hana").json()
    assert ([role["code"] for role in read["roles"]], read["open"], read["must_change_password"]) == (
        ["review"],
        True,
        True,
    )
    assert [event["kind"] for event in read["events"]] == ["account.made"]
    assert not Event.objects.filter(line__contains=receipt["secret"]).exists()


def test_every_command_on_accounts_has_an_address(speak: Speak, cast: Cast) -> None:
    document = speak("public").get("/openapi.json").json()
    paths = {path for path in document["paths"] if path.startswith("/api/v1/accounts/{login}/commands/")}
    assert {path.rpartition("/")[2] for path in paths} == {
        kind for kind, move in account_moves().items() if not move.makes
    }
    admin = speak("admin")
    other = token_of(cast["finance"])
    assert keeps(admin, "finance", "account.grant_role", {"role": "planning"}).status_code == 200
    assert keeps(admin, "finance", "account.revoke_role", {"role": "planning"}).status_code == 200
    assert keeps(admin, "finance", "account.set_clearance", {"clearance": "SECRET"}).status_code == 200
    assert keeps(admin, "finance", "account.set_department", {"department": "planning"}).status_code == 200
    assert keeps(admin, "finance", "account.reset_second_factor").status_code == 422
    assert Speaker(other).get("/me").status_code == 200
    given = keeps(admin, "finance", "account.reset_password").json()
    assert Account.objects.get(login="finance").check_password(given["secret"])
    assert Speaker(other).get("/me").status_code == 401
    assert keeps(admin, "finance", "account.close", {"reason": "left"}).status_code == 200
    assert [one["kind"] for one in admin.get("/accounts/finance").json()["commands"]].count("account.reopen") == 1
    assert keeps(admin, "finance", "account.reopen", {"reason": "back"}).status_code == 200
    kinds = [event["kind"] for event in admin.get("/accounts/finance").json()["events"]]
    assert kinds[0] == "account.opened"
    assert "token.revoked" in kinds


def test_the_rules_of_the_house_hold_here_too(speak: Speak) -> None:
    admin = speak("admin")
    said = problem_of(keeps(admin, "promotion", "account.grant_role", {"role": "review"}))
    assert (said["status"], "本システムの定め" in said["detail"]) == (409, True)
    own = problem_of(keeps(admin, "admin", "account.set_clearance", {"clearance": "SECRET"}))
    assert own["status"] == 409
    assert problem_of(keeps(admin, "admin", "account.revoke_role", {"role": "administrator"}))["status"] == 409
    assert problem_of(keeps(admin, "nobody-here", "account.reset_password"))["status"] == 404
    assert problem_of(keeps(admin, "finance", "account.burn"))["status"] == 404
    assert problem_of(keeps(admin, "finance", "account.grant_role", {"role": "king"}))["status"] == 422
    assert problem_of(keeps(admin, "finance", "account.grant_role", {"rol": "x"}))["status"] == 422
    assert problem_of(admin.get("/accounts/%00"))["status"] == 404
    assert Grant.objects.filter(account__login="promotion").count() == 1
    assert Event.objects.filter(kind="command.refused", actor="admin").count() == 3


def test_a_token_of_who_was_an_administrator_opens_nothing(speak: Speak) -> None:
    """The scope was looked at when the token was made; the role is looked at now."""
    admin = speak("admin")
    Grant.objects.filter(account__login="admin").update(role=Role.PUBLIC.value)
    for answer in (
        admin.get("/accounts"), admin.get("/accounts/finance"), admin.get("/accounts/nobody-here"), admin.get("/places"),
        admin.call("POST", "/accounts", NEW, Idempotency_Key="x"), keeps(admin, "finance", "account.reset_password"),
        keeps(admin, "nobody-here", "account.reset_password"), keeps(admin, "finance", "account.burn"),
    ):  # fmt: skip
        said = problem_of(answer)
        assert (said["status"], said["type"]) == (403, "/api/v1/problems/not-permitted")
        assert "システム管理者のみ" in said["detail"]
    assert not Account.objects.filter(login="hana").exists()


def test_accounts_are_listed_and_looked_for(speak: Speak) -> None:
    admin = speak("admin")
    found = walked(admin, "/accounts", 4)
    assert [one["login"] for one in found] == sorted(Account.objects.values_list("login", flat=True))
    assert {one["login"] for one in walked(admin, "/accounts?q=Hinokuma", 50)} == {"applicant"}
    places = admin.get("/places").json()
    assert {"agency", "ministry", "hinokuma"} <= {one["code"] for one in places["organisations"]}
    assert {one["kind"] for one in places["departments"]} == {"department"}
    secrets = {"password", "totp_secret", "token_hash"}
    assert not secrets & set(json.dumps(found))
    assert all(not secrets & set(one) for one in found)
    for path, bound in {"/accounts?limit=50": 9, "/accounts?limit=3": 9, "/places": 9, "/accounts/finance": 12}.items():
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(path).status_code == 200
        said = [query["sql"] for query in queries if not query["sql"].startswith(_NO_READ)]
        assert len(said) <= bound, (path, said)


def test_one_s_own_tokens_are_seen_and_revoked(speak: Speak, cast: Cast) -> None:
    mine, other = speak("finance"), speak("review")
    spare = token_of(cast["finance"], ("read",))
    listed = mine.get("/me/tokens").json()["items"]
    assert len(listed) == 2
    assert mine.token not in json.dumps(listed)
    number = Token.objects.get(account__login="finance", scopes=["read"]).pk
    assert other.call("DELETE", f"/me/tokens/{number}").status_code == 404
    assert Speaker(spare).call("DELETE", f"/me/tokens/{number}").status_code == 403
    for _ in range(2):
        done = mine.call("DELETE", f"/me/tokens/{number}")
        assert (done.status_code, done.content) == (204, b"")
    assert Speaker(spare).get("/me").status_code == 401
    assert Event.objects.filter(kind="token.revoked", subject="account/finance").count() == 1
    for wrong in ("0", "-1", str(1 << 70), "x"):
        assert mine.call("DELETE", f"/me/tokens/{wrong}").status_code in (404, 422), wrong
    assert mine.call("POST", "/me/tokens", {}).status_code == 405


def test_one_s_own_sessions_are_seen_and_ended(speak: Speak, cast: Cast) -> None:
    mine, other = speak("finance"), speak("review")
    clients = [Client(HTTP_USER_AGENT=f"Browser {place}") for place in range(3)]
    for client in clients:
        client.force_login(cast["finance"])
        assert client.get("/account/").status_code == 200
    listed = mine.get("/me/sessions").json()["items"]
    assert len(listed) == 3
    keys = list(LoginSession.objects.values_list("session_key", flat=True))
    assert not [key for key in keys if key in json.dumps(listed)]
    number = LoginSession.objects.get(session_key=clients[0].session.session_key).pk
    assert other.call("DELETE", f"/me/sessions/{number}").status_code == 404
    assert mine.call("DELETE", f"/me/sessions/{number}").status_code == 204
    assert mine.call("DELETE", f"/me/sessions/{number}").status_code == 404
    assert [client.get("/account/").status_code for client in clients] == [302, 200, 200]
    assert mine.call("DELETE", "/me/sessions").json() == {"ended": 2}
    assert [client.get("/account/").status_code for client in clients] == [302] * 3
    assert mine.get("/me").status_code == 200


def test_the_language_is_chosen(speak: Speak) -> None:
    speaker = speak("finance")
    assert speaker.call("PUT", "/me/language", {"language": "en"}).json() == {"language": "en"}
    assert speaker.get("/me").json()["language"] == "en"
    assert speaker.get("/cases/none").json()["title"] == "not found"
    for wrong in ({"language": "fr"}, {}, {"language": "en", "more": 1}, {"language": ["en"]}):
        assert problem_of(speaker.call("PUT", "/me/language", wrong))["status"] == 422
    events = Event.objects.filter(kind="account.changed", actor="finance").count()
    speaker.call("PUT", "/me/language", {"language": "en"})
    assert Event.objects.filter(kind="account.changed", actor="finance").count() == events == 1
