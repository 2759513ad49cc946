"""Each claim of the document held against the data: it holds, it does not, or it cannot be told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from sonae.core import Citation, Finding, Outcome
from sonae.evaluation.claims import (
    AgreementClaim,
    AllRatiosClaim,
    AttainmentClaim,
    BandClaim,
    ChangeClaim,
    Claim,
    DatesClaim,
    FigureClaim,
    HeadingClaim,
    LettersClaim,
    ListClaim,
    SplitClaim,
    TargetClaim,
    TotalClaim,
)
from sonae.evaluation.evaluation import Evaluation
from sonae.evaluation.exact import percent, printed_decimals, round_half_up, written
from sonae.evaluation.units import english_unit

__all__ = ["check_claim"]


class _Held(NamedTuple):
    """How a claim came out, in both languages, with the facts held against it."""

    outcome: Outcome
    en: str
    ja: str
    facts: Mapping[str, object]
    missing: tuple[str, ...] = ()


def check_claim(evaluation: Evaluation, claim: Claim) -> Finding:
    """Hold a claim against the data.

    Args:
        evaluation: what the files hold.
        claim: one of its claims.

    Returns:
        YES where it holds, NO where it does not, OPEN where something is missing; the finding cites the lines of the claim.

    """
    held = _CHECKS[claim.kind](evaluation, claim)
    return Finding(
        held.outcome, f"{claim.says.en}: {held.en}", _cited(evaluation, claim), {"claim": claim.id, **held.facts},
        because_ja=f"{claim.says.ja}：{held.ja}", missing=held.missing, question=f"claim.{claim.id}",
    )  # fmt: skip


def _cited(evaluation: Evaluation, claim: Claim) -> tuple[Citation, ...]:
    cited = list(evaluation.cite(claim.section, claim.lines))
    if claim.kind == "agreement":
        for one in claim.statements:
            cited += evaluation.cite(claim.section, one.lines)
    return tuple(dict.fromkeys(cited))


def _verdict(holds: bool) -> Outcome:
    return Outcome.YES if holds else Outcome.NO


def _attainment(evaluation: Evaluation, claim: AttainmentClaim) -> _Held:
    found = evaluation.attainment(claim.indicator, claim.year)
    ratio = found.ratio if found is not None else None
    if found is None or ratio is None or found.actual is None or found.target is None:
        return _Held(
            Outcome.OPEN,
            "no attainment can be computed",
            "達成率を算定できない",
            {},
            (f"{claim.indicator}.attainment",),
        )
    computed = percent(ratio, printed_decimals(claim.printed))
    provisional = found.provisional == claim.provisional
    facts = {"printed": f"{claim.printed} %", "computed": f"{computed} %", "exact": written(ratio)}
    pair = f"{written(found.actual)} ÷ {written(found.target)}"
    if computed == claim.printed and provisional:
        return _Held(Outcome.YES, f"{pair} is {computed} %", f"{pair}＝{computed}％", facts)
    if computed == claim.printed:
        return _Held(Outcome.NO, "provisional in one place only", "暫定値の表示が一致しない", facts)
    return _Held(
        Outcome.NO,
        f"{pair} is {computed} %; the printed figure {claim.printed} % is inconsistent",
        f"{pair}＝{computed}％であり、記載の{claim.printed}％は整合しない",
        facts,
    )


def _target(evaluation: Evaluation, claim: TargetClaim) -> _Held:
    indicator = evaluation.indicator(claim.indicator)
    target = indicator.whole_target if claim.of == "period" else indicator.target(claim.of)
    if target is None:
        name = f"{claim.indicator}.target.{claim.of}"
        return _Held(Outcome.OPEN, "there is no such target", "該当する目標がない", {}, (name,))
    printed = indicator.in_own_unit(Fraction(claim.printed), claim.unit)
    facts = {"printed": f"{claim.printed} {claim.unit}", "target": f"{written(target)} {indicator.unit}"}
    same = printed == target
    return _Held(
        _verdict(same),
        f"the target is {written(target)} {english_unit(indicator.unit)}",
        f"目標は{written(target)}{indicator.unit}",
        facts,
    )


def _all_ratios(evaluation: Evaluation, claim: AllRatiosClaim) -> _Held:
    found = [one for one in evaluation.attainments(claim.item, claim.year) if not (claim.except_core and one.core)]
    facts: dict[str, object] = {one.indicator: None if one.ratio is None else written(one.ratio) for one in found}
    below = [one for one in found if one.ratio is not None and one.ratio < claim.least]
    unknown = tuple(f"{one.indicator}.attainment" for one in found if one.ratio is None)
    if below:
        names = ", ".join(
            f"{one.indicator} ({one.percent()} %{'' if one.judged else ', whole period'})" for one in below
        )
        names_ja = "、".join(
            f"{one.indicator}（{one.percent()}％{'' if one.judged else '・中期全体'}）" for one in below
        )
        return _Held(
            Outcome.NO,
            f"not by {names}, and the statement makes no exception for them",
            f"{names_ja}は該当せず、記載はこれらを除いていない",
            facts,
        )
    if unknown:
        return _Held(Outcome.OPEN, "an attainment is missing", "達成率のない指標がある", facts, unknown)
    return _Held(Outcome.YES, f"all of {len(found)} are", f"{len(found)}指標すべて該当", facts)


def _band(evaluation: Evaluation, claim: BandClaim) -> _Held:
    ground = evaluation.ground(claim.item, claim.year)
    facts: dict[str, object] = {"letters": ground.letters, "finding": ground.finding.because}
    if ground.finding.outcome is Outcome.OPEN:
        return _Held(Outcome.OPEN, ground.finding.because, ground.finding.because_ja, facts, ground.finding.missing)
    meets = claim.letter in ground.letters
    return _Held(_verdict(meets == claim.meets), ground.finding.because, ground.finding.because_ja, facts)


def _letters(evaluation: Evaluation, claim: LettersClaim) -> _Held:
    decided = {item: evaluation.rating(item, "minister", claim.year) for item in claim.letters}
    facts: dict[str, object] = {item: None if one is None else one.letter for item, one in decided.items()}
    missing = tuple(f"rating.{item}" for item, one in decided.items() if one is None)
    if missing:
        return _Held(Outcome.OPEN, "a rating is missing", "評定のない項目がある", facts, missing)
    wrong = [item for item, letter in claim.letters.items() if facts[item] != letter]
    said = f"otherwise decided: {', '.join(wrong)}" if wrong else "as decided"
    return _Held(_verdict(not wrong), said, f"評定と異なる項目：{'、'.join(wrong)}" if wrong else "評定のとおり", facts)


def _total(_: Evaluation, claim: TotalClaim) -> _Held:
    total = sum((part.value for part in claim.parts), Fraction(0))
    rounded = round_half_up(total, printed_decimals(claim.printed))
    facts: dict[str, object] = {part.name.en: written(part.value) for part in claim.parts}
    sides = " + ".join(written(part.value) for part in claim.parts)
    holds = rounded == claim.printed
    tail, tail_ja = ("", "") if holds else (f", not {claim.printed}", f"であり{claim.printed}にならない")
    return _Held(
        _verdict(holds),
        f"the parts named, {sides}, make {written(total)} {english_unit(claim.unit)}{tail}",
        f"示された内訳{sides}は{written(total)}{claim.unit}{tail_ja}",
        {"printed": str(claim.printed), **facts},
    )


def _list(evaluation: Evaluation, claim: ListClaim) -> _Held:
    by_id = {entry.id: entry for entry in evaluation.evidence}
    twice = sorted({name for name in claim.entries if claim.entries.count(name) > 1})
    entries = [by_id[name] for name in dict.fromkeys(claim.entries)]
    silent = [entry.id for entry in entries if entry.activity == "not_stated"]
    number = sum((entry.amount for entry in entries), Fraction(0))
    facts: dict[str, object] = {"printed": str(claim.printed), "counted": written(number), "entries": len(entries)}
    if twice:
        return _Held(Outcome.NO, f"{', '.join(twice)} is listed twice", f"{'、'.join(twice)}が重複", facts)
    if number != Fraction(claim.printed):
        return _Held(
            Outcome.NO,
            f"{written(number)} are listed, not {claim.printed}",
            f"列挙は{written(number)}であり{claim.printed}ではない",
            facts,
        )
    if silent:
        return _Held(
            Outcome.NO,
            f"{', '.join(silent)} is counted, and what was done is not stated",
            f"{'、'.join(silent)}は実績に数えられているが、何を行ったかの記載がない",
            facts,
        )
    return _Held(Outcome.YES, f"{written(number)} are listed, each once", f"{written(number)}が各1回列挙", facts)


def _split(evaluation: Evaluation, claim: SplitClaim) -> _Held:
    actual = evaluation.indicator(claim.indicator).actual(claim.year)
    counted = {entry.id: entry.amount for entry in evaluation.register.counted(claim.indicator, claim.year)}
    if actual is None:
        name = f"{claim.indicator}.actual.{claim.year}"
        return _Held(Outcome.OPEN, "there is no value", "実績がない", {}, (name,))
    shown = [
        Fraction(share.printed)
        if share.printed is not None
        else sum((counted.get(name, Fraction(0)) for name in share.entries), Fraction(0))
        for share in claim.shares
    ]
    total = sum(shown, Fraction(0))
    facts: dict[str, object] = {share.section: written(value) for share, value in zip(claim.shares, shown, strict=True)}
    sides = " + ".join(map(written, shown))
    if total > actual:
        return _Held(
            Outcome.NO,
            f"the sections show {sides} = {written(total)} of {written(actual)}: {written(total - actual)} stand under two of them",
            f"各欄の{sides}は{written(total)}で実績{written(actual)}を超え、{written(total - actual)}件が二つの欄にある",
            facts,
        )
    return _Held(
        _verdict(total == actual),
        f"the sections show {sides} = {written(total)} of {written(actual)}",
        f"各欄の{sides}は{written(total)}、実績は{written(actual)}",
        facts,
    )


def _change(_: Evaluation, claim: ChangeClaim) -> _Held:
    before, after = claim.before, claim.after
    exact = {
        "difference": lambda: after - before,
        "increase_percent": lambda: (after - before) / before * 100,
        "ratio_percent": lambda: after / before * 100,
        "share_percent": lambda: after / before * 100,
    }[claim.measure]()
    digits = claim.printed.normalize()
    exponent = digits.as_tuple().exponent
    half = Fraction(Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)) / 2
    rounded = round_half_up(exact, printed_decimals(claim.printed))
    holds = abs(exact - Fraction(claim.printed)) <= half if claim.about else rounded == claim.printed
    shown = round_half_up(exact, max(1, printed_decimals(claim.printed)))
    facts: dict[str, object] = {"before": written(before), "after": written(after), "printed": str(claim.printed)}
    names = {
        "difference": ("the difference", "差"), "increase_percent": ("the increase in %", "増加率（％）"),
        "ratio_percent": ("the ratio in %", "比率（％）"), "share_percent": ("the share in %", "割合（％）"),
    }[claim.measure]  # fmt: skip
    return _Held(_verdict(holds), f"{names[0]} is {shown}", f"{names[1]}は{shown}", {**facts, "exact": written(exact)})


def _figure(evaluation: Evaluation, claim: FigureClaim) -> _Held:
    stated = next((one for one in evaluation.inputs if (one.item, one.year) == (claim.item, claim.year)), None)
    figure = stated.figures.get(claim.name) if stated else None
    if figure is None:
        name = f"inputs.{claim.item}.{claim.name}"
        return _Held(Outcome.OPEN, "there is no such figure", "該当する値がない", {}, (name,))
    facts: dict[str, object] = {"printed": str(claim.printed), "table": str(figure.value)}
    return _Held(
        _verdict(figure.value == claim.printed), f"the table has {figure.value:,}", f"表は{figure.value:,}", facts
    )


def _dates(_: Evaluation, claim: DatesClaim) -> _Held:
    outside = [day for pair in claim.days for day in pair if day not in claim.year]
    backward = [pair for pair in claim.days if pair[1] < pair[0]]
    slots = {"quarter": 4, "month": 12, "half_year": 2, "year": 1}.get(claim.every)
    facts: dict[str, object] = {"days": "; ".join(f"{a}" if a == b else f"{a}/{b}" for a, b in claim.days)}
    if outside or backward:
        return _Held(Outcome.NO, f"a day lies outside {claim.year}", f"{claim.year.label_ja}に属さない日がある", facts)
    if claim.printed is not None and Fraction(claim.printed) != len(claim.days):
        return _Held(Outcome.NO, f"{len(claim.days)} are dated", f"日付は{len(claim.days)}回分", facts)
    if slots is not None:
        span = 12 // slots
        used = {((pair[0].month - claim.year.start.month) % 12) // span for pair in claim.days}
        empty = [number + 1 for number in range(slots) if number not in used]
        if empty:
            shown = ", ".join(map(str, empty))
            return _Held(Outcome.NO, f"none in part {shown} of the year", f"年度の第{shown}期間に実施日がない", facts)
    return _Held(Outcome.YES, f"{len(claim.days)} days fit", f"{len(claim.days)}回の日付が整合", facts)


def _heading(evaluation: Evaluation, claim: HeadingClaim) -> _Held:
    item = next((one for one in evaluation.items if one.section == claim.section), None)
    expected = item.number if item is not None else evaluation.cite(claim.section)[0].label_ja
    whole, printed = _folded(expected), _folded(claim.printed)
    last = _folded(expected.rpartition("-")[2]) if item is not None else _last_mark(claim.section, evaluation)
    facts: dict[str, object] = {"printed": claim.printed, "expected": expected}
    return _Held(_verdict(printed in (whole, last)), f"its number is {expected}", f"番号は{expected}", facts)


def _last_mark(section: str, evaluation: Evaluation) -> str:
    above = section.rpartition(".")[0]
    whole = evaluation.cite(section)[0].label_ja
    return _folded(whole.removeprefix(evaluation.cite(above)[0].label_ja) if above else whole)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s().,。、・―ー－‐-]", "", plain).casefold()


def _agreement(_: Evaluation, claim: AgreementClaim) -> _Held:
    keys = {_folded(one.key): one.key for one in claim.statements}
    facts: dict[str, object] = {one.place.en: one.key for one in claim.statements}
    groups = [
        (key, [one.place for one in claim.statements if _folded(one.key) == folded]) for folded, key in keys.items()
    ]
    said = "; ".join(f"«{key}» ({', '.join(place.en for place in places)})" for key, places in groups)
    said_ja = "；".join(f"「{key}」（{'、'.join(place.ja for place in places)}）" for key, places in groups)
    if len(keys) == 1:
        return _Held(Outcome.YES, f"all places say {said}", f"一致：{said_ja}", facts)
    return _Held(Outcome.NO, f"the places differ: {said}", f"記載が分かれる：{said_ja}", facts)


_CHECKS: dict[str, Callable[[Evaluation, Any], _Held]] = {
    "attainment": _attainment, "target": _target, "all_ratios": _all_ratios, "band": _band, "letters": _letters,
    "total": _total, "list": _list, "split": _split, "change": _change, "figure": _figure, "dates": _dates,
    "heading": _heading, "agreement": _agreement,
}  # fmt: skip
