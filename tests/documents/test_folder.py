"""Tests of the folders that documents are placed in: whole or not at all, open to whom they may be, nothing foreign lost."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sonae.compute import Silent
from sonae.core import Cancelled, InputError
from sonae.documents.folder import Inside, place_documents, refuse_foreign


def older(tmp_path: Path) -> Path:
    out = tmp_path / "out"
    out.mkdir()
    (out / "page.html").write_text("old", encoding="utf-8")
    return out


def held(out: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()}


def test_a_killed_run_leaves_the_older_folder_whole(tmp_path: Path) -> None:
    """Killed while files are written: no signal handler runs, and «out» is as it was."""
    out = older(tmp_path)
    program = textwrap.dedent(
        """
        import os, pathlib, signal, sys
        from sonae.compute import Silent
        from sonae.documents.folder import place_documents

        def fill(folder):
            (folder / "page.html").write_text("half", encoding="utf-8")
            os.kill(os.getpid(), signal.SIGKILL)

        place_documents(pathlib.Path(sys.argv[1]), fill, secret=False, progress=Silent())
        """
    )
    done = subprocess.run([sys.executable, "-c", program, str(out)], check=False, capture_output=True)
    assert done.returncode == -9, done.stderr.decode()
    assert held(out) == {"page.html": "old"}


@pytest.mark.parametrize("late", [False, True])
def test_what_fails_or_is_cancelled_leaves_the_older_folder_whole(tmp_path: Path, late: bool) -> None:
    out = older(tmp_path)

    def fill(folder: Path) -> list[Path]:
        (folder / "page.html").write_text("new", encoding="utf-8")
        if not late:
            raise InputError("no")
        return [folder / "page.html"]

    progress = Silent()
    progress.cancel()
    with pytest.raises(Cancelled if late else InputError):
        place_documents(out, fill, secret=False, progress=progress)
    assert held(out) == {"page.html": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(("secret", "folder", "file"), [(True, 0o700, 0o600), (False, 0o755, 0o644)])
def test_only_the_owner_reads_a_secret_folder(tmp_path: Path, secret: bool, folder: int, file: int) -> None:
    out = older(tmp_path)

    def fill(place: Path) -> list[Path]:
        (place / "tables").mkdir()
        (place / "tables" / "a.csv").write_text("a\n", encoding="utf-8")
        return [place / "tables" / "a.csv"]

    assert place_documents(out, fill, secret=secret, progress=Silent()) == [out / "tables" / "a.csv"]
    assert (out / "tables").stat().st_mode & 0o777 == folder
    assert (out / "tables" / "a.csv").stat().st_mode & 0o777 == file
    assert not (out / "page.html").exists()
    if secret:
        assert out.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("foreign", "kept"),
    [
        ("notes.txt", False), ("tables/notes.txt", False), ("tables/more/a.csv", False), ("page.html", True),
        ("tables/a.csv", True), ("deep/more/a.json", True), ("deep/more/a.txt", False),
    ],
)  # fmt: skip
def test_what_is_foreign_in_a_folder_is_never_lost(tmp_path: Path, foreign: str, kept: bool) -> None:
    path = tmp_path / foreign
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    inside = (Inside("tables", (".csv",)), Inside("deep", (".json",), folders=True))
    if kept:
        refuse_foreign(tmp_path, "plan", ("page.html",), inside)
        return
    with pytest.raises(InputError, match="holds files that are no plan's") as refused:
        refuse_foreign(tmp_path, "plan", ("page.html",), inside)
    assert path.exists()
    assert refused.value.field == "--out"
