"""The office as a Django application."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["OfficeConfig"]


class OfficeConfig(AppConfig):
    """One application holds the whole record: its tables hang together."""

    name = "sonae.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for logins, and for connections to the database that need to know who acts."""
        from sonae.office import wall
        from sonae.office.access import sessions

        sessions.listen()
        wall.listen()
