"""The envelope of every answer of the API: problems in one shape, entity tags, headers that keep it out of pages and caches."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from sonae.office.api.problem import MEDIA_TYPE, kind_of_status, problem_response

__all__ = ["ApiEnvelope", "unknown_address"]

_PREFIX = "/api/"


class ApiEnvelope:
    """Middleware around everything below ``/api/``; it stands first, so that what others refuse has the shape too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        response = self.get_response(request)
        if not request.path_info.startswith(_PREFIX):
            return response
        if response.status_code >= 400 and response.get("Content-Type") != MEDIA_TYPE:
            allow = {"Allow": response["Allow"]} if response.has_header("Allow") else {}
            response = problem_response(request, kind_of_status(response.status_code), headers=allow)
        if request.method in ("GET", "HEAD") and isinstance(response, HttpResponse) and response.status_code == 200:
            response = _tagged(request, response)
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
        response.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["Authorization"])
        return response


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give an answer its entity tag; where the reader has it already, say so and send nothing."""
    if not response.has_header("ETag"):
        digest = hashlib.sha256(response.content).hexdigest()[:32]
        version = response.get("X-Case-Version")
        response.headers.pop("X-Case-Version", None)
        response["ETag"] = f'"{version}-{digest}"' if version is not None else f'"{digest}"'
    response["Cache-Control"] = "private, no-cache"
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if response["ETag"] not in known:
        return response
    kept = {name: response[name] for name in ("ETag", "Cache-Control", "Vary") if response.has_header(name)}
    return HttpResponse(status=304, headers=kept)


def unknown_address(request: HttpRequest) -> HttpResponse:
    """Answer an address below ``/api/`` that is none."""
    return problem_response(request, "not-there")


unknown_address.csrf_exempt = True  # type: ignore[attr-defined]
