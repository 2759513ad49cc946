"""Depreciation and taxes on income and rent, line by line."""

from __future__ import annotations

from sonae.economics.formula import (
    Add,
    Choose,
    Earlier,
    Formula,
    Largest,
    Multiply,
    Now,
    Number,
    Smallest,
    Spread,
    Subtract,
)
from sonae.economics.regimes.draft import CONTRACTOR, GOVERNMENT, RATE, Draft, at_least_nothing, sum_of
from sonae.economics.regimes.instruments import (
    CarriedLosses,
    Depreciation,
    IncomeTax,
    LostLosses,
    Minimum,
    RefundedLosses,
    RelievedLosses,
    ResourceRent,
)

__all__ = ["write_depreciation", "write_income_tax", "write_resource_rent"]


def write_depreciation(draft: Draft, own: Depreciation) -> None:
    """Spread costs: lines ``_placed`` (what begins to be written off), the main line, and ``_left``."""
    of: Formula = draft.written(own.of, "of")
    if own.retained:
        of = Multiply(Number(1.0 - own.retained, f"{own.id}.retained"), of)
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
            return Spread(placed, tuple(share / (1.0 - own.retained) for share in own.table or ()))
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
    """Tax income less deductions: lines ``_base``, ``_taxable``, the tax, and those that its losses and least tax need."""
    deductions = [draft.written(text, f"deductions.{k}") for k, text in enumerate(own.deductions)]
    base = draft.add(f"{own.id}_base", draft.less(draft.written(own.income, "income"), *deductions))
    rate = draft.add_and_read(f"{own.id}_rate_now", draft.term(own.rate, "rate"), RATE)
    taxable, profit = f"{own.id}_taxable", at_least_nothing(Now(base))
    refund: Formula | None = None
    match own.losses:
        case RelievedLosses():
            draft.add(taxable, Now(base))
        case RefundedLosses(lag=0):
            draft.add(taxable, Now(base))
        case RefundedLosses(lag=lag):
            draft.add(taxable, profit)
            value = Multiply(rate, at_least_nothing(Subtract(Number(0.0), Now(base))))
            refund = draft.add_and_read(f"{own.id}_refund", Earlier(draft.add(f"{own.id}_refund_due", value), lag))
        case CarriedLosses() as rule:
            _carry_losses(draft, own.id, base, rule)
            draft.add(taxable, Subtract(profit, Now(f"{own.id}_relief")))
        case LostLosses():
            draft.add(taxable, profit)
    tax: Formula = Multiply(rate, Now(taxable))
    if isinstance(own.minimum, Minimum):
        least = Multiply(
            Number(own.minimum.rate, f"{own.id}.minimum.rate"), draft.written(own.minimum.base, "minimum.base")
        )
        tax = Largest(tax, draft.add_and_read(f"{own.id}_minimum", least))
    draft.add(own.id, Subtract(tax, refund) if refund else tax, pays=(own.payer, own.payee))


def _carry_losses(draft: Draft, tax: str, base: str, rule: CarriedLosses) -> None:
    """Carry losses forward, the oldest first: lines ``_losses``, ``_relief``, ``_losses_interest``, ``_lost``, ``_losses_left``."""
    left, relief, lost = f"{tax}_losses_left", f"{tax}_relief", f"{tax}_lost"
    loss = draft.add(f"{tax}_losses", at_least_nothing(Subtract(Number(0.0), Now(base))))
    brought = Add((Earlier(left), Now(_bear_interest(draft, tax, left, rule))))
    use = Multiply(Number(rule.use_share, f"{tax}.losses.use_share"), at_least_nothing(Now(base)))
    draft.add(relief, Smallest(brought, use))
    if rule.periods == "unlimited":
        draft.add(lost, Number(0.0))
    else:
        ever = draft.running(f"{tax}_losses_ever", Now(loss))
        out = f"{tax}_losses_out"
        gone = Add((Earlier(out), Now(relief)))
        draft.add(lost, at_least_nothing(Subtract(Earlier(ever, rule.periods), gone)))
        draft.add(out, Add((Earlier(out), Now(relief), Now(lost))))
    draft.add(left, draft.less(Add((brought, Now(loss))), Now(relief), Now(lost)))
    came = draft.running(f"{tax}_losses_in", sum_of([loss, f"{tax}_losses_interest"]))
    went = draft.running(f"{tax}_losses_gone", sum_of([relief, lost]))
    draft.check("all losses are used, lapsed or left", draft.less(Now(came), Now(went), Now(left)))


def _bear_interest(draft: Draft, tax: str, left: str, rule: CarriedLosses) -> str:
    """Add the line of interest on losses, in so many periods at most in which there were any."""
    line = f"{tax}_losses_interest"
    if not rule.interest:
        return draft.add(line, Number(0.0))
    interest: Formula = Multiply(Number(rule.interest, f"{tax}.losses.interest"), Earlier(left))
    if rule.interest_claims != "unlimited":
        claims = f"{tax}_losses_claims"
        last = Number(float(rule.interest_claims), f"{tax}.losses.interest_claims")
        interest = Choose(last, Earlier(claims), interest, Number(0.0), strictly=True)
        claimed = Choose(Now(line), Number(0.0), Number(1.0), Number(0.0), strictly=True)
        draft.add(claims, Add((Earlier(claims), claimed)), RATE)
    return draft.add(line, interest)


def write_resource_rent(draft: Draft, own: ResourceRent) -> None:
    """Tax what exceeds the return: lines ``_cash``, ``_account`` (what is above 0 is taken out), ``_rent`` and the tax."""
    cash = draft.add(f"{own.id}_cash", draft.written(own.cash, "cash"))
    account, rent = f"{own.id}_account", f"{own.id}_rent"
    grown = Multiply(Number(1.0 + own.uplift, f"{own.id}.uplift"), Earlier(account))
    before = draft.add(f"{own.id}_before", Add((grown, Now(cash))))
    draft.add(rent, at_least_nothing(Now(before)))
    draft.add(account, Subtract(Now(before), Now(rent)))
    draft.add(own.id, Multiply(draft.term(own.rate, "rate"), Now(rent)), pays=(CONTRACTOR, GOVERNMENT))
