"""What goes wrong, in one shape everywhere: ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from pydantic import BaseModel, ConfigDict, Field

from sonae.bylaw import finding_as_dict
from sonae.core import Citation, Finding
from sonae.office.gate import Verdict
from sonae.office.words import say

__all__ = ["KINDS", "MEDIA_TYPE", "Problem", "ProblemError", "cited", "language_of", "problem_response", "refusal"]

MEDIA_TYPE = "application/problem+json"
KINDS: Mapping[str, int] = {
    "bad-request": 400, "not-known": 401, "not-permitted": 403, "not-there": 404, "method": 405, "refused": 409, "exists": 409,
    "stale": 412, "too-large": 413, "media-type": 415, "unfit": 422, "too-many": 429, "inside": 500, "away": 503, "no-room": 507,
}  # fmt: skip
"""Every kind of problem with its status; its type is the address of what is said of it."""
_TYPE = "/api/v1/problems/"
_BY_STATUS = {status: kind for kind, status in reversed(list(KINDS.items()))}


class FieldProblem(BaseModel):
    """A field that does not fit; the value found there is never repeated."""

    field: str
    problem: str


class CitationShape(BaseModel):
    """A provision that rules so."""

    provision: str
    ja: str
    en: str
    version: str


class Problem(BaseModel):
    """A problem, as RFC 9457 has it, with the fields, provisions and findings that it hangs on."""

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = Field(default_factory=list)
    citations: list[CitationShape] = Field(default_factory=list)
    findings: list[dict[str, Any]] = Field(default_factory=list)


class ProblemError(Exception):
    """A request that cannot be answered as asked."""

    def __init__(
        self, kind: str, said: str | None = None, *, key: str = "detail", headers: Mapping[str, str] | None = None,
        errors: Sequence[tuple[str, str]] = (), **parts: object,
    ) -> None:  # fmt: skip
        """Raise a problem of a kind; ``said`` is the sentence where the table of words has none, else ``key`` and ``parts``."""
        super().__init__(kind)
        self.kind, self.said, self.key, self.parts = kind, said, key, parts
        self.headers, self.errors = dict(headers or {}), tuple(errors)

    def response(self, request: HttpRequest) -> HttpResponse:
        """Return it as a response."""
        said = self.said or say(f"problem.{self.kind}.{self.key}", language_of(request), **self.parts)
        return problem_response(request, self.kind, said, headers=self.headers, errors=self.errors)


def language_of(request: HttpRequest) -> str:
    """Return «ja» or «en»: that which the request asks for, else the reader's own."""
    for part in request.headers.get("Accept-Language", "").split(","):
        word = part.strip()[:2].lower()
        if word in ("ja", "en"):
            return word
    reader = getattr(request, "auth", None)
    return str(reader.account.language) if reader is not None else "ja"


def problem_response(
    request: HttpRequest,
    kind: str,
    detail: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
    citations: Sequence[Citation] = (),
    findings: Sequence[Finding] = (),
) -> HttpResponse:
    """Return a problem as a response."""
    language = language_of(request)
    body: dict[str, Any] = {
        "type": _TYPE + kind, "title": say(f"problem.{kind}.title", language), "status": KINDS[kind],
        "detail": detail or say(f"problem.{kind}.detail", language),
    }  # fmt: skip
    if errors:
        body["errors"] = [{"field": field, "problem": said} for field, said in errors]
    if citations:
        body["citations"] = cited(citations)
    if findings:
        body["findings"] = [finding_as_dict(one) for one in findings]
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=KINDS[kind], content_type=MEDIA_TYPE, headers=dict(headers or {})
    )
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    if kind == "not-known":
        response["WWW-Authenticate"] = 'Bearer realm="sonae"'
    patch_vary_headers(response, ["Accept-Language"])
    return response


def kind_of_status(status: int) -> str:
    """Return the kind of problem that an answer of another's making comes to."""
    return _BY_STATUS.get(status, "inside" if status >= 500 else "bad-request")


def refusal(request: HttpRequest, kind: str, verdict: Verdict, findings: Sequence[Finding] = ()) -> HttpResponse:
    """Return the refusal of a gate with its reason, provisions and findings."""
    said = verdict.ja if language_of(request) == "ja" else verdict.en
    return problem_response(request, kind, said, citations=verdict.citations, findings=findings)


def cited(citations: Sequence[Citation]) -> list[dict[str, str]]:
    """Return provisions as plain data."""
    return [
        {"provision": one.provision, "ja": one.label_ja, "en": one.label_en, "version": str(one.version)}
        for one in citations
    ]
