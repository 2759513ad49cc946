"""Parameters of the agency: values by day, each with the paper that sets it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml

from sonae.bylaw import case_from_tree, check_case, duties_of, supplied_from_text, with_supplied
from sonae.core import Finding, InputError, UnknownChoiceError

LIMITS = """
equity.limit:
  reference: operating rules, article 6, made up
  values: {2024-04-01: 0.5, 2026-04-01: 0.75}
"""


def case(**more: Any) -> Any:
    """Sixty million yen of equity for a hundred."""
    return case_from_tree(
        {
            "id": "made-up", "name_ja": "架空", "name_en": "made up", "fictional": True, "classification": "public",
            "project": {"name": "P", "resource": "oil", "businesses": ["exploration"], "place": "overseas"},
            "funding": [{"under_proviso": False, "equity": 60_000_000, "project_money": 100_000_000}], **more,
        },
        "case.yaml",
    )  # fmt: skip


def limit(of: Any, day: str) -> Finding:
    return check_case(of, dt.date.fromisoformat(day)).of("equity.within_limit [funding.1]")


@pytest.mark.parametrize(
    ("day", "outcome"), [("2024-03-31", "open"), ("2024-04-01", "no"), ("2026-03-31", "no"), ("2026-04-01", "yes")]
)
def test_a_limit_holds_from_its_day_on(day: str, outcome: str) -> None:
    found = limit(with_supplied(case(), supplied_from_text(LIMITS, "agency.yaml"), "agency.yaml"), day)
    assert found.outcome.value == outcome
    if outcome == "open":
        assert found.missing == ("parameter equity.limit",)
    share = {"2024-03-31": None, "2026-04-01": 0.75}.get(day, 0.5)
    assert found.facts_used["parameter equity.limit (operating rules, article 6, made up)"] == share


def test_a_case_states_it_in_the_same_way_or_as_a_plain_value() -> None:
    dated = {"equity.limit": {"reference": "made up", "values": {"2024-04-01": 0.6}}}
    assert limit(case(parameters=dated), "2025-01-01").outcome.value == "yes"
    assert limit(case(parameters={"equity.limit": 0.5}), "2025-01-01").outcome.value == "no"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LIMITS.replace("equity.limit", "equity.limitt"), "unknown parameter of the bylaw «equity.limitt»"),
        (LIMITS.replace("2024-04-01", "soon"), "agency.yaml, field «equity.limit.values"),
        (LIMITS.replace("  reference: operating rules, article 6, made up\n", ""), "field «equity.limit.reference»"),
        ("equity.limit: 0.5", "agency.yaml, field «equity.limit»"),
    ],
)
def test_a_file_that_is_wrong_is_refused(text: str, said: str) -> None:
    with pytest.raises((InputError, UnknownChoiceError)) as refused:
        supplied_from_text(text, "agency.yaml")
    assert said in str(refused.value)


def test_two_files_that_state_the_same_are_refused() -> None:
    with pytest.raises(InputError, match=r"agency\.yaml, field «equity\.limit»: the case states «equity\.limit» too"):
        with_supplied(case(parameters={"equity.limit": 0.5}), supplied_from_text(LIMITS, "agency.yaml"), "agency.yaml")


def test_the_calendar_of_duties_reads_a_setting_of_its_day() -> None:
    """20 June 2026 is a Saturday: before the setting is made nothing rules the day, afterwards the next open day does."""
    more: dict[str, Any] = {
        "management": {
            "adopted_on": "2026-01-10", "agreement": {"signed_on": "2026-03-01"}, "reports": [], "drawdowns": [], "plans": [],
        },
        "oversight": {"evaluations": []},
        "parameters": {"due_on_closed_day": {"reference": "made up", "values": {"2026-06-01": "next_open_day"}}},
    }  # fmt: skip

    def due(day: str) -> set[str]:
        looked = dt.date.fromisoformat(day)
        found = duties_of(case(**more), looked, dt.date(2026, 7, 1))
        return {
            str(duty.due) for duty in found if duty.id.startswith("report.") and str(duty.due).startswith("2026-06")
        }

    assert due("2026-05-31") == {"2026-06-20"}
    assert due("2026-06-01") == {"2026-06-22"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("equity.limit", 2, "no share; expected a number from 0 to 1"), ("equity.limit", -0.1, "no share"),
        ("equity.limit", True, "no share"), ("equity.limit", "half", "no share"), ("equity.limit", float("nan"), "no share"),
        ("evaluation_year", "year", "unknown value of the parameter evaluation_year «year»"),
        ("due_on_closed_day", 5, "unknown value of the parameter due_on_closed_day «5»"),
        ("disposal_procedure", "one", "no list of names"), ("disposal_procedure", [], "no list of names"),
        ("plan_review_criteria", 5, "no text"), ("plan_review_criteria", " ", "no text"),
    ],
)  # fmt: skip
def test_a_value_in_another_form_is_refused_where_it_is_written_whether_a_rule_reads_it_or_not(
    name: str, value: object, said: str
) -> None:
    """The limit is read by this case, the others by none of its questions."""
    with pytest.raises(InputError, match=said) as plainly:
        case(parameters={name: value})
    assert str(plainly.value).startswith(f"case.yaml, field «parameters.{name}»: ")
    text = yaml.safe_dump({name: {"reference": "made up", "values": {dt.date(2024, 4, 1): value}}})
    with pytest.raises(InputError, match=said) as dated:
        supplied_from_text(text, "agency.yaml")
    assert str(dated.value).startswith(f"agency.yaml, field «{name}.values.2024-04-01»: ")
