"""The investee's cash: by hand, against plain Python, and its laws."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.economics.support import MonthOfCash, Support, investee_cash, support_from_tree
from tests.economics.support.plain import LOAN, SUPPORT, cash_again, changed

pytestmark = pytest.mark.slow

OCTOBER_2026 = 12 * 2026 + 9


def support(**fields: Any) -> Support:
    tree = SUPPORT
    for path, value in fields.items():
        tree = changed(tree, path.replace("__", "."), value)
    return support_from_tree(tree, "plain.yaml")


def months_of(stated: Support, project: list[int]) -> tuple[MonthOfCash, ...]:
    return investee_cash(project, stated.investee, stated.loans)[0]


def test_calls_loans_of_shareholders_and_dividends_by_hand() -> None:
    months = months_of(support(), [-1_000_000] * 3 + [2_000_000] * 24)
    assert [(month.capital, month.lent) for month in months[:4]] == [(500_000, 500_000)] * 3 + [(0, 0)]
    june, december, later, last = months[8], months[14], months[20], months[26]
    # Interest of 1 % a month: 5,000 + 10,000 on what was lent by then, 15,000 from January to June.
    assert (june.shareholder_interest, june.shareholder_principal) == (105_000, 1_500_000)
    assert (june.dividends, june.closing) == (3_697_500, 3_000_000 + 3_697_500)
    assert (december.dividends, later.dividends, last.dividends) == (7_848_750, 9_924_375, 24_924_375)
    assert last.closing == last.shareholder_loan == 0


def test_default_call_and_recourse_by_hand() -> None:
    rules = {
        "investee__retained": 0,
        "investee__payout": 1,
        "investee__lent_share": 0,
        "investee__pays_from": "2027-11",
    }
    stated = support(loans=[LOAN], **rules)
    project = [0, -9_000_000, *[0] * 10, 3_032_000, 5_000_000, 4_000_000, -500_000, *[0] * 5, 200_000]
    months, (run,) = investee_cash(project, stated.investee, stated.loans)
    # The fee in advance, 0.4 % of 8 million; then 4 million stand against 11: a million of interest, three of principal.
    assert months[0].loans["loan"].fee == 32_000
    fell = months[12].loans["loan"]
    assert (fell.interest, fell.principal, fell.called, fell.outstanding) == (
        1_000_000,
        3_000_000,
        5_600_000,
        7_000_000,
    )
    assert run.defaulted_in == OCTOBER_2026 + 12
    # Four fifths of what comes back are the agency's, as of the claim.
    assert (months[13].loans["loan"].recovered, months[13].loans["loan"].recourse) == (5_000_000, 4_000_000)
    assert (months[14].loans["loan"].recovered, months[14].loans["loan"].recourse) == (2_000_000, 1_600_000)
    assert (months[14].dividends, months[14].closing) == (2_000_000, 0)
    assert (months[15].capital, months[15].unfunded) == (0, 500_000)
    assert all(
        month.loans["loan"].guaranteed == (8_000_000 if number < 12 else 0) for number, month in enumerate(months)
    )


def test_completion_support_makes_up_for_debt_service_until_it_ends() -> None:
    tree = changed(SUPPORT, "loans", [LOAN])
    tree = changed(changed(tree, "investee.calls_for_debt_until", "2027-10"), "investee.pays_from", "2028-01")
    project = [0, -9_000_000, *[0] * 13]
    months, (run,) = investee_cash(project, *_parts(tree))
    assert run.defaulted_in is None
    assert months[12].capital + months[12].lent == 11_000_000 - 1_000_000 + 32_000
    tree = changed(tree, "investee.calls_for_debt_until", "2027-09")
    assert investee_cash(project, *_parts(tree))[1][0].defaulted_in == OCTOBER_2026 + 12


def _parts(tree: dict[str, Any]) -> tuple[Any, Any]:
    stated = support_from_tree(tree, "plain.yaml")
    return stated.investee, stated.loans


def test_a_fee_in_arrears_of_survivors_is_not_owed_in_the_period_of_default() -> None:
    loan = changed(LOAN, "guarantee.fee_timing", "arrears of survivors")
    stated = support(loans=[loan], investee__pays_from="2028-01")
    for cash, fee in ((11_100_000, 32_000), (9_000_000, 0)):
        months = months_of(stated, [0, -10_000_000, *[0] * 10, cash, 20_000_000])
        assert sum(month.loans["loan"].fee for month in months) == fee


def test_a_loan_that_outlives_the_case_is_refused() -> None:
    with pytest.raises(InputError, match=r"loan «loan» is repaid after the years of the case"):
        months_of(support(loans=[LOAN]), [0] * 12)


AMOUNTS = st.integers(-3_000_000, 4_000_000)
RULES = st.fixed_dictionaries(
    {
        "opening_cash": st.integers(0, 5_000_000), "retained": st.integers(0, 4_000_000),
        "payout": st.sampled_from(["1", "1/3", "0"]),
        "lent_share": st.sampled_from(["0", "1/7", "1"]), "opening": st.integers(0, 3_000_000),
        "rate": st.sampled_from(["0", "0.053", "0.12"]), "compound": st.booleans(), "pays_from": st.integers(0, 20),
        "pays_in": st.sampled_from([[6], [6, 12], [1, 4, 7, 10]]), "until": st.sampled_from([-1, 8, 99]),
    }
)  # fmt: skip


@given(st.lists(AMOUNTS, min_size=14, max_size=30), RULES, st.integers(1_000_000, 20_000_000), st.booleans())
@settings(max_examples=120, deadline=None)
def test_cash_agrees_with_plain_python_and_is_conserved(
    project: list[int], rules: dict[str, Any], amount: int, lends: bool
) -> None:
    tree = changed(SUPPORT, "loans", [{**LOAN, "amount": amount, "guarantee": None}] if lends else [])
    investee = {name: rules[name] for name in ("opening_cash", "retained", "payout", "lent_share", "pays_in")}
    investee["payout"], investee["lent_share"] = (
        f"{rules[k]}/1" if "/" not in rules[k] else rules[k] for k in ("payout", "lent_share")
    )
    tree["investee"] |= investee
    tree["investee"] |= {
        "pays_from": _label(rules["pays_from"]), "calls_for_debt_until": None if rules["until"] < 0 else _label(rules["until"]),
        "shareholder_loan": {
            "opening": rules["opening"], "rate": float(rules["rate"]), "interest": "compound" if rules["compound"] else "simple",
        },
    }  # fmt: skip
    due, drawn = [0] * len(project), [0] * len(project)
    if lends:
        drawn[0], due[12] = amount, amount + amount // 10
    stated = support_from_tree(tree, "plain.yaml")
    months, runs = investee_cash(project, stated.investee, stated.loans)
    again = cash_again(project, rules, due, drawn)
    for month, other in zip(months, again, strict=False):
        found = {
            "interest": month.shareholder_interest, "principal": month.shareholder_principal, "dividends": month.dividends,
            "call": month.lent + month.capital, "lent": month.lent, "closing": month.closing, "balance": month.shareholder_loan,
        }  # fmt: skip
        assert found == other
    assert len(again) == (len(project) if not runs or runs[0].defaulted_in is None else 12)
    whole = sum(project) + stated.investee.opening_cash
    whole += sum(month.drawn + month.lent + month.capital + month.unfunded for month in months)
    paid = sum(
        month.paid_on_loans + month.shareholder_interest + month.shareholder_principal + month.dividends
        for month in months
    )
    assert whole == paid + months[-1].closing
    assert all(month.closing >= 0 for month in months)


def _label(number: int) -> str:
    month = OCTOBER_2026 + number
    return f"{month // 12}-{month % 12 + 1:02d}"


@given(
    st.lists(AMOUNTS, min_size=26, max_size=40), st.sampled_from(["1/2", "4/5", "1/1"]),
    st.sampled_from(["principal", "principal and interest"]), st.sampled_from(["advance", "arrears of survivors"]),
    st.sampled_from(["equal principal", "level"]),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_a_guaranteed_loan_is_conserved_and_recourse_never_exceeds_payment(
    project: list[int], share: str, covers: str, timing: str, profile: str
) -> None:
    terms = {"share": share, "cap": "1/1", "covers": covers, "fee_timing": timing}
    loan = {
        **LOAN, "amount": 9_000_001, "profile": profile, "payments": 4, "payments_a_year": 2, "odd_units": "last",
        "first_payment": "2027-04-30", "grace": 1, "guarantee": {**LOAN["guarantee"], **terms},
    }  # fmt: skip
    stated = support_from_tree(changed(SUPPORT, "loans", [loan]), "plain.yaml")
    months, (run,) = investee_cash(project, stated.investee, stated.loans)
    rows = [month.loans["loan"] for month in months]
    called, recourse = sum(row.called for row in rows), sum(row.recourse for row in rows)
    drawn, principal = sum(row.drawn for row in rows), sum(row.principal for row in rows)
    assert (
        0
        <= recourse
        <= called
        <= drawn + run.rows[max(run.rows)].interest + 10_000_000 * (run.defaulted_in is not None)
    )
    if run.defaulted_in is None:
        assert principal == drawn
        assert called == rows[-1].outstanding == 0
    else:
        fell = run.rows[run.defaulted_in]
        unpaid = fell.interest - rows[run.defaulted_in - OCTOBER_2026].interest
        recovered = sum(row.recovered for row in rows)
        assert drawn + unpaid == principal + recovered + rows[-1].outstanding
        assert called <= drawn - principal + unpaid
        if recovered == run.claimed:
            assert recourse == called
