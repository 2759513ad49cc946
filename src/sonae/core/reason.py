"""A ground in one sentence, with a code by which pages can say it in another language."""

from __future__ import annotations

from typing import Any

__all__ = ["Reason"]


class Reason(str):
    """An English sentence that remembers its code and parts; anywhere else it is a plain string."""

    code: str
    parts: dict[str, Any]
    __slots__ = ("code", "parts")

    def __new__(cls, code: str, template: str, **parts: Any) -> Reason:
        """Fill ``template`` with ``parts``."""
        self = super().__new__(cls, template.format(**parts))
        self.code, self.parts = code, parts
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (str(self), self.code, self.parts)

    def __copy__(self) -> Reason:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Reason:
        return self


def _rebuilt(text: str, code: str, parts: dict[str, Any]) -> Reason:
    reason = str.__new__(Reason, text)
    reason.code, reason.parts = code, parts
    return reason
