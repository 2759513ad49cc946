"""Condition sets that the agency has published in its office, so that every case is valued under the same ones.

They are the files ``conditions/NAME.yaml`` below the office's home, which whoever runs the machine puts there, and the fictional
one that Sonae brings along, which is for fictional cases alone.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from sonae.core import InputError, UnknownChoiceError
from sonae.data import read_text

if TYPE_CHECKING:
    from sonae.economics.conditions import ConditionSet
    from sonae.office.models import Account, Case

__all__ = ["DEMONSTRATION", "PublishedSet", "published_set", "published_sets", "set_from_text"]

_LOG = logging.getLogger(__name__)
DEMONSTRATION = "demonstration"
"""The name of the fictional set."""


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """A condition set under the name that it is chosen by.

    Attributes:
        name: of the file without its ending.
        text: as it was published, which a case keeps as a paper.
        conditions: the same, read.

    """

    name: str
    text: str
    conditions: ConditionSet


@lru_cache(maxsize=64)
def set_from_text(text: str, file: str) -> ConditionSet:
    """Read a condition set once, however often it is looked at.

    Raises:
        InputError: naming the file and the field.

    """
    from sonae.economics.conditions import conditions_from_text

    return conditions_from_text(text, file)


def _texts(fictional: bool) -> Mapping[str, str]:
    from sonae.economics.conditions import demonstration_text

    found = {DEMONSTRATION: demonstration_text()} if fictional else {}
    for path in sorted((settings.OFFICE.home / "conditions").glob("*.yaml")):
        try:
            found[path.stem] = read_text(path, "the condition set")
        except InputError as error:
            _LOG.warning("a published condition set cannot be read: %s", error)
    return found


def published_sets(account: Account, case: Case) -> tuple[PublishedSet, ...]:
    """Return the published sets that an account may use in a case, by name.

    A set above the account's clearance is not among them; one that cannot be read is left out and named in the program's log.
    """
    out = []
    for name, text in _texts(case.fictional).items():
        try:
            conditions = set_from_text(text, f"{name}.yaml")
        except InputError as error:
            _LOG.warning("a published condition set cannot be read: %s", error)
            continue
        if conditions.classification <= account.label:
            out.append(PublishedSet(name, text, conditions))
    return tuple(out)


def published_set(account: Account, case: Case, name: str) -> PublishedSet:
    """Return a published set by name.

    Raises:
        UnknownChoiceError: for a name that is none, or none that the account may know of.

    """
    found = {one.name: one for one in published_sets(account, case)}
    if name not in found:
        raise UnknownChoiceError("condition set", name, found, field="conditions")
    return found[name]
