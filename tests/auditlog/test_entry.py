"""Entries: one written form, one hash, and what is refused before it is sealed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from enum import IntEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.auditlog import (
    NO_ENTRY,
    Entry,
    EntryLine,
    canonical_json,
    check_plain,
    entry_from_line,
    entry_line,
    event_kinds,
    seal,
)
from sonae.core import InputError, UnknownChoiceError
from tests.auditlog.made_logs import KINDS, log_of, sealed

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(-(10**60), 10**60) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def written(value: Any) -> str:
    """The canonical form once more, letter by letter after docs/reference/audit-log.md."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return format(value, "d")
    if isinstance(value, str):
        short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
        return '"' + "".join(short.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    pairs = sorted(value.items(), key=lambda pair: pair[0].encode())
    return "{" + ",".join(f"{written(key)}:{written(one)}" for key, one in pairs) + "}"


@settings(deadline=None)
@given(PLAIN, st.datetimes(timezones=st.just(dt.UTC)))
def test_an_entry_is_hashed_and_written_as_the_reference_says(body: Any, at: dt.datetime) -> None:
    first, second = sealed([None, body], at=min(at, dt.datetime(9998, 1, 1, tzinfo=dt.UTC)))
    plain = {
        "actor": second.actor, "at": second.at.strftime("%H:%M:%S.%f"), "body": body, "kind": second.kind,
        "previous": hashlib.sha256(hashed_text(first).encode()).hexdigest(), "sequence": 2, "subject": second.subject,
    }  # fmt: skip
    plain["at"] = f"{second.at.year:04}-{second.at.month:02}-{second.at.day:02}T{plain['at']}Z"
    assert second.hash == hashlib.sha256(f"sonae.auditlog/entry/1\n{written(plain)}".encode()).hexdigest()
    line = entry_line(second)
    assert line == written({**plain, "hash": second.hash})
    assert entry_from_line(EntryLine(line.encode())) == second
    assert second.body == body


def hashed_text(entry: Entry) -> str:
    found = json.loads(entry_line(entry))
    del found["hash"]
    return "sonae.auditlog/entry/1\n" + written(found)


def test_a_known_entry() -> None:
    """Its hash was worked out by sha256sum on the two lines of text that are hashed."""
    entry = seal(
        None, at=dt.datetime(2026, 4, 1, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=9))), actor="利用者1", kind="case.opened",
        subject="case/C-1", body={"yen": 10**20, "a": [True, None]}, kinds=KINDS,
    )  # fmt: skip
    assert (entry.sequence, entry.previous, entry.at.utcoffset()) == (1, NO_ENTRY, dt.timedelta(0))
    assert entry_line(entry) == (
        '{"actor":"利用者1","at":"2026-04-01T00:00:00.000000Z","body":{"a":[true,null],"yen":100000000000000000000},'
        f'"hash":"{entry.hash}","kind":"case.opened","previous":"{NO_ENTRY}","sequence":1,"subject":"case/C-1"}}'
    )
    assert entry.hash == "f0bce5ebbcc61516d47a6a0f4d28932415623b5c43075ce7d2d427646c5cd980"


@given(PLAIN)
def test_the_encoder_in_c_and_the_plain_one_write_the_same(value: Any) -> None:
    plain = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical_json(value) == plain.encode(value) == written(value)


def test_text_is_kept_as_it_is_and_sorted_by_its_bytes() -> None:
    assert canonical_json({"が": 1, "か\u3099": 2}) == '{"か\u3099":2,"が":1}'
    assert canonical_json({"\U00020bb7": 1, "\ufb00": 2}) == '{"\ufb00":2,"\U00020bb7":1}'
    assert canonical_json({"a": "\x7f\u2028/"}) == '{"a":"\x7f\u2028/"}'


class Rank(IntEnum):
    A = 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"a": [1, 0.5]}, "body.a.1"), ({"a": float("nan")}, "body.a"), ({1: "a"}, "body"), ({"a": (1,)}, "body.a"),
        ({"a": b""}, "body.a"), ({"a": {"b": Rank.A}}, "body.a.b"), ({"a": "x\0"}, "body.a"), ({"\ud800": 1}, "body"),
        ("\udfff", "body"), ({"a": 10**4000}, "body.a"), ({"a": dt.date(2026, 4, 1)}, "body.a"), ({"a": {1}}, "body.a"),
    ],
)  # fmt: skip
def test_what_is_no_plain_json_is_refused_by_field(body: Any, field: str) -> None:
    with pytest.raises(InputError) as refused:
        sealed([body])
    assert refused.value.field == field


def test_numbers_and_depth_up_to_the_limit_are_kept() -> None:
    deep: Any = 10**4000 - 1
    for _ in range(64):
        deep = [deep]
    entry = sealed([deep])[0]
    assert entry_from_line(EntryLine(entry_line(entry).encode())) == entry
    with pytest.raises(InputError, match="nested deeper than 64"):
        check_plain([deep])


def test_other_refusals_of_a_seal() -> None:
    good: dict[str, Any] = {
        "at": dt.datetime(2026, 4, 1, tzinfo=dt.UTC), "actor": "a", "kind": "case.opened", "subject": "s", "body": None,
    }  # fmt: skip
    assert seal(None, **good, kinds=KINDS).sequence == 1
    for field, value in {
        "at": dt.datetime(2026, 4, 1), "actor": "", "subject": "one\ntwo", "kind": "case.opend", "body": "x" * (1 << 20),
    }.items():  # fmt: skip
        with pytest.raises(InputError) as refused:
            seal(None, **{**good, field: value}, kinds=KINDS)
        assert refused.value.field == field
    early = dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=9)))
    with pytest.raises(InputError, match="outside the years"):
        seal(None, **{**good, "at": early}, kinds=KINDS)
    with pytest.raises(UnknownChoiceError, match=r"nearest valid: case\.opened"):
        seal(None, **{**good, "kind": "case.opend"}, kinds=KINDS)
    for name in ("case", "Case.opened", "case.", "案件.開始"):
        with pytest.raises(InputError):
            event_kinds({name: ("日", "en")})
    with pytest.raises(InputError, match="both languages"):
        event_kinds({"case.opened": ("案件", "")})


def test_the_longest_line_is_read_back_and_a_longer_one_is_not_sealed() -> None:
    at = {
        "at": dt.datetime(2026, 4, 1, tzinfo=dt.UTC),
        "actor": "a",
        "kind": "case.opened",
        "subject": "s",
        "kinds": KINDS,
    }
    frame = len(entry_line(seal(None, **at, body="")))
    longest = seal(None, **at, body="x" * ((1 << 20) - frame))
    assert len(entry_line(longest)) == 1 << 20
    with pytest.raises(InputError, match="longer than"):
        seal(None, **at, body="x" * ((1 << 20) - frame + 1))


def test_an_entry_keeps_its_own_body_and_does_not_show_it() -> None:
    body = {"secret": ["60 days"]}
    entry = sealed([body])[0]
    body["secret"].append("more")
    assert entry.body == {"secret": ["60 days"]}
    assert "60" not in repr(entry).replace(entry.hash, "")
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.actor = "x"  # type: ignore[misc]


LINE = entry_line(log_of(3)[2])


@pytest.mark.parametrize(
    "line",
    [
        "", "{}", "[]", "null", LINE + " ", " " + LINE, LINE + "\r", LINE + LINE, LINE[:-1], "\ufeff" + LINE,
        LINE.replace('"body"', '"bodi"'), *(LINE.replace('"sequence":3', f'"sequence":{text}') for text in (
            "3.0", '"3"', "true", "03", "3,\"sequence\":3", "-3e0",
        )),
        LINE.replace("Z", "z"), LINE.replace("Z", "+00:00"), LINE.replace("-04-", "-13-"), LINE.replace("02.000002Z", "02Z"),
        LINE.replace("用", "\\u7528"), LINE.replace("\\n", "\\u000a"), LINE.replace("C-2", "\\ud800"),
        *(LINE.replace('"yen":100', f'"yen":{text}') for text in ("1e2", "-0", "NaN", "1" * 5000, "[" * 100_000, "100.0")),
        LINE.replace('"actor":"利用者2"', '"actor":null'), LINE.replace('"hash":"', '"hash":"A'),
        LINE.replace('"previous":"', '"previous":"z'),
    ],
)  # fmt: skip
def test_a_line_in_any_other_form_is_refused_by_file_and_row(line: str) -> None:
    assert line != LINE
    with pytest.raises(InputError) as refused:
        entry_from_line(EntryLine(line.encode(), "entries.jsonl", 3))
    assert str(refused.value).startswith("entries.jsonl, row 3: ")
    assert "事業計画" not in str(refused.value)
