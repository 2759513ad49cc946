"""A log in files: every byte of it counts, and it is there whole or not at all."""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.auditlog import (
    Entry,
    Flaw,
    KeptCheckpoint,
    add_checkpoint,
    audit,
    cosigned,
    entry_line,
    lines_in,
    open_export,
    read_export,
    read_kept_checkpoint,
    verify_chain,
    write_export,
)
from sonae.core import InputError, SonaeError
from tests.auditlog.made_logs import LOG_KEY, WITNESS, checkpoint_at, log_of, sealed

LOG = log_of(6)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    checkpoints = [checkpoint_at(LOG, 3), checkpoint_at(LOG, 6)]
    assert write_export(folder, iter(LOG), checkpoints) == 6
    assert list(read_export(folder)) == LOG == list(read_export(folder / "entries.jsonl"))
    source = open_export(folder)
    assert [kept.text for kept in source.checkpoints()] == checkpoints
    assert [kept.file for kept in source.checkpoints()] == ["000000000003.txt", "000000000006.txt"]
    assert open_export(folder / "entries.jsonl").checkpoints() == []
    assert [line.row for line in source.entries(after=4)] == [5, 6]
    assert verify_chain(source.entries(after=4), after=LOG[3].head).verified == 2
    assert audit(source.entries(), source.checkpoints(), [LOG_KEY.public]).holds
    assert stat.S_IMODE((folder / "entries.jsonl").stat().st_mode) == 0o600
    text = "".join(entry_line(entry) + "\n" for entry in LOG)
    assert (folder / "entries.jsonl").read_bytes() == text.encode()


def test_an_export_is_placed_whole_or_not_at_all(tmp_path: Path) -> None:
    def breaking() -> Iterator[Entry]:
        yield from LOG[:3]
        raise SonaeError("the database went away.")

    with pytest.raises(SonaeError, match="went away"):
        write_export(tmp_path / "log", breaking())
    with pytest.raises(InputError, match="no signed note"):
        write_export(tmp_path / "log", LOG, ["nothing"])
    assert list(tmp_path.iterdir()) == []
    write_export(tmp_path / "log", [])
    assert list(read_export(tmp_path / "log")) == []
    with pytest.raises(SonaeError, match="there already"):
        write_export(tmp_path / "log", LOG)


def test_a_checkpoint_is_put_beside_the_others_and_never_over_another(tmp_path: Path) -> None:
    write_export(tmp_path / "log", LOG)
    text = checkpoint_at(LOG, 4)
    path = add_checkpoint(tmp_path / "log", text)
    assert add_checkpoint(tmp_path / "log", text) == path
    assert read_kept_checkpoint(path).text == text
    for other in (checkpoint_at(log_of(3) + LOG[4:5], 4), cosigned(text, WITNESS)):
        with pytest.raises(InputError, match="another checkpoint of this size"):
            add_checkpoint(tmp_path / "log", other)
    assert read_kept_checkpoint(path).text == text


def bytes_of(log: list[Entry]) -> list[bytes]:
    return [(entry_line(entry) + "\n").encode() for entry in log]


def test_one_byte_changed_anywhere_is_found_and_the_entry_named() -> None:
    """Every bit of every byte, and a line's end in place of every byte."""
    lines = bytes_of(sealed([{"a": 1}, "あ"]))
    whole = b"".join(lines)
    assert verify_chain(lines_in(io.BytesIO(whole))).holds
    for place in range(len(whole)):
        sequence = 1 if place < len(lines[0]) else 2
        for value in {*(whole[place] ^ 1 << bit for bit in range(8)), 10} - {whole[place]}:
            changed = whole[:place] + bytes([value]) + whole[place + 1 :]
            broken = verify_chain(lines_in(io.BytesIO(changed))).broken
            assert broken is not None, (place, value)
            assert (broken.sequence, broken.row) == (sequence, sequence)


BIG = b"".join(bytes_of(log_of(60)))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_byte_changed_put_in_or_left_out_of_a_bigger_log(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(BIG) - 1))
    value = bytes([data.draw(st.integers(0, 255))])
    sequence = BIG[:place].count(b"\n") + 1
    for middle, rest in ((value, place + 1), (value, place), (b"", place + 1)):
        changed = BIG[:place] + middle + BIG[rest:]
        if changed == BIG:
            continue
        broken = verify_chain(lines_in(io.BytesIO(changed))).broken
        assert broken is not None
        assert broken.sequence == sequence == broken.row


def test_a_file_cut_within_a_line_is_bad_and_cut_after_a_line_is_found_by_the_checkpoint() -> None:
    whole = b"".join(bytes_of(LOG))
    kept = [KeptCheckpoint(checkpoint_at(LOG, 6), "kept.txt")]
    for cut in range(len(whole)):
        report = audit(lines_in(io.BytesIO(whole[:cut])), kept, [LOG_KEY.public])
        assert not report.holds
        at_end = cut == 0 or whole[cut - 1 : cut] == b"\n"
        assert report.chain.holds == at_end
        assert report.chain.verified == whole[:cut].count(b"\n")


def test_a_line_of_a_mebibyte_is_whole_and_one_byte_more_is_not() -> None:
    for length, whole in ((1 << 20, True), ((1 << 20) + 1, False), ((1 << 20) + 2, False)):
        first, *rest = lines_in(io.BytesIO(b"x" * length + b"\n" + b"y\n"))
        assert (first.whole, len(rest)) == (whole, int(whole))
        assert first.text[:1] == b"x"
        assert "xx" not in repr(first)


BAD = {
    "nothing on it": b"\n", "a mark of UTF-8": b"\xef\xbb\xbf", "zeros": b"\x00" * 50, "too long, no end": b"x" * (1 << 21),
    "too long": b"x" * (1 << 21) + b"\n", "empty object": b"{}\n", "no UTF-8": b"\xff\xfe\n", "deep": b"[" * 900_000 + b"\n",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_line_that_is_no_entry_is_named_by_file_and_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / "entries.jsonl"
    path.write_bytes(b"".join(bytes_of(LOG)) + BAD[name])
    with pytest.raises(InputError, match=r"^entries\.jsonl, row 7: ") as refused:
        list(read_export(path))
    assert len(str(refused.value)) < 120
    broken = verify_chain(open_export(path).entries()).broken
    assert broken is not None
    assert (broken.sequence, broken.flaw, broken.file, broken.row) == (7, Flaw.UNREADABLE, "entries.jsonl", 7)


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no entries\.jsonl"):
        open_export(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        open_export(tmp_path / "none")
    with pytest.raises(InputError, match="cannot be read"):
        read_kept_checkpoint(tmp_path)
    big = tmp_path / "big"
    big.write_bytes(b"x" * ((1 << 20) + 1))
    with pytest.raises(InputError, match="too long"):
        read_kept_checkpoint(big)
