"""Portfolios as a person of the field would tell them: when, then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest
import yaml

from sonae.core import Finding, InputError
from sonae.portfolio.review import PortfolioReview
from tests.portfolio.review.facts import HERE, reviewed

pytestmark = pytest.mark.slow


def word(outcome: Any) -> str:
    return {True: "yes", False: "no"}.get(outcome, outcome)


def labels(finding: Finding) -> set[str]:
    return {citation.label_ja for citation in finding.citations}


def same(found: Any, wanted: Any) -> None:
    assert found == (Fraction(wanted) if isinstance(wanted, str) else wanted)


def _ranks(review: PortfolioReview, then: Mapping[str, Any]) -> None:
    for name, rank in then.items():
        assert review.of(name).rank.rank == rank, name
        assert review.of(name).rank.finding.citations


def _by_rank(field: Callable[[Any], Any]) -> Callable[[PortfolioReview, Mapping[str, Any]], None]:
    def check(review: PortfolioReview, then: Mapping[str, Any]) -> None:
        for name, wanted in then.items():
            same(field(review.of(name).rank), wanted)

    return check


def _listed(field: str) -> Callable[[PortfolioReview, list[str]], None]:
    def check(review: PortfolioReview, then: list[str]) -> None:
        assert [found.case for found in review.cases if getattr(found.rank, field)] == then

    return check


def _rank_cites(review: PortfolioReview, then: Mapping[str, list[str]]) -> None:
    for name, wanted in then.items():
        assert set(wanted) <= labels(review.of(name).rank.finding)


def _because_rank(review: PortfolioReview, then: Mapping[str, str]) -> None:
    for name, text in then.items():
        assert text in review.of(name).rank.finding.because


def _recovery(review: PortfolioReview, then: Mapping[str, Any]) -> None:
    for name, outcome in then.items():
        finding = review.of(name).rank.recovery
        assert finding is not None
        assert finding.outcome.value == word(outcome)
        assert labels(finding) == {"第22条第2項"}


def _watched(review: PortfolioReview, then: Mapping[str, list[str]]) -> None:
    for name, rules in then.items():
        performance = review.of(name).performance
        hits = [rule for rule, finding in performance.rules.items() if finding]
        assert set(rules) <= set(hits), hits
        assert performance in review.watch_list
        assert len(performance.reasons) == len(hits)


def _not_watched(review: PortfolioReview, then: list[str]) -> None:
    assert not {item.case for item in review.watch_list} & set(then)


def _unknown(review: PortfolioReview, then: Mapping[str, str]) -> None:
    for name, rule in then.items():
        assert review.of(name).performance.rules[rule].outcome.value == "open"


def _write_downs(review: PortfolioReview, then: Mapping[str, Mapping[str, Any]]) -> None:
    for name, wanted in then.items():
        written = review.of(name).write_down
        assert written is not None
        if "rule" in wanted:
            assert written.rule == str(wanted["rule"]).lower()
        if "outcome" in wanted:
            assert written.finding.outcome.value == wanted["outcome"]
        for field in ("charge", "after", "final"):
            if field in wanted:
                assert getattr(written, field).value == wanted[field], (name, field)
        assert written.before.exact - written.charge.exact == written.after.exact


def _because_write_down(review: PortfolioReview, then: Mapping[str, str]) -> None:
    for name, text in then.items():
        written = review.of(name).write_down
        assert written is not None
        assert text in written.finding.because


def _write_down_cites(review: PortfolioReview, then: Mapping[str, list[str]]) -> None:
    for name, wanted in then.items():
        written = review.of(name).write_down
        assert written is not None
        assert set(wanted) <= labels(written.finding)


def _charge(review: PortfolioReview, then: int | None) -> None:
    assert review.charge.value == then


def _pdr(review: PortfolioReview, then: Mapping[str, Any]) -> None:
    pdr = review.pdr
    assert set(then) <= {"outcome", "profit", "ratio", "parts", "because", "cadence", "change"}
    if "outcome" in then:
        assert pdr.finding.outcome.value == word(then["outcome"])
    if "profit" in then:
        assert pdr.profit.value == then["profit"]
    if "ratio" in then:
        same(pdr.ratio.value, then["ratio"])
    profits = {item.case: item.profit.value for item in pdr.projects}
    for name, wanted in then.get("parts", {}).items():
        assert profits[name] == wanted, name
    assert then.get("because", "") in pdr.finding.because
    if "cadence" in then:
        assert pdr.cadence.outcome.value == word(then["cadence"])
    for name, wanted in then.get("change", {}).items():
        assert pdr.change is not None
        same(pdr.change.projects[name].value, wanted)


def _deficit(review: PortfolioReview, then: int) -> None:
    assert review.deficit.closing.value == then


def _causes(review: PortfolioReview, then: Mapping[str, int]) -> None:
    for name, wanted in then.items():
        assert review.deficit.causes[name].value == wanted


def _reports(review: PortfolioReview, then: list[Any]) -> None:
    found = [finding.outcome.value for year in review.deficit.years for finding in year.reports]
    assert found == [word(outcome) for outcome in then]


def _exposure(review: PortfolioReview, then: Mapping[str, Mapping[str, str]]) -> None:
    for dimension in review.exposure:
        shares = {group.group: group.share.value for group in dimension.groups}
        for name, wanted in then.get(dimension.dimension, {}).items():
            same(shares[name], wanted)


def _limits(review: PortfolioReview, then: Mapping[str, Mapping[str, Any]]) -> None:
    for dimension in review.exposure:
        for kind, outcome in then.get(dimension.dimension, {}).items():
            assert dimension.concentration is not None
            assert getattr(dimension.concentration, f"{kind}_limit").outcome.value == word(outcome), dimension.dimension


def _forecast(review: PortfolioReview, then: Mapping[str, list[int]]) -> None:
    for scenario in review.forecast:
        year = scenario.years[0]
        assert [year.profit.value, year.against_base.value, year.deficit.value] == then[scenario.scenario]
        assert sum(profit.exact for profit in scenario.profits.values()) == sum(y.profit.exact for y in scenario.years)


def _turned(review: PortfolioReview, then: Mapping[str, list[str]]) -> None:
    for scenario in review.forecast:
        assert list(scenario.turned) == then.get(scenario.scenario, [])


def _sale(review: PortfolioReview, then: Mapping[str, Mapping[str, Any]]) -> None:
    for name, wanted in then.items():
        sale = review.of(name).sale
        assert sale is not None
        assert sale.candidate.outcome.value == word(wanted["candidate"])
        if "satisfied" in wanted:
            assert list(sale.satisfied) == wanted["satisfied"]
        if "decision" in wanted:
            assert sale.decision.outcome.value == word(wanted["decision"])
        if "duties" in wanted:
            assert len(sale.duties) == wanted["duties"]


def _sale_cites(review: PortfolioReview, then: Mapping[str, list[str]]) -> None:
    for name, wanted in then.items():
        sale = review.of(name).sale
        assert sale is not None
        cited = {label for finding in sale.criteria.values() for label in labels(finding)}
        assert set(wanted) <= cited


def _no_sale(review: PortfolioReview, then: list[str]) -> None:
    assert [found.case for found in review.cases if found.sale is None] == then


def _codes(review: PortfolioReview, then: Mapping[str, str]) -> None:
    assert {name: review.of(name).rank.reason_code for name in then} == then


def _computed(review: PortfolioReview, then: Mapping[str, str]) -> None:
    assert {name: review.of(name).rank.computed for name in then} == then


CHECKS: dict[str, Callable[[PortfolioReview, Any], None]] = {
    "ranks": _ranks,
    "computed": _computed,
    "reason_codes": _codes,
    "profits": _by_rank(lambda rank: rank.profit.value),
    "recovered": _by_rank(lambda rank: rank.recovered.value),
    "forward": _by_rank(lambda rank: rank.forward.value),
    "probability": _by_rank(lambda rank: rank.probability.value),
    "near_line": _listed("near_line"),
    "overdue": _listed("overdue"),
    "rank_cites": _rank_cites,
    "because_rank": _because_rank,
    "recovery": _recovery,
    "watched": _watched,
    "not_watched": _not_watched,
    "unknown": _unknown,
    "write_downs": _write_downs,
    "because_write_down": _because_write_down,
    "write_down_cites": _write_down_cites,
    "charge": _charge,
    "pdr": _pdr,
    "deficit": _deficit,
    "causes": _causes,
    "reports": _reports,
    "exposure": _exposure,
    "limits": _limits,
    "forecast": _forecast,
    "turned": _turned,
    "sale": _sale,
    "sale_cites": _sale_cites,
    "no_sale": _no_sale,
}


SCENARIOS = [
    pytest.param(scenario, id=f"{path.stem}: {scenario['title']}")
    for path in sorted(HERE.glob("[!_]*.yaml"))
    for scenario in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: Mapping[str, Any]) -> None:
    assert set(scenario) <= {"title", "when", "then"}
    then = scenario["then"]
    assert then
    assert set(then) <= {*CHECKS, "error"}
    if "error" in then:
        with pytest.raises(InputError) as refused:
            reviewed(scenario.get("when"))
        assert then["error"] in str(refused.value)
        return
    review = reviewed(scenario.get("when"))
    for name, wanted in then.items():
        CHECKS[name](review, wanted)


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) >= 60
