"""Which provision is mapped to what: a rule, a duty, a form field, or the reason why nothing can be executed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sonae.bylaw.check import Bylaw
from sonae.bylaw.cost_table import cost_table
from sonae.bylaw.kernel import Words
from sonae.core import InputError
from sonae.data import plain_yaml

__all__ = ["Mapped", "coverage", "not_executable"]

_SECTION, _ROW = "cost.section/by_the_heading", "cost.listed/listed"
"""The rules that read the table of annex 1 and cite the section, group and row that they come to."""


@dataclass(frozen=True)
class Mapped:
    """A provision and what it is mapped to.

    Attributes:
        provision: its id.
        rules: rules that cite it.
        duties: duties that cite it.
        reason: why nothing is executed; None where something is.

    """

    provision: str
    rules: tuple[str, ...]
    duties: tuple[str, ...]
    reason: Words | None

    @property
    def unmapped(self) -> bool:
        """Whether it is mapped to nothing."""
        return not (self.rules or self.duties or self.reason)


@cache
def not_executable() -> Mapping[str, Words]:
    """Return the provisions that nothing executes, with the reason.

    Raises:
        InputError: for an entry without a reason in both languages.

    """
    file = "not_executable.yaml"
    text = (files("sonae.bylaw") / "data" / file).read_text(encoding="utf-8")
    found = {}
    for provision, entry in plain_yaml(text, file, expected="a4: {ja: …, en: …}").items():
        if not isinstance(entry, dict) or set(entry) != {"ja", "en"} or not all(entry.values()):
            raise InputError("the reason is not given", file=file, field=str(provision), expected="{ja: …, en: …}")
        found[str(provision)] = Words(entry["ja"], entry["en"])
    return found


def coverage(bylaw: Bylaw, duties: Mapping[str, tuple[str, ...]]) -> tuple[Mapped, ...]:
    """Return every provision of a bylaw with what it is mapped to, in the order of the document.

    The lines of annex 1 are data that two rules read; they count as cited by these.

    Args:
        bylaw: outline and rules.
        duties: provisions cited by duty.

    """
    rules: dict[str, list[str]] = {}
    for rule in bylaw.rules.rules.values():
        for cite in rule.cites:
            rules.setdefault(cite, []).append(rule.id)
    table = cost_table()
    for provision in table.provisions:
        if provision not in rules:
            rules[provision] = [_SECTION if provision in table.sections else _ROW]
    due: dict[str, list[str]] = {}
    for duty, cites in duties.items():
        for cite in cites:
            due.setdefault(cite, []).append(duty)
    reasons = not_executable()
    return tuple(
        Mapped(one.id, tuple(rules.get(one.id, ())), tuple(due.get(one.id, ())), reasons.get(one.id))
        for one in bylaw.outline.provisions
    )
