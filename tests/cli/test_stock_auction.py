"""``sonae stock auction`` and ``sonae stock tenders`` as a user runs them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

NOTICE = """\
classification: PUBLIC
auction: tungsten, July (made up)
format: uniform
seed: closed on 27 June
caps: {per_lot: 700}
lots:
  - id: W-1
    material: tungsten
    grade: APT 88.5
    site: North
    window: {begins: 2025-07-01, ends: 2025-07-31}
    quantity: 1000
    reserve_yen: [4000, 3800]
buyers:
  - {name: Alpha Works, japanese: true}
  - {name: Beta Metals, japanese: true}
"""
BIDS = """\
id,buyer,lot,price_yen,quantity,minimum,stands_until
b1,Alpha Works,W-1,4500,800,0,1
b2,Beta Metals,W-1,4200,250,250,1
b3,Beta Metals,W-1,3900,500,0,2
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    notice, bids = tmp_path / "lot.yaml", tmp_path / "bids.csv"
    notice.write_text(NOTICE, encoding="utf-8")
    bids.write_text(BIDS, encoding="utf-8")
    return notice, bids


def test_the_award_sheet_with_its_proof(sonae: Any, files: tuple[Path, Path]) -> None:
    ran = sonae("stock", "auction", files[0], "--bids", files[1])
    assert ran.code == 0, ran.err
    assert "nothing is better" in ran.out
    assert "offered again in round 2 at a reserve of 3,800 yen" in ran.out
    assert "the buyer's cap leaves no room for it" in ran.out
    assert "訓練" not in ran.out


def test_json_holds_awards_and_certificates(sonae: Any, files: tuple[Path, Path]) -> None:
    document = json.loads(sonae("stock", "auction", files[0], "--bids", files[1], "--format", "json").out)
    assert document["optimal"]
    assert [(a["bid"], a["units"], a["price_yen"]) for a in document["awards"]] == [
        ("b1", 700, 4200), ("b2", 250, 4200), ("b3", 50, 3900),
    ]  # fmt: skip
    assert [c["round"] for c in document["certificates"]] == [1, 2]
    assert document["mark"] is None


def test_sheets_go_beside_the_csv(sonae: Any, files: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "award.csv"
    assert sonae("stock", "auction", files[0], "--bids", files[1], "--format", "csv", "--out", out).code == 0
    assert (
        sum(int(row["payment_yen"]) for row in csv.DictReader(io.StringIO(out.read_text()))) == 950 * 4200 + 50 * 3900
    )
    assert {p.name for p in tmp_path.glob("award.*.csv")} == {
        "award.proof.csv",
        "award.rejected.csv",
        "award.reoffers.csv",
    }


def test_a_drill_is_marked_and_repeats_itself(sonae: Any, files: tuple[Path, Path]) -> None:
    words = ("stock", "auction", files[0], "--drill", "--bidders", 12, "--seed", 3)
    first = sonae(*words)
    assert first.code == 0, first.err
    assert first.out.startswith("訓練 / DRILL")
    assert first.out.rstrip().endswith("訓練 / DRILL")
    assert sonae(*words).out == first.out
    document = json.loads(sonae(*words, "--format", "json").out)
    assert document["mark"] == "訓練 / DRILL"
    assert {row["mark"] for row in document["awards"]} == {"訓練 / DRILL"}
    assert len({bid["buyer"] for bid in document["bids"]}) == 12


def test_secret_unless_public(sonae: Any, files: tuple[Path, Path], tmp_path: Path) -> None:
    files[0].write_text(NOTICE.replace("classification: PUBLIC\n", ""), encoding="utf-8")
    ran = sonae("stock", "auction", files[0], "--bids", files[1])
    assert (ran.code, ran.out) == (2, "")
    assert "SECRET" in ran.err
    out = tmp_path / "award.txt"
    assert sonae("stock", "auction", files[0], "--bids", files[1], "--out", out).code == 0
    assert out.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("4500,800", "-4500,800", "price_yen"),
        ("4500,800", "45.5,800", "price_yen"),
        ("b2,", "b1,", "row 3"),
        ("Beta Metals,W-1,4200", "Beta Metals,W-9,4200", "unknown lot"),
        ("Alpha Works,W-1", "Gamma,W-1", "unknown buyer"),
        ("4200,250,250", "4200,250,260", "more at least than at most"),
        ("price_yen", "price", "price_yen"),
    ],
)
def test_bad_bids_are_a_sentence(sonae: Any, files: tuple[Path, Path], old: str, new: str, said: str) -> None:
    assert old in BIDS
    files[1].write_text(BIDS.replace(old, new, 1), encoding="utf-8")
    ran = sonae("stock", "auction", files[0], "--bids", files[1])
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "45.5" not in ran.err
    assert "4500" not in ran.err, "a bid is SECRET and stays out of the sentence"


@pytest.mark.parametrize("words", [[], ["--drill"], ["--bidders", "3"]])
def test_without_bids_nothing_is_awarded(sonae: Any, files: tuple[Path, Path], words: list[str]) -> None:
    ran = sonae("stock", "auction", files[0], *words)
    assert ran.code == 2
    assert "--bids FILE, or --drill --bidders N" in ran.err


def test_nobody_bids_high_enough(sonae: Any, files: tuple[Path, Path], tmp_path: Path) -> None:
    files[1].write_text(BIDS.splitlines()[0] + "\nb1,Alpha Works,W-1,1,5,0,1\n", encoding="utf-8")
    ran = sonae("stock", "auction", files[0], "--bids", files[1])
    assert "nothing was awarded" in ran.out
    assert "below the reserve" in ran.out
    out = tmp_path / "a.csv"
    assert sonae("stock", "auction", files[0], "--bids", files[1], "--format", "csv", "--out", out).code == 0
    assert json.loads(sonae("stock", "auction", files[0], "--bids", files[1], "--format", "json").out)["awards"] == []


def test_failed_tenders(sonae: Any, tmp_path: Path) -> None:
    past = tmp_path / "past.csv"
    past.write_text("date,mineral,awarded\n2024-05-01,W,0\n2024-06-01,W,12\n", encoding="utf-8")
    assert sonae("stock", "tenders", past).code == 2
    rows = json.loads(sonae("stock", "tenders", past, "--public", "--format", "json").out)
    assert [(row["group"], row["mean"]) for row in rows] == [("all", 0.5), ("W", 0.5)]
    assert "chance" in sonae("stock", "tenders", past, "--public").out
