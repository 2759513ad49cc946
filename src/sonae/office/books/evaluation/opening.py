"""An evaluation is opened: as one that was published, or carried over from an earlier year of the same period."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sonae.core import Classification, Finding, FiscalYear, InputError
from sonae.evaluation import Evaluation, built_in_evaluations, evaluation_tree, load_evaluation
from sonae.office.books.evaluation.state import Desk, published
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import gate
from sonae.office.gate import shut_among
from sonae.office.life import Command, said
from sonae.office.models import Book
from sonae.office.roles import Role

__all__ = ["OpenYear", "carried_over", "moves"]

moves = BookMoves("evaluation")

Name = Annotated[str, Field(max_length=160)]
_LINES = ("lines", "result_lines", "definition_lines", "variance_lines")
_OPENED = "1"
"""The version of a book in which it is opened: the line that everything carried over is cited by."""


class OpenYear(Command):
    """Open the evaluation of a fiscal year."""

    kind: ClassVar[str] = "year.open"

    year: Annotated[int, Field(ge=2003, le=2100)] = said(
        "評価する年度（西暦）", "fiscal year, by its first calendar year"
    )
    before: Annotated[str, Field(min_length=1, max_length=40)] = said(
        "引き継ぐ評価", "the evaluation that it is opened from"
    )
    agency_ja: Name = said("法人名（変わる場合）", "agency in Japanese, where it differs", default="")
    agency_en: Name = said("法人名（英語）", "agency in English", default="")
    minister_ja: Name = said("主務大臣（変わる場合）", "minister in Japanese, where it differs", default="")
    minister_en: Name = said("主務大臣（英語）", "minister in English", default="")
    classification: Literal["public", "internal"] = said("区分", "classification", default="internal")
    fictional: bool = said("架空の評価である", "it is made up", default=False)


@moves.takes(OpenYear, "評価の年度を開いた", "opened the evaluation of a year", by=(Role.PLANNING,), opens=True)
def _open(work: Work, command: OpenYear) -> Done:
    year = FiscalYear(command.year)
    number = f"V{command.year}-01"
    before = _before(work, command.before)
    as_published = command.before in built_in_evaluations() and before.year == year
    findings = (_once(number, year), _follows(before, year, as_published))
    if shut_among(findings):
        return Done(findings=findings)
    if as_published:
        state = published(command.before)
        label, fictional = before.label, before.fictional
    else:
        tree = carried_over(before, year, number, command)
        state = {"evaluation": tree, "desk": Desk(before=before.name).model_dump(mode="json")}
        label, fictional = Classification.parse(command.classification), command.fictional
    columns = {
        "number": number, "title_ja": f"{year.label_ja}の業務実績評価", "title_en": f"Evaluation of {year}",
        "classification": label.value, "fictional": fictional,
    }  # fmt: skip
    return Done(state, findings, columns, {"published": as_published, "from": before.id})


def _before(work: Work, name: str) -> Evaluation:
    from sonae.office.books.bus import visible_books
    from sonae.office.books.evaluation.state import read_state

    if name in built_in_evaluations():
        return load_evaluation(name)
    book = visible_books(work.actor, "evaluation").filter(number=name).first()
    if book is None:
        raise InputError(f"there is no evaluation «{name}» to open from", field="before", expected="one that is there")
    return read_state(book).evaluation


def _once(number: str, year: FiscalYear) -> Finding:
    there = Book.objects.filter(number=number).exists()
    if there:
        return gate("year.once", False, f"{year.label_ja}の評価は既に開かれている。", f"{year} is open already.")
    return gate("year.once", True, f"{year.label_ja}の評価はまだない。", f"there is no evaluation of {year} yet.")


def _follows(before: Evaluation, year: FiscalYear, as_published: bool) -> Finding:
    last = before.period.last
    if as_published or before.year < year <= last:
        return gate("year.follows", True, "引き継ぐ評価に続く年度である。", "the year follows that of the evaluation.")
    return gate(
        "year.follows", False, f"引き継ぐ評価の翌年度から中期目標期間の終わり（{last.label_ja}）までの年度ではない。",
        f"the year does not lie after {before.year} and up to the end of the period, {last}.",
    )  # fmt: skip


def carried_over(before: Evaluation, year: FiscalYear, number: str, command: OpenYear) -> dict[str, Any]:
    """Return the tree of a new year: goals, items, indicators with their history, gates without result, the years before.

    Targets of the new year, values, evidence and ratings are not made up: they are stated by commands. Lines are no longer those of
    the document before but versions of the new book, which names that document by its hash.
    """
    tree = evaluation_tree(before)
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    kept = {
        name: _relined(tree[name])
        for name in ("items", "indicators", "gates", "efficiency", "inputs", "ratings", "goals", "rating_rules", "aggregate")
        if tree.get(name)
    }  # fmt: skip
    for one in kept.get("indicators", ()):
        for actual in one.get("actuals", {}).values():
            actual.pop("itemised", None)
    kept["gates"] = [
        {key: value for key, value in one.items() if key not in ("passed", "by", "on", "result_lines")} | {"year": str(year)}
        for one in kept.get("gates", ())
    ]  # fmt: skip
    past = {
        one["year"]: one["letter"]
        for one in tree.get("ratings", ())
        if one["item"] == "overall" and one["by"] == "minister" and one["letter"] != "not_printed"
    }
    return {
        **kept, "id": f"fy{year.year}", "year": str(year), "period": tree["period"], "lines": _OPENED,
        "agency": _named(tree["agency"], command.agency_ja, command.agency_en),
        "minister": _named(tree["minister"], command.minister_ja, command.minister_en),
        "classification": command.classification, "fictional": command.fictional,
        "source": {
            "name": number, "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "title": {"ja": f"{year.label_ja}の評価台帳{number}", "en": f"book {number} of the evaluation of {year}"},
            "numbering": {"ja": "台帳の版", "en": "versions of the book"},
        },
        "past_overall": {**tree.get("past_overall", {}), **past},
    }  # fmt: skip


def _named(before: Mapping[str, str], ja: str, en: str) -> dict[str, str]:
    return {"ja": ja or before["ja"], "en": en or (ja or before["en"])}


def _relined(part: Any) -> Any:
    """Return a part of the tree with every line being the version in which the book was opened."""
    if isinstance(part, list):
        return [_relined(one) for one in part]
    if isinstance(part, dict):
        return {name: _OPENED if name in _LINES else _relined(one) for name, one in part.items()}
    return part
