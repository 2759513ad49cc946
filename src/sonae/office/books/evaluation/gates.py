"""What a command on an evaluation hangs on: each gate is a finding with its reason, and where a document rules, with its lines."""

from __future__ import annotations

from collections.abc import Callable

from sonae.core import Citation, Finding, Outcome
from sonae.evaluation import Evaluation, Letter, Rating, compare
from sonae.office.books.evaluation.state import EvaluationState, Stage
from sonae.office.books.frame import Work
from sonae.office.books.gates import gate
from sonae.office.roles import Role

__all__ = [
    "HALF_YEAR", "RATED", "REPORT", "at", "band_of", "has_reason", "inputs_given", "owned",
    "target_set", "year_over",
]  # fmt: skip

_DOCUMENT = "令和5年度評価書"
HALF_YEAR = Citation(_DOCUMENT, "e2.p1.l2876_2880")
"""That the state of the annual plan is reviewed after the first half."""
REPORT = Citation("独立行政法人通則法", "a32.p2")
"""That the agency reports its own evaluation to the minister within three months of the end of the fiscal year."""
RATED = Citation("独立行政法人通則法", "a32.p1")
"""That the agency is evaluated by the competent minister."""

_CLOSED = "評価は締め切られており、誰も変更できない。", "the evaluation is closed; nobody changes it."
_STAGE_NEEDED = {
    Stage.OPEN: ("主務大臣に提出済みであり、差し戻されるまで変更できない。",
                 "it has been submitted to the minister and changes only when it is returned."),
    Stage.SUBMITTED: ("まだ主務大臣に提出されていない。", "it has not been submitted to the minister yet."),
}  # fmt: skip


def at(wanted: Stage) -> Callable[[EvaluationState], Finding]:
    """Return the gate that asks whether an evaluation is at a stage."""

    def at_stage(state: EvaluationState) -> Finding:
        stage = state.desk.stage
        if stage is wanted:
            return gate("year.stage", True, "この段階で行う手続である。", "it is a step of this stage.")
        return gate("year.stage", False, *(_CLOSED if stage is Stage.CLOSED else _STAGE_NEEDED[wanted]))

    return at_stage


def owned(work: Work, state: EvaluationState, item: str) -> Finding:
    """Ask whether the actor's department has the item; planning looks after all of them."""
    name = state.evaluation.item(item).number
    if Role.PLANNING in work.actor.roles:
        return gate("item.owner", True, "企画・評価部門は全項目を扱う。", "planning looks after every item.")
    has = state.department_of(item)
    if not has:
        return gate("item.owner", False, f"{name}の担当部門がまだ決まっていない。", f"nobody has {item} yet.")
    own = work.actor.department.code if work.actor.department else ""
    if own == has:
        return gate("item.owner", True, f"{name}の担当部門である。", f"the department has {item}.")
    return gate("item.owner", False, f"{name}は他の部門が担当している。", f"another department has {item}.")


def target_set(evaluation: Evaluation, indicator: str, year: str) -> Finding:
    """Ask whether there is a target that a value can be held against."""
    one = evaluation.indicator(indicator)
    lacks = one.judged == "yearly" and year not in {str(known) for known in one.year_targets}
    if lacks:
        return gate(
            "indicator.target", False, f"指標{indicator}に{year}の目標がなく、実績を判断できない。",
            f"indicator {indicator} has no target of {year}, against which a value could be held.",
            missing=(f"{indicator}.target.{year}",),
        )  # fmt: skip
    return gate("indicator.target", True, "目標が定まっている。", "the target is set.")


def inputs_given(evaluation: Evaluation, item: str) -> Finding:
    """Ask whether all values and results that an item is rated by are there; what a person has to judge is none of them."""
    ground = evaluation.ground(item).finding
    missing = tuple(name for name in ground.missing if not name.startswith("judgement."))
    name = evaluation.item(item).number
    if missing:
        shown = "、".join(missing)
        return gate(
            "item.inputs", False, f"{name}の実績又は結果がそろうまで自己評価はできない（不足：{shown}）。",
            f"{item} cannot be evaluated before its values and results are there (missing: {', '.join(missing)}).",
            ground.citations, missing,
        )  # fmt: skip
    return gate(
        "item.inputs", True, f"{name}の実績と結果がそろっている。", f"values and results of {item} are there.",
        ground.citations,
    )  # fmt: skip


def band_of(evaluation: Evaluation, item: str, letter: Letter) -> Finding:
    """Ask whether a letter stays within what the indicators leave to a person: not above the band, below it by decision."""
    rating = Rating.model_construct(item=item, year=evaluation.year, by="self", letter=letter)
    found = compare(rating, evaluation.ground(item))
    return gate(
        "item.band", found.outcome is not Outcome.NO, f"{found.because_ja}。", f"{found.because}.", found.citations
    )


def has_reason(letter: str, reason: str) -> Finding:
    """Ask whether a letter has its reason."""
    if reason.strip():
        return gate("rating.reason", True, "理由が示されている。", "the reason is given.")
    return gate(
        "rating.reason",
        False,
        f"評定{letter}には理由が必要である。",
        f"the letter {letter} needs a reason: a person decides it, not the ratio.",
    )


def year_over(work: Work, state: EvaluationState) -> Finding:
    """Ask whether the fiscal year has ended."""
    year = state.year
    if work.today > year.end:
        return gate("year.over", True, f"{year.label_ja}は終わっている。", f"{year} has ended.")
    return gate(
        "year.over",
        False,
        f"{year.label_ja}はまだ終わっておらず、評定はできない。",
        f"{year} has not ended, so that nothing is rated yet.",
    )
