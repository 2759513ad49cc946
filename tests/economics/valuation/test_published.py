"""Published values, and the traps that spreadsheets and other programs fell into; the source stands at each."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sonae.economics.valuation import (
    Direction,
    Discounting,
    annuity_payment,
    break_even,
    break_even_chance,
    dated_internal_rates,
    debt_cover,
    expected_monetary_value,
    government_take,
    internal_rate_table,
    internal_rates,
    net_present_value,
    payback,
    risked_value,
    sculpted_loan,
)

DAY = dt.date(2024, 1, 1)


def yearly(rate: float, timing: str) -> Discounting:
    return Discounting(rate=rate, timing=timing, base=DAY, first=DAY, months=12, day_count="months/12")  # type: ignore[arg-type]


# numpy-financial issue 39: two payments of 217 500, 15 receipts and 10 outlays in equal steps.
ISSUE_39 = [-217500.0] * 2 + [108466.80462450592 - 7336.840231225 * i for i in range(25)]


def test_the_flows_of_issue_39_end_as_published() -> None:
    assert ISSUE_39[-1] == pytest.approx(-67617.36092490118, abs=1e-6)
    assert len(ISSUE_39) == 27


def test_both_roots_of_issue_39_are_found() -> None:
    """Numpy-financial 1.0.0 gives −1.81 % alone; 12 % is where the value falls through nought."""
    found = internal_rates(ISSUE_39)
    assert [round(root.rate * 100, 6) for root in found.roots] == [-1.809679, 12.0]
    assert [root.direction for root in found.roots] == [Direction.RISES, Direction.FALLS]
    assert found.falling == (found.roots[1].rate,)
    assert found.single is None
    assert found.multiple


def test_both_roots_of_issue_28_are_found() -> None:
    found = internal_rates([-50, -100, 600, 300, -100])
    assert [round(root.rate * 100, 3) for root in found.roots] == [-76.890, 185.442]


def test_the_example_of_the_manual_of_numpy_financial() -> None:
    found = internal_rates([-100, 39, 59, 55, 20])
    assert found.single == pytest.approx(0.28095, abs=5e-6)
    assert found.count == 1
    table = internal_rate_table(np.asarray([[-100, 39, 59, 55, 20]]))
    assert table.single[0] == pytest.approx(0.28095, abs=5e-6)


def test_present_value_of_the_manual_of_numpy_financial() -> None:
    """The first flow is not discounted: start of period."""
    flows = [-40000, 5000, 8000, 12000, 30000]
    assert net_present_value(flows, yearly(0.08, "start")) == pytest.approx(3065.22267, abs=5e-6)


def test_dated_flows_of_a_spreadsheet() -> None:
    """The example of XIRR in Microsoft's manual: 0.373362535."""
    days = [dt.date(2008, 1, 1), dt.date(2008, 3, 1), dt.date(2008, 10, 30), dt.date(2009, 2, 15), dt.date(2009, 4, 1)]
    found = dated_internal_rates([-10000, 2750, 4250, 3250, 2750], days)
    assert found.single == pytest.approx(0.373362535, abs=2e-9)


def test_a_project_that_loses_nearly_all_has_its_own_rate_and_no_clamped_one() -> None:
    """A Newton step held at its limit once showed 1000 % on a project that returns a tenth."""
    found = internal_rates([-92.6e9, *[1e9] * 9])
    assert found.single is not None
    assert -0.5 < found.single < 0
    assert internal_rates([-1, 0.01]).reason is not None


def test_level_payments() -> None:
    """PMT 8 %/12, 10, 10 000 of Microsoft's manual; 12 %, 10, 1 292 040 000; half-years 0.6 %, 14, 100."""
    assert annuity_payment(10000, 0.08 / 12, 10, timing="end") == pytest.approx(1037.03, abs=0.005)
    assert annuity_payment(10000, 0.08 / 12, 10, timing="start") == pytest.approx(1030.16, abs=0.005)
    assert annuity_payment(1_292_040_000, 0.12, 10, timing="end") == pytest.approx(228_670_619.5, abs=0.05)
    assert annuity_payment(100, 0.006, 14, timing="end") == pytest.approx(7.468451, abs=5e-7)


def test_sculpted_debt() -> None:
    """Closed form: service is CFADS over 1.30, the debt its present value at 6 %."""
    cash = [100.0, 120.0, 130.0, 110.0, 90.0]
    loan = sculpted_loan(cash, rate=0.06, cover=1.30, at_most=None)
    assert loan.amount == pytest.approx(357.440954, abs=5e-7)
    assert loan.principal == pytest.approx([55.4766, 74.1898, 86.3335, 76.1289, 65.3120], abs=5e-5)
    cover = debt_cover(cash, loan)
    assert cover.llcr[0] == pytest.approx(1.30, rel=1e-12)
    assert cover.dscr == pytest.approx([1.30] * 5, rel=1e-12)


def test_chance() -> None:
    """20 % · 100 − 80 % · 20 = 4; pot odds 16.67 % (Peel, AAPG Bulletin 2016)."""
    assert expected_monetary_value(0.2, 100, 20) == pytest.approx(4, rel=1e-12)
    assert break_even_chance(10_000, 2_000) == pytest.approx(1 / 6, rel=1e-12)
    assert expected_monetary_value(1 / 6, 10_000, 2_000) == pytest.approx(0, abs=1e-9)


def test_a_chance_of_nought_is_no_certainty() -> None:
    assert risked_value([100, 40], [0, 0.5]) == 20


# Malaysian PSC of course MYP1113, University of Technology Malaysia: net cash flow, 10 years, by the printed table.
MALAYSIA = [-57.23, -4.20, 47.08, 38.29, 12.15, 9.39, 9.04, 8.70, 7.32, 6.97]


def test_present_value_of_the_malaysian_contract() -> None:
    assert sum(MALAYSIA) == pytest.approx(77.51, abs=0.006)
    assert net_present_value(MALAYSIA, yearly(0.1, "end")) == pytest.approx(33.36, abs=0.01)


# Indonesian PSC, pyscnomics case 1 (SKK Migas and ITB, Apache-2.0): contractor's net cash flow 2024–2035, thousand dollars.
INDONESIA = [
    -40654.98, -20853.67, -2709.25, -19310.06, 31126.85, 30241.19, 21498.63, 18045.62, 9452.03, 8167.37, 7104.45, 6302.45,
]  # fmt: skip
REVENUE = [
    15096.72, 29435.88, 25368.12, 34851.14, 41839.31, 37858.58, 37909.84, 32235.27, 27252.20, 23694.81, 20829.53, 18325.31,
]  # fmt: skip


def test_measures_of_the_indonesian_contract() -> None:
    """Its t0 is 2023: present values are a year before, and the payback of 8.0366 counts that year."""
    assert net_present_value(INDONESIA, yearly(0.1, "end")) == pytest.approx(-1914.0551, abs=0.06)
    assert internal_rates(INDONESIA).single == pytest.approx(0.0938456, abs=5e-6)
    found = payback([0, *INDONESIA], within="interpolated", discounting=None)
    assert found.periods == pytest.approx(8.0366, abs=5e-5)
    assert found.holds


def test_take_of_the_indonesian_state() -> None:
    take = 72_615.944
    assert take / sum(REVENUE) == pytest.approx(0.210667, abs=5e-6)
    found = government_take(take, sum(INDONESIA), 66_124.56)
    assert found.of_net_cash == pytest.approx(take / (take + sum(INDONESIA)), rel=1e-12)
    assert found.before_capex is not None
    assert found.of_net_cash is not None
    assert found.before_capex < found.of_net_cash


# Otto and others, Mining Royalties (World Bank 2006), table 4.13: net present value at 18 % by royalty in per cent of NSR.
ROYALTY = dict(enumerate([140_265_487.0, 55_068_448, 42_725_646, 30_376_178, 18_013_580, 5_557_749, -6_933_718]))


def test_break_even_royalty_of_the_copper_mine() -> None:
    """5.445 % as printed; on straight lines between the table's values 5.4449."""
    found = break_even(lambda rate: float(np.interp(rate, list(ROYALTY), list(ROYALTY.values()))), 0, 6, tolerance=1e-9)
    assert found.at == pytest.approx(5.4449, abs=5e-5)
    assert not found.rises
    assert not found.jump
