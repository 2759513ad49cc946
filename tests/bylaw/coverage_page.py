"""The tables of ``docs/reference/bylaw.md``, made from the code: ``python -m tests.bylaw.coverage_page`` writes them anew."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path

from sonae.bylaw import (
    Mapped,
    bylaw_parameters,
    case_from_tree,
    coverage,
    duties_of,
    equity_bylaw,
    load_story,
    stated,
    stories,
)
from tests.bylaw.case_fields import fields_text

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "bylaw.md"
_PART = re.compile(r"(<!-- (fields|coverage|questions|parameters) -->\n).*?(<!-- end -->)", re.DOTALL)


@cache
def duties_told() -> dict[str, tuple[str, ...]]:
    """Return the duties that come up in the life stories, with all that they cite."""
    found: dict[str, dict[str, None]] = {}
    for name in stories():
        story, file = load_story(name)
        tree = story.case
        for step in story.steps:
            tree = stated(tree, step.sets, step.adds, file)
            for duty in duties_of(case_from_tree(tree, file), step.on, step.on + dt.timedelta(500)):
                found.setdefault(duty.id, {}).update(dict.fromkeys(duty.cites))
    return {duty: tuple(cites) for duty, cites in sorted(found.items())}


@cache
def mapped() -> tuple[Mapped, ...]:
    """Return every provision of the bylaw with what it is mapped to."""
    return coverage(equity_bylaw(), duties_told())


def coverage_table() -> str:
    """Return the table of provisions with rules, duties or the reason why nothing is executed."""
    outline = equity_bylaw().outline
    rows = []
    for one in mapped():
        questions = list(dict.fromkeys(rule.partition("/")[0] for rule in one.rules))
        done = [*(f"`{name}`" for name in questions), *(f"*{name}*" for name in one.duties)]
        said = ", ".join(done) if done else one.reason.en if one.reason else ""
        rows.append(f"| `{one.provision}` | {outline.provision(one.provision).en} | {said} |")
    count = {
        "rules": sum(bool(one.rules) for one in mapped()), "duties": sum(bool(one.duties) for one in mapped()),
        "reason": sum(one.reason is not None for one in mapped()), "all": len(mapped()),
    }  # fmt: skip
    head = (
        f"{count['all']} provisions: {count['rules']} stand under rules, {count['duties']} under duties (in italics), "
        f"{count['reason']} are not executable, with the reason; none is left over."
    )
    return "\n".join(
        [head, "", "| provision | what it is about | questions, *duties*, or why not |", "|---|---|---|", *rows, ""]
    )


def questions_table() -> str:
    """Return the questions that are asked of every case, by article or annex of the provision that decides."""
    rules = equity_bylaw().rules
    rows = []
    for question in rules.questions.values():
        if question.of_case:
            cites = list(dict.fromkeys(rule.cites[0] for rule in rules.answering(question.id)))
            of = f"every entry of `{question.each}`" if question.each else "the case"
            first = cites[0].partition(".")[0]
            rows.append(
                f"| `{first}` | `{question.id}` | {question.asks.en} | {of} | {', '.join(f'`{cite}`' for cite in cites)} |"
            )
    parts = sum(not question.of_case for question in rules.questions.values())
    head = f"{len(rows)} questions are asked of a case, and {parts} more by their rules; {len(rules.rules)} rules answer them."
    top = ["| article | question | asked | of | decided under |", "|---|---|---|---|---|"]
    return "\n".join([head, "", *top, *rows, ""])


def parameters_table() -> str:
    """Return the parameters that the agency supplies."""
    rows = [
        f"| `{name}` | {one.en} | `{one.cite}` | {one.shown.replace('|', 'or')} | {'setting' if one.not_ruled else 'not in hand'} |"
        for name, one in bylaw_parameters().items()
    ]
    return "\n".join(["| parameter | what | provision | form | why |", "|---|---|---|---|---|", *rows, ""])


_TABLES = {
    "fields": fields_text,
    "coverage": coverage_table,
    "questions": questions_table,
    "parameters": parameters_table,
}


def renewed_page(text: str) -> str:
    """Return the page with its tables made anew."""
    return _PART.sub(lambda found: f"{found[1]}{_TABLES[found[2]]()}{found[3]}", text)


if __name__ == "__main__":
    PAGE.write_text(renewed_page(PAGE.read_text("utf-8")), "utf-8")
