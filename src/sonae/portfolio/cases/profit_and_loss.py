"""Income and expense that a project brings the agency's books, by fiscal year, from what it brings in cash.

Shares, with loans of shareholders, are one amount K: carried at the last period end, raised by what is paid in.
    income   dividends and interest; what repayments or a sale bring above K; what came in before the forecast
    expense  while the outcome of exploration is unknown, a share of the capital paid in; K that a sale does not bring back; K
             that is left when the project's cash ends and all of it was paid out
Guarantee: fees and recourse are income, payments expense. Loan of the agency: interest is income, what is recovered after a
default too; what is outstanding when it defaults, expense.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from sonae.economics.support import AgencyView, InstrumentView, YearOfSupport, fiscal_year_of
from sonae.portfolio.cases.instruments import rows_of
from sonae.portfolio.cases.project_file import ProjectFile
from sonae.portfolio.review.facts import Position
from sonae.portfolio.review.portfolio_facts import Forecast
from sonae.portfolio.review.traced import whole_yen

__all__ = ["forecasts_of"]


def forecasts_of(
    project: ProjectFile,
    view: AgencyView,
    positions: Mapping[str, Sequence[Position]],
    *,
    scenario: str,
    years: Sequence[int],
    exploration_share: Fraction,
) -> list[Forecast]:
    """Return income and expense of a live project in every year of the forecast.

    Args:
        project: the project.
        view: what is expected of it in the scenario.
        positions: at the last period end, by review id, in the order of the views.
        scenario: name of the scenario.
        years: fiscal years, the first of them that of the review.
        exploration_share: share of exploration equity that is carried as a loss while its outcome is unknown.

    """
    explores = (
        project.agency.begins_in == "exploration"
        and project.agency.development_approved is None
        and project.agency.failed is None
    )
    out = []
    for name, views in rows_of(project, view).items():
        income, expense = dict.fromkeys(years, 0), dict.fromkeys(years, 0)
        for found, held in zip(views, positions[name], strict=True):
            share = exploration_share if explores else Fraction(0)
            for year, (plus, minus) in _booked(found, view, held.yen, share, min(years)).items():
                if year in income:
                    income[year] += plus
                    expense[year] += minus
        out += [Forecast(name, scenario, year, income[year], expense[year]) for year in years]
    return out


def _booked(
    found: InstrumentView, view: AgencyView, carried: int, exploration_share: Fraction, first: int
) -> dict[int, tuple[int, int]]:
    rows = [row for row in found.actual if row.fiscal_year >= first]
    rows += found.expected
    if found.instrument == "equity":
        return _shares(rows, view, carried, exploration_share, sold=any("sale" in row.received for row in rows))
    if found.instrument == "guarantee":
        return _sums((row.fiscal_year, row.received_yen, row.contributed_yen) for row in rows)
    return _loan(found, rows, view, carried)


def _sums(entries: Iterable[tuple[int, int, int]]) -> dict[int, tuple[int, int]]:
    out: dict[int, tuple[int, int]] = {}
    for year, plus, minus in entries:
        before = out.get(year, (0, 0))
        out[year] = (before[0] + plus, before[1] + minus)
    return out


def _shares(
    rows: Sequence[YearOfSupport], view: AgencyView, carried: int, exploration_share: Fraction, *, sold: bool
) -> dict[int, tuple[int, int]]:
    entries = []
    for row in rows:
        got, paid = row.received, row.contributed
        loss = whole_yen(exploration_share * (paid.get("capital", 0) + paid.get("actual_contributed", 0)))
        carried += row.contributed_yen - loss
        income = sum(got.get(name, 0) for name in ("dividends", "shareholder_interest", "actual_received"))
        back = got.get("shareholder_principal", 0)
        income += max(0, back - carried)
        carried = max(0, carried - back)
        if "sale" in got:
            income += max(0, got["sale"] - carried)
            loss += max(0, carried - got["sale"])
            carried = 0
        entries.append((row.fiscal_year, income, loss))
    if rows and not sold and view.support.investee.at_the_end == "all is paid out":
        entries.append((rows[-1].fiscal_year, 0, carried))
    return _sums(entries)


def _loan(
    found: InstrumentView, rows: Sequence[YearOfSupport], view: AgencyView, carried: int
) -> dict[int, tuple[int, int]]:
    defaulted = view.defaults.get(found.id)
    fell = None if defaulted is None else fiscal_year_of(defaulted)
    entries = []
    for row in rows:
        got = row.received
        carried += row.contributed_yen
        income = sum(got.get(name, 0) for name in ("interest", "recovered", "actual_received"))
        back = got.get("principal", 0)
        # Repaid at another rate of exchange than carried: the difference is income.
        income += max(0, back - carried)
        carried = max(0, carried - back)
        loss = carried if row.fiscal_year == fell else 0
        carried -= loss
        entries.append((row.fiscal_year, income, loss))
    return _sums(entries)
