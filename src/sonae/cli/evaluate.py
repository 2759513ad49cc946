"""``sonae evaluate …``: the yearly evaluation: indicators, ratings, goals, evidence, and what its document states."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.forms import PlaceFirst, print_forms
from sonae.cli.output import Format, banner, check_output, emit
from sonae.cli.risk import Form, Out

if TYPE_CHECKING:
    from sonae.core import Finding, FiscalYear
    from sonae.evaluation import Evaluation

__all__ = ["app", "check", "evidence", "export_evidence", "forecast", "goals", "import_evidence", "indicators", "lint"]

app = typer.Typer(
    cls=PlaceFirst,
    help="Evaluate a year: indicators, ratings, goals, evidence, consistency, forms. A FILE alone prints its forms.",
    no_args_is_help=True,
)
evidence = typer.Typer(help="Take the evidence register from Excel, and back.", no_args_is_help=True)
app.add_typer(evidence, name="evidence")

Place = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="The evaluation: a file, a folder of files, or FY2023, which comes with Sonae."
    ),
]
Language = Annotated[
    str, typer.Option("--language", metavar="LANGUAGE", help="ja or en: of the sentences of the table.")
]
Year = Annotated[
    str | None, typer.Option("--year", metavar="YEAR", help="The fiscal year; that of the evaluation unless said.")
]
_MARKS = {
    "yes": "○", "no": "×", "open": "？", "conflict": "！", "gap": "∅", "not applicable": "－",
}  # fmt: skip


@app.callback()
def _group() -> None:
    """Evaluate a year: indicators, ratings, goals, evidence, consistency, forms. A FILE alone prints its forms."""


app.command("print")(print_forms)


@app.command("check")
def check(place: Place, language: Language = "ja", form: Form = Format.table, out: Out = None) -> None:
    """Check an evaluation: published attainments, computed bands beside the ratings decided, gates and other conditions.

    Ends with 1 where a printed attainment or a rating does not hold, else with 0.
    """
    from sonae.core import Outcome
    from sonae.evaluation import check_claim, finding_as_dict, half_year_findings, item_rows

    stated = _stated(place, language)
    check_output(form, out, stated.label)
    published = [check_claim(stated, claim) for claim in stated.claims if claim.kind == "attainment"]
    items, overall = item_rows(stated), stated.overall()
    others = [*stated.conditions(), *half_year_findings(stated)]
    document = {
        "evaluation": stated.id, "year": str(stated.year), "items": items, "overall": finding_as_dict(overall),
        "attainments": [finding_as_dict(one) for one in published], "conditions": [finding_as_dict(one) for one in others],
    }  # fmt: skip

    def table() -> str:
        held = sum(one.outcome is Outcome.YES for one in published)
        lines = [_title(stated, language), f"{held}/{len(published)} {_PUBLISHED[language]}"]
        lines += _sentences([one for one in published if one.outcome is not Outcome.YES], language)
        for row in items:
            lines += _item_lines(row, language)
        lines += ["", *_sentences([overall, *others], language)]
        return "\n".join(lines) + "\n"

    emit(items, form=form, out=out, classification=stated.label, document=document, table=table)
    wrong = any(one.outcome is Outcome.NO for one in (*published, *others))
    if wrong or any("no" in (row["self_against_band"], row["minister_against_band"]) for row in items):
        raise typer.Exit(1)


_PUBLISHED = {"ja": "件の公表された達成率を再現", "en": "published attainments reproduced"}


@app.command("indicators")
def indicators(
    place: Annotated[str, typer.Argument(metavar="FILE", help="The evaluation; FY2023 where none is said.")] = "FY2023",
    item: Annotated[
        str | None, typer.Option("--item", metavar="ITEM", help="One item, such as I-3; all where none.")
    ] = None,
    year: Year = None,
    language: Language = "ja",
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """List the indicators: target, value, attainment as an exact fraction and as printed, progress in the period."""
    from sonae.evaluation import indicator_rows

    stated = _stated(place, language)
    if item is not None:
        stated.item(item)
    check_output(form, out, stated.label)
    when = _year(year, stated)
    rows = indicator_rows(stated, when, item)

    def table() -> str:
        head = _HEADS[language]
        lines = [
            _title(stated, language),
            f"{head[0]:6} {head[1]:>12} {head[2]:>12} {head[3]:>8} {head[4]:>8}  {head[5]}",
        ]
        for row in rows:
            aim = row["period_target"] if row["basis"] == "period" else row["target"]
            share = "" if row["percent"] is None else f"{row['percent']} %"
            marks = "".join(_FLAGS[language][flag] for flag in ("core", "provisional") if row[flag])
            later = "" if row["judged_this_year"] or row["basis"] == "" else _FLAGS[language]["later"]
            summed = row["progress_percent"] is not None and row["basis"] == "year"
            progress = f"{row['progress_percent']} %" if summed else ""
            lines.append(
                f"{row['indicator']:6} {aim or '－':>12} {row['actual'] or '－':>12} {share:>8} {progress:>8}  "
                f"{row[language]} [{row['unit' if language == 'ja' else 'unit_en']}]{marks}{later}"
            )
        return "\n".join(lines) + "\n"

    emit(rows, form=form, out=out, classification=stated.label, table=table)


_HEADS = {
    "ja": ("指標", "目標", "実績", "達成率", "進捗", "名称"), "en": ("no.", "target", "value", "ratio", "progress", "name"),
}  # fmt: skip
_FLAGS = {
    "ja": {"core": " 基幹目標", "provisional": " 暫定値", "later": " 期末に判断"},
    "en": {"core": " core target", "provisional": " provisional", "later": " judged at the end of the period"},
}


@app.command("lint")
def lint(
    place: Place,
    every: Annotated[bool, typer.Option("--all", help="What holds too.")] = False,
    language: Language = "ja",
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Hold what the document states against the data: numbers, dates, totals, counts, names.

    Ends with 1 where anything does not hold, else with 0.
    """
    from sonae.evaluation import finding_as_dict
    from sonae.evaluation import lint as held

    stated = _stated(place, language)
    check_output(form, out, stated.label)
    report = held(stated)
    shown = report.findings if every else (*report.anomalies, *report.open)
    rows = [finding_as_dict(one) for one in shown]
    slips = [one.model_dump(mode="json") for one in report.not_checkable]
    document = {
        "evaluation": report.evaluation, "checked": len(report.findings), "anomalies": len(report.anomalies), "findings": rows,
        "not_checkable": slips,
    }  # fmt: skip

    def table() -> str:
        numbers = (len(report.findings), len(report.anomalies), len(report.open))
        lines = [_title(stated, language), _LINTED[language].format(*numbers), *_sentences(shown, language)]
        lines += ["", _SLIPS[language]]
        for one in report.not_checkable:
            what, reason = (one.what.ja, one.reason.ja) if language == "ja" else (one.what.en, one.reason.en)
            lines += [f"－ {one.id}", f"    {what}", f"    {reason} (L{one.lines})"]
        return "\n".join(lines) + "\n"

    emit(rows, form=form, out=out, classification=stated.label, document=document, table=table)
    if report.anomalies:
        raise typer.Exit(1)


_LINTED = {"ja": "{}点を照合、不整合{}点、未定{}点", "en": "{} checked, {} inconsistent, {} open"}
_SLIPS = {"ja": "データからは確かめられないもの", "en": "Not checkable from data"}


@app.command("goals")
def goals(
    place: Place,
    section: Annotated[
        str | None, typer.Option("--section", metavar="ID", help="One section with those below it, such as e1_3.p1.")
    ] = None,
    language: Language = "ja",
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Show how goals come down to the annual plan: what changes in wording, quantity and scope from column to column."""
    stated = _stated(place, language)
    check_output(form, out, stated.label)
    rows = [
        {
            "of": one.of, "label": _label(stated, one.of, language), "against": one.against, "kind": one.kind,
            "before_ja": one.before.ja, "after_ja": one.after.ja, "before_en": one.before.en, "after_en": one.after.en,
        }
        for one in stated.cascade.changes()
        if section is None or one.of.partition("@")[0] == section or one.of.startswith(f"{section}.")
    ]  # fmt: skip

    def table() -> str:
        lines = [_title(stated, language)]
        for row in rows:
            kind = _KINDS[row["kind"]] if language == "ja" else row["kind"].replace("_", " ")
            said = [row[f"{side}_{language}"] or "－" for side in ("before", "after")]
            lines += [f"{row['label']}  {kind}", f"    {said[0]}", f"  → {said[1]}"]
        return "\n".join(lines) + "\n"

    emit(rows, form=form, out=out, classification=stated.label, table=table)


_KINDS = {
    "wording": "文言", "quantity": "数量", "scope": "範囲", "no_parent": "上位の定めなし",
    "not_carried": "次の欄に引き継がれていない",
}  # fmt: skip


@app.command("forecast")
def forecast(
    place: Place,
    indicator: Annotated[
        str, typer.Argument(metavar="INDICATOR", help="An indicator with a target of the whole period.")
    ],
    year: Year = None,
    level: Annotated[float, typer.Option("--level", help="Chance that the interval holds the outcome.")] = 0.8,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Forecast an indicator at the end of the period from its yearly values; at least three are needed."""
    from dataclasses import asdict

    from sonae.evaluation import forecast as foretold

    stated = _stated(place, "ja")
    check_output(form, out, stated.label)
    found = foretold(stated.indicator(indicator), _year(year, stated), stated.period.last, level=level)
    row = {name: value if isinstance(value, int | float) else str(value) for name, value in asdict(found).items()}
    row |= {"through": str(found.through), "end": str(found.end)}

    def table() -> str:
        return (
            f"{found.indicator}: {found.so_far:g} ({found.through}, n = {found.years}) → {found.end}: {found.expected:.4g}, "
            f"{found.low:.4g}–{found.high:.4g} ({found.level:.0%}); ≥ {found.target:g}: {found.chance:.1%}\n"
        )

    emit([row], form=form, out=out, classification=stated.label, table=table)


@evidence.command("import")
def import_evidence(
    workbook: Annotated[Path, typer.Argument(metavar="XLSX", help="A workbook with a sheet a kind of evidence.")],
    beside: Annotated[
        str | None,
        typer.Option("--beside", metavar="FILE", help="An evaluation whose evidence it joins; nothing counts twice."),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="YAML", help="Write the whole register as part of an evaluation's folder."),
    ] = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Read evidence from Excel, wholly or not at all; list what each indicator then counts."""
    from sonae.evaluation import evidence_text, load_evaluation, read_evidence_workbook

    taken = read_evidence_workbook(workbook)
    whole = taken if beside is None else load_evaluation(beside).register.merged(taken)
    check_output(form, out, whole.label)
    pairs = sorted(
        {(one.counts_for, one.on.year) for one in whole.entries if one.counts_for}, key=lambda pair: (pair[1], pair[0])
    )
    rows = [
        {
            "indicator": name, "year": str(year), "count": str(whole.count(name or "", year)),
            "entries": len(whole.counted(name or "", year)),
        }
        for name, year in pairs
    ]  # fmt: skip
    if into is not None:
        from sonae.data import write_beside

        with write_beside(into, mode=0o600 if whole.label else 0o644) as path:
            path.write_text(evidence_text(whole), encoding="utf-8")
        print(f"{len(whole.entries)} entries written to {into}.", file=sys.stderr)

    def table() -> str:
        lines = [f"{len(taken.entries)} read, {len(whole.entries)} in the register"]
        lines += [f"{row['year']}  {row['indicator']:6} {row['count']:>6}" for row in rows]
        return "\n".join(lines) + "\n"

    emit(rows, form=form, out=out, classification=whole.label, table=table)


@evidence.command("export")
def export_evidence(
    place: Place,
    workbook: Annotated[Path, typer.Argument(metavar="XLSX", help="The workbook to write.")],
) -> None:
    """Write the evidence register of an evaluation as a workbook: a sheet a kind."""
    from sonae.evaluation import load_evaluation, write_evidence_workbook

    register = load_evaluation(place).register
    write_evidence_workbook(register, workbook)
    print(f"{len(register.entries)} entries written to {workbook}.", file=sys.stderr)


def _stated(place: str, language: str) -> Evaluation:
    from sonae.core import UnknownChoiceError
    from sonae.evaluation import load_evaluation

    if language not in ("ja", "en"):
        raise UnknownChoiceError("language", language, ["ja", "en"])
    return load_evaluation(place)


def _year(text: str | None, stated: Evaluation) -> FiscalYear:
    from sonae.core import FiscalYear

    return stated.year if text is None else FiscalYear.parse(text)


def _title(stated: Evaluation, language: str) -> str:
    agency = stated.agency.ja if language == "ja" else stated.agency.en
    year = stated.year.label_ja if language == "ja" else stated.year.label_en
    from sonae.core import Classification

    secret = "" if stated.label is Classification.PUBLIC else f"{banner(stated.label)} "
    return f"{secret}{agency} {year}"


def _label(stated: Evaluation, name: str, language: str) -> str:
    provision, _ = stated.cascade.provision(name.partition("/")[0])
    cited = stated.cite(provision)[0]
    return cited.label_ja if language == "ja" else cited.label_en


def _item_lines(row: dict[str, Any], language: str) -> list[str]:
    band = "・".join(row["band"]) or "－"
    said = row["ground"]["because_ja" if language == "ja" else "because_en"]
    words = {"ja": ("区分", "自己", "大臣"), "en": ("band", "self", "minister")}[language]
    letters = [row[by]["letter"].replace("not_printed", "－") if row[by] else "－" for by in ("self", "minister")]
    marks = [
        f"▼{row[f'{by}_steps_down']}" if row[f"{by}_steps_down"] else _MARKS.get(row[f"{by}_against_band"] or "", "－")
        for by in ("self", "minister")
    ]
    return [
        "", f"{row['number']} {row[language]}",
        f"    {words[0]} {band}  {words[1]} {letters[0]} {marks[0]}  {words[2]} {letters[1]} {marks[1]}", f"    {said}",
    ]  # fmt: skip


def _sentences(findings: Any, language: str) -> list[str]:
    lines = []
    for one in findings:
        finding: Finding = one
        cites = "・".join(cite.label_ja if language == "ja" else cite.label_en for cite in finding.citations[:3])
        missing = f"  ← {', '.join(finding.missing)}" if finding.missing else ""
        lines += [
            f"{_MARKS[finding.outcome.value]} {finding.question}",
            f"    {finding.because_ja if language == 'ja' else finding.because}", f"    {cites}{missing}",
        ]  # fmt: skip
    return lines
