"""The last door: may this file, report or aggregate go to this reader? Default deny, one answer for every cause.

Lists and pages ask for no more than a reader may know of (:func:`~sonae.office.gate.visible_cases`,
:func:`~sonae.office.books.visible_books`). What is handed out as a whole is asked once more here, by the labels of what it holds:
whoever forgets to filter, or to label, hands out nothing. Above the reader's clearance goes only what was published, byte by byte
what two persons approved after the gate of :mod:`sonae.disclosure` had judged it with every release before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sonae.core import Citation, Classification
from sonae.disclosure import NOT_RELEASED
from sonae.office.gate import RefusedError, Verdict
from sonae.office.models import Account, Book, Case, Publication
from sonae.office.roles import Role

__all__ = ["Leaving", "Part", "let_leave", "may_leave"]

_SECRECY = Citation.basic_policy("h2.p5")
_NOT = Verdict(False, NOT_RELEASED.ja, NOT_RELEASED.en, (_SECRECY,))
_MAY = Verdict(True, "取り出せる。", "it may be taken out.")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what leaves.

    Attributes:
        label: its classification; none counts as SECRET.
        company: the organisation whose own it is, which reads it whatever the label; none where it is the agency's.

    """

    label: Classification | None
    company: int | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is about to leave.

    Attributes:
        parts: what it holds; none, where nobody said, counts as SECRET. An empty list holds nothing.
        release: id of the release whose document it is; empty for all else.
        sha256: of that document.

    """

    parts: tuple[Part, ...] | None = None
    release: str = ""
    sha256: str = ""

    @classmethod
    def of_cases(cls, cases: Iterable[Case]) -> Leaving:
        """What holds cases, or speaks of them."""
        return cls(tuple({Part(case.label, case.applicant_id) for case in cases}))

    @classmethod
    def of_book(cls, book: Book, labels: Iterable[Classification] = ()) -> Leaving:
        """What holds a book, or parts of it with labels of their own."""
        return cls((Part(book.label, book.company_id), *(Part(label, book.company_id) for label in set(labels))))


def may_leave(reader: Account, leaving: Leaving) -> Verdict:
    """Return whether something may go to a reader. The answer depends on labels and on what was published, never on a value.

    Args:
        reader: to whom.
        leaving: what.

    """
    if not reader.is_active:
        return _NOT
    if leaving.release:
        published = Publication.objects.filter(
            release=leaving.release, sha256=leaving.sha256, audience__lte=reader.clearance
        )
        return _MAY if published.exists() else _NOT
    parts = leaving.parts if leaving.parts is not None else (Part(None),)
    return _MAY if all(_may_have(reader, part) for part in parts) else _NOT


def _may_have(reader: Account, part: Part) -> bool:
    label = Classification.SECRET if part.label is None else part.label
    own = part.company is not None and part.company == reader.organisation_id and Role.APPLICANT in reader.roles
    return own or reader.label >= label


def let_leave(reader: Account, leaving: Leaving) -> None:
    """Let something go to a reader, or refuse.

    Raises:
        RefusedError: in one constant sentence, whatever the cause.

    """
    verdict = may_leave(reader, leaving)
    if not verdict:
        raise RefusedError(verdict)
