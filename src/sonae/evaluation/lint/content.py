"""What the data of an evaluation say against each other, without any claim: parts and wholes, counts, ratings, goals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from sonae.core import Citation, Finding, Outcome
from sonae.evaluation.conditions import efficiency_of
from sonae.evaluation.evaluation import Evaluation
from sonae.evaluation.exact import printed_decimals, round_half_up, written
from sonae.evaluation.form import Words
from sonae.evaluation.goals import COLUMNS
from sonae.evaluation.indicator import Indicator
from sonae.evaluation.rating import compare
from sonae.evaluation.units import english_unit

__all__ = ["check_content"]

_COLUMNS = {
    "goal": Words(ja="中期目標", en="mid-term goals"), "plan": Words(ja="中期計画", en="mid-term plan"),
    "annual": Words(ja="年度計画", en="annual plan"),
}  # fmt: skip


def check_content(evaluation: Evaluation) -> Iterator[Finding]:
    """Yield a finding for everything in the data that can contradict itself: YES where it agrees, NO where it does not."""
    for indicator in evaluation.indicators:
        yield from _parts(evaluation, indicator)
        yield from _equivalents(evaluation, indicator)
        yield from _counts(evaluation, indicator)
        yield from _goal_quantities(evaluation, indicator)
    yield from _satisfaction(evaluation)
    yield from _doubles(evaluation)
    yield from _legal_bases(evaluation)
    yield from _ratings(evaluation)
    yield from _efficiency(evaluation)


def _found(
    question: str, holds: bool, said: tuple[str, str], citations: tuple[Citation, ...], facts: Mapping[str, object]
) -> Finding:
    return Finding(
        Outcome.YES if holds else Outcome.NO,
        said[0],
        citations,
        facts,
        because_ja=said[1],
        question=f"content.{question}",
    )


def _parts(evaluation: Evaluation, indicator: Indicator) -> Iterator[Finding]:
    for year, actual in indicator.actuals.items():
        if not actual.parts:
            continue
        total = sum((part.value for part in actual.parts), Fraction(0))
        value = indicator.actual(year)
        sides = " + ".join(written(part.value) for part in actual.parts)
        whole = "" if value is None else written(value)
        yield _found(
            f"parts.{indicator.id}.{year}", total == value,
            (f"the parts of indicator {indicator.id}, {sides}, make {written(total)}; its value is {whole}",
             f"指標{indicator.id}の内訳{sides}の計は{written(total)}、実績は{whole}"),
            evaluation.cite(indicator.sections[0], ", ".join([actual.lines, *(part.lines for part in actual.parts)])),
            {part.name.en: written(part.value) for part in actual.parts},
        )  # fmt: skip


def _equivalents(evaluation: Evaluation, indicator: Indicator) -> Iterator[Finding]:
    targets = [*indicator.year_targets.values(), *((indicator.period_target,) if indicator.period_target else ())]
    for target in targets:
        own = indicator.in_own_unit(target.value, target.unit)
        for other in target.equivalents:
            same = indicator.in_own_unit(other.value, other.unit)
            pair = f"{written(other.value)}{other.unit}", f"{written(own)}{indicator.unit}"
            english = f"{written(other.value)} {english_unit(other.unit or '')}", english_unit(indicator.unit)
            yield _found(
                f"equivalent.{indicator.id}.{written(other.value)}", same == own,
                (f"{english[0]} is {written(same)} {english[1]}; the target is {written(own)}",
                 f"{pair[0]}は{written(same)}{indicator.unit}、目標は{pair[1]}"),
                evaluation.cite(indicator.sections[0], target.lines), {"target": pair[1], "equivalent": pair[0]},
            )  # fmt: skip


def _counts(evaluation: Evaluation, indicator: Indicator) -> Iterator[Finding]:
    for year, actual in indicator.actuals.items():
        if not actual.itemised:
            continue
        value = Fraction(actual.numerator) if actual.numerator is not None else indicator.actual(year)
        counted = evaluation.register.count(indicator.id, year)
        shown = "" if value is None else written(value)
        yield _found(
            f"evidence.{indicator.id}.{year}", counted == value,
            (f"the register counts {written(counted)} for indicator {indicator.id}, the evaluation {shown}",
             f"証拠台帳は指標{indicator.id}に{written(counted)}、評価書は{shown}"),
            evaluation.cite(indicator.sections[0], actual.lines),
            {"register": written(counted), "evaluation": shown},
        )  # fmt: skip


def _goal_quantities(evaluation: Evaluation, indicator: Indicator) -> Iterator[Finding]:
    """A quantity named «indicator-1-2» in a text of the cascade is the target of that indicator."""
    name = f"indicator-{indicator.id.lower()}"
    for row in evaluation.goals:
        for column in COLUMNS:
            cell = row.current(column)
            for quantity in cell.quantities if cell is not None else ():
                if quantity.name != name:
                    continue
                yearly = column == "annual" or indicator.values == "each_year"
                target = indicator.target(evaluation.year) if yearly else indicator.whole_target
                value = indicator.in_own_unit(quantity.value, quantity.unit)
                shown = "none" if target is None else written(target)
                yield _found(
                    f"goal.{indicator.id}.{row.section}.{column}", target is None or value == target,
                    (f"the {_COLUMNS[column].en} sets {written(value)} for indicator {indicator.id}, whose target is {shown}",
                     f"指標{indicator.id}について{_COLUMNS[column].ja}の定めは{written(value)}、目標は{shown}"),
                    evaluation.cite(row.section, quantity.lines), {"text": quantity.said.en, "target": shown},
                )  # fmt: skip


def _satisfaction(evaluation: Evaluation) -> Iterator[Finding]:
    for survey in evaluation.satisfaction:
        indicator = evaluation.indicator(survey.indicator)
        value = indicator.actual(survey.year)
        scale = indicator.share_scale or Fraction(1)
        share = survey.share * scale
        shown = "" if value is None else written(value)
        yield _found(
            f"satisfaction.{indicator.id}.{survey.year}", share == value,
            (f"the cases give {written(share)} {english_unit(indicator.unit)}, the evaluation {shown}",
             f"案件から求めた割合は{written(share)}{indicator.unit}、評価書は{shown}"),
            evaluation.cite(survey.section, survey.lines), {"cases": len(survey.cases)},
        )  # fmt: skip


def _doubles(evaluation: Evaluation) -> Iterator[Finding]:
    for one, two in evaluation.register.doubles():
        yield _found(
            f"double.{two.id}", False,
            (f"{one.id} and {two.id} are one activity, which counts once", f"{one.id}と{two.id}は同じ活動であり、一度だけ数える"),
            evaluation.cite(one.sections[0], one.lines or ""), {"title": one.title.en, "on": str(one.on)},
        )  # fmt: skip


def _legal_bases(evaluation: Evaluation) -> Iterator[Finding]:
    """Two items that rest on exactly the same provisions: one list was probably copied from the other."""
    seen: dict[tuple[tuple[str, tuple[str, ...]], ...], str] = {}
    for item in evaluation.items:
        basis = tuple(sorted((one.law.ja, one.provisions) for one in item.legal_basis))
        if not any(provisions for _, provisions in basis):
            continue
        first = seen.setdefault(basis, item.id)
        yield _found(
            f"legal_basis.{item.id}", first == item.id,
            (f"the legal basis of {item.id} is its own", f"{item.number}の根拠条文は他の項目と異なる") if first == item.id else
            (f"{item.id} lists exactly the provisions of {first}", f"{item.number}の根拠条文は{first}と全く同じ"),
            evaluation.cite(item.section, item.lines), {"provisions": "; ".join(", ".join(p) for _, p in basis)},
        )  # fmt: skip


def _ratings(evaluation: Evaluation) -> Iterator[Finding]:
    for rating in evaluation.ratings:
        if rating.item == "overall":
            continue
        found = compare(rating, evaluation.ground(rating.item, rating.year))
        if found.outcome in (Outcome.YES, Outcome.NO):
            yield _found(
                f"rating.{rating.item}.{rating.by}", found.outcome is Outcome.YES,
                (f"{rating.item}, {rating.by}: {found.because}", f"{rating.item}：{found.because_ja}"),
                evaluation.cite(evaluation.item(rating.item).section, rating.lines or ""), dict(found.facts_used),
            )  # fmt: skip


def _efficiency(evaluation: Evaluation) -> Iterator[Finding]:
    rule = evaluation.efficiency
    for cost in rule.years if rule is not None else ():
        rate, computed = efficiency_of(rule, cost.year) if rule is not None else (None, False)
        if rule is None or cost.stated_rate is None or rate is None or not computed:
            continue
        rounded = round_half_up(rate * 100, printed_decimals(cost.stated_rate))
        printed = cost.stated_rate
        yield _found(
            f"efficiency.{cost.year}", rounded == cost.stated_rate,
            (f"the cost gives {rounded} %, printed is {printed} %", f"費用から求めた率は{rounded}％、記載は{printed}％"),
            evaluation.cite(rule.section, cost.lines), {"exact": written(rate)},
        )  # fmt: skip
