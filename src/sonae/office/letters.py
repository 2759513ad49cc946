"""The letters of a case: what they are given from the record, and which of them can be written now."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from django.db import transaction

from sonae.bylaw import equity_bylaw
from sonae.core import JAPAN, Clock, Finding, InputError, UnknownChoiceError, clock_from_environment
from sonae.documents import Language
from sonae.documents.letters import LETTER_KINDS, Letter, letter_docx, letter_html, letter_of, letter_pdf
from sonae.office import log
from sonae.office.commands import moves
from sonae.office.economics import relied_on
from sonae.office.facts import checked, day_of, read_facts
from sonae.office.leaving import Leaving, let_leave
from sonae.office.models import Account, Case, EconomicRun, Event, Organisation
from sonae.office.stage import Stage

__all__ = ["FORMS", "Form", "issue", "letter_for", "writable"]

Form = Literal["html", "pdf", "docx"]
FORMS: Mapping[Form, str] = {
    "html": "text/html; charset=utf-8", "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
_SETTERS: Mapping[Form, Callable[[Letter], bytes]] = {
    "html": lambda letter: letter_html(letter).encode(), "pdf": letter_pdf, "docx": letter_docx,
}  # fmt: skip

_GROUNDS = {
    "adoption": ("a10.p1", "a10.p2"), "rejection": ("a10.p1", "a10.p3", "a10.p4"), "conditions": ("a10.p2", "a13.p2"),
    "consultation": ("a6.p2", "a8.p1"), "case_file": (), "monthly_report": ("a17.p1.i1", "a17.p2"),
}  # fmt: skip
_EVALUATIONS = {
    "technical": ("技術", "technical"), "economic": ("経済性", "economic"), "policy": ("政策的重要性", "policy"),
    "organisation": ("実施体制", "organisation"), "risk": ("リスク", "risk"),
    "safety_environment": ("安全・環境", "safety and environment"),
}  # fmt: skip
_MILLIONS: Mapping[str, str] = {"ja": "百万", "en": "million"}
_OUTCOMES = {
    "yes": ("○ 可", "○ yes"), "no": ("× 否", "× no"), "open": ("？ 未定", "? open"), "conflict": ("⚠ 衝突", "! conflict"),
    "gap": ("∅ 定めなし", "∅ gap"), "not applicable": ("－ 非該当", "– not applicable"),
}  # fmt: skip


def writable(case: Case) -> tuple[str, ...]:
    """Return the kinds of letters that the record of a case holds all for, in the order of a case's life."""
    application = _application(case)
    decision = application.get("decision")
    found = []
    if application.get("review", {}).get("consultations"):
        found.append("consultation")
    if decision:
        found += ["adoption", "conditions"] if decision["adopted"] else ["rejection"]
    if case.stage in (Stage.UNDER_WAY, Stage.TERMINATING):
        found.append("monthly_report")
    return (*found, "case_file")


def letter_for(
    case: Case, kind: str, language: Language, *, clock: Clock | None = None, folder: Path | None = None
) -> Letter:
    """Write a letter of a case from the record.

    Args:
        case: the case.
        kind: one of :func:`writable`.
        language: of the letter.
        clock: tells the day of the letter.
        folder: the agency's own wordings.

    Raises:
        UnknownChoiceError: for a kind of letter that there is not.
        InputError: for one that the record does not hold all for yet.

    """
    if kind not in LETTER_KINDS:
        raise UnknownChoiceError("letter", kind, LETTER_KINDS)
    if kind not in writable(case):
        raise InputError(f"the letter «{kind}» cannot be written of this case yet", expected=", ".join(writable(case)))
    today = day_of((clock or clock_from_environment()).now())
    given = _given(case, language, today)
    if kind == "case_file":
        given |= _file(case, language, today)
    if kind == "monthly_report":
        given |= _month(language, today)
    outline = equity_bylaw().outline
    cites = [outline.citation(one) for one in _GROUNDS[kind]]
    return letter_of(
        kind, given, language, classification=case.label, fictional=case.fictional, reference=case.number,
        date=_day(str(today), language), grounds=tuple(one.label_ja if language == "ja" else one.label_en for one in cites),
        folder=folder,
    )  # fmt: skip


def issue(case: Case, kind: str, form: Form, language: Language, actor: Account, clock: Clock | None = None) -> bytes:
    """Set a letter and record who took it out, with the hash of what was given to him.

    Raises:
        InputError: as of :func:`letter_for`.

    """
    let_leave(actor, Leaving.of_cases([case]))
    letter = letter_for(case, kind, language, clock=clock)
    made = _SETTERS[form](letter)
    digest = hashlib.sha256(made).hexdigest()
    now = (clock or clock_from_environment()).now()
    with transaction.atomic():
        body = {"letter": kind, "form": form, "language": language, "sha256": digest, "bytes": len(made)}
        log.append(now, actor.login, "letter.issued", f"case/{case.number}", body)
    return made


def _application(case: Case) -> dict[str, Any]:
    rows = case.facts.get("adoption", {}).get("applications") or [{}]
    last: dict[str, Any] = rows[-1]
    return last


def _given(case: Case, language: Language, today: dt.date) -> dict[str, Any]:
    application, ja = _application(case), language == "ja"
    review, decision = application.get("review", {}), application.get("decision", {})
    agreement = case.facts.get("management", {}).get("agreement", {})
    consultations = review.get("consultations") or []
    consented: dict[str, Any] = next((one for one in reversed(consultations) if one.get("consents")), {})
    organisations = {one.kind: (one.name_ja if ja else one.name_en) for one in Organisation.objects.order_by("-pk")}
    conditions = [
        {"what": one["what"], **{name: _day(one.get(name, ""), language) for name in ("met_on", "confirmed_on")}}
        for one in agreement.get("conditions", [])
    ]
    received = [one.get("received_on", "") for one in application.get("documents", []) if one.get("kind") == "form"]
    consent = f"{_day(consented.get('ended_on', ''), language)} {consented.get('record', '')}".strip()
    return {
        "case": case.title_ja if ja else case.title_en, "applicant": case.applicant.name_ja if ja else case.applicant.name_en,
        "agency": organisations.get("agency", ""), "ministry": organisations.get("ministry", ""),
        "investee": case.facts.get("investee", {}).get("name", ""), "project": case.facts.get("project", {}).get("name", ""),
        "resource": case.resource, "applied_on": _day(max(received, default=""), language),
        "decided_on": _day(decision.get("on", ""), language), "consent": consent, "conditions": conditions,
        "no_conditions": not conditions, "reasons": decision.get("notice", {}).get("reasons", []) or _reasons(case),
        "review_began_on": _day(review.get("began_on", ""), language),
        "consulted_on": _day(consultations[-1].get("began_on", "") if consultations else "", language),
        "evaluations": _evaluations(case, language),
    }  # fmt: skip


def _told(case: Case, *kinds: str) -> list[tuple[Event, dict[str, Any]]]:
    rows = Event.objects.filter(subject=f"case/{case.number}", kind__in=kinds).order_by("sequence")
    return [(row, json.loads(row.line)["body"]) for row in rows]


def _reasons(case: Case) -> list[str]:
    """Return the reasons that the decision was made with, where no notice states them yet."""
    told = _told(case, "decision.make")
    reasons: list[str] = told[-1][1].get("reasons", []) if told else []
    return reasons


def _evaluations(case: Case, language: Language) -> list[dict[str, str]]:
    return [
        {
            "name": _EVALUATIONS[body["fields"]["of"]][0 if language == "ja" else 1], "result": body["fields"]["result"],
            "done_on": _day(body["fields"].get("on") or str(day_of(event.at)), language),
        }
        for event, body in _told(case, "review.evaluate")
    ]  # fmt: skip


def _file(case: Case, language: Language, today: dt.date) -> dict[str, Any]:
    ja = language == "ja"
    table = moves()
    events = []
    for event in Event.objects.filter(subject=f"case/{case.number}").order_by("sequence"):
        move = table.get(event.kind)
        names = log.event_names()[event.kind]
        events.append({
            "at": event.at.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M"),
            "said": names[0 if ja else 1], "by": event.actor,
            "cites": _cites(move.citations() if move else (), ja),
        })  # fmt: skip
    findings: list[Finding] = list(checked(read_facts(case), today).findings) if case.bylaw else []
    stage = Stage(case.stage)
    none = ("適用する細則は手元にない", "governing bylaw not in hand")
    return {
        "stage": stage.ja if ja else stage.en,
        "bylaw": equity_bylaw().outline.document if case.bylaw else none[0 if ja else 1],
        "events": events,
        "findings": [
            {
                "outcome": _OUTCOMES[one.outcome.value][0 if ja else 1], "question": one.question,
                "because": one.because_ja if ja else one.because, "cites": _cites(one.citations, ja),
            }
            for one in findings
        ],
        "runs": [_run(one, relied_on(case), language) for one in case.runs.order_by("number")],
        "papers": [
            {"name": one.name, "at": _day(str(day_of(one.at)), language), "sha256": one.sha256} for one in case.papers.all()
        ],
    }  # fmt: skip


def _run(run: EconomicRun, named: int | None, language: Language) -> dict[str, str]:
    """Return a valuation as the case file states it; the one that the economic evaluation rests on is marked."""
    found = json.loads(run.document)
    agency, currency = found["agency"], found["money"]["currency"]
    own = next(one for one in found["parties"] if one["party"] == agency["party"])
    mark = (" ※評価の根拠" if language == "ja" else " (the evaluation rests on it)") if run.number == named else ""
    return {
        "number": f"{run.number}{mark}", "at": _day(str(day_of(run.at)), language),
        "value": f"{own['present_value'] / 1e6:,.0f} ({found['rate']['a_year']:.2%}), {_MILLIONS[language]} {currency}",
        "agency": f"{agency['present_value'] / 1e6:,.0f} ({100 * agency['share']:g} %)",
        "conditions": f"{found['conditions']['name']} {found['conditions']['version']}", "sha256": run.sha256,
    }  # fmt: skip


def _cites(citations: tuple[Any, ...], ja: bool) -> str:
    return ("・" if ja else "; ").join(one.label_ja if ja else one.label_en for one in citations)


def _month(language: Language, today: dt.date) -> dict[str, str]:
    last = today.replace(day=1) - dt.timedelta(1)
    month = f"{last.year}年{last.month}月" if language == "ja" else f"{last:%B %Y}"
    return {"month": month, "due": _day(str(today.replace(day=20)), language)}


def _day(text: str, language: Language) -> str:
    """Write a day as it is read; what has not come, and what is not known, is a dash."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return "—"
    return f"{day.year}年{day.month}月{day.day}日" if language == "ja" else f"{day.day} {day:%B %Y}"
