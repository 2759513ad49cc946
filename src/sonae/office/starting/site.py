"""Setting the site up: the folder first, as the settings read the key from it, then Django, then the tables."""

from __future__ import annotations

import os

from sonae.core import SonaeError
from sonae.office.environment import OfficeSettings

__all__ = ["begin_work", "end_work", "migrate", "set_up", "take_over"]


def set_up() -> OfficeSettings:
    """Prepare the folder of the office and load Django with its settings.

    Raises:
        InputError: for an environment that cannot be used.
        SonaeError: where the folder cannot be made.

    """
    settings = OfficeSettings.read()
    try:
        settings.prepare()
    except OSError as error:
        raise SonaeError(
            f"the office's folder {settings.home} cannot be made ({(error.strerror or '').lower()})"
        ) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sonae.office.settings")
    import django

    django.setup()
    return settings


def begin_work() -> None:
    """Let what is done from here on be the office's own work, for no reader: on PostgreSQL it sees every case."""
    from sonae.office.wall import WHOLE_OFFICE, enter

    enter(WHOLE_OFFICE)


def end_work() -> None:
    """End the office's own work: nobody acts until somebody is named."""
    from sonae.office.wall import NOBODY, enter

    enter(NOBODY)


def take_over(*reach: str) -> None:
    """Set a process up that does a part of another's work: it reads what that reads.

    Args:
        reach: the fields of the other's :class:`~sonae.office.wall.Reach`.

    """
    set_up()
    from sonae.office.wall import Reach, enter

    enter(Reach(*reach))


def migrate() -> None:
    """Make or renew the tables.

    Raises:
        SonaeError: where the database cannot be reached, or the role may not.

    """
    from django.core.management import call_command
    from django.db import OperationalError, ProgrammingError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError:
        raise SonaeError("the office's database cannot be reached: look at SONAE_OFFICE_DATABASE_URL") from None
    except ProgrammingError:
        raise SonaeError(
            "this role may not renew the tables: run «sonae office init» as the role that owns them"
        ) from None
