"""Places of the sources that govern the bases, by short names: ``rule("drill")`` is what the gate of a drill cites.

Document 000 is the evaluation of FY2023 with the goals, the plan and the annual plan of the fifth medium term; its lines are
counted from 1 without blank ones. Document 001 is the chapter of the white paper on energy; its lines are counted with them.
"""

from __future__ import annotations

from collections.abc import Mapping

from sonae.core import Citation, UnknownChoiceError

__all__ = ["EVALUATION", "RULES", "WHITE_PAPER", "cite", "rule"]

EVALUATION = "令和5年度評価書"
"""The evaluation of FY2023 with its annex of goals and plans (document 000)."""

WHITE_PAPER = "エネルギー白書（2024年度に講じた資源確保の施策）"
"""Chapter of the white paper on energy on measures of FY2024 (document 001)."""

_SUPPLY, _SAFETY, _ABROAD, _AGILE = "e1_4.p1.i1", "e1_4.p1.i2", "e1_4.p1.i3", "e2.p1"

RULES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "bases": ((_SAFETY, "2324"), (_SAFETY, "2337"), (f"{_SAFETY}.c3", "5981-5982")),
    "scenario": ((f"{_SUPPLY}.c1", "5838-5843"), (f"{_SUPPLY}.c2", "5804-5808"), (f"{_SUPPLY}.c3", "5811-5815")),
    "drill": ((f"{_SUPPLY}.c1", "5838-5843"), (f"{_SUPPLY}.c2", "5804-5808"), (f"{_SUPPLY}.c3", "5820-5824")),
    "drill_alternative": ((f"{_SUPPLY}.c3", "5816-5819"),),
    "drill_count": ((_SUPPLY, "2079-2086"), (_SUPPLY, "2126-2136")),
    "lessons": ((f"{_SUPPLY}.c2", "5801-5803"), (f"{_SUPPLY}.c3", "5811-5815")),
    "readiness": ((f"{_SUPPLY}.c1", "5788-5790"), (f"{_SUPPLY}.c2", "5849-5850"), (f"{_SUPPLY}.c3", "5867-5870")),
    "impact_report": ((f"{_SUPPLY}.c3", "5870-5872"),),
    "substitute": ((f"{_SUPPLY}.c1", "5829-5833"), (f"{_SUPPLY}.c2", "5850-5853"), (f"{_SUPPLY}.c3", "5873-5881")),
    "repair": ((f"{_SUPPLY}.c1", "5829-5833"), (f"{_SUPPLY}.c2", "5853-5856"), (f"{_SUPPLY}.c3", "5878-5881")),
    "catalogue": ((f"{_SUPPLY}.c3", "5873-5878"),),
    "swap": ((_SUPPLY, "2137-2141"), (f"{_SUPPLY}.c1", "5790-5791, 5828"), (f"{_SUPPLY}.c3", "5825-5827, 5865-5866")),
    "joint_stock": ((_ABROAD, "2475-2477"), (f"{_ABROAD}.c2", "6067-6069"), (f"{_ABROAD}.c3", "6084-6085")),
    "maintenance": ((f"{_SAFETY}.c1", "5897-5903"), (f"{_SAFETY}.c2", "5907-5910"), (f"{_SAFETY}.c3", "5915-5918")),
    "assessment": ((f"{_SAFETY}.c3", "5981-5982"),),
    "inspection": ((f"{_SAFETY}.c3", "5982-5985"),),
    "accidents": ((f"{_SAFETY}.c2", "5911-5914, 5952"), (f"{_SAFETY}.c3", "5919-5923"), (f"{_SAFETY}.c3", "5992-5993")),
    "accident_causes": ((f"{_SAFETY}.c3", "5989-5991"),),
    "legal": ((f"{_SAFETY}.c3", "5994-5996"), (_SAFETY, "2339-2340")),
    "secrecy": ((f"{_SAFETY}.c1", "5926-5929"), (f"{_SAFETY}.c2", "5953-5955"), (f"{_SAFETY}.c3", "5997-6001")),
    "operators": ((f"{_SAFETY}.c1", "5943-5947"), (f"{_SAFETY}.c2", "5968-5973"), (f"{_SAFETY}.c3", "6033-6038")),
    "lpg": ((f"{_SAFETY}.c1", "5948-5951"), (f"{_SAFETY}.c2", "5974-5978"), (f"{_SAFETY}.c3", "6039-6045")),
    "emergency_procurement": (
        (f"{_AGILE}.c1", "6614-6617"), (f"{_AGILE}.c2", "6665-6668"), (f"{_AGILE}.c3", "6703-6705"),
    ),
    "buffer": (("e1_1.p1.i6", "628-631"), ("e1_1.p1.i6", "634-640"), ("e1_1.p1.i6.c2", "4198-4213")),
}  # fmt: skip
"""Short name → sections of document 000 with lines; ``.c1`` goals, ``.c2`` plan, ``.c3`` annual plan, else the form."""


def cite(section: str, lines: str) -> tuple[Citation, ...]:
    """Cite lines such as «2154-2158, 2200» of a section of document 000, one citation a span."""
    spans = (span.strip().replace("-", "_") for span in lines.split(","))
    return tuple(Citation(EVALUATION, f"{section}.l{span}") for span in spans)


def rule(name: str) -> tuple[Citation, ...]:
    """Return the places of a rule; «buffer» has its place in the white paper too.

    Raises:
        UnknownChoiceError: for another name.

    """
    if name not in RULES:
        raise UnknownChoiceError("rule of the bases", name, RULES)
    found = tuple(citation for section, lines in RULES[name] for citation in cite(section, lines))
    return (*found, Citation(WHITE_PAPER, "h1.p9.l594")) if name == "buffer" else found
