"""Article 1 with the businesses of article 3: which projects this bylaw governs.

Oil and combustible gas, oil sand and shale included: exploration, extraction and transfer of rights overseas and in waters around
Japan; liquefaction and storage of gas overseas only; decarbonisation where it is attached to one of these and the agency finds that
it takes account of decarbonisation. What lies outside is not judged here: it has a bylaw of its own, which is not in hand.
"""

from __future__ import annotations

from typing import NamedTuple

from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, gap, no, not_applicable, open_until, yes
from sonae.core import Outcome

__all__ = ["book"]

book = RuleBook(TEXT_IN_HAND)

_PETROLEUM = frozenset({"oil", "gas", "oil_and_gas", "oil_sand", "oil_shale"})
_GAS = frozenset({"gas", "oil_and_gas"})
_AT_HOME_AND_OVERSEAS = frozenset({"overseas", "waters_around_japan"})
_OVERSEAS = frozenset({"overseas"})

_RESOURCES = {
    "oil": ("石油", "oil"), "gas": ("可燃性天然ガス", "combustible gas"), "oil_and_gas": ("石油・可燃性天然ガス", "oil and gas"),
    "oil_sand": ("オイルサンド", "oil sand"), "oil_shale": ("オイルシェール", "oil shale"), "hydrogen": ("水素", "hydrogen"),
    "geothermal": ("地熱", "geothermal heat"), "coal": ("石炭", "coal"), "metal": ("金属鉱物", "metal"),
    "other": ("その他の資源", "another resource"),
}  # fmt: skip
_PLACES = {
    "overseas": ("海外", "overseas"), "waters_around_japan": ("本邦周辺の海域", "in waters around Japan"),
    "land_of_japan": ("本邦の陸上", "on land in Japan"),
}  # fmt: skip


class Kind(NamedTuple):
    """A business that the bylaw knows: what it is called, which resources and places it may have."""

    ja: str
    en: str
    resources: frozenset[str]
    places: frozenset[str]


_KINDS = {
    "exploration": Kind("探鉱", "exploration", _PETROLEUM, _AT_HOME_AND_OVERSEAS),
    "development": Kind("開発", "development", _PETROLEUM, _AT_HOME_AND_OVERSEAS),
    "production": Kind("生産", "production", _PETROLEUM, _AT_HOME_AND_OVERSEAS),
    "liquefaction": Kind("液化", "liquefaction", _GAS, _OVERSEAS),
    "storage": Kind("貯蔵", "storage", _GAS, _OVERSEAS),
    "rights_transfer": Kind("権利譲受け", "transfer of rights", _PETROLEUM, _AT_HOME_AND_OVERSEAS),
}
_ATTACHABLE = ("exploration", "development", "production", "liquefaction", "storage")

book.ask("scope.governed", "本細則の対象か", "Does this bylaw govern the project?")
for _name, _ja, _en in (
    ("exploration", "探鉱事業は対象か", "Is its exploration governed?"),
    ("development", "開発事業は対象か", "Is its development governed?"),
    ("production", "生産事業は対象か", "Is its production governed?"),
    ("liquefaction", "液化事業は対象か", "Is its liquefaction governed?"),
    ("storage", "貯蔵事業は対象か", "Is its storage governed?"),
    ("rights_transfer", "権利譲受けは対象か", "Is its transfer of rights governed?"),
    ("decarbonisation", "脱炭素化対策を実施する事業は対象か", "Are its decarbonisation measures governed?"),
    ("others", "そのほかの事業は対象か", "Are its other businesses governed?"),
):
    book.ask(f"scope.{_name}", _ja, _en, of_case=False)
_PARTS = tuple(name for name in book.questions if name != "scope.governed")


@book.rule("scope.governed", "a1.p1", "a3.p1", "a3.p1.i8")
def governed(ask: Asking) -> Answer:
    if not ask.need("project.businesses"):
        raise Awaited("project.businesses")
    found = {name: ask.finding(name) for name in _PARTS}
    waits = [one for one in found.values() if one.outcome is Outcome.OPEN]
    if waits:
        missing = tuple(dict.fromkeys(name for one in waits for name in one.missing))
        return open_until(
            "".join(one.because_ja for one in waits), " ".join(one.because for one in waits), *missing
        )  # fmt: skip
    outside = [one for one in found.values() if one.outcome is Outcome.NO]
    if not outside:
        return yes("事業は全て本細則の対象である。", "all businesses of the project are governed by this bylaw.")
    ja, en = "".join(one.because_ja for one in outside), " ".join(one.because for one in outside)
    if all(one.outcome is not Outcome.YES for one in found.values()):
        return gap(
            f"{ja}本細則の対象外で、当てはまる細則は手元にない。",
            f"{en} outside this bylaw; its own bylaw is not in hand.",
        )
    other = ask.get("adoption.bylaws.other")
    if not other:
        return open_until(
            f"{ja}この部分は本細則の対象外である。併せて適用する細則を示すか、案件を分ける必要がある。",
            f"{en} That part is outside this bylaw: state the other bylaw that bears on it, or take it out of the case.",
            "adoption.bylaws.other", cites=("a2.p2",),
        )  # fmt: skip
    names = [one.name for one in other]
    return yes(
        f"{ja}この部分は{'、'.join(names)}により、ここでは判断しない。その余は本細則の対象である。",
        f"{en} That part is for {', '.join(names)} and is not judged here; the rest is governed by this bylaw.",
        cites=("a2.p2",),
    )  # fmt: skip


@book.rule("scope.exploration", "a3.p1.i2", "a1.p1")
def exploration(ask: Asking) -> Answer:
    return _governs(ask, "exploration")


@book.rule("scope.development", "a3.p1.i3", "a1.p1")
def development(ask: Asking) -> Answer:
    return _governs(ask, "development")


@book.rule("scope.production", "a3.p1.i4", "a1.p1")
def production(ask: Asking) -> Answer:
    return _governs(ask, "production")


@book.rule("scope.liquefaction", "a3.p1.i5", "a1.p1")
def liquefaction(ask: Asking) -> Answer:
    return _governs(ask, "liquefaction")


@book.rule("scope.storage", "a3.p1.i6", "a1.p1")
def storage(ask: Asking) -> Answer:
    return _governs(ask, "storage")


@book.rule("scope.rights_transfer", "a1.p1")
def rights_transfer(ask: Asking) -> Answer:
    return _governs(ask, "rights_transfer")


def _governs(ask: Asking, business: str) -> Answer:
    if business not in ask.need("project.businesses"):
        return not_applicable(f"{_KINDS[business].ja}を含まない。", f"there is no {_KINDS[business].en}.")
    return _inside(ask, business)


def _inside(ask: Asking, business: str) -> Answer:
    kind = _KINDS[business]
    resource, place = ask.need("project.resource", "project.place")
    what, where = _RESOURCES[resource], _PLACES[place]
    ja, en = f"{where[0]}での{what[0]}の{kind.ja}", f"{kind.en} of {what[1]} {where[1]}"
    if resource in kind.resources and place in kind.places:
        return yes(f"{ja}である。", f"it is {en}.")
    return no(f"{ja}は対象でない。", f"{en} is not governed.")


@book.rule("scope.decarbonisation", "a3.p1.i7", "a1.p1")
def decarbonisation(ask: Asking) -> Answer:
    if "decarbonisation" not in ask.need("project.businesses"):
        return not_applicable("脱炭素化対策を含まない。", "there are no decarbonisation measures.")
    to = ask.need("project.attached_to")
    if to not in _ATTACHABLE:
        return no(
            "脱炭素化対策が探鉱・採取・液化・貯蔵に付帯しない。",
            "decarbonisation measures are attached to none of exploration, extraction, liquefaction and storage.",
        )
    host = _inside(ask, to)
    if host.outcome is not Outcome.YES:
        return no(
            f"付帯先が対象でない：{host.because.ja}",
            f"what the decarbonisation measures are attached to is not governed: {host.because.en}",
        )
    judged = ask.judgement("scope.decarbonisation")
    if judged.holds:
        return yes(
            f"{_KINDS[to].ja}に付帯し、脱炭素化に配慮すると{judged.by}が{judged.on}に認めた。",
            f"attached to {_KINDS[to].en}; {judged.by} found on {judged.on} that account is taken of decarbonisation.",
        )
    return no(
        f"脱炭素化に配慮するとは{judged.by}が{judged.on}に認めなかった。",
        f"{judged.by} did not find on {judged.on} that account is taken of decarbonisation.",
    )


@book.rule("scope.others", "a1.p1", "a3.p1.i4")
def others(ask: Asking) -> Answer:
    """Refining attached to extraction is left out of production (a3.p1.i4); what the bylaw does not name is outside."""
    businesses = ask.need("project.businesses")
    if "refining" in businesses:
        return no("精製は生産事業に含まれない。", "refining is no part of production.")
    if "other" in businesses:
        return no("本細則が挙げない事業がある。", "one of the businesses is none that the bylaw names.")
    return not_applicable("そのほかの事業を含まない。", "there is no other business.")
