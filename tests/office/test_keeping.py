"""Copies, checks, checkpoints, enrolment and the remote commands, as a person at the command line uses them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.office.served import ServedOffice, fresh_database
from tests.office.test_kills import OPENING

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("served")]

_BEND = """
from sonae.office.starting import set_up
set_up()
from sonae.office.models import Case, CommandRecord
Case.objects.filter(stage="review").update(version=99)
CommandRecord.objects.order_by("-pk")[0].delete()
print("{}")
"""
_NEXT = """
import json
from sonae.office.starting import set_up
set_up()
from sonae.office.models import Organisation
before = Organisation.objects.order_by("-pk")[0].pk
print(json.dumps({"before": before, "pk": Organisation.objects.create(code="new", kind="company", name_ja="x", name_en="x").pk}))
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[ServedOffice]:
    """Another office, with nothing in it."""
    with fresh_database() as database:
        yield ServedOffice(tmp_path / "other", database)


@pytest.fixture(scope="module")
def copy(served: ServedOffice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the office, made while it is served."""
    file = tmp_path_factory.mktemp("copies") / "copy.zip"
    done = served.sonae("office", "backup", str(file))
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    return file


def test_a_copy_is_put_back_whole_and_bent_books_are_named(
    copy: Path, served: ServedOffice, other: ServedOffice
) -> None:
    done = other.sonae("office", "restore", str(copy))
    assert done.returncode == 0, done.stderr
    books = other.books()
    source = served.books()
    assert (books["holds"], books["cases"], books["papers"]) == (True, source["cases"], source["papers"])
    assert books["cases"] >= 16
    assert books["papers"] >= 5
    assert books["entries"] == source["entries"] + 1 > 265 + 8, "the restoring is told of"
    again = other.sonae("office", "restore", str(copy))
    assert (again.returncode, "holds something already" in again.stderr) == (2, True)
    other.script(_BEND)
    next((other.home / "papers").glob("??/*")).write_bytes(b"other")
    done = other.sonae("office", "check", "--language", "en")
    assert (done.returncode, "the books do not agree" in done.stdout) == (1, True)
    assert all(said in done.stdout for said in ("is at version 99", "has no receipt", "are not what they were"))
    made = other.script(_NEXT)
    assert made["pk"] > made["before"], "what is made afterwards gets a number of its own"


_SOAK = pytest.mark.soak


@pytest.mark.parametrize(
    "bend", ["row", *(pytest.param(bend, marks=_SOAK) for bend in ("cut", "paper", "none", "version"))]
)
def test_a_bent_copy_is_refused_and_leaves_nothing(copy: Path, other: ServedOffice, tmp_path: Path, bend: str) -> None:
    bent = tmp_path / "bent.zip"
    if bend == "cut":
        bent.write_bytes(copy.read_bytes()[:-1000])
    elif bend == "none":
        bent.write_bytes(b"nothing of the kind")
    else:
        with zipfile.ZipFile(copy) as source, zipfile.ZipFile(bent, "w") as target:
            for name in source.namelist():
                data = source.read(name)
                if bend == "row" and name.endswith("/event.jsonl"):
                    data = data.replace(b"case.open", b"case.opem", 1)
                if bend == "paper" and name.startswith("papers/"):
                    data = data[:-1] + b"?"
                if bend == "version" and name == "manifest.json":
                    data = data.replace(b"0001_tables", b"0009_tables")
                target.writestr(name, data)
    done = other.sonae("office", "restore", str(bent))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert other.records()["events"] == 0


def test_production_asks_for_its_settings(other: ServedOffice) -> None:
    more = {"SONAE_OFFICE_PRODUCTION": "1"}
    done = other.sonae("serve", "--port", str(other.port), more=more)
    assert (done.returncode, "SONAE_OFFICE_HOSTS" in done.stderr) == (2, True)
    bad = other.sonae("office", "init", more={"SONAE_OFFICE_UPLOAD_LIMIT_MB": "many"})
    assert (bad.returncode, "SONAE_OFFICE_UPLOAD_LIMIT_MB" in bad.stderr) == (2, True)


@pytest.mark.parametrize("path", ["/cases", "/cases/{number}/commands/facts.interests"])
def test_a_wish_sent_eight_times_at_once_is_carried_out_once(served: ServedOffice, path: str) -> None:
    token = served.people["applicant"]
    number = served.ask("GET", "/cases?stage=draft&kind=equity", token=token)[1]["items"][0]["number"]
    body = OPENING if path == "/cases" else {"interests": {"investee_role": "operator"}}
    key = {"Idempotency-Key": f"at-once-{len(path)}"}
    with ThreadPoolExecutor(8) as pool:
        asked = [
            pool.submit(served.ask, "POST", path.format(number=number), body, token=token, headers=key)
            for _ in range(8)
        ]
    said = [one.result() for one in asked]
    assert {status for status, _ in said} == {200}
    assert sorted(receipt["repeated"] for _, receipt in said) == [False, *[True] * 7]
    assert len({(receipt["case"], receipt["sequence"], receipt["version"]) for _, receipt in said}) == 1


def test_a_remote_office_is_worked_with(served: ServedOffice, tmp_path: Path) -> None:
    office, tokens = served, served.people
    kept = tmp_path / "remote.json"
    more = {"SONAE_REMOTE": str(kept)}
    address = f"http://127.0.0.1:{office.port}"
    assert office.sonae("remote", "cases", more=more).returncode == 2
    said = office.sonae("remote", "login", address, given=tokens["finance"] + "\n", more=more)
    assert (said.returncode, "finance department" in said.stdout, tokens["finance"] in said.stdout) == (
        0,
        True,
        False,
    ), said.stderr
    assert kept.stat().st_mode & 0o777 == 0o600
    listed = json.loads(office.sonae("remote", "cases", "--format", "json", "--limit", "7", more=more).stdout)
    assert len(listed) == 7
    number = json.loads(office.sonae("remote", "cases", "--search", "Kurose", "--format", "json", more=more).stdout)[0][
        "number"
    ]
    assert "drawdown.pay" in office.sonae("remote", "case", number, more=more).stdout
    assert "a14.p1" in office.sonae("remote", "findings", number, more=more).stdout
    fields = tmp_path / "fields.json"
    fields.write_text('{"name": "第1回出資"}', encoding="utf-8")
    weighed = office.sonae("remote", "give", number, "drawdown.pay", "--fields", str(fields), "--dry-run", more=more)
    assert (weighed.returncode, weighed.stdout[:1]) == (0, "○"), weighed.stderr
    stale = office.sonae("remote", "give", number, "drawdown.pay", "--fields", str(fields), "--version", "1", more=more)
    assert stale.returncode == 1
    give = ("remote", "give", number, "drawdown.pay", "--fields", str(fields), "--key", "pay-1")
    assert office.sonae(*give, more=more).returncode == 0
    assert "done before" in office.sonae(*give, more=more).stdout
    other = {**more, "SONAE_OFFICE_TOKEN": tokens["executive"]}
    refused = office.sonae("remote", "give", number, "drawdown.pay", "--fields", str(fields), more=other)
    assert (refused.returncode, "a14.p1" in refused.stderr) == (1, True), refused.stderr
    kept.chmod(0o644)
    assert "others can read the token" in office.sonae("remote", "cases", more=more).stderr


def test_papers_letters_and_what_waits_come_from_a_remote_office(served: ServedOffice, tmp_path: Path) -> None:
    office = served
    more = {
        "SONAE_REMOTE": str(tmp_path / "none.json"), "SONAE_OFFICE_ADDRESS": f"http://127.0.0.1:{office.port}",
        "SONAE_OFFICE_TOKEN": office.people["executive"],
    }  # fmt: skip
    waiting = json.loads(office.sonae("remote", "inbox", "--format", "json", more=more).stdout)
    assert {"case", "kind", "fields"} <= set(waiting[0])
    assert waiting[0]["kind"] in office.sonae("remote", "inbox", "--limit", "1", more=more).stdout
    due = json.loads(
        office.sonae("remote", "duties", "--all", "--state", "overdue", "--format", "json", more=more).stdout
    )
    assert {one["standing"] for one in due} == {"overdue"}
    assert office.sonae("remote", "duties", "--state", "never", more=more).returncode == 2
    more["SONAE_OFFICE_TOKEN"] = office.people["applicant"]
    number = json.loads(office.sonae("remote", "cases", "--stage", "draft", "--format", "json", more=more).stdout)[0][
        "number"
    ]
    paper = tmp_path / "覚書.txt"
    paper.write_text("架空の覚書", encoding="utf-8")
    for _ in range(2):
        handed = office.sonae("remote", "hand-in", number, str(paper), "--kind", "evidence", more=more)
        assert (handed.returncode, "SHA-256" in handed.stdout) == (0, True), handed.stderr
    assert "覚書.txt" in office.sonae("remote", "papers", number, more=more).stdout
    out = tmp_path / "again.txt"
    assert office.sonae("remote", "paper", number, "覚書.txt", "--out", str(out), more=more).returncode == 0
    assert (out.read_bytes(), out.stat().st_mode & 0o777) == (paper.read_bytes(), 0o600)
    none = office.sonae("remote", "paper", number, "none.txt", "--out", str(tmp_path / "none.txt"), more=more)
    assert (none.returncode, (tmp_path / "none.txt").exists()) == (2, False)
    assert office.sonae("remote", "paper", number, "../x", more=more).returncode == 2
    more["SONAE_OFFICE_TOKEN"] = office.people["finance"]
    assert "case_file" in office.sonae("remote", "letters", number, more=more).stdout
    letter = tmp_path / "file.docx"
    taken = office.sonae("remote", "letter", number, "case_file", "--as", "docx", "--out", str(letter), more=more)
    assert (taken.returncode, letter.read_bytes()[:2]) == (0, b"PK"), taken.stderr


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://office.example.jp", "over HTTPS alone"), ("ftp://localhost", "over HTTPS alone"),
        ("https://user:word" + "@office.example.jp", "cannot be used"), ("office", "cannot be used"),
        ("http://127.0.0.1:9", "cannot be reached"),
    ],
)  # fmt: skip
def test_a_token_goes_to_no_other_address(tmp_path: Path, address: str, said: str) -> None:
    home = ServedOffice(tmp_path / "none", {})
    done = home.sonae(
        "remote", "login", address, given="sonae_token1\n", more={"SONAE_REMOTE": str(tmp_path / "r.json")}
    )
    assert (done.returncode, said in done.stderr, "sonae_token1" in done.stderr) == (2, True, False), done.stderr
    assert not (tmp_path / "r.json").exists()
