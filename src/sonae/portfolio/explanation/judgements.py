"""The review of one project explained: rank, write-down, performance, sale."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sonae.core import Finding, FiscalYear, InputError
from sonae.portfolio.explanation.cases import BookFigures
from sonae.portfolio.explanation.figure import Figure, combined, given
from sonae.portfolio.review import CaseReview, Traced

__all__ = ["CaseFigures", "cited"]

_Path = tuple[str, ...]


def cited(finding: Finding) -> tuple[str, ...]:
    """Return the provisions of a finding in words."""
    return tuple(map(str, finding.citations))


class CaseFigures:
    """Figures of the review of one project."""

    def __init__(self, book: BookFigures, found: CaseReview) -> None:
        self.book, self.found = book, found
        self.facts = book.of(found.case)

    def place(self, *path: str) -> str:
        """Return a place of the review of this project."""
        return ".".join((f"review:cases.{self.found.case}", *path))

    def figure(self, path: _Path) -> Figure:
        """Return the figure of a path below the project, such as ``("rank", "profit")``.

        Raises:
            InputError: when no number stands there.

        """
        make: dict[str, Callable[[_Path], Figure]] = {
            "rank": self._rank, "write_down": self._write_down, "performance": self._performance, "sale": self._sale,
        }  # fmt: skip
        if len(path) < 2 or path[0] not in make:
            raise InputError(f"no number stands at «{self.place(*path)}»")
        return self.book.once(self.place(*path), lambda: make[path[0]](path))

    def _missing(self, path: _Path) -> InputError:
        return InputError(f"no number stands at «{self.place(*path)}»")

    def _same(self, path: _Path, other: Figure, words: str) -> Figure:
        return combined(self.place(*path), None, other.unit, "the same", words, [other])

    def _made(
        self,
        path: _Path,
        of: Traced,
        rule: str,
        parts: Callable[[], Sequence[Figure]] | Sequence[Figure],
        cites: Sequence[str] = (),
    ) -> Figure:
        return combined(self.place(*path), of.exact, of.unit, rule, of.formula, parts, cites)

    # Rank

    def _rank(self, path: _Path) -> Figure:
        rank, facts = self.found.rank, self.facts
        cites = cited(rank.finding)
        match path[1:]:
            case ("profit",):
                return self._made(path, rank.profit, "the sum, a half away from zero", lambda: self._life("net"), cites)
            case ("margin",):
                profit = self._sum(
                    ("rank", "profit", "exact"), "profit over the whole life, not rounded", self._life("net")
                )
                paid = self._sum(("rank", "contributed"), "Σ contributed, discounted", self._life("contributed"))
                return self._made(path, rank.margin, "the quotient", [profit, paid], cites)
            case ("recovered",):
                years = facts.years("actual")
                sums = [
                    self._sum(
                        ("rank", f"{side}_to_date"), f"Σ {side} to date", [facts.cash("actual", y, side) for y in years]
                    )
                    for side in ("received", "contributed")
                ]
                return self._made(path, rank.recovered, "the quotient", sums, cites)
            case ("forward",):
                year = FiscalYear.of(self.book.evaluation.facts.as_of).year
                base = self.book.business("as_of", year, "fiscal year")
                parts = lambda: [  # noqa: E731 - made when asked for
                    facts.discounted(facts.net("expected", y), y, base, facts.rate()) for y in facts.years("expected")
                ]
                return self._made(path, rank.forward, "the sum, a half away from zero", parts, cites)
            case ("probability",):
                return self._made(
                    path, rank.probability, "the share of those not below 0", facts.scenario_profits, cites
                )
            case ("finding", "facts", "margin"):
                return self._same(path, self.figure(("rank", "margin")), "the margin")
            case ("recovery", "facts", "carried_into"):
                if (found := facts.facts.recovery) is not None:
                    return facts.field(
                        "recovery.carried_into_fiscal_year", found.carried_into_fiscal_year, "fiscal year"
                    )
        raise self._missing(path)

    def _life(self, what: str) -> list[Figure]:
        facts = self.facts
        return [
            facts.discounted(
                facts.net(kind, year) if what == "net" else facts.cash(kind, year, what), year, facts.adoption(), facts.rate()
            )
            for kind in ("actual", "expected")
            for year in facts.years(kind)
        ]  # fmt: skip

    def _sum(self, path: _Path, words: str, parts: Sequence[Figure]) -> Figure:
        return combined(self.place(*path), None, "yen", "the sum", words, parts)

    # Write-down

    def _write_down(self, path: _Path) -> Figure:
        written, facts = self.found.write_down, self.facts
        if written is None or facts.facts.holding is None:
            raise self._missing(path)
        cites = cited(written.finding)
        match path[1:]:
            case ("before",):
                return self._made(path, written.before, "the same", [facts.carrying()], cites)
            case ("final",):
                return self._part(path, written.final, final=True)
            case ("allowance",):
                return self._part(path, written.allowance, final=False)
            case ("charge",):
                parts = [self.figure(("write_down", name)) for name in ("before", "after")]
                return self._made(path, written.charge, "the first less the others", parts, cites)
            case ("after",):
                parts = [facts.cost(), *(self.figure(("write_down", name)) for name in ("final", "allowance"))]
                return self._made(path, written.after, "the first less the others", parts, cites)
            case ("finding", "value"):
                parts = [self.figure(("write_down", name)) for name in ("final", "allowance")]
                return combined(
                    self.place(*path), None, "yen", "the sum", "final part + part computed anew", parts, cites
                )
            case ("finding", "facts", "cost_yen"):
                return self._same(path, facts.cost(), "acquired − written down")
            case ("finding", "facts", "share"):
                return self._share()
            case ("finding", "facts", "above_cost_yen"):
                parts = [self._worth(), facts.cost()]
                words = "share of net assets above the cost"
                return combined(self.place(*path), None, "yen", "the first less the others, not below 0", words, parts)
            case ("finding", "facts", "net_worth_yen" | "exploration_yen" | "acquired_yen" as name):
                return facts.holding(name)
        raise self._missing(path)

    def _share(self) -> Figure:
        return self.book.setting("write_down.exploration_share", self.book.settings.write_down.exploration_share)

    def _worth(self) -> Figure:
        zero = given("zero", 0, "yen", "negative net worth takes shares to 0, not below")
        place = self.place("write_down", "net_worth")
        return combined(
            place, None, "yen", "the largest", "net worth, not below 0", [self.facts.holding("net_worth_yen"), zero]
        )

    def _part(self, path: _Path, value: Traced, *, final: bool) -> Figure:
        """Return the final part of a write-down, or the part that is computed anew."""
        written, facts = self.found.write_down, self.facts
        rule = written.rule if written is not None else "none"
        cites = cited(written.finding) if written is not None else ()
        why = written.finding.because if written is not None else ""
        if rule == "exploration_half" and not final:
            rounding = self.book.settings.write_down.rounding
            half = combined(
                self.place("write_down", "half"), None, "yen",
                "the product, rounded down" if rounding == "down" else "the product, a half up",
                "share × exploration equity", [self._share(), facts.holding("exploration_yen")], cites,
            )  # fmt: skip
            return self._made(path, value, "the smallest", [half, facts.cost()], cites)
        if (rule == "net_worth" and final) or (rule == "allowance" and not final):
            return self._made(path, value, "the first less the others", [facts.cost(), self._worth()], cites)
        if rule == "share_of_net_assets" and not final:
            return self._made(
                path, value, "the first less the others, not below 0", [facts.cost(), self._worth()], cites
            )
        if rule == "not_assessable" and not final:
            return self._made(path, value, "the same", [facts.holding("allowance_yen")], cites)
        known = [
            facts.holding(n) for n in ("net_worth_yen",) if facts.facts.holding and facts.facts.holding.net_worth_yen
        ]
        formula = f"{value.formula}; {why}"
        return combined(self.place(*path), value.exact, "yen", "0 by the rule", formula, [facts.cost(), *known], cites)

    # Performance

    def _performance(self, path: _Path) -> Figure:
        seen, facts, settings = self.found.performance, self.facts, self.book.settings
        match path[1:]:
            case ("figures", name, "deviation"):
                number, found = next((n, f) for n, f in enumerate(seen.figures) if f.figure.name == name)
                plan, actual = (
                    facts.field(f"figures.{number}.{side}", getattr(found.figure, side), found.figure.unit)
                    for side in ("plan", "actual")
                )
                words, place = "actual − plan", self.place("performance", "figures", name, "difference")
                difference = combined(
                    place, None, found.figure.unit, "the first less the others", words, [actual, plan]
                )
                return self._made(path, found.deviation, "the quotient", [difference, plan])
            case ("milestones", name, "behind"):
                number, late = next((n, m) for n, m in enumerate(seen.milestones) if m.milestone.name == name)
                if late.milestone.now is None:
                    raise self._missing(path)
                days = [
                    facts.day(f"milestones.{number}.planned", late.milestone.planned),
                    facts.day(f"milestones.{number}.now", late.milestone.now),
                ]
                return self._made(path, late.behind, "months begun from the first day to the second", days)
            case ("rules", "near_line", "facts", "margin"):
                return self._same(path, self.figure(("rank", "margin")), "the margin")
            case ("rules", "negative_forward_value", "facts", "forward_yen"):
                return self._same(path, self.figure(("rank", "forward")), "the forward value")
            case ("rules", "delay", "facts", "limit_months"):
                return self.book.setting("watch.delay_months", settings.watch.delay_months)
            case ("rules", "written_down", "facts", "charge_yen"):
                return self._same(path, self.figure(("write_down", "charge")), "the charge")
            case ("rules", rule, "facts", "deviation"):
                return self._same(
                    path, self.figure(("performance", "figures", self._watched(rule), "deviation")), "the deviation"
                )
        raise self._missing(path)

    def _watched(self, rule: str) -> str:
        """Return the key figure that a watch rule answered from."""
        watch, seen = self.book.settings.watch, self.found.performance
        names = {"receipts_below_plan": [watch.receipts_figure], "production_below_plan": [watch.production_figure]}
        wanted = seen.rules[rule].facts_used["deviation"]
        found = {item.figure.name: item.deviation.value for item in seen.figures}
        because = seen.rules[rule].because
        for name in names.get(rule, watch.cost_figures):
            if name in found and found[name] == wanted and f"«{name}»" in because:
                return name
        raise InputError(f"no key figure stands behind the rule «{rule}»")

    # Sale

    def _sale(self, path: _Path) -> Figure:
        sale, facts, settings = self.facts.facts.sale, self.facts, self.book.settings.sale
        if sale is None or self.found.sale is None or path[1] != "criteria":
            raise self._missing(path)
        cites = cited(self.found.sale.criteria[path[2]])
        offer, value = facts.field, self.place
        match path[2:]:
            case ("private_demand", "facts", "buyers"):
                return offer("sale.interested_buyers", sale.interested_buyers, "buyers")
            case ("private_demand", "facts", "wanted"):
                return self.book.setting("sale.buyers", settings.buyers)
            case ("frees_public_funds", "value"):
                return offer("sale.repays_borrowing_yen", sale.repays_borrowing_yen)
            case ("offer_above_value", "value"):
                parts = [offer("sale.offer_yen", sale.offer_yen), offer("sale.value_yen", sale.value_yen)]
                return combined(value(*path), None, "yen", "the first less the others", "offer − value", parts, cites)
            case ("offer_above_value", "facts", "wanted_yen"):
                premium = self.book.setting("sale.offer_premium_share", settings.offer_premium_share)
                parts = [offer("sale.value_yen", sale.value_yen), premium]
                rule = "the first times one more than the second"
                return combined(value(*path), None, "yen", rule, "value × (1 + premium)", parts, cites)
            case ("market_window", "value") | ("market_window", "facts", "ratio"):
                parts = [offer(f"sale.{name}", getattr(sale, name), "price") for name in ("market_price", "deck_price")]
                return combined(
                    value(*path), None, "ratio", "the quotient", "market price ÷ deck's price", parts, cites
                )
        raise self._missing(path)
