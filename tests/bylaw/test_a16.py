"""Article 16: prior notices."""

from __future__ import annotations

from typing import Any

import pytest

from sonae.core import InputError
from tests.bylaw.under_way import cites, found, judged, says, under_way

NOTICE = "management.notices.1"
NEEDED = judged("notice.approval_needed", NOTICE)


def notice(*judgements: Any, item: int = 1, **facts: Any) -> str:
    whole = {
        "item": item,
        "what": "made up",
        "given_on": "2026-05-01",
        "written": True,
        "done_on": "2026-05-01",
    } | facts
    return says(under_way(notices=[whole]), "notice.in_order", NOTICE, *judgements)


@pytest.mark.parametrize("item", [1, 2, 3])
def test_notice_comes_beforehand_and_in_writing(item: int) -> None:
    assert notice(item=item) == notice(item=item, done_on=None) == notice(item=item, done_on="not_yet") == "yes"
    assert notice(item=item, given_on="2026-05-02") == notice(item=item, given_on="not_yet") == "no"
    assert notice(item=item, written=False) == "no"
    assert notice(item=item, written=None) == notice(item=item, given_on=None) == "open"
    assert notice(item=item, given_on="not_yet", done_on="not_yet") == "open"
    to_come = under_way(notices=[{"item": item, "what": "x", "given_on": "not_yet", "written": True}])
    for question in ("beforehand", "written"):
        assert found(to_come, f"notice.{question}", NOTICE).missing == (f"{NOTICE}.given_on",)
    of = under_way(notices=[{"item": item, "what": "x"}])
    assert cites(found(of, "notice.in_order", NOTICE)) == [f"a16.p1.i{item}", "a16.p1", "a16.p2"]


def test_item_2_alone_needs_approval_where_the_agency_finds_it_necessary() -> None:
    assert notice(NEEDED, item=2) == "open"
    assert notice(NEEDED, item=2, approved_on="not_yet") == "no"
    assert notice(NEEDED, item=2, approved_on="not_yet", done_on="not_yet") == "open"
    assert notice(NEEDED, item=2, approved_on="2026-05-01") == "yes"
    assert notice(NEEDED, item=2, approved_on="2026-05-02") == "no"
    assert notice(NEEDED, item=2, approved_on="2026-05-02", done_on="not_yet") == "yes"
    assert notice(NEEDED, item=2, approved_on="2026-05-01", written=False, given_on="not_yet") == "yes"
    assert notice(NEEDED, item=1, approved_on="not_yet") == notice(NEEDED, item=3, approved_on="not_yet") == "yes"
    assert notice(judged("notice.approval_needed", NOTICE, holds=False), item=2, approved_on="not_yet") == "yes"
    of = under_way(notices=[{"item": 2, "what": "x", "approved_on": "2026-05-01"}])
    assert cites(found(of, "notice.in_order", NOTICE, NEEDED)) == ["a16.p1.x1", "a16.p1.i2"]


def test_an_entry_of_no_item_is_refused() -> None:
    for item in (0, 4):
        with pytest.raises(InputError, match="item"):
            under_way(notices=[{"item": item, "what": "x"}])
