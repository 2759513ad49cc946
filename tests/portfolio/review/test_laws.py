"""Laws of the review by many examples, and slow oracles in plain fractions."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError, Outcome
from sonae.portfolio.review import (
    CAUSES,
    DIMENSIONS,
    CaseFacts,
    Cash,
    DeficitBook,
    DeficitEntry,
    DeficitYear,
    Holding,
    PortfolioFacts,
    Position,
    exposures,
    months_behind,
    profit_deficit_ratio,
    rank_project,
    review_document,
    review_portfolio,
    review_settings,
    roll_forward,
    write_down,
)
from sonae.portfolio.review.rank import add_months
from sonae.portfolio.review.traced import Traced, whole_yen
from tests.portfolio.review.facts import facts_with

pytestmark = pytest.mark.slow

SETTINGS = review_settings()
AS_OF, CLOSED = dt.date(2026, 9, 30), dt.date(2026, 3, 31)
YEN = st.integers(0, 10**13)
RATES = st.decimals(Decimal("-0.02"), Decimal("0.15"), places=4)


def cash(first: int, last: int) -> st.SearchStrategy[tuple[Cash, ...]]:
    rows = st.lists(st.tuples(st.integers(first, last), YEN, YEN), max_size=5, unique_by=lambda row: row[0])
    return rows.map(lambda found: tuple(Cash(*row) for row in found))


@st.composite
def projects(draw: st.DrawFn, name: str = "p", *, known: bool = True) -> CaseFacts:
    """A project in production with shares, a guarantee and a loan; what is not ``known`` may be left out."""
    carrying = draw(st.integers(0, 10**12))
    maybe = st.none() if not known else st.nothing()
    label = st.one_of(st.sampled_from(["x", "y", "z"]), maybe)
    positions = [Position("equity", carrying, draw(label))]
    positions += [Position(draw(st.sampled_from(["guarantee", "loan"])), draw(YEN), draw(label)) for _ in range(2)]
    return CaseFacts(
        id=name, name=name, adopted=dt.date(2010, 4, 1), source="made up", begins_in="production",
        country=draw(label), region=draw(label), stage="production", commodity=draw(label),
        funding_rate=draw(RATES), actual=draw(cash(2010, 2025)), expected=draw(cash(2026, 2060)),
        positions=tuple(positions), holding=Holding(carrying, 0, 0, 0, draw(YEN)),
    )  # fmt: skip


@st.composite
def portfolios(draw: st.DrawFn, *, known: bool = True) -> PortfolioFacts:
    cases = tuple(draw(projects(name, known=known)) for name in ("a", "b", "c")[: draw(st.integers(1, 3))])
    book = DeficitBook(draw(st.integers(1, 10**12)), "made up", ())
    return PortfolioFacts(
        "made up", AS_OF, CLOSED, tuple(case.id for case in cases), cases, book, draw(RATES), "made-up deck"
    )


# Ranks


def slow_profit(case: CaseFacts) -> Fraction:
    """The profit year by year, compounding a balance from the last year back to adoption."""
    rate, rows = Fraction(str(case.funding_rate)), [*case.actual, *(case.expected or ())]
    balance = Fraction(0)
    for year in range(2060, 2009, -1):
        balance = balance / (1 + rate) if year < 2060 else balance
        balance += sum(row.received_yen - row.contributed_yen for row in rows if row.fiscal_year == year)
    return balance


@settings(max_examples=30, deadline=None)
@given(projects())
def test_the_rank_is_the_sign_of_the_profit(case: CaseFacts) -> None:
    exact, result = slow_profit(case), rank_project(case, AS_OF, SETTINGS)
    assert result.rank == ("A" if exact >= 0 else "C")
    assert result.profit.value == whole_yen(exact)
    paid = [row for row in (*case.actual, *(case.expected or ())) if row.contributed_yen]
    contributed = sum(
        (row.contributed_yen / (1 + Fraction(str(case.funding_rate))) ** (row.fiscal_year - 2010) for row in paid),
        start=Fraction(0),
    )
    assert result.margin.value == (exact / contributed if contributed else None)
    assert result.near_line == (bool(contributed) and abs(exact) <= contributed / 100)


@settings(max_examples=30, deadline=None)
@given(projects(), st.integers(2026, 2060), st.integers(1, 10**13))
def test_more_receipts_never_lower_a_rank(case: CaseFacts, year: int, more: int) -> None:
    rows = {row.fiscal_year: row for row in case.expected or ()}
    row = rows.get(year, Cash(year))
    rows[year] = replace(row, received_yen=row.received_yen + more)
    before, after = (rank_project(c, AS_OF, SETTINGS) for c in (case, replace(case, expected=tuple(rows.values()))))
    assert "AC".index(str(after.rank)) <= "AC".index(str(before.rank))
    assert after.profit.exact >= before.profit.exact
    assert after.forward.exact >= before.forward.exact


@settings(max_examples=30, deadline=None)
@given(projects())
def test_a_common_factor_of_timing_changes_no_rank(case: CaseFacts) -> None:
    """Adopted a year earlier, everything else as it was: the whole sum is discounted by one factor more."""
    earlier = replace(case, adopted=dt.date(2009, 4, 1))
    first, second = (rank_project(c, AS_OF, SETTINGS) for c in (case, earlier))
    assert (first.rank, first.margin.value, first.near_line) == (second.rank, second.margin.value, second.near_line)


@settings(max_examples=30, deadline=None)
@given(projects(), st.lists(st.integers(-5, 5), min_size=1, max_size=9))
def test_the_probability_counts_scenarios(case: CaseFacts, values: list[int]) -> None:
    result = rank_project(replace(case, scenario_profits_yen=tuple(values)), AS_OF, SETTINGS)
    assert result.probability.exact * len(values) == len([value for value in values if value >= 0])


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2024-02-29", 12, "2025-02-28"), ("2025-10-31", 4, "2026-02-28"), ("2025-12-31", 1, "2026-01-31")],
)
def test_months_are_added_by_the_calendar(day: str, months: int, later: str) -> None:
    assert add_months(dt.date.fromisoformat(day), months).isoformat() == later


@settings(max_examples=30, deadline=None)
@given(st.dates(dt.date(2000, 1, 1), dt.date(2040, 1, 1)), st.integers(0, 2000))
def test_a_delay_is_counted_in_months_begun(planned: dt.date, days: int) -> None:
    now = planned + dt.timedelta(days=days)
    behind = months_behind(planned, now)
    assert (behind == 0) == (days == 0)
    assert behind == 0 or (add_months(planned, behind) >= now > add_months(planned, behind - 1))


# Write-downs


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**12), st.data())
def test_what_is_written_down_and_what_is_left_are_what_there_was(acquired: int, data: Any) -> None:
    written = data.draw(st.integers(0, acquired))
    allowance = data.draw(st.integers(0, acquired - written))
    worth = data.draw(st.integers(-acquired, 2 * acquired + 1))
    holding = Holding(acquired, written, allowance, data.draw(st.integers(0, acquired)), worth)
    explores = data.draw(st.booleans())
    case = CaseFacts(
        "p", "p", dt.date(2010, 4, 1), "made up", "exploration" if explores else "production",
        positions=(Position("equity", holding.carrying_yen),), holding=holding,
    )  # fmt: skip
    standard = {
        "write_down": {"standard": {"value": data.draw(st.sampled_from(["corporate", "agency"])), "source": "x"}}
    }
    found = write_down(case, AS_OF, review_settings(standard))
    assert found is not None
    after, cost = found.after.exact, acquired - written
    assert after == cost - found.final.exact - found.allowance.exact
    assert found.before.exact - found.charge.exact == after
    assert 0 <= after <= cost
    if explores:
        assert after == cost - min(int(holding.exploration_yen or 0) // 2, cost)
    else:
        assert after == max(0, min(worth, cost))
        assert found.final.exact == 0 or 2 * (cost - max(worth, 0)) >= cost


# Deficit and ratio


ENTRIES = st.lists(st.tuples(st.sampled_from(sorted(CAUSES)), YEN, st.sampled_from([None, "a", "b"])), max_size=6)


@settings(max_examples=40, deadline=None)
@given(st.integers(-(10**13), 10**13), st.lists(ENTRIES, min_size=1, max_size=5))
def test_the_deficit_is_conserved(opening: int, years: list[list[tuple[str, int, str | None]]]) -> None:
    rows = [tuple(DeficitEntry(cause, yen, "made up", case) for cause, yen, case in entries) for entries in years]
    book = DeficitBook(opening, "made up", tuple(DeficitYear(2020 + i, entries) for i, entries in enumerate(rows)))
    roll = roll_forward(book)
    losses = sum(yen for entries in years for cause, yen, _ in entries if CAUSES[cause] > 0)
    gains = sum(yen for entries in years for cause, yen, _ in entries if CAUSES[cause] < 0)
    assert roll.closing.exact == opening + losses - gains
    for before, after in zip(roll.years, roll.years[1:], strict=False):
        assert before.closing.value == after.opening.value
    for year in roll.years:
        change = year.closing.exact - year.opening.exact
        assert change == sum(part.exact for part in year.causes.values())
        assert change == sum(part.exact for part in year.projects.values())
    with pytest.raises(InputError, match="the accounts state"):
        roll_forward(
            replace(book, years=(*book.years[:-1], replace(book.years[-1], closing_yen=int(roll.closing.exact) + 1)))
        )


def deficit(yen: int) -> Traced:
    return Traced(yen, "yen", "made up", ("facts:deficit",))


@settings(max_examples=30, deadline=None)
@given(portfolios(), st.integers(1, 10**12), st.integers(2, 9))
def test_the_ratio_is_linear_and_its_parts_add_up(facts: PortfolioFacts, owed: int, times: int) -> None:
    pdr = profit_deficit_ratio(facts, deficit(owed), SETTINGS)
    oracle = 0
    for case in facts.cases:
        oracle += sum(row.received_yen - row.contributed_yen for row in case.expected or ())
        oracle -= case.holding.acquired_yen if case.holding else 0
        oracle -= sum(position.yen for position in case.positions if position.instrument == "loan")
    assert pdr.ratio.value == Fraction(oracle, owed)
    assert sum(item.part.exact for item in pdr.projects) == pdr.ratio.value
    assert pdr.finding.outcome is (Outcome.YES if oracle >= owed else Outcome.NO)
    assert profit_deficit_ratio(facts, deficit(owed * times), SETTINGS).ratio.exact * times == pdr.ratio.value

    def scaled(case: CaseFacts) -> CaseFacts:
        rows = tuple(
            Cash(r.fiscal_year, r.contributed_yen * times, r.received_yen * times) for r in case.expected or ()
        )
        held = Holding(case.holding.acquired_yen * times, 0, 0, 0) if case.holding else None
        positions = tuple(replace(position, yen=position.yen * times) for position in case.positions)
        return replace(case, expected=rows, holding=held, positions=positions)

    larger = replace(facts, cases=tuple(scaled(case) for case in facts.cases))
    assert profit_deficit_ratio(larger, deficit(owed), SETTINGS).ratio.exact == pdr.ratio.exact * times


@settings(max_examples=20, deadline=None)
@given(portfolios(), st.integers(1, 10**12))
def test_without_discounting_both_ratios_are_one(facts: PortfolioFacts, owed: int) -> None:
    pdr = profit_deficit_ratio(replace(facts, discount_rate=Decimal(0)), deficit(owed), SETTINGS)
    assert pdr.discounted.value == pdr.ratio.value


def test_the_discounted_ratio_by_hand() -> None:
    """North 0.25·(4 000/1.1^7 − 300/1.1^2) − 500 …, period end in FY2025."""
    facts = facts_with({"discount_rate": 0.1})
    r = Fraction(11, 10)
    by_hand = {
        "kita": (4000 / r**7 - 300 / r**2) / 4 - 500,
        "minami": 500 / r**2 + 600 / r**5 - 1500,
        "higashi": 700 / r**5 - 100 / r - 900,
        "nishi": 50 / r,
    }
    pdr = profit_deficit_ratio(facts, deficit(900), SETTINGS)
    assert {item.case: item.discounted.value for item in pdr.projects} == {
        name: whole_yen(value) for name, value in by_hand.items()
    }
    assert pdr.discounted.exact == Fraction(sum(whole_yen(value) for value in by_hand.values()), 900)


def test_the_change_of_the_ratio_adds_up() -> None:
    record = {
        "calculated_on": dt.date(2026, 6, 30), "period_end": dt.date(2026, 3, 31), "deficit_yen": 700,
        "profits_yen": {"kita": 400, "minami": -1, "sold": 90},
    }  # fmt: skip
    review = review_portfolio(facts_with({"pdr_records": [record]}))
    change = review.pdr.change
    assert change is not None
    assert set(change.projects) == {"kita", "minami", "higashi", "nishi", "sold"}
    moved = sum(part.exact for part in change.projects.values()) + change.deficit.exact
    assert change.before.exact + moved == review.pdr.ratio.value
    assert change.before.value == Fraction(489, 700)


# Exposure


@settings(max_examples=30, deadline=None)
@given(portfolios(known=False))
def test_shares_add_up_to_one_and_bounds_hold_the_index(facts: PortfolioFacts) -> None:
    whole = sum(position.yen for case in facts.cases for position in case.positions)
    for dimension, name in zip(exposures(facts, SETTINGS), DIMENSIONS, strict=True):
        assert dimension.dimension == name
        assert dimension.total.value == whole
        assert sum(group.exposure.exact for group in dimension.groups) == whole
        if not whole:
            assert dimension.concentration is None
            continue
        shares = {group.group: group.share.exact for group in dimension.groups}
        assert sum(shares.values()) == 1
        assert [group.exposure.exact for group in dimension.groups] == sorted(
            (group.exposure.exact for group in dimension.groups), reverse=True
        )
        found = dimension.concentration
        assert found is not None
        assert found.hhi.exact == sum(share**2 for share in shares.values())
        assert found.hhi_low <= found.hhi.exact <= found.hhi_high <= 1
        if "unstated" not in shares:
            assert found.hhi_low == found.hhi_high
            limit = Fraction(getattr(SETTINGS.exposure.limits, name).hhi)
            assert found.hhi_limit.outcome is (Outcome.YES if found.hhi.exact <= limit else Outcome.NO)


@settings(max_examples=30, deadline=None)
@given(portfolios(known=False), st.data())
def test_a_limit_that_holds_or_breaks_does_so_whatever_is_not_stated(facts: PortfolioFacts, data: Any) -> None:
    """Fill what is not stated with any country: what was kept stays kept, what was broken stays broken."""
    label = st.sampled_from(["x", "y", "z", "w"])
    cases = tuple(replace(case, country=case.country or data.draw(label)) for case in facts.cases)
    before = exposures(facts, SETTINGS)[0].concentration
    after = exposures(replace(facts, cases=cases), SETTINGS)[0].concentration
    if before is None or after is None:
        assert before is after
        return
    for kind in ("share_limit", "hhi_limit"):
        said = getattr(before, kind).outcome
        assert said is Outcome.OPEN or said is getattr(after, kind).outcome
    assert before.hhi_low <= after.hhi.exact <= before.hhi_high


# The whole


def test_the_order_of_the_facts_changes_nothing() -> None:
    facts = facts_with()
    wanted = review_document(review_portfolio(facts))
    chance = random.Random(7)  # noqa: S311 - a shuffle, no secret
    for _ in range(4):
        cases, register = list(facts.cases), list(facts.register)
        chance.shuffle(cases)
        chance.shuffle(register)
        other = replace(facts, cases=tuple(cases), register=tuple(register))
        assert review_document(review_portfolio(other)) == wanted
