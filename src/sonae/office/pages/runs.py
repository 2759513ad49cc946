"""A valuation as pages show it: what was found in words, its charts, what it was made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sonae.office.economics import RunView, relied_on, run_of, runs_of
from sonae.office.models import Account, Case
from sonae.office.pages.charts import Signed, Spread, signed, spread
from sonae.office.words import all_words, say

__all__ = ["RunShown", "run_beside", "run_shown"]

_UNITS = {
    "JPY": ((1e12, "trillion"), (1e8, "hundred_million"), (1e6, "million"), (1.0, "one")),
    "": ((1e6, "million"), (1.0, "one")),
}  # fmt: skip
"""What amounts are counted in, by currency; others than yen in millions."""


@dataclass(frozen=True)
class RunShown:
    """A run as a page shows it.

    Attributes:
        run: the run.
        unit: what its money is counted in, in words.
        rows: label and value of what was found.
        chances: chance in percent and value of scenarios, the most likely to be exceeded first.
        cash: the chart of the cash by period; the unit of its money.
        cash_unit: what that is counted in.
        spread: the chart of the scenarios; None where there are none.
        made_of: label and value of what it was made of.
        card: label and value of the conventions.
        scenarios: how many, as they are written.

    """

    run: RunView
    unit: str
    rows: Sequence[tuple[str, str]]
    chances: Sequence[tuple[str, str]]
    cash: Signed
    cash_unit: str
    spread: Spread | None
    made_of: Sequence[tuple[str, str, bool]]
    card: Sequence[tuple[str, str]]
    scenarios: str


def _unit(amounts: Sequence[float], money: Mapping[str, Any], language: str) -> tuple[float, str]:
    """Return what amounts are divided by, and how their unit is called."""
    most = max((abs(one) for one in amounts), default=0.0)
    currency, base = str(money["currency"]), str(money["base"])
    units = _UNITS.get(currency, _UNITS[""])
    scale, name = next((one for one in units if most >= one[0]), units[-1])
    kind = say("run.nominal", language) if base == "nominal" else say("run.real", language, base=base)
    return scale, say(f"run.unit.{name}", language, currency=currency, kind=kind)


def run_shown(run: RunView, language: str) -> RunShown:
    """Prepare a run for a page."""
    found = run.document
    scenarios, agency, party = found["scenarios"], found["agency"], run.party
    amounts = [party["present_value"], party["total"], agency["present_value"], agency["total"]]
    scale, unit = _unit(
        [*amounts, *(one["value"] for one in scenarios["exceeded"])] if scenarios else amounts, found["money"], language
    )

    def money(amount: float) -> str:
        return f"{amount / scale:,.1f}"

    by = found["by_period"]
    cash_scale, cash_unit = _unit(by["net"], by, language)
    chances = [(f"{one['chance'] * 100:g}", money(one["value"])) for one in scenarios["exceeded"]] if scenarios else []
    return RunShown(
        run, unit, _rows(found, party, money, language), chances,
        signed(by["labels"], [amount / cash_scale for amount in by["net"]]), cash_unit,
        spread(scenarios["histogram"]["edges"], scenarios["histogram"]["counts"], scale) if scenarios else None,
        _made_of(run, language), [(str(name), str(value)) for name, value in found["card"][language]],
        f"{scenarios['count']:,}" if scenarios else "",
    )  # fmt: skip


def _rows(found: Mapping[str, Any], party: Mapping[str, Any], money: Any, language: str) -> list[tuple[str, str]]:
    agency, scenarios = found["agency"], found["scenarios"]
    rate = f"{found['rate']['name']} {found['rate']['a_year']:.2%}"
    rows = [
        (say("run.present_value", language, rate=rate), money(party["present_value"])),
        (say("run.total", language), money(party["total"])),
        (say("run.agency_value", language, share=f"{100 * agency['share']:g}"), money(agency["present_value"])),
        (say("run.rates", language), _rates(party, language)),
        (say("run.payback", language), _payback(found["payback"], language)),
        (say("run.break_even", language), _break_even(found["break_even"], language)),
        (say("run.take", language), _take(found["government_take"], language)),
    ]
    if scenarios:
        mean = say("run.mean_with", language, mean=money(scenarios["mean"]), error=money(scenarios["standard_error"]))
        rows += [(say("run.mean", language), mean), (say("run.loss", language), _chance(scenarios["chance_of_loss"]))]
    return rows


def _chance(chance: float) -> str:
    """Write a chance; a small one is never written as none."""
    return "< 0.1%" if 0 < chance < 0.001 else f"{chance:.1%}"


def _rates(party: Mapping[str, Any], language: str) -> str:
    """Say all internal rates of return; «the» rate where there is one that the value falls through."""
    roots = party["internal_rates"]
    if not roots:
        return _reason(party["no_rate"], language)
    if len(roots) == 1 and party["single_rate"] is not None and roots[0]["direction"] == "falls":
        return f"{roots[0]['rate']:.2%}"
    said = ", ".join(f"{one['rate']:.2%} ({_direction(one, language)})" for one in roots)
    return say("run.roots", language, count=len(roots), roots=said)


def _direction(root: Mapping[str, Any], language: str) -> str:
    return say(f"run.root.{root['direction']}", language)


def _payback(found: Mapping[str, Any], language: str) -> str:
    if found["years"] is None:
        return _reason(found["reason"], language)
    key = "run.years" if found["holds"] else "run.years_not_held"
    return say(key, language, years=f"{found['years']:.1f}")


def _break_even(found: Mapping[str, Any], language: str) -> str:
    if found["factor"] is None:
        return say("run.no_break_even", language)
    return say("run.times_price", language, factor=f"{found['factor']:.3f}", product=found["product"])


def _take(found: Mapping[str, Any], language: str) -> str:
    if found["of_net_cash"] is None:
        return _reason(found["reason"], language)
    return f"{found['of_net_cash']:.1%}"


def _reason(reason: Mapping[str, str] | None, language: str) -> str:
    if reason is None:
        return say("run.none", language)
    key = f"run.reason.{reason['code']}"
    return say(key, language) if key in all_words() else reason["en"]


def _made_of(run: RunView, language: str) -> list[tuple[str, str, bool]]:
    """Return what a run was made of: label, value, and whether it is a hash."""
    found, row = run.document, run.row
    project, conditions, scenarios = found["project"], found["conditions"], found["scenarios"]
    version = say("run.set", language, name=conditions["name"], version=conditions["version"], day=conditions["as_of"])
    standing = say("run.published" if conditions["published_as"] else "run.uploaded", language)
    return [
        (say("run.project", language), f"{project['name_ja' if language == 'ja' else 'name_en']} ({project['file']})", False),
        (say("run.project_hash", language), project["sha256"], True),
        (say("run.regime", language), project["regime"], False),
        (say("run.conditions", language), f"{version} ({standing})", False),
        (say("run.conditions_hash", language), conditions["sha256"], True),
        (say("run.risks", language), found["risks"]["file"] if found["risks"] else say("run.no_risks", language), False),
        (say("run.party", language), found["agency"]["party"], False),
        (
            say("run.scenarios", language),
            say("run.count_seed", language, count=f"{scenarios['count']:,}", seed=scenarios["seed"]) if scenarios
            else say("run.no_scenarios", language), False,
        ),
        (say("run.sonae", language), found["sonae"], False),
        (say("run.hash", language), row.sha256, True),
    ]  # fmt: skip


def run_beside(account: Account, case: Case, language: str) -> RunShown | None:
    """Return the run that the economic evaluation of a case names, else the newest; None where there is none to be read."""
    number = relied_on(case)
    if number is None:
        number = runs_of(account, case).values_list("number", flat=True).first()
    found = run_of(account, case, number) if number is not None else None
    return run_shown(found, language) if found is not None else None
