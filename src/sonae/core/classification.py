"""Who may see a figure: PUBLIC, INTERNAL or SECRET, joined upward through every computation.

Target days and holdings of a mineral, and what they can be inferred from, are kept from the public: basic policy
2(5) (document 004).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from sonae.core.errors import UnknownChoiceError

__all__ = ["Classification"]


class Classification(IntEnum):
    """The label of a figure, a file or a page; the higher label wins when figures meet."""

    PUBLIC = 0
    INTERNAL = 1
    SECRET = 2

    @classmethod
    def join(cls, labels: Iterable[Classification]) -> Classification:
        """Return the highest of the labels, PUBLIC for none."""
        return max(labels, default=cls.PUBLIC)

    @classmethod
    def parse(cls, text: str) -> Classification:
        """Read a label by name, in any case.

        Raises:
            UnknownChoiceError: for any other word.

        """
        try:
            return cls[text.strip().upper()]
        except KeyError:
            raise UnknownChoiceError("classification", text, [label.name for label in cls]) from None

    @property
    def label_ja(self) -> str:
        """The label in Japanese."""
        return ("公開", "部内限り", "秘")[self]
