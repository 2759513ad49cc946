"""Article 9: the evaluations of a review and the criteria that they follow.

Where this bylaw is the subordinate one, economics and policy are evaluated under the main bylaw, and the other evaluations of this
one are made beside it; where it is the main one, the other's criteria are applied beside it, save those on economics and policy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sonae.bylaw.articles.a02 import is_subordinate
from sonae.bylaw.articles.stage import decided_on, happened_on, looked_at_on
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.adoption import Criteria, Evaluation
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, no, not_applicable, open_until, yes

__all__ = ["book"]

book = RuleBook(TEXT_IN_HAND)

_APPLICATIONS, _CRITERIA = "adoption.applications", "adoption.criteria"
_FIVE = ("technical", "economic", "policy", "organisation", "risk")
_LEFT_TO_THE_MAIN_BYLAW = ("economic", "policy")
_WORDS = {
    "technical": ("技術", "technical"), "economic": ("経済性", "economic"), "policy": ("政策重要性", "policy importance"),
    "organisation": ("事業実施体制", "organisation"), "risk": ("事業リスク", "risk"),
    "safety_environment": ("労働安全衛生・環境", "safety, health and environment"),
}  # fmt: skip

for _name, _ja, _en in (
    ("criteria", "審査の開始時に出資採択審査基準が定められていたか", "Were there criteria for adoption when the review began?"),
    ("evaluations", "求められる評価は全て行われたか", "Are all evaluations done that are asked for?"),
    (
        "safety_environment", "労働安全衛生・環境の基準による審査が行われたか",
        "Were safety, health and environment reviewed under criteria of their own?",
    ),
    (
        "other_criteria", "従たる細則の基準も用いて審査されたか",
        "Were the criteria of the subordinate bylaw applied too?",
    ),
):  # fmt: skip
    book.ask(f"review.{_name}", _ja, _en, each=_APPLICATIONS)
for _name, _ja, _en in (
    ("state_policy", "審査基準は国の基本方針に基づくか", "Do the criteria rest on the basic policy of the State?"),
    ("experts", "外部専門家の意見を聴いた上か", "Were outside experts heard before?"),
    ("filed", "経済産業大臣に届け出たか", "Are they filed with the minister?"),
):
    book.ask(f"criteria.{_name}", _ja, _en, each=_CRITERIA)


@book.rule("review.criteria", "a9.p1", "a9.p2")
def criteria(ask: Asking) -> Answer:
    by = _begun_or_looked_at(ask)
    return _in_force(ask, "adoption", by, "出資採択審査基準", "criteria for adoption")


def _begun_or_looked_at(ask: Asking) -> dt.date:
    by = looked_at_on(ask)
    return happened_on(ask.need(".review.began_on"), by) or by


def _in_force(ask: Asking, of: str, by: dt.date, ja: str, en: str) -> Answer:
    versions: list[Criteria] = [one for one in ask.need(_CRITERIA) if one.of == of and one.on <= by]
    if not versions:
        return no(f"{by}に{ja}が定められていない。", f"there were no {en} on {by}.")
    last = max(versions, key=lambda one: one.on)
    return yes(
        f"{last.on}の{ja}「{last.name}」による。", f"under the {en} «{last.name}» of {last.on}.", value=last.name
    )


@book.rule("review.evaluations", "a9.p1")
def five(ask: Asking) -> Answer:
    return _done(ask, _FIVE)


@book.rule("review.evaluations", "a9.p1.q3", "a9.p1", exception_to="review.evaluations/five")
def without_economics_and_policy(ask: Asking) -> Answer | None:
    if not is_subordinate(ask):
        return None
    return _done(ask, [name for name in _FIVE if name not in _LEFT_TO_THE_MAIN_BYLAW])


@book.rule("review.safety_environment", "a9.p1.q2")
def safety_environment(ask: Asking) -> Answer:
    held = _in_force(
        ask, "safety_environment", _begun_or_looked_at(ask), "労働安全衛生・環境の審査基準",
        "criteria on safety, health and environment",
    )  # fmt: skip
    return _done(ask, ["safety_environment"]) if held.value else held


@book.rule("review.other_criteria", "a9.p1.q3")
def other_criteria(ask: Asking) -> Answer:
    others = ask.need("adoption.bylaws.other")
    if not others:
        return not_applicable("ほかに適用される細則がない。", "no other bylaw bears on the project.")
    if is_subordinate(ask):
        return not_applicable(
            "本細則が従たる細則であり、その基準は各評価による。",
            "this bylaw is the subordinate one; its criteria are those of the evaluations.",
        )
    for other in others:
        if other.matters is None:
            raise Awaited(f"matters of the criteria of «{other.name}»")
    answers = [
        _done(ask, [name for name in other.matters if name not in _LEFT_TO_THE_MAIN_BYLAW], other.name)
        for other in others
    ]
    lacking = next((one for one in answers if one.value is None), None)
    return lacking or yes(
        f"{'、'.join(other.name for other in others)}の基準も用いた。",
        f"the criteria of {', '.join(other.name for other in others)} were applied too.",
    )


def _done(ask: Asking, wanted: Sequence[str], under: str | None = None) -> Answer:
    """Answer whether evaluations are done; the value is the day of the last, and None where one is lacking."""
    by = looked_at_on(ask)
    made: list[Evaluation] = [one for one in ask.need(".review.evaluations") if one.under == under]
    unsaid = [one.of for one in made if one.of in wanted and one.done_on is None]
    if unsaid:
        raise Awaited(*(f"done_on of the evaluation «{name}»" for name in unsaid))
    done = {one.of: one.done_on for one in made if happened_on(one.done_on, by) is not None}
    lacking = [name for name in wanted if name not in done]
    if not lacking:
        return yes(
            f"評価は全て行われた（{_listed(wanted, 0)}）。",
            f"all evaluations are done: {_listed(wanted, 1)}.",
            value=True,
        )
    ja, en = f"評価がない：{_listed(lacking, 0)}。", f"not evaluated: {_listed(lacking, 1)}."
    if decided_on(ask) is not None:
        return no(ja, en)
    return open_until(ja, en, *(f"evaluation «{name}»" for name in lacking))


def _listed(names: Sequence[str], language: int) -> str:
    return ("、", ", ")[language].join(_WORDS[name][language] for name in names)


@book.rule("criteria.state_policy", "a9.p2")
def state_policy(ask: Asking) -> Answer:
    if ask.need(".of") != "adoption":
        return _not_for_adoption()
    policy = ask.need(".state_policy")
    return yes(f"「{policy}」に基づく。", f"they rest on «{policy}».")


@book.rule("criteria.experts", "a9.p2")
def heard_before_setting(ask: Asking) -> Answer | None:
    if ask.need(".of") != "adoption":
        return _not_for_adoption()
    return _heard(ask) if ask.need(".act") == "set" else None


@book.rule("criteria.experts", "a9.p3", "a9.p2")
def heard_before_changing(ask: Asking) -> Answer | None:
    if ask.need(".of") != "adoption" or ask.need(".act") != "changed":
        return None
    return _heard(ask)


def _heard(ask: Asking) -> Answer:
    on, stated = ask.need(".on", ".experts_heard_on")
    heard = happened_on(stated, on)
    if heard is None:
        return no(f"{on}までに外部専門家の意見を聴いていない。", f"outside experts were not heard by {on}.")
    return yes(f"外部専門家の意見を{heard}に聴いた。", f"outside experts were heard on {heard}.")


@book.rule("criteria.filed", "a9.p4")
def filed_when_set(ask: Asking) -> Answer | None:
    if ask.need(".of") != "adoption":
        return _not_for_adoption()
    return _filed(ask) if ask.need(".act") == "set" else None


@book.rule("criteria.filed", "a9.p4.q2", "a9.p4")
def filed_when_changed(ask: Asking) -> Answer | None:
    if ask.need(".of") != "adoption" or ask.need(".act") != "changed":
        return None
    return _filed(ask)


def _filed(ask: Asking) -> Answer:
    on, stated = ask.need(".on", ".filed_on")
    filed = happened_on(stated, ask.as_of)
    if filed is None:
        return open_until(
            "まだ届け出ていない。期限の定めはない。",
            "not filed yet; the bylaw sets no day for it.",
            ask.named(".filed_on"),
        )
    if filed < on:
        return no(
            f"届出{filed}は基準の{on}より前である。", f"filed on {filed}, before the criteria were there on {on}."
        )
    return yes(f"{filed}に届け出た。", f"filed on {filed}.", value=filed)


def _not_for_adoption() -> Answer:
    return not_applicable("出資採択審査基準でない。", "these are not the criteria for adoption.")
