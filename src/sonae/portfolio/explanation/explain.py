"""From a path in the review's JSON to the explanation of the number that stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from sonae.core import InputError
from sonae.portfolio.cases import PortfolioEvaluation, portfolio_document
from sonae.portfolio.explanation.business import BusinessFigures
from sonae.portfolio.explanation.cases import BookFigures
from sonae.portfolio.explanation.figure import Figure
from sonae.portfolio.explanation.judgements import CaseFigures
from sonae.portfolio.review import PortfolioReview, member_name, step_into

__all__ = ["Explainer", "number_paths"]

_Path = tuple[str, ...]


def number_paths(document: Any, path: _Path = ()) -> Iterator[tuple[_Path, int | float]]:
    """Yield the path and the value of every number of a review's document, in its order."""
    if isinstance(document, Mapping):
        for name, node in document.items():
            yield from number_paths(node, (*path, str(name)))
    elif isinstance(document, list):
        for at, node in enumerate(document):
            yield from number_paths(node, (*path, member_name(node) or str(at)))
    elif isinstance(document, int | float) and not isinstance(document, bool):
        yield path, document


class Explainer:
    """Explains the numbers of a review; figures are made as they are asked for, each once."""

    def __init__(self, evaluation: PortfolioEvaluation, review: PortfolioReview | None = None) -> None:
        self.evaluation = evaluation
        self.review = review or evaluation.review()
        self.book = BookFigures(evaluation)
        self.business = BusinessFigures(self.book, self.review)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The review as JSON holds it."""
        return portfolio_document(self.evaluation, self.review, self.book.measures, self.book.funding)

    def explain(self, path: str) -> Figure:
        """Explain the number at a path of the review's JSON, such as ``cases.kaede-lng.rank.profit``.

        Members of lists go by their id, case, year or name, or by their place from 0; «.value» may be left out.

        Raises:
            InputError: when nothing stands there, or no number.

        """
        return self.figure(self._names(path.removeprefix("review:")))

    def figure(self, names: _Path) -> Figure:
        """Explain the number at a path that is split into names."""
        if names and names[-1] == "value" and "formula" in self._at(names[:-1]):
            names = names[:-1]
        if names and names[0] == "cases" and len(names) > 1:
            return CaseFigures(self.book, self.review.of(names[1])).figure(names[2:])
        return self.business.figure(names)

    def _at(self, names: _Path) -> Any:
        """What stands in the document at a path that is split into names."""
        node: Any = self.document
        for name in names:
            if isinstance(node, list):
                named = (member for at, member in enumerate(node) if (member_name(member) or str(at)) == name)
                node = next(named, {})
            else:
                node = node.get(name, {})
        return node

    def _names(self, path: str) -> _Path:
        node: Any = self.document
        names: list[str] = []
        rest: str | None = path
        while rest is not None:
            name, node, rest = step_into(node, rest, path)
            names.append(name)
        if isinstance(node, Mapping) and "formula" in node:
            if node["value"] is None:
                raise InputError(f"there is no number at «{path}»: {node['reason']}")
            return tuple(names)
        if isinstance(node, bool) or not isinstance(node, int | float):
            below = ", ".join(list(node)[:12]) if isinstance(node, Mapping) else ""
            raise InputError(
                f"no number stands at «{path}»", expected=f"a number, or below it: {below}" if below else "a number"
            )
        return tuple(names)
