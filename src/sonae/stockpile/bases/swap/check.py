"""A swap plan against its problem, without solver and matrix: every limit, deviation and cost, in exact fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from sonae.core import Finding, InputError, Outcome
from sonae.stockpile.bases.form import finding
from sonae.stockpile.bases.installations import mean_quality
from sonae.stockpile.bases.provisions import rule
from sonae.stockpile.bases.swap.problem import Movement, SwapPlan, SwapProblem, SwapTank

__all__ = ["check_swap", "composition", "cost_of", "deviation_of", "swap_finding", "swap_rows"]

Place = tuple[str, str]


def composition(problem: SwapProblem, one: SwapTank) -> dict[str, Fraction]:
    """Return the share of each grade in a tank."""
    tank = problem.tank(one)
    return {name: Fraction(amount, tank.stock) for name, amount in tank.contents.items()} if tank.stock else {}


def _compositions(problem: SwapProblem) -> dict[Place, dict[str, Fraction]]:
    return {(one.base, one.tank): composition(problem, one) for one in problem.tanks}


def deviation_of(problem: SwapProblem, movements: Sequence[Movement]) -> tuple[Fraction, dict[str, Fraction]]:
    """Return the deviation from the import mix after the movements, kl, and what is then held of each grade.

    Raises:
        InputError: when a movement names a tank that takes no part.

    """
    held, mixes = problem.holdings(), _compositions(problem)
    for one in movements:
        if (one.base, one.tank) not in mixes:
            raise InputError(f"the tank {one.tank} of {one.base} takes no part in the swap")
        if one.kind == "buy" and one.grade is not None:
            held[one.grade] = held.get(one.grade, Fraction(0)) + Fraction(one.amount)
        elif one.kind == "sell":
            for name, share in mixes[one.base, one.tank].items():
                held[name] -= share * Fraction(one.amount)
    wanted = problem.wanted()
    return sum((abs(kl - wanted.get(name, 0)) for name, kl in held.items()), Fraction(0)), held


def cost_of(problem: SwapProblem, movements: Sequence[Movement]) -> Fraction:
    """Return purchases less sales with handling and freight, yen."""
    mixes, total = _compositions(problem), Fraction(0)
    freight = {(route.origin, route.destination): route.freight_yen for route in problem.routes}
    for one in movements:
        amount = Fraction(one.amount)
        total += amount * problem.bases[one.base].handling_yen
        if one.kind == "buy" and one.grade is not None:
            market = problem.supply.get(one.grade)
            total += amount * (market.price_yen if market else 0)
        elif one.kind == "sell":
            for name, share in mixes[one.base, one.tank].items():
                total -= amount * share * (problem.demand[name].price_yen if name in problem.demand else 0)
        elif one.to_base is not None:
            total += amount * (problem.bases[one.to_base].handling_yen + freight.get((one.base, one.to_base), 0))
    return total


def check_swap(problem: SwapProblem, plan: SwapPlan, *, tolerance_kl: Fraction = Fraction(0)) -> tuple[str, ...]:
    """Return every limit that a plan does not keep, each in a sentence.

    Args:
        problem: tanks, mix, limits.
        plan: its movements and berths.
        tolerance_kl: kilolitres by which a limit may be missed; the budget by as much of the dearest grade.

    Raises:
        InputError: when a movement names a tank that takes no part.

    """
    movements = plan.movements
    deviation_of(problem, movements)
    found = _tanks(problem, movements, tolerance_kl)
    found += _bases(problem, plan, tolerance_kl)
    found += _grades(problem, movements, tolerance_kl)
    found += _markets(problem, movements, tolerance_kl)
    dearest = max((market.price_yen for market in (*problem.supply.values(), *problem.demand.values())), default=0)
    cost = cost_of(problem, movements)
    if problem.budget_yen is not None and cost > problem.budget_yen + tolerance_kl * dearest:
        found.append(f"the swap costs {round(cost):,} yen, more than the budget of {problem.budget_yen:,}")
    return tuple(found)


def _left(movements: Sequence[Movement], base: str, tank: str | None = None) -> Fraction:
    kinds = ("sell", "transfer")
    return sum(
        (
            Fraction(one.amount)
            for one in movements
            if one.kind in kinds and one.base == base and tank in (None, one.tank)
        ),
        Fraction(0),
    )


def _came(movements: Sequence[Movement], base: str, tank: str | None = None) -> Fraction:
    total = Fraction(0)
    for one in movements:
        place = (one.to_base, one.to_tank) if one.kind == "transfer" else (one.base, one.tank)
        if one.kind != "sell" and place[0] == base and tank in (None, place[1]):
            total += Fraction(one.amount)
    return total


def _tanks(problem: SwapProblem, movements: Sequence[Movement], slack: Fraction) -> list[str]:
    found = []
    accepts = {(one.base, one.tank): set(one.accepts) for one in problem.tanks}
    mixes = _compositions(problem)
    for part in problem.tanks:
        tank = problem.tank(part)
        left, came = _left(movements, part.base, part.tank), _came(movements, part.base, part.tank)
        if left > (tank.available or 0) + slack:
            found.append(
                f"{float(left):,.3f} kl leave the tank {part.tank} of {part.base}, more than can be pumped out"
            )
        if tank.stock - left + came > tank.capacity + slack:
            found.append(f"the tank {part.tank} of {part.base} would hold more than its capacity")
    for one in movements:
        taken = {one.grade} if one.kind == "buy" else set(mixes[one.base, one.tank])
        place = (one.to_base or "", one.to_tank or "") if one.kind == "transfer" else (one.base, one.tank)
        if one.kind != "sell" and not taken <= accepts.get(place, set()):
            found.append(f"the tank {place[1]} of {place[0]} does not accept what it would take in")
    return found


def _bases(problem: SwapProblem, plan: SwapPlan, slack: Fraction) -> list[str]:
    found = []
    for base, limits in problem.bases.items():
        left, came = _left(plan.movements, base), _came(plan.movements, base)
        if problem.installations.site(base).stock - left < limits.least_stock - slack:
            found.append(f"{base} would fall below its least stock of {limits.least_stock:,} kl")
        uses = {use.berth: use for use in plan.berths if use.base == base}
        for name, moved, handled in (
            ("loaded", left, sum((Fraction(use.loaded) for use in uses.values()), Fraction(0))),
            ("unloaded", came, sum((Fraction(use.unloaded) for use in uses.values()), Fraction(0))),
        ):
            if abs(moved - handled) > slack:
                found.append(f"{base}: {float(moved):,.3f} kl are to be {name}, at berths {float(handled):,.3f}")
        for berth in limits.berths:
            use = uses.pop(berth.id, None)
            if use is None:
                continue
            days = Fraction(use.loaded) / berth.load_a_day + Fraction(use.unloaded) / berth.unload_a_day
            if days > Fraction(berth.days) + slack / min(berth.load_a_day, berth.unload_a_day):
                found.append(
                    f"the berth {berth.id} of {base} would be taken for {float(days):,.2f} of {berth.days} days"
                )
        found += [f"{base} has no berth «{name}»" for name in uses]
    return found


def _grades(problem: SwapProblem, movements: Sequence[Movement], slack: Fraction) -> list[str]:
    found, mixes = [], _compositions(problem)
    for base, limits in problem.bases.items():
        for name, least in limits.least_grades.items():
            kl = Fraction(problem.held_at(base).get(name, 0))
            for one in movements:
                share = (
                    Fraction(one.grade == name)
                    if one.kind == "buy"
                    else mixes[one.base, one.tank].get(name, Fraction(0))
                )
                leaves = one.kind != "buy" and one.base == base
                comes = (one.base if one.kind == "buy" else one.to_base) == base and one.kind != "sell"
                kl += share * Fraction(one.amount) * (comes - leaves)
            if kl < Fraction(least) - slack:
                found.append(f"{base} would hold less than {least:,} kl of {name}")
    return found


def _markets(problem: SwapProblem, movements: Sequence[Movement], slack: Fraction) -> list[str]:
    mixes = _compositions(problem)
    found: list[str] = []
    bought, sold = dict.fromkeys(problem.grades, Fraction(0)), dict.fromkeys(problem.grades, Fraction(0))
    moved: dict[Place, Fraction] = {}
    for one in movements:
        amount = Fraction(one.amount)
        if one.kind == "buy" and one.grade is not None:
            bought[one.grade] = bought.get(one.grade, Fraction(0)) + amount
        elif one.kind == "sell":
            for name, share in mixes[one.base, one.tank].items():
                sold[name] += share * amount
        elif one.to_base is not None:
            moved[one.base, one.to_base] = moved.get((one.base, one.to_base), Fraction(0)) + amount
    for kind, volumes, markets in (("bought", bought, problem.supply), ("sold", sold, problem.demand)):
        for name, amount in volumes.items():
            most = Fraction(markets[name].most if name in markets else 0)
            if amount > most + slack:
                found.append(f"more of {name} would be {kind} than the market allows")
    ways = {(route.origin, route.destination): route.most for route in problem.routes}
    for way, amount in moved.items():
        if amount > Fraction(ways.get(way, 0)) + slack:
            found.append(f"more would go from {way[0]} to {way[1]} than the route allows")
    if abs(sum(bought.values(), Fraction(0)) - sum(sold.values(), Fraction(0))) > slack:
        found.append("what is bought is not as much as what is sold")
    return found


def swap_finding(problem: SwapProblem, plan: SwapPlan) -> Finding:
    """Find whether a plan brings the stock nearer to the import mix within every limit.

    Raises:
        InputError: when the plan is for another problem.

    """
    if plan.problem != problem.name:
        raise InputError(f"the plan is for «{plan.problem}»", expected=f"«{problem.name}»")
    breaches = check_swap(problem, plan, tolerance_kl=Fraction(1))
    before, total = Fraction(plan.deviation_before), problem.total
    after, held = deviation_of(problem, plan.movements)
    facts: dict[str, object] = {
        "deviation_before_kl": before, "deviation_after_kl": after, "deviation_bound_kl": plan.deviation_bound,
        "total_kl": total, "cost_yen": plan.cost_yen, "proved": plan.proved, "breaches": list(breaches),
    }  # fmt: skip
    for word, mix in (("before", problem.holdings()), ("after", held)):
        quality = mean_quality({problem.installations.grade(name): kl for name, kl in mix.items() if kl})
        if quality is not None:
            facts |= {f"api_{word}": quality[0], f"sulphur_pct_{word}": quality[1]}
    if breaches:
        said = (f"制約を満たさない項目が{len(breaches)}ある", f"{len(breaches)} limits are not kept")
        return finding("swap", Outcome.NO, *said, rule("swap"), facts)
    share = [float(kl / (2 * total)) if total else 0.0 for kl in (before, after)]
    nearer = after < before - Fraction(1)
    said = (f"輸入構成と異なる割合は{share[0]:.2%}から{share[1]:.2%}{'に縮まる' if nearer else 'で、縮まらない'}",
            f"{share[0]:.2%} of the stock differs from the import mix, {share[1]:.2%} after the swap")  # fmt: skip
    return finding("swap", Outcome.YES if nearer else Outcome.NO, *said, rule("swap"), facts, value=before - after)


def swap_rows(plan: SwapPlan) -> list[dict[str, Any]]:
    """Return one row a movement."""
    return [
        {
            "kind": one.kind, "base": one.base, "tank": one.tank, "grade": one.grade, "kl": float(one.amount),
            "to_base": one.to_base, "to_tank": one.to_tank,
        }
        for one in plan.movements
    ]  # fmt: skip
