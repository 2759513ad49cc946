"""A plain portfolio in every variant of books and settings: each number of its JSON explains itself, down to the files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sonae.economics.conditions import demonstration_conditions
from sonae.portfolio.cases import Scenarios, evaluate_portfolio
from sonae.portfolio.explanation import Explainer, number_paths
from sonae.portfolio.review import ReviewSettings, review_settings
from tests.portfolio.cases.portfolios import plain_trees, written

pytestmark = pytest.mark.slow

Change = Callable[[dict[str, Any]], object]
RECORD = {
    "calculated_on": dt.date(2026, 4, 30), "period_end": dt.date(2026, 3, 31), "deficit_yen": 3_000_000,
    "profits_yen": {"plain": 5_000_000, "gone": 100},
}  # fmt: skip
ENTRIES = [
    {"cause": "write_down", "yen": 500, "source": "a", "case": "plain", "trigger": "market", "recoverable": True},
    {"cause": "dividends", "yen": 100, "source": "b"},
    {"cause": "other_loss", "yen": 7, "source": "a", "trigger": "political"},
]


def settings_of(**sections: dict[str, object]) -> ReviewSettings:
    return review_settings(
        {name: {key: {"value": value, "source": "test"} for key, value in part.items()} for name, part in sections.items()}
    )  # fmt: skip


def holding(**values: int) -> Change:
    return lambda trees: trees["project"]["agency"]["holding"].update(values)


def unknown_worth(trees: dict[str, Any]) -> None:
    del trees["project"]["agency"]["holding"]["net_worth_yen"]


def explores(trees: dict[str, Any]) -> None:
    trees["project"]["agency"] |= {"begins_in": "exploration", "chance": 0.3}
    trees["project"]["agency"]["holding"]["exploration_yen"] = 1_000_001


def surplus(trees: dict[str, Any]) -> None:
    trees["business"]["deficit"] = {"opening_yen": -5, "source": "x", "years": []}


VARIANTS: list[tuple[str, Change, ReviewSettings | None]] = [
    ("as it is", lambda _: None, None),
    ("below the share of net assets", holding(net_worth_yen=500), settings_of(write_down={"standard": "agency"})),
    ("above the share of net assets", holding(net_worth_yen=9_000_000), settings_of(write_down={"standard": "agency"})),
    ("net worth below 0", holding(net_worth_yen=-500), None),
    ("net worth unknown", unknown_worth, None),
    ("exploration", explores, settings_of(write_down={"rounding": "half_up"}, pdr={"chance_weighs": "receipts"})),
    ("exploration at the funding rate", explores, settings_of(pdr={"discount": "funding_rate"})),
    ("a surplus", surplus, None),
]


@pytest.mark.parametrize(
    ("change", "chosen"), [variant[1:] for variant in VARIANTS], ids=[name for name, _, _ in VARIANTS]
)
def test_every_number_explains_itself(tmp_path: Path, change: Change, chosen: ReviewSettings | None) -> None:
    trees = plain_trees()
    trees["business"] |= {
        "pdr_records": [RECORD],
        "deficit": {"opening_yen": 4_000_000, "source": "x", "years": [{"fiscal_year": 2025, "entries": ENTRIES}]},
    }
    change(trees)
    found = evaluate_portfolio(written(tmp_path, trees), demonstration_conditions(), chosen, scenarios=Scenarios(3, 1))
    explainer, seen = Explainer(found), set()
    paths = list(number_paths(explainer.document))
    assert len(paths) > 150
    waiting = []
    for path, value in paths:
        figure = explainer.figure(path)
        assert float(figure.value) == value, path
        waiting.append(figure)
    while waiting:
        figure = waiting.pop()
        if figure.place not in seen:
            seen.add(figure.place)
            assert figure.recomputed() == figure.value, figure.place
            waiting += figure.parts
    assert len(seen) > 500
