"""Desks that move the same lot at the same moment, in processes of their own: one of them moves it, the others are told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.office.served import ServedOffice

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("served")]


@pytest.mark.parametrize(("under_version", "lot", "told"), [(True, "W-2016", 412), (False, "W-2021", 422)])
def test_of_desks_that_move_the_same_lot_at_once_one_does(
    served: ServedOffice, under_version: bool, lot: str, told: int
) -> None:
    token = served.tokens("stockpile")["stockpile"]
    number = served.ask("GET", "/books?kind=stock", token=token)[1]["items"][0]["number"]
    read = served.ask("GET", f"/books/{number}", token=token)[1]
    moved = {"lot": lot, "from_site": "架空北基地", "to_site": "架空南基地", "tonnes": "20"}

    def ask(place: int) -> tuple[int, Any]:
        headers = {"Idempotency-Key": f"at-once-{lot}-{place}"}
        if under_version:
            headers["If-Match"] = f'"{read["version"]}"'
        return served.ask("POST", f"/books/{number}/commands/lot.transfer", moved, token=token, headers=headers)

    with ThreadPoolExecutor(5) as pool:
        said = list(pool.map(ask, range(5)))
    assert sorted(status for status, _ in said) == [200, *[told] * 4], said
    after = served.ask("GET", f"/books/{number}", token=token)[1]
    assert after["version"] == read["version"] + 1
    vouchers = after["state"]["book"]["vouchers"]
    assert len(vouchers) == len(read["state"]["book"]["vouchers"]) + 1
    assert (vouchers[-1]["kind"], vouchers[-1]["postings"][0]["tonnes"]) == ("transfer_out", "-20")
