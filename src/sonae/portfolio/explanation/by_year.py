"""The agency's view of a project explained by fiscal year: shares, guarantees and loans beside each other (a21.p2)."""

from __future__ import annotations

from sonae.core import InputError
from sonae.economics.support import AgencyView
from sonae.portfolio.explanation.cases import BookFigures
from sonae.portfolio.explanation.figure import Figure, combined, given

__all__ = ["YearFigures"]

_Path = tuple[str, ...]
_CITES = ("石油等出資細則 第21条第2項",)


class YearFigures:
    """Figures of the agency's yen by fiscal year and instrument."""

    def __init__(self, book: BookFigures) -> None:
        self.book = book

    def figure(self, path: _Path) -> Figure:
        """Return the figure of a path that begins with «views». Raises InputError when no number stands there."""
        place = "review:" + ".".join(path)
        found = self.book.evaluation.projects.get(path[1]) if len(path) == 5 else None
        if found is None or found.view is None or not path[3].isdecimal():
            raise InputError(f"no number stands at «{place}»")
        project, year, what = path[1], int(path[3]), path[4]
        if what == "fiscal_year":
            return given(place, year, "fiscal year", "a fiscal year of the books or of the forecast")
        if what in ("guaranteed", "lent"):
            return self._owed(place, project, found.view, year, "guarantee" if what == "guaranteed" else "loan")
        return self._net(place, project, found.view, year, what)

    def _net(self, place: str, project: str, view: AgencyView, year: int, instrument: str) -> Figure:
        agency = self.book.agency("base", project)
        sides: dict[str, list[Figure]] = {"received": [], "contributed": []}
        for one in view.of(instrument):
            for side, figures in sides.items():
                figures += [agency.actual(one, year, side) for row in one.actual if row.fiscal_year == year]
                figures += [
                    agency.expected(one, year, line)
                    for row in one.expected
                    if row.fiscal_year == year
                    for line in (row.received if side == "received" else row.contributed)
                ]
        parts = [
            combined(f"{place}.{side}", None, "yen", "the sum", f"Σ {side}, actual and expected", figures)
            for side, figures in sides.items()
        ]
        return combined(place, None, "yen", "the first less the others", "received − contributed", parts, _CITES)

    def _owed(self, place: str, project: str, view: AgencyView, year: int, instrument: str) -> Figure:
        agency = self.book.agency("base", project)
        parts = [agency.outstanding(one, year) for one in view.of(instrument) if year in one.outstanding_yen]
        return combined(place, None, "yen", "the sum", "Σ outstanding at the end of the year", parts, _CITES)
