"""What the commands of ``sonae project`` share: the case, the condition set, and the ledger of the two."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sonae.cli.output import Format, check_output

if TYPE_CHECKING:
    from sonae.economics.conditions import ConditionSet
    from sonae.economics.ledger import Ledger
    from sonae.portfolio.cases import CaseBook

__all__ = [
    "CaseConditions", "CaseFile", "ConditionsFile", "PortfolioConditions", "Stressed", "conditions_of", "ledger_of",
    "portfolio_inputs",
]  # fmt: skip

CaseFile = Annotated[
    Path, typer.Argument(metavar="CASE.yaml", help="The project; «sonae project new-case» writes one.")
]
ConditionsFile = Annotated[
    str, typer.Option("--conditions", help="File of the condition set, or «demonstration» for the fictional one.")
]
CaseConditions = Annotated[
    str | None,
    typer.Option(
        "--conditions",
        help="File of the condition set, or «demonstration» for the fictional one; the set that the case names where none is.",
    ),
]
PortfolioConditions = Annotated[
    str | None,
    typer.Option(
        "--conditions",
        help="File of the condition set, or «demonstration» for the fictional one, which the demonstration takes by itself.",
    ),
]
Stressed = Annotated[str | None, typer.Option("--stress", help="Name of a stress of the condition set.")]


def conditions_of(name: str, stress: str | None = None) -> ConditionSet:
    """Return the condition set of a file, or the demonstration's; under one of its stresses where one is named.

    Raises:
        InputError: for a file that cannot be read as one.
        UnknownChoiceError: for a stress that the set does not hold.

    """
    from sonae.economics.conditions import demonstration_conditions, load_conditions

    found = demonstration_conditions() if name == "demonstration" else load_conditions(Path(name))
    return found.with_stress(stress) if stress is not None else found


def ledger_of(
    case: Path, conditions: str | None, stress: str | None = None, *, form: Format, out: Path | None
) -> Ledger:
    """Return the ledger of a case file under a condition set, or the one that it names, for output in ``form`` to ``out``.

    Raises:
        InputError: before anything is computed, for a result that could not be put out; and as of reading and evaluating.

    """
    from sonae.core import Classification, InputError
    from sonae.economics.ledger import evaluate_case, load_case

    project = load_case(case)
    if conditions is None:
        if project.conditions is None:
            raise InputError(
                "the case names no condition set", file=project.file, field="conditions",
                expected="--conditions, or a condition set in the file",
            )  # fmt: skip
        named = project.conditions
        conditions = named if named == "demonstration" else str(case.parent / named)
    chosen = conditions_of(conditions, stress)
    check_output(form, out, Classification.join([project.label, chosen.classification]))
    return evaluate_case(project, chosen, folder=case.parent)


def portfolio_inputs(folder: str, conditions: str | None) -> tuple[CaseBook, ConditionSet]:
    """Return the portfolio and the conditions; the fictional ones stand for themselves, an own portfolio names its own.

    Raises:
        InputError: when an own portfolio comes without conditions, or a file cannot be read.

    """
    from sonae.core import InputError
    from sonae.portfolio.cases import demonstration_book, load_book

    if folder == "demonstration":
        return demonstration_book(), conditions_of(conditions or "demonstration")
    if conditions is None:
        raise InputError(
            "no condition set is named",
            field="--conditions",
            expected="a file, or «demonstration» for the fictional one",
        )
    return load_book(Path(folder)), conditions_of(conditions)
