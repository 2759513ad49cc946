"""The cascade of goals: descent, versions, what changes between columns, circles refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.evaluation import Cascade, CascadeRow
from tests.evaluation.small import read, tree, words


def row(section: str, **columns: Any) -> CascadeRow:
    return CascadeRow.model_validate({"section": section, "name": words(section), **columns})


def cell(text: str = "行う", **more: Any) -> dict[str, Any]:
    return {"words": words(text), "lines": "1", **more}


def quantity(name: str, value: object, unit: str = "回") -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "bound": "at_least", "lines": "1"}


def test_a_text_descends_from_the_nearest_column_unless_it_names_others() -> None:
    cascade = Cascade.of(
        [
            row("e1_1", goal=cell("目標"), plan=cell("計画"), annual=cell("年度")),
            row("e1_2", goal=cell("目標"), annual=cell("年度", descends_from=["e1_1@plan", "e1_2@goal"])),
            row("e1_3", annual=cell("年度")),
        ]
    )
    assert cascade.descent("e1_1@annual") == ("e1_1@annual", "e1_1@plan", "e1_1@goal")
    assert cascade.descent("e1_2@annual") == ("e1_2@annual", "e1_1@plan", "e1_2@goal", "e1_1@goal")
    assert [change.of for change in cascade.changes() if change.kind == "no_parent"] == ["e1_3@annual"]
    with pytest.raises(InputError, match="there is no text"):
        cascade.descent("e1_9@goal")


def test_changes_of_wording_quantity_and_scope_are_shown_and_nothing_else() -> None:
    cascade = Cascade.of(
        [
            row(
                "e1_1",
                goal=cell("訓練", scope=["石油", "石油ガス"]),
                plan=cell("訓練", quantities=[quantity("drills", 25)], scope=["石油", "石油ガス"]),
                annual=cell("三回の訓練", quantities=[quantity("drills", 3)], scope=["石油"]),
            ),
            row(
                "e1_2",
                goal=cell("研修"),
                plan={"same_as": "goal", "lines": "2"},
                annual={"same_as": "plan", "lines": "3"},
            ),
        ]
    )
    found = [(change.of, change.kind, change.before.ja, change.after.ja) for change in cascade.changes()]
    assert found == [
        ("e1_1@plan", "quantity", "", "drills: 25回以上"),
        ("e1_1@annual", "wording", "訓練", "三回の訓練"),
        ("e1_1@annual", "quantity", "drills: 25回以上", "drills: 3回以上"),
        ("e1_1@annual", "scope", "石油ガス", ""),
    ]


def test_versions_are_compared_and_the_last_is_in_force() -> None:
    cascade = Cascade.of(
        [
            row(
                "e1_1",
                goal=cell("古い"),
                plan=[cell("案"), cell("改めた案", version=2)],
                annual=cell("年度", descends_from=["e1_1@plan"]),
            )
        ]
    )
    assert cascade.cells["e1_1@plan"].version == 2
    assert ("e1_1@plan/2", "e1_1@plan/1", "wording") in [(one.of, one.against, one.kind) for one in cascade.changes()]


def test_a_text_that_no_column_carries_out_is_shown() -> None:
    cascade = Cascade.of([row("e1_1", goal=cell(), plan=cell())])
    assert [(one.of, one.kind) for one in cascade.changes()] == [("e1_1@plan", "not_carried")]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("e1_1", "e1_2"), ("e1_2", "e1_1")], "circle: e1_"),
        ([("e1_1", "e1_1")], "circle: e1_1@goal → e1_1@goal"),
        ([("e1_1", "e1_2"), ("e1_2", "e1_3"), ("e1_3", "e1_1")], "circle"),
        ([("e1_1", "e1_9")], "which is not there"),
        ([("e1_1", ""), ("e1_1", "")], "the section e1_1 stands twice"),
    ],
)
def test_bad_links_are_refused_in_one_sentence(rows: list[tuple[str, str]], said: str) -> None:
    made = [row(own, goal=cell(descends_from=[f"{other}@goal"] if other else [])) for own, other in rows]
    with pytest.raises(InputError, match=said):
        Cascade.of(made)


def test_a_goal_cannot_descend_from_a_plan() -> None:
    with pytest.raises(InputError, match="stands in a lower column"):
        Cascade.of([row("e1_1", goal=cell(descends_from=["e1_2@plan"])), row("e1_2", plan=cell())])


@settings(max_examples=40)
@given(st.integers(2, 30), st.randoms(use_true_random=False))
def test_links_without_a_circle_are_taken_and_closing_one_is_refused(number: int, random: Any) -> None:
    """Each text descends from some that come before it; one link back makes a circle."""
    order = [f"e1_{n}" for n in range(1, number + 1)]
    links = {one: random.sample(order[:n], min(n, random.randint(0, 3))) for n, one in enumerate(order)}
    rows = [row(one, goal=cell(descends_from=[f"{other}@goal" for other in links[one]])) for one in order]
    assert set(Cascade.of(rows).descent(f"{order[-1]}@goal")) <= {f"{one}@goal" for one in order}
    links[order[1]] = [order[0]]
    links[order[0]] = [order[1]]
    rows = [row(one, goal=cell(descends_from=[f"{other}@goal" for other in links[one]])) for one in order]
    with pytest.raises(InputError, match="circle"):
        Cascade.of(rows)


def test_a_circle_in_a_file_is_one_sentence_with_the_file() -> None:
    changed = tree()
    changed["goals"][0]["goal"]["descends_from"] = ["e1_1.p1@goal"]
    with pytest.raises(
        InputError, match=r"^small.yaml, field «goals»: goals descend from each other in a circle: "
    ) as refused:
        read(changed)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"goal": {"lines": "1"}}, "either words, or the column that says the same"),
        ({"goal": {"same_as": "plan", "lines": "1"}, "plan": []}, "a column that has no text"),
        ({"plan": [cell(version=2), cell(version=1)]}, "do not rise"),
        ({"plan": cell(quantities=[quantity("a", 1), quantity("a", 2)])}, "a quantity stands twice"),
    ],
)
def test_rows_that_do_not_hang_together_are_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        row("e1_1", **({"goal": cell()} | change))
