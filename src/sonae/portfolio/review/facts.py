"""What the review is told of a project: plain facts, no model. Yen are whole; years are fiscal years by their first.

What is not known is left out (``None``) and stays open; zero is written as zero. Every class checks itself when it is
made, and names the project in its sentence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from sonae.core import InputError, UnknownChoiceError

__all__ = [
    "BEGINNINGS",
    "INSTRUMENTS",
    "RANKS",
    "STAGES",
    "CaseFacts",
    "Cash",
    "Fact",
    "Holding",
    "Judgement",
    "KeyFigure",
    "Milestone",
    "Position",
    "RankOverride",
    "RankRecord",
    "RecoveryEvidence",
    "RecoveryExamination",
    "SaleFacts",
    "check_yen",
]

RANKS = ("A", "B", "C")
STAGES = ("exploration", "development", "production", "abandonment", "terminated")
BEGINNINGS = ("exploration", "development", "production")
INSTRUMENTS = ("equity", "guarantee", "loan")


def check_yen(owner: Any, *names: str, least: int | None = None) -> None:
    """Refuse fields that are no whole yen (``None`` passes) or lie below ``least``.

    Raises:
        InputError: naming the field.

    """
    for name in names:
        value = getattr(owner, name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int):
            raise InputError(f"«{value!r}» is no whole number of yen", field=name, expected="an integer")
        if least is not None and value < least:
            raise InputError(f"{value:,} yen lie below {least:,}", field=name, expected=f"{least:,} or more")


def _chosen(kind: str, value: object, choices: Sequence[str]) -> None:
    if value is not None and value not in choices:
        raise UnknownChoiceError(kind, value, choices)


def _said(field: str, *texts: str) -> None:
    if not all(text.strip() for text in texts):
        raise InputError("nothing is said", field=field, expected="a name or a reason in words")


def _once(kind: str, names: Iterable[object], field: str) -> None:
    seen: set[object] = set()
    for name in names:
        if name in seen:
            raise InputError(f"the {kind} {name} stands there twice", field=field)
        seen.add(name)


class Fact:
    """Base of all facts: a file may hold no field that is not known."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Judgement(Fact):
    """What only a person may judge: who, when, with what reason and evidence."""

    by: str
    date: dt.date
    reason: str
    evidence: tuple[str, ...]

    def __post_init__(self) -> None:
        _said("judgement", self.by, self.reason)
        if not self.evidence:
            raise InputError("a judgement names no evidence", field="evidence", expected="at least one paper or record")


@dataclass(frozen=True, slots=True)
class Cash(Fact):
    """Money between the agency and a project in a fiscal year, yen: paid in and received, none negative."""

    fiscal_year: int
    contributed_yen: int = 0
    received_yen: int = 0

    def __post_init__(self) -> None:
        check_yen(self, "contributed_yen", "received_yen", least=0)


@dataclass(frozen=True, slots=True)
class RankRecord(Fact):
    """A rank that was given before."""

    as_of: dt.date
    rank: str
    by: str
    cites: tuple[str, ...]
    reason: str = ""
    overridden: bool = False

    def __post_init__(self) -> None:
        _chosen("rank", self.rank, RANKS)
        _said("history", self.by, *self.cites)


@dataclass(frozen=True, slots=True)
class RankOverride(Fact):
    """A rank set by a person for the review of one date; it does not hold for another."""

    as_of: dt.date
    rank: str
    judgement: Judgement

    def __post_init__(self) -> None:
        _chosen("rank", self.rank, RANKS)
        if self.judgement.date < self.as_of:
            raise InputError(
                f"the override of {self.as_of} was judged on {self.judgement.date}, before there was anything to judge",
                field="override",
            )


@dataclass(frozen=True, slots=True)
class RecoveryExamination(Fact):
    """The examination whether a project of rank C can recover (bylaw a22.p2), and the year whose plan takes it up."""

    judgement: Judgement
    prospect: str
    measures: tuple[str, ...]
    carried_into_fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class RecoveryEvidence(Fact):
    """A plan that shows to what value, in yen of the agency's share, and by when the net worth will recover."""

    value_yen: int
    by_fiscal_year: int
    plan: str
    judgement: Judgement

    def __post_init__(self) -> None:
        check_yen(self, "value_yen", least=0)
        _said("recovery", self.plan)


@dataclass(frozen=True, slots=True)
class Holding(Fact):
    """Shares of an investee in the agency's books at the last period end, yen."""

    acquired_yen: int
    """Paid for the shares, to date."""
    written_down_yen: int
    """Write-downs of the shares to date; they are final under corporate accounting."""
    allowance_yen: int
    """Valuation loss of exploration, or allowance, carried at the last period end; computed anew at each."""
    exploration_yen: int | None = None
    """Part of ``acquired_yen`` that paid for exploration."""
    net_worth_yen: int | None = None
    """The agency's share of the investee's net assets at their substance (実質価額)."""
    recovery: RecoveryEvidence | None = None

    def __post_init__(self) -> None:
        check_yen(self, "acquired_yen", "written_down_yen", "allowance_yen", "exploration_yen", least=0)
        check_yen(self, "net_worth_yen")
        if (self.exploration_yen or 0) > self.acquired_yen:
            raise InputError("more was paid for exploration than for all shares", field="exploration_yen")
        if self.carrying_yen < 0:
            raise InputError("write-downs and allowance are more than the shares cost", field="written_down_yen")

    @property
    def cost_yen(self) -> int:
        """Cost after write-downs of the shares."""
        return self.acquired_yen - self.written_down_yen

    @property
    def carrying_yen(self) -> int:
        """Carrying amount at the last period end."""
        return self.cost_yen - self.allowance_yen


@dataclass(frozen=True, slots=True)
class Position(Fact):
    """What the agency stands to lose in a project: carrying amount of equity, guaranteed balance, or loan outstanding."""

    instrument: str
    yen: int
    funding: str | None = None
    """Where the money comes from, such as an account, a borrowing or a bond."""

    def __post_init__(self) -> None:
        _chosen("instrument", self.instrument, INSTRUMENTS)
        check_yen(self, "yen", least=0)


@dataclass(frozen=True, slots=True)
class KeyFigure(Fact):
    """A figure of the year's plan against what came, in its own unit; names are those of the watch rules."""

    name: str
    unit: str
    plan: Decimal | None = None
    actual: Decimal | None = None

    def __post_init__(self) -> None:
        _said("figures", self.name, self.unit)
        for value in (self.plan, self.actual):
            if value is not None and not Decimal(value).is_finite():
                raise InputError(f"«{self.name}» is no number", field="figures")


@dataclass(frozen=True, slots=True)
class Milestone(Fact):
    """A date of the plan, and the date it came or is now expected."""

    name: str
    planned: dt.date
    now: dt.date | None = None

    def __post_init__(self) -> None:
        _said("milestones", self.name)


@dataclass(frozen=True, slots=True)
class SaleFacts(Fact):
    """What is known for a sale of the shares; what is not known is left out."""

    valuation_possible: bool | None = None
    """The shares can be valued on reasonable grounds although no development transition was approved."""
    value_yen: int | None = None
    offer_yen: int | None = None
    asked_by_shareholders: bool | None = None
    """Japanese companies that hold the investee's other shares ask for the sale."""
    interested_buyers: int | None = None
    policy_purpose_attained: bool | None = None
    market_price: Decimal | None = None
    deck_price: Decimal | None = None
    """Price of the same product and unit in the condition set."""
    repays_borrowing_yen: int | None = None
    """Borrowing that the proceeds would repay early."""
    grounds: tuple[str, ...] = ()
    needed: Judgement | None = None
    """The agency's own judgement that it must sell (bylaw a24.p2.i2)."""
    decision: Judgement | None = None
    decided_to_sell: bool | None = None

    def __post_init__(self) -> None:
        check_yen(self, "value_yen", "offer_yen", "repays_borrowing_yen", least=0)
        for name in ("market_price", "deck_price"):
            if (price := getattr(self, name)) is not None and price <= 0:
                raise InputError("a price is not above 0", field=name)
        if (self.decision is None) != (self.decided_to_sell is None):
            raise InputError("a decision on a sale is a judgement and its answer", field="decision")


@dataclass(frozen=True, slots=True)
class CaseFacts(Fact):
    """A project of the agency on the day of the review."""

    id: str
    name: str
    adopted: dt.date
    source: str
    """Where the facts come from: a ledger, a report, an evaluation."""
    begins_in: str
    """Stage of the project when it was adopted."""
    development_approved: dt.date | None = None
    """Approval of the transition to development (bylaw a15.p1.i11)."""
    failed: dt.date | None = None
    """Day on which failure was established."""
    ended: dt.date | None = None
    """Day on which the agency's part ended."""
    exploration_term_ends: dt.date | None = None
    country: str | None = None
    region: str | None = None
    stage: str | None = None
    commodity: str | None = None
    funding_rate: Decimal | None = None
    """Yearly rate at which the agency funds the project, as a share."""
    actual: tuple[Cash, ...] = ()
    expected: tuple[Cash, ...] | None = None
    """Forecast from the review on; of the success case in exploration. ``None``: nobody has made one."""
    chance: Decimal | None = None
    """Chance of success in exploration."""
    chance_weighted: tuple[Cash, ...] | None = None
    """Forecast weighed with the chances of a decision tree in exploration; in the ratio it stands for chance × forecast."""
    scenario_profits_yen: tuple[int, ...] | None = None
    """Life-of-investment profit of each scenario, discounted to adoption."""
    positions: tuple[Position, ...] = ()
    holding: Holding | None = None
    figures: tuple[KeyFigure, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    override: RankOverride | None = None
    recovery: RecoveryExamination | None = None
    history: tuple[RankRecord, ...] = ()
    sale: SaleFacts | None = None

    def __post_init__(self) -> None:
        try:
            self._check()
        except UnknownChoiceError:
            raise
        except InputError as error:
            raise InputError(
                f"project «{self.id}»: {error.problem}", field=error.field, expected=error.expected
            ) from error

    def _check(self) -> None:
        _said("id", self.id, self.name, self.source)
        if "." in self.id or ":" in self.id:
            raise InputError("an id holds a dot or a colon", field="id", expected="letters, digits, - and _")
        _chosen(f"stage of «{self.id}»", self.stage, STAGES)
        _chosen(f"beginning of «{self.id}»", self.begins_in, BEGINNINGS)
        _once("fiscal year", (row.fiscal_year for row in self.actual), "actual")
        _once("fiscal year", (row.fiscal_year for row in self.expected or ()), "expected")
        _once("fiscal year", (row.fiscal_year for row in self.chance_weighted or ()), "chance_weighted")
        _once("key figure", (figure.name for figure in self.figures), "figures")
        _once("milestone", (milestone.name for milestone in self.milestones), "milestones")
        for name, value in (("chance", self.chance), ("funding_rate", self.funding_rate)):
            if value is not None and not Decimal(value).is_finite():
                raise InputError("this is no number", field=name)
        if self.chance is not None and not 0 <= self.chance <= 1:
            raise InputError(f"a chance of {self.chance} is none", field="chance", expected="0 to 1")
        if self.funding_rate is not None and self.funding_rate <= -1:
            raise InputError(f"a rate of {self.funding_rate} is none", field="funding_rate", expected="above −1")
        if self.scenario_profits_yen is not None and not self.scenario_profits_yen:
            raise InputError(
                "no scenario is given", field="scenario_profits_yen", expected="leave it out, or one or more"
            )
        dates = [record.as_of for record in self.history]
        if sorted(set(dates)) != dates:
            raise InputError("the ranks are not in order of date, each once", field="history")
        for name in ("development_approved", "failed", "ended"):
            if (day := getattr(self, name)) is not None and day < self.adopted:
                raise InputError(f"{day} lies before the adoption on {self.adopted}", field=name)
        if self.positions and not self.live:
            raise InputError("it has ended, and something is still exposed", field="positions")
        equity = sum(position.yen for position in self.positions if position.instrument == "equity")
        carrying = 0 if self.holding is None else self.holding.carrying_yen
        if equity != carrying:
            raise InputError(
                f"equity positions add up to {equity:,} yen, the shares are carried at {carrying:,}", field="positions"
            )

    @property
    def live(self) -> bool:
        """True while the agency's part has not ended."""
        return self.ended is None

    @property
    def explores(self) -> bool:
        """True while success or failure is not yet established."""
        return self.begins_in == "exploration" and self.development_approved is None and self.failed is None

    @property
    def has_equity(self) -> bool:
        """True where the agency holds shares, or has adopted an equity project not drawn yet (a position of 0)."""
        return self.holding is not None or any(position.instrument == "equity" for position in self.positions)

    @property
    def rate(self) -> Fraction | None:
        """The funding rate, exactly."""
        return None if self.funding_rate is None else Fraction(self.funding_rate)
