"""Login by a provider, against a real small one: who gets in, who does not, and what is written down of it."""

from __future__ import annotations

import re
import urllib.parse
from typing import Any

import pytest
from django.db import IntegrityError

from sonae.auditlog import verify_chain
from sonae.core import InputError
from sonae.office import log
from sonae.office.access.oidc import provider, views
from sonae.office.gate import RefusedError
from sonae.office.models import Account, Event, Identity, LoginAttempt
from sonae.office.pace import Pace
from sonae.office.seed.cast import Cast
from tests.office.access.conftest import Configure, Keep, Reader, SetClock
from tests.office.access.oidc_provider import CLIENT, SECRET, SmallProvider
from tests.office.access.oidc_reader import ground, latest, logs_in, started

pytestmark = pytest.mark.django_db


def test_a_person_who_is_linked_gets_in_and_it_is_written_down(
    linked: None, house: SmallProvider, clock: SetClock
) -> None:
    house.person |= {"amr": ["pwd", "mfa"], "acr": "two"}
    reader = Reader()
    reader.client.get("/login/")
    assert logs_in(reader, house) == 302
    assert reader.answer["Location"] == "/"
    assert reader.is_in()
    kind, actor, body = latest()
    assert (kind, actor) == ("login.succeeded", "finance")
    assert body == {"way": "oidc", "issuer": house.issuer, "second_factor": True, "amr": ["pwd", "mfa"], "acr": "two"}
    assert LoginAttempt.objects.get().succeeded
    assert verify_chain(log.DatabaseLog().entries()).holds
    page = reader.client.get("/account/sessions/").content.decode()
    assert "Browser 1" in page


def test_what_is_asked_of_the_provider(linked: None, house: SmallProvider, clock: SetClock) -> None:
    one, two = started(Reader()), started(Reader())
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(one).query))
    assert one.startswith(f"{house.issuer}/authorize?")
    assert {name: asked[name] for name in ("response_type", "client_id", "scope", "code_challenge_method")} == {
        "response_type": "code", "client_id": CLIENT, "scope": "openid", "code_challenge_method": "S256",
    }  # fmt: skip
    assert asked["redirect_uri"].endswith("/login/provider/back/")
    other = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(two).query))
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name]) >= 43
        assert asked[name] != other[name]
    assert house.asked == ["/.well-known/openid-configuration"], "the description is kept"


def test_nobody_gets_an_account_by_a_login(
    configure: Configure, house: SmallProvider, cast: Cast, clock: SetClock
) -> None:
    """Not by the subject, nor by a claim that says the login name of an account."""
    accounts = Account.objects.count()
    house.person = {"sub": "finance", "preferred_username": "finance", "email": "finance"}
    reader = Reader()
    assert logs_in(reader, house) == 403
    assert (ground(), reader.is_in()) == ("not_linked", False)
    assert latest()[1] == "unknown"
    assert "finance" not in Event.objects.order_by("-sequence")[0].line
    assert "「finance」" in reader.answer.content.decode()
    assert (Account.objects.count(), Identity.objects.count()) == (accounts, 0)


def test_a_closed_account_is_answered_as_none(linked: None, house: SmallProvider, clock: SetClock, keep: Keep) -> None:
    keep("admin", "account.close", "finance", reason="left")
    pages = []
    for sub in ("subject-1", "subject-2"):
        house.person = {"sub": sub}
        reader = Reader()
        assert logs_in(reader, house) == 403
        page = reader.answer.content.decode().replace(sub, "")
        pages.append(re.sub(r'value="\w{64}"|nonce="[^"]+"', "", page))
    assert pages[0] == pages[1]
    assert ground() == "not_linked"


def test_an_identity_is_shown_as_text(configure: Configure, house: SmallProvider, clock: SetClock) -> None:
    house.person = {"sub": "<script>alert(1)</script>"}
    reader = Reader()
    assert logs_in(reader, house) == 403
    assert "<script>alert" not in reader.answer.content.decode()


def test_a_state_serves_the_browser_that_began_and_once(linked: None, house: SmallProvider, clock: SetClock) -> None:
    mine, other = Reader(), Reader("192.0.2.9")
    back = house.sent_back(started(mine))
    assert other.client.get(back).status_code == 403
    assert ground() == "state"
    started(other)
    assert other.client.get(back).status_code == 403
    bent_one = re.sub(r"state=[^&]+", "state=x", back)
    assert mine.client.get(bent_one).status_code == 403
    assert mine.client.get("/login/provider/back/").status_code == 403
    assert "/token" not in house.asked, "nothing was asked of the provider"
    assert mine.client.get(back).status_code == 302
    again = Reader()
    again.client.cookies = mine.client.cookies
    again.client.post("/logout/")
    assert again.client.get(back).status_code == 403
    assert ground() == "state"


def test_a_state_ends_after_ten_minutes(linked: None, house: SmallProvider, clock: SetClock) -> None:
    reader = Reader()
    back = house.sent_back(started(reader))
    clock.move(minutes=10)
    assert reader.client.get(back).status_code == 403
    assert ground() == "state"


def test_two_tabs_may_log_in_and_the_oldest_of_many_is_forgotten(
    linked: None, house: SmallProvider, clock: SetClock
) -> None:
    reader = Reader()
    backs = [house.sent_back(started(reader)) for _ in range(5)]
    assert reader.client.get(backs[0]).status_code == 403
    assert reader.client.get(backs[2]).status_code == 302
    assert reader.client.get(backs[4])["Location"] == "/", "who is in already is led on"


def test_a_code_is_taken_once_and_from_who_began(linked: None, house: SmallProvider, clock: SetClock) -> None:
    """A code that was taken, or that was stolen from another browser, is put into a login of one's own."""
    first = Reader()
    back = house.sent_back(started(first))
    code = re.search(r"code=([^&]+)", back)
    assert code is not None
    assert first.client.get(back).status_code == 302
    thief = Reader("192.0.2.50")
    own = house.sent_back(started(thief))
    assert thief.client.get(re.sub(r"code=[^&]+", code[0], own)).status_code == 403
    assert ground() == "code"
    victim = Reader("192.0.2.51")
    fresh = re.search(r"code=([^&]+)", house.sent_back(started(victim)))
    assert fresh is not None
    own = house.sent_back(started(thief))
    assert thief.client.get(re.sub(r"code=[^&]+", fresh[0], own)).status_code == 403, "the proof key is another's"
    assert ground() == "code"
    assert not thief.is_in()


def test_another_provider_s_answer_is_not_taken_for_this_one_s(
    linked: None, house: SmallProvider, clock: SetClock
) -> None:
    """RFC 9207: an answer that names another issuer, and one that names none where it was promised."""
    reader = Reader()
    back = house.sent_back(started(reader))
    assert reader.client.get(f"{back}&iss=https://evil.example").status_code == 403
    assert ground() == "issuer"
    house.says["authorization_response_iss_parameter_supported"] = True
    provider.forget()
    back = house.sent_back(started(reader))
    assert reader.client.get(re.sub(r"&iss=[^&]+", "", back)).status_code == 403
    assert ground() == "issuer"
    assert "/token" not in house.asked
    assert logs_in(reader, house) == 302


def test_a_refusal_of_the_provider_is_one(linked: None, house: SmallProvider, clock: SetClock) -> None:
    reader = Reader()
    back = house.sent_back(started(reader))
    state = re.search(r"state=[^&]+", back)
    assert state is not None
    assert reader.client.get(f"/login/provider/back/?error=access_denied&{state[0]}").status_code == 403
    assert ground() == "denied"
    back = house.sent_back(started(reader))
    assert reader.client.get(re.sub(r"code=[^&]+", "code=" + "x" * 5000, back)).status_code == 403
    assert "/token" not in house.asked


@pytest.mark.parametrize(
    ("asked", "onward"),
    [
        ("/cases/?stage=review", "/cases/?stage=review"), ("https://evil.example/", "/"), ("//evil.example/", "/"),
        ("/\\evil.example", "/"), ("javascript:alert(1)", "/"), ("", "/"),
    ],
)  # fmt: skip
def test_a_login_leads_on_to_our_own_pages_alone(
    linked: None, house: SmallProvider, clock: SetClock, asked: str, onward: str
) -> None:
    reader = Reader()
    assert logs_in(reader, house, next=asked) == 302
    assert reader.answer["Location"] == onward
    assert reader.client.get("/login/provider/", {"next": asked})["Location"] == onward


def test_the_key_of_the_session_changes(linked: None, house: SmallProvider, clock: SetClock) -> None:
    reader = Reader()
    back = house.sent_back(started(reader))
    planted = reader.client.cookies["sonae-session"].value
    assert reader.client.get(back).status_code == 302
    assert reader.client.cookies["sonae-session"].value != planted
    other = Reader()
    other.client.cookies["sonae-session"] = planted
    assert not other.is_in()
    assert reader.client.session.get_expiry_age() > 3600, "the ten minutes of the way in are over"


def test_an_address_that_fails_waits_and_others_do_not(linked: None, house: SmallProvider, clock: SetClock) -> None:
    reader = Reader()
    for _ in range(8):
        assert reader.client.get("/login/provider/back/?state=x").status_code == 403
    assert latest()[2]["waits"] is True
    events = Event.objects.count()
    assert reader.client.get("/login/provider/back/?state=x").status_code == 429
    assert reader.client.get("/login/provider/").status_code == 429
    assert Event.objects.count() == events
    assert logs_in(Reader("192.0.2.77"), house) == 302
    assert Reader("192.0.2.78").tries("finance") == 302, "the account itself does not wait"
    clock.move(minutes=15)
    assert logs_in(reader, house) == 302


def test_an_address_begins_no_more_logins_than_a_person_would(
    linked: None, house: SmallProvider, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is kept for one who begins without end."""
    monkeypatch.setattr(views, "_PACE", Pace(3, lambda: 0.0))
    readers = [Reader() for _ in range(5)]
    assert [one.client.get("/login/provider/").status_code for one in readers] == [302, 302, 302, 429, 429]
    assert "sonae-session" not in readers[-1].client.cookies
    assert Reader("192.0.2.55").client.get("/login/provider/").status_code == 302


def test_a_name_of_a_login_form_cannot_make_the_provider_s_way_wait(
    linked: None, house: SmallProvider, clock: SetClock
) -> None:
    for _ in range(9):
        Reader("192.0.2.200").tries("\0oidc 192.0.2.1", "x")
    assert logs_in(Reader("192.0.2.1"), house) == 302


def test_the_first_login_fixes_who_a_name_belongs_to(
    configure: Configure, house: SmallProvider, keep: Keep, clock: SetClock
) -> None:
    """A name that the provider gives to another person later opens nothing; the one it was linked for is known by his subject."""
    configure(oidc_claim="preferred_username")
    keep("admin", "account.link_identity", "finance", identity="zaimi")
    assert Identity.objects.get().subject == ""
    house.person = {"sub": "subject-7", "preferred_username": "zaimi"}
    assert logs_in(Reader(), house) == 302
    assert [one.kind for one in Event.objects.order_by("-sequence")[:2]] == ["login.succeeded", "identity.bound"]
    assert Identity.objects.get().subject == "subject-7"
    assert logs_in(Reader(), house) == 302
    assert Event.objects.filter(kind="identity.bound").count() == 1
    house.person = {"sub": "subject-8", "preferred_username": "zaimi"}
    assert logs_in(Reader(), house) == 403
    assert (ground(), latest()[1]) == ("subject", "finance")
    keep("admin", "account.link_identity", "review", identity="shinichi")
    house.person = {"sub": "subject-7", "preferred_username": "shinichi"}
    assert logs_in(Reader(), house) == 403, "one subject is one account's"
    assert (ground(), latest()[1]) == ("subject", "review")
    for name in (None, "", 7, ["zaimi"], "x" * 256, "z\u202eaimi", "\ud800"):
        house.person = {"sub": "subject-7", "preferred_username": name}
        assert logs_in(Reader(f"198.51.100.{len(str(name)) % 200}"), house) == 403
        assert ground() == "claim", name


def test_an_address_of_mail_counts_where_it_is_vouched_for(
    configure: Configure, house: SmallProvider, keep: Keep, clock: SetClock
) -> None:
    configure(oidc_claim="email")
    keep("admin", "account.link_identity", "finance", identity="zaimi@agency.example")
    for vouched, status in ((None, 403), ("true", 403), (False, 403), (True, 302)):
        house.person = {"sub": "subject-1", "email": "zaimi@agency.example", "email_verified": vouched}
        assert logs_in(Reader(), house) == status
    assert "scope=openid+email" in started(Reader())


def test_what_the_provider_has_to_say_of_how(
    configure: Configure, linked: None, house: SmallProvider, clock: SetClock
) -> None:
    configure(oidc_acr="urn:example:two")
    assert "acr_values=urn%3Aexample%3Atwo" in started(Reader())
    for said, status in ((None, 403), ("urn:example:one", 403), (["urn:example:two"], 403), ("urn:example:two", 302)):
        house.person = {"sub": "subject-1", "acr": said}
        assert logs_in(Reader(), house) == status
        if status == 403:
            assert ground() == "acr"
    assert latest()[2]["second_factor"] is False


@pytest.mark.parametrize("way", ["basic", "post", "none"])
def test_the_office_says_who_it_is_as_the_provider_wants(
    configure: Configure, linked: None, house: SmallProvider, clock: SetClock, way: str
) -> None:
    if way == "post":
        house.says["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    if way == "none":
        house.secret = None
    configure(secret=house.secret)
    assert logs_in(Reader(), house) == 302
    configure(secret="another")  # noqa: S106
    assert logs_in(Reader(), house) == 403
    assert ground() == "code"


@pytest.mark.parametrize(
    ("says", "raw"),
    [
        ({"issuer": "https://evil.example"}, None), ({"token_endpoint": "http://evil.example/token"}, None),
        ({"token_endpoint": None}, None), ({"jwks_uri": "file:///etc/passwd"}, None), ({"jwks_uri": "https://u:p" + "@x"}, None),
        ({"authorization_endpoint": "javascript:alert(1)"}, None), ({"authorization_endpoint": "http://[::"}, None),
        ({"code_challenge_methods_supported": ["plain"]}, None),
        ({}, (200, b"<html>", {})), ({}, (200, b"[]", {})), ({}, (500, b"{}", {})), ({}, (200, b"[" * 100_000, {})),
        ({}, (302, b"", {"Location": "https://evil.example/"})), ({}, (200, b'"' + b"x" * (2 << 20) + b'"', {})),
    ],
)  # fmt: skip
def test_a_description_that_cannot_be_used_says_calmly_so(
    linked: None,
    house: SmallProvider,
    clock: SetClock,
    says: dict[str, Any],
    raw: tuple[int, bytes, dict[str, str]] | None,
) -> None:
    house.says = says
    if raw:
        house.raw["/.well-known/openid-configuration"] = raw
    answer = Reader().client.get("/login/provider/")
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "接続できません" in page
    assert not re.search(r"evil|127\.0\.0\.1|Traceback|Error", page)
    assert Reader().client.get("/login/provider/").status_code == 503
    assert len(house.asked) == 1, "it is not asked again at once"


def test_a_provider_that_is_gone_in_between(linked: None, house: SmallProvider, clock: SetClock) -> None:
    reader = Reader()
    back = house.sent_back(started(reader))
    house.raw["/token"] = (503, b"", {})
    assert reader.client.get(back).status_code == 503
    assert ground() == "provider"
    for answer in ((200, b"{}", {}), (200, b'{"id_token": 7}', {}), (302, b"", {"Location": "http://evil.example"})):
        house.raw["/token"] = answer
        assert logs_in(reader, house) in (403, 503)
    house.stop()
    provider.forget()
    assert reader.client.get("/login/provider/").status_code == 503
    assert reader.client.get("/login/").status_code == 200
    assert reader.tries("finance") == 302
    house.server.server_close()


def test_a_page_of_another_site_begins_no_login(linked: None, house: SmallProvider, clock: SetClock) -> None:
    reader = Reader()
    for site in ("cross-site", "same-site"):
        answer = reader.client.get("/login/provider/?next=/cases/", headers={"Sec-Fetch-Site": site})
        assert answer["Location"] == "/login/?next=%2Fcases%2F"
    assert house.asked == []
    assert "sonae-session" not in reader.client.cookies
    assert reader.client.get("/login/provider/", headers={"Sec-Fetch-Site": "same-origin"})["Location"].startswith(
        house.issuer
    )
    assert reader.client.post("/login/provider/").status_code == 405
    assert reader.client.post("/login/provider/back/").status_code == 405


def test_without_a_provider_there_is_no_such_way(cast: Cast, keep: Keep, clock: SetClock) -> None:
    reader = Reader()
    for path in ("", "back/?state=x&code=y", "leave/"):
        assert reader.client.get(f"/login/provider/{path}").status_code == 404
    assert "/login/provider/" not in reader.client.get("/login/?left=provider").content.decode()
    with pytest.raises(InputError, match="knows no provider"):
        keep("admin", "account.link_identity", "finance", identity="x")


def test_the_button_stands_on_the_page_and_keeps_where_one_was_going(configure: Configure, clock: SetClock) -> None:
    page = Reader().client.get("/login/?next=/cases/%3Fq%3Da%26b").content.decode()
    assert 'href="/login/provider/?next=%2Fcases%2F%3Fq%3Da%26b"' in page
    assert "組織のアカウントでログイン" in page
    assert 'name="password"' in page


def test_a_password_that_was_given_out_is_not_asked_for(linked: None, house: SmallProvider, clock: SetClock) -> None:
    Account.objects.filter(login="finance").update(must_change_password=True, password_until=clock.now)
    reader = Reader()
    assert logs_in(reader, house) == 302
    assert reader.client.get("/cases/").status_code == 200
    Account.objects.filter(login="review").update(must_change_password=True)
    other = Reader()
    other.tries("review")
    assert other.client.get("/cases/")["Location"] == "/account/password/"


def test_who_logs_out_may_log_out_of_the_provider_too(linked: None, house: SmallProvider, clock: SetClock) -> None:
    reader = Reader()
    logs_in(reader, house)
    answer = reader.client.post("/logout/")
    assert answer["Location"] == "/login/?left=provider"
    assert not reader.is_in()
    assert latest()[0] == "logout.done"
    assert 'href="/login/provider/leave/"' in reader.client.get(answer["Location"]).content.decode()
    gone = urllib.parse.urlsplit(reader.client.get("/login/provider/leave/")["Location"])
    assert gone.path == "/realm/leave"
    asked = dict(urllib.parse.parse_qsl(gone.query))
    assert asked == {"client_id": CLIENT, "post_logout_redirect_uri": "http://" + "testserver/login/"}
    house.says["end_session_endpoint"] = None
    provider.forget()
    assert reader.client.get("/login/provider/leave/")["Location"] == "/login/"
    reader.tries("review")
    assert reader.client.post("/logout/")["Location"] == "/login/"


def test_an_administrator_links_and_unlinks(
    linked: None, house: SmallProvider, keep: Keep, clock: SetClock, cast: Cast
) -> None:
    reader, admin = Reader(), Reader()
    logs_in(reader, house)
    admin.tries("admin")
    assert "subject-1" in admin.client.get("/administration/accounts/of/finance/").content.decode()
    for who, login, identity, problem in (
        ("admin", "review", "subject-1", "another account's"), ("admin", "finance", "subject-2", "linked already"),
        ("admin", "review", "x\u202ey", "cannot be used"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=problem):
            keep(who, "account.link_identity", login, identity=identity)
    for who, login in (("review", "review"), ("admin", "admin")):
        with pytest.raises(RefusedError):
            keep(who, "account.link_identity", login, identity="mine")
    page = "/administration/accounts/of/{}/account.{}_identity/"
    assert admin.client.post(page.format("finance", "unlink"), {"key": "form-1"}).status_code == 302
    assert not reader.is_in()
    assert logs_in(Reader(), house) == 403
    assert ground() == "not_linked"
    with pytest.raises(InputError, match="no identity"):
        keep("admin", "account.unlink_identity", "finance")
    taken = {"key": "form-2", "identity": "subject-1"}
    assert admin.client.post(page.format("review", "link"), taken).status_code == 302
    assert admin.client.post(page.format("planning", "link"), {**taken, "key": "form-3"}).status_code == 422
    assert logs_in(reader, house) == 302
    assert latest()[1] == "review"


def test_the_database_itself_holds_that_an_identity_is_one_account_s(linked: None, cast: Cast, clock: SetClock) -> None:
    one = Identity.objects.get()
    with pytest.raises(IntegrityError):
        Identity.objects.create(account=cast["review"], issuer=one.issuer, name=one.name, linked_at=clock.now)


def test_no_secret_stands_in_the_record_or_the_log(
    linked: None, house: SmallProvider, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    reader = Reader()
    back = house.sent_back(started(reader))
    words = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))
    reader.client.get(back)
    house.make = lambda claims: "no.token"
    logs_in(reader, house)
    reader.client.post("/logout/")
    logs_in(reader, house)
    told = "".join(Event.objects.values_list("line", flat=True)) + caplog.text
    for secret in (words["code"], words["state"], SECRET, house.tokens[0]["nonce"]):
        assert secret not in told
