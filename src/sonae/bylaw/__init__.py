"""The bylaw on equity in oil and gas projects as code: what it asks of a case, what is found, under which provision.

:func:`load_case` reads a case, :func:`check_case` answers every question of the bylaw on a day; each finding names provisions,
facts and what is missing. :func:`duties_of` says what is due, when and by whom. What only a person may judge is asked for; what
the bylaw leaves to rules that are not in hand is a parameter that the agency supplies, see :func:`bylaw_parameters`.
"""

from sonae.bylaw.check import Bylaw, CaseCheck, Change, check_case, compare_checks, equity_bylaw, finding_as_dict
from sonae.bylaw.coverage import Mapped, coverage, not_executable
from sonae.bylaw.duties import Duty, Standing, duties_of
from sonae.bylaw.facts import EquityCase, case_from_text, case_from_tree, load_case
from sonae.bylaw.kernel import Judgement
from sonae.bylaw.outline import Outline, Provision, Slip, Version, equity_outline
from sonae.bylaw.parameters import Choice, Parameter, bylaw_parameters, parameters_from_text
from sonae.bylaw.story import Expected, Step, StepResult, Story, load_story, run_story, stated, stories, story_from_text
from sonae.bylaw.supplied import Supplied, load_supplied, supplied_from_text, with_supplied

__all__ = [
    "Bylaw",
    "CaseCheck",
    "Change",
    "Choice",
    "Duty",
    "EquityCase",
    "Expected",
    "Judgement",
    "Mapped",
    "Outline",
    "Parameter",
    "Provision",
    "Slip",
    "Standing",
    "Step",
    "StepResult",
    "Story",
    "Supplied",
    "Version",
    "bylaw_parameters",
    "case_from_text",
    "case_from_tree",
    "check_case",
    "compare_checks",
    "coverage",
    "duties_of",
    "equity_bylaw",
    "equity_outline",
    "finding_as_dict",
    "load_case",
    "load_story",
    "load_supplied",
    "not_executable",
    "parameters_from_text",
    "run_story",
    "stated",
    "stories",
    "story_from_text",
    "supplied_from_text",
    "with_supplied",
]  # fmt: skip
