"""Nothing is ever half-written: the conditions here are the operating system's own, none is pretended."""

import contextlib
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from sonae.core import InputError, SonaeError
from sonae.data import sha256_of, write_beside
from sonae.data.store import (
    cache_directory,
    data_directory,
    remove_directory,
    replace_directory,
    standing_directory,
)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_appears_only_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a folder" / "out.csv"
    with write_beside(path) as beside:
        beside.write_text("new")
        assert beside.parent == path.parent
        assert not path.exists()
    assert path.read_text() == "new"
    assert names(path.parent) == {"out.csv"}
    assert permissions(path) == 0o644


ERRORS = pytest.mark.parametrize("error", [ValueError("no"), OSError(5, "Input/output error"), KeyboardInterrupt()])


@ERRORS
def test_an_error_removes_the_part_and_keeps_the_old_file(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    with contextlib.ExitStack() as stack:
        stack.enter_context(pytest.raises((ValueError, SonaeError, KeyboardInterrupt)))
        stack.enter_context(write_beside(path)).write_text("half")
        raise error
    assert path.read_text() == "old"
    assert names(tmp_path) == {"out.csv"}


def test_a_secret_file_is_its_owners_alone_from_the_first_byte(tmp_path: Path) -> None:
    old_mask = os.umask(0)
    try:
        with write_beside(tmp_path / "days.csv", mode=0o600) as beside:
            assert permissions(beside) == 0o600
            beside.write_text("secret")
    finally:
        os.umask(old_mask)
    assert permissions(tmp_path / "days.csv") == 0o600


def test_a_folder_takes_its_place_whole(tmp_path: Path) -> None:
    path = tmp_path / "packs" / "one"
    for content in ("first", "second"):
        with replace_directory(path) as beside:
            (beside / content).write_text(content)
            assert not (path / content).exists()
        assert names(path) == {content}
        assert names(path.parent) == {"one"}
    assert permissions(path) == 0o755


@ERRORS
def test_an_error_keeps_the_old_folder(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "one"
    path.mkdir()
    (path / "old").touch()
    with contextlib.ExitStack() as stack:
        stack.enter_context(pytest.raises((ValueError, SonaeError, KeyboardInterrupt)))
        (stack.enter_context(replace_directory(path)) / "half").touch()
        raise error
    assert names(path) == {"old"}
    assert names(tmp_path) == {"one"}


def test_a_folder_that_cannot_take_its_place_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "one"
    path.mkdir()
    (path / "old").touch()
    with pytest.raises(SonaeError, match="cannot write"), replace_directory(path) as beside:
        beside.rmdir()  # somebody took it away
    assert names(path) == {"old"}
    assert names(tmp_path) == {"one"}


def test_an_old_folder_that_was_put_aside_is_put_back(tmp_path: Path) -> None:
    path = tmp_path / "one"
    path.mkdir()
    (path / "old").touch()
    with contextlib.ExitStack() as disks:
        with pytest.raises(SonaeError, match="cannot write"), replace_directory(path) as beside:
            disks.enter_context(small_disk(beside, "size=64k"))  # a folder in use cannot be renamed
        assert names(path) == {"old"}
        assert standing_directory(path) == path


def _crashed_between_the_renamings(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    waiting = path.with_name(f".{path.name}.old")
    waiting.mkdir()
    (waiting / "old").touch()


def test_after_a_crash_the_old_folder_is_found_and_put_back(tmp_path: Path) -> None:
    path = tmp_path / "one"
    _crashed_between_the_renamings(path)
    assert names(standing_directory(path)) == {"old"}
    with pytest.raises(ValueError, match="again"), replace_directory(path):
        raise ValueError("again")
    assert names(path) == {"old"}
    assert standing_directory(path) == path


def test_removing_a_folder_leaves_no_version_of_it(tmp_path: Path) -> None:
    path = tmp_path / "one"
    assert remove_directory(path) is False
    _crashed_between_the_renamings(path)
    assert remove_directory(path) is True
    _crashed_between_the_renamings(path)
    path.mkdir()
    assert remove_directory(path) is True
    assert names(tmp_path) == set()


def test_a_part_of_the_path_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    for write in (write_beside, replace_directory):
        with (
            pytest.raises(SonaeError, match=r"cannot write .*/file/out.*nothing was changed"),
            write(tmp_path / "file" / "out"),
        ):
            pytest.fail("there is nowhere to write")
    assert (tmp_path / "file").read_text() == "old"


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    with (
        pytest.raises(SonaeError, match="there is a folder of that name"),
        write_beside(tmp_path / "out.csv") as beside,
    ):
        beside.write_text("new")
    assert names(tmp_path) == {"out.csv"}


def test_errors_of_ours_are_not_told_as_errors_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="row 7"), write_beside(tmp_path / "out.csv"):
        raise InputError("wrong", row=7)
    with pytest.raises(pl.exceptions.ColumnNotFoundError), write_beside(tmp_path / "out.csv"):
        pl.DataFrame({"a": [1]}).select("b")
    assert names(tmp_path) == set()


@contextlib.contextmanager
def small_disk(at: Path, options: str) -> Iterator[Path]:
    """A file system of 256 kB in memory; only an administrator may have one."""
    at.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(at)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        pytest.skip("there is no mount here")
    if done.returncode != 0:
        pytest.skip("this account may not mount a small disk")
    try:
        yield at
    finally:
        subprocess.run(["umount", str(at)], check=True)


def _write_text(path: Path) -> None:
    path.write_bytes(os.urandom(10**6))


def _write_parquet(path: Path) -> None:
    pl.DataFrame({"noise": [os.urandom(20).hex() for _ in range(30_000)]}).write_parquet(path)


def _write_csv(path: Path) -> None:
    pl.DataFrame({"noise": [os.urandom(20).hex() for _ in range(30_000)]}).write_csv(path)


def _write_workbook(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    page = book.add_worksheet()
    for row in range(10_000):
        page.write_string(row, 0, os.urandom(20).hex())
    with contextlib.suppress(FileCreateError):
        book.close()
        return
    book.fileclosed = True  # else its destructor warns
    raise FileCreateError(OSError(28, "No space left on device"))


@pytest.mark.parametrize("write", [_write_text, _write_parquet, _write_csv])
def test_a_full_disk_is_said_in_one_sentence(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    with small_disk(tmp_path / "disk", "size=256k") as disk:
        (disk / "out").write_text("old")
        with (
            pytest.raises(SonaeError, match=r"out: the disk is full; nothing was changed\.$"),
            write_beside(disk / "out") as beside,
        ):
            write(beside)
        with pytest.raises(SonaeError, match="the disk is full"), replace_directory(disk / "folder") as folder:
            write(folder / "table")
        assert (disk / "out").read_text() == "old"
        assert names(disk) == {"out"}


def test_a_workbook_on_a_full_disk(tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "disk", "size=64k") as disk,
        pytest.raises(SonaeError, match="the disk is full"),
        write_beside(disk / "out.xlsx") as beside,
    ):
        _write_workbook(beside)


def test_a_read_only_disk_is_said_in_one_sentence(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=256k,ro") as disk:
        for write in (write_beside, replace_directory):
            with (
                pytest.raises(SonaeError, match="out: the folder is read-only; nothing was changed"),
                write(disk / "out"),
            ):
                pytest.fail("there is nowhere to write")


_LIMITED = """
import resource, signal, sys
from pathlib import Path
import polars as pl
from sonae.core import SonaeError
from sonae.data.store import write_beside
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
path = Path(sys.argv[1])
for write in (lambda to: to.write_bytes(b"x" * 100_000), pl.DataFrame({"a": range(100_000)}).write_parquet):
    try:
        with write_beside(path) as beside:
            write(beside)
    except SonaeError as error:
        print(error)
"""


def test_a_limit_of_the_account_is_said_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("old")
    done = subprocess.run([sys.executable, "-c", _LIMITED, str(path)], capture_output=True, text=True, check=True)
    sentence = f"cannot write {path}: the file would be larger than this account may write; nothing was changed."
    assert done.stdout.splitlines() == [sentence] * 2
    assert path.read_text() == "old"
    assert names(tmp_path) == {"out"}


def test_the_folders_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SONAE_CACHE", "~/packs")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_directory() == tmp_path / "packs"
    monkeypatch.setenv("SONAE_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_directory() == tmp_path / "xdg" / "sonae"
    monkeypatch.delenv("SONAE_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert data_directory() == tmp_path / "share" / "sonae"
    assert names(tmp_path) == set()  # asking makes nothing


def test_sha256_of_a_known_text(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")  # FIPS 180-2, appendix B.1
    assert sha256_of(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SonaeError, match="a device"), write_beside(pipe):
        pass
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names(tmp_path) == {"pipe"}


def test_a_link_stays_a_link_and_its_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "out.csv"
    target.write_text("old")
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    with write_beside(link) as beside:
        beside.write_text("new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_home_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONAE_CACHE", "~nobody-of-that-name/x")
    with pytest.raises(SonaeError, match="SONAE_CACHE"):
        cache_directory()
