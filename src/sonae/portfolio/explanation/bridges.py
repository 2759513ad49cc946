"""The comparison with adoption and last year explained: values year by year, steps from the values of mixtures."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from sonae.core import InputError
from sonae.economics.bridge import Bridge, Kind, State, factor_name
from sonae.economics.conditions import MoneyTerms, Timing
from sonae.economics.ledger import Ledger, evaluate_case, explain
from sonae.portfolio.cases import states_of_project
from sonae.portfolio.explanation.cases import BookFigures
from sonae.portfolio.explanation.figure import Figure, combined, given

__all__ = ["BridgeFigures"]

_Path = tuple[str, ...]
_CITES = ("石油等出資細則 第9条の2", "石油等出資細則 第20条")


class BridgeFigures:
    """Figures of the comparisons of a portfolio."""

    def __init__(self, book: BookFigures) -> None:
        self.book = book
        self._states: dict[str, dict[str, State]] = {}
        self._ledgers: dict[tuple[str, str], Ledger] = {}

    def figure(self, path: _Path) -> Figure:
        """Return the figure of a path that begins with «comparisons». Raises InputError when no number stands there."""
        place = "review:" + ".".join(path)
        if len(path) < 4 or path[1] not in self.book.evaluation.comparisons:
            raise InputError(f"no number stands at «{place}»")
        found: Bridge = getattr(self.book.evaluation.comparisons[path[1]], path[2])
        match path[3:]:
            case ("old",):
                return self._value(place, path[1], found, 0)
            case ("new",):
                return self._value(place, path[1], found, 1)
            case ("change",):
                parts = [self.figure((*path[:3], side)) for side in ("new", "old")]
                return combined(place, found.change, "yen", "the first less the others", "new − old", parts, _CITES)
            case ("fixed" | "averaged" as kind, "steps", factor, "amount"):
                return self._amount(place, path, found, kind, factor)
            case ("fixed" | "averaged" as kind, "steps", factor, "yen"):
                return self._yen(place, path, found, kind, factor)
        raise InputError(f"no number stands at «{place}»")

    # Values

    def _state(self, project: str, name: str) -> State:
        if project not in self._states:
            found = states_of_project(self.book.evaluation, project)
            self._states[project] = {state.name: state for state in found}
        return self._states[project][name]

    def _ledger(self, project: str, name: str) -> Ledger:
        key = (project, name)
        if key not in self._ledgers:
            state = self._state(project, name)
            folder = self.book.evaluation.book.of(project).folder
            self._ledgers[key] = evaluate_case(state.case, state.conditions, folder=folder)
        return self._ledgers[key]

    def _value(self, place: str, project: str, found: Bridge, side: int) -> Figure:
        """Return the value of an evaluation: the sum over its years, in the arithmetic of float64."""
        name = found.names[side]
        words = "Σ cash of the party × rate of exchange × share × discount factor"
        return self.book.once(
            place,
            lambda: combined(
                place, Fraction(found.values[side]), "yen", "in float64: the sum in order", words,
                lambda: self._years(project, name, found), _CITES,
            ),
        )  # fmt: skip

    def _years(self, project: str, name: str, found: Bridge) -> list[Figure]:
        state, ledger = self._state(project, name), self._ledger(project, name)
        conditions, grid, line = state.conditions, ledger.grid, f"net_{state.party}"
        turned = conditions.money_factors(grid, MoneyTerms.nominal(state.regime.currency), conditions.money)
        factors = conditions.discount_factors(state.rate, grid, conditions.money, base_date=state.base_date)
        if found.settings.counted != "all":
            factors = np.where(grid.years_from(state.base_date, Timing.END) > 0.0, factors, 0.0)
        head, file = f"comparison:{project}.{name.replace(' ', '_')}", state.case.file
        said = f"condition set «{conditions.name}» version {conditions.version}"
        part = "now" if name == "now" else name.replace(" ", "_")
        out = []
        for t, (label, year) in enumerate(zip(grid.labels(), state.years, strict=True)):

            def text(depth: int, line: str = line, year: int = year) -> list[str]:
                return explain(ledger, line, year, depth=depth).lines()

            parts = [
                self._float(f"{head}.{line}.{label}", ledger.net(state.party)[t], ledger.unit(line),
                            f"ledger of {project} at «{name}» under {said}: line {line}, {year}", text),
                self._float(f"{head}.fx.{label}", turned[t], "yen", f"{said}: fx, {state.regime.currency} in JPY, {label}"),
                self._float(f"{head}.share.{label}", state.share_in(year), "1", f"{file}: comparison.{part}.share"),
                self._float(f"{head}.discount.{label}", factors[t], "1", f"{said}: discount.{state.rate}, to {state.base_date}"),
            ]  # fmt: skip
            words = "cash × rate of exchange × share × discount factor"
            product = "in float64: the product in order"
            out.append(combined(f"{head}.value.{label}", None, "yen", product, words, parts))
        return out

    @staticmethod
    def _float(place: str, value: float, unit: str, origin: str, text: object = None) -> Figure:
        return given(place, Fraction(float(value)), unit, origin, text)  # type: ignore[arg-type]

    # Steps

    def _mixture(self, path: _Path, found: Bridge, mask: int) -> Figure:
        """Return the value of a mixture: which factors are new."""
        if mask in (0, len(found.by_mixture) - 1):
            return self.figure((*path[:3], "old" if mask == 0 else "new"))
        new = [factor for at, factor in enumerate(found.players) if mask >> at & 1]
        origin = (
            f"ledger of the mixture: {', '.join(factor_name(factor, 'en').lower() for factor in new)} of «{found.names[1]}»,"
            f" all else of «{found.names[0]}», valued as each of the two"
        )
        place = f"comparison:{path[1]}.{path[2]}.mixture.{'+'.join(new)}"
        return given(place, Fraction(found.by_mixture[mask]), "yen", origin)

    def _amount(self, place: str, path: _Path, found: Bridge, kind: Kind, factor: str) -> Figure:
        step = next(item for item in found.steps(kind) if item.factor == factor)
        unit = "yen"
        if factor not in found.players:
            why = f"{factor_name(factor, 'en').lower()}: the same in both evaluations, no step"
            return combined(place, 0, unit, "0 by the rule", why, [self.figure((*path[:3], "old"))], _CITES)
        number = found.players.index(step.factor)
        if kind == "fixed":
            before = 0
            for other in found.settings.order[: found.settings.order.index(step.factor)]:
                if other in found.players:
                    before |= 1 << found.players.index(other)
            parts = lambda: [  # noqa: E731 - made when asked for
                self._mixture(path, found, before | 1 << number), self._mixture(path, found, before),
            ]  # fmt: skip
            words = "value with the factor new − value with it old, the factors before it new and those after it old"
            return combined(place, step.amount, unit, "the first less the others", words, parts, _CITES)

        def mixtures() -> list[Figure]:
            at = given(
                f"comparison:factor.{number}", number, "place of the factor", "the order of the factors that differ"
            )
            return [at, *(self._mixture(path, found, mask) for mask in range(len(found.by_mixture)))]

        words = "Σ over mixtures S without the factor: |S|! (n − |S| − 1)! ÷ n! · (value with it − value without it)"
        return combined(place, step.amount, unit, "the average over all orders (Shapley)", words, mixtures, _CITES)

    def _yen(self, place: str, path: _Path, found: Bridge, kind: Kind, factor: str) -> Figure:
        steps = found.steps(kind)
        number = next(at for at, item in enumerate(steps) if item.factor == factor)

        def parts() -> list[Figure]:
            head = (*path[:3], kind, "steps")
            earlier = [self.figure((*path[:3], "old"))]
            earlier += [self.figure((*head, item.factor, "amount")) for item in steps[:number]]
            level = combined(f"{place}.level", None, "yen", "the sum", "level before the step", earlier)
            amount = self.figure((*head, factor, "amount"))
            return [level, amount]

        rule = "the level after less the level before, each rounded to whole units"
        return combined(
            place, steps[number].yen, "yen", rule, "rounded level after − rounded level before", parts, _CITES
        )
