"""What a site can release a day and for how long: tanks → pumps → outlets as a network, in exact fractions.

A rate R can be kept for T days exactly when R flows through the network in which a tank gives at most the lesser of its outflow
and of what can be pumped out of it divided by T (volumes over T days, divided by T). The most that flows is the capacity of the
least cut (Ford and Fulkerson 1956); a cut is a constant plus a volume divided by T, so the longest T is the least over cuts and
is found by going from cut to cut (Newton's method of Dinkelbach 1967), in finitely many steps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import InputError
from sonae.stockpile.bases.installations import Site

__all__ = ["Capability", "days_sustained", "rate_sustained"]

_HOURS = 24
_SOURCE, _SINK = "", " "
Arc = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Capability:
    """A rate and how long it can be kept.

    Attributes:
        base: id of the base.
        unit: kl or t.
        rate_a_day: units a day; none where something is missing.
        days: days for which the rate is kept; none where something is missing or it is kept without end.
        limits: what stands in the way of more, such as «tank t1» or «berth b2»: the least cut.
        available: what pumps can take out of the tanks in service.
        missing: what is not known, by name; empty where the rate is known.

    """

    base: str
    unit: str
    rate_a_day: Fraction | None
    days: Fraction | None
    limits: tuple[str, ...]
    available: int | None
    missing: tuple[str, ...] = ()

    @property
    def whole_days(self) -> int | None:
        """Full days for which the rate is kept."""
        return None if self.days is None else int(self.days)


def rate_sustained(site: Site, days: Fraction | int) -> Capability:
    """Return the highest constant rate that a site keeps for some days.

    Args:
        site: the site as it stands.
        days: more than 0.

    Raises:
        InputError: for days that are not positive.

    """
    span = Fraction(days)
    if span <= 0:
        raise InputError(f"{site.base} cannot release for {days} days", expected="more than 0")
    net = _Network.of(site)
    if net.missing:
        return Capability(site.base, site.unit, None, span, (), None, net.missing)
    rate, cut = net.most(span)
    return Capability(site.base, site.unit, rate, span, net.names(cut), sum(net.stock.values()))


def days_sustained(site: Site, rate_a_day: Fraction | int) -> Capability:
    """Return for how many days a site keeps a constant rate; 0 days where it cannot reach the rate at all.

    Args:
        site: the site as it stands.
        rate_a_day: units a day, more than 0.

    Raises:
        InputError: for a rate that is not positive.

    """
    rate = Fraction(rate_a_day)
    if rate <= 0:
        raise InputError(f"a rate of {rate_a_day} is no release", expected="more than 0")
    net = _Network.of(site)
    if net.missing:
        return Capability(site.base, site.unit, rate, None, (), None, net.missing)
    available = sum(net.stock.values())
    days, limits = Fraction(available) / rate, tuple(f"tank {name}" for name in sorted(net.stock))
    while days > 0:
        reached, cut = net.most(days)
        if reached >= rate:
            break
        fixed, volume = net.cost(cut, days)
        days = volume / (rate - fixed) if rate > fixed else Fraction(0)
        limits = net.names(cut)
    return Capability(site.base, site.unit, rate, days, limits, available)


@dataclass(frozen=True)
class _Network:
    """Arcs with capacities a day; ``stock`` is what each tank in service can give in all."""

    arcs: Mapping[Arc, Fraction | None]
    stock: Mapping[str, int]
    outflow: Mapping[str, Fraction]
    missing: tuple[str, ...]
    words: Mapping[str, str]

    @classmethod
    def of(cls, site: Site) -> _Network:
        missing: list[str] = []
        arcs: dict[Arc, Fraction | None] = {}
        words: dict[str, str] = {}
        hours: dict[str, Fraction] = {}
        for outlet in site.outlets:
            if outlet.state != "in_service":
                continue
            flowing = outlet.flowing_hours
            if flowing is None or outlet.rate_an_hour is None:
                missing.append(f"{outlet.kind} {outlet.id}: rate_an_hour")
                continue
            words[f"o:{outlet.id}"] = f"{outlet.kind} {outlet.id}"
            hours[outlet.id] = flowing
            arcs[f"o:{outlet.id}", _SINK] = outlet.rate_an_hour * flowing
        pumps: dict[str, Fraction] = {}
        for pump in site.pumps:
            served = [name for name in pump.outlets if name in hours]
            if pump.state != "in_service" or not served:
                continue
            if pump.rate_an_hour is None:
                missing.append(f"pump {pump.id}: rate_an_hour")
                continue
            # A pump runs at most the longest hours among its outlets, and into each outlet for the hours of that one.
            pumps[pump.id] = max(hours[name] for name in served)
            words[f"p:{pump.id}"] = f"pump {pump.id}"
            arcs[f"p:{pump.id}", f"q:{pump.id}"] = pump.rate_an_hour * pumps[pump.id]
            for name in served:
                arcs[f"q:{pump.id}", f"o:{name}"] = pump.rate_an_hour * hours[name]
        stock: dict[str, int] = {}
        outflow: dict[str, Fraction] = {}
        for tank in site.tanks:
            drawn = [pump.id for pump in site.pumps if tank.id in pump.tanks and pump.id in pumps]
            if tank.state != "in_service" or tank.stock == 0:
                continue
            missing += [
                f"tank {tank.id}: {name}" for name in ("heel", "outflow_an_hour") if getattr(tank, name) is None
            ]
            stock[tank.id] = tank.available or 0
            outflow[tank.id] = (tank.outflow_an_hour or 0) * max((pumps[name] for name in drawn), default=Fraction(0))
            words[f"t:{tank.id}"] = f"tank {tank.id}"
            for name in drawn:
                arcs[f"t:{tank.id}", f"p:{name}"] = None
        return cls(arcs, stock, outflow, tuple(missing), words)

    def capacities(self, days: Fraction) -> dict[Arc, Fraction | None]:
        """Capacities for a release of some days; none is without limit."""
        tanks: dict[Arc, Fraction | None] = {
            (_SOURCE, f"t:{name}"): min(self.outflow[name], Fraction(amount) / days)
            for name, amount in self.stock.items()
        }
        return {**self.arcs, **tanks}

    def most(self, days: Fraction) -> tuple[Fraction, frozenset[str]]:
        """The most that flows a day, and the side of the source in a least cut."""
        return _max_flow(self.capacities(days))

    def _crossing(self, cut: frozenset[str]) -> list[Arc]:
        every = [*((_SOURCE, f"t:{name}") for name in self.stock), *self.arcs]
        return [(tail, head) for tail, head in every if tail in cut and head not in cut]

    def cost(self, cut: frozenset[str], days: Fraction) -> tuple[Fraction, Fraction]:
        """A cut as a constant a day and a volume: capacity = constant + volume / days, as it is at ``days``."""
        fixed, volume = Fraction(0), Fraction(0)
        for tail, head in self._crossing(cut):
            if tail == _SOURCE:
                name = head.removeprefix("t:")
                if Fraction(self.stock[name]) / days <= self.outflow[name]:
                    volume += self.stock[name]
                else:
                    fixed += self.outflow[name]
            else:
                fixed += self.arcs[tail, head] or 0
        return fixed, volume

    def names(self, cut: frozenset[str]) -> tuple[str, ...]:
        """The equipment that a cut goes through, in the order of its names."""
        found = set()
        for tail, head in self._crossing(cut):
            if tail == _SOURCE:
                found.add(self.words[head])
            elif tail.startswith("q:") and head.startswith("o:"):
                found.add(self.words[f"p:{tail[2:]}"])
            else:
                found.add(self.words[tail])
        return tuple(sorted(found))


def _max_flow(capacities: Mapping[Arc, Fraction | None]) -> tuple[Fraction, frozenset[str]]:
    """The most that flows from source to sink, along shortest paths (Edmonds and Karp 1972), and a least cut."""
    residual: dict[Arc, Fraction | None] = dict(capacities)
    beside: dict[str, set[str]] = {}
    for tail, head in capacities:
        residual.setdefault((head, tail), Fraction(0))
        beside.setdefault(tail, set()).add(head)
        beside.setdefault(head, set()).add(tail)
    total = Fraction(0)
    while True:
        came: dict[str, str] = {_SOURCE: _SOURCE}
        queue = deque([_SOURCE])
        while queue and _SINK not in came:
            node = queue.popleft()
            for other in sorted(beside.get(node, ())):
                room = residual[node, other]
                if other not in came and (room is None or room > 0):
                    came[other] = node
                    queue.append(other)
        if _SINK not in came:
            return total, frozenset(came)
        path, node = [], _SINK
        while node != _SOURCE:
            path.append((came[node], node))
            node = came[node]
        push = min(room for arc in path if (room := residual[arc]) is not None)
        for tail, head in path:
            room, back = residual[tail, head], residual[head, tail]
            residual[tail, head] = None if room is None else room - push
            residual[head, tail] = None if back is None else back + push
        total += push
