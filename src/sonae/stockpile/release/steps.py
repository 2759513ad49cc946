"""The steps of a release, one pure function each: (case, settings) → what it answers, and on what facts.

A step answers YES, NO or OPEN. OPEN waits for a fact or for a person's judgement; it is never taken for YES. Every step
is answered, whatever the answers before it, so that whoever decides sees all of them at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import Finding, InputError, Outcome
from sonae.stockpile.release.allocation import allocate
from sonae.stockpile.release.case import Buyer, PlanLimit, ReleaseCase
from sonae.stockpile.release.exchange import months_begun, required_return_kg, return_premium
from sonae.stockpile.release.rules import ReleaseSettings

__all__ = ["STEPS", "Quantity", "buyer_finding", "plan_limit"]

YES, NO, OPEN = Outcome.YES, Outcome.NO, Outcome.OPEN
_WORST = {YES: 0, OPEN: 1, NO: 2}


def _request(case: ReleaseCase, settings: ReleaseSettings) -> Finding:
    asked = sum(request.quantity_kg for request in case.requests)
    facts = {"requests": [request.id for request in case.requests], "asked_kg": asked}
    if not case.requests:
        return Finding(NO, "no company has asked for a release", facts_used=facts, value=0)
    return Finding(YES, "companies have asked for a release", facts_used=facts, value=asked)


def _purpose(case: ReleaseCase, settings: ReleaseSettings) -> Finding:
    purpose = case.wanted.purpose
    facts = {"purpose": purpose}
    if purpose is None:
        return Finding(OPEN, "the purpose is not stated: quantity, quality or form", facts_used=facts)
    words = {"quantity": "to adjust the quantity", "quality": "to keep the quality", "form": "to change the form"}
    return Finding(YES, f"the release is {words[purpose]}", facts_used=facts, value=purpose)


def _need(case: ReleaseCase, settings: ReleaseSettings) -> Finding:
    facts: dict[str, object] = {}
    if case.regime == "tight_supply":
        facts |= {name: value for name, value in case.supply.model_dump().items() if value is not None}
        missing = [name for name, value in case.supply.model_dump().items() if value is None]
        if missing:
            facts["not_known"] = missing
    elif case.adjustment is not None:
        facts["purpose"] = case.adjustment.purpose
    if case.criterion is None:
        return Finding(OPEN, "the agency's criterion for «needed» is not given", facts_used=facts)
    facts["criterion"] = f"{case.criterion.name} ({case.criterion.adopted_on})"
    if case.criterion.adopted_on > case.date:
        return Finding(OPEN, "the criterion was adopted after the day of the decision", facts_used=facts)
    found = [judgement for judgement in case.judgements if judgement.step == "need"]
    if not found:
        return Finding(OPEN, "a person must judge whether the release is needed", facts_used=facts)
    if len(found) > 1:
        raise InputError("two judgements answer the step «need»: a conflict", field="judgements")
    judgement = found[0]
    facts |= {"by": judgement.by, "date": judgement.date, "reason": judgement.reason, "evidence": judgement.evidence}
    unanswered = [point for point in case.criterion.points if point not in judgement.answers]
    if unanswered:
        facts["unanswered"] = unanswered
        return Finding(OPEN, "the judgement leaves points of the criterion unanswered", facts_used=facts)
    facts["answers"] = judgement.answers
    if judgement.date > case.date:
        return Finding(OPEN, "the judgement is dated after the day of the decision", facts_used=facts)
    said = {YES: "judged needed", NO: "judged not needed", OPEN: "judged, and left open"}[judgement.outcome]
    return Finding(judgement.outcome, f"{said} by {judgement.by} on {judgement.date}", facts_used=facts)


def buyer_finding(buyer: Buyer, *, registration_required: bool) -> Finding:
    """Say whether a company may receive goods of the stock: a Japanese one, registered where the setting asks for it."""
    facts = {"buyer": buyer.name, "japanese": buyer.japanese, "registered": buyer.registered}
    if buyer.japanese is False:
        return Finding(NO, "not a Japanese company", facts_used=facts)
    if registration_required and buyer.registered is False:
        return Finding(NO, "not registered", facts_used=facts)
    if buyer.japanese is None:
        return Finding(OPEN, "not known whether it is a Japanese company", facts_used=facts)
    if registration_required and buyer.registered is None:
        return Finding(OPEN, "not known whether it is registered", facts_used=facts)
    return Finding(YES, "a Japanese company" + (", registered" if registration_required else ""), facts_used=facts)


def _wanted_buyers(case: ReleaseCase) -> list[Buyer]:
    if case.adjustment is not None and case.adjustment.buyer is None:
        return case.buyers
    names = {request.buyer for request in case.requests}
    if case.adjustment is not None and case.adjustment.buyer is not None:
        names.add(case.adjustment.buyer)
    return [buyer for buyer in case.buyers if buyer.name in names]


def _buyers(case: ReleaseCase, settings: ReleaseSettings) -> Finding:
    required = settings.buyers.registration_required
    found = {b.name: buyer_finding(b, registration_required=required) for b in _wanted_buyers(case)}
    facts = {name: f"{finding.outcome.value}: {finding.because}" for name, finding in found.items()}
    eligible = tuple(name for name, finding in found.items() if finding)
    if eligible:
        rest = len(found) - len(eligible)
        because = "eligible: " + ", ".join(eligible) + (f"; {rest} left out" if rest else "")
        return Finding(YES, because, facts_used=facts, value=eligible)
    outcome = OPEN if any(finding.outcome is OPEN for finding in found.values()) or not found else NO
    because = "no company is named yet" if not found else "none of the companies may receive the goods"
    if found and outcome is OPEN:
        because = "not known whether the companies may receive the goods"
    return Finding(outcome, because, facts_used=facts, value=())


def plan_limit(case: ReleaseCase) -> PlanLimit:
    """Return the one limit of the plan that covers mineral, day and regime.

    Raises:
        InputError: when the plan has none (a gap) or more than one (a conflict).

    """
    rows = case.plan.limits if case.plan is not None else []
    found = [
        row
        for row in rows
        if row.mineral == case.mineral and row.begins <= case.date <= row.ends and row.regime in (None, case.regime)
    ]
    if not found:
        raise InputError(
            f"the plan says nothing of releases of {case.mineral} on {case.date}: a gap",
            field="plan.limits",
            expected="one limit for the mineral, the day and the regime",
        )
    if len(found) > 1:
        raise InputError(
            f"{len(found)} limits of the plan cover {case.mineral} on {case.date}: a conflict", field="plan.limits"
        )
    return found[0]


def _plan(case: ReleaseCase, settings: ReleaseSettings) -> Finding:
    if case.plan is None:
        return Finding(OPEN, "the plan is not given")
    facts: dict[str, object] = {"plan": case.plan.name, "consented_on": case.plan.consented_on}
    if case.plan.consented_on is None or case.plan.consented_on > case.date:
        return Finding(NO, "the State has not consented to the plan", facts_used=facts)
    limit = plan_limit(case)
    before = sum(
        (
            Fraction(row.contained_kg)
            for row in case.released
            if row.mineral == case.mineral
            and limit.begins <= row.date <= limit.ends
            and limit.regime in (None, row.regime)
        ),
        Fraction(0),
    )
    left = limit.maximum_release_kg - before
    facts |= {"period": f"{limit.begins} to {limit.ends}", "maximum_release_kg": limit.maximum_release_kg,
              "released_before_kg": _plain(before), "left_kg": _plain(left)}  # fmt: skip
    if left <= 0:
        return Finding(NO, "the plan's quantity for the period is used up", facts_used=facts, value=Fraction(0))
    return Finding(YES, "the plan leaves a quantity for the period", facts_used=facts, value=left)


def _held(case: ReleaseCase) -> tuple[int, Fraction]:
    """Gross kilograms of the form, and contained kilograms of the mineral in all forms."""
    return sum(lot.quantity_kg for lot in case.lots), sum((h.contained_kg for h in case.holdings), Fraction(0))


def _stock(case: ReleaseCase, settings: ReleaseSettings) -> Finding:
    content = case.content
    if content is None:
        return Finding(NO, "no lot of this form is held", facts_used={"form": case.form}, value=0)
    gross, contained = _held(case)
    facts: dict[str, object] = {"form": case.form, "held_kg": gross, "held_contained_kg": _plain(contained)}
    floor = plan_limit(case).tight_supply_floor_kg if case.plan is not None else None
    facts["floor_kg"] = "none set" if floor is None else floor
    free = gross if floor is None else max(0, min(gross, math.floor((contained - floor) / content)))
    facts["free_kg"] = free
    if free == 0:
        return Finding(NO, "nothing of this form is free" if gross else "the lots are empty", facts_used=facts, value=0)
    because = (
        "goods are held; no minimum binds a tight-supply release" if floor is None else "goods lie above the floor"
    )
    return Finding(YES, because, facts_used=facts, value=free)


def _manner(case: ReleaseCase, settings: ReleaseSettings) -> Finding:
    adjustment = case.wanted
    facts: dict[str, object] = {"manner": adjustment.manner}
    if adjustment.manner is None:
        return Finding(OPEN, "not stated whether it is a sale or an exchange", facts_used=facts)
    if adjustment.manner == "sale":
        if adjustment.exchange is not None:
            raise InputError("a sale has no exchange terms: a conflict", field="adjustment.exchange")
        return Finding(YES, "a sale", facts_used=facts, value="sale")
    terms = adjustment.exchange
    if terms is None or case.content is None:
        return Finding(OPEN, "the terms of the exchange are not stated", facts_used=facts)
    months = months_begun(case.date, terms.return_on)
    rule = settings.exchange
    premium = return_premium(Fraction(str(rule.premium)), Fraction(str(rule.premium_a_month)), months)
    least = required_return_kg(adjustment.quantity_kg, case.content, Fraction(terms.return_content), premium)
    facts |= {
        "return_form": terms.return_form, "return_content": str(terms.return_content), "return_kg": terms.return_kg,
        "return_on": terms.return_on, "months": months, "premium": _plain(premium), "least_return_kg": least,
    }  # fmt: skip
    if months > rule.longest_months:
        return Finding(NO, f"the goods come back after more than {rule.longest_months} months", facts_used=facts)
    if adjustment.purpose == "form" and terms.return_form == case.form:
        return Finding(NO, "a change of form brings back another form", facts_used=facts)
    if terms.return_kg < least:
        return Finding(NO, "less contained metal comes back than left, with its premium", facts_used=facts)
    return Finding(
        YES, "an exchange that brings back the contained metal with its premium", facts_used=facts, value="exchange"
    )


def _minimum(case: ReleaseCase, settings: ReleaseSettings) -> Finding:
    adjustment, content = case.wanted, case.content
    if content is None:
        return Finding(NO, "no lot of this form is held", facts_used={"form": case.form}, value=0)
    if case.plan is None:
        return Finding(OPEN, "the plan is not given, and with it the minimum stock")
    minimum = plan_limit(case).minimum_stock_kg
    if minimum is None:
        return Finding(OPEN, "the plan sets no minimum stock, which an adjustment release needs")
    gross, contained = _held(case)
    back = Fraction(0)
    counts = settings.adjustment.minimum_counts
    if adjustment.exchange is not None and counts == "completed":
        back = adjustment.exchange.return_kg * Fraction(adjustment.exchange.return_content)
    after = contained - adjustment.quantity_kg * content + back
    most = max(0, min(gross, math.floor((contained + back - minimum) / content)))
    facts = {"held_contained_kg": _plain(contained), "minimum_stock_kg": minimum, "after_kg": _plain(after),
             "counted": counts, "most_kg": most, "held_kg": gross}  # fmt: skip
    if adjustment.quantity_kg > gross:
        return Finding(NO, "less of this form is held than is to leave", facts_used=facts, value=most)
    if after < minimum:
        return Finding(NO, "less than the minimum stock would remain", facts_used=facts, value=most)
    return Finding(YES, "the minimum stock remains", facts_used=facts, value=most)


def _quantity(case: ReleaseCase, settings: ReleaseSettings, before: Mapping[str, Finding]) -> Finding:
    waits = max((finding.outcome for finding in before.values()), key=lambda outcome: _WORST[outcome])
    content, left, names = case.content, before["plan"].value, before["buyers"].value
    if content is None or not isinstance(left, Fraction) or not isinstance(names, tuple):
        outcome = NO if waits is NO else OPEN
        return Finding(outcome, "no quantity can be computed before the steps above are answered", value=Quantity())
    within_plan = math.floor(left / content)
    if case.adjustment is not None:
        return _adjusted(case, settings, before, waits, within_plan)
    asking = [request for request in case.requests if request.buyer in names]
    asked, free = sum(request.quantity_kg for request in asking), _whole(before["stock"])
    most = max(0, min(asked, within_plan, free))
    limits = {"what eligible companies ask": asked, "what the plan leaves": within_plan, "what is held and free": free}
    binding = min(limits, key=lambda name: limits[name])
    cap = math.floor(most * Fraction(str(settings.buyers.cap_share)))
    rule = settings.award
    awards: dict[str, int] = {}
    if rule.method != "auction":
        awards = allocate(most, asking, method=rule.method, end_uses=rule.end_uses, cap_kg=cap)
    facts = {"asked_kg": asked, "within_plan_kg": within_plan, "free_kg": free, "cap_kg": cap, "method": rule.method,
             "end_uses": rule.end_uses}  # fmt: skip
    if waits is NO or (most == 0 and waits is YES):
        return Finding(NO, "nothing is released", facts_used=facts, value=Quantity())
    because = f"bound by {binding}" if most < asked else "all that eligible companies ask for"
    if waits is OPEN:
        return Finding(
            OPEN, f"at most, once the open steps are answered: {because}", facts_used=facts, value=Quantity(most)
        )
    total = most if rule.method == "auction" else sum(awards.values())
    if total < most:
        because += "; the cap for a buyer holds some of it back"
    return Finding(YES, because, facts_used=facts, value=Quantity(total, awards))


def _adjusted(
    case: ReleaseCase, settings: ReleaseSettings, before: Mapping[str, Finding], waits: Outcome, within_plan: int
) -> Finding:
    wanted = case.wanted.quantity_kg
    facts = {"wanted_kg": wanted, "within_plan_kg": within_plan, "above_minimum_kg": _whole(before["minimum"])}
    if wanted > within_plan:
        return Finding(NO, "more than the plan leaves", facts_used=facts, value=Quantity())
    if waits is NO:
        return Finding(NO, "nothing is released", facts_used=facts, value=Quantity())
    if waits is OPEN:
        return Finding(OPEN, "as wanted, once the open steps are answered", facts_used=facts, value=Quantity(wanted))
    buyer = case.wanted.buyer
    awards = {buyer: wanted} if buyer is not None else {}
    because = f"to {buyer}" if buyer else "to be offered by auction to all who are eligible"
    return Finding(YES, because, facts_used=facts, value=Quantity(wanted, awards))


@dataclass(frozen=True, slots=True)
class Quantity:
    """Gross kilograms that leave, and who gets how much by request (tight supply) or by buyer (adjustment)."""

    total_kg: int = 0
    awards: Mapping[str, int] | None = None


def _plain(number: Fraction) -> int | str:
    """Write an exact number for people: whole, or in decimals."""
    return int(number) if number.denominator == 1 else f"{float(number):.6g}"


def _whole(finding: Finding) -> int:
    """The kilograms a step found; 0 where it found none."""
    return finding.value if isinstance(finding.value, int) else 0


def _alone(step: Callable[[ReleaseCase, ReleaseSettings], Finding]) -> Callable[..., Finding]:
    return lambda case, settings, before: step(case, settings)


STEPS: Mapping[str, Callable[[ReleaseCase, ReleaseSettings, Mapping[str, Finding]], Finding]] = {
    "request": _alone(_request),
    "purpose": _alone(_purpose),
    "need": _alone(_need),
    "manner": _alone(_manner),
    "buyers": _alone(_buyers),
    "plan": _alone(_plan),
    "stock": _alone(_stock),
    "minimum": _alone(_minimum),
    "quantity": _quantity,
}
"""Every step by its name in the rule files."""
