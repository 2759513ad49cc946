"""The office as a WSGI application."""

from __future__ import annotations

import logging
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sonae.office.settings")
application = get_wsgi_application()


def _announce() -> None:
    """Say in the program's log how the second wall stands, where the database is there."""
    from django.db import DatabaseError, connection

    from sonae.office.wall import remark

    try:
        said = remark()
    except DatabaseError:
        return
    finally:
        connection.close()  # workers are forked after this; none of them takes a connection over
    if said:
        logging.getLogger("sonae.office").warning(said)


_announce()
