"""Article 5: in whom the agency may take shares."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.investee import Director, Investee
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, Words, no, yes
from sonae.core import Outcome

__all__ = ["book", "held_by_qualifying"]

book = RuleBook(TEXT_IN_HAND)

book.ask("investee.eligible", "出資の相手方は要件を全て備えるか", "Does the investee meet all requirements?")
book.ask(
    "investee.votes",
    "議決権の全部が直接・間接に本邦側にあるか",
    "Are all votes held, directly or not, on the Japanese side?",
)
book.ask(
    "investee.votes_before_entry", "機構の出資前に議決権の全部が本邦側にあるか",
    "Are all votes held on the Japanese side before the agency's entry?", of_case=False,
)  # fmt: skip
book.ask("investee.directors", "取締役の過半数が本邦人か", "Are most of the directors Japanese?")
book.ask(
    "investee.representatives", "代表権を有する取締役の過半数が本邦人か",
    "Are most of the directors with power of representation Japanese?",
)  # fmt: skip


@book.rule("investee.eligible", "a5.p1")
def eligible(ask: Asking) -> Answer:
    return ask.all_of(
        ["investee.votes", "investee.directors", "investee.representatives"],
        Words("出資の相手方は要件を全て備える。", "the investee meets all requirements."),
        Words("出資の相手方は要件を欠く。", "the investee lacks a requirement."),
    )


@book.rule("investee.votes_before_entry", "a5.p1.i1", "a5.p2")
def votes_before_entry(ask: Asking) -> Answer:
    return _votes(ask, with_agency=False)


@book.rule("investee.votes", "a5.p1.i1", "a5.p2")
def votes(ask: Asking) -> Answer:
    return _votes(ask, with_agency=False)


@book.rule("investee.votes", "a5.p3", "a5.p1.i1", "a5.p2", exception_to="investee.votes/votes")
def votes_with_the_entry(ask: Asking) -> Answer | None:
    """What the agency's entry brings about counts as met; it is the exception only where the entry changes anything."""
    added = ask.get("investee.agency_votes")
    if not added or ask.finding("investee.votes_before_entry").outcome is Outcome.YES:
        return None
    if ask.need("investee.holdings") and not ask.need("investee").holders_of.get(ask.need("investee.name")):
        raise Awaited(
            f"investee.holdings of «{ask.need('investee.name')}»"
        )  # those behind its holders do not tell who these are
    return _votes(ask, with_agency=True)


def _votes(ask: Asking, *, with_agency: bool) -> Answer:
    ask.need("investee.holdings", "investee.parties")
    investee: Investee = ask.need("investee")
    held = held_by_qualifying(investee, investee.name, with_agency=with_agency)
    share = f"{float(held):.4%}"
    if held == 1:
        return yes("議決権の全部を本邦側が保有する。", "all votes are held on the Japanese side.", value=held)
    return no(
        f"本邦側の議決権は{share}で、全部に満たない。", f"{share} of the votes are held on the Japanese side, which is not all.",
        value=held,
    )  # fmt: skip


def held_by_qualifying(investee: Investee, company: str, *, with_agency: bool) -> Fraction:
    """Return the share of a company's votes held, directly or through companies, by Japanese persons and qualifying companies.

    A company qualifies when most of its votes are held by Japanese persons or Japanese corporations; through one that does not
    qualify, votes count as far as they are held on.

    Raises:
        Awaited: for a company whose holders are not stated.

    """
    shares: dict[str, Fraction] = {}
    for name in (*investee.behind(company), company):
        votes = investee.votes(name, with_agency=with_agency)
        total = sum(votes.values())
        if total:
            held = (Fraction(own, total) * _counts(investee, holder, shares) for holder, own in votes.items())
            shares[name] = sum(held, Fraction(0))
        elif investee.kinds.get(name) == "foreign_corporation" and not investee.holders_of.get(name):
            shares[name] = Fraction(
                0
            )  # a foreign company whose holders nobody states is held by nobody on the Japanese side
        else:
            raise Awaited(f"investee.holdings of «{name}»")
    return shares[company]


def _counts(investee: Investee, holder: str, shares: Mapping[str, Fraction]) -> Fraction:
    """Return how far a holder counts; the share of a company that is looked through is known by now."""
    kind = investee.kinds.get(holder, "agency")
    if kind in ("japanese_person", "agency"):
        return Fraction(1)
    if kind in ("foreign_person", "host_government"):
        return Fraction(0)
    if kind != "foreign_corporation" and shares[holder] > Fraction(1, 2):
        return Fraction(1)
    return shares[holder]


@book.rule("investee.directors", "a5.p1.i2", "a5.p2")
def directors(ask: Asking) -> Answer:
    everyone: tuple[Director, ...] = ask.need("investee.directors")
    return _most([one for one in everyone if not one.sent_by_host_government], "取締役", "directors")


@book.rule("investee.representatives", "a5.p1.i2", "a5.p2")
def representatives(ask: Asking) -> Answer:
    everyone: tuple[Director, ...] = ask.need("investee.directors")
    counted = [one for one in everyone if one.represents and not one.sent_by_host_government]
    return _most(counted, "代表権を有する取締役", "directors with power of representation")


def _most(counted: list[Director], ja: str, en: str) -> Answer:
    japanese, all_of_them = sum(one.japanese for one in counted), len(counted)
    said = f"{japanese} of {all_of_them} {en} are Japanese, {{}}."
    if 2 * japanese > all_of_them:
        return yes(f"{ja}{all_of_them}名のうち{japanese}名が本邦人で、過半数である。", said.format("more than half"))
    return no(
        f"{ja}{all_of_them}名のうち{japanese}名が本邦人で、過半数に満たない。",
        said.format("which is not more than half"),
    )
