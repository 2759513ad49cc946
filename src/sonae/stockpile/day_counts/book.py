"""Sums over a ledger: exact, in one unit, and never with a missing part read as nought."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from sonae.core import Citation, Finding, InputError, Outcome, Reason
from sonae.stockpile.day_counts.ledger import MAIN_GROUPS, UNITS, Flow, Ledger, Stock

__all__ = ["Book", "DayCount", "NotAssessable", "figure"]

NOT_COUNTED = {
    "for_others": "held for another country",
    "tanker_at_sea": "in tankers at sea",
    "pipeline": "in pipelines",
    "service_station": "at service stations",
    "end_consumer": "with end consumers",
    "military": "military",
    "bunker": "bunkers of ships",
}
"""Places whose oil no international count takes in (IEA, explanation of closing stock levels)."""


class NotAssessable(Exception):  # noqa: N818 - no error: the answer of a convention whose figures are missing
    """A convention cannot be counted; the reason is one sentence."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class DayCount:
    """Days of one stock under one convention. ``days`` is exact; none where the convention is not assessable."""

    convention: str
    commodity: str
    holder: str
    """national, private, joint, total, or «national + joint»."""
    days: Fraction | None
    stock: Fraction | None
    daily: Fraction | None
    unit: str
    formula: str
    """The formula with its figures."""
    citations: tuple[Citation, ...]
    sources: tuple[str, ...]
    flags: tuple[Reason, ...] = ()
    reasons: tuple[Reason, ...] = ()
    required: Fraction | None = None
    days_low: Fraction | None = None
    """With the lower end of the metal contents; none where no content enters."""
    days_high: Fraction | None = None

    @property
    def assessable(self) -> bool:
        """True when there are days."""
        return self.days is not None

    def finding(self) -> Finding:
        """Return whether the stock reaches what is required: YES, NO, or OPEN without days or without a requirement."""
        if self.days is None:
            return Finding(Outcome.OPEN, f"not assessable: {self.reasons[0]}", self.citations)
        if self.required is None:
            return Finding(Outcome.OPEN, "the convention requires no number of days", self.citations, value=self.days)
        met = self.days >= self.required
        return Finding(
            Outcome.YES if met else Outcome.NO,
            f"{figure(self.days)} days are {'not less' if met else 'less'} than {figure(self.required)}",
            self.citations,
            {"days": self.days, "required": self.required},
            self.days,
        )


def figure(value: Fraction, places: int = 4) -> str:
    """Write an exact figure for a reader: at most ``places`` decimals, ties to even, no trailing noughts."""
    whole, rest = divmod(abs(round(value * 10**places)), 10**places)
    decimals = f".{rest:0{places}d}".rstrip("0").rstrip(".") if places else ""
    return f"{'−' if value < 0 and (whole or rest) else ''}{whole:,}{decimals}"


@dataclass
class Book:
    """A ledger under one count: a unit, the rows used and what is to be said about them."""

    ledger: Ledger
    commodity: str = "oil"
    unit: str = ""
    flags: list[Reason] = field(default_factory=list)
    content_of: Callable[[Stock | Flow], Fraction] = lambda row: Fraction(1)

    def say(self, flag: Reason) -> None:
        """Add a flag once."""
        if flag not in self.flags:
            self.flags.append(flag)

    def settle_unit(self, rows: Iterable[Stock | Flow]) -> None:
        """Choose the one unit of a count: that of all rows, else t where every volume states its density."""
        found = {row.dimension for row in rows}
        self.unit = found.pop() if len(found) == 1 else "t"

    def amount(self, row: Stock | Flow) -> Fraction:
        """Return a row's quantity in the unit of the count.

        Raises:
            NotAssessable: when it is missing, or a volume among tonnes states no density.

        """
        if row.quantity is None:
            raise NotAssessable(_missing(row))
        own, size = UNITS[row.unit]
        amount = Fraction(row.quantity) * size * self.content_of(row)
        if own == (self.unit or own):
            return amount
        if row.density_t_a_kl is None:
            text = "tonnes and kilolitres meet, and a row of {kind} states no density"
            raise NotAssessable(Reason("day_no_density", text, kind=row.kind))
        density = Fraction(row.density_t_a_kl)
        return amount * density if own == "kl" else amount / density

    # Stocks

    def stocks(self, holders: Sequence[str], kinds: Sequence[str] | None = None) -> list[Stock]:
        """Return the rows of holders and kinds, places left out that do not count."""
        rows = [
            row
            for row in self.ledger.stocks
            if row.commodity == self.commodity and row.holder in holders and (kinds is None or row.kind in kinds)
        ]
        for row in rows:
            if row.place in NOT_COUNTED:
                text = "left out: {kind} {where}"
                self.say(Reason("day_place_left_out", text, kind=row.kind, where=NOT_COUNTED[row.place]))
        return [row for row in rows if row.place not in NOT_COUNTED]

    def held(self, holders: Sequence[str], kinds: Sequence[str] | None = None) -> Fraction:
        """Add up what counts of the stocks; holders without any row are missing."""
        known = {row.holder for row in self.ledger.stocks if row.commodity == self.commodity}
        for holder in holders:
            if holder not in known:
                text = "no row of the {holder} stock of {commodity} in the ledger"
                raise NotAssessable(Reason("day_no_stock", text, holder=holder, commodity=self.commodity))
        total = Fraction(0)
        rows = self.stocks(holders, kinds)
        for holder in holders:
            if kinds and not any(row.holder == holder for row in rows):
                said = kinds[0] if len(kinds) == 1 else f"{kinds[0]} … {kinds[-1]}"
                text = "no {kinds} in the {holder} stock; none counted, which never adds days"
                self.say(Reason("day_kinds_not_held", text, kinds=said, holder=holder))
        for row in rows:
            if row.counted != 1:
                text = "{share} of the {holder} {kind} counts, says the ledger"
                self.say(Reason("day_counted_share", text, share=row.counted, holder=row.holder, kind=row.kind))
            total += self.amount(row) * Fraction(row.counted)
        return total

    # Flows

    def _rows(self, name: str, kind: str) -> list[Flow]:
        """Return the rows of a flow and a kind that make up the reference year; all twelve months or the year itself."""
        year = self.ledger.reference
        rows = [f for f in self.ledger.flows if (f.flow, f.commodity, f.kind) == (name, self.commodity, kind)]
        whole = [row for row in rows if row.period == year]
        if whole:
            return whole
        wanted = {(month.year, month.month) for month in year.months}
        monthly = [row for row in rows if (row.period.year, row.period.month) in wanted]
        seen = {(row.period.year, row.period.month) for row in monthly}
        if monthly and len(seen) < len(wanted):
            text = "{flow} of {kind}: {have} of 12 months of {year} are in the ledger"
            raise NotAssessable(
                Reason("day_months_missing", text, flow=name, kind=kind, have=len(seen), year=str(year))
            )
        return monthly

    def flow(self, name: str, kind: str) -> Fraction | None:
        """Return a flow over the reference year; none where the ledger has no row of it."""
        rows = self._rows(name, kind)
        if not rows:
            return None
        return sum((self.amount(row) * (row.period.days if row.per == "day" else 1) for row in rows), start=Fraction(0))

    def flow_rows(self, names: Sequence[str]) -> list[Flow]:
        """Return all rows of flows, for settling the unit."""
        return [row for row in self.ledger.flows if row.commodity == self.commodity and row.flow in names]

    def total(self, name: str, kinds: Sequence[str]) -> Fraction:
        """Add a flow up over those of the kinds that the ledger has.

        Raises:
            NotAssessable: when it has none of them.

        """
        found = {kind: value for kind in kinds if (value := self.flow(name, kind)) is not None}
        if not found:
            text = "no {flow} of {kinds} for {year} in the ledger; write 0 if there were none"
            said = kinds[0] if len(kinds) == 1 else f"{kinds[0]} … {kinds[-1]}"
            raise NotAssessable(
                Reason("day_flow_missing", text, flow=name, kinds=said, year=str(self.ledger.reference))
            )
        return sum(found.values(), start=Fraction(0))

    def net(self, kinds: Sequence[str]) -> Fraction:
        """Return imports less exports over the kinds; a kind in one of them must be in the other.

        Raises:
            NotAssessable: when a kind is imported and nothing is said of its exports, or the other way round.

        """
        into = {kind: value for kind in kinds if (value := self.flow("imports", kind)) is not None}
        out = {kind: value for kind in kinds if (value := self.flow("exports", kind)) is not None}
        if not into and not out:
            self.total("imports", kinds)
        undivided = "products" in into or "products" in out
        for kind in () if undivided and into and out else sorted(into.keys() ^ out.keys()):
            side = "imports" if kind in out else "exports"
            text = "no {flow} of {kinds} for {year} in the ledger; write 0 if there were none"
            raise NotAssessable(
                Reason("day_flow_missing", text, flow=side, kinds=kind, year=str(self.ledger.reference))
            )
        return sum(into.values(), start=Fraction(0)) - sum(out.values(), start=Fraction(0))

    def main_groups_only(self, rows: Iterable[Stock | Flow], what: str) -> None:
        """Refuse products that are not divided into groups where only the three main groups count."""
        for row in rows:
            if row.kind == "products":
                text = "{what} of products are not divided into the three main groups ({groups})"
                raise NotAssessable(Reason("day_products_undivided", text, what=what, groups=", ".join(MAIN_GROUPS)))

    def refuse_nought(self, daily: Fraction, what: str) -> None:
        """Refuse to divide by a daily quantity that is not above nought."""
        if daily <= 0:
            text = "daily {what} are not above 0, and a stock lasts no number of days"
            raise NotAssessable(Reason("day_daily_not_positive", text, what=what))


def _missing(row: Stock | Flow) -> Reason:
    if isinstance(row, Stock):
        text = "the stock of {kind}, {holder} is missing: {why}"
        return Reason("day_stock_missing", text, kind=row.kind, holder=row.holder, why=row.reason)
    text = "the {flow} of {kind} is missing: {why}"
    return Reason("day_quantity_missing", text, flow=row.flow, kind=row.kind, why=row.reason)


def known_commodity(name: str, known: Sequence[str]) -> None:
    """Refuse a commodity that the ledger does not hold.

    Raises:
        InputError: naming what it holds.

    """
    if name not in known:
        raise InputError(f"the ledger holds no «{name}»", expected=", ".join(known))
