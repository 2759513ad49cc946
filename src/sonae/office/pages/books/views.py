"""The form of a command on a book, that which opens one, and the life line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from sonae.office.books import BookMove, BookReceipt, book_moves, handle_book, may_give_book, visible_books, weigh_book
from sonae.office.models import Book
from sonae.office.pages.books.face import Begun, face_of
from sonae.office.pages.books.reading import changes_since, entries_of_life, framed_book
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.giving import Place, answer
from sonae.office.pages.lifeline import entries_of_book

__all__ = ["book_command", "book_life", "open_book"]

_EACH = 50


@page("GET", "HEAD", "POST")
def open_book(request: PageRequest, kind: str) -> HttpResponseBase:
    """Ask for what a book is opened with, and open it."""
    move = book_moves().get(kind)
    if move is None or not move.opens:
        raise Http404
    verdict = may_give_book(request.account, move, None)
    if not verdict:
        return shown(request, "refused.html", {"verdict": verdict, "move": move}, status=403)
    return answer(request, move, _place(request, move, None, None, {}))


@page("GET", "HEAD", "POST")
def book_command(request: PageRequest, number: str, kind: str) -> HttpResponseBase:
    """Ask for what a command on a book says, and give it."""
    book, state, frame = framed_book(request, number)
    move = book_moves().get(kind)
    if move is None or move.opens or move.book != book.kind:
        raise Http404
    verdict = may_give_book(request.account, move, book)
    place = _place(request, move, book, state, frame)
    if not verdict:
        refusal = {**frame, "crumb": face_of(book.kind).crumb, "leave": place.leave, "verdict": verdict, "move": move}
        return shown(request, "refused.html", refusal, status=403)
    asked = Begun(request.account, request.language, move, book, state, request.GET.dict())
    elsewhere = face_of(book.kind).elsewhere(asked)
    return HttpResponseRedirect(elsewhere) if elsewhere else answer(request, move, place)


def _place(request: PageRequest, move: BookMove, book: Book | None, state: Any, frame: Mapping[str, Any]) -> Place:
    face, account, language = face_of(move.book), request.account, request.language
    asked = Begun(account, language, move, book, state, request.GET.dict())
    aside, more = face.beside(asked)
    around = {
        **frame, **more, "aside": aside, "of_house": not move.cites, "names_documents": True,
        "crumb": face.crumb if book is not None else "", "about_number": book.number if book is not None else "",
    }  # fmt: skip

    def done(receipt: BookReceipt) -> str:
        """Lead to the book with the receipt, or to the list where the reader does not see it."""
        if not visible_books(account, move.book).filter(number=receipt.book).exists():
            return reverse(face.listed_at)
        return f"{reverse(face.shown_at, args=[receipt.book])}?receipt={receipt.sequence}"

    return Place(
        frame=around,
        leave=reverse(face.shown_at, args=[book.number]) if book is not None else reverse(face.listed_at),
        version=book.version if book is not None else None,
        weighs=True,
        begun=lambda: face.began(asked),
        options=lambda raw: face.offered(asked, raw),
        weigh=lambda wanted: weigh_book(wanted, account, book),
        give=lambda wanted, key, version: handle_book(
            wanted, account, key=key, book=book.number if book is not None else None, version=version
        ),
        changes=lambda version: changes_since(account, book, version, language) if book is not None else (),
        done=done,
    )


@page()
def book_life(request: PageRequest, number: str) -> HttpResponseBase:
    """Show the life line of a book."""
    book, _, frame = framed_book(request, number)
    newest = request.GET.get("order") == "newest"
    rows = Paginator(entries_of_life(book, newest_first=newest), _EACH).get_page(request.GET.get("page"))
    entries = entries_of_book(request.account, book, rows.object_list, request.language)
    return shown(
        request,
        "book_life.html",
        {**frame, "here_tab": "book_life", "rows": rows, "entries": entries, "newest": newest},
    )
