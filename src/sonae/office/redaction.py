"""What is written to the program's own log: with the number of the request, without queries, tokens and bodies of errors."""

from __future__ import annotations

import logging
import re
import traceback
from contextvars import ContextVar

__all__ = ["REQUEST_ID", "RedactionFilter"]

REQUEST_ID: ContextVar[str] = ContextVar("sonae_request_id", default="-")
"""The number of the request that is being answered; «-» between requests."""

_QUERY = re.compile(r"\?[^\s\"'<>]*")
_TOKEN = re.compile(r"(sonae_|[Bb]earer\s+)[\w.~+/=-]+")


class RedactionFilter(logging.Filter):
    """Sets ``request_id``, and takes out of a record what could hold a secret.

    Queries of addresses and tokens are cut away. Of an error there remain its class and the places that it came through: what
    an error says may quote a row, a name or a form.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; it is always kept."""
        record.request_id = REQUEST_ID.get()
        said = record.getMessage()
        record.msg, record.args = _TOKEN.sub(r"\1…", _QUERY.sub("?…", said)), None
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            places = [f"  {frame.name} in {frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
            record.msg = "\n".join([str(record.msg), *places, f"{kind.__module__}.{kind.__qualname__}"])
        # Formatters print what was once made of the error; nothing of it may be left.
        record.exc_info = record.exc_text = None
        return True
