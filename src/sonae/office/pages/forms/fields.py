"""The inputs of a form as a template draws them: label, what was typed, choices, mistakes, and the rows of a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sonae.office.pages.forms.labels import choice_label, field_label
from sonae.office.pages.forms.shape import Shape, shapes_of
from sonae.office.pages.forms.typed import NONE, blank
from sonae.office.words import say

__all__ = ["Choice", "Input", "Row", "inputs_of"]

Offer = Callable[[str], Sequence[tuple[str, str]]]
"""What there is to choose from in a case for a field of a path; empty where it is typed."""
_WIDE, _MANY = 9, 40
_ROW = re.compile(r"\.[0-9]+(?=\.)")
"""The number of a row in a path: every row of a list is offered the same."""
_TODAY = ("on", "met_on", "consulted_on")
"""Days of a command that are today's where nothing is said, see :meth:`~sonae.office.life.Context.day`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the choices of an input."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: its number for the reader, its place, its inputs."""

    number: int
    place: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """An input.

    Attributes:
        path: its name in the form.
        id: its id in the page.
        kind: how it is drawn.
        label: what it is called.
        required: whether it has to be answered.
        value: what was typed; of a day that may not have come, the day.
        not_yet: whether «not yet» is ticked.
        choices: what there is to choose from.
        inputs: those of a group.
        rows: those of a list.
        mistakes: what is wrong with it.
        hint: what helps to fill it in.
        longest: the most letters.
        open: whether a group that may be left out is unfolded.
        none: of a list that need not be stated: whether it is said that there is none.

    """

    path: str
    id: str
    kind: str
    label: str
    required: bool
    value: str = ""
    not_yet: bool = False
    choices: tuple[Choice, ...] = ()
    inputs: tuple[Input, ...] = ()
    rows: tuple[Row, ...] = ()
    mistakes: tuple[str, ...] = ()
    hint: str = ""
    longest: int | None = None
    open: bool = True
    none: bool | None = None

    @property
    def described(self) -> str:
        """The ids of what describes it, for «aria-describedby»."""
        return " ".join([*([f"{self.id}-hint"] if self.hint else []), *([f"{self.id}-wrong"] if self.mistakes else [])])

    @property
    def wide(self) -> bool:
        """Whether its choices are too many to stand beside each other."""
        return len(self.choices) > _WIDE

    @property
    def many(self) -> bool:
        """Whether they are so many that they are looked through in a frame of their own."""
        return len(self.choices) > _MANY


def inputs_of(
    model: type[BaseModel],
    raw: Mapping[str, Any],
    mistakes: Mapping[str, Sequence[str]],
    language: str,
    offer: Offer = lambda path: (),
    path: str = "",
) -> tuple[Input, ...]:
    """Return the inputs of a model.

    Args:
        model: the command, or a part of it.
        raw: what was typed.
        mistakes: what is wrong, by path.
        language: of labels and hints.
        offer: what there is to choose from in the case.
        path: where the model stands in the form.

    """
    return tuple(
        _input(model, shape, raw, mistakes, language, offer, f"{path}{name}")
        for name, shape in shapes_of(model).items()
    )


def _input(
    model: type[BaseModel],
    shape: Shape,
    whole: Mapping[str, Any],
    mistakes: Mapping[str, Sequence[str]],
    language: str,
    offer: Offer,
    path: str,
) -> Input:
    raw = whole.get(shape.name)
    base: dict[str, Any] = {
        "path": path, "id": "f-" + path.replace(".", "-").replace("_", "-"), "kind": shape.kind, "required": not shape.optional,
        "label": field_label(model, shape.name, language), "mistakes": tuple(mistakes.get(path, ())), "longest": shape.longest,
        "none": bool(whole.get(f"{shape.name}{NONE}")) if shape.may_be_none else None,
    }  # fmt: skip
    if shape.kind == "group" and shape.model is not None:
        inner = inputs_of(shape.model, raw or {}, mistakes, language, offer, f"{path}.")
        touched = any(key.startswith(f"{path}.") for key in mistakes) or any(map(_answered, inner))
        return Input(**base, inputs=inner, open=touched or not shape.optional)
    if shape.kind == "groups" and shape.model is not None:
        rows = tuple(
            Row(n + 1, f"{path}.{n}", inputs_of(shape.model, row, mistakes, language, offer, f"{path}.{n}."))
            for n, row in enumerate(raw or [blank(shape.model)])
        )
        return Input(**base, rows=rows)
    offered = offer(_ROW.sub("", path)) if shape.kind in ("text", "number", "lines") else ()
    if offered and shape.kind == "lines":
        chosen = str(raw or "").split("\n")
        known = [*offered, *((one, one) for one in chosen if one and one not in dict(offered))]
        return Input(
            **(base | {"kind": "choices"}), choices=tuple(Choice(one, said, one in chosen) for one, said in known)
        )
    if offered:
        base["kind"] = "choice"
        value = str(raw or "").replace(",", "")
        known = [*offered, *([(value, value)] if value and value not in dict(offered) else [])]
        return Input(**base, value=value, choices=tuple(Choice(one, said, one == value) for one, said in known))
    if shape.kind == "day_or_not":
        return Input(**base, value=(raw or {}).get("day", ""), not_yet=bool((raw or {}).get("not_yet")))
    return Input(**base, value="" if isinstance(raw, list) else str(raw or ""), choices=_choices(shape, raw, language),
                 hint=_hint(shape, path, language))  # fmt: skip


def _answered(one: Input) -> bool:
    return bool(one.value or one.not_yet or any(choice.chosen and choice.value for choice in one.choices)) or any(
        map(_answered, one.inputs)
    )


def _choices(shape: Shape, raw: Any, language: str) -> tuple[Choice, ...]:
    chosen = set(raw) if isinstance(raw, list) else {str(raw or "")}
    if shape.kind == "yes_no":
        both = [Choice(word, say(f"form.{word}", language), word in chosen) for word in ("yes", "no")]
        return (
            *both,
            *(
                [Choice("", say("form.unsaid", language), "" in chosen)]
                if shape.optional and shape.default is None
                else []
            ),
        )
    return tuple(
        Choice(word, choice_label(shape.name, one, language), word in chosen)
        for one in shape.choices
        for word in [str(int(one)) if isinstance(one, int) else str(one)]
    )


def _hint(shape: Shape, path: str, language: str) -> str:
    if shape.kind == "lines":
        return say("form.one_a_line", language)
    if shape.kind == "number" and shape.least is not None and shape.most is not None:
        return say("form.from_to", language, least=shape.least, most=shape.most)
    if shape.kind == "day" and path in _TODAY:
        return say("form.today_if_empty", language)
    return ""
