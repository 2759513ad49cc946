"""What a command on a release hangs on. Each finding says the same whatever the numbers are: the log repeats none of them."""

from __future__ import annotations

from sonae.core import Citation, Classification, Finding
from sonae.disclosure import MAY_BE_RELEASED, NOT_RELEASED
from sonae.office.books.disclosure.state import APPROVALS, DisclosureState, Proposal, Stage
from sonae.office.books.frame import Work
from sonae.office.books.gates import either

__all__ = [
    "SECRECY",
    "at_stage",
    "cleared",
    "fresh",
    "held_back",
    "ledger_whole",
    "other_person",
    "safe",
    "same",
    "twice",
]

SECRECY = Citation.basic_policy("h2.p5")
"""That target days, holdings and what lets them be inferred are not made public."""

_STAGES = {
    Stage.REFUSED: ("公表できないと判定されている。", "the gate does not let it through."),
    Stage.OPEN: ("まだ承認がそろっていない。", "it is not approved yet."),
    Stage.APPROVED: ("既に承認がそろっている。", "it is approved already."),
    Stage.PUBLISHED: (
        "既に公表した。公表したものは取り消せない。",
        "it has been published, and what is out stays out.",
    ),
    Stage.WITHDRAWN: ("取り下げられている。", "it was withdrawn."),
}


def ledger_whole(state: DisclosureState) -> Finding:
    """Ask whether the chain of the ledger is whole: over a broken one nothing is judged and nothing published."""
    return either(
        "ledger.whole", state.broken is None, ("公表台帳の鎖は切れていない。", "the chain of the ledger is whole."),
        (
            "公表台帳の鎖が切れている。何も公表しない。控えから台帳を戻す必要がある。",
            "the chain of the ledger is broken; nothing is published until it is put back from a copy.",
        ),
    )  # fmt: skip


def cleared(work: Work) -> Finding:
    """Ask whether the actor may see what the book holds."""
    return either(
        "book.clearance", work.actor.label >= Classification.SECRET, ("秘の情報を扱える。", "SECRET may be seen."),
        ("この台帳は秘であり、秘を扱える者のみが開ける。", "the book is SECRET; only who may see SECRET opens it."), (SECRECY,),
    )  # fmt: skip


def at_stage(proposal: Proposal, *wanted: Stage) -> Finding:
    """Ask whether a release is at one of some stages."""
    return either(
        "release.stage", proposal.stage in wanted, ("この段階で行う手続である。", "it is a step of this stage."),
        _STAGES[proposal.stage],
    )  # fmt: skip


def other_person(work: Work, proposal: Proposal) -> Finding:
    """Ask whether the actor is another than who proposed the release or gave it its form: a rule of the house."""
    return either(
        "release.other_person", work.actor.login not in proposal.makers,
        ("提案した者とは別の者である。", "it is another person than who proposed it."),
        ("提案し、又は形を変えた者は承認できない（本システムの定め）。",
         "who proposed it or gave it its form does not approve it (a rule of the house)."),
    )  # fmt: skip


def twice(work: Work, proposal: Proposal) -> Finding:
    """Ask whether the actor has not approved it yet: two different persons approve, a rule of the house."""
    return either(
        "release.once", work.actor.login not in {one.by for one in proposal.approvals},
        (f"異なる{APPROVALS}名が承認する。", f"{APPROVALS} different persons approve."),
        (f"既に承認している。異なる{APPROVALS}名の承認が要る（本システムの定め）。",
         f"this person has approved already; {APPROVALS} different persons do (a rule of the house)."),
    )  # fmt: skip


def same(proposal: Proposal, shows: str) -> Finding:
    """Ask whether the release still shows what was judged and approved: what is known of its year may have been restated."""
    return either(
        "release.same", proposal.now.check.shows == shows,
        ("判定したものと同じ内容である。", "it shows what was judged."),
        ("判定の後に年度の記載が改められ、示す内容が変わった。「改めて判定する」を行う。",
         "what is known of its year was restated, and it shows something else; have it judged again."),
    )  # fmt: skip


def fresh(state: DisclosureState, proposal: Proposal) -> Finding:
    """Ask whether the gate has looked at the release since the last one was published."""
    return either(
        "release.fresh", proposal.now.check.entries == len(state.ledger.entries),
        ("今の公表台帳と合わせて判定されている。", "it was judged together with the ledger as it is."),
        ("その後に別の資料が公表された。「改めて判定する」を行ってから承認する。",
         "another release was published since; have it judged again before it is approved."),
    )  # fmt: skip


def safe(passed: bool) -> Finding:
    """Say whether the release may go out, in one of two constant sentences."""
    return either(
        "release.safe", passed, (MAY_BE_RELEASED.ja, MAY_BE_RELEASED.en), (NOT_RELEASED.ja, NOT_RELEASED.en), (SECRECY,)
    )


def held_back(proposal: Proposal) -> Finding:
    """Ask whether the gate holds the release back, so that there is something to make coarser."""
    return either(
        "release.held_back", not proposal.now.check.passed,
        ("このままでは公表できない。", "it may not go out as it is."),
        ("このまま公表できるため、粗くする必要がない。", "it may go out as it is; nothing has to be made coarser."),
    )  # fmt: skip
