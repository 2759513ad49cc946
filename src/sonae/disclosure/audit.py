"""The attacker's questions and their answers: between which values must a secret lie, and which values on its grid are left?

Interval audit: two linear programs a secret (Fischetti and Salazar-González 2001). Lattice audit: points on the grid by
programs in whole
numbers, values that were found excluded one after the other. «Safe» rests on points that keep every row in exact arithmetic;
«broken» on the solver's bounds, which errs to the safe side; what neither shows is «undecided» and counts as refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from sonae.disclosure.exact import said
from sonae.disclosure.system import Protection
from sonae.disclosure.words import CAUSES

__all__ = ["Audit", "Examined", "Freedom", "Limits", "Verdict"]


class Verdict(Enum):
    """What an audit finds of a secret."""

    SAFE = "safe"
    BROKEN = "broken"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the lattice audit may search.

    Attributes:
        seconds: for all secrets of an audit together.
        nodes: of the search tree, a search.
        listed: how many values of a secret are looked for where its whole freedom is asked for.

    """

    seconds: float = 10.0
    nodes: int = 200_000
    listed: int = 12


@dataclass(frozen=True, slots=True)
class Freedom:
    """What an outsider must still think possible of a secret: the freedom that is left.

    Attributes:
        variable: the secret.
        low: least value of the interval audit; none where there is no limit. Where the whole freedom was not asked for,
            a value that is proven possible.
        high: greatest value.
        values: values that are proven possible, in order; on a grid all of them where ``complete``, else some.
        complete: True where no other value of the grid is possible.

    """

    variable: str
    low: Fraction | None
    high: Fraction | None
    values: tuple[Fraction, ...]
    complete: bool = False

    @property
    def width(self) -> Fraction | None:
        """Width of the interval; none where it has no limit."""
        return None if self.low is None or self.high is None else self.high - self.low


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found of one protection.

    Attributes:
        protection: what must stay open.
        verdict: safe, broken or undecided.
        audit: which audit decided: «interval» or «lattice».
        freedom: what stays open.
        coalition: the contributors who ask, none for an outsider.

    """

    protection: Protection
    verdict: Verdict
    audit: str
    freedom: Freedom
    coalition: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Say it in one sentence, with figures: for those alone who may know the secret."""
        freedom, wanted = self.freedom, self.protection
        who = f"{' and '.join(self.coalition)} together with what is released" if self.coalition else "what is released"
        left = f"between {said(freedom.low)} and {said(freedom.high)}"
        if self.audit == "lattice":
            listed = ", ".join(said(value) for value in freedom.values[:6])
            count = f"{len(freedom.values)} value{'' if len(freedom.values) == 1 else 's'}"
            left += f", {'only' if freedom.complete else 'at least'} {count} of the grid ({listed})"
        asked = _asked(wanted)
        return f"{wanted.variable} ({wanted.cause}) is {self.verdict.value}: {who} leaves it {left}; asked for {asked}"

    def sentence_ja(self) -> str:
        """Say the same in Japanese."""
        freedom, wanted = self.freedom, self.protection
        who = f"{'・'.join(self.coalition)}の知る値と公表値" if self.coalition else "公表値"
        left = f"{said(freedom.low)}以上{said(freedom.high)}以下"
        if self.audit == "lattice":
            listed = "、".join(said(value) for value in freedom.values[:6])
            left += f"（格子上の値は{len(freedom.values)}個{'のみ' if freedom.complete else '以上'}：{listed}）"
        verdict = {"safe": "保護されている", "broken": "保護されない", "undecided": "判定できない"}[self.verdict.value]
        cause = CAUSES[wanted.cause].ja if wanted.cause in CAUSES else wanted.cause
        return (
            f"{wanted.variable}（{cause}）は{verdict}。{who}から{left}に絞られ、必要な余地は{_asked_ja(wanted)}である"
        )


def _asked(wanted: Protection) -> str:
    parts = [f"a value at or below {said(wanted.low)}"] if wanted.low is not None else []
    parts += [f"a value at or above {said(wanted.high)}"] if wanted.high is not None else []
    parts += [f"a width of {said(wanted.width)}"] if wanted.width else []
    spread = f" with a spread of {said(wanted.spread)}" if wanted.spread else ""
    parts += [f"{wanted.values} values{spread}"] if wanted.values > 1 or spread else []
    return ", ".join(parts) or "nothing"


def _asked_ja(wanted: Protection) -> str:
    parts = [f"{said(wanted.low)}以下の値"] if wanted.low is not None else []
    parts += [f"{said(wanted.high)}以上の値"] if wanted.high is not None else []
    parts += [f"幅{said(wanted.width)}"] if wanted.width else []
    spread = f"と広がり{said(wanted.spread)}" if wanted.spread else ""
    parts += [f"{wanted.values}個以上の値{spread}"] if wanted.values > 1 or spread else []
    return "、".join(parts) or "なし"


@dataclass(frozen=True)
class Audit:
    """All that an audit found.

    Attributes:
        examined: one entry a protection.
        programs: linear programs solved.
        searches: searches on the grid.
        points: exact points that the verdicts rest on.
        known: variables that everybody knows exactly.

    """

    examined: tuple[Examined, ...]
    programs: int
    searches: int
    points: int
    known: frozenset[str] = frozenset()

    @property
    def verdict(self) -> Verdict:
        """The worst of all: broken, else undecided, else safe."""
        found = {one.verdict for one in self.examined}
        return next((v for v in (Verdict.BROKEN, Verdict.UNDECIDED) if v in found), Verdict.SAFE)

    @property
    def failed(self) -> tuple[Examined, ...]:
        """What is not safe."""
        return tuple(one for one in self.examined if one.verdict is not Verdict.SAFE)
