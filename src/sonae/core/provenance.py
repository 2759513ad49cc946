"""Where a figure comes from: dataset, vintage, licence, and the row or formula that gave it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Provenance", "Source"]


@dataclass(frozen=True, order=True, slots=True)
class Source:
    """One input: ``locator`` is a row, a sheet, a formula or a provision; ``sha256`` pins the file where there is one."""

    dataset: str
    vintage: str
    licence: str
    locator: str = ""
    sha256: str = ""

    def __str__(self) -> str:
        tail = f" [{self.locator}]" if self.locator else ""
        return f"{self.dataset} {self.vintage}{tail}, {self.licence}"


@dataclass(frozen=True, slots=True)
class Provenance:
    """The sorted set of sources behind a figure; joining keeps each source once."""

    sources: tuple[Source, ...] = ()

    @classmethod
    def of(cls, *sources: Source) -> Provenance:
        """Collect sources, sorted and without repeats."""
        return cls(tuple(sorted(set(sources))))

    @classmethod
    def join(cls, parts: Iterable[Provenance]) -> Provenance:
        """Join provenances upward."""
        return cls.of(*(source for part in parts for source in part.sources))

    def labels(self) -> list[str]:
        """Return one readable line a source."""
        return [str(source) for source in self.sources]
