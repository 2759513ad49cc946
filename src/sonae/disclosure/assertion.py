"""An assertion for the tests of those who use this room."""

from __future__ import annotations

from collections.abc import Sequence

from sonae.disclosure.attack import audit
from sonae.disclosure.audit import Limits
from sonae.disclosure.system import Protection, System

__all__ = ["assert_protected"]


def assert_protected(system: System, protections: Sequence[Protection], limits: Limits | None = None) -> None:
    """Fail unless every protection is proven to hold against all that a system says.

    Args:
        system: all that is known and released.
        protections: what must stay open.
        limits: of the lattice audit.

    Raises:
        AssertionError: with a sentence a protection that does not hold, or that could not be decided.

    """
    failed = audit(system, protections, limits).failed
    if failed:
        raise AssertionError("; ".join(one.sentence() for one in failed))
