"""``sonae serve`` and ``sonae office …``: an office started, seeded, staffed, copied, put back and checked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sonae.cli.output import Format, counted, emit
from sonae.cli.risk import Form, Out

if TYPE_CHECKING:
    from sonae.auditlog import Sentence
    from sonae.office import OfficeSettings

__all__ = ["app", "backup", "check", "create_user", "init", "restore", "seed_demo", "serve", "work"]

app = typer.Typer(help="Set up, staff, copy and check an office.", no_args_is_help=True)

Language = Annotated[str, typer.Option("--language", metavar="LANGUAGE", help="ja or en: of the sentences.")]


@app.callback()
def _group() -> None:
    """Set up, staff, copy and check an office."""


def serve(
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=1, max=65535, help="The port to listen at.")
    ] = 8000,
    workers: Annotated[int, typer.Option("--workers", metavar="N", help="Processes that answer.")] = 2,
    demo: Annotated[
        bool, typer.Option("--demo/--no-demo", help="Fill an office that holds nothing with the fictional agency.")
    ] = True,
    long_work: Annotated[
        bool, typer.Option("--work/--no-work", help="Keep a worker for long work beside the server.")
    ] = True,
) -> None:
    """Serve the office: makes its folder and tables, fills an empty one with the demonstration, and answers until stopped.

    In production (SONAE_OFFICE_PRODUCTION=1) nothing is made up and the settings that it needs are asked for.
    """
    from sonae.office.starting import Address, end_work, run_server

    settings = _ready()
    _check_production(settings)
    from sonae.office.keeping import drop_parts

    drop_parts(settings)
    if demo and not settings.production:
        _seed_where_empty()
    address = Address(host, port)
    typer.echo(f"備え Sonae office: {address.url}")
    if _is_demo():
        _say_logins()
    sys.stdout.flush()
    end_work()  # who acts is said by each request
    run_server(address, workers, production=settings.production, long_work=long_work)


@app.command("work")
def work(
    parent: Annotated[
        int | None, typer.Option("--for", metavar="PID", help="End with this process, which started the worker.")
    ] = None,
) -> None:
    """Do the long work of the office until stopped; «sonae serve» starts one such worker by itself."""
    from sonae.office.starting import run_worker, set_up

    set_up()
    run_worker(parent)


@app.command("init")
def init() -> None:
    """Make the office's folder, its key and its tables, or renew the tables after an upgrade."""
    settings = _ready()
    typer.echo(f"the office is ready: {settings.home}, database {_engine()}.")


@app.command("seed-demo")
def seed_demo() -> None:
    """Fill the office with the fictional agency, its accounts and its cases; what is there already stays."""
    settings = _ready()
    from sonae.core import InputError

    if settings.production:
        raise InputError("an office in production takes no demonstration", expected="SONAE_OFFICE_PRODUCTION unset")
    _seed()
    _say_logins()


@app.command("create-user")
def create_user(
    login: Annotated[str, typer.Argument(metavar="LOGIN", help="The name that the person logs in by.")],
    role: Annotated[list[str], typer.Option("--role", metavar="ROLE", help="A role that is granted; several times.")],
    organisation: Annotated[str, typer.Option("--organisation", metavar="CODE", help="The code of the organisation.")],
    name_ja: Annotated[str, typer.Option("--name-ja", metavar="NAME", help="The person's name in Japanese.")],
    name_en: Annotated[str, typer.Option("--name-en", metavar="NAME", help="The person's name in English.")],
    department: Annotated[
        str | None, typer.Option("--department", metavar="CODE", help="The code of the department.")
    ] = None,
    clearance: Annotated[
        str, typer.Option("--clearance", metavar="LABEL", help="PUBLIC, INTERNAL or SECRET: the highest that it sees.")
    ] = "INTERNAL",
    new_organisation: Annotated[
        str | None,
        typer.Option(
            "--new-organisation",
            metavar="KIND:JA:EN",
            help="Make the organisation where it is not there: agency, company, ministry or committee, and its names.",
        ),
    ] = None,
) -> None:
    """Make an account and print its one-time password, which the person changes at the first login."""
    _ready()
    from sonae.core import InputError
    from sonae.office.keeping import enrol

    made_as = None
    if new_organisation is not None:
        parts = tuple(part.strip() for part in new_organisation.split(":"))
        if len(parts) != 3 or not all(parts):
            raise InputError("the organisation cannot be read", field="--new-organisation", expected="KIND:JA:EN")
        made_as = (parts[0], parts[1], parts[2])
    made = enrol(
        login, names=(name_ja, name_en), organisation=organisation, organisation_as=made_as, department=department, roles=role,
        clearance=clearance,
    )  # fmt: skip
    typer.echo(f"{made.login} may log in once with this password and then sets another: {made.secret}")


@app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes; it must not be there.")],
) -> None:
    """Copy the office as it is at one moment, rows and papers, while it goes on; the file is for its owner alone."""
    _ready()
    from sonae.office.keeping import write_backup

    report = write_backup(file)
    typer.echo(
        f"{file}: {counted(report.rows, 'row')}, {report.entries:,} entries of the log, {counted(report.papers, 'file')}. "
        "SECRET: keep it so."
    )


@app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy made by «sonae office backup».")],
) -> None:
    """Put a copy back into an office that holds nothing; every hash and the log are verified first. Either database will do."""
    _ready()
    from sonae.office.keeping import restore_backup

    report = restore_backup(file)
    typer.echo(f"{counted(report.rows, 'row')} and {counted(report.papers, 'file')} are back; the log verifies.")


@app.command("check")
def check(language: Language = "ja", form: Form = Format.table, out: Out = None) -> None:
    """Hold the books against each other: log, versions of cases, receipts of commands, findings, bytes of papers.

    Ends with 1 where they do not agree.
    """
    from sonae.core import Classification, UnknownChoiceError

    if language not in ("ja", "en"):
        raise UnknownChoiceError("language", language, ["ja", "en"], field="--language")
    _ready()
    from sonae.office.keeping import check_books

    report = check_books()
    document = {
        "holds": report.holds, "entries": report.entries, "head": report.head, "cases": report.cases, "commands": report.commands,
        "papers": report.papers, "flaws": _said(report.flaws), "remarks": _said(report.remarks),
    }  # fmt: skip

    def table() -> str:
        counts = {
            "ja": f"記録 {report.entries:,}件、案件 {report.cases:,}件、操作 {report.commands:,}件、書類 {report.papers:,}件",
            "en": f"{report.entries:,} entries, {report.cases:,} cases, {report.commands:,} commands, {report.papers:,} papers",
        }[language]
        verdict = {
            ("ja", True): "帳簿は合っています。", ("en", True): "the books agree.",
            ("ja", False): "帳簿が合いません。", ("en", False): "the books do not agree.",
        }[language, report.holds]  # fmt: skip
        lines = [f"{'○' if report.holds else '×'} {verdict} {counts}"]
        lines += [f"× {getattr(said, language)}" for said in report.flaws]
        return "\n".join([*lines, *(f"－ {getattr(said, language)}" for said in report.remarks)]) + "\n"

    emit(
        [{name: document[name] for name in ("holds", "entries", "cases", "commands", "papers")}], form=form, out=out,
        classification=Classification.PUBLIC, document=document, table=table,
    )  # fmt: skip
    if not report.holds:
        raise typer.Exit(1)


def _said(found: tuple[Sentence, ...]) -> list[dict[str, str]]:
    return [{"ja": said.ja, "en": said.en} for said in found]


def _ready() -> OfficeSettings:
    """Set the site up with its tables; what is done then is the office's own work."""
    from sonae.office.starting import begin_work, migrate, set_up

    settings = set_up()
    begin_work()
    migrate()
    return settings


def _engine() -> str:
    from django.db import connection

    return "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"


def _check_production(settings: OfficeSettings) -> None:
    from sonae.core import InputError

    if not settings.production:
        return
    if settings.secret_key is None:
        typer.echo(
            f"note: the signing key is kept in {settings.home}; SONAE_OFFICE_SECRET_KEY keeps it elsewhere.", err=True
        )
    if settings.database_url is None:
        typer.echo(
            "note: the database is SQLite; PostgreSQL (SONAE_OFFICE_DATABASE_URL) is meant for production.", err=True
        )
    if set(settings.hosts) <= {"localhost", "127.0.0.1", "[::1]"} or "*" in settings.hosts:
        raise InputError(
            "the names under which the site is reached are not set", field="SONAE_OFFICE_HOSTS",
            expected='a list such as ["office.example.jp"]',
        )  # fmt: skip


def _seed_where_empty() -> None:
    from django.apps import apps

    if not apps.get_model("office", "Organisation").objects.exists():
        _seed()


def _is_demo() -> bool:
    from django.apps import apps

    return bool(apps.get_model("office", "Account").objects.filter(login="applicant", fictional=True).exists())


def _seed() -> None:
    from sonae.core import clock_from_environment, day_in_japan
    from sonae.office.seed import seed_demo as seed

    typer.echo("the fictional agency is made …", err=True)
    today = day_in_japan(clock_from_environment().now())
    cases = seed(today)
    typer.echo(f"{cases} cases, all fictional.", err=True)


def _say_logins() -> None:
    from django.apps import apps

    from sonae.office.seed import DEMO_PASSWORD

    typer.echo("架空の機構です（実在しません）/ a fictional agency, nothing of it exists")
    typer.echo(f"  password: {DEMO_PASSWORD}")
    accounts = apps.get_model("office", "Account").objects.filter(fictional=True).prefetch_related("grants")
    for account in accounts.order_by("pk"):
        typer.echo(f"  {account.login:12} {account.name_ja} / {account.name_en}")
