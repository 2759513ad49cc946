"""Supplementary provisions of 2005: seven tenths for what was inherited."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.bylaw.oversight import NO, NONE, OPEN, YES, case, cites, found, outcome

NOW = "2026-04-01"


def limit(
    equity: int | None, *, under_proviso: bool | None = False, inherited: Any = None, parameters: Any = None
) -> Any:
    funding = {"project_money": 1001, "equity": equity, "under_proviso": under_proviso, "money": "exploration"}
    of = case(
        funding=[{key: value for key, value in funding.items() if value is not None}], parameters=parameters or {},
        oversight={} if inherited is None else {"inherited": inherited},
    )  # fmt: skip
    return found(of, "equity.within_limit [funding.1]", NOW)


WHOLE = {"under_medium_term_goals": True}


@pytest.mark.parametrize("under_proviso", [True, False, None])
@pytest.mark.parametrize(("equity", "said"), [(700, YES), (701, NO), (None, OPEN)])
def test_seven_tenths_in_place_of_every_other_limit(equity: int | None, under_proviso: bool | None, said: str) -> None:
    finding = limit(equity, under_proviso=under_proviso, inherited=WHOLE)
    assert (finding.outcome.value, cites(finding)) == (said, {"s20050330.p2.i1", "a4.p2"})
    if equity is not None:
        assert finding.value == Fraction(7007, 10)


def test_exactly_seven_tenths_pass() -> None:
    for needed, equity, said in ((1000, 700, YES), (1000, 701, NO), (10, 7, YES), (9, 7, NO)):
        of = case(funding=[{"project_money": needed, "equity": equity}], oversight={"inherited": WHOLE})
        assert outcome(of, "equity.within_limit [funding.1]", NOW) == said


def test_other_agreements_keep_the_limit_of_article_4() -> None:
    for inherited in (None, {"under_medium_term_goals": False}):
        assert "s20050330.p2.i1" not in cites(limit(500, inherited=inherited))
        assert limit(500, inherited=inherited, parameters={"equity.limit": 0.5}).outcome.value == YES
        assert limit(501, inherited=inherited, parameters={"equity.limit": 0.5}).outcome.value == NO
    waits = found(case(oversight={"inherited": {}}), "inherited.governed_by", NOW)
    assert waits.missing == ("oversight.inherited.under_medium_term_goals",)


def test_under_what_an_inherited_project_is_managed() -> None:
    for inherited, said, value in (
        ({"under_medium_term_goals": False}, NONE, None), (WHOLE, YES, "this"), (WHOLE | {"other_provision": "x"}, YES, "other"),
    ):  # fmt: skip
        finding = found(case(oversight={"inherited": inherited}), "inherited.governed_by", NOW)
        assert (finding.outcome.value, finding.value, cites(finding)) == (said, value, {"s20050330.p2.i2"})
    assert outcome(case(oversight={}), "inherited.governed_by", NOW) == NONE
