"""What a case waits for: the commands that its facts call for next, whoever may give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sonae.bylaw import CaseCheck, EquityCase
from sonae.bylaw.facts import Adoption, Management
from sonae.core import Outcome
from sonae.office.stage import Stage

__all__ = ["Awaited", "awaited_of"]

_EVALUATIONS = ("technical", "economic", "policy", "organisation", "risk", "safety_environment")
_HOLDS = (Outcome.YES, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A command that a case waits for.

    Attributes:
        kind: the command.
        what: what it is about, in the words of the case; empty where that is the case as a whole.
        fields: fields that are known already.

    """

    kind: str
    what: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


def awaited_of(stage: str, promoted: bool, facts: EquityCase, check: CaseCheck | None) -> tuple[Awaited, ...]:
    """Return what a case waits for.

    Args:
        stage: where it stands.
        promoted: whether a department has taken it up for promotion.
        facts: its facts.
        check: what the bylaw finds of it; None where no bylaw is in hand.

    """
    steps = _STEPS.get(Stage(stage))
    if steps is None:
        return ()
    held = {finding.question.split(" ")[0]: finding.outcome in _HOLDS for finding in check.findings} if check else {}
    return tuple(steps(facts, held, promoted))


def _draft(facts: EquityCase, held: Mapping[str, bool], promoted: bool) -> Iterator[Awaited]:
    if facts.investee is None or not facts.investee.parties:
        yield Awaited("facts.investee")
    if not facts.contracts:
        yield Awaited("facts.contracts")
    if facts.interests is None:
        yield Awaited("facts.interests")
    yield Awaited("application.submit")


def _submitted(facts: EquityCase, held: Mapping[str, bool], promoted: bool) -> Iterator[Awaited]:
    if not promoted:
        yield Awaited("case.promote")
    papers = _last(facts).documents or () if _last(facts) else ()
    copied = {one.copy_of for one in papers if one.kind == "contract_copy"}
    for contract in facts.contracts or ():
        if contract.name not in copied:
            yield Awaited(
                "application.add_paper", contract.name,
                {"what": "contract_copy", "copy_of": contract.name, "name": f"{contract.name}の写し"[:200]},
            )  # fmt: skip
    for number, paper in enumerate(papers, 1):
        if paper.received_on == "not_yet":
            yield Awaited("application.receive_paper", paper.name, {"paper": number})
    number = _last(facts).number if _last(facts) else 1
    judged = any(
        one.point == "application.further_papers" and one.of.endswith(f".{number}") for one in facts.judgements
    )
    if not judged:
        yield Awaited(
            "judgement.record", "", {"point": "application.further_papers", "of": f"adoption.applications.{number}"}
        )
    if held.get("application.complete"):
        yield Awaited("review.begin")


def _reviewed(facts: EquityCase, held: Mapping[str, bool], promoted: bool) -> Iterator[Awaited]:
    application = _last(facts)
    review = application.review if application else None
    done = {one.of for one in (review.evaluations if review else None) or ()}
    for matter in _EVALUATIONS:
        if matter not in done:
            yield Awaited("review.evaluate", matter, {"of": matter})
    if application is not None and application.premises is None:
        yield Awaited("application.premises")
    consultations = (review.consultations if review else None) or ()
    if any(one.ended_on == "not_yet" for one in consultations):
        yield Awaited("review.answer")
    elif not any(one.consents for one in consultations):
        yield Awaited("review.consult")
    elif done.issuperset(_EVALUATIONS):
        yield Awaited("decision.make")


def _adopted(facts: EquityCase, held: Mapping[str, bool], promoted: bool) -> Iterator[Awaited]:
    yield from _told(facts)
    management = facts.management
    agreement = management.agreement if management else None
    for number, one in enumerate((agreement.conditions if agreement else None) or (), 1):
        if one.confirmed_on in (None, "not_yet"):
            yield Awaited("agreement.confirm_condition", one.what, {"condition": number})
    yield Awaited("agreement.sign")
    if management is not None:
        yield from _planned(management)


def _rejected(facts: EquityCase, held: Mapping[str, bool], promoted: bool) -> Iterator[Awaited]:
    yield from _told(facts)
    yield Awaited("application.again")


def _told(facts: EquityCase) -> Iterator[Awaited]:
    application = _last(facts)
    if application is not None and application.decision is not None and application.decision.notice is None:
        yield Awaited("decision.notify")


def _under_way(facts: EquityCase, held: Mapping[str, bool], promoted: bool) -> Iterator[Awaited]:
    management = facts.management
    if management is None:
        return
    yield from _planned(management)
    for work in management.work_items or ():
        if work.received_on is not None and work.approved_on in (None, "not_yet"):
            yield Awaited("work.approve", work.name, {"name": work.name})
    for number, change in enumerate(management.work_changes or (), 1):
        if change.approved_on in (None, "not_yet"):
            yield Awaited("work.approve_change", change.work, {"change": number})
    for drawdown in management.drawdowns or ():
        if drawdown.paid_on not in (None, "not_yet"):
            continue
        checked = drawdown.eligible_checked is not None and drawdown.in_line_checked is not None
        yield Awaited("drawdown.pay" if checked else "drawdown.check", drawdown.name, {"name": drawdown.name})
    for number, matter in enumerate(management.matters or (), 1):
        if matter.approved_on in (None, "not_yet") and matter.refused_on is None and matter.no_say is None:
            yield Awaited("matter.decide", matter.what[:80], {"matter": number})
    yield from _overseen(facts)


def _planned(management: Management) -> Iterator[Awaited]:
    for plan in management.plans or ():
        if (
            plan.received_on not in (None, "not_yet")
            and plan.approved_on in (None, "not_yet")
            and plan.reported_on is None
        ):
            yield Awaited("plan.approve", str(plan.year), {"year": plan.year})
    if not management.plans:
        yield Awaited("plan.file")


def _overseen(facts: EquityCase) -> Iterator[Awaited]:
    oversight = facts.oversight
    if oversight is None:
        return
    for number, audit in enumerate(oversight.audits or (), 1):
        if audit.adjusted_on in (None, "not_yet"):
            yield Awaited("audit.true_up", str(audit.on), {"audit": number})
    for number, evaluation in enumerate(oversight.evaluations or (), 1):
        if evaluation.rank == "C" and evaluation.recovery_examined_on in (None, "not_yet"):
            yield Awaited("evaluation.examine_recovery", str(evaluation.on), {"evaluation": number})


def _terminating(facts: EquityCase, held: Mapping[str, bool], promoted: bool) -> Iterator[Awaited]:
    yield Awaited("termination.approve")
    yield from _overseen(facts)


def _disposing(facts: EquityCase, held: Mapping[str, bool], promoted: bool) -> Iterator[Awaited]:
    disposal = facts.oversight.disposal if facts.oversight else None
    if disposal is None:
        yield Awaited("disposal.begin")
        return
    yield Awaited("disposal.step")
    if disposal.committee is None:
        yield Awaited("disposal.opine")
    elif disposal.terms_decided_on in (None, "not_yet"):
        yield Awaited("disposal.set_terms")
    elif held.get("disposal.procedure", True):
        yield Awaited("disposal.complete")
    yield from _overseen(facts)


def _last(facts: EquityCase) -> Any:
    adoption: Adoption | None = facts.adoption
    return adoption.applications[-1] if adoption and adoption.applications else None


_STEPS = {
    Stage.DRAFT: _draft, Stage.SUBMITTED: _submitted, Stage.REVIEW: _reviewed, Stage.ADOPTED: _adopted,
    Stage.REJECTED: _rejected, Stage.UNDER_WAY: _under_way, Stage.TERMINATING: _terminating, Stage.DISPOSING: _disposing,
}  # fmt: skip
