"""``sonae policy indicators``: what is published, with the place of every figure, and what can be worked out of the data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.output import Format, check_output, emit, split_words
from sonae.cli.policy.words import LanguageOption, Tongue, language_of, percent, say
from sonae.cli.risk import Form, Out
from sonae.core import Classification, DataUnavailableError

if TYPE_CHECKING:
    from sonae.policy import Indicator, Published, SuppliedFigures

__all__ = ["Figures", "indicators", "supplied_of"]

Figures = Annotated[
    Path | None, typer.Option("--supplied", help="The agency's own figures: terms and actuals by year, with sources.")
]


def supplied_of(path: Path | None) -> SuppliedFigures:
    """Read the agency's figures; nobody's where no file is named."""
    from sonae.policy import SuppliedFigures, load_supplied

    return SuppliedFigures.none() if path is None else load_supplied(path)


def indicators(
    only: Annotated[str | None, typer.Option(help="Ids with commas; all where none.")] = None,
    year: Annotated[
        int | None, typer.Option(help="Work the ratios out for this year, from the data pack and what is supplied.")
    ] = None,
    supplied: Figures = None,
    form: Form = Format.table,
    out: Out = None,
    language: LanguageOption = "ja",
) -> None:
    """List the nation's indicators: actuals, targets and formulas with document and line, and ratios worked out."""
    from sonae.policy import indicator, indicator_rows, published_indicators

    tongue = language_of(language)
    names = [indicator(name).id for name in split_words(only) or []] or None
    figures = supplied_of(supplied)
    check_output(form, out, figures.classification)
    published = published_indicators()
    rows = indicator_rows(published, names)
    label = figures.classification
    if year is not None:
        label = Classification.join([label, _work_out(rows, published, figures, year)])
        check_output(form, out, label)
    emit(
        rows, form=form, out=out, classification=label,
        document={"documents": {k: v.model_dump() for k, v in published.documents.items()}, "indicators": rows},
        table=lambda: _table(rows, published, tongue, year),
    )  # fmt: skip


def _work_out(rows: list[dict[str, Any]], published: Published, figures: SuppliedFigures, year: int) -> Classification:
    """Add to each row what the data give for a year: the ratio of its formula, or the dependence that answers to it."""
    from sonae.data import Library
    from sonae.policy import by_origin, by_region, ratio_row, terms_in_hand, trade_label, traded_imports, worked_ratio

    library = Library.open()
    for row in rows:
        one = published.indicators[row["indicator"]]
        row["worked_out"] = None
        if one.definition is not None:
            terms = {**terms_in_hand(one, library, year), **figures.of(one.id).terms.get(year, {})}
            row["worked_out"] = ratio_row(worked_ratio(one, year, terms))
        elif one.computed is not None:
            history = traded_imports(library, one.computed.commodity)
            try:
                imports = history.year(year)
            except DataUnavailableError as error:
                row["worked_out"] = {"year": year, "ratio": {"state": "missing", "value": None, "reason": str(error)}}
                continue
            shares = by_origin(imports) if one.computed.by == "origin" else by_region(imports)
            found = sum(share.share for share in shares if share.key in one.computed.names)
            row["worked_out"] = {
                "year": year,
                "ratio": {"state": "known" if found else "zero", "value": float(found), "source": f"BACI {year}"},
            }
    return trade_label(library)


def _table(rows: list[dict[str, Any]], published: Published, tongue: Tongue, year: int | None) -> str:
    lines: list[str] = []
    for row in rows:
        one = published.indicators[row["indicator"]]
        lines.append(f"{row[tongue]}  ({row['indicator']})")
        dated = [seen for seen in one.observations if seen is one.last or seen.year is None]
        for seen in dated:
            text = one.text(seen.value, seen.sense, tongue)
            lines.append(f"  {say('actual', tongue)}  {one.year_label(seen.year, tongue)} {text}  [{seen.label}]")
        earlier = [seen for seen in one.observations if seen not in dated]
        if earlier:
            told = ", ".join(f"{seen.year}: {one.text(seen.value, seen.sense, tongue)}" for seen in earlier)
            lines.append(f"  {say('earlier', tongue)}  {told}  [{', '.join(dict.fromkeys(s.label for s in earlier))}]")
        if row["unpublished"]:
            lines.append(f"  {say('none_dated', tongue)}: {row['unpublished'][tongue]}  [{row['unpublished']['at']}]")
        for target in sorted(one.targets, key=lambda target: (target.year, target.document)):
            aim = say(target.aim, tongue)
            level = one.text(target.value, target.sense, tongue)
            told = f"{target.year}{'年' if tongue == 'ja' else ''} {level}{'' if tongue == 'ja' else ' '}{aim}"
            words = target.ja if tongue == "ja" else target.en
            lines.append(f"  {say('target', tongue)}  {told}  {words}  [{target.label}]")
        if one.definition is not None:
            note = "" if one.definition.document else say("formula_assumed", tongue)
            at = f"  [{one.definition.document}]" if one.definition.document else ""
            lines.append(f"  {say('formula', tongue)}  {one.definition.formula(tongue)}{note}{at}")
            lines.append(f"        {one.definition.note.in_language(tongue)}")
        if year is not None and row["worked_out"]:
            lines += _worked(row["worked_out"], one, year, tongue)
        lines.append("")
    if year is not None:
        lines += [say("year_as_fiscal", tongue), ""]
    used = dict.fromkeys(place.document for row in rows for place in _places(published, row["indicator"]))
    lines += [f"{name}: {published.documents[name].in_language(tongue)}" for name in used]
    return "\n".join(lines) + "\n"


def _worked(worked: dict[str, Any], one: Indicator, year: int, tongue: Tongue) -> list[str]:
    """Say what came of a year: the ratio with its terms, or why there is none."""
    head = f"  {say('computed' if one.definition is None else 'worked', tongue)}  {year} "
    ratio = worked["ratio"]
    if ratio["value"] is not None:
        lines = [head + percent(ratio["value"])]
    elif one.definition is None:
        lines = [head + f"{say(ratio['state'], tongue)}: {ratio['reason']}"]
    else:
        lines = [head + say(ratio["state"], tongue)]
    for name, amount in worked.get("terms", {}).items():
        term = one.definition.terms[name] if one.definition is not None else None
        named = name if term is None else f"{term.ja if tongue == 'ja' else term.en}, {term.unit}"
        lines.append(f"        {name:22} {_amount(amount, tongue)}  ({named})")
    return lines


def _amount(amount: dict[str, Any], tongue: Tongue) -> str:
    from sonae.policy import NOT_SUPPLIED

    if amount["value"] is not None:
        return f"{amount['value']:,.1f}  {amount['source']}"
    reason = say("to_supply", tongue) if amount["reason"] == NOT_SUPPLIED else amount["reason"]
    return f"{say(amount['state'], tongue)}: {reason}"


def _places(published: Published, name: str) -> list[Any]:
    one = published.indicators[name]
    formula = [one.definition] if one.definition is not None and one.definition.document else []
    return [*one.observations, *one.targets, *([one.unpublished] if one.unpublished else []), *formula]
