"""Article 19: audits of the investee, and what is made up after them."""

from __future__ import annotations

import datetime as dt
import math
from fractions import Fraction

from sonae.bylaw.articles.event import happened, if_happened, judgement_of
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.clock import years_after
from sonae.bylaw.facts.management import Drawdown
from sonae.bylaw.facts.oversight import Audit, Disposal
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, Words, no, not_applicable, open_until, yes
from sonae.core import InputError, UnknownChoiceError

__all__ = ["LEAP_DAYS", "ROUNDINGS", "YEARS", "book", "five_years_after", "rounded"]

YEARS = 5
"""Years from the first drawdown or the latest audit to the next (a19.p1)."""

LEAP_DAYS = ("28_february", "1_march")
"""The day on which five years from a 29 February are over, in a year that has none: the bylaw does not rule it."""

ROUNDINGS = ("down", "half_up", "up")
"""How the product of settled cost and ratio becomes whole yen: the bylaw does not rule it."""

AUDITS = "oversight.audits"
COVERED = {
    "spending": Words("資金支出", "spending"), "accounting": Words("経理処理", "its accounting"),
    "grounds": Words("支出の根拠", "its grounds"), "joint_reports": Words("共同操業協定等の監査報告書", "joint audit reports"),
}  # fmt: skip

book = RuleBook(TEXT_IN_HAND)

book.ask("audit.none_outstanding", "行うべき監査は済んでいるか", "Was every audit held that has to be?")
book.ask("audit.five_years", "5年ごとの監査は済んでいるか", "Is the five-yearly audit held?", of_case=False)
book.ask(
    "audit.found_necessary",
    "必要と認めた監査は済んでいるか",
    "Is the audit held that was found necessary?",
    of_case=False,
)
book.ask(
    "audit.requested",
    "出資先が求めた監査は済んでいるか",
    "Is the audit held that the investee asked for?",
    of_case=False,
)
book.ask(
    "audit.works_ended", "事業終了に伴う監査は済んでいるか", "Is the audit held at the end of the works?", of_case=False
)
book.ask(
    "audit.accounts_closed", "終結と勘定閉鎖に伴う監査は済んでいるか",
    "Is the audit held at termination and closing of accounts?", of_case=False,
)  # fmt: skip
book.ask(
    "audit.for_sale", "株式売却に伴う監査は済んでいるか", "Is the audit held for the sale of shares?", of_case=False
)
book.ask("audit.covers", "監査は所定の対象に及んだか", "Did the audit look at all that it has to?", each=AUDITS)
book.ask(
    "audit.trued_up", "監査の結果により過不足が調整されたか", "Was the difference made up after the audit?", each=AUDITS
)


@book.rule("audit.none_outstanding", "a19.p1", "a19.p1.x1")
def none_outstanding(ask: Asking) -> Answer:
    """Audits are of an investee, which a company is once equity is paid: before the first drawdown none is due."""
    if _first_drawdown(ask) is None:
        return not_applicable("出資はまだ実行されていない。", "no equity has been paid yet.")
    return ask.all_of(
        [
            "audit.five_years", "audit.found_necessary", "audit.requested", "audit.works_ended", "audit.accounts_closed",
            "audit.for_sale",
        ],
        Words("行うべき監査は残っていない。", "no audit is outstanding."),
        Words("行うべき監査が残っている。", "an audit is outstanding."),
    )  # fmt: skip


@book.rule("audit.five_years", "a19.p1")
def five_years(ask: Asking) -> Answer:
    """The later of first drawdown and latest audit counts; the first day does not, so five years end on the same date."""
    paid = _first_drawdown(ask)
    if paid is None:
        return not_applicable("出資はまだ実行されていない。", "no equity has been paid yet.")
    begins = max([paid, *_held(ask)])
    over = five_years_after(begins, _leap_day(ask, begins))
    if ask.as_of <= over:
        return yes(
            f"{begins}から5年の{over}まで、次の監査の時期は来ない。", f"five years from {begins} are over on {over}; none is late.",
            value=over,
        )  # fmt: skip
    return no(
        f"{begins}から5年を{over}に経過し、監査が行われていない。いつまでに行うかの定めはない。",
        f"five years from {begins} were over on {over}, and no audit was held; the text sets no last day for it.", value=over,
    )  # fmt: skip


def _leap_day(ask: Asking, begins: dt.date) -> str:
    """Return the setting, which is needed only on a day on which it makes a difference."""
    first, last = (five_years_after(begins, setting) for setting in LEAP_DAYS)
    if first == last:
        return LEAP_DAYS[0]
    try:
        return str(ask.parameter("audit_leap_day"))
    except Awaited:
        if first < ask.as_of <= last:
            raise
        return LEAP_DAYS[0] if ask.as_of <= first else LEAP_DAYS[1]


def five_years_after(day: dt.date, leap_day: str) -> dt.date:
    """Return the day on which five years from a day are over: that of the same date.

    Args:
        day: the day from which they run.
        leap_day: one of :data:`LEAP_DAYS`, which decides where the day is a 29 February.

    Raises:
        UnknownChoiceError: for another setting.

    """
    if leap_day not in LEAP_DAYS:
        raise UnknownChoiceError("setting for 29 February", leap_day, LEAP_DAYS)
    end = years_after(day, YEARS)
    return end + dt.timedelta(1) if end.day != day.day and leap_day == "1_march" else end


@book.rule("audit.found_necessary", "a19.p1.i1", "a19.p1.x1")
def found_necessary(ask: Asking) -> Answer:
    found = judgement_of(ask, "audit.necessary")
    if found is None:
        return not_applicable("監査の必要は認められていない。", "nobody found an audit necessary.")
    if not found.holds:
        return not_applicable(f"{found.on}に必要とは認められなかった。", f"none was found necessary on {found.on}.")
    return _followed(ask, found.on, Words("機構が監査の必要を認めた", "the agency found an audit necessary"))


@book.rule("audit.requested", "a19.p1.i2", "a19.p1.x1")
def requested(ask: Asking) -> Answer:
    days: tuple[dt.date, ...] = ask.need("oversight.audit_requests")
    come = [day for day in days if day <= ask.as_of]
    if not come:
        return not_applicable("出資先は監査を求めていない。", "the investee asked for no audit.")
    latest = max(_held(ask), default=None)
    left = [day for day in come if latest is None or day > latest]
    return _followed(
        ask, min(left, default=max(come)), Words("出資先が監査を求めた", "the investee asked for an audit")
    )


@book.rule("audit.works_ended", "a19.p1.i3", "a19.p1.x1")
def works_ended(ask: Asking) -> Answer:
    """Both the end of all works and the joint audit are needed; the later counts."""
    ended = happened(ask, "oversight.works_ended_on")
    if ended is None:
        return not_applicable("承認した事業は全ては終了していない。", "not all works approved have ended.")
    complete = happened(ask, "oversight.joint_audit_completed_on")
    if complete is None:
        return not_applicable("共同操業協定に基づく監査は完了していない。", "the joint audit is not complete.")
    return _followed(
        ask, max(ended, complete),
        Words("事業が全て終了し、協定に基づく監査も完了した", "all works have ended and the joint audit is complete"),
    )  # fmt: skip


@book.rule("audit.accounts_closed", "a19.p1.i4", "a19.p1.x1", "a23.p1")
def accounts_closed(ask: Asking) -> Answer:
    approved = if_happened(ask, "management.termination_approved_on")
    if approved is None:
        return not_applicable("事業の終結は承認されていない。", "no termination is approved.")
    closed = happened(ask, "oversight.accounts_closed_on")
    if closed is None:
        return not_applicable("石油契約等の勘定は閉鎖されていない。", "the accounts under the contract are not closed.")
    return _followed(
        ask, max(approved, closed),
        Words("終結が承認され、勘定が閉鎖された", "termination is approved and the accounts are closed"),
    )  # fmt: skip


@book.rule("audit.for_sale", "a19.p1.i5", "a19.p1.x1", "a24.p1")
def for_sale(ask: Asking) -> Answer:
    """The audit goes with the sale: it is held from the decision on the terms until the shares are sold, that day included."""
    disposal: Disposal | None = ask.get("oversight.disposal")
    decided = None if disposal is None else if_happened(ask, "oversight.disposal.terms_decided_on")
    sold = if_happened(ask, "management.shares_disposed_on")
    if decided is None and sold is None:
        return not_applicable("株式の売却は決まっていない。", "no sale of shares is decided.")
    decided = happened(ask, "oversight.disposal.terms_decided_on") if decided is None else decided
    fit = [day for day in _held(ask) if decided is not None and decided <= day and (sold is None or day <= sold)]
    if fit:
        return yes(
            f"売却に伴う監査は{fit[0]}に行われた。", f"the audit for the sale was held on {fit[0]}.", value=fit[0]
        )
    if sold is not None:
        return no(f"{sold}の売却までに監査が行われていない。", f"no audit was held by the sale on {sold}.", value=sold)
    return open_until(
        f"{decided}に決まった売却に伴う監査を待つ。", f"decided on {decided}; its audit is awaited.", AUDITS
    )


def _followed(ask: Asking, since: dt.date, why: Words) -> Answer:
    """Answer whether an audit was held on the day of its cause or later; on that day itself nothing is late yet."""
    held = [day for day in _held(ask) if day >= since]
    if held:
        return yes(
            f"{since}に{why.ja}。監査は{held[0]}に行われた。", f"{why.en} on {since}; held on {held[0]}.", value=held[0]
        )
    if ask.as_of == since:
        return yes(f"{since}に{why.ja}。監査を行う。", f"{why.en} on {since}; it is to be held.", value=since)
    return no(
        f"{since}に{why.ja}が、監査が行われていない。いつまでに行うかの定めはない。",
        f"{why.en} on {since}, and none was held; the text sets no last day for it.", value=since,
    )  # fmt: skip


def _first_drawdown(ask: Asking) -> dt.date | None:
    drawdowns: tuple[Drawdown, ...] = ask.need("management.drawdowns")
    missing = [
        f"management.drawdowns.{number}.paid_on" for number, one in enumerate(drawdowns, 1) if one.paid_on is None
    ]
    if missing:
        raise Awaited(*missing)
    days = [one.paid_on for one in drawdowns if isinstance(one.paid_on, dt.date) and one.paid_on <= ask.as_of]
    return min(days, default=None)


def _held(ask: Asking) -> list[dt.date]:
    """Return the days of audits until the day of the check, in order."""
    audits: tuple[Audit, ...] = ask.need(AUDITS)
    return sorted(one.on for one in audits if one.on <= ask.as_of)


@book.rule("audit.covers", "a19.p1")
def covers(ask: Asking) -> Answer:
    if ask.day(".on") > ask.as_of:
        return not_applicable("監査はまだ行われていない。", "the audit is not held yet.")
    covered = ask.need(".covers")
    left = [name for name in COVERED if name not in covered]
    if "joint_reports" in left and not ask.flag(".joint_reports_exist"):
        left.remove("joint_reports")
    if left:
        ja, en = "、".join(COVERED[name].ja for name in left), ", ".join(COVERED[name].en for name in left)
        return no(f"監査が次に及んでいない: {ja}。", f"the audit left out: {en}.")
    return yes("監査は所定の対象に及んだ。", "the audit looked at all that it has to.")


@book.rule("audit.trued_up", "a19.p2")
def trued_up(ask: Asking) -> Answer:
    """The difference is settled cost × ratio − equity paid; it is rounded only where it is no whole yen."""
    if ask.day(".on") > ask.as_of:
        return not_applicable("監査はまだ行われていない。", "the audit is not held yet.")
    cost, ratio, paid = ask.need(".settled_cost", ".equity_ratio", ".equity_paid")
    exact = Fraction(cost) * ratio
    whole = int(exact) if exact.denominator == 1 else rounded(exact, ask.parameter("true_up_rounding"))
    left = whole - paid
    sum_ja, sum_en = f"{cost}円 × {ratio} − {paid}円 = {left:+}円", f"{cost} yen × {ratio} − {paid} yen = {left:+} yen"
    if left == 0:
        return yes(f"{sum_ja}、過不足はない。", f"{sum_en}: nothing to make up.", value=exact - paid)
    if happened(ask, ".adjusted_on") is None:
        return open_until(
            f"{sum_ja}、調整を待つ。", f"{sum_en}, to be made up.", ask.named(".adjusted_on"), value=exact - paid
        )
    moved = ask.need(".adjusted_by")
    if moved == left:
        return yes(f"{sum_ja}、調整された。", f"{sum_en}, made up.", value=exact - paid)
    return no(
        f"{sum_ja}に対し{moved:+}円が調整された。", f"{sum_en}, and {moved:+} yen were moved.", value=exact - paid
    )


def rounded(amount: Fraction, rounding: str) -> int:
    """Return an amount of yen, not below zero, in whole yen.

    Raises:
        UnknownChoiceError: for a rounding that is none of :data:`ROUNDINGS`.
        InputError: for an amount below zero.

    """
    if rounding not in ROUNDINGS:
        raise UnknownChoiceError("rounding", rounding, ROUNDINGS)
    if amount < 0:
        raise InputError(f"{amount} yen lie below zero")
    if rounding == "half_up":
        return math.floor(amount + Fraction(1, 2))
    return math.floor(amount) if rounding == "down" else math.ceil(amount)
