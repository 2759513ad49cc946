"""The facts of a project by instrument: shares, guarantees and loans are reviewed each for itself on the same data (a21.p2).

The first of shares, guarantees and loans that a project has bears its id; what stands beside it bears the id with the word
added, «kaede-guarantee».
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sonae.core import FiscalYear, InputError, UnknownChoiceError
from sonae.economics.conditions import ConditionSet
from sonae.economics.support import AgencyView, InstrumentView, YearOfSupport, actual_years
from sonae.portfolio.cases.project_file import ProjectFile
from sonae.portfolio.review.facts import INSTRUMENTS, CaseFacts, Cash, Position

__all__ = ["cash_of", "facts_of", "rows_of", "whole_years_rate"]


def whole_years_rate(conditions: ConditionSet, purpose: str, file: str, field: str) -> Decimal:
    """Return a yearly rate for nominal yen.

    Raises:
        InputError: when the condition set has no such rate, or one of other money or compounding.

    """
    if purpose not in conditions.discount:
        unknown = UnknownChoiceError("discount rate", purpose, conditions.discount)
        raise InputError(unknown.problem, file=file, field=field) from unknown
    rate = conditions.discount[purpose]
    if (rate.currency, rate.money, rate.compounding) != ("JPY", "nominal", "yearly"):
        raise InputError(
            f"the rate «{purpose}» discounts {rate.money} {rate.currency}, {rate.compounding}", file=file, field=field,
            expected="a yearly rate of nominal yen",
        )  # fmt: skip
    return Decimal(str(rate.rate))


def rows_of(project: ProjectFile, view: AgencyView | None) -> dict[str, tuple[InstrumentView, ...]]:
    """Return the views of the agency by review id; of an ended project what was paid and received.

    Args:
        project: the project.
        view: what is expected of it; none once the agency's part has ended.

    """
    views = view.instruments if view is not None else _past(project)
    kinds = [kind for kind in INSTRUMENTS if any(found.instrument == kind for found in views)]
    return {
        project.id if kind == kinds[0] else f"{project.id}-{kind}": tuple(v for v in views if v.instrument == kind)
        for kind in kinds
    }


def _past(project: ProjectFile) -> tuple[InstrumentView, ...]:
    support = project.support
    found = [
        InstrumentView(part.id, "equity", part.funding, actual_years(part.actual), (), {}) for part in support.equity
    ]
    for loan in support.loans:
        if loan.lender == "agency":
            found.append(InstrumentView(loan.id, "loan", loan.funding or "", actual_years(loan.actual), (), {}))
        if loan.guarantee is not None:
            held = loan.guarantee
            found.append(InstrumentView(loan.id, "guarantee", held.funding, actual_years(held.actual), (), {}))
    return tuple(found)


def cash_of(rows: Sequence[YearOfSupport]) -> tuple[Cash, ...]:
    """Add rows up by fiscal year."""
    paid: dict[int, int] = {}
    got: dict[int, int] = {}
    for row in rows:
        paid[row.fiscal_year] = paid.get(row.fiscal_year, 0) + row.contributed_yen
        got[row.fiscal_year] = got.get(row.fiscal_year, 0) + row.received_yen
    return tuple(Cash(year, paid[year], got[year]) for year in sorted(paid))


def _positions(project: ProjectFile, views: Sequence[InstrumentView], closed: int) -> tuple[Position, ...]:
    if not project.live:
        return ()
    agency, out = project.agency, []
    for view in views:
        if view.instrument != "equity":
            yen = view.outstanding_yen[closed]
        elif agency.carried is not None:
            yen = agency.carried[view.id]
        else:
            yen = 0 if agency.holding is None else agency.holding.carrying_yen
        out.append(Position(view.instrument, yen, view.funding))
    return tuple(out)


def facts_of(
    project: ProjectFile, view: AgencyView | None, conditions: ConditionSet, period_end: FiscalYear
) -> tuple[CaseFacts, ...]:
    """Return what the review is told of a project, one :class:`CaseFacts` an instrument.

    Args:
        project: the project.
        view: what is expected of it under the conditions; none once the agency's part has ended.
        conditions: the condition set, whose rate ``agency.funding_rate`` names.
        period_end: the last closed fiscal year; positions are of its end.

    Raises:
        InputError: naming the file, for facts that contradict each other or a rate that does not fit.

    """
    case, agency = project.case, project.agency
    rate = whole_years_rate(conditions, agency.funding_rate, project.file, "agency.funding_rate")
    out = []
    for name, views in rows_of(project, view).items():
        equity = views[0].instrument == "equity"
        said = "" if name == project.id else f" – {views[0].instrument}"
        try:
            out.append(
                CaseFacts(
                    id=name, name=f"{case.name_en}{said}", adopted=agency.adopted, source=agency.source,
                    begins_in=agency.begins_in, development_approved=agency.development_approved, failed=agency.failed,
                    ended=agency.ended, exploration_term_ends=agency.exploration_term_ends, country=case.country,
                    region=case.region, stage=case.stage, commodity=case.commodity, funding_rate=rate,
                    actual=cash_of([row for found in views for row in found.actual]),
                    expected=cash_of([row for found in views for row in found.expected]), chance=agency.chance,
                    positions=_positions(project, views, period_end.year), holding=agency.holding if equity else None,
                    figures=agency.figures, milestones=agency.milestones, override=agency.override if equity else None,
                    recovery=agency.recovery if equity else None, history=agency.history if equity else (),
                    sale=agency.sale if equity else None,
                )
            )  # fmt: skip
        except InputError as error:
            raise InputError(
                error.problem, file=project.file, field=error.field and f"agency.{error.field}", expected=error.expected
            ) from error
    return tuple(out)
