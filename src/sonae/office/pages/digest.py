"""What is worked out of a case for many pages: its duties, what it waits for, what was paid. Kept while nothing changes."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sonae.bylaw import CaseCheck, Duty, EquityCase, Standing, check_case, duties_of, with_supplied
from sonae.core import InputError, clock_from_environment
from sonae.office.commands import moves
from sonae.office.facts import agency_parameters, day_of, read_facts
from sonae.office.gate import may_give, visible_cases
from sonae.office.models import Account, Case
from sonae.office.pages.awaited import Awaited, awaited_of
from sonae.office.stage import Stage

__all__ = ["MOST", "Digest", "digest_of", "digests", "digests_of", "may_do", "today"]

MOST = 500
"""The most cases that a page looks through for duties; where there are more, it says so."""
_KEPT = 4096
_YEAR = dt.timedelta(365)


@dataclass(frozen=True, slots=True)
class Digest:
    """What is worked out of a case on a day.

    Attributes:
        facts: its facts, with the agency's parameters of the day; None where no bylaw is in hand or they cannot be read.
        check: what the bylaw finds.
        duties: what was, is and will be due within a year.
        awaited: what it waits for.
        drawn: days and project cost in yen of equity that was paid.

    """

    facts: EquityCase | None
    check: CaseCheck | None
    duties: tuple[tuple[Duty, Standing], ...]
    awaited: tuple[Awaited, ...]
    drawn: tuple[tuple[dt.date, int], ...]


class _Shelf:
    """The digests that were made, the oldest of which is thrown away first; read and written by several threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[Any, ...], Digest] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[Any, ...]) -> Digest | None:
        """Return what is kept."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, key: tuple[Any, ...], digest: Digest) -> None:
        """Keep it."""
        with self._lock:
            self._held[key] = digest
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)

    def clear(self) -> None:
        """Throw all away."""
        with self._lock:
            self._held.clear()


SHELF = _Shelf()


def today() -> dt.date:
    """Return the day in Japan."""
    return day_of(clock_from_environment().now())


def digest_of(case: Case, day: dt.date) -> Digest:
    """Return the digest of one case whose facts are at hand."""
    return digests_of([case], day)[case.pk]


def digests_of(cases: Sequence[Case], day: dt.date) -> Mapping[int, Digest]:
    """Return the digests of cases by key; facts are read for those alone that have changed since, in one query."""
    supplied = agency_parameters()
    parameters = {name: one.on(day) for name, one in supplied.items()}
    stamp = hash(repr(sorted(parameters.items())))
    keys = {case.pk: (case.pk, case.version, case.changed_at, case.stage, day, stamp) for case in cases}
    found = {pk: held for pk, key in keys.items() if (held := SHELF.get(key)) is not None}
    lacking = {case.pk: case for case in cases if case.pk not in found}
    unread = [pk for pk, case in lacking.items() if "facts" in case.get_deferred_fields()]
    lacking |= Case.objects.filter(pk__in=unread).in_bulk() if unread else {}
    for pk, case in lacking.items():
        # A case that changed between the two readings is kept under the version that was read.
        found[pk] = made = _made(case, day, parameters)
        SHELF.put((case.pk, case.version, case.changed_at, case.stage, day, stamp), made)
    return found


def _made(case: Case, day: dt.date, parameters: Mapping[str, Any]) -> Digest:
    if not case.bylaw:
        return Digest(None, None, (), awaited_unruled(case), ())
    try:
        facts = read_facts(case)
        own = {name: value for name, value in parameters.items() if name not in facts.parameters and value is not None}
        facts = with_supplied(facts, own, "agency")
        check = check_case(facts, day)
        duties = duties_of(facts, day, day + _YEAR) if not Stage(case.stage).ended else ()
    except InputError:
        return Digest(None, None, (), (), ())
    paid = [
        (row.paid_on, row.cost or 0)
        for row in (facts.management.drawdowns if facts.management else None) or ()
        if isinstance(row.paid_on, dt.date)
    ]
    return Digest(
        facts, check, tuple((duty, duty.standing(day)) for duty in duties),
        awaited_of(case.stage, case.promoter_id is not None, facts, check), tuple(paid),
    )  # fmt: skip


def awaited_unruled(case: Case) -> tuple[Awaited, ...]:
    """Return what a case waits for that no bylaw in hand governs: the steps of the house alone."""
    if case.stage == Stage.DRAFT:
        return (Awaited("application.submit"),)
    if case.stage == Stage.REVIEW:
        return (Awaited("support.decide"),)
    if case.stage != Stage.SUBMITTED:
        return ()
    steps = [] if case.promoter_id is not None else [Awaited("case.promote")]
    if case.kind == Case.Kind.GRANT and "certified_plan" not in case.facts.get("support", {}):
        return (*steps, Awaited("grant.certified_plan"))
    return (*steps, Awaited("support.screen"))


def digests(account: Account, day: dt.date) -> tuple[list[tuple[Case, Digest]], int]:
    """Return the open cases that an account may know of, those changed last first, and how many there are in all."""
    ended = [stage.value for stage in Stage if stage.ended]
    open_cases = visible_cases(account).exclude(stage__in=ended)
    cases = list(open_cases.select_related("applicant").defer("facts")[:MOST])
    count = len(cases) if len(cases) < MOST else open_cases.count()
    found = digests_of(cases, day)
    return [(case, found[case.pk]) for case in cases], count


def may_do(account: Account, case: Case, digest: Digest) -> tuple[Awaited, ...]:
    """Return what a case waits for that an account may give now."""
    return tuple(one for one in digest.awaited if may_give(account, moves().of(one.kind), case))
