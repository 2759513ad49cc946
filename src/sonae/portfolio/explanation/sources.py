"""Where given numbers stand, and figures that are made once a place."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sonae.portfolio.explanation.figure import Figure, given

__all__ = ["Sources"]


class Sources:
    """File and condition set of a project in a scenario, and the figures made so far.

    Attributes:
        file: name of the project file.
        scope: scenario and project, such as «base.kaede-lng»: the head of every place.
        conditions: name and hash of the condition set.
        figures: by place; shared by all sources of one explanation.

    """

    def __init__(self, file: str, scope: str, conditions: str, figures: dict[str, Figure]) -> None:
        self.file, self.scope, self.conditions, self.figures = file, scope, conditions, figures

    def place(self, path: str) -> str:
        """Return a place of the scenario and project."""
        return f"cash:{self.scope}.{path}"

    def once(self, place: str, make: Callable[[], Figure]) -> Figure:
        """Return the figure of a place, made when it is first asked for."""
        if place not in self.figures:
            self.figures[place] = make()
        return self.figures[place]

    def field(self, path: str, value: object, unit: str) -> Figure:
        """Return a number of the project file."""
        return given(f"file:{self.file}:{path}", Fraction(str(value)), unit, f"{self.file}: {path}")
