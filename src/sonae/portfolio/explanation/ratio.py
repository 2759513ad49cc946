"""The profit-deficit ratio explained: profit of each project, their sum, the deficit, the change since the last ratio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from sonae.core import InputError
from sonae.portfolio.explanation.cases import BookFigures, FactFigures
from sonae.portfolio.explanation.figure import Figure, combined, given
from sonae.portfolio.explanation.judgements import cited
from sonae.portfolio.explanation.trees import TreeFigures
from sonae.portfolio.review import PdrRecord, PortfolioReview, Traced

__all__ = ["RatioFigures"]

_Path = tuple[str, ...]


class RatioFigures:
    """Figures of the ratio; ``figure_of`` gives figures of other paths of the review."""

    def __init__(
        self, book: BookFigures, review: PortfolioReview, figure_of: Callable[[_Path], Figure], trees: TreeFigures
    ) -> None:
        self.book, self.review, self.figure_of, self.trees = book, review, figure_of, trees

    def _made(
        self, path: _Path, of: Traced, rule: str, parts: Callable[[], Sequence[Figure]] | Sequence[Figure]
    ) -> Figure:
        place = "review:" + ".".join(path)
        return combined(place, of.exact, of.unit, rule, of.formula, parts, cited(self.review.pdr.finding))

    def figure(self, path: _Path) -> Figure:
        """Return the figure of a path that begins with «pdr». Raises InputError when no number stands there."""
        pdr, cases = self.review.pdr, [item.case for item in self.review.pdr.projects]
        match path[1:]:
            case ("ratio",):
                return self._made(
                    path, pdr.ratio, "the quotient", [self.figure_of(("pdr", n)) for n in ("profit", "deficit")]
                )
            case ("profit",):
                parts = [self.figure_of(("pdr", "projects", case, "profit")) for case in cases]
                return self._made(path, pdr.profit, "the sum", parts)
            case ("deficit",):
                return self._made(path, pdr.deficit, "the same", [self.figure_of(("deficit", "closing"))])
            case ("discounted",):
                late = [self.figure_of(("pdr", "projects", case, "discounted")) for case in cases]
                words = "Σ discounted profit of live projects"
                total = combined("review:pdr.discounted_profit", None, "yen", "the sum", words, late)
                return self._made(path, pdr.discounted, "the quotient", [total, self.figure_of(("pdr", "deficit"))])
            case ("finding", "value"):
                return self._same(path, self.figure_of(("pdr", "ratio")))
            case ("finding", "facts", "profit_yen"):
                return self._same(path, self.figure_of(("pdr", "profit")))
            case ("finding", "facts", "deficit_yen"):
                return self._same(path, self.figure_of(("pdr", "deficit")))
            case ("finding", "facts", "goal"):
                return self.book.setting("pdr.goal", self.book.settings.pdr.goal)
            case ("cadence", *rest):
                return self._cadence(path, tuple(rest))
            case ("change", *rest):
                return self._change(path, tuple(rest))
            case ("projects", case, what):
                return self._project(path, case, what)
        raise InputError(f"no number stands at «review:{'.'.join(path)}»")

    def _same(self, path: _Path, other: Figure) -> Figure:
        return combined(
            "review:" + ".".join(path), None, other.unit, "the same", other.formula, [other], other.provisions
        )

    def _cadence(self, path: _Path, rest: _Path) -> Figure:
        facts = self.book.evaluation.facts
        if rest == ("facts", "wanted"):
            return self.book.setting("pdr.calculations_a_year", self.book.settings.pdr.calculations_a_year)
        if rest != ("value",):
            raise InputError(f"no number stands at «review:{'.'.join(path)}»")
        days = [record.calculated_on for record in facts.pdr_records]
        counted = [day for day in days if day in facts.fiscal_year and day < facts.as_of]
        parts = [given("review:pdr.this_calculation", 1, "times", "this review")]
        parts += [given(f"review:pdr.on.{day}", 1, "times", f"business.yaml: pdr_records, {day}") for day in counted]
        cites = cited(self.review.pdr.cadence)
        return combined(
            "review:" + ".".join(path), None, "times", "the sum", "times in the fiscal year so far", parts, cites
        )

    # Profit of a project

    def _project(self, path: _Path, case: str, what: str) -> Figure:
        found = next(item for item in self.review.pdr.projects if item.case == case)
        facts = self.book.of(case)
        if what == "profit":
            parts = lambda: [*self._carried(facts), *self._flows(facts, late=False)]  # noqa: E731 - made when asked for
            return self._made(path, found.profit, "the sum, a half away from zero", parts)
        if what == "discounted":
            parts = lambda: [*self._carried(facts), *self._flows(facts, late=True)]  # noqa: E731
            return self._made(path, found.discounted, "the sum, a half away from zero", parts)
        if what == "part":
            whole = [self.figure_of(("pdr", "projects", case, "profit")), self.figure_of(("pdr", "deficit"))]
            return self._made(path, found.part, "the quotient", whole)
        raise InputError(f"no number stands at «review:{'.'.join(path)}»")

    @staticmethod
    def _carried(facts: FactFigures) -> list[Figure]:
        held = [figure for _, figure in facts.positions(("equity", "loan"))]
        words = "carrying amount at the last period end"
        return [combined(f"{figure.place}.less", None, "yen", "less", words, [figure]) for figure in held]

    def _flows(self, facts: FactFigures, *, late: bool) -> list[Figure]:
        closed = self.book.closed.year
        flows = [(year, facts.net("actual", year)) for year in facts.years("actual") if year > closed]
        flows += [(year, self._weighed(facts, year)) for year in self._years(facts)]
        if not late:
            return [figure for _, figure in flows]
        base = self.book.business("period_end", closed, "fiscal year")
        if self.book.settings.pdr.discount == "condition_rate":
            business = self.book.evaluation
            rate = self.book.condition(business.book.business.discount_rate, business.facts.discount_rate)
        else:
            rate = facts.rate()
        return [facts.discounted(figure, year, base, rate) for year, figure in flows]

    @staticmethod
    def _years(facts: FactFigures) -> list[int]:
        rows = facts.facts.chance_weighted
        if not facts.facts.explores or rows is None:
            return facts.years("expected")
        return sorted({*(row.fiscal_year for row in rows), *facts.years("expected")})

    def _by_tree(self, facts: FactFigures, year: int) -> Figure:
        """Return what a decision tree makes of a year to come."""
        place, case = f"facts:cases.{facts.facts.id}.chance_weighted.{year}", facts.facts
        weighed = any(row.fiscal_year == year for row in case.chance_weighted or ())
        zero = given(f"{place}.none", 0, "yen", "nothing at any end of the tree")
        got = facts.weighted(year, "received", self.trees) if weighed else zero
        paid = facts.weighted(year, "contributed", self.trees) if weighed else zero
        if self.book.settings.pdr.chance_weighs == "receipts":
            paid = facts.cash("expected", year, "contributed") if year in facts.years("expected") else zero
        words = "weighed receipts − outlays, by the decision tree"
        return combined(f"{place}.net", None, "yen", "the first less the others", words, [got, paid])

    def _weighed(self, facts: FactFigures, year: int) -> Figure:
        """Return received less contributed of a year to come, weighed with the chance of success in exploration."""
        if not facts.facts.explores:
            return facts.net("expected", year)
        if facts.facts.chance_weighted is not None:
            return self._by_tree(facts, year)
        place = f"facts:cases.{facts.facts.id}.expected.{year}"
        chance = facts.field("chance", facts.facts.chance, "chance")
        got, paid = (facts.cash("expected", year, side) for side in ("received", "contributed"))
        received = combined(f"{place}.received_weighed", None, "yen", "the product", "w · receipts", [chance, got])
        if self.book.settings.pdr.chance_weighs == "receipts_and_outlays":
            paid = combined(f"{place}.contributed_weighed", None, "yen", "the product", "v · outlays", [chance, paid])
        words = "w · receipts − v · outlays"
        return combined(f"{place}.weighed", None, "yen", "the first less the others", words, [received, paid])

    # Change since the last ratio

    def _change(self, path: _Path, rest: _Path) -> Figure:
        change = self.review.pdr.change
        facts = self.book.evaluation.facts
        past = [(n, r) for n, r in enumerate(facts.pdr_records) if r.calculated_on < facts.as_of]
        if change is None or not past:
            raise InputError(f"no number stands at «review:{'.'.join(path)}»")
        number, last = max(past, key=lambda pair: pair[1].calculated_on)
        owed = self.book.business(f"pdr_records.{number}.deficit_yen", last.deficit_yen)
        before = [self._before(number, last, name) for name in last.profits_yen]
        whole = combined("review:pdr.change.profit_before", None, "yen", "the sum", "Σ profit as recorded", before)
        match rest:
            case ("before",):
                return self._made(path, change.before, "the quotient", [whole, owed])
            case ("deficit",):
                parts = [whole, self.figure_of(("pdr", "deficit")), owed]
                return self._made(path, change.deficit, "the part of the change of a balance", parts)
            case ("projects", name):
                now = [item.case for item in self.review.pdr.projects]
                zero = given("review:pdr.change.none", 0, "yen", "the project is not counted")
                parts = [self.figure_of(("pdr", "projects", name, "profit")) if name in now else zero]
                parts += [self._before(number, last, name)] if name in last.profits_yen else []
                words = "profit now − profit before"
                apart = combined(
                    f"review:pdr.change.{name}.yen", None, "yen", "the first less the others", words, parts
                )
                return self._made(
                    path, change.projects[name], "the quotient", [apart, self.figure_of(("pdr", "deficit"))]
                )
        raise InputError(f"no number stands at «review:{'.'.join(path)}»")

    def _before(self, number: int, record: PdrRecord, name: str) -> Figure:
        yen = Fraction(record.profits_yen[name])
        return self.book.business(f"pdr_records.{number}.profits_yen.{name}", yen)
