"""Charts of the nation's indicators: their numbers are those of the results, gaps stay gaps, words stand in both languages."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sonae.core import Classification, InputError
from sonae.documents import PolicyFigures, policy_chart_specs, write_policy_charts
from sonae.documents.policy_words import wrapped
from sonae.policy import Amount, actuals_of, indicator, load_routing, paths, published_budgets
from tests.policy.made import history

pytestmark = pytest.mark.slow

LANDS = {"SAU": 400, "ARE": 400, "KWT": 100, "AUS": 100}
CRUDE = history({year: ({"KWT": 100, "AUS": 100} if year == 2021 else LANDS) for year in range(2019, 2024)})
LNG = history({2022: {"AUS": 3, "QAT": 1}, 2023: {"AUS": 3, "QAT": 1}}, "lng")
SHOWN = tuple(indicator(name) for name in ("oil-gas-self-development", "coal-self-development", "seismic-survey-area"))
FIGURES = PolicyFigures(
    SHOWN, {one.id: actuals_of(one) for one in SHOWN}, {one.id: paths(one) for one in SHOWN}, {"crude": CRUDE, "lng": LNG},
    {2023: {"SAU": Amount.of(10**9), "ARE": Amount.of(10**9)}}, load_routing(), published_budgets().measures, (),
    Classification.PUBLIC,
)  # fmt: skip
SPECS = policy_chart_specs(FIGURES)


def values(spec: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The rows of every layer."""
    layers = spec.get("layer", [spec])
    return [layer["data"]["values"] for layer in layers if "data" in layer] or [spec["data"]["values"]]


def test_every_chart_is_there_in_both_languages() -> None:
    names = {name.removeprefix("ja/") for name in SPECS if name.startswith("ja/")}
    assert names == {
        "path-oil-gas-self-development", "path-coal-self-development", "path-seismic-survey-area", "regions-crude",
        "regions-lng", "straits-crude", "straits-lng", "hormuz-crude", "budgets",
    }  # fmt: skip
    assert {name.removeprefix("en/") for name in SPECS if name.startswith("en/")} == names


def test_a_path_shows_actuals_targets_and_where_the_pace_leads() -> None:
    rows = values(SPECS["en/path-oil-gas-self-development"])
    flat = [(row["year"], round(row["value"], 4)) for layer in rows for row in layer]
    assert {(2023, 37.2), (2030, 50.0), (2040, 60.0), (2009, 23.1)} <= set(flat)
    assert (2030, 35.66) in flat  # 37.2 less seven times 0.22
    dotted = json.dumps(SPECS["en/path-coal-self-development"])
    assert "[1, 3]" not in dotted
    assert "With one actual there is no pace" in dotted


def test_a_year_that_is_not_whole_is_a_gap() -> None:
    (rows,) = values(SPECS["ja/regions-crude"])
    assert {row["year"] for row in rows} == {"2019", "2020", "2022", "2023"}
    for year in ("2019", "2023"):
        assert sum(row["share"] for row in rows if row["year"] == year) == pytest.approx(1)
    assert "2021年はデータに欠落があり評価しない" in json.dumps(SPECS["ja/regions-crude"], ensure_ascii=False)
    band = values(SPECS["en/hormuz-crude"])[0]
    assert [row["year"] for row in band] == [2019, 2020, 2022, 2023]
    assert len({row["part"] for row in band}) == 2
    assert all((row["low"], row["high"]) == (0.1, 0.9) for row in band)


def test_straits_say_their_range() -> None:
    rows = {row["strait"]: row for row in values(SPECS["en/straits-crude"])[0]}
    assert rows["Strait of Hormuz"]["text"] == "10.0%–90.0%"
    assert rows["Strait of Malacca"]["text"] == "90.0%"
    assert 0.1 < rows["Strait of Hormuz"]["middle"] < 0.9
    plain = {row["strait"]: row for row in values(SPECS["ja/straits-lng"])[0]}
    assert plain["ホルムズ海峡"]["text"] == "25.0%"


def test_budgets_show_every_amount_and_name_the_silent_measures() -> None:
    rows = values(SPECS["en/budgets"])[0]
    assert len(rows) == 19
    assert sum(row["value"] for row in rows if row["counted"]) == pytest.approx(1570 + 1120.8 + 848 + 100 + 1311)
    assert "1.3, 1.4, 1.5, 1.6, 1.13, 3.4, 3.5" in json.dumps(SPECS["en/budgets"])


def test_a_secret_chart_says_so() -> None:
    specs = policy_chart_specs(replace(FIGURES, classification=Classification.SECRET))
    assert all("SECRET 秘" in json.dumps(spec["title"], ensure_ascii=False) for spec in specs.values())


def test_notes_break_where_they_may() -> None:
    assert wrapped("あ" * 30 + "、" + "い" * 30, "ja") == ["あ" * 30 + "、", "い" * 30]
    assert wrapped("う" * 50, "ja") == ["う" * 46, "う" * 4]
    assert wrapped("one\ntwo", "en") == ["one", "two"]


def test_charts_are_drawn_with_words_of_their_language(tmp_path: Path) -> None:
    few = replace(FIGURES, indicators=SHOWN[1:2], histories={}, classification=Classification.INTERNAL)
    written = write_policy_charts(tmp_path / "out", few)
    assert all((path.stat().st_mode & 0o777) == 0o600 for path in written)
    text = (tmp_path / "out" / "ja" / "path-coal-self-development.svg").read_text(encoding="utf-8")
    ET.fromstring(text)  # noqa: S314 - our own drawing
    assert "石炭の自主開発比率" in text
    assert "INTERNAL 部内限り" in text
    (tmp_path / "out" / "ja" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"ja/notes\.txt"):
        write_policy_charts(tmp_path / "out", few)
