"""What bears on a rating beside the ratios: gates, satisfaction on two axes, the efficiency rule, and external factors."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.core import Finding, FiscalYear, Outcome
from sonae.evaluation.attainment import Cite
from sonae.evaluation.exact import percent, written
from sonae.evaluation.form import Exact, Id, IndicatorId, ItemId, Lines, Part, Printed, Section, Text, Words, Year

__all__ = [
    "CostYear",
    "Efficiency",
    "ExternalFactor",
    "Gate",
    "Satisfaction",
    "SupportCase",
    "average_efficiency",
    "efficiency_of",
    "external_factor_finding",
    "gate_finding",
    "satisfaction_finding",
]

Count = Annotated[int, Field(ge=0, le=10**15)]


class Gate(Part):
    """Something that must be passed, whatever the ratio: an outside evaluation that has to find a state sufficient.

    Attributes:
        id: its name.
        item: the item that it bears on.
        year: the year.
        section: where it is required.
        requires: what is required.
        passed: whether it was; none where it is not known yet.
        by: who found so.
        on: when, where that is known.
        lines: where it is required.
        result_lines: where the result stands.

    """

    id: Id
    item: ItemId
    year: Year
    section: Section
    requires: Words
    passed: bool | None = None
    by: Words | None = None
    on: dt.date | None = None
    lines: Lines
    result_lines: Lines | None = None

    @model_validator(mode="after")
    def _somebody_found_so(self) -> Gate:
        if self.passed is not None and self.by is None:
            raise ValueError(f"gate {self.id} has a result and nobody who found so")
        return self


class SupportCase(Part):
    """A case whose client gave marks on two axes.

    Attributes:
        name: the case.
        overall: mark of the whole.
        important: mark of the items marked as important.
        passes: whether both marks suffice, where only that is known.

    """

    name: Words
    overall: Exact | None = None
    important: Exact | None = None
    passes: bool | None = None

    @model_validator(mode="after")
    def _known(self) -> SupportCase:
        both = self.overall is not None and self.important is not None
        if not both and self.passes is None:
            raise ValueError(f"«{self.name.ja}» has neither both marks nor «passes»")
        return self


class Satisfaction(Part):
    """Satisfaction on two axes: the share of cases in which both marks are at least ``least`` of ``of``.

    Attributes:
        indicator: the indicator that it gives.
        year: the year.
        section: where the rule stands.
        least: the least mark that suffices.
        of: the highest mark.
        cases: all cases, those without marks too.
        lines: where the rule and the result stand.

    """

    indicator: IndicatorId
    year: Year
    section: Section
    least: Exact
    of: Exact
    cases: Annotated[tuple[SupportCase, ...], Field(min_length=1)]
    lines: Lines

    @model_validator(mode="after")
    def _marks_fit(self) -> Satisfaction:
        for case in self.cases:
            for mark in (case.overall, case.important):
                if mark is not None and not 1 <= mark <= self.of:
                    raise ValueError(f"«{case.name.ja}» has a mark of {written(mark)} on a scale from 1 to {self.of}")
            if case.passes is not None and (own := self._by_marks(case)) is not None and own != case.passes:
                raise ValueError(
                    f"«{case.name.ja}» says passes: {str(case.passes).lower()}, and its marks say otherwise"
                )
        return self

    def _by_marks(self, case: SupportCase) -> bool | None:
        if case.overall is None or case.important is None:
            return None
        return case.overall >= self.least and case.important >= self.least

    def passes(self, case: SupportCase) -> bool:
        """Return whether both marks of a case suffice."""
        own = self._by_marks(case)
        return bool(case.passes) if own is None else own

    @property
    def share(self) -> Fraction:
        """The share of cases that pass."""
        return Fraction(sum(self.passes(case) for case in self.cases), len(self.cases))


class CostYear(Part):
    """Cost of one year that the efficiency rule looks at, in thousand yen.

    Attributes:
        year: the year.
        total: general administration (without retirement pay) and operating cost (without special factors).
        new_or_expanded: what is new or expanded this year; it enters the base of the next.
        set_apart: other cost that is budgeted by need, in no year's base.
        stated_rate: the rate in per cent as printed, where the base of the year before is not published.
        lines: where it stands.

    """

    year: Year
    total: Count
    new_or_expanded: Count = 0
    set_apart: Count = 0
    stated_rate: Printed | None = None
    lines: Lines

    @model_validator(mode="after")
    def _fits(self) -> CostYear:
        if self.new_or_expanded + self.set_apart > self.total:
            raise ValueError(f"{self.year}: more cost is left out than there is")
        return self

    @property
    def compared(self) -> int:
        """What is held against the base of the year before."""
        return self.total - self.new_or_expanded - self.set_apart

    @property
    def base(self) -> int:
        """The base of the next year: what is new this year has entered it."""
        return self.total - self.set_apart


class Efficiency(Part):
    """The efficiency rule: cost falls by at least a rate against the year before, on the average of the years.

    Attributes:
        item: the item.
        section: where the rule stands.
        least: the least average rate, a share: 0.0111.
        average: how yearly rates are averaged; the rule speaks of an average of years and names no other.
        years: cost by year.
        lines: where the rule stands.

    """

    item: ItemId
    section: Section
    least: Exact
    average: Literal["arithmetic"]
    years: Annotated[tuple[CostYear, ...], Field(min_length=1)]
    lines: Lines

    @model_validator(mode="after")
    def _in_order(self) -> Efficiency:
        order = [one.year for one in self.years]
        if order != sorted(set(order)):
            raise ValueError("the years of the cost do not stand in order, each once")
        return self


class ExternalFactor(Part):
    """An external factor that kept work from being done, or that the agency answered.

    Attributes:
        id: its name.
        section: the section whose work it touched.
        year: the year.
        what: what happened.
        foreseeable: whether it could be foreseen; none where nobody has said.
        prevented: whether work could not be done because of it.
        answered: whether the agency answered it flexibly and properly.
        decided_by: who decided that it is considered, with the day and the reason in ``decision``.
        decided_on: when.
        decision: the reason.
        lines: where it stands.

    """

    id: Id
    section: Section
    year: Year
    what: Words
    foreseeable: bool | None = None
    prevented: bool | None = None
    answered: bool | None = None
    decided_by: Text | None = None
    decided_on: dt.date | None = None
    decision: Words | None = None
    lines: Lines | None = None

    @model_validator(mode="after")
    def _decided_whole(self) -> ExternalFactor:
        parts = (self.decided_by, self.decided_on, self.decision)
        if any(part is not None for part in parts) and any(part is None for part in parts):
            raise ValueError(f"the decision on {self.id} needs who, when and the reason")
        return self


def gate_finding(gate: Gate, cite: Cite) -> Finding:
    """Find whether a gate is passed; one without a result is open."""
    lines = ", ".join(part for part in (gate.lines, gate.result_lines) if part)
    facts = {f"gate.{gate.id}.passed": gate.passed, f"gate.{gate.id}.by": gate.by.en if gate.by else None}
    state = {True: ("passed", "満たす"), False: ("not passed", "満たさない"), None: ("not decided yet", "未定")}[
        gate.passed
    ]
    outcome = {True: Outcome.YES, False: Outcome.NO, None: Outcome.OPEN}[gate.passed]
    return Finding(
        outcome, f"{gate.requires.en}: {state[0]}", cite(gate.section, lines), facts, because_ja=f"{gate.requires.ja}：{state[1]}",
        missing=() if gate.passed is not None else (f"gate.{gate.id}.passed",), question=f"gate.{gate.id}",
    )  # fmt: skip


def satisfaction_finding(survey: Satisfaction, cite: Cite) -> Finding:
    """Find the share of cases with both marks high enough; the finding has it as an exact fraction."""
    passed, number = sum(survey.passes(case) for case in survey.cases), len(survey.cases)
    without = sum(case.overall is None or case.important is None for case in survey.cases)
    least, most = written(survey.least), written(survey.of)
    return Finding(
        Outcome.YES if passed == number else Outcome.NO,
        f"{passed} of {number} cases have at least {least} of {most} on both axes; of {without} only that is known",
        cite(survey.section, survey.lines),
        {"cases": number, "passed": passed, "marks not printed": without},
        survey.share,
        f"{number}件中{passed}件が両評価で{most}段階中{least}以上。うち{without}件は個別の評点が示されていない",
        question=f"satisfaction.{survey.indicator}",
    )


def efficiency_of(rule: Efficiency, year: FiscalYear) -> tuple[Fraction | None, bool]:
    """Return the efficiency rate of a year as a share, and whether it is computed (else it is the printed one).

    1 − (cost without new, expanded and set-apart items) ÷ (base of the year before, which holds that year's new items).
    """
    years = {one.year: one for one in rule.years}
    one, before = years.get(year), years.get(year - 1)
    if one is None:
        return None, False
    if before is not None and before.base > 0:
        return 1 - Fraction(one.compared, before.base), True
    return (None if one.stated_rate is None else Fraction(one.stated_rate) / 100), False


def average_efficiency(rule: Efficiency, year: FiscalYear, cite: Cite) -> Finding:
    """Find whether the average of the yearly rates up to a year is high enough; the finding has it as an exact fraction."""
    rates = [(one.year, *efficiency_of(rule, one.year)) for one in rule.years if one.year <= year]
    lines = ", ".join([rule.lines, *(one.lines for one in rule.years if one.year <= year)])
    known = [rate for _, rate, _ in rates if rate is not None]
    lost = tuple(f"cost.{one - 1}.base" for one, rate, _ in rates if rate is None)
    stated = tuple(f"cost.{one - 1}.base" for one, rate, computed in rates if rate is not None and not computed)
    facts = {f"rate.{one}": None if rate is None else written(rate) for one, rate, _ in rates}
    citations, question = cite(rule.section, lines), "efficiency.average"
    if not known or lost:
        return Finding(
            Outcome.OPEN, "the base of the year before is missing, so that there is no rate", citations, facts,
            because_ja="前年度の基礎となる額がなく、効率化率を算定できない", missing=lost or (f"cost.{year}",), question=question,
        )  # fmt: skip
    mean = sum(known, Fraction(0)) / len(known)
    least = percent(rule.least, 2)
    tail = "; the rate is as printed, since the base of the year before is not published" if stated else ""
    tail_ja = "。前年度の基礎となる額は公表されておらず、率は記載のとおり" if stated else ""
    return Finding(
        Outcome.YES if mean >= rule.least else Outcome.NO,
        f"the average of {len(known)} year{'s' if len(known) > 1 else ''} is {percent(mean, 2)} %, of at least {least} %{tail}",
        citations, facts, mean,
        f"{len(known)}か年平均{percent(mean, 2)}％、基準{percent(rule.least, 2)}％以上{tail_ja}", stated, question=question,
    )  # fmt: skip


def external_factor_finding(factor: ExternalFactor, covered: frozenset[str], cite: Cite) -> Finding:
    """Find whether an external factor is considered in a rating.

    It may be where a rule of the goals covers the section, the factor could not be foreseen, and it either kept work from being
    done or was answered flexibly and properly. That it is considered is a person's decision.

    Args:
        factor: the factor.
        covered: sections whose goals have such a rule.
        cite: cites lines of a section.

    """
    facts = {
        "foreseeable": factor.foreseeable, "prevented": factor.prevented, "answered": factor.answered,
        "decided by": factor.decided_by, "decided on": str(factor.decided_on or ""),
    }  # fmt: skip
    question = f"external.{factor.id}"

    def found(outcome: Outcome, said: tuple[str, str], missing: tuple[str, ...] = ()) -> Finding:
        cited = cite(factor.section, factor.lines or "")
        return Finding(outcome, said[0], cited, facts, because_ja=said[1], missing=missing, question=question)

    if not any(factor.section == one or factor.section.startswith(f"{one}.") for one in covered):
        return found(
            Outcome.NOT_APPLICABLE,
            ("no rule on external factors covers this section", "この項目に外部要因の考慮を定める目標はない"),
        )
    unknown = [name for name in ("prevented", "answered") if facts[name] is None]
    if factor.answered or (factor.prevented and factor.foreseeable is False):
        if factor.decision is None:
            return found(
                Outcome.OPEN,
                ("the factor may be considered; nobody has decided so yet", "考慮し得るが、考慮するとの判断がまだない"),
                (f"{question}.decision",),
            )
        return found(Outcome.YES, (f"considered: {factor.decision.en}", f"考慮する：{factor.decision.ja}"))
    if unknown or (factor.prevented and factor.foreseeable is None):
        lost = tuple(f"{question}.{name}" for name in (unknown or ["foreseeable"]))
        return found(Outcome.OPEN, ("facts are missing", "事実が示されていない"), lost)
    return found(
        Outcome.NO,
        (
            "the factor was foreseeable, or neither prevented work nor was answered",
            "予測し得た、又は実施を妨げず対応もしていない",
        ),
    )
