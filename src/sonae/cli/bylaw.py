"""``sonae bylaw …``: what the bylaw on equity says, and what it finds of a case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit
from sonae.cli.risk import Form, Out

if TYPE_CHECKING:
    from sonae.bylaw import CaseCheck, Duty, EquityCase, Standing
    from sonae.core import Classification, Finding

__all__ = ["app", "check", "diff", "duties", "explain", "outline", "parameters", "story"]

app = typer.Typer(help="Ask the bylaw on equity: its outline, and what it finds of a case.", no_args_is_help=True)

Supplied = Annotated[
    Path | None,
    typer.Option(
        "--parameters", help="The agency's parameters: by name, values by day with their reference. See «parameters»."
    ),
]
CaseFile = Annotated[Path, typer.Argument(metavar="CASE.yaml", help="The equity case.")]
AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="The day on which the case is looked at, 2026-04-01.")
]
Language = Annotated[
    str, typer.Option("--language", metavar="LANGUAGE", help="ja or en: of the sentences of the table.")
]
_MARKS = {
    "ja": {
        "yes": "○ 可", "no": "× 不可", "open": "？ 未定", "conflict": "！ 抵触", "gap": "∅ 定めなし",
        "not applicable": "－ 非該当",
    },
    "en": {
        "yes": "○ yes", "no": "× no", "open": "？ open", "conflict": "！ conflict", "gap": "∅ gap",
        "not applicable": "－ not applicable",
    },
}  # fmt: skip


_NOT_RULED = {"ja": "細則に定めがない設定", "en": "a setting that the bylaw does not rule"}
_NOT_IN_HAND = {"ja": "手元にない定め", "en": "a rule that is not in hand"}
_STANDINGS = {"to come": "これから", "due": "要対応", "overdue": "期限超過", "done": "済", "done late": "済（遅れ）"}
_BEARERS = {"agency": "機構", "investee": "出資先", "future_main_shareholder": "主要な株主となる者"}


@app.callback()
def _group() -> None:
    """Ask the bylaw on equity: its outline, and what it finds of a case."""


@app.command("outline")
def outline(
    provision: Annotated[
        str | None, typer.Argument(metavar="ID", help="What stands under a provision, such as a4; all where none.")
    ] = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """List the provisions of the bylaw: id, what it is in our words, from when it is known to hold."""
    from sonae.bylaw import equity_outline
    from sonae.core import Classification

    found = equity_outline()
    if provision is not None:
        found.provision(provision)
    shown = [
        one
        for one in found.provisions
        if provision is None or one.id == provision or one.id.startswith(f"{provision}.")
    ]
    rows: list[dict[str, Any]] = [
        {
            "id": one.id, "label_ja": found.citation(one.id).label_ja, "label_en": found.citation(one.id).label_en,
            "ja": one.ja, "en": one.en, "from": str(one.in_force_from), "to": str(one.in_force_to or ""),
            "slips": [
                {"printed": slip.printed, "read_as": slip.read_as, "ja": slip.ja, "en": slip.en}
                for slip in found.slips if slip.at == one.id
            ],
        }
        for one in shown
    ]  # fmt: skip

    def table() -> str:
        lines = [f"{found.document}", ""]
        for row in rows:
            lines.append(f"{'  ' * row['id'].count('.')}{row['id']:16} {row['label_ja']}  {row['ja']}")
            lines += [
                f"{'  ' * row['id'].count('.')}  ! «{slip['printed']}» → {slip['read_as']}" for slip in row["slips"]
            ]
        return "\n".join(lines) + "\n"

    emit(rows, form=form, out=out, classification=Classification.PUBLIC, table=table)


@app.command("explain")
def explain(
    provision: Annotated[str, typer.Argument(metavar="ID", help="A provision, such as a4.p4.")],
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Explain a provision: what it says in our words, slips of its print, the questions that its rules answer."""
    from sonae.bylaw import coverage, equity_bylaw
    from sonae.core import Classification

    bylaw = equity_bylaw()
    one, cited = bylaw.outline.provision(provision), bylaw.outline.citation(provision)
    mapped = next(line for line in coverage(bylaw, {}) if line.provision == provision)
    rules, reason = [bylaw.rules.rules[name] for name in mapped.rules], mapped.reason
    document = {
        "id": one.id, "label_ja": cited.label_ja, "label_en": cited.label_en, "ja": one.ja, "en": one.en,
        "version": str(cited.version),
        "slips": [
            {"at": slip.at, "printed": slip.printed, "read_as": slip.read_as, "ja": slip.ja, "en": slip.en}
            for slip in bylaw.outline.slips_at(provision)
        ],
        "rules": [
            {
                "rule": rule.id, "question": rule.question, "ja": bylaw.rules.questions[rule.question].asks.ja,
                "en": bylaw.rules.questions[rule.question].asks.en, "since": str(rule.since),
                "until": str(rule.until or ""), "exception_to": rule.exception_to, "cites": list(rule.cites),
            }
            for rule in rules
        ],
        "not_executable": None if reason is None else {"ja": reason.ja, "en": reason.en},
        "under_it": [child.id for child in bylaw.outline.children(provision)],
    }  # fmt: skip

    def table() -> str:
        lines = [f"{one.id}  {cited.label_ja} ({cited.label_en}), {cited.version}", f"  {one.ja}", f"  {one.en}"]
        lines += [
            f"  ! {slip.at} «{slip.printed}» → {slip.read_as}: {slip.ja} / {slip.en}"
            for slip in bylaw.outline.slips_at(provision)
        ]
        for rule in rules:
            asked = bylaw.rules.questions[rule.question].asks
            over = f", exception to {rule.exception_to}" if rule.exception_to else ""
            lines += [f"  rule {rule.id} (since {rule.since}{over})", f"    {asked.ja} / {asked.en}"]
        if reason is not None:
            lines.append(f"  not executable: {reason.ja} / {reason.en}")
        under = [child.id for child in bylaw.outline.children(provision)]
        return "\n".join([*lines, *([f"  under it: {', '.join(under)}"] if under else [])]) + "\n"

    emit([document], form=form, out=out, classification=Classification.PUBLIC, document=document, table=table)


@app.command("check")
def check(
    case: CaseFile,
    as_of: AsOf,
    language: Language = "ja",
    supplied: Supplied = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Check a case: every question of the bylaw, answered with provision, facts and what is missing.

    Ends with 1 where anything is refused, else 3 where anything is undecided, in conflict or a gap, else 0.
    """
    from sonae.bylaw import check_case, finding_as_dict

    _language(language)
    stated = _stated(case, supplied, out)
    check_output(form, out, stated.label)
    found = check_case(stated, day_of(as_of, "--as-of"))
    rows = [finding_as_dict(finding) for finding in found.findings]
    document = {
        "case": found.case, "as_of": str(found.as_of), "version": str(found.version), "exit": found.exit_code, "findings": rows,
    }  # fmt: skip
    emit(
        rows, form=form, out=out, classification=found.classification, document=document,
        table=lambda: _table(found, stated.fictional, language),
    )  # fmt: skip
    raise typer.Exit(found.exit_code)


@app.command("diff")
def diff(
    case: CaseFile,
    before: Annotated[str, typer.Option("--from", metavar="DATE", help="A day of the one version.")],
    after: Annotated[str, typer.Option("--to", metavar="DATE", help="A day of the other version.")],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The day on which the case is looked at; that of --to."),
    ] = None,
    language: Language = "ja",
    supplied: Supplied = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Compare what two versions of the bylaw find of a case: the questions that are answered otherwise."""
    from sonae.bylaw import check_case, compare_checks, finding_as_dict

    _language(language)
    stated = _stated(case, supplied, out)
    check_output(form, out, stated.label)
    one, two = day_of(before, "--from"), day_of(after, "--to")
    looked = day_of(as_of, "--as-of") if as_of is not None else two
    old, new = (check_case(stated, looked, version=version) for version in (one, two))
    changes = compare_checks(old, new)
    rows = [
        {
            "question": change.question, "before": None if change.before is None else finding_as_dict(change.before),
            "after": None if change.after is None else finding_as_dict(change.after),
        }
        for change in changes
    ]  # fmt: skip
    document = {
        "case": stated.id, "as_of": str(looked), "from": str(old.version), "to": str(new.version),
        "governs": "not ruled: the bylaw has no transitional clause", "changes": rows,
    }  # fmt: skip

    def table() -> str:
        japanese = language == "ja"
        lines = [_whose(stated.label, stated.fictional, language)]
        if japanese:
            lines += [
                f"{old.version}版 → {new.version}版：答えが異なる問いは{len(changes)}件",
                "経過措置がなく、以前の案件にどちらの版が適用されるかは定めがない。",
            ]
        else:
            lines += [
                f"{old.version} → {new.version}: {len(changes)} questions answered otherwise",
                "which version governs an older case is not ruled: there is no transitional clause",
            ]
        for change in changes:
            lines += ["", change.question, f"  {_said(change.before, language)}", f"  {_said(change.after, language)}"]
        return "\n".join(lines) + "\n"

    emit(rows, form=form, out=out, classification=stated.label, document=document, table=table)


@app.command("duties")
def duties(
    case: CaseFile,
    as_of: AsOf,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="DATE", help="The last due day that is shown; 365 days after --as-of unless said."
        ),
    ] = None,
    left: Annotated[bool, typer.Option("--open", help="Only what is not done yet.")] = False,
    language: Language = "ja",
    supplied: Supplied = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """List what is due in a case: when, by whom, under which provision, what follows if it is late, what is not ruled."""
    from sonae.bylaw import duties_of

    _language(language)
    stated = _stated(case, supplied, out)
    check_output(form, out, stated.label)
    day = day_of(as_of, "--as-of")
    last = day_of(until, "--until") if until is not None else _a_year_after(day)
    found = [(duty, duty.standing(day)) for duty in duties_of(stated, day, last)]
    shown = [(duty, how) for duty, how in found if not (left and how.value.startswith("done"))]
    rows = [_duty_as_dict(duty, how, day) for duty, how in shown]
    document = {"case": stated.id, "as_of": str(day), "until": str(last), "duties": rows}

    def table() -> str:
        lines = [_whose(stated.label, stated.fictional, language), f"{stated.id}: {day} – {last}"]
        for duty, how in shown:
            lines += _duty_lines(duty, how, language)
        return "\n".join(lines) + "\n"

    emit(rows, form=form, out=out, classification=stated.label, document=document, table=table)


def _a_year_after(day: dt.date) -> dt.date:
    return dt.date.fromordinal(min(day.toordinal() + 365, dt.date.max.toordinal()))


def _duty_as_dict(duty: Duty, how: Standing, day: dt.date) -> dict[str, Any]:
    from sonae.bylaw import equity_outline

    cited = [equity_outline().citation(cite) for cite in duty.cites]
    return {
        "duty": duty.id, "of": duty.of, "standing": how.value, "due": str(duty.due or ""), "since": str(duty.since or ""),
        "done": str(duty.done or ""), "by": duty.by, "what_ja": duty.what.ja, "what_en": duty.what.en,
        "late_ja": duty.late.ja, "late_en": duty.late.en,
        "citations": [{"provision": one.provision, "ja": one.label_ja, "en": one.label_en} for one in cited],
        "not_ruled": [{"ja": words.ja, "en": words.en} for words in duty.not_ruled],
        "stops": [{"first": str(stop.first), "last": str(stop.last)} for stop in duty.stops],
    }  # fmt: skip


def _duty_lines(duty: Duty, how: Standing, language: str) -> list[str]:
    from sonae.bylaw import equity_outline

    japanese = language == "ja"
    cited = [equity_outline().citation(cite) for cite in duty.cites]
    standing = _STANDINGS[how.value] if japanese else how.value
    when = str(duty.due) if duty.due else ("期日の定めなし" if japanese else "no day set")
    by = _BEARERS[duty.by] if japanese else duty.by.replace("_", " ")
    done = f"  {duty.done}" if duty.done else ""
    said = [duty.what, *((duty.late,) if how.value in ("due", "overdue") else ()), *duty.not_ruled]
    return [
        "", f"{when}  {standing}{done}  {duty.id}{f' [{duty.of}]' if duty.of else ''}  {by}",
        *(f"    {words.ja if japanese else words.en}" for words in said),
        f"    {'・'.join(one.label_ja if japanese else one.label_en for one in cited)}",
    ]  # fmt: skip


@app.command("parameters")
def parameters(language: Language = "ja", form: Form = Format.table, out: Out = None) -> None:
    """List what the agency supplies: limits and criteria that are not in hand, and settings where the bylaw does not rule."""
    from sonae.bylaw import bylaw_parameters, equity_outline
    from sonae.core import Classification

    _language(language)
    outline = equity_outline()
    rows = [
        {
            "parameter": name, "form": one.shown, "not_ruled": one.not_ruled, "cite": one.cite,
            "label_ja": outline.citation(one.cite).label_ja, "label_en": outline.citation(one.cite).label_en, "ja": one.ja,
            "en": one.en,
        }
        for name, one in bylaw_parameters().items()
    ]  # fmt: skip

    def table() -> str:
        lines = []
        for row in rows:
            kind = _NOT_RULED[language] if row["not_ruled"] else _NOT_IN_HAND[language]
            lines += [
                f"{row['parameter']}  ({row['form']})", f"    {row[language]}", f"    {row[f'label_{language}']}: {kind}",
            ]  # fmt: skip
        return "\n".join(lines) + "\n"

    emit(rows, form=form, out=out, classification=Classification.PUBLIC, table=table)


@app.command("story")
def story(
    name: Annotated[
        str | None,
        typer.Argument(metavar="STORY", help="A fictional story by name, or a file; without it all are listed."),
    ] = None,
    language: Language = "ja",
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Run the life of a case: what happens, what the bylaw then finds, cited. Ends with 1 if it comes out otherwise."""
    from sonae.bylaw import finding_as_dict, load_story, run_story, stories
    from sonae.core import Classification

    _language(language)
    if name is None:
        told = [{"story": one, "ja": told.ja, "en": told.en} for one in stories() for told, _ in [load_story(one)]]
        emit(
            told, form=form, out=out, classification=Classification.PUBLIC,
            table=lambda: "".join(f"{row['story']:28} {row[language]}\n" for row in told),
        )  # fmt: skip
        return
    _refuse_over(Path(name), out)
    read, file = load_story(name)
    results = run_story(read, file)
    label = Classification.join([result.check.classification for result in results])
    fictional = read.case.get("fictional") is True
    check_output(form, out, label)
    rows = [
        {
            "on": str(result.step.on), "ja": result.step.ja, "en": result.step.en,
            "findings": [finding_as_dict(finding) for finding in result.shown], "wrong": list(result.wrong),
        }
        for result in results
    ]  # fmt: skip

    def table() -> str:
        lines = [_whose(label, fictional, language), f"{read.id}: {read.ja if language == 'ja' else read.en}"]
        for result in results:
            lines += ["", f"{result.step.on}  {result.step.ja if language == 'ja' else result.step.en}"]
            for finding in result.shown:
                lines += _finding_lines(finding, language)
            lines += [f"  NOT AS EXPECTED: {said}" for said in result.wrong]
        return "\n".join(lines) + "\n"

    emit(rows, form=form, out=out, classification=label, document={"story": read.id, "steps": rows}, table=table)
    if any(result.wrong for result in results):
        raise typer.Exit(1)


def _stated(case: Path, supplied: Path | None, out: Path | None) -> EquityCase:
    from sonae.bylaw import load_case, load_supplied, with_supplied

    for read in (case, supplied):
        _refuse_over(read, out)
    stated = load_case(case)
    return stated if supplied is None else with_supplied(stated, load_supplied(supplied), supplied.name)


def _refuse_over(read: Path | None, out: Path | None) -> None:
    """Refuse to write the answer over the file that it is an answer to."""
    from sonae.core import InputError

    if read is not None and out is not None and read.exists() and out.exists() and read.samefile(out):
        raise InputError(
            f"{out} is the file that is read, and would be written over", field="--out", expected="another file"
        )


def _whose(label: Classification, fictional: bool, language: str) -> str:
    """Return the first line of an answer: made up, or of a case of which everything may be known, or not."""
    if label.name != "PUBLIC":
        return banner(label)
    ja, en = ("架空の案件", "a made-up case") if fictional else ("公開の案件", "a case that may be public")
    return ja if language == "ja" else en


def _said(finding: Finding | None, language: str) -> str:
    if finding is None:
        return "－"
    because = finding.because_ja if language == "ja" else finding.because
    return f"{_MARKS[language][finding.outcome.value]}  {because}"


def _table(found: CaseCheck, fictional: bool, language: str) -> str:
    lines = [
        _whose(found.classification, fictional, language),
        f"{found.case}: {found.as_of}, version of {found.version}"
        if language == "en"
        else f"{found.case}：{found.as_of}、{found.version}版",
        "",
    ]
    for finding in found.findings:
        lines += _finding_lines(finding, language)
    return "\n".join(lines) + "\n"


def _finding_lines(finding: Finding, language: str) -> list[str]:
    cites = "・".join(cite.label_ja if language == "ja" else cite.label_en for cite in finding.citations)
    missing = f"  ← {', '.join(finding.missing)}" if finding.missing else ""
    because = finding.because_ja if language == "ja" else finding.because
    return [
        f"{_MARKS[language][finding.outcome.value]:8} {finding.question}",
        f"         {because}",
        f"         {cites}{missing}",
    ]


def _language(name: str) -> None:
    from sonae.core import UnknownChoiceError

    if name not in ("ja", "en"):
        raise UnknownChoiceError("language", name, ["ja", "en"])


def day_of(text: str, field: str) -> dt.date:
    """Return a day written 2026-04-01.

    Raises:
        InputError: for anything else.

    """
    from sonae.core import InputError

    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"«{text[:40]}» is no day", field=field, expected="a day such as 2026-04-01") from error
