"""Depreciation and taxes on income and rent, line by line."""

from __future__ import annotations

from sonae.economics.formula import Add, Earlier, Formula, Largest, Multiply, Now, Number, Smallest, Spread, Subtract
from sonae.economics.regimes.draft import CONTRACTOR, GOVERNMENT, Draft, at_least_nothing, sum_of
from sonae.economics.regimes.instruments import Depreciation, IncomeTax, Minimum, ResourceRent

__all__ = ["write_depreciation", "write_income_tax", "write_resource_rent"]


def write_depreciation(draft: Draft, own: Depreciation) -> None:
    """Spread costs: lines ``_placed`` (what begins to be written off), the main line, and ``_left``."""
    of = draft.written(own.of, "of")
    placed = f"{own.id}_placed"
    if own.start == "production":
        waiting = f"{own.id}_waiting"
        draft.add(waiting, draft.producing(Number(0.0), Add((Earlier(waiting), of))))
        draft.add(placed, draft.producing(Add((of, Earlier(waiting))), Number(0.0)))
    else:
        draft.add(placed, of)
    left = f"{own.id}_left"
    book = Add((Earlier(left), Now(placed)))
    draft.add(own.id, _written_off(own, placed, book))
    draft.add(left, Subtract(book, Now(own.id)))


def _written_off(own: Depreciation, placed: str, book: Formula) -> Formula:
    match own.method:
        case "straight_line":
            life = own.life or 1
            return Spread(placed, (1.0 / life,) * life)
        case "table":
            return Spread(placed, tuple(own.table or ()))
        case "immediate":
            return book
        case "unit_of_production":
            return Multiply(Now("share_of_rest"), book)
        case "declining_balance":
            rate = own.rate or 0.0
            if own.life is None:
                return Multiply(Number(rate, f"{own.id}.rate"), book)
            # The last period of the life takes what is left.
            weights = [rate * (1.0 - rate) ** k for k in range(own.life - 1)]
            return Spread(placed, (*weights, 1.0 - sum(weights)))


def write_income_tax(draft: Draft, own: IncomeTax) -> None:
    """Tax income less deductions: lines ``_base``, ``_relief``, ``_taxable`` and the tax."""
    deductions = [draft.written(text, f"deductions.{k}") for k, text in enumerate(own.deductions)]
    base = draft.add(f"{own.id}_base", draft.less(draft.written(own.income, "income"), *deductions))
    rate = draft.term(own.rate, "rate")
    taxable = f"{own.id}_taxable"
    match own.losses.treatment:
        case "refunded" | "relieved_elsewhere":
            draft.add(taxable, Now(base))
        case "lost":
            draft.add(taxable, at_least_nothing(Now(base)))
        case "carried":
            _carry_losses(draft, own, base)
            draft.add(taxable, Subtract(at_least_nothing(Now(base)), Now(f"{own.id}_relief")))
    tax: Formula = Multiply(rate, Now(taxable))
    if isinstance(own.minimum, Minimum):
        least = Multiply(
            Number(own.minimum.rate, f"{own.id}.minimum.rate"), draft.written(own.minimum.base, "minimum.base")
        )
        tax = Largest(tax, draft.add_and_read(f"{own.id}_minimum", least))
    draft.add(own.id, tax, pays=(own.payer, own.payee))


def _carry_losses(draft: Draft, own: IncomeTax, base: str) -> None:
    """Carry losses forward, the oldest first: lines ``_losses``, ``_relief``, ``_lost`` and ``_losses_left``."""
    rule = own.losses
    left, relief, lost = f"{own.id}_losses_left", f"{own.id}_relief", f"{own.id}_lost"
    loss = draft.add(f"{own.id}_losses", at_least_nothing(Subtract(Number(0.0), Now(base))))
    use = Multiply(Number(rule.use_share or 0.0, f"{own.id}.losses.use_share"), at_least_nothing(Now(base)))
    draft.add(relief, Smallest(Earlier(left), use))
    if not isinstance(rule.periods, int):
        draft.add(lost, Number(0.0))
    else:
        ever = draft.running(f"{own.id}_losses_ever", Now(loss))
        out = f"{own.id}_losses_out"
        gone = Add((Earlier(out), Now(relief)))
        draft.add(lost, at_least_nothing(Subtract(Earlier(ever, rule.periods), gone)))
        draft.add(out, Add((Earlier(out), Now(relief), Now(lost))))
    draft.add(left, draft.less(Add((Earlier(left), Now(loss))), Now(relief), Now(lost)))
    came, went = draft.running(f"{own.id}_losses_in", Now(loss)), f"{own.id}_losses_gone"
    draft.running(went, sum_of([relief, lost]))
    draft.check("all losses are used, lapsed or left", draft.less(Now(came), Now(went), Now(left)))


def write_resource_rent(draft: Draft, own: ResourceRent) -> None:
    """Tax what exceeds the return: lines ``_cash``, ``_account`` (what is above 0 is taken out), ``_rent`` and the tax."""
    cash = draft.add(f"{own.id}_cash", draft.written(own.cash, "cash"))
    account, rent = f"{own.id}_account", f"{own.id}_rent"
    grown = Multiply(Number(1.0 + own.uplift, f"{own.id}.uplift"), Earlier(account))
    before = draft.add(f"{own.id}_before", Add((grown, Now(cash))))
    draft.add(rent, at_least_nothing(Now(before)))
    draft.add(account, Subtract(Now(before), Now(rent)))
    draft.add(own.id, Multiply(draft.term(own.rate, "rate"), Now(rent)), pays=(CONTRACTOR, GOVERNMENT))
