"""Projects together explained: quantiles of the sum, means given that it stands there, shares of the loss in the tail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from sonae.core import InputError
from sonae.economics.uncertainty import JointQuantile, JointView
from sonae.portfolio.explanation.cases import BookFigures
from sonae.portfolio.explanation.figure import Figure, combined, given

__all__ = ["JointFigures"]

_Path = tuple[str, ...]


class JointFigures:
    """Figures of all projects together."""

    def __init__(self, book: BookFigures) -> None:
        self.book = book

    def figure(self, path: _Path) -> Figure:
        """Return the figure of a path that begins with «joint». Raises InputError when no number stands there."""
        place, joint, named = "review:" + ".".join(path), self.book.evaluation.joint, self.book.evaluation.scenarios
        if joint is not None and named is not None:
            match path[1:]:
                case ("scenarios",):
                    return given(place, named.count, "", "asked for: --scenarios")
                case ("seed",):
                    return given(place, named.seed, "", "asked for: --seed")
                case ("band",):
                    return given(
                        place, joint.band, "share of scenarios", "half width of the band around a quantile, a choice"
                    )
                case ("tail", *rest):
                    return self._tail(place, joint, tuple(rest))
                case ("quantiles", name, *rest):
                    found = next(item for item in joint.quantiles if f"P{int(100 * item.chance)}" == name)
                    return self._quantile(place, joint, found, tuple(rest))
        raise InputError(f"no number stands at «{place}»")

    def _made(
        self, place: str, rule: str, words: str, parts: Callable[[], Sequence[Figure]] | Sequence[Figure]
    ) -> Figure:
        return combined(place, None, "yen", rule, words, parts)

    def _value(self, project: str, number: int) -> Figure:
        return self.book.of(project).scenario_forward(number)

    def _sum(self, joint: JointView, number: int) -> Figure:
        words = f"Σ projects in scenario {number}"
        return self.book.once(
            f"joint:scenario_{number}",
            lambda: self._made(
                f"joint:scenario_{number}", "the sum", words, [self._value(name, number) for name in joint.projects]
            ),
        )  # fmt: skip

    def _at_chance(self, place: str, chance: Fraction, values: Sequence[Figure]) -> Figure:
        said = given(f"chance:{chance}", chance, "chance", "P90, P50 and P10 are exceeded with 90, 50 and 10 %")
        words = "value that is exceeded with the chance"
        return self._made(place, "the value that is exceeded with the chance", words, [said, *values])

    def _quantile(self, place: str, joint: JointView, found: JointQuantile, rest: _Path) -> Figure:
        head = place.removesuffix("." + ".".join(rest))
        scenarios = range(joint.scenarios)
        match rest:
            case ("total",):
                return self._at_chance(place, found.chance, [self._sum(joint, at) for at in scenarios])
            case ("found_in",):
                said = given(f"chance:{found.chance}", found.chance, "chance", "P90, P50 and P10")
                parts = [said, *(self._sum(joint, at) for at in scenarios)]
                rule = "the place of the value that is exceeded with the chance"
                return combined(place, None, "", rule, "number of the scenario that has the total", parts)
            case ("alone", name):
                return self._at_chance(place, found.chance, [self._value(name, at) for at in scenarios])
            case ("sum_alone",):
                parts = [
                    self._quantile(f"{head}.alone.{name}", joint, found, ("alone", name)) for name in joint.projects
                ]
                return self._made(place, "the sum", "Σ projects alone", parts)
            case ("together",):
                parts = [self._quantile(f"{head}.{name}", joint, found, (name,)) for name in ("total", "sum_alone")]
                return self._made(place, "the first less the others", "quantile of the sum − Σ quantiles alone", parts)
            case ("band_scenarios",):
                words = "scenarios whose sum ranks within the band"
                parts = [self._sum(joint, at) for at in found.band]
                return combined(place, None, "scenarios", "how many there are", words, parts)
            case ("given", name):
                parts = [self._value(name, at) for at in found.band]
                return self._made(place, "the mean", "mean of the project over the band", parts)
            case ("in_band",):
                parts = [
                    self._quantile(f"{head}.given.{name}", joint, found, ("given", name)) for name in joint.projects
                ]
                return self._made(place, "the sum", "Σ means of projects over the band", parts)
        raise InputError(f"no number stands at «{place}»")

    def _tail(self, place: str, joint: JointView, rest: _Path) -> Figure:
        tail = joint.tail
        match rest:
            case ("level",):
                return given(place, tail.level, "share of scenarios", "level of the tail, a choice")
            case ("tail_scenarios",):
                parts = [self._sum(joint, at) for at in tail.scenarios]
                return combined(place, None, "scenarios", "how many there are", "the worst scenarios of the sum", parts)
            case ("shares", name):
                values = [self._value(name, at) for at in tail.scenarios]
                mean = self._made(f"{place}.mean", "the mean", "mean of the project over the tail", values)
                return self._made(place, "less", "mean loss over the tail: Euler's share of the shortfall", [mean])
            case ("shortfall",):
                head = place.removesuffix(".shortfall")
                parts = [self._tail(f"{head}.shares.{name}", joint, ("shares", name)) for name in joint.projects]
                return self._made(place, "the sum", "Σ shares of projects", parts)
        raise InputError(f"no number stands at «{place}»")
