"""What a rule sees: the facts of the case, judgements, parameters and other findings; what it reads is kept as its grounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sonae.bylaw.kernel.answer import Answer
from sonae.bylaw.kernel.judgement import Judgement
from sonae.bylaw.kernel.words import Words
from sonae.core import Finding, Outcome, SonaeError

if TYPE_CHECKING:
    from sonae.bylaw.kernel.derivation import Derivation

__all__ = ["Asking", "Awaited"]

T = TypeVar("T")


class Awaited(Exception):  # noqa: N818 - what is not known yet is no error
    """A rule cannot go on: facts, judgements or parameters are awaited."""

    def __init__(self, *names: str) -> None:
        super().__init__(*names)
        self.names = names


@lru_cache(maxsize=4096)
def _parts(path: str) -> tuple[bool, tuple[str, ...]]:
    """Tell whether a path is of the entry in question, and its names."""
    entry = path.startswith(".")
    return entry, tuple(path.removeprefix(".").split("."))


class Asking:
    """One rule at work on one case.

    Attributes:
        as_of: the day on which it is asked.
        used: what was read, by name.
        parts: findings that were asked for.

    """

    __slots__ = ("_derivation", "_entry", "_place", "as_of", "parts", "used")

    def __init__(self, derivation: Derivation, entry: Any = None, place: str = "") -> None:
        self._derivation, self._entry, self._place = derivation, entry, place
        self.as_of: dt.date = derivation.as_of
        self.used: dict[str, object] = {}
        self.parts: list[Finding] = []

    def get(self, path: str) -> Any:
        """Return a fact of the case, «investee.holdings», or of the entry in question, «.month»; None where it is not stated."""
        entry, names = _parts(path)
        value = self._entry if entry else self._derivation.case
        for name in names:
            value = getattr(value, name)
            if value is None:
                break
        self.used[f"{self._place}{path}" if entry else path] = value
        return value

    def need(self, *paths: str) -> Any:
        """Return facts, one or a tuple of several.

        Raises:
            Awaited: naming all of them that are not stated.

        """
        values = [self.get(path) for path in paths]
        missing = [
            f"{self._place}{path}" if path.startswith(".") else path
            for path, value in zip(paths, values, strict=True)
            if value is None
        ]
        if missing:
            raise Awaited(*missing)
        return values[0] if len(values) == 1 else tuple(values)

    def named(self, path: str) -> str:
        """Return a fact's name in full: «.month» of the entry in question is «reports.3.month»."""
        return f"{self._place}{path}" if path.startswith(".") else path

    def flag(self, path: str) -> bool:
        """Return a yes or no of the case. Raises Awaited."""
        return cast("bool", self.need(path))

    def day(self, path: str) -> dt.date:
        """Return a day of the case. Raises Awaited."""
        return cast("dt.date", self.need(path))

    def judgement(self, name: str, place: str | None = None) -> Judgement:
        """Return what a person judged of a point; of the entry in question where there is one.

        Raises:
            Awaited: where nobody did.

        """
        of = self._place if place is None else place
        found = self._derivation.judgement(name, of)
        shown = f"judgement {name}" + (f" of {of}" if of else "")
        self.used[shown] = found
        if found is None:
            raise Awaited(shown)
        return found

    def judged(self, name: str) -> bool:
        """Return whether a person judged that a point holds. Raises Awaited where nobody judged."""
        return self.judgement(name).holds

    def parameter(self, name: str) -> Any:
        """Return what the agency set: a limit, a criterion, a setting.

        Raises:
            Awaited: where the agency did not supply it; it is never guessed.

        """
        value, reference = self._derivation.parameter(name)
        self.used[f"parameter {name}" + (f" ({reference})" if reference else "")] = value
        if value is None:
            raise Awaited(f"parameter {name}")
        return value

    def number(self, path: str) -> Fraction:
        """Return a number of the case as a fraction. Raises Awaited."""
        return Fraction(Decimal(str(self.need(path))))

    def finding(self, question: str, of: str | None = None) -> Finding:
        """Return what is found of another question, where that is asked of entries of the same entry or of the one named."""
        if of is None:
            found = self._derivation.find(question, self._entry, self._place)
        else:
            found = self._derivation.find(question, self._derivation.entry(of), of)
        self.parts.append(found)
        return found

    def holds(self, question: str) -> bool:
        """Return whether another question comes out with yes.

        Raises:
            Awaited: where it is open, in conflict or a gap, naming what it waits for.

        """
        found = self.finding(question)
        if found.outcome in (Outcome.YES, Outcome.NO):
            return found.outcome is Outcome.YES
        raise Awaited(*(found.missing or (question,)))

    def all_of(self, questions: Sequence[str], holds: Words, fails: Words) -> Answer:
        """Answer yes when all hold or do not arise, no when one does not, open while one is neither."""
        found = [self.finding(name) for name in questions]
        return _joined(found, Outcome.NO, holds, fails)

    def any_of(self, questions: Sequence[str], holds: Words, fails: Words) -> Answer:
        """Answer yes when one holds, no when none does, open while one may."""
        found = [self.finding(name) for name in questions]
        return _joined(found, Outcome.YES, holds, fails)


def _joined(found: Sequence[Finding], decisive: Outcome, holds: Words, fails: Words) -> Answer:
    for finding in found:
        if finding.outcome is decisive:
            return Answer(decisive, holds if decisive is Outcome.YES else fails)
    waits = [one for one in found if one.outcome in (Outcome.OPEN, Outcome.CONFLICT, Outcome.GAP)]
    if waits:
        missing = tuple(dict.fromkeys(name for one in waits for name in (one.missing or (one.question,))))
        ja = "、".join(dict.fromkeys(one.because_ja.rstrip("。") for one in waits))
        en = "; ".join(dict.fromkeys(one.because.rstrip(".") for one in waits))
        return Answer(Outcome.OPEN, Words(f"{ja}。", f"{en}."), missing=missing)
    if decisive is Outcome.YES:
        return Answer(Outcome.NO, fails)
    return Answer(Outcome.YES, holds)


def plain(value: object) -> object:
    """Return a fact as it is shown: dates and numbers as text, models as mappings."""
    if isinstance(value, Judgement):
        return value.as_dict()
    if isinstance(value, dt.date | Fraction | Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    dump = getattr(value, "model_dump", None)
    if dump is not None:
        return plain(dump(exclude_none=True))
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise SonaeError(f"a fact of type {type(value).__name__} cannot be shown")
