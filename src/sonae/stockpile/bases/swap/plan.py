"""Planning a swap: first the least deviation from the import mix, then at that the least cost, moving no more than it needs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from sonae.stockpile.bases.form import changed, read
from sonae.stockpile.bases.swap.check import check_swap, composition, cost_of, deviation_of
from sonae.stockpile.bases.swap.problem import BerthUse, Movement, ShadowValue, SwapPlan, SwapProblem
from sonae.stockpile.bases.swap.program import Key, LinearProgram, Solution

__all__ = ["TOLERANCE_KL", "plan_swap"]

TOLERANCE_KL = Fraction(1)
"""A plan may be this far from a bound and a limit, kl; in yen as much as a kilolitre of the dearest grade costs."""

_MOVING_YEN = Fraction(1, 1000)
"""What moving a kilolitre counts beside its cost, so that nothing is moved for nothing; it is no part of the cost."""

_LITRE = Decimal("0.001")
_SLACK = Fraction(1, 10**6)


def plan_swap(problem: SwapProblem) -> SwapPlan:
    """Plan a swap.

    Args:
        problem: tanks, mix, limits.

    Returns:
        The plan, written to the litre, checked against every limit outside the solver, with bounds in exact arithmetic.

    Raises:
        InputError: when the limits cannot hold together, which only «least_grades» can bring about.
        SonaeError: when the solver finds no optimum.

    """
    program = _program(problem)
    deviation: dict[Key, Fraction] = {
        (side, name): Fraction(1) for side in ("over", "under") for name in problem.grades
    }
    first = program.solve(deviation)
    reached = program.bound(deviation, first.duals)
    shadow = _shadow(program, first)
    program.add_row("deviation", "kl", deviation, most=max(reached, Fraction(0)) + _SLACK)
    cost = _cost(problem, program)
    second = program.solve({key: yen + _MOVING_YEN for key, yen in cost.items()})
    slack = _MOVING_YEN * sum((program.columns[key].most for key in cost), Fraction(0))
    return _written(problem, second, reached, (program.bound(cost, second.duals), slack), shadow)


def _program(problem: SwapProblem) -> LinearProgram:
    program = LinearProgram()
    for one in problem.tanks:
        tank = problem.tank(one)
        program.add_column(("out", one.base, one.tank), tank.available or 0)
        for name in one.accepts:
            if name in problem.supply:
                program.add_column(("in", one.base, one.tank, name), tank.capacity)
    ways = {(route.origin, route.destination): route for route in problem.routes}
    for source in problem.tanks:
        for target in problem.tanks:
            if (source.base, target.base) in ways and set(problem.tank(source).contents) <= set(target.accepts):
                key = ("move", source.base, source.tank, target.base, target.tank)
                program.add_column(key, problem.tank(source).available or 0)
    for base, limits in problem.bases.items():
        for berth in limits.berths:
            program.add_column(("load", base, berth.id), Fraction(berth.days) * berth.load_a_day)
            program.add_column(("unload", base, berth.id), Fraction(berth.days) * berth.unload_a_day)
    for name in problem.grades:
        program.add_column(("over", name), problem.total)
        program.add_column(("under", name), problem.total)
    _tank_rows(problem, program)
    _base_rows(problem, program)
    _grade_rows(problem, program)
    _market_rows(problem, program)
    _mix_rows(problem, program)
    return program


def _outs(program: LinearProgram, base: str, tank: str | None = None) -> list[Key]:
    """Columns of what leaves a base or a tank."""
    return [
        key
        for key in program.columns
        if key[0] in ("out", "move") and key[1] == base and (tank is None or key[2] == tank)
    ]


def _ins(program: LinearProgram, base: str, tank: str | None = None) -> list[Key]:
    """Columns of what comes to a base or a tank."""
    found = []
    for key in program.columns:
        if key[0] in ("in", "move"):
            place = key[1:3] if key[0] == "in" else key[3:5]
            if place[0] == base and (tank is None or place[1] == tank):
                found.append(key)
    return found


def _tank_rows(problem: SwapProblem, program: LinearProgram) -> None:
    for one in problem.tanks:
        tank = problem.tank(one)
        outs, ins = _outs(program, one.base, one.tank), _ins(program, one.base, one.tank)
        label = f"tank {one.tank} of {one.base}"
        program.add_row(f"what can be pumped out of {label}", "kl", dict.fromkeys(outs, 1), most=tank.available or 0)
        room = dict.fromkeys(ins, Fraction(1)) | dict.fromkeys(outs, Fraction(-1))
        program.add_row(f"room in {label}", "kl", room, most=tank.capacity - tank.stock)


def _base_rows(problem: SwapProblem, program: LinearProgram) -> None:
    for base, limits in problem.bases.items():
        outs, ins = _outs(program, base), _ins(program, base)
        spare = problem.installations.site(base).stock - limits.least_stock
        program.add_row(f"least stock of {base}", "kl", dict.fromkeys(outs, 1), most=spare)
        for kind, columns in (("load", outs), ("unload", ins)):
            berths: dict[Key, int] = {(kind, base, berth.id): -1 for berth in limits.berths}
            program.add_row(f"{kind}ed at {base}", "kl", dict.fromkeys(columns, 1) | berths, least=0, most=0)
        for berth in limits.berths:
            days: dict[Key, Fraction] = {
                ("load", base, berth.id): Fraction(1, berth.load_a_day),
                ("unload", base, berth.id): Fraction(1, berth.unload_a_day),
            }
            program.add_row(f"berth {berth.id} of {base}", "day", days, most=Fraction(berth.days))


def _grade_rows(problem: SwapProblem, program: LinearProgram) -> None:
    shares = {(one.base, one.tank): composition(problem, one) for one in problem.tanks}
    for base, limits in problem.bases.items():
        held = problem.held_at(base)
        for name, least in limits.least_grades.items():
            entries: dict[Key, Fraction] = {}
            for key in _outs(program, base):
                entries[key] = -shares[key[1], key[2]].get(name, Fraction(0))
            for key in _ins(program, base):
                gain = Fraction(key[3] == name) if key[0] == "in" else shares[key[1], key[2]].get(name, Fraction(0))
                entries[key] = entries.get(key, Fraction(0)) + gain
            program.add_row(f"least {name} at {base}", "kl", entries, least=least - held.get(name, 0))


def _market_rows(problem: SwapProblem, program: LinearProgram) -> None:
    bought = {key: key[3] for key in program.columns if key[0] == "in"}
    sold = [one for one in problem.tanks if ("out", one.base, one.tank) in program.columns]
    for name, market in problem.supply.items():
        program.add_row(
            f"supply of {name}", "kl", {key: 1 for key, grade in bought.items() if grade == name}, most=market.most
        )
    for name in problem.grades:
        shares: dict[Key, Fraction] = {
            ("out", one.base, one.tank): composition(problem, one).get(name, Fraction(0)) for one in sold
        }
        most = problem.demand[name].most if name in problem.demand else 0
        program.add_row(f"demand for {name}", "kl", shares, most=most)
    for route in problem.routes:
        ways = {
            key: 1
            for key in program.columns
            if key[0] == "move" and (key[1], key[3]) == (route.origin, route.destination)
        }
        program.add_row(f"route {route.origin} to {route.destination}", "kl", ways, most=route.most)
    balance = dict.fromkeys(bought, 1) | {("out", one.base, one.tank): -1 for one in sold}
    program.add_row("as much in as out", "kl", balance, least=0, most=0)
    if problem.budget_yen is not None:
        program.add_row("budget", "yen", _cost(problem, program), most=problem.budget_yen)


def _mix_rows(problem: SwapProblem, program: LinearProgram) -> None:
    held, wanted = problem.holdings(), problem.wanted()
    by_place = {(one.base, one.tank): composition(problem, one) for one in problem.tanks}
    for name in problem.grades:
        entries: dict[Key, Fraction] = {("over", name): Fraction(-1), ("under", name): Fraction(1)}
        for key in program.columns:
            if key[0] == "out":
                entries[key] = -by_place[key[1], key[2]].get(name, Fraction(0))
            elif key[0] == "in" and key[3] == name:
                entries[key] = Fraction(1)
        side = wanted[name] - held[name]
        program.add_row(f"mix of {name}", "kl", entries, least=side, most=side)


def _cost(problem: SwapProblem, program: LinearProgram) -> dict[Key, Fraction]:
    """Yen by column: price and handling; a transfer is handled twice and pays freight."""
    cost: dict[Key, Fraction] = {}
    freight = {(route.origin, route.destination): route.freight_yen for route in problem.routes}
    shares = {(one.base, one.tank): composition(problem, one) for one in problem.tanks}
    handling = {base: Fraction(limits.handling_yen) for base, limits in problem.bases.items()}
    for key in program.columns:
        match key:
            case ("in", base, _, grade):
                cost[key] = handling[base] + problem.supply[grade].price_yen
            case ("out", base, tank):
                prices = {name: market.price_yen for name, market in problem.demand.items()}
                sale = sum((share * prices.get(name, 0) for name, share in shares[base, tank].items()), Fraction(0))
                cost[key] = handling[base] - sale
            case ("move", base, _, other, _):
                cost[key] = handling[base] + handling[other] + freight[base, other]
    return cost


def _shadow(program: LinearProgram, solution: Solution) -> tuple[ShadowValue, ...]:
    """Limits with one side and a dual value: one unit wider takes the dual value off the deviation."""
    found = [
        ShadowValue(limit=row.words, unit=row.unit, deviation_kl=Decimal(repr(round(abs(dual), 6))))
        for row, dual in zip(program.rows, solution.duals, strict=True)
        if abs(dual) > 1e-6 and (row.least is None) != (row.most is None)
    ]
    return tuple(sorted(found, key=lambda one: (-one.deviation_kl, one.limit)))


def _litres(value: float) -> Decimal:
    return Decimal(repr(max(0.0, value))).quantize(_LITRE)


def _written(
    problem: SwapProblem,
    solution: Solution,
    reached: Fraction,
    cheapest: tuple[Fraction, Fraction],
    shadow: tuple[ShadowValue, ...],
) -> SwapPlan:
    """Write the solution to the litre and hold it against limits and bounds; ``cheapest`` is the bound and its own slack."""
    movements, berths = _movements(problem, solution), _berth_uses(problem, solution)
    held = problem.holdings()
    before = sum((abs(held[name] - kl) for name, kl in problem.wanted().items()), Fraction(0))
    after = deviation_of(problem, movements)
    cost = cost_of(problem, movements)
    plan = read(SwapPlan, {
        "problem": problem.name, "movements": movements, "berths": berths,
        "before": {name: _exact(kl) for name, kl in held.items()}, "after": {name: _exact(kl) for name, kl in after[1].items()},
        "wanted": {name: _exact(kl) for name, kl in problem.wanted().items()}, "deviation_before": _exact(before),
        "deviation_after": _exact(after[0]), "deviation_bound": _exact(reached), "cost_yen": round(cost),
        "cost_bound_yen": round(cheapest[0]), "proved": False, "shadow_values": shadow,
        "classification": max(problem.label, problem.installations.label).name, "fictional": problem.fictional,
    })  # fmt: skip
    breaches = check_swap(problem, plan, tolerance_kl=TOLERANCE_KL)
    dearest = max((market.price_yen for market in (*problem.supply.values(), *problem.demand.values())), default=0)
    near = after[0] - reached <= TOLERANCE_KL and cost - cheapest[0] <= TOLERANCE_KL * max(dearest, 1) + cheapest[1]
    return changed(plan, breaches=breaches, proved=near and not breaches)


def _exact(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.000001"))


def _movements(problem: SwapProblem, solution: Solution) -> tuple[Movement, ...]:
    found = []
    for key, value in solution.values.items():
        amount = _litres(value)
        if not amount:
            continue
        match key:
            case ("out", base, tank):
                found.append(Movement(kind="sell", base=base, tank=tank, amount=amount))
            case ("in", base, tank, grade):
                found.append(Movement(kind="buy", base=base, tank=tank, amount=amount, grade=grade))
            case ("move", base, tank, other, into):
                found.append(
                    Movement(kind="transfer", base=base, tank=tank, amount=amount, to_base=other, to_tank=into)
                )
    return tuple(found)


def _berth_uses(problem: SwapProblem, solution: Solution) -> tuple[BerthUse, ...]:
    uses = []
    for base, limits in problem.bases.items():
        for berth in limits.berths:
            loaded = _litres(solution.values["load", base, berth.id])
            unloaded = _litres(solution.values["unload", base, berth.id])
            if loaded or unloaded:
                days = _exact(Fraction(loaded) / berth.load_a_day + Fraction(unloaded) / berth.unload_a_day)
                uses.append(BerthUse(base=base, berth=berth.id, loaded=loaded, unloaded=unloaded, days=days))
    return tuple(uses)
