"""The business as a whole explained: deficit, profit-deficit ratio, exposure, forecast, charge."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sonae.core import InputError
from sonae.portfolio.explanation.booked import BookedFigures
from sonae.portfolio.explanation.borrowings import FundingFigures
from sonae.portfolio.explanation.bridges import BridgeFigures
from sonae.portfolio.explanation.by_year import YearFigures
from sonae.portfolio.explanation.cases import BookFigures
from sonae.portfolio.explanation.figure import Figure, combined, given
from sonae.portfolio.explanation.judgements import CaseFigures, cited
from sonae.portfolio.explanation.ratio import RatioFigures
from sonae.portfolio.explanation.together import JointFigures
from sonae.portfolio.explanation.trees import TreeFigures
from sonae.portfolio.explanation.worth import WorthFigures
from sonae.portfolio.review import CAUSES, UNSTATED, Dimension, PortfolioReview, Traced

__all__ = ["BusinessFigures"]

_Path = tuple[str, ...]


def _place(*path: str) -> str:
    return "review:" + ".".join(path)


def _made(path: _Path, of: Traced, rule: str, parts: Callable[[], Sequence[Figure]] | Sequence[Figure]) -> Figure:
    return combined(_place(*path), of.exact, of.unit, rule, of.formula, parts)


class BusinessFigures:
    """Figures of the review that belong to no single project."""

    def __init__(self, book: BookFigures, review: PortfolioReview) -> None:
        self.book, self.review = book, review
        self.booked = BookedFigures(book)
        self.bridges, self.trees = BridgeFigures(book), TreeFigures(book)
        self.joint = JointFigures(book)
        self.worth, self.by_year, self.funding = WorthFigures(book), YearFigures(book), FundingFigures(book)
        self.ratio = RatioFigures(book, review, self.figure, self.trees)

    def figure(self, path: _Path) -> Figure:
        """Return the figure of a path of the review, such as ``("deficit", "closing")``.

        Raises:
            InputError: when no number stands there.

        """
        make: dict[str, Callable[[_Path], Figure]] = {
            "deficit": self._deficit, "pdr": self.ratio.figure, "exposure": self._exposure, "forecast": self._forecast,
            "settings": self._settings, "charge": self._charge, "comparisons": self.bridges.figure,
            "exploration": self.trees.figure, "joint": self.joint.figure, "measures": self.worth.figure,
            "views": self.by_year.figure, "funding": self.funding.figure,
        }  # fmt: skip
        if path and path[0] in make:
            return self.book.once(_place(*path), lambda: make[path[0]](path))
        raise InputError(f"no number stands at «{_place(*path)}»")

    def _settings(self, path: _Path) -> Figure:
        node: object = self.book.settings
        for name in path[1:]:
            node = getattr(node, name)
        return self.book.setting(".".join(path[1:]), node)

    def _charge(self, path: _Path) -> Figure:
        cases = [found for found in self.review.cases if found.write_down is not None]
        parts = [CaseFigures(self.book, found).figure(("write_down", "charge")) for found in cases]
        return _made(path, self.review.charge, "the sum", parts)

    # Deficit

    def _deficit(self, path: _Path) -> Figure:
        roll, book = self.review.deficit, self.book.evaluation.facts.deficit
        last = len(roll.years) - 1
        match path[1:]:
            case ("opening",):
                return _made(
                    path, roll.opening, "the same", [self.book.business("deficit.opening_yen", book.opening_yen)]
                )
            case ("closing",) if last >= 0:
                label = str(roll.years[last].fiscal_year)
                return _made(path, roll.closing, "the same", [self.figure(("deficit", "years", label, "closing"))])
            case ("closing",):
                return _made(path, roll.closing, "the same", [self.figure(("deficit", "opening"))])
            case ("causes", cause):
                labels = [str(year.fiscal_year) for year in roll.years]
                parts = [self.figure(("deficit", "years", label, "causes", cause)) for label in labels]
                return _made(path, roll.causes[cause], "the sum", parts)
            case ("years", label, *rest):
                number = next(n for n, year in enumerate(roll.years) if str(year.fiscal_year) == label)
                return self._deficit_year(path, number, tuple(rest))
        raise InputError(f"no number stands at «{_place(*path)}»")

    def _deficit_year(self, path: _Path, number: int, rest: _Path) -> Figure:
        year, label = self.review.deficit.years[number], path[2]
        match rest:
            case ("opening",) if number == 0:
                opening = self.book.evaluation.facts.deficit.opening_yen
                return _made(path, year.opening, "the same", [self.book.business("deficit.opening_yen", opening)])
            case ("opening",):
                before = str(self.review.deficit.years[number - 1].fiscal_year)
                return _made(path, year.opening, "the same", [self.figure(("deficit", "years", before, "closing"))])
            case ("causes", cause):
                return _made(path, year.causes[cause], "the sum", self._entries(number, lambda e: e.cause == cause))
            case ("projects", case):
                parts = self._entries(number, lambda e: (e.case or "") == case)
                return _made(path, year.projects[case], "the sum", parts)
            case ("closing",):
                causes = [("deficit", "years", label, "causes", name) for name in CAUSES]
                parts = [self.figure(("deficit", "years", label, "opening")), *map(self.figure, causes)]
                return _made(path, year.closing, "the sum", parts)
            case ("reports", at, "value") | ("reports", at, "facts", "yen"):
                told = [n for n, entry in enumerate(self._year(number).entries) if entry.trigger is not None]
                return self._entry(number, told[int(at)])
        raise InputError(f"no number stands at «{_place(*path)}»")

    def _year(self, number: int):  # type: ignore[no-untyped-def]
        return self.book.evaluation.facts.deficit.years[number]

    def _entry(self, number: int, at: int) -> Figure:
        entry = self._year(number).entries[at]
        return self.book.business(f"deficit.years.{number}.entries.{at}.yen", entry.yen)

    def _entries(self, number: int, chosen: Callable[..., bool]) -> list[Figure]:
        out = []
        for at, entry in enumerate(self._year(number).entries):
            if chosen(entry):
                figure = self._entry(number, at)
                if CAUSES[entry.cause] < 0:
                    words = f"«{entry.cause}» takes from the deficit"
                    figure = combined(f"{figure.place}.change", None, "yen", "less", words, [figure])
                out.append(figure)
        return out

    # Exposure

    def _exposure(self, path: _Path) -> Figure:
        if len(path) < 3:
            raise InputError(f"no number stands at «{_place(*path)}»")
        found = next(item for item in self.review.exposure if item.dimension == path[1])
        match path[2:]:
            case ("total",):
                parts = [part for case in self._live() for _, part in self.book.of(case).positions()]
                return _made(path, found.total, "the sum", parts)
            case ("groups", name, what):
                return self._group(path, found, name, what)
            case ("concentration", *rest) if found.concentration is not None:
                return self._concentration(path, found, tuple(rest))
        raise InputError(f"no number stands at «{_place(*path)}»")

    def _live(self) -> list[str]:
        return [case.id for case in self.book.evaluation.facts.live]

    def _group(self, path: _Path, found: Dimension, name: str, what: str) -> Figure:
        group = next(item for item in found.groups if item.group == name)
        if what == "share":
            parts = [self.figure((*path[:4], "exposure")), self.figure((*path[:2], "total"))]
            return _made(path, group.share, "the quotient", parts)
        if what == "exposure":
            return _made(path, group.exposure, "the sum", lambda: self._in_group(found.dimension, name, group.cases))
        if what == "expected_receipts":
            parts = [
                facts.cash("expected", year, "received")
                for facts in map(self.book.of, group.cases)
                for year in facts.years("expected")
            ]
            return _made(path, group.expected_receipts, "the sum", parts)
        raise InputError(f"no number stands at «{_place(*path)}»")

    def _in_group(self, dimension: str, name: str, cases: Sequence[str]) -> list[Figure]:
        out = []
        for facts in map(self.book.of, cases):
            for number, figure in facts.positions():
                held = facts.facts.positions[number]
                owner: object = held if dimension in ("funding", "instrument") else facts.facts
                value = getattr(owner, dimension)
                if (UNSTATED if value is None else str(value)) == name:
                    out.append(figure)
        return out

    def _concentration(self, path: _Path, found: Dimension, rest: _Path) -> Figure:
        held = found.concentration
        if held is None:
            raise InputError(f"no number stands at «{_place(*path)}»")
        head = path[:2]
        shares = {group.group: self.figure((*head, "groups", group.group, "share")) for group in found.groups}
        zero = given(_place(*head, "nothing_unstated"), 0, "share", "everything is stated")
        unstated = shares.pop(UNSTATED, zero)
        largest = combined(
            _place(*head, "largest"), None, "share", "the largest", "largest share", list(shares.values()) or [zero]
        )
        low = combined(
            _place(*head, "hhi_low"),
            None,
            "index",
            "the sum of squares",
            "Σ share² of what is stated",
            list(shares.values()),
        )
        rule = "the first, less the square of the second, with the square of the second and third together"
        words = "what is unstated belongs to the largest"
        high = combined(_place(*head, "hhi_high"), None, "index", rule, words, [low, largest, unstated])
        worst = combined(_place(*head, "share_worst"), None, "share", "the sum", words, [largest, unstated])
        kind = "share" if rest[0] == "share_limit" else "hhi"
        limits = {"share": (largest, worst), "hhi": (low, high)}[kind]
        match rest:
            case ("hhi",):
                return _made(path, held.hhi, "the sum of squares", [*shares.values(), unstated])
            case ("hhi_low",):
                return low
            case ("hhi_high",):
                return high
            case ("share_limit" | "hhi_limit", "value"):
                finding = held.share_limit if kind == "share" else held.hhi_limit
                which = limits[1] if finding.outcome.value == "yes" else limits[0]
                return combined(_place(*path), None, which.unit, "the same", "what decides", [which], cited(finding))
            case ("share_limit" | "hhi_limit", "facts", "unstated"):
                return combined(_place(*path), None, "share", "the same", "share of what is not stated", [unstated])
            case ("share_limit" | "hhi_limit", "facts", "limit"):
                limit = getattr(self.book.settings.exposure.limits, found.dimension)
                return self.book.setting(f"exposure.limits.{found.dimension}.{kind}", getattr(limit, kind))
            case ("share_limit" | "hhi_limit", "facts", "at_least" | "at_most" as side):
                which = limits[0 if side == "at_least" else 1]
                return combined(_place(*path), None, which.unit, "the same", which.formula, [which])
        raise InputError(f"no number stands at «{_place(*path)}»")

    # Forecast

    def _forecast(self, path: _Path) -> Figure:
        found = next(item for item in self.review.forecast if item.scenario == path[1])
        match path[2:]:
            case ("profits", case):
                years = [row.fiscal_year for row in found.years]
                parts = [self.booked.result(path[1], case, year) for year in years]
                return _made(path, found.profits[case], "the sum", parts)
            case ("years", year, what):
                return self._forecast_year(path, int(year), what)
        raise InputError(f"no number stands at «{_place(*path)}»")

    def _forecast_year(self, path: _Path, year: int, what: str) -> Figure:
        found = next(item for item in self.review.forecast if item.scenario == path[1])
        row, base = next(item for item in found.years if item.fiscal_year == year), self.review.forecast[0].scenario
        first = found.years[0].fiscal_year
        head = path[:4]
        match what:
            case "fiscal_year":
                begins = self.book.business("period_end", self.book.closed.year, "fiscal year")
                later = given(
                    f"year:{year}.later", year - self.book.closed.year, "years", "business.yaml: forecast.years"
                )
                return combined(
                    _place(*path), year, "fiscal year", "the sum", "years after the last closed one", [begins, later]
                )
            case "income" | "expense":
                parts = [self.booked.line(path[1], case, year, what) for case in found.profits]
                return _made(path, getattr(row, what), "the sum", parts)
            case "profit":
                parts = [self.figure((*head, name)) for name in ("income", "expense")]
                return _made(path, row.profit, "the first less the others", parts)
            case "against_base":
                other = self.figure(("forecast", base, "years", str(year), "profit"))
                return _made(
                    path, row.against_base, "the first less the others", [self.figure((*head, "profit")), other]
                )
            case "deficit":
                before = ("deficit", "closing") if year == first else (*path[:3], str(year - 1), "deficit")
                parts = [self.figure(before), self.figure((*head, "profit"))]
                return _made(path, row.deficit, "the first less the others", parts)
        raise InputError(f"no number stands at «{_place(*path)}»")
