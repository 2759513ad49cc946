"""The yearly evaluation of an agency: goals, indicators, evidence, ratings, and what its document states held against the data.

:func:`load_evaluation` reads an evaluation from a file, from a folder, or by the name of one that comes with Sonae. Its
``attainment`` is an exact fraction with a :class:`~sonae.core.Finding`; ``ground`` computes the band of an item, and what a person
decided stands beside it; :func:`lint` holds every claim against the data.
"""

from sonae.evaluation.attainment import Attainment, Basis, attainment, progress
from sonae.evaluation.claims import Claim, NotCheckable
from sonae.evaluation.conditions import (
    CostYear,
    Efficiency,
    ExternalFactor,
    Gate,
    Satisfaction,
    SupportCase,
    average_efficiency,
    efficiency_of,
    external_factor_finding,
    gate_finding,
    satisfaction_finding,
)
from sonae.evaluation.document import (
    evaluation_tree,
    evidence_text,
    evidence_tree,
    finding_as_dict,
    indicator_rows,
    item_rows,
)
from sonae.evaluation.evaluation import (
    Evaluation,
    built_in_evaluations,
    evaluation_from_text,
    evaluation_from_texts,
    evaluation_from_tree,
    load_evaluation,
)
from sonae.evaluation.evidence import (
    Evidence,
    EvidenceKind,
    Register,
    When,
    evidence_kinds,
    read_evidence_workbook,
    write_evidence_workbook,
)
from sonae.evaluation.exact import exact, percent, printed_decimals, round_half_up, written
from sonae.evaluation.forecast import LEAST_YEARS, Forecast, forecast, half_year_findings
from sonae.evaluation.form import Amount, Words
from sonae.evaluation.goals import COLUMNS, Cascade, CascadeRow, Cell, Change, Quantity, Said, cell_name
from sonae.evaluation.indicator import Actual, Baseline, Indicator, Target
from sonae.evaluation.items import (
    INPUT_NAMES,
    HalfYearReview,
    InputFigures,
    Item,
    Narrative,
    Period,
    Result,
)
from sonae.evaluation.lint import LintReport, check_claim, lint
from sonae.evaluation.rating import (
    Aggregate,
    Band,
    ItemGround,
    Letter,
    Rating,
    RatingRules,
    aggregate,
    compare,
    ground_of,
    marked,
)
from sonae.evaluation.source import SourceDocument
from sonae.evaluation.units import english_unit

__all__ = [
    "COLUMNS",
    "INPUT_NAMES",
    "LEAST_YEARS",
    "Actual",
    "Aggregate",
    "Amount",
    "Attainment",
    "Band",
    "Baseline",
    "Basis",
    "Cascade",
    "CascadeRow",
    "Cell",
    "Change",
    "Claim",
    "CostYear",
    "Efficiency",
    "Evaluation",
    "Evidence",
    "EvidenceKind",
    "ExternalFactor",
    "Forecast",
    "Gate",
    "HalfYearReview",
    "Indicator",
    "InputFigures",
    "Item",
    "ItemGround",
    "Letter",
    "LintReport",
    "Narrative",
    "NotCheckable",
    "Period",
    "Quantity",
    "Rating",
    "RatingRules",
    "Register",
    "Result",
    "Said",
    "Satisfaction",
    "SourceDocument",
    "SupportCase",
    "Target",
    "When",
    "Words",
    "aggregate",
    "attainment",
    "average_efficiency",
    "built_in_evaluations",
    "cell_name",
    "check_claim",
    "compare",
    "efficiency_of",
    "english_unit",
    "evaluation_from_text",
    "evaluation_from_texts",
    "evaluation_from_tree",
    "evaluation_tree",
    "evidence_kinds",
    "evidence_text",
    "evidence_tree",
    "exact",
    "external_factor_finding",
    "finding_as_dict",
    "forecast",
    "gate_finding",
    "ground_of",
    "half_year_findings",
    "indicator_rows",
    "item_rows",
    "lint",
    "load_evaluation",
    "marked",
    "percent",
    "printed_decimals",
    "progress",
    "read_evidence_workbook",
    "round_half_up",
    "satisfaction_finding",
    "write_evidence_workbook",
    "written",
]
