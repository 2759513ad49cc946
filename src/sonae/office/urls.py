"""Addresses of the office."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from sonae.office.api import api
from sonae.office.api.envelope import unknown_address

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    re_path("^api/", unknown_address),
    path("", include("sonae.office.access.urls")),
    path("", include("sonae.office.pages.urls")),
]

handler400 = "sonae.office.pages.errors.bad_request"
handler403 = "sonae.office.pages.errors.forbidden"
handler404 = "sonae.office.pages.errors.not_found"
handler500 = "sonae.office.pages.errors.server_error"
