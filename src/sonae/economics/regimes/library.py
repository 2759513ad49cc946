"""The regimes that come with Sonae."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from sonae.core import InputError, UnknownChoiceError
from sonae.data import read_text
from sonae.economics.regimes.regime import Regime, regime_from_text

__all__ = ["load_regime", "regime_names", "regimes"]


def regime_names() -> tuple[str, ...]:
    """Return the names of the regimes of the library, sorted."""
    folder = files("sonae.economics.regimes") / "data"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml")))


@cache
def _of_library(name: str) -> Regime:
    text = (files("sonae.economics.regimes") / "data" / f"{name}.yaml").read_text(encoding="utf-8")
    regime = regime_from_text(text, f"{name}.yaml")
    if regime.id != name:
        raise InputError(f"the regime calls itself «{regime.id}»", file=f"{name}.yaml", field="id", expected=name)
    return regime


@lru_cache(maxsize=128)
def _of_text(text: str, file: str) -> Regime:
    """Read a regime of one's own once, however many cases and scenarios stand under it."""
    return regime_from_text(text, file)


def regimes() -> tuple[Regime, ...]:
    """Return all regimes of the library by name."""
    return tuple(_of_library(name) for name in regime_names())


def load_regime(name: str, folder: Path | None = None) -> Regime:
    """Return a regime of the library, or one in a file of one's own.

    Args:
        name: a name of the library, or a path that ends in .yaml.
        folder: where a relative path begins.

    Raises:
        UnknownChoiceError: for a name that the library does not hold.
        InputError: for a file that cannot be read as a regime.

    """
    if not name.endswith(".yaml"):
        if name not in regime_names():
            raise UnknownChoiceError("regime", name, regime_names())
        return _of_library(name)
    path = (folder or Path()) / name
    return _of_text(read_text(path, "the regime"), path.name)
