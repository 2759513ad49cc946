"""Measures of projects explained: present value, internal rates, payback, break-even, the state's share, yen a barrel.

Numbers that are found by search are proved in another way: flows counted with exact fractions at a rate, the project worked off
again at prices next to the break-even.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sonae.core import InputError
from sonae.economics.conditions import MoneyTerms
from sonae.economics.ledger import Ledger, evaluate_case, explain, priced_case
from sonae.portfolio.cases import BARRELS, HeldVolume, ProjectEvaluation, held_volumes
from sonae.portfolio.cases.instruments import rows_of
from sonae.portfolio.explanation.cases import BookFigures
from sonae.portfolio.explanation.figure import Figure, combined, given

__all__ = ["WorthFigures"]

_Path = tuple[str, ...]
_SUM, _PRODUCT = "in float64: the sum, rounded once", "in float64: the product in order"
_STEP = 2e-9
"""How far from a break-even the project is worked off again: twice the tolerance of the search."""


class WorthFigures:
    """Figures of the measures of all projects."""

    def __init__(self, book: BookFigures) -> None:
        self.book = book

    def figure(self, path: _Path) -> Figure:
        """Return the figure of a path that begins with «measures». Raises InputError when no number stands there."""
        place = "review:" + ".".join(path)
        if len(path) < 3 or path[1] not in self.book.evaluation.projects:
            raise InputError(f"no number stands at «{place}»")
        found, measures = self.book.evaluation.projects[path[1]], self.book.measures[path[1]]
        match path[2:]:
            case ("rate",):
                rate = self.book.condition(measures.rate_name, measures.rate)
                return combined(place, None, rate.unit, "the same", "the rate of the business", [rate])
            case ("single_internal_rate",):
                only = self.book.once(f"{place.rpartition('.')[0]}.figures.irr_1", lambda: self._irr(path[1], 1))
                return combined(place, None, "share", "the same", "the only rate, a simple one", [only])
            case ("figures", name) if name in measures.figures and measures.figures[name].value is not None:
                return self._measure(place, found, name)
        raise InputError(f"no number stands at «{place}»")

    def _measure(self, place: str, found: ProjectEvaluation, name: str) -> Figure:
        project, measures = found.project.id, self.book.measures[found.project.id]
        unit, formula, party = measures.figures[name].unit, measures.figures[name].formula, measures.party
        match name:
            case "npv":
                return combined(
                    place, None, unit, _SUM, formula, self._discounted(found.ledger, party, project, measures.rate_name)
                )
            case "total":
                return combined(place, None, unit, _SUM, formula, self._flows(found.ledger, party, project))
            case "payback":
                rule = "in float64: years until the running sum, once below 0, is 0 or more again"
                parts = [self._a_year(found.ledger), *self._flows(found.ledger, party, project)]
                return combined(place, None, unit, rule, formula, parts)
            case "break_even":
                return self._break_even(place, found)
            case "take_net" | "take_gross":
                return self._take(place, found, name)
            case "unit_cost":
                return self._unit_cost(place, found)
        return self._irr(project, int(name.removeprefix("irr_")))

    # Flows

    def _flows(self, ledger: Ledger, party: str, scope: str) -> list[Figure]:
        """Return the cash of a party by period, in nominal money of the condition set."""
        conditions, grid, line = ledger.conditions, ledger.grid, f"net_{party}"
        money = MoneyTerms.nominal(conditions.conventions.currency)
        turned = conditions.money_factors(grid, ledger.money, money)
        said = f"condition set «{conditions.name}» version {conditions.version}"
        out = []
        for t, (label, name) in enumerate(zip(grid.labels(), ledger.case.period_names, strict=True)):

            def text(depth: int, name: int | str = name) -> list[str]:
                return explain(ledger, line, name, depth=depth).lines()

            origin = f"ledger of {scope} under {said}: line {line}, {name}"
            parts = [
                given(f"ledger:{scope}.{line}.{label}", _exact(ledger.net(party)[t]), ledger.unit(line), origin, text),
                given(
                    f"conditions:{said}.{ledger.money}.{money}.{label}", _exact(turned[t]), money.currency,
                    f"{said}: {ledger.money} in {money}, {label}",
                ),
            ]  # fmt: skip
            place, words = f"measures:{scope}.{line}.{label}", "cash of the party × rate of exchange and prices"
            out.append(combined(place, None, money.currency, _PRODUCT, words, parts))
        return out

    def _discounted(self, ledger: Ledger, party: str, scope: str, rate: str) -> list[Figure]:
        conditions = ledger.conditions
        money = MoneyTerms.nominal(conditions.conventions.currency)
        factors = conditions.discount_factors(rate, ledger.grid, money)
        said, out = f"condition set «{conditions.name}» version {conditions.version}", []
        for t, flow in enumerate(self._flows(ledger, party, scope)):
            label = ledger.grid.labels()[t]
            origin = f"{said}: discount.{rate}, {label} to {conditions.conventions.base_date}"
            factor = given(f"conditions:{said}.discount.{rate}.{label}", _exact(factors[t]), "1", origin)
            words = "cash × discount factor"
            out.append(combined(f"{flow.place}.discounted", None, flow.unit, _PRODUCT, words, [flow, factor]))
        return out

    @staticmethod
    def _a_year(ledger: Ledger) -> Figure:
        each = ledger.grid.periods_a_year
        return given(f"year:{each}", each, "periods a year", f"{ledger.case.file}: case.period")

    # Found by search

    def _irr(self, project: str, number: int) -> Figure:
        found, measures = self.book.evaluation.projects[project], self.book.measures[project]
        root, formula = measures.rates.roots[number - 1], measures.figures[f"irr_{number}"].formula
        place, rate = f"review:measures.{project}.figures.irr_{number}", _exact(root.rate)
        said = given(f"search:{project}.irr_{number}", rate, "share", "search for all rates between −95 % and 1000 %")
        parts = [said, self._a_year(found.ledger), *self._flows(found.ledger, measures.party, project)]
        rule = "found by search; next to it Σ flow · (1 + rate)^−t changes its sign or is 0"
        return combined(place, rate, "share", rule, formula, parts)

    def _break_even(self, place: str, found: ProjectEvaluation) -> Figure:
        project, measures = found.project.id, self.book.measures[found.project.id]
        one = measures.figures["break_even"]
        at = one.value or 0.0
        said = given(f"search:{project}.break_even", _exact(at), "factor", "search for the factor between 0 and 10")

        def parts() -> list[Figure]:
            sides = []
            for factor in (max(at - _STEP, 0.0), at + _STEP):
                case = priced_case(found.project.case, factor)
                ledger = evaluate_case(case, found.ledger.conditions, folder=found.project.folder)
                scope = f"{project} with prices of «{case.main_product}» × {factor!r}"
                words = f"Σ cash of the party · discount factor at {factor!r} of the price"
                flows = self._discounted(ledger, measures.party, scope, measures.rate_name)
                sides.append(combined(f"measures:{scope}.npv", None, "JPY", _SUM, words, flows))
            return [said, *sides]

        rule = "found by search; the value a little below and that a little above have opposite signs"
        return combined(place, _exact(at), one.unit, rule, one.formula, parts)

    # Shares and unit cost

    def _take(self, place: str, found: ProjectEvaluation, name: str) -> Figure:
        project, party = found.project.id, self.book.measures[found.project.id].party
        one, head = self.book.measures[project].figures[name], f"measures:{project}.take"
        flows = self._flows(found.ledger, party, project)
        currency = flows[0].unit
        state = combined(
            f"{head}.state",
            None,
            currency,
            _SUM,
            "Σ cash of the state",
            self._flows(found.ledger, "government", project),
        )
        total = combined(f"{head}.party", None, currency, _SUM, "Σ cash of the party", flows)
        whole = [state, total]
        if name == "take_gross":
            words = "an outlay of the party"
            spent = [
                combined(f"{flow.place}.outlay", None, currency, "less", words, [flow])
                for flow in flows
                if flow.value < 0
            ]
            whole.append(combined(f"{head}.outlays", None, currency, _SUM, "Σ outlays of the party", spent))
        words = "cash of the state + cash of the party" + (" + outlays" if name == "take_gross" else "")
        below = combined(f"{head}.{name}.whole", None, currency, "in float64: the sum in order", words, whole)
        return combined(place, None, one.unit, "in float64: the quotient", one.formula, [state, below])

    def _unit_cost(self, place: str, found: ProjectEvaluation) -> Figure:
        project, agency = found.project.id, self.book.agency("base", found.project.id)
        one = self.book.measures[project].figures["unit_cost"]
        paid: list[Figure] = []
        for views in rows_of(found.project, found.view).values():
            for view in views:
                if view.instrument == "equity":
                    paid += [agency.actual(view, row.fiscal_year, "contributed") for row in view.actual]
                    paid += [
                        agency.expected(view, row.fiscal_year, line)
                        for row in view.expected
                        for line in row.contributed
                    ]
        parts = [
            combined(f"measures:{project}.contributed", None, "yen", "the sum", "Σ contributed for shares", paid),
            combined(
                f"measures:{project}.produced", None, one.unit.partition("/")[2], _SUM, "Σ the agency's part of the production",
                [self._volume(found, part) for part in held_volumes(found)],
            ),
        ]  # fmt: skip
        return combined(place, None, one.unit, "in float64: the quotient", one.formula, parts)

    def _volume(self, found: ProjectEvaluation, part: HeldVolume) -> Figure:
        project, ledger = found.project, found.ledger
        label, name = ledger.grid.labels()[part.period], ledger.case.period_names[part.period]
        line, unit = f"volume_{part.product}", project.case.products[part.product].unit
        head = f"measures:{project.id}.held.{part.equity}.{part.product}.{label}"
        barrels = (
            "a barrel holds 5.8 million Btu, and 158.987294928 l" if unit in BARRELS else "counted in its own unit"
        )
        origins: Sequence[tuple[str, str, str]] = (
            (f"ledger:{project.id}.{line}.{label}", unit, f"ledger of {project.id}: line {line}, {name}"),
            (f"barrels:{unit}", f"boe/{unit}", barrels),
            (f"{head}.part", "1", f"{project.file}: support.equity.{part.equity}.exit: part of the period that shares are held"),
            (f"float:{project.file}:support.investee.share", "1", f"{project.file}: support.investee.share"),
            (
                f"float:{project.file}:support.equity.{part.equity}.share", "1",
                f"{project.file}: support.equity.{part.equity}.share",
            ),
        )  # fmt: skip

        def text(depth: int) -> list[str]:
            return explain(ledger, line, name, depth=depth).lines()

        parts = [
            given(place, _exact(factor), of, origin, text if number == 0 else None)
            for number, (factor, (place, of, origin)) in enumerate(zip(part.factors, origins, strict=True))
        ]
        words = "volume × barrels in its unit × part of the period held × share of the investee × share of the agency"
        return combined(head, None, parts[1].unit.partition("/")[0], _PRODUCT, words, parts)


def _exact(value: float) -> Fraction:
    return Fraction(float(value))
