"""Two persons approve a release, and it is published: judged once more in the same transaction, entered into ledger and log."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from sonae.core import Classification
from sonae.disclosure import Gate
from sonae.office.books.disclosure.chain import PUBLISHED, chain_of, seal_of
from sonae.office.books.disclosure.document import content_of, document_of, fingerprint
from sonae.office.books.disclosure.gates import (
    SECRECY,
    at_stage,
    fresh,
    ledger_whole,
    other_person,
    safe,
    same,
    twice,
)
from sonae.office.books.disclosure.opening import KIND, PROPOSES
from sonae.office.books.disclosure.proposing import Number, candidate_of_proposal
from sonae.office.books.disclosure.state import APPROVALS, Approval, DisclosureState, Said, Stage, with_proposal
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.life import Command, said
from sonae.office.models import Publication
from sonae.office.roles import Role

__all__ = ["APPROVES", "ApproveRelease", "PublishRelease", "moves"]

APPROVES = (Role.REVIEW, Role.EXECUTIVE, Role.STOCKPILE, Role.PLANNING)
"""Roles whose holders approve a release."""
PUBLISHES = (*PROPOSES, Role.EXECUTIVE)

moves = BookMoves(KIND)


class ApproveRelease(Command):
    """Approve a release that the gate lets through."""

    kind: ClassVar[str] = "publication.approve"

    release: Number = said("公表案", "release")


class PublishRelease(Command):
    """Publish a release that was approved; what is out is never taken back."""

    kind: ClassVar[str] = PUBLISHED

    release: Number = said("公表案", "release")


@moves.takes(
    ApproveRelease, "公表案を承認した", "approved a release", by=APPROVES, cites=(SECRECY,), ready=ledger_whole
)
def _approve(work: Work, command: ApproveRelease) -> Done:
    state: DisclosureState = work.state
    proposal = state.proposal(command.release)
    findings = (
        at_stage(proposal, Stage.OPEN), other_person(work, proposal), twice(work, proposal), fresh(state, proposal),
        same(proposal, fingerprint(content_of(candidate_of_proposal(state, proposal)))), safe(proposal.now.check.passed),
    )  # fmt: skip
    if not all(findings):
        return Done(findings=findings)
    given = Approval(by=work.actor.login, person=Said(ja=work.person, en=work.person_in("en")), at=work.now)
    approvals = (*proposal.approvals, given)
    stage = Stage.APPROVED if len(approvals) >= APPROVALS else Stage.OPEN
    after = proposal.model_copy(update={"approvals": approvals, "stage": stage})
    return Done(with_proposal(work, after), findings, note={"release": proposal.id})


@moves.takes(PublishRelease, "公表した", "published a release", by=PUBLISHES, cites=(SECRECY,), ready=ledger_whole)
def _publish(work: Work, command: PublishRelease) -> Done:
    state: DisclosureState = work.state
    proposal = state.proposal(command.release)
    chain = chain_of(work.book, state, work.now)
    findings = (
        at_stage(proposal, Stage.APPROVED),
        either(
            "ledger.verified", chain.whole, ("公表台帳は監査記録と合う。", "the ledger is what the audit log tells."),
            (chain.ja, chain.en),
        ),
    )  # fmt: skip
    if not all(findings):
        return Done(findings=findings)
    candidate = candidate_of_proposal(state, proposal)
    decision = Gate(state.rules).decide(candidate, state.ledger, work.now)
    judged = (*findings, same(proposal, fingerprint(content_of(candidate))), safe(decision.entry is not None))
    if decision.entry is None or not all(judged):
        return Done(findings=judged)
    ledger = state.ledger.with_entry(decision.entry)
    entry, nonce = ledger.entries[-1], secrets.token_hex(32)
    seal, document = (
        seal_of(entry, nonce),
        document_of(candidate, proposal, state.world_of(proposal.year), fictional=work.book.fictional),
    )
    audience = Classification.parse(proposal.audience)
    name = _public_name(work, audience)
    row = Publication(
        book=work.book, release=name, entry=entry.number, at=work.now, title_ja=proposal.title.ja,
        title_en=proposal.title.en, period=entry.period, readers=proposal.readers, audience=audience.value,
        form=proposal.form, document=document, sha256=fingerprint(document), seal=seal,
    )  # fmt: skip

    def rows(sequence: int) -> None:
        row.sequence = sequence
        row.save()

    note: dict[str, Any] = {
        "release": proposal.id, "name": name, "entry": entry.number, "seal": seal, "document": row.sha256,
        "audience": proposal.audience, "approved_by": [one.by for one in proposal.approvals],
    }  # fmt: skip
    after = proposal.model_copy(update={"stage": Stage.PUBLISHED, "published_at": work.now, "published_as": name})
    state_after = with_proposal(work, after, ledger=ledger.text(), nonces=[*state.nonces, nonce])
    return Done(state_after, judged, note=note, rows=rows)


def _public_name(work: Work, audience: Classification) -> str:
    """Return what readers know a release by: counted among those of the same label alone.

    The number of the proposal would tell how many were held back, and that of the entry how many went to others.
    """
    before = Publication.objects.filter(book=work.book, audience=audience.value).count()
    return f"{work.book.number}-{audience.name[0]}{before + 1}"
