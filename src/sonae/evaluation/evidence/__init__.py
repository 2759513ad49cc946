"""The evidence register: what was done, once each, with kind, time, parties, files and the sections it bears on."""

from sonae.evaluation.evidence.kinds import DetailField, EvidenceKind, evidence_kinds
from sonae.evaluation.evidence.register import Evidence, Register, When
from sonae.evaluation.evidence.workbook import read_evidence_workbook, write_evidence_workbook

__all__ = [
    "DetailField",
    "Evidence",
    "EvidenceKind",
    "Register",
    "When",
    "evidence_kinds",
    "read_evidence_workbook",
    "write_evidence_workbook",
]
