"""Numbers that the room works with, each with its source or marked as assumed: conversions, limits of the tests of data."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from pydantic import RootModel

from sonae.policy.forms import Exact, Part, Text, package_text, validated

__all__ = ["Setting", "setting", "settings"]

_FILE = "settings.yaml"


class Setting(Part):
    """A number, whether it is our own assumption, and where it comes from."""

    value: Exact
    assumed: bool
    source: Text


class _Settings(RootModel[dict[str, Setting]]):
    pass


@cache
def settings() -> dict[str, Setting]:
    """Return all settings by name."""
    return validated(_Settings, package_text(_FILE), _FILE, "settings by name").root


def setting(name: str) -> Fraction:
    """Return the value of a setting."""
    value: Fraction = settings()[name].value
    return value
