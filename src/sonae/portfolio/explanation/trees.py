"""Decision trees explained: values of ends, chances and decisions, and the forecast that they weigh."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sonae.core import InputError
from sonae.economics.uncertainty import Rolled
from sonae.portfolio.cases import Exploration, ValuedLeaf
from sonae.portfolio.explanation.cases import BookFigures
from sonae.portfolio.explanation.figure import Figure, combined, given

__all__ = ["TreeFigures"]

_Path = tuple[str, ...]
_UNIT = "yen"


class TreeFigures:
    """Figures of the decision trees of a portfolio."""

    def __init__(self, book: BookFigures) -> None:
        self.book = book

    def figure(self, path: _Path) -> Figure:
        """Return the figure of a path that begins with «exploration». Raises InputError when no number stands there."""
        place = "review:" + ".".join(path)
        if len(path) < 3 or path[1] not in self.book.evaluation.exploration:
            raise InputError(f"no number stands at «{place}»")
        case = path[1]
        found = self.book.evaluation.exploration[case]
        match path[2:]:
            case ("emv",):
                return self._one(place, "the same", "value of the root", [self.value(case, found, found.rolled)])
            case ("going_on",):
                return self.committed(case, found, found.rolled)
            case ("value_of_stopping",):
                parts = [self.figure((*path[:2], name)) for name in ("emv", "going_on")]
                return self._one(
                    place, "the first less the others", "best decisions − going on at every decision", parts
                )
            case ("probability_of_success",):
                ends = [node for node in found.rolled.nodes() if node.kind == "develop"]
                parts = [self.chance(case, found, node) for node in ends]
                return combined(place, None, "chance", "the sum", "Σ chances of the ends that develop", parts)
            case ("risk_capital",):
                return self._risk_capital(place, case, found)
            case ("nodes", at, "value" | "probability" as what):
                node = next(item for item in found.rolled.nodes() if item.path == at)
                return self.value(case, found, node) if what == "value" else self.chance(case, found, node)
            case ("weighted", _, "years", year, "fiscal_year"):
                return given(place, int(year), "fiscal year", "a fiscal year of the forecast")
            case ("weighted", name, "years", year, what):
                return self._weighted(place, name, int(year), what)
            case ("share",):
                return self._field(case, "share", found.tree.share, "1")
            case ("scenarios" | "seed" as name,) if found.scenarios is not None:
                number = found.scenarios.count if name == "scenarios" else found.scenarios.seed
                return given(place, number, "", f"asked for: --{name}")
        raise InputError(f"no number stands at «{place}»")

    def _one(self, place: str, rule: str, words: str, parts: Sequence[Figure]) -> Figure:
        return combined(place, None, _UNIT, rule, words, parts)

    def _field(self, case: str, path: str, value: object, unit: str) -> Figure:
        file = self.book.evaluation.book.of(case).file
        return given(f"file:{file}:exploration.{path}", Fraction(str(value)), unit, f"{file}: exploration.{path}")

    # Values

    def value(self, case: str, found: Exploration, node: Rolled) -> Figure:
        """Return the value of a node."""
        place = f"review:exploration.{case}.nodes.{node.path}.value"
        return self.book.once(place, lambda: self._value(place, case, found, node))

    def _value(self, place: str, case: str, found: Exploration, node: Rolled) -> Figure:
        if node.leaf is not None:
            end = found.ends[node.leaf]
            words = "mean of the scenarios" if found.scenarios else "value under the decks"
            return combined(place, node.value, _UNIT, "the mean", words, lambda: self._scenarios(case, found, end))
        if node.kind == "decision":
            options = [self.value(case, found, below) for _, _, below in node.edges]
            return combined(place, node.value, _UNIT, "the largest", f"the best option: {node.choice}", options)

        def parts() -> list[Figure]:
            return [
                combined(
                    f"{place}.{name}", None, _UNIT, "the product", f"probability of «{name}» × value",
                    [self._probability(case, node, name, chance), self.value(case, found, below)],
                )
                for name, chance, below in node.edges
                if chance is not None
            ]  # fmt: skip

        return combined(place, node.value, _UNIT, "the sum", "Σ probability × value", parts)

    def _probability(self, case: str, node: Rolled, name: str, chance: Fraction) -> Figure:
        number = [title for title, _, _ in node.edges].index(name)
        return self._field(case, f"nodes.{node.name}.branches.{number}.probability", chance, "chance")

    def _scenarios(self, case: str, found: Exploration, end: ValuedLeaf) -> list[Figure]:
        spent = "+".join(f"{name}_{year}" for name, year in sorted(end.leaf.spent)) or "nothing"
        head = f"exploration:{case}.{end.leaf.volume or 'stop'}.{spent}"
        line = f"net_{end.found.project.support.investee.party}"
        seed = f"scenario {{}} of seed {found.scenarios.seed}" if found.scenarios else "the decks"
        return [
            given(
                f"{head}.scenario_{number}", Fraction(value), _UNIT,
                f"ledger of {case} with {spent} spent and the volume «{end.leaf.volume or 'none'}», {seed.format(number)}:"
                f" line {line} × share × rate of exchange × discount factor ({found.tree.rate}), years to come",
            )
            for number, value in enumerate(end.values)
        ]  # fmt: skip

    def committed(self, case: str, found: Exploration, node: Rolled) -> Figure:
        """Return the value of a node when every decision from it on goes on."""
        place = f"review:exploration.{case}.going_on" + ("" if node is found.rolled else f".{node.path}")
        if node.kind == "decision":
            stated = found.tree.nodes[node.name]
            below = next(below for name, _, below in node.edges if name == getattr(stated, "go_on", None))
            return self._one(place, "the same", "value of going on", [self.committed(case, found, below)])
        if node.kind == "chance":
            parts = [
                self._one(
                    f"{place}.{name}", "the product", f"probability of «{name}» × value of going on",
                    [self._probability(case, node, name, chance), self.committed(case, found, below)],
                )
                for name, chance, below in node.edges
                if chance is not None
            ]  # fmt: skip
            return self._one(place, "the sum", "Σ probability × value of going on", parts)
        return self.value(case, found, node)

    # Chances

    def chance(self, case: str, found: Exploration, node: Rolled) -> Figure:
        """Return the chance that a node is reached under the best decisions."""
        place = f"review:exploration.{case}.nodes.{node.path}.probability"
        if node is found.rolled or node.path == found.rolled.path:
            return given(place, 1, "chance", "the root is always reached")
        above, name, chance = next(
            (other, name, chance)
            for other in found.rolled.nodes()
            for name, chance, below in other.edges
            if below.path == node.path
        )
        before = self.chance(case, found, above)
        if chance is not None:
            parts = [before, self._probability(case, above, name, chance)]
            words = f"chance of the node before × probability of «{name}»"
            return combined(place, node.probability, "chance", "the product", words, parts)
        if name == above.choice:
            return combined(place, node.probability, "chance", "the same", f"«{name}» is the best option", [before])
        words = f"«{above.choice}» is better than «{name}»"
        return combined(place, node.probability, "chance", "0 by the rule", words, [before])

    def _risk_capital(self, place: str, case: str, found: Exploration) -> Figure:
        stops = [node for node in found.rolled.nodes() if node.kind == "stop" and node.probability > 0]
        words = "what is lost where the project stops"
        parts = [
            self._one(f"{place}.{node.path}", "less", words, [self.value(case, found, node)]) for node in stops
        ]  # fmt: skip
        if not parts:
            return given(place, 0, _UNIT, "under the best decisions the project never stops")
        return self._one(place, "the largest", "the most that is lost where the project stops", parts)

    # The forecast weighed

    def _weighted(self, place: str, name: str, year: int, what: str) -> Figure:
        facts = self.book.of(name)
        side = what.removesuffix("_yen")
        return combined(place, None, "yen", "the same", "weighed with the chances of the ends", [
            facts.weighted(year, side, self),
        ])  # fmt: skip
