"""Slow ways to the same answers: every cut of a site's network by enumeration, in fractions; the same as a linear program."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
from scipy.optimize import linprog

from sonae.stockpile.bases import Site


def rate_by_cuts(site: Site, days: Fraction) -> Fraction:
    """The least over all ways to cut: each tank, pump and outlet stands on one side or the other."""
    outlets = {
        o.id: (o.rate_an_hour or 0, o.flowing_hours or Fraction(0)) for o in site.outlets if o.state == "in_service"
    }
    pumps = {p.id: p for p in site.pumps if p.state == "in_service" and any(name in outlets for name in p.outlets)}
    hours = {name: max(outlets[o][1] for o in pump.outlets if o in outlets) for name, pump in pumps.items()}
    tanks = [t for t in site.tanks if t.state == "in_service"]
    best = None
    for near in product((False, True), repeat=2 * len(pumps) + len(outlets)):
        side = dict(
            zip(
                [*(("i", p) for p in pumps), *(("e", p) for p in pumps), *(("o", o) for o in outlets)],
                near,
                strict=True,
            )
        )
        cost = Fraction(0)
        for tank in tanks:
            drawn = [name for name, pump in pumps.items() if tank.id in pump.tanks]
            if not all(side["i", name] for name in drawn):  # the tank is cut off, or its oil crosses without limit
                most = (tank.outflow_an_hour or 0) * max((hours[name] for name in drawn), default=Fraction(0))
                cost += min(most, Fraction(tank.available or 0) / days)
        for name, pump in pumps.items():
            if side["i", name] and not side["e", name]:
                cost += (pump.rate_an_hour or 0) * hours[name]
            if side["e", name]:
                cost += sum(
                    (pump.rate_an_hour or 0) * outlets[o][1] for o in pump.outlets if o in outlets and not side["o", o]
                )
        cost += sum(rate * open_ for o, (rate, open_) in outlets.items() if side["o", o])
        best = cost if best is None else min(best, cost)
    return best or Fraction(0)


def days_by_program(site: Site, rate: int) -> float:
    """The longest T for which volumes over T days can be moved, as a linear program solved by scipy."""
    outlets = [o for o in site.outlets if o.state == "in_service"]
    pumps = [p for p in site.pumps if p.state == "in_service" and any(o.id in p.outlets for o in outlets)]
    links = [(p, o) for p in pumps for o in outlets if o.id in p.outlets]
    draws = [(t, p) for t in site.tanks for p in pumps if t.state == "in_service" and t.id in p.tanks]
    n = 1 + len(draws) + len(links)
    upper, bound, equal, zero = [], [], [], []

    def row(parts: dict[int, float]) -> list[float]:
        return [parts.get(i, 0.0) for i in range(n)]

    flow = {(t.id, p.id): 1 + i for i, (t, p) in enumerate(draws)}
    out = {(p.id, o.id): 1 + len(draws) + i for i, (p, o) in enumerate(links)}
    hours = {p.id: float(max(o.flowing_hours or 0 for o in outlets if o.id in p.outlets)) for p in pumps}
    for tank in site.tanks:
        own = [i for (t, _), i in flow.items() if t == tank.id]
        longest = max((hours[p] for (t, p) in flow if t == tank.id), default=0.0)
        upper += [
            row(dict.fromkeys(own, 1.0)),
            row({**dict.fromkeys(own, 1.0), 0: -(tank.outflow_an_hour or 0) * longest}),
        ]
        bound += [float(tank.available or 0), 0.0]
    for pump in pumps:
        into = [i for (_, p), i in flow.items() if p == pump.id]
        onward = [i for (p, _), i in out.items() if p == pump.id]
        equal.append(row({**dict.fromkeys(into, 1.0), **dict.fromkeys(onward, -1.0)}))
        zero.append(0.0)
        upper.append(row({**dict.fromkeys(into, 1.0), 0: -(pump.rate_an_hour or 0) * hours[pump.id]}))
        bound.append(0.0)
    for (name, o), i in out.items():
        outlet = next(one for one in outlets if one.id == o)
        pump = next(one for one in pumps if one.id == name)
        upper.append(row({i: 1.0, 0: -(pump.rate_an_hour or 0) * float(outlet.flowing_hours or 0)}))
        bound.append(0.0)
    for outlet in outlets:
        into = [i for (_, o), i in out.items() if o == outlet.id]
        upper.append(
            row({**dict.fromkeys(into, 1.0), 0: -(outlet.rate_an_hour or 0) * float(outlet.flowing_hours or 0)})
        )
        bound.append(0.0)
    equal.append(row({**dict.fromkeys(out.values(), 1.0), 0: -float(rate)}))
    zero.append(0.0)
    cost = np.zeros(n)
    cost[0] = -1.0
    found = linprog(cost, A_ub=upper, b_ub=bound, A_eq=equal, b_eq=zero, bounds=[(0, None)] * n, method="highs")
    assert found.status == 0
    return float(found.x[0])
