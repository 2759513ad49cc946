"""A case checked under the equity bylaw, and cited rule evaluations a second, beside OpenFisca on the same eligibility rule."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from benchmarks.measure import Line, report, run_job
from benchmarks.throwaway import NotHere, throwaway

CHECK_BAR_MS, RULES_BAR = 5.0, 100_000
OPENFISCA = "46.0.1"
STORY = "oil-from-application-to-sale"
_PEER = """
import json, time
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

entity = build_entity(key="investee", plural="investees", label="investee", doc="", is_person=True)
common = {"entity": entity, "definition_period": DateUnit.MONTH}

def number(name):
    return type(name, (Variable,), {"value_type": int, "label": name, **common})

def rule(name, formula):
    return type(name, (Variable,), {"value_type": bool, "label": name, "reference": "a5", "formula": formula, **common})

system = TaxBenefitSystem([entity])
for name in ("votes", "votes_japanese", "directors", "directors_japanese", "representing", "representing_japanese"):
    system.add_variable(number(name))
system.add_variable(rule("all_votes", lambda p, t, _: p("votes_japanese", t) == p("votes", t)))
system.add_variable(rule("most", lambda p, t, _: 2 * p("directors_japanese", t) > p("directors", t)))
system.add_variable(rule("most_representing", lambda p, t, _: 2 * p("representing_japanese", t) > p("representing", t)))
system.add_variable(rule("eligible", lambda p, t, _: p("all_votes", t) * p("most", t) * p("most_representing", t)))
facts = {"votes": 9, "votes_japanese": 9, "directors": 5, "directors_japanese": 3, "representing": 2, "representing_japanese": 2}
case = {"investees": {"x": {name: {"2026-04": value} for name, value in facts.items()}}}

def one():
    simulation = SimulationBuilder().build_from_entities(system, case)
    return bool(simulation.calculate("eligible", "2026-04")[0])

best, right = 1e9, one()
for _ in range(5):
    began = time.perf_counter()
    for _ in range(200):
        right &= one()
    best = min(best, (time.perf_counter() - began) / 200)
print(json.dumps({"each": best, "right": right}))
"""


def lines(*, with_peer: bool = True) -> list[Line]:
    run = run_job(__name__, "work")
    found = run.found
    peer = "OpenFisca was not run"
    if with_peer:
        try:
            with throwaway(f"OpenFisca-Core=={OPENFISCA}") as outside:
                theirs = outside.run(_PEER)
            peer = (
                f"OpenFisca-Core {OPENFISCA}, the same four rules on one investee: {theirs['each'] * 1e6:.0f} µs, "
                f"{theirs['each'] / found['eligible']:.0f} × ours (found eligible: {'yes' if theirs['right'] else 'NO'})"
            )
        except NotHere as why:
            peer = f"OpenFisca {why}"
    return [
        Line(
            f"equity bylaw, full check of a case after {found['steps']} steps of its life: {found['questions']} findings, "
            f"{found['evaluations']} rule evaluations",
            found["check"], run.peak_mb, f"≤ {CHECK_BAR_MS:g} ms, ≥ {RULES_BAR:,} cited rule evaluations a second",
            f"{found['rate']:,.0f} evaluations a second; eligibility of an investee alone {found['eligible'] * 1e6:.0f} µs; {peer}",
            f"every finding as the story expects: {'yes' if found['right'] else 'NO'}",
            found["check"] * 1e3 <= CHECK_BAR_MS and found["rate"] >= RULES_BAR and found["right"],
        )
    ]  # fmt: skip


def work() -> dict[str, Any]:
    """Check the last day of a story, with its rule evaluations counted."""
    from sonae.bylaw import case_from_tree, check_case, equity_bylaw, load_story, run_story, stated

    bylaw, (story, file) = equity_bylaw(), load_story(STORY)
    right = not any(result.wrong for result in run_story(story, file))
    tree: dict[str, Any] = story.case
    for step in story.steps:
        tree = stated(tree, step.sets, step.adds, file)
    case, day = case_from_tree(tree, file), story.steps[-1].on
    found = check_case(case, day)
    evaluations = _counted(bylaw, case, day)
    check = _least(lambda: check_case(case, day), 50)
    return report(
        check, steps=len(story.steps), questions=len(found.findings), evaluations=evaluations, check=check,
        rate=evaluations / check, eligible=_least(lambda: _eligible(bylaw, case, day), 500), right=right,
    )  # fmt: skip


def _eligible(bylaw: Any, case: Any, day: dt.date) -> Any:
    from sonae.bylaw.kernel import Derivation

    return Derivation(bylaw.rules, bylaw, case, case.judgements, case.parameters, day).find("investee.eligible")


def _counted(bylaw: Any, case: Any, day: dt.date) -> int:
    """Return how many rule bodies a check runs, by running it once with bodies that count."""
    from dataclasses import replace

    from sonae.bylaw import Bylaw, check_case
    from sonae.bylaw.kernel import RuleBook

    calls = [0]

    def counting(body: Any) -> Any:
        def counted(ask: Any) -> Any:
            calls[0] += 1
            return body(ask)

        return counted

    book = RuleBook(bylaw.rules.since, dict(bylaw.rules.questions))
    book.rules = {name: replace(rule, body=counting(rule.body)) for name, rule in bylaw.rules.rules.items()}
    check_case(case, day, bylaw=Bylaw(bylaw.outline, RuleBook.joined([book])))
    return calls[0]


def _least(act: Any, times: int) -> float:
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(times):
            act()
        best = min(best, (time.perf_counter() - began) / times)
    return best
