"""``sonae audit …``: whether the log of events is what it was, and what it takes to show that to others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.output import Format, emit
from sonae.cli.risk import Form, Out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonae.auditlog import AuditReport, CheckpointFinding, EntryLine, KeptCheckpoint, PublicKey, Sentence

__all__ = ["app", "check_proof", "checkpoint", "new_key", "prove", "verify"]

app = typer.Typer(help="Verify the log of events, sign how far it reached, prove single entries.", no_args_is_help=True)

Log = Annotated[
    Path | None, typer.Argument(metavar="LOG", help="The folder of an exported log, or its file of entries.")
]
Folder = Annotated[Path | None, typer.Argument(metavar="FOLDER", help="The folder of an exported log.")]
OfOffice = Annotated[bool, typer.Option("--office", help="The log of the office of this machine, in its database.")]
Keys = Annotated[
    list[Path] | None,
    typer.Option("--key", metavar="PUBLICKEY", help="A file of public keys whose signatures are known; several times."),
]
Kept = Annotated[
    list[Path] | None,
    typer.Option("--checkpoint", metavar="FILE", help="A checkpoint that you kept; several times."),
]
Language = Annotated[str, typer.Option("--language", metavar="LANGUAGE", help="ja or en: of the sentences.")]


@app.callback()
def _group() -> None:
    """Verify the log of events, sign how far it reached, prove single entries."""


@app.command("verify")
def verify(
    log: Log = None,
    office: OfOffice = False,
    key: Keys = None,
    checkpoint: Kept = None,
    language: Language = "ja",
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Verify a log: every entry from the first on, and every checkpoint of its folder and of yours.

    Ends with 1 where an entry is bad, the log was altered or cut, or a checkpoint is not signed by a known key.
    """
    from sonae.auditlog import audit
    from sonae.core import Classification, InputError

    _language(language)
    keys, kept = _keys(key), _kept(checkpoint)
    if kept and not keys:
        raise InputError("a checkpoint was given and no key to check its signature by", expected="--key PUBLICKEY")
    entries, beside = _source(log, office)
    if office:
        from sonae.office.keeping import hashed_entries

        report = audit(hashed_entries, [*beside, *kept] if keys else [], keys)
    else:
        report = audit(entries, [*beside, *kept] if keys else [], keys)
    remarks = list(report.remarks)
    if beside and not keys:
        remarks.append(_not_looked_at(len(beside)))
    document = _as_dict(report, remarks)

    def table() -> str:
        return "\n".join(_lines(report, remarks, language)) + "\n"

    rows = document["checkpoints"]
    emit(rows, form=form, out=out, classification=Classification.PUBLIC, document=document, table=table)
    if not report.holds:
        raise typer.Exit(1)


@app.command("checkpoint")
def checkpoint(
    key: Annotated[Path, typer.Option("--key", metavar="PRIVATEKEY", help="The private key of the log.")],
    origin: Annotated[
        str, typer.Option("--origin", metavar="NAME", help="The name of the log, which is that of its key.")
    ],
    folder: Folder = None,
    office: OfOffice = False,
    known: Annotated[
        list[Path] | None,
        typer.Option(
            "--known", metavar="PUBLICKEY", help="Older keys that signed checkpoints of the folder; several times."
        ),
    ] = None,
) -> None:
    """Verify a log with all its checkpoints, then sign how long it is and which root it has; put that beside the others.

    Nothing is signed of a log that does not verify; that ends with 1. Of an office what came since its last checkpoint is
    verified, and the checkpoint is kept in its database.
    """
    from sonae.auditlog import LogBrokenError, add_checkpoint, audit, checkpoint_of, open_export, read_signer
    from sonae.core import InputError

    if office:
        _one_source(folder, office)
        _open_office()
        from sonae.office.keeping import sign_checkpoint

        typer.echo(sign_checkpoint(read_signer(key), origin, known=_keys(known)), nl=False)
        typer.echo("kept in the office's database; hand it to those who are to audit the log.", err=True)
        return
    folder = _one_source(folder, office)
    source = open_export(folder)
    if source.folder is None:
        raise InputError("a checkpoint is put beside the entries", file=str(folder), expected="the folder of a log")
    signer = read_signer(key)
    report = audit(source.entries(), source.checkpoints(), [signer.public, *_keys(known)])
    if not report.holds:
        raise LogBrokenError(f"nothing is signed, because the log does not verify: {_first_flaw(report)}")
    path = add_checkpoint(folder, checkpoint_of(report.tree, origin, signer))
    typer.echo(path.read_text(encoding="utf-8"), nl=False)
    typer.echo(f"written to {path}; hand it to those who are to audit the log.", err=True)


@app.command("prove")
def prove(
    log: Log = None,
    sequence: Annotated[int | None, typer.Argument(metavar="SEQUENCE", help="The number of the entry.")] = None,
    office: OfOffice = False,
    size: Annotated[
        int | None,
        typer.Option(
            "--size",
            metavar="N",
            help="Size of the log; that of the latest checkpoint that holds the entry unless said.",
        ),
    ] = None,
    with_entry: Annotated[
        bool, typer.Option("--with-entry", help="Hand on the entry itself, which may be secret; needs --out.")
    ] = False,
    out: Out = None,
) -> None:
    """Prove that an entry is in the log, as JSON that «check-proof» checks without the log.

    Both LOG and SEQUENCE are given, or --office and SEQUENCE alone.
    """
    from sonae.auditlog import prove_entry
    from sonae.core import Classification

    log, number = _entry_asked(log, sequence, office)

    label = Classification.INTERNAL if with_entry else Classification.PUBLIC
    if with_entry:
        from sonae.cli.output import check_output

        check_output(Format.json, out, label)
    entries, checkpoints = _source(log, office)
    proof = prove_entry(entries, number, size=size, checkpoints=checkpoints, with_entry=with_entry)
    emit([proof.as_dict()], form=Format.json, out=out, classification=label, document=proof.as_dict(), table=str)


@app.command("check-proof")
def check_proof(
    proof: Annotated[Path, typer.Argument(metavar="PROOF.json", help="The proof.")],
    key: Keys = None,
    checkpoint: Kept = None,
    language: Language = "ja",
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Check the proof of an entry without the log, and whether a known key vouches for its root.

    Ends with 1 where it does not hold; 3 where it holds and no known key vouches for its root.
    """
    from sonae.auditlog import check_proof as checked
    from sonae.auditlog import proof_from_text
    from sonae.core import Classification, InputError
    from sonae.data import read_text

    _language(language)
    keys, kept = _keys(key), _kept(checkpoint)
    if kept and not keys:
        raise InputError("a checkpoint was given and no key to check its signature by", expected="--key PUBLICKEY")
    found = checked(proof_from_text(read_text(proof, "the proof"), proof.name), keys=keys, checkpoints=kept)
    document = {
        "holds": found.holds, "vouched": found.vouched, "said": [{"ja": said.ja, "en": said.en} for said in found.said],
    }  # fmt: skip
    emit(
        [document], form=form, out=out, classification=Classification.PUBLIC, document=document,
        table=lambda: "".join(f"{getattr(said, language)}\n" for said in found.said),
    )  # fmt: skip
    if not (found.holds and found.vouched):
        raise typer.Exit(3 if found.holds else 1)


@app.command("new-key")
def new_key(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Where the private key goes; the public one goes beside it.")
    ],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="The name of the log, such as log.example.jp/office.")
    ],
) -> None:
    """Make a key to sign checkpoints with: FILE, which its owner alone can read, and FILE.pub to hand out."""
    from sonae.auditlog import new_signer, write_signer

    signer = new_signer(name)
    public = write_signer(file, signer)
    typer.echo(signer.public.text)
    typer.echo(f"the private key is in {file}: keep it off the machine of the log; hand out {public}.", err=True)


def _one_source(log: Path | None, office: bool) -> Path:
    """Return the log that is named; of an office, the path says nothing. Raises InputError for both or neither."""
    from sonae.core import InputError

    if (log is None) != office:
        raise InputError("which log is meant is not said", expected="an exported log, or --office")
    return log or Path()


def _open_office() -> None:
    from sonae.office.starting import begin_work, migrate, set_up

    set_up()
    begin_work()
    migrate()


def _source(log: Path | None, office: bool) -> tuple[Iterator[EntryLine], list[KeptCheckpoint]]:
    """Return the entries and the checkpoints of a log."""
    from sonae.auditlog import open_export

    path = _one_source(log, office)
    if office:
        _open_office()
        from sonae.office.keeping import database_log, kept_checkpoints

        return database_log().entries(), kept_checkpoints()
    source = open_export(path)
    return source.entries(), source.checkpoints()


def _entry_asked(log: Path | None, sequence: int | None, office: bool) -> tuple[Path | None, int]:
    """Return the log and the number of an entry; with --office the one word that is given is the number."""
    from sonae.core import InputError

    if office and log is not None and sequence is None and str(log).isascii() and str(log).isdigit():
        return None, int(str(log)[:19])
    if sequence is None:
        raise InputError(
            "the number of the entry is not given", field="SEQUENCE", expected="LOG SEQUENCE, or --office SEQUENCE"
        )
    return log, sequence


def _language(name: str) -> None:
    from sonae.core import UnknownChoiceError

    if name not in ("ja", "en"):
        raise UnknownChoiceError("language", name, ["ja", "en"], field="--language")


def _keys(files: list[Path] | None) -> list[PublicKey]:
    from sonae.auditlog import read_public_keys

    return [key for file in files or [] for key in read_public_keys(file)]


def _kept(files: list[Path] | None) -> list[KeptCheckpoint]:
    from sonae.auditlog import read_kept_checkpoint

    return [read_kept_checkpoint(file) for file in files or []]


def _not_looked_at(number: int) -> Sentence:
    from sonae.auditlog import Sentence

    return Sentence(
        f"チェックポイント{number}件は、公開鍵（--key）が示されていないため確かめていません。",
        f"the checkpoints of the folder, {number} of them, were not looked at: no public key (--key) was given.",
    )


def _first_flaw(report: AuditReport) -> str:
    if report.chain.broken is not None:
        return report.chain.broken.said.en
    return next(found.said.en for found in report.checkpoints if found.verdict.value != "holds")


def _as_dict(report: AuditReport, remarks: list[Sentence]) -> dict[str, Any]:
    broken = report.chain.broken
    return {
        "holds": report.holds, "entries": report.chain.verified, "head": report.chain.head.hash, "root": report.root.hex(),
        "covered": report.covered,
        "broken": None if broken is None else {
            "sequence": broken.sequence, "flaw": broken.flaw.value, "file": broken.file, "line": broken.row,
            "ja": broken.said.ja, "en": broken.said.en,
        },
        "checkpoints": [_finding_as_dict(found) for found in report.checkpoints],
        "remarks": [{"ja": said.ja, "en": said.en} for said in remarks],
    }  # fmt: skip


def _finding_as_dict(found: CheckpointFinding) -> dict[str, Any]:
    stated = found.checkpoint
    return {
        "file": found.file, "verdict": found.verdict.value, "origin": stated.origin if stated else None,
        "size": stated.size if stated else None, "signed_by": [key.name for key in stated.signed_by] if stated else [],
        "entries": list(found.entries) if found.entries else None, "ja": found.said.ja, "en": found.said.en,
    }  # fmt: skip


def _lines(report: AuditReport, remarks: list[Sentence], language: str) -> list[str]:
    verdict = {
        ("ja", True): "記録は検証できました。", ("en", True): "the log verifies.",
        ("ja", False): "記録は検証できません。", ("en", False): "the log does not verify.",
    }[language, report.holds]  # fmt: skip
    counted = {
        "ja": f"鎖のつながる記録 {report.chain.verified:,}件",
        "en": f"{report.chain.verified:,} entries in the chain",
    }[language]
    lines = [f"{'○' if report.holds else '×'} {verdict} {counted}", f"  root {report.root.hex()}"]
    broken = report.chain.broken
    if broken is not None:
        where = f" ({broken.file}:{broken.row})" if broken.file else ""
        lines.append(f"× {getattr(broken.said, language)}{where}")
    for found in report.checkpoints:
        signers = ", ".join(key.name for key in found.checkpoint.signed_by) if found.checkpoint else ""
        mark = {"holds": "○", "unchecked": "？"}.get(found.verdict.value, "×")
        lines.append(f"{mark} {getattr(found.said, language)}{f' [{signers}]' if signers else ''}")
    return [*lines, *(f"－ {getattr(said, language)}" for said in remarks)]
