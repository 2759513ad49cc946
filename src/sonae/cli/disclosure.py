"""``sonae disclosure …``: may a table leave the house, which cells to hide, and the ledger of what has left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, counted, emit
from sonae.cli.risk import Form, Out

if TYPE_CHECKING:
    from sonae.core import Classification, Finding
    from sonae.disclosure import Budget, Candidate, Decision, DisclosureRules, Freedom, Suppression, YearlyReport

__all__ = ["app", "check", "freedom", "ledger", "report", "suppress"]

app = typer.Typer(help="Decide which numbers may leave the house.", no_args_is_help=True)

TableFile = Annotated[
    str, typer.Argument(metavar="TABLE.yaml", help="The release: a table file, or a fictional one by name.")
]
LedgerFile = Annotated[
    Path, typer.Option("--ledger", help="The ledger of every release ever made; an empty one where missing.")
]
RulesFile = Annotated[
    Path | None, typer.Option("--rules", help="The agency's rules; those that the table file names unless said.")
]
Head = Annotated[
    str | None, typer.Option("--head", metavar="HASH", help="Hash that the last entry of the ledger must have.")
]
Language = Annotated[
    str, typer.Option("--language", metavar="LANGUAGE", help="ja or en: of the sentences of the table.")
]
_MARKS = {"pass": "○", "refuse": "×", "undecided": "？"}


@app.callback()
def _group() -> None:
    """Decide which numbers may leave the house."""


@app.command("check")
def check(
    table: TableFile,
    ledger: LedgerFile,
    rules: RulesFile = None,
    head: Head = None,
    record: Annotated[bool, typer.Option("--record", help="Add the release to the ledger if it passes.")] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Only the verdict: the freedom that is left is not searched.")
    ] = False,
    language: Language = "ja",
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Check a release against every release before it: pass or refused, the reason, and the freedom that is left of each secret.

    Where the files are not public, the screen says one constant sentence; reason and figures go to --out alone. Ends with 0 for
    pass, 1 for refused, 3 for undecided, which counts as refused.
    """
    from sonae.core import Classification, clock_from_environment
    from sonae.disclosure import Gate, append_entry, load_ledger

    _language(language)
    candidate, stated = _read(table, rules)
    past = load_ledger(ledger, head=head)
    label = Classification.join([candidate.classification, stated.label])
    shown = out is not None or label is Classification.PUBLIC
    if shown:
        check_output(form, out, label)
    decision = Gate(stated).decide(candidate, past, clock_from_environment().now(), full=not quick)
    if record and decision.entry is not None:
        append_entry(ledger, decision.entry, head=past.head)
    if shown:
        rows = [] if quick else [_freedom_as_dict(freedom) for freedom in decision.freedom]
        document = {
            "release": decision.release, "ruling": decision.ruling.value, "exit": decision.exit_code,
            "finding": _finding_as_dict(decision.finding), "freedom": rows,
        }  # fmt: skip
        emit(
            rows, form=form, out=out, classification=label, document=document,
            table=lambda: _decision_lines(decision, candidate, language, freedom=not quick),
        )  # fmt: skip
    if not shown or out is not None:
        typer.echo(decision.public.ja if language == "ja" else decision.public.en)
    raise typer.Exit(decision.exit_code)


@app.command("suppress")
def suppress(
    table: TableFile,
    ledger: Annotated[
        Path | None, typer.Option("--ledger", help="The ledger of every release ever made; none unless said.")
    ] = None,
    rules: RulesFile = None,
    method: Annotated[
        str, typer.Option(help="gauss: in a public order; optimal: at least cost; rows: whole levels of rows.")
    ] = "gauss",
    cost: Annotated[str, typer.Option(help="What hiding a cell costs with optimal: values or cells.")] = "values",
    intervals: Annotated[
        bool, typer.Option("--intervals", help="Show hidden cells as intervals where that is safe.")
    ] = False,
    language: Language = "ja",
    out: Annotated[Path | None, typer.Option(help="Write the table file with its pattern.")] = None,
) -> None:
    """Hide cells until every audit passes, and say which and why. Ends with 1 where no pattern protects every secret.

    Where the files are not public, nothing of the pattern is shown on the screen: it goes to --out alone.
    """
    from sonae.core import Classification, InputError, UnknownChoiceError
    from sonae.data import write_beside
    from sonae.disclosure import Ledger, Method, load_ledger, table_text, with_intervals, written_pattern
    from sonae.disclosure import suppress as find_pattern

    _language(language)
    if method not in [one.value for one in Method]:
        raise UnknownChoiceError("method", method, [one.value for one in Method])
    candidate, stated = _read(table, rules)
    label = Classification.join([candidate.classification, stated.label])
    if label is not Classification.PUBLIC and out is None:
        raise InputError("the pattern is not public and is not shown on a screen", expected="--out FILE")
    past = Ledger() if ledger is None else load_ledger(ledger)
    found = find_pattern(candidate, past, stated, method=Method(method), cost=cost)
    if intervals:
        found = with_intervals(found, past, stated)
    if label is Classification.PUBLIC:
        typer.echo(_pattern_lines(found, label, language), nl=False)
        for line in _dominance_lines(candidate, stated, language):
            typer.echo(line)
    if out is not None:
        mode = 0o644 if label is Classification.PUBLIC else 0o600
        with write_beside(out, mode=mode) as beside:
            beside.write_text(written_pattern(table_text(table)[0], found.candidate), encoding="utf-8")
        typer.echo(f"written to {out}", err=True)
    raise typer.Exit(0 if found.protected else 1)


@app.command("ledger")
def ledger(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The ledger.")],
    head: Head = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Verify the chain of a ledger and list its releases: what, when, to whom, why it is safe. No figures are shown."""
    from sonae.core import Classification, InputError
    from sonae.disclosure import load_ledger

    if not file.is_file():
        raise InputError("the ledger does not exist", file=str(file))
    found = load_ledger(file, head=head)
    rows: list[dict[str, Any]] = [
        {
            "number": entry.number, "release": entry.release, "at": entry.at, "period": entry.period, "readers": entry.readers,
            "because": entry.because, "hash": entry.hash,
        }
        for entry in found.entries
    ]  # fmt: skip

    def table() -> str:
        lines = [
            f"{row['number']:>4}  {row['at']}  {row['release']}  {row['readers']}\n      {row['because']}"
            for row in rows
        ]
        return "\n".join([*lines, f"the chain is whole; head {found.head}"]) + "\n"

    emit(
        rows, form=form, out=out, classification=Classification.PUBLIC, document={"head": found.head, "entries": rows},
        table=table,
    )  # fmt: skip


@app.command("freedom")
def freedom(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The ledger.")],
    rules: Annotated[Path, typer.Option("--rules", help="The agency's rules.")],
    out: Annotated[Path, typer.Option("--out", help="The file: what is left of a secret is as secret as itself.")],
    head: Head = None,
    language: Language = "ja",
    form: Form = Format.table,
) -> None:
    """Show the budget of remaining freedom: of each secret what every release ever made leaves open, and how much must stay."""
    from sonae.core import Classification, InputError
    from sonae.disclosure import freedom_left, load_ledger, load_rules, said

    _language(language)
    if not file.is_file():
        raise InputError("the ledger does not exist", file=str(file))
    found = freedom_left(load_ledger(file, head=head), load_rules(rules))
    rows: list[dict[str, Any]] = [
        {
            **_freedom_as_dict(one.freedom), "verdict": one.verdict.value, "asked_values": one.asked_values,
            "asked_spread": said(one.asked_spread), "spread": said(one.spread), "spare_values": one.spare_values,
            "spare_spread": said(one.spare_spread),
        }
        for one in found
    ]  # fmt: skip

    def table() -> str:
        japanese = language == "ja"
        lines = _freedom_lines([one.freedom for one in found], japanese=japanese)
        word = "余裕" if japanese else "to spare"
        lines += ["", *(f"{one.secret}  {word}: {_spare(one, japanese=japanese)}" for one in found)]
        return "\n".join([banner(Classification.SECRET), *lines]) + "\n"

    emit(rows, form=form, out=out, classification=Classification.SECRET, document=rows, table=table)


@app.command("yearly-report")
def report(
    stock: Annotated[
        str,
        typer.Argument(metavar="STOCK.yaml", help="What the report is made of, or «yearly-stock», which is fictional."),
    ],
    ledger: LedgerFile,
    rules: RulesFile = None,
    head: Head = None,
    record: Annotated[bool, typer.Option("--record", help="Add the report to the ledger if there is one.")] = False,
    language: Language = "ja",
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Find the finest yearly public report of the stock that may leave the house, given every release before it.

    Reports are tried from fine to coarse; the first that passes is the report. Where the files are not public, the screen says one
    constant sentence; the report and what was tried go to --out alone. Ends with 1 where no report may leave.
    """
    from sonae.core import Classification, clock_from_environment
    from sonae.disclosure import (
        MAY_BE_RELEASED,
        NOT_RELEASED,
        append_entry,
        find_yearly_stock,
        load_ledger,
        yearly_report,
    )

    _language(language)
    made, stated = find_yearly_stock(stock, rules)
    past = load_ledger(ledger, head=head)
    label = Classification.join([made.label, stated.label])
    shown = out is not None or label is Classification.PUBLIC
    if shown:
        check_output(form, out, label)
    found = yearly_report(made, past, stated, clock_from_environment().now())
    entry = found.decision.entry
    if record and entry is not None:
        append_entry(ledger, entry, head=past.head)
    if shown:
        rows = _report_rows(found)
        tried = [
            {"shows": one.rung.shows, "unit": str(one.rung.unit), "ruling": one.decision.ruling.value}
            for one in found.tried
        ]
        emit(
            rows, form=form, out=out, classification=label, table=lambda: _report_lines(found, label, language),
            document={"release": made.id, "passed": found.candidate is not None, "figures": rows, "tried": tried},
        )  # fmt: skip
    if not shown or out is not None:
        words = NOT_RELEASED if found.candidate is None else MAY_BE_RELEASED
        typer.echo(words.ja if language == "ja" else words.en)
    raise typer.Exit(0 if found.candidate is not None else 1)


def _report_rows(found: YearlyReport) -> list[dict[str, Any]]:
    if found.candidate is None:
        return []
    return [
        {"ja": one.ja, "en": one.en, "shown": str(found.candidate.shown[one.id])}
        for one in found.candidate.file.figures
    ]


def _report_lines(found: YearlyReport, label: Classification, language: str) -> str:
    japanese = language == "ja"
    lines = [banner(label), found.tried[-1].decision.release]
    for one in found.tried:
        lines.append(f"{_MARKS[one.decision.ruling.value]} {one.rung.name}")
    rows = _report_rows(found)
    wide = max((len(row["en"]) for row in rows), default=0) + 2
    lines += [
        "",
        *(f"{row['shown']:>8}  {row['ja']}" if japanese else f"{row['en']:{wide}}{row['shown']:>8}" for row in rows),
    ]
    because = found.decision.finding.because_ja if japanese else found.decision.finding.because
    return "\n".join([*lines, "", because]) + "\n"


def _spare(one: Budget, *, japanese: bool) -> str:
    from sonae.disclosure import said

    values = "—" if one.spare_values is None else f"{one.spare_values}"
    spread = said(one.spare_spread)
    return f"値{values}個、幅{spread}" if japanese else f"{values} values, a spread of {spread}"


def _read(table: str, rules: Path | None) -> tuple[Candidate, DisclosureRules]:
    from sonae.disclosure import candidate_of, find_rules, find_table

    file, name = find_table(table)
    stated = find_rules(file, table, rules)
    return candidate_of(file, stated, name), stated


def _decision_lines(decision: Decision, candidate: Candidate, language: str, *, freedom: bool) -> str:
    japanese = language == "ja"
    finding = decision.finding
    head = f"{candidate.file.ja if japanese else candidate.file.en} ({decision.release})"
    because = finding.because_ja if japanese else finding.because
    lines = [
        banner(decision.classification), head, f"{_MARKS[decision.ruling.value]} {because}",
        *(f"    {part.because_ja if japanese else part.because}" for part in finding.parts),
    ]  # fmt: skip
    if finding.citations:
        lines.append("    " + "・".join(str(cite) for cite in finding.citations))
    return "\n".join([*lines, *(_freedom_lines(decision.freedom, japanese=japanese) if freedom else [])]) + "\n"


def _freedom_lines(freedom: Sequence[Freedom], *, japanese: bool) -> list[str]:
    from sonae.disclosure import said

    words = ("秘密", "区間", "格子上の値") if japanese else ("secret", "interval", "values on the grid")
    wide = max([12, *(len(one.variable) for one in freedom)]) + 2
    lines = ["", f"{words[0]:{wide}} {words[1]:20} {words[2]}"]
    for one in freedom:
        values = ", ".join(said(value) for value in one.values) if one.complete else f"≥ {len(one.values)}"
        lines.append(f"{one.variable:{wide}} {f'{said(one.low)} – {said(one.high)}':20} {values}")
    return lines


def _pattern_lines(found: Suppression, label: Classification, language: str) -> str:
    japanese = language == "ja"
    candidate = found.candidate
    lines = [banner(label), candidate.file.ja if japanese else candidate.file.en]
    for cell in found.suppressed:
        if cell in found.primary:
            why = "、".join(map(_cause_ja, found.primary[cell])) if japanese else ", ".join(found.primary[cell])
        elif cell in found.carried:
            why = "前回から継続" if japanese else "carried forward"
        else:
            why = "二次秘匿" if japanese else "secondary"
        lines.append(f"×  {cell}  {why}")
    for cell, row in candidate.intervals.items():
        low, high = row.span.both()
        lines.append(f"[] {cell}  {low} – {high}")
    counts = (len(found.primary), len(found.carried), len([c for c in found.secondary if c in candidate.suppressed]))
    lines += _pattern_summary(found, counts, japanese=japanese)
    return "\n".join(lines) + "\n"


def _pattern_summary(found: Suppression, counts: tuple[int, int, int], *, japanese: bool) -> list[str]:
    cells, shown = len(found.candidate.cells), len(found.candidate.intervals)
    primary, carried, secondary = counts
    if japanese:
        return [
            f"全{cells}セル：一次秘匿{primary}、継続{carried}、二次秘匿{secondary}、区間表示{shown}",
            f"保護：{'できる' if found.protected else 'できない'}。選び方は値に{'よらない' if found.value_independent else 'よる'}",
        ]
    return [
        f"{cells} cells: {primary} primary, {carried} carried, {secondary} secondary, {shown} as intervals",
        f"protected: {'yes' if found.protected else 'NO'}; chosen without looking at values: "
        f"{'yes' if found.value_independent else 'no'}",
    ]


def _dominance_lines(candidate: Candidate, rules: DisclosureRules, language: str) -> list[str]:
    """Say, for comparison, what the (n, k) rules would call secret."""
    from sonae.disclosure import dominance_pattern

    out = []
    for rule, cells in dominance_pattern(candidate, rules):
        ja = f"比較：({rule.n}, {rule.k})規則では{len(cells)}セル"
        en = f"for comparison: the ({rule.n}, {rule.k}) rule finds {counted(len(cells), 'cell')}"
        out.append(ja if language == "ja" else en)
    return out


def _cause_ja(cause: str) -> str:
    from sonae.disclosure import CAUSES

    return CAUSES[cause].ja if cause in CAUSES else cause


def _freedom_as_dict(freedom: Freedom) -> dict[str, Any]:
    def number(value: Any) -> str | None:
        return None if value is None else str(value)

    return {
        "secret": freedom.variable, "low": number(freedom.low), "high": number(freedom.high), "width": number(freedom.width),
        "values": [str(value) for value in freedom.values], "complete": freedom.complete,
    }  # fmt: skip


def _finding_as_dict(finding: Finding) -> dict[str, Any]:
    return {
        "question": finding.question, "outcome": finding.outcome.value, "because": finding.because,
        "because_ja": finding.because_ja, "citations": [str(cite) for cite in finding.citations],
        "facts_used": {name: str(fact) for name, fact in finding.facts_used.items()},
        "parts": [_finding_as_dict(part) for part in finding.parts],
    }  # fmt: skip


def _language(name: str) -> None:
    from sonae.core import UnknownChoiceError

    if name not in ("ja", "en"):
        raise UnknownChoiceError("language", name, ["ja", "en"])
