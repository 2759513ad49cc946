"""The office's log signed and proved, its books checked, people enrolled: in the test database."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from sonae.auditlog import (
    Head,
    LogBrokenError,
    audit,
    check_proof,
    entry_line,
    new_signer,
    proof_from_text,
    seal,
    verify_chain,
    write_signer,
)
from sonae.cli import main
from sonae.core import FixedClock, InputError, UnknownChoiceError
from sonae.office import log
from sonae.office.keeping import check_books, enrol, kept_checkpoints, sign_checkpoint
from sonae.office.models import Account, Case, CheckpointRecord, Event, Organisation
from tests.office.conftest import NOW, Give
from tests.office.served import ServedOffice, fresh_database

pytestmark = pytest.mark.django_db

ORIGIN = "log.example.jp/office"
CLOCK = FixedClock(NOW)
CaseNamed = Callable[[str], Case]


def test_checkpoints_go_on_from_the_one_before(give: Give, case_named: CaseNamed) -> None:
    signer = new_signer(ORIGIN)
    first = sign_checkpoint(signer, ORIGIN, clock=CLOCK)
    give("finance", "drawdown.pay", case_named("Kurose oil").number, name="第1回出資")
    second = sign_checkpoint(signer, ORIGIN, clock=CLOCK)
    assert int(second.splitlines()[1]) == int(first.splitlines()[1]) + 2
    report = audit(log.DatabaseLog().entries(), kept_checkpoints(), [signer.public])
    assert report.holds
    assert [found.verdict.value for found in report.checkpoints] == ["holds", "holds"]
    assert Event.objects.order_by("-sequence")[0].kind == "checkpoint.signed"


def test_nothing_is_signed_on_peaks_that_were_not_signed() -> None:
    signer = new_signer(ORIGIN)
    sign_checkpoint(signer, ORIGIN, clock=CLOCK)
    with pytest.raises(LogBrokenError, match="not vouched for"):
        sign_checkpoint(new_signer(ORIGIN), ORIGIN, clock=CLOCK)
    last = CheckpointRecord.objects.get()
    bent = [*last.peaks[:-1], "00" * 32]
    CheckpointRecord.objects.create(size=last.size + 1, at=last.at, text=last.text, peaks=bent)
    with pytest.raises(LogBrokenError, match="nothing is signed"):
        sign_checkpoint(signer, ORIGIN, clock=CLOCK)


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["sonae", *words])
    code = 0
    try:
        main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command_line_reads_the_office_s_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    signer, key = new_signer(ORIGIN), tmp_path / "log.key"
    public = write_signer(key, signer)
    code, out, _ = run(capsys, monkeypatch, "audit", "checkpoint", "--office", "--key", str(key), "--origin", ORIGIN)
    assert (code, out) == (0, CheckpointRecord.objects.get().text)
    verify = ("audit", "verify", "--office", "--key", str(public), "--format", "json")
    code, out, _ = run(capsys, monkeypatch, *verify)
    assert (code, json.loads(out)["holds"], json.loads(out)["covered"]) == (
        0,
        True,
        CheckpointRecord.objects.get().size,
    )
    code, out, _ = run(capsys, monkeypatch, "audit", "prove", "--office", "7")
    found = check_proof(proof_from_text(out), keys=[signer.public])
    assert (code, found.holds, found.vouched) == (0, True, True)
    for words in (
        ("verify",),
        ("verify", "x", "--office"),
        ("prove", "--office"),
        ("prove", "x"),
        ("prove", "--office", "x"),
    ):
        code, _, err = run(capsys, monkeypatch, "audit", *words)
        assert (code, err.count("\n")) == (2, 1), words
    code, out, _ = run(capsys, monkeypatch, "office", "check", "--language", "en")
    assert (code, out[:1], "the books agree" in out) == (0, "○", True)


@pytest.mark.parametrize("column", ["actor", "kind", "subject", "hash"])
def test_a_column_that_differs_from_its_line_ends_the_log(column: str) -> None:
    """Whoever could write to the table might bend what is searched by, and leave the line."""
    last = Event.objects.order_by("-sequence")[0]
    entry = seal(
        Head(last.sequence, last.hash, last.at), at=NOW, actor='a "quoted" name', kind="office.opened", subject="office", body={},
        kinds=log.event_names(),
    )  # fmt: skip
    columns = {
        "sequence": entry.sequence, "at": NOW, "actor": entry.actor, "kind": entry.kind,
        "subject": entry.subject, "hash": entry.hash,
        "line": entry_line(entry),
    }  # fmt: skip
    with transaction.atomic():
        Event.objects.create(**columns)
        assert verify_chain(log.DatabaseLog().entries()).holds, "a name with quotation marks is no difference"
        transaction.set_rollback(True)
    bent = {"actor": "b", "kind": "office.opened2", "subject": "case/X", "hash": "0" * 64}[column]
    Event.objects.create(**{**columns, column: bent})
    broken = verify_chain(log.DatabaseLog().entries()).broken
    assert broken is not None
    assert broken.sequence == entry.sequence


def test_books_that_do_not_agree_are_named(case_named: CaseNamed) -> None:
    assert check_books().holds
    Case.objects.filter(pk=case_named("Kurose oil").pk).update(version=99)
    report = check_books()
    assert [said.en for said in report.flaws] == [
        f"the case {case_named('Kurose oil').number} is at version 99, and the log tells of 31 changes."
    ]


def test_a_person_is_enrolled_and_the_log_tells_of_it() -> None:
    made = enrol(
        "fumiko", names=("架空 文子", "Fumiko"), organisation="newco", roles=["applicant"], clock=CLOCK,
        organisation_as=("company", "架空新社", "New company (fictional)"),
    )  # fmt: skip
    account = Account.objects.get(login="fumiko")
    assert made.secret
    assert account.check_password(made.secret)
    assert account.must_change_password
    assert Organisation.objects.get(code="newco").kind == "company"
    told = Event.objects.order_by("-sequence")[0]
    assert (told.kind, told.subject, made.secret in told.line) == ("account.made", "account/fumiko", False)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"login": "review"}, "the login name is taken"),
        ({"roles": ["king"]}, "unknown role"), ({"roles": []}, "no role is granted"),
        ({"organisation": "nowhere"}, "unknown organisation"), ({"department": "none"}, "no department of that code"),
        ({"clearance": "TOP"}, "clearance"),
        ({"organisation": "x", "organisation_as": ("club", "a", "b")}, "unknown kind of organisation"),
    ],
)  # fmt: skip
def test_what_does_not_fit_makes_no_account(changed: dict[str, object], said: str) -> None:
    fields: dict[str, object] = {
        "login": "newone", "names": ("a", "b"), "organisation": "agency", "roles": ["review"],
    }  # fmt: skip
    before = Account.objects.count(), Event.objects.count()
    with pytest.raises((InputError, UnknownChoiceError), match=said):
        enrol(**{**fields, **changed})  # type: ignore[arg-type]
    assert (Account.objects.count(), Event.objects.count()) == before


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    """On a database in a file of its own, with a bent entry."""
    with fresh_database() as database:
        office = ServedOffice(tmp_path / "office", database)
        assert office.sonae("office", "seed-demo").returncode == 0
        found = office.script(_BY_SEVERAL)
    assert found["whole"][0] == found["whole"][1]
    assert found["whole"][0][0] > 200
    assert found["bent"][0] == found["bent"][1]
    assert "100" in found["bent"][0][1]


_BY_SEVERAL = """
import json
from sonae.auditlog import verify_chain
from sonae.office.starting import begin_work, set_up
if __name__ == "__main__":
    set_up()
    begin_work()
    from django.db import connection
    from sonae.office import log
    from sonae.office.keeping import hashed_entries, spans
    log.SPAN = spans.SPAN = 64

    def said():
        both = []
        for entries in (log.DatabaseLog().entries(), hashed_entries(processes=2)):
            report = verify_chain(entries)
            both.append([report.verified, report.broken.said.en if report.broken else ""])
        return both

    def does(*words):
        with connection.cursor() as cursor:
            for one in words:
                cursor.execute(one)

    found = {"whole": said()}
    if connection.vendor == "postgresql":
        does("ALTER TABLE office_event DISABLE TRIGGER USER")
    else:
        does("DROP TRIGGER office_event_update")
    does("UPDATE office_event SET line = replace(line, ':', ': ') WHERE sequence = 100")
    found["bent"] = said()
    print(json.dumps(found))
"""
