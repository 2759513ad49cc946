"""What the pages of a kind of book have of their own: where a book is shown, what its forms begin with and offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sonae.office.books import BookMove
from sonae.office.models import Account, Book

__all__ = ["Begun", "BookFace", "face_of"]

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Begun:
    """What a form of a command is asked for with.

    Attributes:
        account: who asks.
        language: ja or en.
        move: the command.
        book: the book; None for a command that opens one.
        state: what it holds; None for one that opens it.
        asked: words of the address.

    """

    account: Account
    language: str
    move: BookMove
    book: Book | None
    state: Any
    asked: Mapping[str, str]


@dataclass(frozen=True)
class BookFace:
    """The face of a kind of book.

    Attributes:
        kind: the kind.
        shown_at: name of the address that shows a book by its number.
        listed_at: name of the address that lists them.
        frame: the template that the pages of a book stand in.
        crumb: the template that says in which book one is.
        began: what a form begins with.
        offered: what there is to choose from for a field of a form, given what was typed.
        beside: template and context of what stands before a form; an empty name where nothing does.
        elsewhere: the address where a command is given that has a page of its own; empty for all others.
        shown: what the frame shows of the kind beside the book: stage in words.

    """

    kind: str
    shown_at: str
    listed_at: str
    frame: str
    crumb: str
    began: Callable[[Begun], Mapping[str, Any]]
    offered: Callable[[Begun, Mapping[str, Any]], Callable[[str], Options]]
    beside: Callable[[Begun], tuple[str, Mapping[str, Any]]]
    elsewhere: Callable[[Begun], str]
    shown: Callable[[Any], Mapping[str, Any]]


def face_of(kind: str) -> BookFace:
    """Return the face of a kind of book."""
    from sonae.office.pages.bases.face import FACE as BASES
    from sonae.office.pages.disclosure.face import FACE as DISCLOSURE
    from sonae.office.pages.evaluation.face import FACE as EVALUATION
    from sonae.office.pages.stock.face import FACE as STOCK
    from sonae.office.pages.survey.face import ANSWER_FACE, SUMS_FACE, SURVEY_FACE

    faces = (EVALUATION, STOCK, DISCLOSURE, BASES, SURVEY_FACE, ANSWER_FACE, SUMS_FACE)
    return {face.kind: face for face in faces}[kind]
