"""The office as a Django application."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["OfficeConfig"]


class OfficeConfig(AppConfig):
    """One application holds the whole record: its tables hang together."""

    name = "sonae.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"
