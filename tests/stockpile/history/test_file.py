"""Replay files: what they may say, and the sentence when they say something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sonae.core import Classification, InputError
from sonae.data import Acts, Library
from sonae.stockpile.history import episodes, history_of, load_replay, replay_of_options

GOOD = """
importer: JPN
first: 2010-01
last: 2011-12
minerals:
  Bi: {start_days: 30, target_days: 45, no_repurchase_months: 2}
  W:
defaults: {start_days: 60, private_days: 10}
budget_million_yen: 5
settings:
  costs: {shortage_value: 7}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "replay.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_a_file_leaves_out_comes_from_its_defaults_and_the_settings(tmp_path: Path, tiny: Library, policy) -> None:  # type: ignore[no-untyped-def]
    stated = load_replay(written(tmp_path, GOOD))
    assert stated.label is Classification.SECRET
    said = stated.entries(tiny)
    assert (said["Bi"].start_days, said["W"].start_days, said["Bi"].private_days) == (30.0, 60.0, 10.0)
    history = history_of(tiny, policy, "JPN", list(stated.minerals), stated.first_month, stated.last_month)
    terms = stated.terms(history, tiny)
    rule, day = terms.rules[0], history.materials[0].material.consumption_t_a_day
    assert (rule.start_t, rule.target_days, rule.no_repurchase_months) == (pytest.approx(30 * day), 45.0, 2)
    assert terms.budget_yen_a_year == 5e6
    assert terms.costs.shortage_value == 7
    assert stated.settings.sources["costs.shortage_value"].endswith("replay.yaml")


def test_a_group_stands_for_its_materials_and_is_not_named_twice(tiny: Library) -> None:
    options = {"importer": "JPN", "days": 60.0, "depth": "fitted", "budget": None}
    stated = replay_of_options("2012-01", "2012-12", ["PGM"], **options)  # type: ignore[arg-type]
    assert list(stated.entries(tiny)) == ["Pt", "Pd", "Rh"]
    assert stated.label is Classification.PUBLIC
    twice = replay_of_options("2012-01", "2012-12", ["PGM", "Pd"], **options)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="Pd is named twice"):
        twice.entries(tiny)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("first: 2010-01", "first: 2010-13", ("field «first»", "2010-09")),
        ("first: 2010-01", "first: January", ("field «first»",)),
        ("start_days: 30", "start_days: -1", ("minerals.Bi.start_days",)),
        ("start_days: 30", "start_days: 30, start_t: 4", ("minerals.Bi", "days or in tonnes")),
        ("start_days: 30", "begin_days: 30", ("minerals.Bi.begin_days",)),
        ("shortage_value: 7", "shortage_valeu: 7", ("costs.shortage_value",)),
        ("shortage_value: 7", "shortage_value: dear", ("settings.costs.shortage_value",)),
        ("budget_million_yen: 5", "budget_million_yen: -5", ("budget_million_yen",)),
        ("importer: JPN", "importers: JPN", ("unknown field", "importer")),
        ("importer: JPN", "classification: hidden", ("classification",)),
        ("  Bi:", "  W: {}\n  Bi:", ("twice",)),
        ("defaults:", "defaults: [", ("row",)),
    ],
)
def test_a_wrong_file_is_answered_with_a_sentence(tmp_path: Path, old: str, new: str, words: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as caught:
        load_replay(written(tmp_path, GOOD.replace(old, new)))
    for word in ("replay.yaml", *words):
        assert word in str(caught.value)


def test_other_wrongs(tmp_path: Path, tiny: Library, policy) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match="does not exist"):
        load_replay(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("importer: é".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        load_replay(tmp_path / "latin.yaml")
    for entry, word in (("{start_days: 20, target_days: 5, minimum_days: 9}", "below the minimum"),):
        stated = load_replay(
            written(tmp_path, GOOD.replace("{start_days: 30, target_days: 45, no_repurchase_months: 2}", entry))
        )
        history = history_of(tiny, policy, "JPN", ["Bi"], stated.first_month, stated.last_month)
        with pytest.raises(InputError, match=word):
            stated.terms(history, tiny)
    text = GOOD.replace("2010-01", "2020-01").replace("2011-12", "2020-12").replace("  W:", "  Ga: {start_t: 5}")
    stated = load_replay(written(tmp_path, text))
    history = history_of(tiny, policy, "JPN", list(stated.minerals), stated.first_month, stated.last_month)
    with pytest.raises(InputError, match=r"minerals\.Ga"):
        stated.terms(history, tiny)


def test_the_named_windows_hold_acts_of_the_log() -> None:
    found, log = episodes(), Acts.of_package().acts
    assert {"rare-earths-2010", "nickel-palladium-2022", "export-controls-2023"} <= set(found)
    assert len(found) == 5
    for one in found.values():
        stated = replay_of_options(
            one.first, one.last, one.minerals, importer="JPN", days=60.0, depth="fitted", budget=None
        )
        inside = [act for act in log if stated.first_month <= act.start <= stated.last_month and act.binds("JPN")]
        symbols = {symbol for act in inside for symbol in act.minerals}
        groups = {"Pt": "PGM", "Pd": "PGM", "Rh": "PGM"}
        assert {groups.get(name, name) for name in one.minerals} <= symbols
        assert len(one.note) > 20
