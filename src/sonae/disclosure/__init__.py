"""Which numbers may leave the house: primary rules, attacker audits over every release ever made, suppression, and the gate.

Flow: a table file and a rules file → :func:`candidate_of` → :class:`Gate` with the :class:`Ledger` → a :class:`Decision` →
an entry of the ledger.
"""

from sonae.disclosure.assertion import assert_protected
from sonae.disclosure.assessment import Assessment, assess
from sonae.disclosure.attack import audit
from sonae.disclosure.audit import Audit, Examined, Freedom, Limits, Verdict
from sonae.disclosure.budget import Budget, freedom_left
from sonae.disclosure.candidate import Candidate, candidate_of, protections_of
from sonae.disclosure.demonstration import demonstration_text, demonstrations, find_rules, find_table, table_text
from sonae.disclosure.exact import exact, said
from sonae.disclosure.gate import Answer, Decision, Gate, Ruling
from sonae.disclosure.gauss import gauss_pattern
from sonae.disclosure.insider import OpenUnion, insider_audits, open_unions
from sonae.disclosure.ledger import Entry, Ledger, append_entry, ledger_from_text, load_ledger
from sonae.disclosure.pattern_file import written_pattern
from sonae.disclosure.primary import (
    Holding,
    dominance_level,
    dominant,
    merged,
    p_percent_level,
    p_percent_unsafe,
    primary_causes,
    protection_of,
)
from sonae.disclosure.reduction import ContradictionError
from sonae.disclosure.rounding import Span, Ties, rounded, span_of
from sonae.disclosure.rules import DisclosureRules, load_rules, rules_from_text
from sonae.disclosure.suppression import (
    Method,
    Suppression,
    dominance_pattern,
    primary_pattern,
    suppress,
    with_intervals,
)
from sonae.disclosure.system import Protection, Row, System, Variable
from sonae.disclosure.table_file import TableFile, load_table, table_from_text, table_from_tree
from sonae.disclosure.words import CAUSES, MAY_BE_RELEASED, NOT_RELEASED
from sonae.disclosure.yearly import (
    ReportedMineral,
    ReportGroup,
    Rung,
    Tried,
    YearlyReport,
    YearlyStock,
    find_yearly_stock,
    held_in,
    load_yearly_stock,
    rungs_of,
    yearly_candidate,
    yearly_report,
    yearly_stock_from_tree,
    yearly_stock_of,
)

__all__ = [
    "CAUSES",
    "MAY_BE_RELEASED",
    "NOT_RELEASED",
    "Answer",
    "Assessment",
    "Audit",
    "Budget",
    "Candidate",
    "ContradictionError",
    "Decision",
    "DisclosureRules",
    "Entry",
    "Examined",
    "Freedom",
    "Gate",
    "Holding",
    "Ledger",
    "Limits",
    "Method",
    "OpenUnion",
    "Protection",
    "ReportGroup",
    "ReportedMineral",
    "Row",
    "Ruling",
    "Rung",
    "Span",
    "Suppression",
    "System",
    "TableFile",
    "Ties",
    "Tried",
    "Variable",
    "Verdict",
    "YearlyReport",
    "YearlyStock",
    "append_entry",
    "assert_protected",
    "assess",
    "audit",
    "candidate_of",
    "demonstration_text",
    "demonstrations",
    "dominance_level",
    "dominance_pattern",
    "dominant",
    "exact",
    "find_rules",
    "find_table",
    "find_yearly_stock",
    "freedom_left",
    "gauss_pattern",
    "held_in",
    "insider_audits",
    "ledger_from_text",
    "load_ledger",
    "load_rules",
    "load_table",
    "load_yearly_stock",
    "merged",
    "open_unions",
    "p_percent_level",
    "p_percent_unsafe",
    "primary_causes",
    "primary_pattern",
    "protection_of",
    "protections_of",
    "rounded",
    "rules_from_text",
    "rungs_of",
    "said",
    "span_of",
    "suppress",
    "table_from_text",
    "table_from_tree",
    "table_text",
    "with_intervals",
    "written_pattern",
    "yearly_candidate",
    "yearly_report",
    "yearly_stock_from_tree",
    "yearly_stock_of",
]
