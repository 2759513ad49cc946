"""Audits and suppression of a large hierarchical table beside scipy's linprog; 35 minerals with 50 past releases on a grid."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from benchmarks.measure import Line, report, run_job

INTERVAL_BAR_S, LATTICE_BAR_S, HIDING_BAR_S = 5.0, 10.0, 20.0
SAMPLE, PROTECTED, DROPPED = 25, 1500, 3
MINERALS, RELEASES = 35, 50
_LEVELS = ((4, 4), (3, 4), (2, 5))
"""Groups and innermost codes a group, of each dimension: 21 × 16 × 13 cells."""


def lines() -> list[Line]:
    table = run_job(__name__, "table")
    found = table.found
    equal = found["difference"] <= 1e-6
    out = [
        Line(
            f"interval audit of a hierarchical table of {found['cells']:,} cells in 3 dimensions, "
            f"{found['protected']:,} of them protected",
            table.seconds, table.peak_mb, f"≤ {INTERVAL_BAR_S:g} s",
            f"scipy.linprog on {SAMPLE} of the cells: {found['theirs_each'] * 1e3:.1f} ms a cell, "
            f"{found['theirs_each'] / found['ours_each']:.1f} × ours ({found['ours_each'] * 1e3:.2f} ms)",
            f"intervals equal: {'yes' if equal else 'NO'} (largest difference {found['difference']:.1e}); "
            f"{found['programs']:,} programs; {found['exact']:,} of {found['safe']:,} safe cells rest on exact points",
            equal and found["exact"] == found["safe"] and table.seconds <= INTERVAL_BAR_S,
        )
    ]  # fmt: skip
    for job, kind in (("by_category", "secret by category"), ("by_firms", "p % and minimum frequency, 60 firms")):
        run = run_job(__name__, job)
        told = run.found
        out.append(
            Line(
                f"suppression of a hierarchical table of {told['cells']:,} cells, {told['primary']} of them secret: {kind}",
                run.seconds, run.peak_mb, f"≤ {HIDING_BAR_S:g} s", "",
                f"{told['hidden']:,} cells hidden; all audits pass: {'yes' if told['passes'] else 'NO'}; scipy.linprog finds the "
                f"room of {SAMPLE} secrets: {'yes' if told['room'] else 'NO'}; of {DROPPED} added cells {told['needed']} needed",
                told["passes"] and told["room"] and run.seconds <= HIDING_BAR_S,
            )
        )  # fmt: skip
    for job, kind in (("coarse", "one digit"), ("medium", "two digits"), ("fine", "three digits")):
        run = run_job(__name__, job)
        told = run.found
        out.append(
            Line(
                f"lattice audit of {MINERALS} minerals with {RELEASES} past releases, figures to {kind}: {told['verdict']}",
                run.seconds, run.peak_mb, f"≤ {LATTICE_BAR_S:g} s, or «undecided», which is refused",
                f"{told['safe']} safe, {told['broken']} broken, {told['undecided']} undecided; {told['searches']} searches",
                f"every safe secret has three values proven exactly: {'yes' if told['right'] else 'NO'}",
                told["right"] and (run.seconds <= LATTICE_BAR_S or told["verdict"] == "undecided"),
            )
        )  # fmt: skip
    return out


def hierarchical() -> tuple[Any, list[Any]]:
    """Return a made-up table of which 1 600 cells are hidden, as a system, and what protects 1 500 of them."""
    from sonae.disclosure import Protection, Row, Span, System, Variable

    draw = random.Random(1)  # noqa: S311 - made up, the same in every run
    trees = [_tree(groups, inner) for groups, inner in _LEVELS]
    codes = [_codes(tree, "T") for tree in trees]
    cells = list(itertools.product(*codes))
    innermost = list(itertools.product(*(_inner(tree, "T") for tree in trees)))
    value = {at: draw.choice([0, draw.randint(1, 20), draw.randint(1, 200)]) for at in innermost}
    for at in cells:
        if at not in value:
            value[at] = sum(
                value[x] for x in itertools.product(*(_inner(t, c) for t, c in zip(trees, at, strict=True)))
            )
    totals = [at for at in cells if at not in set(innermost)]
    hidden = set(draw.sample(innermost, 1250)) | set(draw.sample(totals, 350))
    one, zero = Fraction(1), Fraction(0)
    rows = []
    for k, tree in enumerate(trees):
        for others in itertools.product(*(codes[j] for j in range(3) if j != k)):
            for total, parts in tree.items():
                names = [str((*others[:k], code, *others[k:])) for code in (total, *parts)]
                rows.append(
                    Row("sum", {names[0]: -one, **dict.fromkeys(names[1:], one)}, Span(zero, zero), released=False)
                )
    rows += [
        Row("shown", {str(at): one}, Span(Fraction(value[at]), Fraction(value[at]))) for at in cells if at not in hidden
    ]
    variables = {str(at): Variable(str(at), zero) for at in cells}
    system = System(variables, tuple(rows), {str(at): Fraction(value[at]) for at in cells})
    return system, [Protection(str(at), "made up", width=one) for at in sorted(hidden)[:PROTECTED]]


def table() -> dict[str, Any]:
    """Audit the table, and a sample of its cells by linprog."""
    from sonae.disclosure import Verdict, audit

    system, wanted = hierarchical()
    began = time.perf_counter()
    found = audit(system, wanted, full=True)
    seconds = time.perf_counter() - began
    sample = random.Random(2).sample(range(len(wanted)), SAMPLE)  # noqa: S311
    theirs, each = _linprog(system, [wanted[i].variable for i in sample])
    ours = [(found.examined[i].freedom.low, found.examined[i].freedom.high) for i in sample]
    difference = max(
        abs(float(mine) - other)
        for pair, others in zip(ours, theirs, strict=True)
        for mine, other in zip(pair, others, strict=True)
    )
    safe = [one for one in found.examined if one.verdict is Verdict.SAFE]
    exact = sum(one.freedom.values[-1] - one.freedom.values[0] >= one.protection.width for one in safe)
    return report(
        seconds, cells=len(system.variables), protected=len(wanted), programs=found.programs,
        difference=difference, theirs_each=each,
        ours_each=seconds / len(wanted), safe=len(safe), exact=exact,
    )  # fmt: skip


def _linprog(system: Any, names: list[str]) -> tuple[list[tuple[float, float]], float]:
    """Return the intervals of some cells by scipy's linprog, and the seconds a cell."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    shown = {next(iter(row.of)): row.span.lower for row in system.rows if len(row.of) == 1}
    hidden = [name for name in system.variables if name not in shown]
    at = {name: c for c, name in enumerate(hidden)}
    data, right = [], []
    for row in system.rows:
        own = {at[name]: float(share) for name, share in row.of.items() if name in at}
        if len(row.of) > 1 and own:
            data += [(len(right), c, share) for c, share in own.items()]
            right.append(-float(sum(share * shown[name] for name, share in row.of.items() if name in shown)))
    i, j, v = zip(*data, strict=True)
    matrix = csr_array((v, (i, j)), shape=(len(right), len(hidden)))
    found = []
    began = time.perf_counter()
    for name in names:
        cost = np.zeros(len(hidden))
        cost[at[name]] = 1.0
        low = linprog(cost, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
        high = linprog(-cost, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
        found.append((float(low.fun), -float(high.fun)))
    return found, (time.perf_counter() - began) / len(names)


def by_category() -> dict[str, Any]:
    """Hide cells of a table in which a tenth of the innermost cells is secret by category."""
    category = {"hidden": {"ja": "架空", "en": "made up", "width": 1}}
    return _hidden({"categories": category, "coalition": 0}, _categories)


def by_firms() -> dict[str, Any]:
    """Hide cells of a table of up to eight firms a cell."""
    rules = {"p_percent": {"p": 10}, "minimum_frequency": {"n": 3, "width_percent": 10}, "coalition": 0}
    return _hidden(rules, _firms)


def _categories(draw: random.Random) -> dict[str, Any]:
    value = draw.choice([0, draw.randint(1, 20), draw.randint(1, 200)])
    return {"value": value} | ({"category": "hidden"} if draw.random() < 0.1 else {})


def _firms(draw: random.Random) -> dict[str, Any]:
    by = {f"firm {i}": draw.randint(1, 100) for i in draw.sample(range(60), draw.randint(0, 8))}
    return {"value": sum(by.values()), "contributors": by}


def _hidden(rules: dict[str, Any], cell: Callable[[random.Random], dict[str, Any]]) -> dict[str, Any]:
    from sonae.disclosure import DisclosureRules, Ledger, Verdict, assess, candidate_of, suppress, table_from_tree

    stated = DisclosureRules.model_validate({"id": "made-up", "classification": "public", "fictional": True} | rules)
    candidate = candidate_of(table_from_tree(_file(cell), "made.yaml"), stated, "made.yaml")
    began = time.perf_counter()
    found = suppress(candidate, Ledger(), stated)
    seconds = time.perf_counter() - began
    draw = random.Random(2)  # noqa: S311
    asked = draw.sample([one.protection for one in found.assessment.outsider.examined], SAMPLE)
    ends, _ = _linprog(found.candidate.system(), [one.variable for one in asked])
    room = all(
        high - low >= float(max(one.width, one.spread)) - 1e-6
        and (one.low is None or low <= float(one.low) + 1e-6)
        and (one.high is None or high >= float(one.high) - 1e-6)
        for one, (low, high) in zip(asked, ends, strict=True)
    )
    shown = (found.candidate.suppressed - {name} for name in draw.sample(found.added, DROPPED))
    needed = sum(
        assess(found.candidate.with_pattern(hidden), Ledger(), stated).verdict is Verdict.BROKEN for hidden in shown
    )
    return report(
        seconds, cells=len(candidate.cells), primary=len(found.primary), hidden=len(found.suppressed), room=room, needed=needed,
        passes=found.protected and assess(found.candidate, Ledger(), stated).verdict is Verdict.SAFE,
    )  # fmt: skip


def _file(cell: Callable[[random.Random], dict[str, Any]]) -> dict[str, Any]:
    """Return a made-up table file of the same form as :func:`hierarchical`."""
    draw = random.Random(1)  # noqa: S311
    trees = [
        {f"{k}{total}": [f"{k}{part}" for part in parts] for total, parts in _tree(*levels).items()}
        for k, levels in enumerate(_LEVELS)
    ]
    innermost = itertools.product(*(_inner(tree, f"{k}T") for k, tree in enumerate(trees)))
    cells = [{"at": list(at)} | cell(draw) for at in innermost]
    names = [f"d{k}" for k in range(len(trees))]
    table = {"id": "t", "measure": "stock", "dimensions": names, "rounding": "exact", "lower": 0, "cells": cells}
    return {
        "id": "made-up", "ja": "架空", "en": "made up", "classification": "public", "fictional": True, "period": "FY2026",
        "readers": "everybody", "tables": [table],
        "dimensions": [{"id": name, "totals": tree} for name, tree in zip(names, trees, strict=True)],
    }  # fmt: skip


def coarse() -> dict[str, Any]:
    """Audit 35 minerals behind 50 figures that are rounded to one digit."""
    return _minerals(1)


def medium() -> dict[str, Any]:
    """Audit them behind figures that are rounded to two digits."""
    return _minerals(2)


def fine() -> dict[str, Any]:
    """Audit them behind figures that are rounded to three digits."""
    return _minerals(3)


def _minerals(digits: int) -> dict[str, Any]:
    from sonae.disclosure import Limits, Protection, Row, System, Ties, Variable, Verdict, audit, rounded, span_of

    draw = random.Random(3)  # noqa: S311
    names = [f"days {i}" for i in range(MINERALS)]
    truth = {name: Fraction(30 * draw.randint(1, 12)) for name in names}
    variables = {name: Variable(name, Fraction(30), Fraction(360), Fraction(30)) for name in names}
    use = {name: Fraction(draw.randint(1, 60)) for name in names}
    rows = []
    for release in range(RELEASES):
        chosen = draw.sample(names, draw.randint(12, MINERALS))
        form = {name: use[name] * draw.randint(1, 150) for name in chosen}
        value = sum((share * truth[name] for name, share in form.items()), Fraction(0))
        unit = Fraction(10) ** (len(str(int(value))) - digits)
        rows.append(Row(f"release {release}", form, span_of(rounded(value, unit, Ties.HALF_UP), unit, Ties.HALF_UP)))
    wanted = [Protection(name, "target days", width=Fraction(30), values=3, spread=Fraction(60)) for name in names]
    began = time.perf_counter()
    found = audit(System(variables, tuple(rows), truth), wanted, Limits(seconds=LATTICE_BAR_S - 2))
    seconds = time.perf_counter() - began
    count = {verdict: sum(one.verdict is verdict for one in found.examined) for verdict in Verdict}
    right = all(len(one.freedom.values) >= 3 for one in found.examined if one.verdict is Verdict.SAFE)
    return report(
        seconds, verdict=found.verdict.value, safe=count[Verdict.SAFE], broken=count[Verdict.BROKEN],
        undecided=count[Verdict.UNDECIDED], searches=found.searches, right=right,
    )  # fmt: skip


def _tree(groups: int, inner: int) -> dict[str, list[str]]:
    return {"T": [f"g{i}" for i in range(groups)]} | {
        f"g{i}": [f"g{i}.{j}" for j in range(inner)] for i in range(groups)
    }


def _codes(tree: dict[str, list[str]], code: str) -> list[str]:
    return [code] + [below for part in tree.get(code, ()) for below in _codes(tree, part)]


def _inner(tree: dict[str, list[str]], code: str) -> list[str]:
    return [code] if code not in tree else [below for part in tree[code] for below in _inner(tree, part)]
