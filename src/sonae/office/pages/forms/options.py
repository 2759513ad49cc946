"""What there is to choose from in a case, where a command names something that the case holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sonae.bylaw import EquityCase
from sonae.core import day_in_japan
from sonae.office.economics import condition_names, runs_of
from sonae.office.models import Account, Case, Organisation
from sonae.office.pages.digest import Digest
from sonae.office.papers import papers_for
from sonae.office.roles import Role

__all__ = ["all_options", "options_of"]

Options = Sequence[tuple[str, str]]


def options_of(
    kind: str, account: Account, digest: Digest | None, language: str, case: Case | None = None
) -> Callable[[str], Options]:  # fmt: skip
    """Return what is offered for each field of a command in a case.

    Args:
        kind: the command.
        account: who gives it.
        digest: of the case; None for a command that opens one.
        language: of what is offered.
        case: the case; None for a command that opens one.

    """
    facts = digest.facts if digest is not None else None

    def offered(path: str) -> Options:
        if (kind, path) == ("case.open", "applicant"):
            return _companies(account, language)
        if case is not None and (kind, path) in _OF_RUNS:
            return _OF_RUNS[kind, path](account, case)
        look = _OFFERED.get((kind, path))
        return look(facts, digest) if look is not None and facts is not None else ()

    return offered


def all_options(kind: str, account: Account, digest: Digest | None, language: str) -> dict[str, Options]:
    """Return what is offered for the fields of a command in a case, by field; fields with nothing to choose from are left out."""
    offered = options_of(kind, account, digest, language)
    paths = [path for command, path in (("case.open", "applicant"), *_OFFERED) if command == kind]
    return {path: found for path in paths if (found := offered(path))}


def _companies(account: Account, language: str) -> Options:
    if Role.PROMOTION not in account.roles:
        return ()
    rows = Organisation.objects.filter(
        kind=Organisation.Kind.COMPANY, accounts__grants__role=Role.APPLICANT.value
    ).distinct()
    return [(one.code, one.name_ja if language == "ja" else one.name_en) for one in rows]


def _papers(facts: EquityCase, digest: Any) -> Options:
    application = facts.adoption.applications[-1] if facts.adoption and facts.adoption.applications else None
    rows = enumerate((application.documents if application else None) or (), 1)
    return [(str(n), f"{n}. {one.name}") for n, one in rows if one.received_on == "not_yet"]


def _contracts(facts: EquityCase, digest: Any) -> Options:
    return [(one.name, one.name) for one in facts.contracts or ()]


def _years(facts: EquityCase, digest: Any) -> Options:
    plans = (facts.management.plans if facts.management else None) or ()
    return [(str(one.year), str(one.year)) for one in plans]


def _works(facts: EquityCase, digest: Any) -> Options:
    return [(one.name, one.name) for one in (facts.management.work_items if facts.management else None) or ()]


def _drawdowns(facts: EquityCase, digest: Any) -> Options:
    rows = (facts.management.drawdowns if facts.management else None) or ()
    return [(one.name, one.name) for one in rows if one.paid_on in (None, "not_yet")]


def _conditions(facts: EquityCase, digest: Any) -> Options:
    agreement = facts.management.agreement if facts.management else None
    return [
        (str(n), f"{n}. {one.what}") for n, one in enumerate((agreement.conditions if agreement else None) or (), 1)
    ]


def _matters(facts: EquityCase, digest: Any) -> Options:
    rows = (facts.management.matters if facts.management else None) or ()
    return [(str(n), f"{n}. {one.what[:80]}") for n, one in enumerate(rows, 1)]


def _work_changes(facts: EquityCase, digest: Any) -> Options:
    rows = (facts.management.work_changes if facts.management else None) or ()
    return [(str(n), f"{n}. {one.work}") for n, one in enumerate(rows, 1)]


def _audits(facts: EquityCase, digest: Any) -> Options:
    rows = (facts.oversight.audits if facts.oversight else None) or ()
    return [(str(n), f"{n}. {one.on}") for n, one in enumerate(rows, 1)]


def _evaluations(facts: EquityCase, digest: Any) -> Options:
    rows = (facts.oversight.evaluations if facts.oversight else None) or ()
    return [(str(n), f"{n}. {one.on}") for n, one in enumerate(rows, 1)]


def _run_files(of: str) -> Callable[[Account, Case], Options]:
    def offered(account: Account, case: Case) -> Options:
        rows = papers_for(account, case).filter(kind=of).order_by("-at", "-pk")
        return [(one.name, one.name) for one in rows if one.name.endswith((".yaml", ".yml"))]

    return offered


def _condition_sets(account: Account, case: Case) -> Options:
    return [
        (name, f"{name} ({one.name} {one.version}, {one.as_of}, SHA-256 {one.sha256[:12]}…)")
        for name, one in condition_names(account, case).items()
    ]


def _rates(account: Account, case: Case) -> Options:
    found: dict[str, str] = {}
    for one in condition_names(account, case).values():
        for name, rate in one.discount.items():
            found.setdefault(name, f"{name} ({rate.rate:.2%} {rate.currency}, {one.name} {one.version})")
    return list(found.items())


def _runs(account: Account, case: Case) -> Options:
    return [(str(one.number), f"{one.number} ({day_in_japan(one.at)})") for one in runs_of(account, case)]


_OF_RUNS: dict[tuple[str, str], Callable[[Account, Case], Options]] = {
    ("economics.run", "project"): _run_files("project"), ("economics.run", "risks"): _run_files("risks"),
    ("economics.run", "conditions"): _condition_sets, ("economics.run", "rate"): _rates,
    ("review.evaluate", "run"): _runs, ("evaluation.rank", "run"): _runs,
}  # fmt: skip

_OFFERED: dict[tuple[str, str], Callable[[EquityCase, Any], Options]] = {
    ("application.receive_paper", "paper"): _papers,
    ("application.add_paper", "copy_of"): _contracts,
    ("plan.approve", "year"): _years, ("plan.take_report", "year"): _years, ("plan.change", "year"): _years,
    ("work.approve", "name"): _works, ("work.change", "name"): _works, ("work.approve_change", "change"): _work_changes,
    ("drawdown.request", "work"): _works, ("drawdown.check", "name"): _drawdowns, ("drawdown.pay", "name"): _drawdowns,
    ("agreement.confirm_condition", "condition"): _conditions,
    ("matter.decide", "matter"): _matters, ("matter.done", "matter"): _matters,
    ("audit.true_up", "audit"): _audits, ("evaluation.examine_recovery", "evaluation"): _evaluations,
}  # fmt: skip
