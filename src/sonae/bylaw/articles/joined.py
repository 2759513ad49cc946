"""The books of all articles, joined in the order of the document."""

from sonae.bylaw.articles import (
    a01,
    a02,
    a03,
    a04,
    a05,
    a06,
    a07,
    a08,
    a09,
    a09_2,
    a10,
    a11,
    a12,
    a13,
    a14,
    a15,
    a16,
    a17,
    a18,
    a19,
    a20,
    a21,
    a22,
    a23,
    a24,
    s2005,
    t1,
    t2,
    t3,
    t4,
)  # fmt: skip
from sonae.bylaw.kernel import RuleBook

__all__ = ["equity_rules"]

_BOOKS = (
    a01.book, a02.book, a03.book, a04.book, a05.book, a06.book, a07.book, a08.book, a09.book, a09_2.book, a10.book, a11.book,
    a12.book, a13.book, a14.book, a15.book, a16.book, a17.book, a18.book, a19.book, a20.book, a21.book, a22.book, a23.book,
    a24.book, s2005.book, t1.book, t2.book, t3.book, t4.book,
)  # fmt: skip


def equity_rules() -> RuleBook:
    """Return all rules of the bylaw on equity in oil and gas projects."""
    return RuleBook.joined(_BOOKS)
