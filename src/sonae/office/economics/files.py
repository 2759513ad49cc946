"""The files of a valuation, read from the papers of a case and checked before anything is asked of a worker."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.office.economics.sets import PublishedSet, published_set, published_sets, set_from_text
from sonae.office.models import Account, Case, Paper
from sonae.office.papers import papers_for
from sonae.office.store import paper_path

if TYPE_CHECKING:
    from sonae.economics.conditions import ConditionSet
    from sonae.economics.ledger import Case as Project
    from sonae.economics.ledger import Ledger
    from sonae.economics.uncertainty import Risks

__all__ = ["FILE_KINDS", "Inputs", "Wanted", "condition_names", "read_inputs", "text_of"]

FILE_KINDS = ("project", "conditions", "risks")
"""Kinds of papers that a valuation is made of."""
_ENDINGS = (".yaml", ".yml")
_LARGEST = 2 << 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a valuation is asked with; the fields are those of the command ``economics.run``.

    ``published_as`` is the name under which a condition set is published whose text is now a paper of the case.
    """

    project: str
    conditions: str
    risks: str | None
    rate: str
    party: str
    share: float
    scenarios: int
    seed: int
    published_as: str | None = None


@dataclass(frozen=True)
class Inputs:
    """What a valuation is made of, read and fitting together.

    Attributes:
        wanted: as asked.
        project: the project.
        project_paper: the paper that it was read from.
        conditions: the condition set.
        conditions_paper: the paper that it was read from; None for a published set that the case has no paper of yet.
        published: the published set, where it is one.
        risks: risks of the project; None where it has none of its own.
        risks_paper: the paper that they were read from.
        ledger: the project worked off under the conditions.

    """

    wanted: Wanted
    project: Project
    project_paper: Paper
    conditions: ConditionSet
    conditions_paper: Paper | None
    published: PublishedSet | None
    risks: Risks | None
    risks_paper: Paper | None
    ledger: Ledger

    @property
    def label(self) -> Classification:
        """The joined label of project and conditions."""
        return self.ledger.classification


def is_file(paper: Paper) -> bool:
    """Return whether a paper can be a file of a valuation."""
    return paper.name.endswith(_ENDINGS)


def text_of(paper: Paper) -> str:
    """Return the text of a paper of the office's own reading; that its bytes are what they were is checked.

    Raises:
        InputError: for bytes that are gone or changed, no text in UTF-8, or more than 2 MB.

    """
    try:
        data = paper_path(paper.sha256).read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != paper.sha256:
        raise InputError("the bytes of the paper are gone or changed", file=paper.name)
    if len(data) > _LARGEST:
        raise InputError("the file is too large for a valuation", file=paper.name, expected="up to 2 MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("the file is not UTF-8", file=paper.name, expected="UTF-8 text") from None


def _paper(account: Account, case: Case, name: str, field: str) -> Paper:
    papers = [one for one in papers_for(account, case) if is_file(one)]
    found = next((one for one in papers if one.name == name), None)
    if found is None:
        raise UnknownChoiceError("paper", name, [one.name for one in papers], field=field)
    return found


def condition_names(account: Account, case: Case) -> dict[str, ConditionSet]:
    """Return the condition sets that may be chosen in a case: published ones, and papers of the case that hold another."""
    found = {one.name: one.conditions for one in published_sets(account, case)}
    published = {one.sha256 for one in found.values()}
    for paper in papers_for(account, case).filter(kind="conditions"):
        try:
            conditions = set_from_text(text_of(paper), paper.name)
        except InputError:
            continue  # it is told when it is chosen by name; it is no choice
        if conditions.sha256 not in published:
            found[paper.name] = conditions
    return found


def read_inputs(account: Account, case: Case, wanted: Wanted) -> Inputs:
    """Read what a valuation is asked with, and work the project off once to see that it fits together.

    Args:
        account: who asks; only papers that he reads are found.
        case: the case.
        wanted: what is asked.

    Raises:
        InputError: naming file and field: for a file that is none, a deck that ends too early, a name that is none; and for what is
            classified above the case or does not belong to it.

    """
    from sonae.economics.ledger import case_from_text, evaluate_case, measure

    paper = _paper(account, case, wanted.project, "project")
    project = case_from_text(text_of(paper), paper.name)
    _belongs(project, case)
    conditions, conditions_paper, published = _conditions(account, case, wanted.conditions)
    risks_paper = _paper(account, case, wanted.risks, "risks") if wanted.risks else None
    risks = _risks(risks_paper) if risks_paper else None
    label = Classification.join([project.label, conditions.classification])
    if label > case.label:
        raise InputError(
            "the files are classified above the case", file=paper.name if project.label == label else wanted.conditions,
            field="classification", expected=f"{case.label.name}, or another classification of the case first",
        )  # fmt: skip
    ledger = evaluate_case(project, conditions)
    if wanted.rate not in conditions.discount:
        raise UnknownChoiceError("discount rate", wanted.rate, conditions.discount, field="rate")
    if wanted.party not in ledger.lowered.parties:
        raise UnknownChoiceError("party", wanted.party, ledger.lowered.parties, field="party")
    measure(ledger, wanted.rate, contractor=wanted.party)
    if wanted.scenarios and conditions.uncertainty is None:
        raise InputError(
            "the condition set states no uncertainty", field="scenarios", expected="0, or a set with «uncertainty»"
        )
    return Inputs(wanted, project, paper, conditions, conditions_paper, published, risks, risks_paper, ledger)


def _belongs(project: Project, case: Case) -> None:
    if project.regime.endswith(".yaml"):
        raise InputError(
            "a regime in a file of one's own is not taken in the office", file=project.file, field="regime",
            expected="a name of the library",
        )  # fmt: skip
    if project.fictional and not case.fictional:
        raise InputError(
            "the project is fictional, and the case is not", file=project.file, field="fictional", expected="false"
        )


def _conditions(account: Account, case: Case, name: str) -> tuple[ConditionSet, Paper | None, PublishedSet | None]:
    if name.endswith(_ENDINGS):
        paper = _paper(account, case, name, "conditions")
        return set_from_text(text_of(paper), paper.name), paper, None
    found = published_set(account, case, name)
    return found.conditions, None, found


def _risks(paper: Paper) -> Risks:
    from sonae.economics.uncertainty import load_risks

    text_of(paper)  # that the bytes are what they were
    try:
        return load_risks(paper_path(paper.sha256))
    except InputError as error:
        raise error.placed(file=paper.name) from error
