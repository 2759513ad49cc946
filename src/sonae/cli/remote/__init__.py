"""``sonae remote …``: an office on another machine, worked with by its API."""

from sonae.cli.remote import cases, desk, files  # they enter their commands
from sonae.cli.remote.office import app

__all__ = ["app", "cases", "desk", "files"]
