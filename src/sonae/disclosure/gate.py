"""The gate: may this release leave the house, given every release before it?

What counts is the set of releases, never the order: a release passes only where all that is known with it leaves every
secret the room that
the rules ask for. Target days, holdings and what they follow from are secret: basic policy 2(5).
"""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from sonae.core import Citation, Classification, Finding, InputError, Outcome
from sonae.disclosure.assessment import Assessment, assess
from sonae.disclosure.audit import Examined, Freedom, Verdict
from sonae.disclosure.candidate import Candidate
from sonae.disclosure.ledger import Entry, Ledger, moment
from sonae.disclosure.primary import primary_causes
from sonae.disclosure.rules import DisclosureRules
from sonae.disclosure.system import System
from sonae.disclosure.words import MAY_BE_RELEASED, NOT_RELEASED, PASSED, REFUSED, UNDECIDED, Words

__all__ = ["Answer", "Decision", "Gate", "Ruling"]

SLOT_S = 5.0
"""Time slot of an answer in seconds, unless said: the audits of a table of some hundred cells take less."""


class Ruling(Enum):
    """What the gate says. ``UNDECIDED`` is a refusal whose reason is that the audits did not end."""

    PASS = "pass"  # noqa: S105 - no password
    REFUSE = "refuse"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Decision:
    """What the gate says of a release, with the reason for those who may know it.

    Attributes:
        release: its id.
        ruling: pass, refuse or undecided.
        finding: the reason with figures, one part a protection that does not hold; classified as ``classification``.
        classification: who may see finding, freedom and entry.
        freedom: what an outsider leaves of each secret: the budget of remaining freedom.
        entry: what a ledger is to hold of it; none unless it passes.
        assessment: all that the audits found.

    """

    release: str
    ruling: Ruling
    finding: Finding
    classification: Classification
    freedom: tuple[Freedom, ...]
    entry: Entry | None
    assessment: Assessment

    @property
    def public(self) -> Words:
        """What everybody may be told: one of two constant sentences."""
        return MAY_BE_RELEASED if self.ruling is Ruling.PASS else NOT_RELEASED

    @property
    def exit_code(self) -> int:
        """0 pass, 1 refused, 3 undecided."""
        return {Ruling.PASS: 0, Ruling.REFUSE: 1, Ruling.UNDECIDED: 3}[self.ruling]

    def said_to(self, reader: Classification) -> Finding:
        """Return the finding for a reader who may see up to a label: all of it, or a constant sentence without cause or figures.

        To a reader below the label a refusal looks the same whatever its cause: outcome, text and shape.
        """
        if reader >= self.classification:
            return self.finding
        return _constant(self.public, passed=self.ruling is Ruling.PASS)


def _constant(words: Words, *, passed: bool) -> Finding:
    outcome = Outcome.YES if passed else Outcome.NO
    return Finding(outcome, words.en, because_ja=words.ja, question="disclosure.release")


@dataclass(frozen=True)
class Answer:
    """What somebody is told who asks whether a release may leave the house.

    Attributes:
        passed: whether it may.
        words: one of two constant sentences, in Japanese and English.
        finding: the reason with figures for those who may know it; else the constant sentence again.
        decision: all that the gate found, for those who may know it; else none.

    """

    passed: bool
    words: Words
    finding: Finding
    decision: Decision | None


@dataclass(frozen=True)
class Gate:
    """Decides on releases under the agency's rules.

    Attributes:
        rules: the agency's.

    """

    rules: DisclosureRules

    def may_go_out(
        self, candidate: Candidate, ledger: Ledger, at: dt.datetime, reader: Classification, *, slot: float = SLOT_S,
        clock: Callable[[], float] = time.monotonic, wait: Callable[[float], None] = time.sleep,
    ) -> Answer:  # fmt: skip
        """Answer whether a release may go out: with the reason for those who may know it, without it for all others.

        For a reader below the label of release and rules nothing depends on the cause of a refusal. Values that do not fit what
        was released before are refused like any other; all audits run whatever the first ones find; the answer comes after a
        whole number of time slots, which should be longer than the audits mostly take.

        Args:
            candidate: the release, with the cells that it hides.
            ledger: every release ever made.
            at: the present moment.
            reader: the highest label that the reader may see.
            slot: seconds of a time slot; 0 answers at once.
            clock: seconds of a clock that never goes back.
            wait: waits for some seconds.

        Raises:
            InputError: to those who may know it, see :meth:`decide`.

        """
        began, label = clock(), Classification.join([candidate.classification, self.rules.label])
        known = reader >= label
        decision: Decision | None = None
        try:
            decision = self.decide(candidate, ledger, at, every=True)
        except InputError:
            if known:
                raise
        if slot > 0:
            spent = clock() - began
            wait(max(0.0, math.floor(spent / slot + 1) * slot - spent))
        passed = decision is not None and decision.ruling is Ruling.PASS
        words = MAY_BE_RELEASED if passed else NOT_RELEASED
        finding = decision.finding if decision is not None and known else _constant(words, passed=passed)
        return Answer(passed, words, finding, decision if known else None)

    def decide(
        self, candidate: Candidate, ledger: Ledger, at: dt.datetime, *, full: bool = False, every: bool = False
    ) -> Decision:
        """Decide on a release.

        Args:
            candidate: the release, with the cells that it hides.
            ledger: every release ever made.
            at: the present moment.
            full: find the whole freedom of every secret, which takes longer.
            every: run all audits even where one finds a secret broken.

        Raises:
            InputError: when the release is in the ledger already, or its values do not fit what was released.

        """
        if any(entry.release == candidate.file.id for entry in ledger.entries):
            raise InputError(
                f"the ledger holds a release «{candidate.file.id}»",
                file=candidate.name,
                field="id",
                expected="an id of its own",
            )
        found = assess(candidate, ledger, self.rules, full=full, every=every)
        ruling = {Verdict.SAFE: Ruling.PASS, Verdict.BROKEN: Ruling.REFUSE, Verdict.UNDECIDED: Ruling.UNDECIDED}[
            found.verdict
        ]
        label = Classification.join([candidate.classification, self.rules.label])
        finding = self._finding(candidate, found, ruling)
        entry = self._entry(candidate, found, finding, at) if ruling is Ruling.PASS else None
        return Decision(candidate.file.id, ruling, finding, label, found.freedom(), entry, found)

    def _finding(self, candidate: Candidate, found: Assessment, ruling: Ruling) -> Finding:
        secrets = len({one.protection.variable for one in found.outsider.examined})
        failed = len(found.failed) + len(found.unions)
        words = {Ruling.PASS: PASSED, Ruling.REFUSE: REFUSED, Ruling.UNDECIDED: UNDECIDED}[ruling]
        outcome = {Ruling.PASS: Outcome.YES, Ruling.REFUSE: Outcome.NO, Ruling.UNDECIDED: Outcome.OPEN}[ruling]
        parts = [self._part(one) for one in found.failed]
        parts += [
            Finding(Outcome.NO, union.sentence(), because_ja=union.sentence_ja(), question="disclosure.union")
            for union in found.unions
        ]
        return Finding(
            outcome, words.en.format(secrets=secrets, failed=failed), self._cited(candidate, found),
            {"release": candidate.file.id, "rules": self.rules.id, "points": found.outsider.points},
            ruling.value, words.ja.format(secrets=secrets, failed=failed), parts=tuple(parts), question="disclosure.release",
        )  # fmt: skip

    def _part(self, one: Examined) -> Finding:
        outcome = Outcome.OPEN if one.verdict is Verdict.UNDECIDED else Outcome.NO
        asked = "insider" if one.coalition else one.audit
        category = self.rules.categories.get(one.protection.cause)
        return Finding(
            outcome, one.sentence(), () if category is None else category.citations, {"secret": one.protection.variable},
            one.freedom, one.sentence_ja(), question=f"disclosure.{asked}",
        )  # fmt: skip

    def _cited(self, candidate: Candidate, found: Assessment) -> tuple[Citation, ...]:
        causes = {one.protection.cause for one in found.outsider.examined}
        return tuple(
            sorted(
                {
                    cite
                    for name, category in self.rules.categories.items()
                    if name in causes
                    for cite in category.citations
                }
            )
        )

    def _entry(self, candidate: Candidate, found: Assessment, finding: Finding, at: dt.datetime) -> Entry:
        """Write down what the release lets everybody know, and what must stay open ever after."""
        file, system = candidate.file, candidate.system()
        own = {one.variable for one in candidate.holdings.values() if primary_causes(one, self.rules)}
        wanted = tuple(one.protection for one in found.outsider.examined if one.protection.variable in own)
        hidden = {*candidate.suppressed, *candidate.intervals, *own}
        return Entry(
            file.id, moment(at), file.readers, file.period, file.series, finding.because,
            System(system.variables, system.rows), tuple(dict.fromkeys(wanted)),
            tuple(holding for name, holding in candidate.holdings.items() if name in hidden),
            tuple(sorted(candidate.places[name] for name in candidate.suppressed)),
        )  # fmt: skip
