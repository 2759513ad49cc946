"""``sonae stock replay`` end to end: what it prints, what it writes, and what it never shows."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence

Sonae = Callable[..., Ran]
pytestmark = [pytest.mark.pack, pytest.mark.xdist_group("japan")]

FILE = """
first: 2010-01
last: 2011-12
minerals: {REE: {start_days: 33}}
"""


@pytest.mark.slow
def test_the_table_says_whose_figures_these_are_and_holds_every_part(sonae: Sonae) -> None:
    ran = sonae("stock", "replay", "--episode", "rare-earths-2010", "--days", "40")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("公開データによる試算")
    for word in (
        "REE compound",
        "CHN-2010-09-21",
        "fitted: mean of policy",
        "regret",
        "imports fell",
        "proxies",
        "Relaxed",
    ):
        assert word in ran.out
    assert "  40.0 " in ran.out


@pytest.mark.slow
def test_csv_and_json_hold_the_same_months_and_the_tonnes_add_up(sonae: Sonae, tmp_path: Path) -> None:
    words = ("stock", "replay", "--mineral", "REE,Ga", "--from", "2010-01", "--to", "2012-12", "--days", "60")
    assert sonae(*words, "--format", "csv", "--out", tmp_path / "r.csv").code == 0
    assert sonae(*words, "--format", "json", "--out", tmp_path / "r.json").code == 0
    document = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    with (tmp_path / "r.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(document["months"]) == 36
    assert [float(row["stock"]) for row in rows] == [row["stock"] for row in document["months"]]
    before = float(document["summary"][0]["start_days"]) * float(document["summary"][0]["consumption_a_day"])
    for row in document["months"]:
        assert row["need"] == pytest.approx(row["private"] + row["joint"] + row["release"] + row["shortage"], abs=1e-6)
        assert row["stock"] == pytest.approx(before - row["release"] + row["purchase"], abs=1e-6)
        before = row["stock"]
    assert list(document["not_replayed"]) == ["Ga"]
    assert document["classification"] == "PUBLIC"
    one = document["summary"][0]
    assert one["cost_hindsight"] <= one["cost_rule"]
    assert one["price_proxy"] is True
    for name in ("summary", "acts", "imports"):
        assert (tmp_path / f"r.{name}.csv").is_file()


@pytest.mark.slow
def test_a_file_is_secret_and_its_chart_too(sonae: Sonae, tmp_path: Path) -> None:
    path = tmp_path / "replay.yaml"
    path.write_text(FILE, encoding="utf-8")
    assert "SECRET" in one_sentence(sonae("stock", "replay", path))
    ran = sonae("stock", "replay", path, "--out", tmp_path / "out.txt", "--chart", tmp_path / "out.svg")
    assert ran.code == 0, ran.err
    for name in ("out.txt", "out.svg"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "SECRET" in text
        assert "REE compound" in text
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    path.write_text(FILE + "classification: public\n", encoding="utf-8")
    ran = sonae("stock", "replay", path, "--chart", tmp_path / "open.png")
    assert ran.code == 0, ran.err
    assert "33.0" in ran.out
    assert (tmp_path / "open.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_what_cannot_be_replayed_says_why(sonae: Sonae, tmp_path: Path) -> None:
    words = ("stock", "replay", "--mineral", "Ga", "--from", "2010-01", "--to", "2010-12")
    ran = sonae(*words)
    assert ran.code == 0
    assert "Ga: not replayed. unwrought gallium shares trade code 811291" in ran.out
    assert "Ga: not replayed." in sonae(*words, "--format", "csv").err
    assert "nothing to draw" in one_sentence(sonae(*words, "--chart", tmp_path / "none.svg"))
    assert not (tmp_path / "none.svg").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--episode"),
        (("--episode", "oil-1973"), "unknown episode"),
        (("--mineral", "REE", "--from", "2010-01"), "the window or the minerals are missing"),
        (("--mineral", "unobtainium", "--from", "2010-01", "--to", "2010-12"), "unknown mineral"),
        (("--mineral", "REE", "--from", "2010", "--to", "2010-12"), "2010-09"),
        (("--mineral", "REE", "--from", "2010-12", "--to", "2010-01"), "months"),
        (("--episode", "rare-earths-2010", "--depth", "deep"), "unknown depth"),
        (("--episode", "rare-earths-2010", "--days", "-3"), "start_days"),
        (("--episode", "rare-earths-2010", "--chart", "months.pdf"), ".svg or .png"),
        (("none.yaml",), "does not exist"),
        (("none.yaml", "--days", "3"), "one or the other"),
    ],
)
def test_wrong_words_are_answered_with_a_sentence(sonae: Sonae, words: tuple[str, ...], said: str) -> None:
    assert said in one_sentence(sonae("stock", "replay", *words))
