"""Article 11: the yearly plan of work and money."""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.articles.event import come, happened, if_happened, if_judged, judgement_of, setting
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.clock import period_end
from sonae.bylaw.kernel import Answer, Asking, Body, RuleBook, Words, no, not_applicable, open_until, yes
from sonae.core import Finding, Outcome

__all__ = ["book"]

PLANS, CHANGES = "management.plans", "management.plan_changes"
GROUNDS = {
    "risk_too_high": Words("事業リスクが高く継続は困難", "the risk is too high to go on"),
    "economics_lost": Words("経済性を満たす見込みがない", "the economics are not going to be met any more"),
    "policy_lost": Words(
        "政策的重要性を満たす見込みがない", "the importance to policy is not going to be met any more"
    ),
}

book = RuleBook(TEXT_IN_HAND)

book.ask(
    "plan.in_order", "年間事業計画は定めどおり扱われたか", "Is the year's plan dealt with as it has to be?", each=PLANS
)
book.ask(
    "plan.approval_asked",
    "年間事業計画の承認を求めるか",
    "Is approval of the plan asked for?",
    each=PLANS,
    of_case=False,
)
book.ask(
    "plan.report_may_replace", "承認に代えて報告を求められるか", "May a report take the place of approval?",
    each=PLANS, of_case=False,
)  # fmt: skip
book.ask(
    "plan.delay_grounds", "年度の開始までに承認を受けられない理由はやむを得ないか",
    "Is there an unavoidable reason why the plan cannot be approved before the year begins?", each=PLANS, of_case=False,
)  # fmt: skip
book.ask("plan.delay_reported", "遅れる旨の報告があるか", "Is the delay reported?", each=PLANS, of_case=False)
book.ask(
    "plan.provisional",
    "暫定計画が期限までに承認されたか",
    "Is a provisional plan approved in time?",
    each=PLANS,
    of_case=False,
)
book.ask(
    "plan.prompt", "計画は策定次第速やかに承認されたか", "Was the plan approved without delay once drawn up?",
    each=PLANS, of_case=False,
)  # fmt: skip


def year_begins(ask: Asking) -> dt.date:
    """Return the first day of the plan's year; the year of a project may be the calendar year or another."""
    month, day = map(int, ask.need("project.year_begins").split("-"))
    return dt.date(ask.need(".year"), month, day)


def last_day_before_the_year(ask: Asking) -> dt.date:
    """Return the last day on which approval comes before the year begins: a year begins with the first moment of its first day."""
    return year_begins(ask) - dt.timedelta(1)


def last_day_of_three_months(ask: Asking) -> dt.date:
    """Return the last day within three months of the year's beginning, its first day counted as it is a whole day."""
    return period_end(year_begins(ask), 3)


@book.rule("plan.approval_asked", "a11.p1")
def in_principle(ask: Asking) -> Answer:
    return yes("年間事業計画は機構の承認を受ける。", "the year's plan needs the agency's approval.")


@book.rule("plan.approval_asked", "a11.p6", "a15.p1.i11", exception_to="plan.approval_asked/in_principle")
def report_instead(ask: Asking) -> Answer | None:
    if ask.finding("plan.report_may_replace").outcome is not Outcome.YES:
        return None
    return no("承認に代えて報告を求める。", "a report takes the place of approval.", value="report")


@book.rule("plan.approval_asked", "a11.p5", "a23.p1", exception_to="plan.approval_asked/report_instead")
def after_termination(ask: Asking) -> Answer | None:
    """Termination frees from approvals that are still to come, not from one that was due and missed."""
    ended = if_happened(ask, "management.termination_approved_on")
    if ended is None:
        return None
    approved, excused = if_happened(ask, ".approved_on"), if_happened(ask, ".delay_reported_on") is not None
    still_to_come = ended <= last_day_before_the_year(ask) or (excused and (approved is None or ended <= approved))
    if not still_to_come:
        return None
    return no(
        f"事業の終結を{ended}に承認済みで、計画の承認は求めない。",
        f"termination was approved on {ended}, so no plan is to be approved.", value="none",
    )  # fmt: skip


@book.rule("plan.report_may_replace", "a11.p6", "a15.p1.i11")
def report_may_replace(ask: Asking) -> Answer:
    return may_replace(ask, "plan.report_in_place_of_approval")


def may_replace(ask: Asking, judgement: str) -> Answer:
    """Answer whether a report may replace an approval: transition approved, no new equity, and the agency judges so."""
    if not ask.holds("transition.approved"):
        return no("開発移行を承認していない。", "the transition to development is not approved.")
    if ask.flag(".new_equity"):
        return no("機構が新たな出資を行う。", "the agency is to give new equity.")
    if not ask.judged(judgement):
        return no("機構は報告に代えないと判断した。", "the agency judged that approval stays.")
    return yes(
        "開発移行は承認済み、新たな出資はなく、機構は報告で足りると判断した。",
        "the transition is approved, no new equity is given, and the agency judged that a report is enough.",
    )


@book.rule("plan.in_order", "a11.p1")
def before_the_year(ask: Asking) -> Answer:
    last = last_day_before_the_year(ask)
    approved = happened(ask, ".approved_on")
    if approved is not None and approved <= last:
        return yes(
            f"{approved}に承認され、期限{last}に間に合った。", f"approved on {approved}, in time for {last}.", value=approved,
        )  # fmt: skip
    if approved is None and ask.as_of <= last:
        return open_until(
            f"承認を待つ。期限は{last}。", f"approval is awaited, due by {last}.", ask.named(".approved_on"), value=last
        )
    happened(ask, ".delay_reported_on")  # whether there is a report has to be stated before the plan is called late
    return no(
        f"年度の開始前の{last}までに承認されず、遅れる旨の報告もない。",
        f"not approved by {last}, before the year begins, and no delay was reported.", value=last,
    )  # fmt: skip


@book.rule("plan.in_order", "a11.p1.x1", "a11.p1.q3", exception_to="plan.in_order/before_the_year")
def late(ask: Asking) -> Answer | None:
    approved = if_happened(ask, ".approved_on")
    in_time = approved is not None and approved <= last_day_before_the_year(ask)
    if in_time or if_happened(ask, ".delay_reported_on") is None:
        return None
    return ask.all_of(
        ["plan.delay_grounds", "plan.delay_reported", "plan.provisional", "plan.prompt"],
        Words("遅れについての定めに従っている。", "what the bylaw asks of a late plan is done."),
        Words("遅れについての定めに従っていない。", "what the bylaw asks of a late plan is not done."),
    )


@book.rule("plan.in_order", "a11.p6", "a15.p1.i11", exception_to="plan.in_order/late")
def reported(ask: Asking) -> Answer | None:
    """A report in place of approval; by when it has to come the text does not say."""
    if ask.finding("plan.approval_asked").value != "report":
        return None
    last, came = last_day_before_the_year(ask), happened(ask, ".reported_on")
    if came is not None and came <= last:
        return yes(f"承認に代わる報告を{came}に受けた。", f"reported on {came} in place of approval.", value=came)
    if came is None and ask.as_of <= last:
        return open_until(
            "承認に代わる報告を待つ。", "the report in place of approval is awaited.", ask.named(".reported_on")
        )
    if setting(ask, "plan_report_due", "before_the_year", "no_day") == "before_the_year":
        return no(
            f"承認に代わる報告を{last}までに受けていない。機構の設定では年度の開始までとする。",
            f"not reported by {last}; the bylaw does not rule the day, and the setting is the beginning of the year.",
        )
    if came is None:
        return open_until(
            "承認に代わる報告を待つ。", "the report in place of approval is awaited.", ask.named(".reported_on")
        )
    return yes(
        f"承認に代わる報告を{came}に受けた。期限の定めはない。",
        f"reported on {came} in place of approval; no day is set for it.", value=came,
    )  # fmt: skip


@book.rule("plan.in_order", "a11.p5", "a23.p1", exception_to="plan.in_order/reported")
def none_asked(ask: Asking) -> Answer | None:
    if ask.finding("plan.approval_asked").value != "none":
        return None
    return not_applicable(
        "事業の終結を承認済みで、計画の承認は求めない。", "termination is approved, so no plan is to be approved."
    )


@book.rule("plan.delay_grounds", "a11.p1.x1")
def delay_grounds(ask: Asking) -> Answer:
    if ask.need(".delay") == "coordination":
        return yes(
            "産油国政府等又は共同事業者との調整が済んでいない。",
            "talks with the host government or partners are not finished.",
        )
    if ask.judged("plan.delay_unavoidable"):
        return yes("やむを得ない理由があると判断された。", "the reason was judged unavoidable.")
    return no("やむを得ない理由とは判断されなかった。", "the reason was not judged unavoidable.")


@book.rule("plan.delay_reported", "a11.p1.x1")
def delay_reported(ask: Asking) -> Answer:
    """The report is of a prospect, so it comes before the year; whether a later one still counts the text does not say."""
    came, last = ask.day(".delay_reported_on"), last_day_before_the_year(ask)
    if came <= last:
        return yes(f"遅れる旨を{came}に報告した。", f"the delay was reported on {came}.")
    if setting(ask, "plan_delay_reported_late", "accepted", "refused") == "accepted":
        return yes(
            f"遅れる旨の報告は年度の開始後の{came}である。機構の設定により認める。",
            f"the delay was reported on {came}, after the year began; the bylaw does not rule it, and the setting accepts it.",
        )
    return no(
        f"遅れる旨の報告は年度の開始後の{came}である。機構の設定により認めない。",
        f"the delay was reported on {came}, after the year began; the bylaw does not rule it, and the setting refuses it.",
    )


@book.rule("plan.provisional", "a11.p1.q3")
def provisional(ask: Asking) -> Answer:
    last = last_day_of_three_months(ask)
    drawn_up = happened(ask, ".drawn_up_on")
    if drawn_up is not None and drawn_up <= last:
        return not_applicable(f"計画は{drawn_up}に策定された。", f"the plan was drawn up on {drawn_up}.")
    if ask.as_of <= last and ask.day(".completion_expected_on") <= last:
        return not_applicable(
            f"計画の策定は年度開始後3か月の{last}までに終わる見込みである。",
            f"the plan is expected to be complete within three months of the year's beginning ({last}).",
        )
    approved = happened(ask, ".provisional_approved_on")
    if approved is not None and approved <= last:
        return yes(
            f"暫定計画は{approved}に承認され、期限{last}に間に合った。",
            f"the provisional plan was approved on {approved}, in time for {last}.", value=approved,
        )  # fmt: skip
    if approved is None and ask.as_of <= last:
        return open_until(
            f"暫定計画の承認を待つ。期限は{last}。", f"approval of a provisional plan is awaited, due by {last}.",
            ask.named(".provisional_approved_on"), value=last,
        )  # fmt: skip
    return no(f"暫定計画が{last}までに承認されていない。", f"no provisional plan was approved by {last}.", value=last)


@book.rule("plan.prompt", "a11.p1.x1")
def prompt(ask: Asking) -> Answer:
    drawn_up = happened(ask, ".drawn_up_on")
    if drawn_up is None:
        return not_applicable(
            "計画は策定されていない。策定次第、速やかに承認を受ける。",
            "the plan is not drawn up yet; approval is to follow without delay once it is.",
        )
    approved = happened(ask, ".approved_on")
    if approved is None:
        return open_until(
            f"計画は{drawn_up}に策定され、承認を待つ。",
            f"drawn up on {drawn_up}; approval is awaited.",
            ask.named(".approved_on"),
        )
    if approved <= drawn_up or ask.judged("plan.approved_without_delay"):
        return yes(f"{drawn_up}に策定され{approved}に承認された。", f"drawn up on {drawn_up}, approved on {approved}.")
    return no(
        f"{drawn_up}に策定され{approved}に承認された。速やかとは判断されなかった。",
        f"drawn up on {drawn_up}, approved on {approved}, which was not judged without delay.",
    )


book.ask(
    "plan_change.in_order",
    "重要な変更は定めどおり扱われたか",
    "Is the change dealt with as it has to be?",
    each=CHANGES,
)
book.ask(
    "plan_change.report_may_replace", "変更の承認に代えて報告を求められるか", "May a report take the place of approval?",
    each=CHANGES, of_case=False,
)  # fmt: skip
book.ask(
    "plan_change.prompt", "変更の承認は速やかに求められたか", "Was approval of the change asked for without delay?", each=CHANGES,
    of_case=False,
)  # fmt: skip


@book.rule("plan_change.in_order", "a11.p4")
def change(ask: Asking) -> Answer:
    if not ask.flag(".important"):
        return not_applicable("重要な変更ではない。", "the change is not important.")
    approved = happened(ask, ".approved_on")
    if approved is None:
        return open_until("変更の承認を待つ。", "approval of the change is awaited.", ask.named(".approved_on"))
    if ask.holds("plan_change.prompt"):
        return yes(f"変更は{approved}に承認された。", f"the change was approved on {approved}.", value=approved)
    return no("変更の承認は速やかに求められなかった。", "approval of the change was not asked for without delay.")


@book.rule("plan_change.in_order", "a11.p6", "a15.p1.i11", exception_to="plan_change.in_order/change")
def change_reported(ask: Asking) -> Answer | None:
    if not ask.get(".important") or ask.finding("plan_change.report_may_replace").outcome is not Outcome.YES:
        return None
    came = happened(ask, ".reported_on")
    if came is None:
        return open_until(
            "承認に代わる報告を待つ。", "the report in place of approval is awaited.", ask.named(".reported_on")
        )
    return yes(f"承認に代わる報告を{came}に受けた。", f"reported on {came} in place of approval.", value=came)


@book.rule("plan_change.report_may_replace", "a11.p6", "a15.p1.i11")
def change_may_be_reported(ask: Asking) -> Answer:
    return may_replace(ask, "plan_change.report_in_place_of_approval")


@book.rule("plan_change.prompt", "a11.p4")
def change_asked_promptly(ask: Asking) -> Answer:
    foreseen, came = ask.day(".foreseen_on"), happened(ask, ".received_on")
    if came is None:
        return open_until("変更の承認の申請を待つ。", "the application is awaited.", ask.named(".received_on"))
    if came <= foreseen or ask.judged("plan_change.asked_without_delay"):
        return yes(f"{foreseen}に見込まれ{came}に申請された。", f"foreseen on {foreseen}, asked for on {came}.")
    return no(f"{foreseen}に見込まれ{came}に申請された。", f"foreseen on {foreseen}, asked for only on {came}.")


def _review(kind: str, each: str, cites: tuple[str, ...], approvals: dict[str, str]) -> None:
    """Write down the rules on the review before an approval (p2) and on what it may find (p3), for plans or for changes."""
    book.ask(
        f"{kind}.reviewed",
        "承認は書面と基準による審査を経たか",
        "Did a review on papers go before approval?",
        each=each,
    )
    book.ask(
        f"{kind}.papers_first",
        "承認の前に書面を受け取ったか",
        "Did the papers come before approval?",
        each=each,
        of_case=False,
    )
    book.ask(
        f"{kind}.criteria_met", "別途定める基準を満たすか", "Are the criteria set apart met?", each=each, of_case=False
    )
    book.ask(
        f"{kind}.stops", "審査で追加出資を止める理由があるとされたか", "Did the review find a ground to stop equity?", each=each,
        of_case=False,
    )  # fmt: skip
    book.rule(f"{kind}.reviewed", "a11.p2", *cites)(_reviewed(kind, approvals))
    book.rule(f"{kind}.papers_first", "a11.p2", *cites)(_papers_first(approvals))
    book.rule(f"{kind}.criteria_met", "a11.p2", *cites)(_criteria_met(kind, approvals))
    for ground, words in GROUNDS.items():
        book.ask(f"{kind}.{ground}", f"{words.ja}か", f"Is it judged that {words.en}?", each=each, of_case=False)
        book.rule(f"{kind}.{ground}", "a11.p3", *cites)(_ground(kind, ground, words))
    book.rule(f"{kind}.stops", "a11.p3", *cites)(_stops(kind))


def _reviewed(kind: str, approvals: dict[str, str]) -> Body:
    def reviewed(ask: Asking) -> Answer:
        if all(if_happened(ask, approved) is None for approved in approvals):
            return not_applicable("承認はまだない。", "nothing is approved yet.")
        return ask.all_of(
            [f"{kind}.papers_first", f"{kind}.criteria_met"],
            Words(
                "承認は書面と基準による審査を経た。", "a review on papers, under the criteria, went before approval."
            ),
            Words(
                "承認は書面と基準による審査を経ていない。",
                "approval was given without the review that has to go before it.",
            ),
        )

    return reviewed


def _papers_first(approvals: dict[str, str]) -> Body:
    def papers_first(ask: Asking) -> Answer:
        for approval, papers in approvals.items():
            approved = if_happened(ask, approval)
            if approved is None:
                continue
            received = happened(ask, papers)
            if received is None or received > approved:
                return no(f"{approved}の承認の時に書面がない。", f"approved on {approved} without the papers in hand.")
        return yes("承認の前に書面を受け取った。", "the papers came before approval.")

    return papers_first


def _criteria_met(kind: str, approvals: dict[str, str]) -> Body:
    def criteria_met(ask: Asking) -> Answer:
        criteria, judged = ask.parameter("plan_review_criteria"), ask.judgement(f"{kind}.criteria_met")
        approved = max(day for day in (if_happened(ask, name) for name in approvals) if day is not None)
        if judged.on > approved:
            return no(f"審査は承認の後の{judged.on}である。", f"the review is of {judged.on}, after approval.")
        if judged.holds:
            return yes(f"基準「{criteria}」により審査された。", f"reviewed under the criteria «{criteria}».")
        return no(f"基準「{criteria}」を満たさない。", f"the criteria «{criteria}» are not met.")

    return criteria_met


def _ground(kind: str, ground: str, words: Words) -> Body:
    def found(ask: Asking) -> Answer:
        """One judgement that none of the three grounds is there may stand for three."""
        if if_judged(ask, f"{kind}.no_ground_to_stop") and judgement_of(ask, f"{kind}.{ground}") is None:
            return no(f"「{words.ja}」とは判断されていない。", f"it is not judged that {words.en}.")
        judged = ask.judgement(f"{kind}.{ground}")
        if judged.holds:
            return yes(
                f"{words.ja}と{judged.on}に判断された。",
                f"on {judged.on} it was judged that {words.en}.",
                value=judged.on,
            )
        return no(f"「{words.ja}」とは判断されなかった。", f"it was not judged that {words.en}.")

    return found


def _stops(kind: str) -> Body:
    def stops(ask: Asking) -> Answer:
        found = [ask.finding(f"{kind}.{ground}") for ground in GROUNDS]
        return _stopped(found, "審査で追加出資を止める理由はない。", "the review found no ground to stop equity.")

    return stops


def _stopped(found: list[Finding], none_ja: str, none_en: str) -> Answer:
    """Join findings that may stop equity: the first day of those that do, open while one waits."""
    given = [one for one in found if one.outcome is Outcome.YES]
    if given:
        ja, en = "".join(one.because_ja for one in given), " ".join(one.because for one in given)
        return yes(ja, en, value=min(one.value for one in given if isinstance(one.value, dt.date)))
    waits = tuple(dict.fromkeys(name for one in found if one.outcome is Outcome.OPEN for name in one.missing))
    if waits:
        return open_until("審査の判断を待つ。", "the review's judgement is awaited.", *waits)
    return no(none_ja, none_en)


_review("plan", PLANS, (), {".approved_on": ".received_on", ".provisional_approved_on": ".provisional_received_on"})
_review("plan_change", CHANGES, ("a11.p4.q2",), {".approved_on": ".received_on"})

book.ask("equity.stopped", "追加の出資は止まっているか", "Is further equity stopped?", of_case=False)
book.ask("equity.open", "追加の出資を行えるか", "May further equity be given?")
book.ask(
    "equity.shares_disposed",
    "出資を止めた後、株式は適切に処分されたか",
    "Were the shares disposed of after equity was stopped?",
)
book.ask(
    "worsening.measures_asked", "経済性の悪化に対策を求めたか", "Were measures asked for against worse economics?",
    each="management.worsenings",
)  # fmt: skip


@book.rule("equity.stopped", "a11.p3", "a11.p4.q2")
def stopped(ask: Asking) -> Answer:
    found = []
    for kind, each in (("plan", PLANS), ("plan_change", CHANGES)):
        for number, entry in enumerate(ask.get(each) or (), 1):
            judged = ask.finding(f"{kind}.stops", f"{each}.{number}")
            if judged.outcome is Outcome.OPEN and come(ask, entry.approved_on) is None:
                continue  # a review that is still to come has found nothing yet
            found.append(judged)
    return _stopped(found, "追加の出資を止める判断はない。", "no review has found a ground to stop equity.")


@book.rule("equity.open", "a11.p3")
def further_equity(ask: Asking) -> Answer:
    if not ask.get(PLANS):
        return not_applicable("年間事業計画はまだない。", "there is no year's plan yet.")
    if not ask.holds("equity.stopped"):
        return yes("追加の出資を止める判断はない。", "no review has found a ground to stop equity.")
    since = ask.parts[-1].value
    return no(
        f"{since}の判断により、承認済みの計画又は契約の義務に要するもののほか、追加の出資は行わない。",
        f"since the judgement of {since} no further equity is given, but for approved plans and obligations of approved contracts.",
        value=since,
    )


@book.rule("equity.shares_disposed", "a11.p3")
def shares_disposed(ask: Asking) -> Answer:
    """By when the shares have to be disposed of, and how, the text leaves to «properly»."""
    if not ask.get(PLANS) or not ask.holds("equity.stopped"):
        return not_applicable("追加の出資は止まっていない。", "equity is not stopped.")
    disposed = happened(ask, "management.shares_disposed_on")
    if disposed is None:
        return open_until(
            "保有する株式を適切に処分する。期限の定めはない。", "the shares held are to be disposed of properly; no day is set.",
            "management.shares_disposed_on",
        )  # fmt: skip
    if ask.judged("equity.shares_disposed_properly"):
        return yes(f"株式は{disposed}に適切に処分された。", f"the shares were disposed of properly on {disposed}.")
    return no(f"{disposed}の処分は適切と判断されなかった。", f"the disposal of {disposed} was not judged proper.")


@book.rule("worsening.measures_asked", "a11.p7")
def measures_asked(ask: Asking) -> Answer:
    """Whether the worsening is great, a person judges; p7 binds whatever the paragraphs before it say."""
    if not ask.judged("worsening.great"):
        return not_applicable("大幅な悪化とは判断されていない。", "the worsening was not judged great.")
    asked = happened(ask, ".measures_asked_on")
    if asked is None:
        return no("対策を求めていない。", "the agency has not asked the investee for measures.")
    return yes(f"{asked}に対策を求めた。", f"the agency asked the investee for measures on {asked}.", value=asked)
