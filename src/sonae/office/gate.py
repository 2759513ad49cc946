"""Gates: who may do what, default deny; a verdict says why, and whether the bylaw or the house rules so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sonae.core import Citation, Finding, Outcome, SonaeError
from sonae.office.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sonae.office.life import Move
    from sonae.office.models import Account, Case

__all__ = [
    "NotThereError", "RefusedError", "StaleError", "Verdict", "may_give", "may_see", "refused_by", "shut_among", "visible_cases",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may be done, and the reason in both languages.

    Attributes:
        allowed: whether.
        ja: why, or why not.
        en: the same.
        citations: provisions that rule so; empty for a rule of the house.

    """

    allowed: bool
    ja: str
    en: str
    citations: tuple[Citation, ...] = ()

    def __bool__(self) -> bool:
        return self.allowed


class RefusedError(SonaeError):
    """A command that a gate does not let through: permission, stage, or what the rules found."""

    def __init__(self, verdict: Verdict, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(verdict.en)
        self.verdict, self.findings = verdict, findings

    def told(self) -> dict[str, Any]:
        """Return what the event of the refusal says: the ground, the provisions, and the outcomes that it rests on."""
        body: dict[str, Any] = {"ja": self.verdict.ja, "en": self.verdict.en}
        if self.verdict.citations:
            body["cites"] = [cite.provision for cite in self.verdict.citations]
            body["versions"] = sorted({str(cite.version) for cite in self.verdict.citations if cite.version})
        if self.findings:
            body["outcomes"] = {finding.question: finding.outcome.value for finding in self.findings}
        return body


def shut_among(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that stand in the way: neither do they hold, nor does their question not arise."""
    return tuple(finding for finding in findings if finding.outcome not in (Outcome.YES, Outcome.NOT_APPLICABLE))


def refused_by(shut: tuple[Finding, ...], grounds: Sequence[Finding]) -> RefusedError:
    """Return the refusal of a command by findings that stand in its way, in the words of their grounds."""
    return RefusedError(
        Verdict(
            False,
            "".join(dict.fromkeys(ground.because_ja for ground in grounds)),
            " ".join(dict.fromkeys(ground.because for ground in grounds)),
            tuple(dict.fromkeys(cite for finding in (*shut, *grounds) for cite in finding.citations)),
        ),
        shut,
    )


class NotThereError(SonaeError):
    """What was asked for is not there, or its being there is not for the actor to know: the sentence is the same."""

    def __init__(self) -> None:
        super().__init__("nothing of that name is here")


class StaleError(SonaeError):
    """Another command changed the case in between: the one given rests on what was before."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"the case has changed: version {found}, and the command rests on version {expected}")
        self.expected, self.found = expected, found


def visible_cases(account: Account) -> QuerySet[Case]:
    """Return the cases that an account may know of: those of its company, or all for who works for the agency or the ministry.

    Cases above the account's clearance are not among them, but for its own company's.
    """
    from django.db.models import Q

    from sonae.office.models import Case

    cleared = Q(classification__lte=account.clearance)
    wanted = Q(pk__in=[])
    roles = account.roles
    if any(role.of_agency and role is not Role.ADMINISTRATOR for role in roles) or Role.MINISTRY in roles:
        wanted |= cleared
    if Role.COMMITTEE in roles:
        wanted |= cleared & Q(stage="disposing")
    if Role.APPLICANT in roles:
        wanted |= Q(applicant_id=account.organisation_id)
    return Case.objects.filter(wanted)


def may_see(account: Account, case: Case) -> bool:
    """Return whether an account may know of a case."""
    return account.is_active and visible_cases(account).filter(pk=case.pk).exists()


def may_give(account: Account, move: Move, case: Case | None) -> Verdict:
    """Return whether an account may give a command in a case, before facts and rules are looked at.

    That no person reviews or approves what he promoted is a rule of the house; that the department of review is independent of
    the promoting one is the bylaw's (a8.p2), which the rules of the case look at.
    """
    if not account.is_active:
        return Verdict(False, "利用停止中の利用者である。", "the account is closed.")
    held = account.roles & move.roles
    if not held:
        wanted_ja = "・".join(role.ja for role in sorted(move.roles))
        wanted_en = ", ".join(role.en for role in sorted(move.roles))
        return Verdict(
            False, f"この操作は{wanted_ja}のみが行える。", f"this is for {wanted_en} alone.", move.citations()
        )
    if case is None:
        return _allowed(held)
    if held == {Role.APPLICANT} and case.applicant_id != account.organisation_id:
        return Verdict(False, "他社の案件である。", "the case is another company's.")
    if case.kind not in move.supports:
        return Verdict(False, "この種類の案件の手続ではない。", "it is no step of a case of this kind.")
    if case.stage not in move.stages:
        return Verdict(
            False, f"「{move.stage_ja(case.stage)}」の段階では行えない。",
            f"it cannot be done while the case is «{move.stage_en(case.stage)}».",
        )  # fmt: skip
    if move.judges and case.promoter_id == account.pk:
        return Verdict(
            False, "推進した者は、その案件を審査・承認できない（本システムの定め）。",
            "who promoted a case neither reviews nor approves it (a rule of the house).",
        )  # fmt: skip
    return _allowed(held)


def _allowed(held: frozenset[Role]) -> Verdict:
    role = min(held)
    return Verdict(True, f"{role.ja}として行える。", f"allowed as {role.en}.")
