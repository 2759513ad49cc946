"""Article 9-2: forecasts, a repayment plan for every borrowing, and its confirmation, where equity is paid from borrowings."""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.day import Day, come_by
from sonae.bylaw.facts.funding import Funding
from sonae.bylaw.facts.repayment import Borrowing
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, Words, no, not_applicable, open_until, yes

__all__ = ["book"]

book = RuleBook(TEXT_IN_HAND)

book.ask(
    "equity.borrowed", "借入金・債券による出資があるか", "Is equity paid from long-term loans or bonds?", of_case=False
)
book.ask(
    "repayment.forecast", "配当や株式売却の時期を予測したか", "Are dividends and the sale of shares forecast in time?"
)
book.ask("repayment.dividends", "配当の時期を予測したか", "Are the times of dividends forecast?", of_case=False)
book.ask("repayment.sale", "株式売却の時期を予測したか", "Is the time of the sale of shares forecast?", of_case=False)
book.ask(
    "repayment.borrowings",
    "出資の元となる借入れが示されているか",
    "Are the borrowings stated that equity is paid from?",
)
book.ask(
    "borrowing.planned",
    "この借入れの償還計画は間に合ったか",
    "Was its repayment plan made in time?",
    each="repayment.borrowings",
)
book.ask(
    "borrowing.confirmed",
    "償還計画の確認は間に合ったか",
    "Was the plan confirmed in time?",
    each="repayment.borrowings",
)


@book.rule("equity.borrowed", "a9_2.p1")
def equity_from_borrowings(ask: Asking) -> Answer:
    every: tuple[Funding, ...] = ask.need("funding")
    if any(one.source == "borrowing" for one in every):
        return yes("借入金・債券による出資がある。", "equity is paid from long-term loans or bonds.")
    unsaid = [f"funding.{number}.source" for number, one in enumerate(every, 1) if one.source is None]
    if unsaid:
        raise Awaited(*unsaid)
    return no("借入金・債券による出資はない。", "no equity is paid from long-term loans or bonds.")


@book.rule("repayment.forecast", "a9_2.p1")
def forecast(ask: Asking) -> Answer:
    if not ask.holds("equity.borrowed"):
        return not_applicable("借入金・債券による出資はない。", "no equity is paid from long-term loans or bonds.")
    return ask.all_of(
        ["repayment.dividends", "repayment.sale"],
        Words("配当と株式売却の時期を予測した。", "the times of dividends and of the sale of shares are forecast."),
        Words("配当か株式売却の時期の予測を欠く。", "a forecast of dividends or of the sale of shares is missing."),
    )


@book.rule("repayment.dividends", "a9_2.p1")
def dividends(ask: Asking) -> Answer:
    return _in_time(
        ask, "repayment.dividends_forecast_on", _first_use(ask), "配当時期の予測", "the forecast of dividends"
    )


@book.rule("repayment.sale", "a9_2.p1")
def sale(ask: Asking) -> Answer:
    return _in_time(
        ask, "repayment.sale_forecast_on", _first_use(ask), "株式売却時期の予測", "the forecast of the sale of shares"
    )


@book.rule("repayment.borrowings", "a9_2.p1")
def borrowings(ask: Asking) -> Answer:
    if not ask.holds("equity.borrowed"):
        return not_applicable("借入金・債券による出資はない。", "no equity is paid from long-term loans or bonds.")
    every: tuple[Borrowing, ...] = ask.need("repayment.borrowings")
    if not every:
        raise Awaited("repayment.borrowings")
    names = [one.name for one in every]
    return yes(f"借入れは{'、'.join(names)}。", f"the borrowings are {', '.join(names)}.")


@book.rule("borrowing.planned", "a9_2.p1")
def planned(ask: Asking) -> Answer:
    return _in_time(ask, ".planned_on", ask.get(".used_on"), "償還計画", "the repayment plan")


@book.rule("borrowing.confirmed", "a9_2.p1")
def confirmed(ask: Asking) -> Answer:
    """A plan can be confirmed from the day on which it is made."""
    made, checked = ask.need(".planned_on", ".confirmed_on")
    if come_by(checked, ask.as_of) and not come_by(made, checked):
        return no(
            f"{checked}の確認の時に償還計画がなかった。",
            f"there was no repayment plan when it was confirmed on {checked}.",
        )
    return _in_time(ask, ".confirmed_on", ask.get(".used_on"), "償還計画の確認", "the confirmation of the plan")


def _first_use(ask: Asking) -> Day | None:
    used = [one.used_on for one in ask.get("repayment.borrowings") or () if isinstance(one.used_on, dt.date)]
    return min(used, default=None)


def _in_time(ask: Asking, path: str, used: Day | None, ja: str, en: str) -> Answer:
    """Answer whether it was there when the borrowed money was first paid as equity; the day itself is in time."""
    on: Day = ask.need(path)
    past = used if isinstance(used, dt.date) and used <= ask.as_of else None
    if past is not None and not come_by(on, past):
        return no(f"出資{past}の時に{ja}がなかった。", f"{en} was not there when equity was paid on {past}.")
    if come_by(on, ask.as_of):
        return yes(f"{ja}は{on}にできた。", f"{en} was made on {on}.", value=on)
    return open_until(f"{ja}を待つ。出資の前に要る。", f"{en} is awaited, due before equity is paid.", ask.named(path))
