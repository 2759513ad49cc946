"""The chart of a bridge: its bars join, say their sizes, and are drawn in both languages."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import cache

import pytest

from sonae.documents.waterfall import draw_waterfalls, waterfall_png, waterfall_specs
from sonae.economics.bridge import Bridge, bridge
from tests.economics.bridge.cases import SETTINGS, case, conditions, regime, state

pytestmark = pytest.mark.slow


@cache
def found() -> Bridge:
    first = case({"amounts": "millions"})
    more = case({
        "amounts": "millions", "products.oil.volume": {2026: 1.1, 2027: 2.2, 2028: 1.1},
        "costs.capex.values": {2026: 30.0, 2027: 160.0},
    })  # fmt: skip
    dear = conditions(("{2020: 100}", "{2020: 140}"))
    return bridge(
        state("adoption", first), state("FY2026", more, dear, terms=regime("0.2 * revenue"), share=0.4), SETTINGS
    )


def test_bars_join_and_say_their_sizes() -> None:
    specs = waterfall_specs(found())
    assert set(specs) == {"ja/fixed", "ja/averaged", "en/fixed", "en/averaged"}
    for key, spec in specs.items():
        rows = spec["layer"][1]["data"]["values"]
        assert rows[0]["kind"] == "level"
        assert rows[-1]["kind"] == "total"
        level = rows[0]["to"]
        for row in rows[1:-1]:
            assert row["from"] == level
            assert row["text"][0] in "+−"
            assert (row["kind"] == "up") == (row["to"] >= row["from"])
            level = row["to"]
        assert level == rows[-1]["to"]
        assert abs(rows[0]["to"] - 6000) < 1e-9, key


def test_charts_are_drawn_with_their_words() -> None:
    drawn = draw_waterfalls(found())
    for key, svg in drawn.items():
        root = ET.fromstring(svg)  # noqa: S314 - our own drawing
        words = " ".join(text for element in root.iter() if element.tag.endswith("text") for text in element.itertext())
        names = (
            ("財務条件", "持分", "百万円", "公開")
            if key.startswith("ja")
            else ("Fiscal terms", "Share", "million yen", "public")
        )
        assert all(name in words for name in (*names, "FY2026", "6,000.0")), key
        assert ("採択時" if key.startswith("ja") else "adoption") in words, key
        bars = [element for element in root.iter() if element.get("aria-roledescription") == "bar"]
        assert len(bars) == 2 + sum(step.differs for step in found().fixed)
    assert waterfall_png(drawn["ja/averaged"]).startswith(b"\x89PNG")
