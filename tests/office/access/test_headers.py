"""Headers of every response, the language of pages, and what stays out of the program's log."""

from __future__ import annotations

import logging
import re

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from sonae.office.access import middleware
from sonae.office.access.reporting import ClosedReporterFilter
from sonae.office.models import Account, Event
from sonae.office.redaction import REQUEST_ID, RedactionFilter
from sonae.office.seed.cast import Cast
from tests.office.access.conftest import Reader, SetClock

pytestmark = pytest.mark.django_db

EVERYWHERE = (
    "Content-Security-Policy", "Permissions-Policy", "Cross-Origin-Resource-Policy", "Cross-Origin-Opener-Policy",
    "X-Content-Type-Options", "Referrer-Policy", "X-Request-ID", "Cache-Control",
)  # fmt: skip


def read(client: Client, address: str) -> HttpResponse:
    """Get a page or a file; a file is read to its end, else it stays open."""
    answer = client.get(address)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return answer


def fail(said: str) -> None:
    password = said
    raise ValueError(password)


@pytest.mark.parametrize(
    "address",
    [
        "/login/",
        "/account/",
        "/no/page",
        "/static/access/access.css",
        "/static/none.css",
        "/administration/accounts/",
    ],
)
def test_every_response_has_its_headers(cast: Cast, clock: SetClock, address: str) -> None:
    reader = Reader()
    for client in (Client(), reader.client):
        answer = read(client, address)
        assert [name for name in EVERYWHERE if name not in answer.headers] == [], address
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        reader.tries("promotion")


def test_pages_are_kept_nowhere_and_files_are(cast: Cast, clock: SetClock) -> None:
    reader = Reader()
    reader.tries("promotion")
    assert reader.client.get("/account/")["Cache-Control"] == "no-store"
    assert "max-age" in read(reader.client, "/static/access/access.css")["Cache-Control"]


def test_the_nonce_is_new_each_time_and_templates_have_it(clock: SetClock) -> None:
    from sonae.office.access.page import page_context

    answer = Client().get("/login/")
    assert answer.context["csp_nonce"] in answer["Content-Security-Policy"]
    assert len(answer.context["csp_nonce"]) == 24
    assert answer.context["csp_nonce"] != Client().get("/login/").context["csp_nonce"]
    assert page_context(RequestFactory().get("/"))["csp_nonce"] == ""


def test_no_page_carries_style_or_script_inline(cast: Cast, clock: SetClock) -> None:
    reader = Reader()
    pages = [reader.client.get("/login/")]
    reader.tries("admin")
    pages += [
        reader.client.get(f"/{name}/")
        for name in ("account", "account/password", "account/second-factor", "account/sessions", "account/tokens",
                     "administration/accounts", "administration/accounts/new", "administration/accounts/of/finance")
    ]  # fmt: skip
    for page in pages:
        assert page.status_code == 200
        text = page.content.decode()
        assert not re.search(r"<style|<script(?! src)|\sstyle=|\son\w+=|javascript:", text)
        assert "{{" not in text
        assert "{%" not in text


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [("", "ja"), ("en-GB,en;q=0.9", "en"), ("de", "ja"), ("ja,en;q=0.5", "ja"), ("fr, en;q=0.1", "en")],
)
def test_a_reader_without_account_is_spoken_to_in_the_browser_s_language(
    clock: SetClock, accepted: str, spoken: str
) -> None:
    answer = Client(HTTP_ACCEPT_LANGUAGE=accepted).get("/login/")
    assert f'<html lang="{spoken}">' in answer.content.decode()
    assert answer["Content-Language"] == spoken
    assert "Accept-Language" in answer["Vary"]


def test_the_account_s_choice_goes_before_the_browser_s(cast: Cast, clock: SetClock) -> None:
    reader = Reader(HTTP_ACCEPT_LANGUAGE="en")
    reader.tries("promotion")
    assert "マイアカウント" in reader.client.get("/account/").content.decode()
    answer = reader.client.post("/language/", {"language": "en", "next": "/account/"})
    assert answer["Location"] == "/account/"
    assert "My account" in reader.client.get("/account/").content.decode()
    assert Account.objects.get(login="promotion").language == "en"
    assert '"language":"en"' in Event.objects.latest("sequence").line
    reader.client.post("/logout/")
    assert "Log in" in reader.client.get("/login/").content.decode()


@pytest.mark.parametrize("fields", [{"language": "de"}, {}, {"language": "../../en"}])
def test_no_other_language_is_taken(clock: SetClock, fields: dict[str, str]) -> None:
    assert Client().post("/language/", fields).status_code == 404


def test_every_request_has_its_number_and_none_is_left_behind(clock: SetClock) -> None:
    numbers = {Client().get("/login/")["X-Request-ID"] for _ in range(5)}
    assert len(numbers) == 5
    assert REQUEST_ID.get() == "-"


def record(said: str, *parts: object, error: BaseException | None = None) -> logging.LogRecord:
    told = (type(error), error, error.__traceback__) if error else None
    one = logging.LogRecord("django.request", logging.ERROR, __file__, 1, said, parts, told)
    assert RedactionFilter().filter(one)
    return one


def test_queries_and_tokens_stay_out_of_the_log() -> None:
    said = record("GET %s by %s", "/cases/?q=秘密&page=2", "Authorization: Bearer sonae_abc-DEF_123").getMessage()
    assert said == "GET /cases/?… by Authorization: Bearer …"
    assert record("sonae_SECRET was shown").getMessage() == "sonae_… was shown"


def test_of_an_error_the_log_keeps_where_it_was_and_not_what_it_said() -> None:
    with pytest.raises(ValueError) as raised:
        fail("Key (login)=(secret-person) already exists")
    one = record("Internal Server Error: %s", "/account/", error=raised.value)
    printed = logging.Formatter("%(request_id)s %(message)s").format(one)
    assert "secret-person" not in printed
    assert "ValueError" in printed
    assert "fail in" in printed
    assert printed.startswith("- ")


def test_the_log_of_the_site_is_filtered(settings: object) -> None:
    from sonae.office.settings import LOGGING

    assert LOGGING["handlers"]["console"]["filters"] == ["redaction"]  # type: ignore[index]


def test_a_report_quotes_nothing() -> None:
    request = RequestFactory().post("/login/?q=secret", {"password": "secret"}, HTTP_AUTHORIZATION="secret")
    request.COOKIES["sonae-session"] = "secret"
    closed = ClosedReporterFilter()
    with pytest.raises(ValueError) as raised:
        fail("secret")
    frame = raised.traceback[-1]._rawentry.tb_frame
    told = [
        closed.get_safe_settings(), closed.get_safe_request_meta(request), closed.get_safe_cookies(request),
        closed.get_post_parameters(request), dict(closed.get_traceback_frame_variables(request, frame)),
    ]  # fmt: skip
    assert "secret" not in str(told)
    assert "password" in str(told)
    assert closed.is_active(request)


def test_a_response_that_says_more_keeps_it() -> None:
    def answered(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "private, max-age=60"})

    answer = middleware.HeadersMiddleware(answered)(RequestFactory().get("/"))
    assert answer["Cache-Control"] == "private, max-age=60"


def test_a_stream_is_answered_too(cast: Cast) -> None:
    request = RequestFactory().get("/")
    request.user = cast["promotion"]
    answer = middleware.WallMiddleware(lambda _: StreamingHttpResponse(iter([b"a", b"b"])))(request)
    assert isinstance(answer, StreamingHttpResponse)
    assert b"".join(answer) == b"ab"  # type: ignore[arg-type]
