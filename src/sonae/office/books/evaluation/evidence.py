"""The evidence register of a year: recorded one by one or taken from Excel, wholly or not at all; each activity counts once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonae.core import Finding, InputError
from sonae.data import refusal_of
from sonae.evaluation import Evidence, Register, evidence_kinds, evidence_tree
from sonae.office.books.evaluation.gates import at
from sonae.office.books.evaluation.planning import Code, Number, Words
from sonae.office.books.evaluation.state import OWNERS, Stage, changed, said_in_both
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.life import Command, said
from sonae.office.roles import Role

__all__ = ["ImportEvidence", "RecordEvidence", "WithdrawEvidence", "moves"]

moves = BookMoves("evaluation")
_OPEN = at(Stage.OPEN)

_BY = (*OWNERS, Role.PLANNING)
Kind = Literal[
    "drill", "seminar", "training", "agreement", "survey", "joint_study", "technical_support", "inspection", "improvement",
    "handover", "patent", "single_bid", "negotiated_contract", "committee", "risk", "diplomacy", "priority_country",
    "geological_survey", "seismic_area", "methane_hydrate", "marine_mineral", "geothermal", "offshore_wind", "ccs_hydrogen",
    "coal", "mine_pollution", "crude_swap", "information", "risk_money", "supply_security_grant", "outreach",
]  # fmt: skip
"""The kinds of :func:`sonae.evaluation.evidence_kinds`."""
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,80}$", max_length=81)]
Listed = Annotated[str, Field(min_length=1, max_length=200)]
_MOST = 5000


class DetailLine(BaseModel):
    """A field that evidence of a kind records."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    name: Annotated[str, Field(min_length=1, max_length=60)] = said("記録する事項", "field of the kind")
    value: Annotated[str, Field(max_length=300)] = said("内容", "value", default="")


class RecordEvidence(Command):
    """Record an activity as evidence."""

    kind: ClassVar[str] = "evidence.record"

    of: Kind = said("証拠の種類", "kind of evidence")
    title: Annotated[str, Field(min_length=1, max_length=200)] = said("件名", "title")
    title_en: Annotated[str, Field(max_length=200)] | None = said("件名（英語）", "title in English", default=None)
    day: Annotated[str, Field(max_length=40)] = said(
        "日付（2024-05-31、2024-05、2024-09-19/2024-09-20、FY2024）",
        "when: a day, a month, a span or a fiscal year",
        default="",
    )
    parties: tuple[Listed, ...] = said("相手方", "parties", default=())
    place: Annotated[str, Field(max_length=200)] | None = said("場所", "place", default=None)
    sections: tuple[Listed, ...] = said(
        "関係する項目（全て。再掲しても一度だけ数える）", "sections that it bears on", default=()
    )
    counts_for: Code | None = said("数える指標", "indicator that it counts for", default=None)
    amount: Number = said("数", "how much it counts", default=Decimal(1))
    files: tuple[Listed, ...] = said("証拠のファイル", "files", default=())
    classification: Literal["public", "internal", "secret"] = said("区分", "classification", default="internal")
    detail: tuple[DetailLine, ...] = said("種類ごとの事項", "fields of the kind", default=())
    name: Id | None = said("番号（空欄なら付番する）", "id, given where it is left empty", default=None)


class ImportEvidence(Command):
    """Take a register into the book, wholly or not at all."""

    kind: ClassVar[str] = "evidence.take"

    file: Annotated[str, Field(min_length=1, max_length=200)] = said("ファイル名", "name of the file")
    entries: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=_MOST)] = said("証拠", "evidence")


class WithdrawEvidence(Command):
    """Take an entry out of the register."""

    kind: ClassVar[str] = "evidence.withdraw"

    name: Id = said("証拠の番号", "id of the evidence")
    reason: Words = said("理由", "reason")


@moves.takes(RecordEvidence, "証拠を記録した", "recorded evidence", by=_BY, ready=_OPEN)
def _record(work: Work, command: RecordEvidence) -> Done:
    findings = (
        either(
            "evidence.dated", bool(command.day), ("日付がある。", "it has a date."),
            ("証拠には日付が必要である。", "the evidence has no date."),
        ),
        either(
            "evidence.linked", bool(command.sections), ("関係する項目がある。", "it bears on a section."),
            ("証拠には関係する項目が一つ以上必要である。", "the evidence bears on no section."),
        ),
    )  # fmt: skip
    if any(not one for one in findings):
        return Done(findings=findings)
    kind = evidence_kinds()[command.of]
    name = command.name or f"v{work.book.version + 1}-{command.of.replace('_', '-')}"
    tree = {
        "id": name, "kind": command.of, "title": said_in_both(command.title, command.title_en), "on": command.day,
        "parties": list(command.parties), "place": command.place, "sections": list(command.sections),
        "counts_for": command.counts_for, "amount": str(command.amount), "files": list(command.files),
        "classification": command.classification,
        "detail": {line.name: _read(kind.fields, line) for line in command.detail if line.value},
    }  # fmt: skip
    entry = _evidence(tree, "evidence.record")
    return _kept(work, [entry], (*findings, _cleared(work, [entry])), {"evidence": [name]})


def _read(fields: Mapping[str, Any], line: DetailLine) -> Any:
    """Read what was typed into a field of a kind, by its form; the kind itself refuses what does not fit."""
    form = getattr(fields.get(line.name), "form", "text")
    if form in ("count", "number"):
        try:
            return Decimal(line.value.replace(",", ""))
        except ArithmeticError:
            return line.value
    if form == "flag":
        return {"true": True, "はい": True, "○": True, "yes": True, "false": False, "いいえ": False, "×": False, "no": False}.get(
            line.value.casefold(), line.value
        )  # fmt: skip
    return line.value


@moves.takes(ImportEvidence, "証拠台帳を取り込んだ", "took a register in", by=_BY, private=("entries",), ready=_OPEN)
def _import(work: Work, command: ImportEvidence) -> Done:
    entries = [_evidence(tree, command.file) for tree in command.entries]
    known = {one.id for one in work.state.evaluation.evidence}
    new = [one.id for one in entries if one.id not in known]
    findings = (_cleared(work, entries),)
    return _kept(work, entries, findings, {"evidence": new, "read": len(entries)})


@moves.takes(WithdrawEvidence, "証拠を取り下げた", "took evidence out of the register", by=_BY, ready=_OPEN)
def _withdraw(work: Work, command: WithdrawEvidence) -> Done:
    rows = work.book.state["evaluation"].get("evidence", [])
    gone = next((one for one in rows if one["id"] == command.name), None)
    if gone is None:
        raise InputError(f"there is no evidence «{command.name}»", field="name", expected="an id of the register")
    after = changed(work, evidence=[one for one in rows if one is not gone])
    return Done(after, note={"withdrawn": gone})


def _evidence(tree: Mapping[str, Any], file: str) -> Evidence:
    try:
        return Evidence.model_validate(dict(tree))
    except ValidationError as error:
        raise refusal_of(error, file) from error


def _cleared(work: Work, entries: Iterable[Evidence]) -> Finding:
    """Ask whether the book may hold what is taken in: nothing of a higher label than its own comes into it."""
    above = [one.id for one in entries if one.label > work.book.label]
    return either(
        "evidence.label", not above, ("台帳の区分の範囲内である。", "within the classification of the book."),
        (f"台帳の区分より高い区分の証拠は記録できない（{'、'.join(above[:5])}）。",
         f"evidence of a higher classification than the book's is not kept in it ({', '.join(above[:5])})."),
    )  # fmt: skip


def _kept(work: Work, entries: list[Evidence], findings: tuple[Finding, ...], note: Mapping[str, Any]) -> Done:
    """Put entries into the register: the same entry twice stands once, one activity under two ids is refused."""
    evaluation = work.state.evaluation
    sections = {row.section for row in evaluation.goals} | {one.section for one in evaluation.items}
    sections |= {section for one in evaluation.indicators for section in one.sections}
    for entry in entries:
        for section in entry.sections:
            if not any(section == one or section.startswith(f"{one}.") for one in sections):
                raise InputError(f"the evidence {entry.id} bears on {section}, which is no section of this evaluation")
        if entry.counts_for is not None:
            evaluation.indicator(entry.counts_for)
    whole = evaluation.register.merged(Register.of(entries))
    return Done(changed(work, evidence=[evidence_tree(entry) for entry in whole.entries]), findings, note=dict(note))
