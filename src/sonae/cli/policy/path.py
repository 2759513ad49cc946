"""``sonae policy path``: the way from the last actual to the targets, the observed pace, and what projects add."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit
from sonae.cli.policy.indicators import Figures, supplied_of
from sonae.cli.policy.words import LanguageOption, Tongue, language_of, pad, points, say
from sonae.cli.project.reading import PortfolioConditions, portfolio_inputs
from sonae.cli.risk import Form, Out
from sonae.core import Classification, InputError

if TYPE_CHECKING:
    from sonae.policy import Amount, Indicator, PathToTarget, PortfolioVolumes

__all__ = ["DenominatorOption", "PortfolioOption", "denominator_named", "path", "volumes_of"]

PortfolioOption = Annotated[
    str | None,
    typer.Option("--portfolio", help="Folder of project files, or «demonstration»: show what they add by each target."),
]
DenominatorOption = Annotated[
    str | None,
    typer.Option(
        "--denominator",
        help="With --portfolio: «published», «trade:YEAR» or a number in the unit of the volumes (thousand boe a day, t a year).",
    ),
]


def path(
    name: Annotated[str, typer.Argument(metavar="INDICATOR", help="Id, such as oil-gas-self-development.")],
    supplied: Figures = None,
    portfolio: PortfolioOption = None,
    conditions: PortfolioConditions = None,
    denominator: DenominatorOption = None,
    form: Form = Format.table,
    out: Out = None,
    language: LanguageOption = "ja",
) -> None:
    """Show the way to each target of an indicator: gap, gain needed a year, observed pace, what the projects add."""
    from sonae.policy import contributions, indicator, path_rows, paths, project_rows

    tongue = language_of(language)
    one = indicator(name)
    figures = supplied_of(supplied)
    check_output(form, out, figures.classification)
    ways = paths(one, figures.of(one.id).observations)
    rows, label = path_rows(ways), figures.classification
    added: list[dict[str, Any]] = []
    if denominator is not None and portfolio is None:
        raise InputError("a denominator is asked for with a portfolio only", field="--denominator")
    if portfolio is not None:
        named, read = denominator_named(one, denominator, figures)
        volumes, under = volumes_of(one, portfolio, conditions, form, out)
        label = Classification.join([label, under, read])
        check_output(form, out, label)
        for way in ways:
            gains = contributions(way, volumes.counted(way.last.year), named)
            added.append(project_rows(way, volumes, gains, named))
    emit(
        rows, form=form, out=out, classification=label, document={"paths": rows, "projects": added},
        table=lambda: _table(one, ways, added, tongue, label),
    )  # fmt: skip


def volumes_of(
    one: Indicator, portfolio: str, conditions: str | None, form: Format, out: Path | None
) -> tuple[PortfolioVolumes, Classification]:
    """Evaluate a portfolio and return the volumes that bear on an indicator, with the joined label."""
    from sonae.policy import portfolio_volumes
    from sonae.portfolio.cases import evaluate_portfolio

    if one.volume is None:
        raise InputError(f"projects do not bear on {one.id}", expected="an indicator of equity volumes")
    book, under = portfolio_inputs(portfolio, conditions)
    label = Classification.join([book.classification, under.classification])
    check_output(form, out, label)
    found = portfolio_volumes(evaluate_portfolio(book, under), one)
    return found, Classification.join([label, found.classification])


def denominator_named(one: Indicator, text: str | None, figures: Any) -> tuple[Amount, Classification]:
    """Read what volumes are divided by: it is never chosen by itself.

    Raises:
        InputError: for an indicator that projects do not bear on, for none, for what is no denominator, or one without a value.

    """
    from sonae.policy import Amount, denominator_of, needed_denominator, terms_in_hand, trade_label

    if one.volume is None:
        raise InputError(f"projects do not bear on {one.id}", expected="an indicator of equity volumes")
    expected = "published, trade:YEAR or a number"
    if text is None:
        raise InputError("no denominator is named for the projects", field="--denominator", expected=expected)
    if text == "published":
        return _usable(needed_denominator(one)), Classification.PUBLIC
    kind, _, year = text.partition(":")
    if kind == "trade" and year.isdigit() and len(year) == 4 and one.definition is not None:
        from sonae.data import Library

        library = Library.open()
        terms = {**terms_in_hand(one, library, int(year)), **figures.of(one.id).terms.get(int(year), {})}
        return _usable(denominator_of(one.definition, terms)), trade_label(library)
    try:
        value = Fraction(text.replace(",", ""))
    except (ValueError, ZeroDivisionError):
        raise InputError(f"«{text[:40]}» is no denominator", field="--denominator", expected=expected) from None
    if value <= 0 or len(text) > 30:
        raise InputError(f"«{text[:40]}» is no denominator", field="--denominator", expected="more than 0")
    return Amount.of(value, "--denominator"), Classification.PUBLIC


def _usable(amount: Amount) -> Amount:
    """Refuse a denominator without a value before a portfolio is evaluated for it."""
    if amount.value is None:
        raise InputError(f"the denominator is {amount.state.value}: {amount.reason}", field="--denominator")
    return amount


def _table(
    one: Indicator, ways: tuple[PathToTarget, ...], added: list[dict[str, Any]], tongue: Tongue, label: Classification
) -> str:
    last = ways[0].last
    actual = one.text(last.value, "about" if last.rounded else "exact", tongue)
    head = f"{one.in_language(tongue)}: {say('actual', tongue)} {one.year_label(last.year, tongue)} {actual}"
    lines = [banner(label), f"{head}  [{last.source}]"]
    for place, way in enumerate(ways):
        words = way.target.ja if tongue == "ja" else way.target.en
        level = one.text(way.target.value, way.target.sense, tongue)
        lines += ["", f"{way.target.year} {level} {say(way.target.aim, tongue)}  {words}  [{way.target.label}]"]
        if way.met:
            lines.append(f"  {say('met', tongue)}")
        lines.append(f"  {pad(say('gap', tongue), 30)} {_change(one, way.gap, tongue)}")
        if way.linear is not None:
            lines.append(f"  {pad(say('gain', tongue), 30)} {_change(one, way.linear, tongue)} × {way.years}")
        if way.compound is not None:
            lines.append(f"  {pad(say('growth', tongue), 30)} {way.compound:+.2%}")
        lines += _paces(one, way, tongue)
        if added:
            lines += _projects(added[place], tongue)
    return "\n".join(lines) + "\n"


def _paces(one: Indicator, way: PathToTarget, tongue: Tongue) -> list[str]:
    lines = []
    for pace in way.paces:
        verdict = say("reaches" if pace.reaches else "falls_short", tongue)
        span = f"{pace.first}–{pace.last}, n={pace.count}"
        lines.append(
            f"  {pad(say(f'pace_{pace.name}', tongue), 30)} {_change(one, pace.slope, tongue)} ({span}) "
            f"→ {way.target.year} {one.text(pace.at_target)}: {verdict}"
        )
    if way.no_pace:
        lines.append(f"  {pad(say('no_pace', tongue), 30)} {_no_pace(way.no_pace, tongue)}")
    return lines


def _no_pace(reason: str, tongue: Tongue) -> str:
    if tongue == "en":
        return reason
    return "目標年までの年がない" if reason == "no year is left" else "実績が一つしかない（すう勢には二つ要る）"


def _change(one: Indicator, value: Fraction, tongue: Tongue) -> str:
    if one.unit == "share":
        return points(float(value), tongue)
    return f"{float(value):+,.10g}{one.text(Fraction(0), 'exact', tongue)[1:]}"


def _projects(found: dict[str, Any], tongue: Tongue) -> list[str]:
    unit, whole = found["unit"], found["denominator"]
    lines = [
        f"  {say('projects', tongue)} ({unit}; {say('denominator', tongue)} {whole['value']:,.10g}, {whole['source']})"
    ]
    for row in found["projects"]:
        lines.append(
            f"    {row['project']:20} {row['before']:>12,.2f} → {row['after']:>12,.2f}  {points(row['gain'], tongue, 3)}"
            f"  ({say('agency', tongue)} {row['agency_after']:,.2f})"
        )
    for row in found["left_out"]:
        why = row["because_ja"] if tongue == "ja" else row["because"]
        lines.append(f"    {row['project']:20} {say('left_out', tongue)}: {why}")
    lines.append(f"    {pad(say('closed', tongue), 30)} {points(found['gained'], tongue, 3)}")
    lines.append(f"    {pad(say('left', tongue), 30)} {points(found['left'], tongue, 3)}")
    made_up = [f"    {say('fictional', tongue)}"] if any(row["fictional"] for row in found["projects"]) else []
    return [*lines, f"    {say('others', tongue)}", *made_up]
