"""What a report of an error may quote: nothing of the request and nothing of the program's variables."""

from __future__ import annotations

from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

__all__ = ["ClosedReporterFilter"]


class ClosedReporterFilter(SafeExceptionReporterFilter):
    """Keeps settings, queries, forms, cookies and variables out of reports, also where somebody switches debugging on."""

    def is_active(self, request: HttpRequest | None) -> bool:
        """Return that it always is."""
        return True

    def get_safe_settings(self) -> dict[str, Any]:
        """Return no settings."""
        return {}

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, Any]:
        """Return method and path alone."""
        if request is None:
            return {}
        return {"REQUEST_METHOD": request.method, "PATH_INFO": request.path_info}

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, Any]:
        """Return no cookies."""
        return {}

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """Return nothing of what was sent."""
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, Any]:
        """Return the names of variables, none of their values."""
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()
