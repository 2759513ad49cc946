"""Article 18: three points to heed in the care of the money."""

from __future__ import annotations

from typing import Any

from tests.bylaw.under_way import cites, found, says, under_way

REVIEW = "management.fund_reviews.1"


def test_three_points_are_heeded() -> None:
    points = {"use": "a18.p1.i1", "terms": "a18.p1.i2", "condition": "a18.p1.i3"}

    def heeded(**facts: Any) -> str:
        return says(under_way(fund_reviews=[{"on": "2026-05-01"} | facts]), "funds.heeded", REVIEW)

    whole = dict.fromkeys(points, True)
    assert heeded(**whole) == "yes"
    assert cites(found(under_way(fund_reviews=[{"on": "2026-05-01"}]), "funds.heeded", REVIEW)) == ["a18.p1"]
    for point, cite in points.items():
        assert heeded(**whole | {point: False}) == "no"
        assert heeded(**whole | {point: None}) == "open"
        finding = found(under_way(fund_reviews=[{"on": "2026-05-01"}]), f"funds.{point}", REVIEW)
        assert (finding.missing, cites(finding)) == ((f"{REVIEW}.{point}",), [cite])
