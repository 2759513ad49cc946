"""The REST API of the office under ``/api/v1/``: what the pages do, for programs, by token.

It is described by its own OpenAPI 3.1 document, ``/api/v1/openapi.json``. A command has one address each, made from the table of
commands; lists go on by sealed cursors; everything that goes wrong has the shape of RFC 9457.
"""

from sonae.office.api.site import api

__all__ = ["api"]
