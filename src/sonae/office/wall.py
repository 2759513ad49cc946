"""The second wall: PostgreSQL itself shows a connection only the cases of who acts on it, whatever a query forgot to ask.

The policies of ``0004_second_wall`` read four settings of the connection, each once a query. Here they are set: for a request by
the middleware, for a command by the bus, for the office's own work by :func:`acting_as` with :data:`WHOLE_OFFICE`. Nobody acts
until somebody is named, and then there is no row. SQLite has no such wall; there all of this does nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from sonae.office.models import Account
from sonae.office.roles import Role
from sonae.office.settings import OFFICE

__all__ = ["NOBODY", "WHOLE_OFFICE", "Reach", "acting_as", "enter", "held", "listen", "reach_of", "remark", "who_acts"]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a connection may see, as its settings say it.

    Attributes:
        account: number of the account, for the database's own log.
        sees: «whole» for the office's own work, «cleared» for cases up to the clearance, «disposing» for those of them whose
            shares are being disposed of; empty for none.
        clearance: the highest label, as a number.
        company: number of the organisation whose own cases and books are seen; empty for none.

    """

    account: str = ""
    sees: str = ""
    clearance: str = ""
    company: str = ""


NOBODY = Reach()
WHOLE_OFFICE = Reach(account="office", sees="whole")
"""The office's own work, for no reader: seeding, free numbers, reminders, backups."""

_ACTS: ContextVar[Reach] = ContextVar("sonae_reach", default=NOBODY)
_SET = (
    "SELECT set_config('sonae.account', %s, false), set_config('sonae.sees', %s, false), "
    "set_config('sonae.clearance', %s, false), set_config('sonae.company', %s, false)"
)
_STANDS = (
    "SELECT r.rolsuper OR r.rolbypassrls, c.relowner = r.oid, c.relrowsecurity AND c.relforcerowsecurity "
    "FROM pg_roles r, pg_class c WHERE r.rolname = current_user AND c.oid = to_regclass('office_case')"
)


def reach_of(account: Account) -> Reach:
    """Return what an account reaches; the same as :func:`sonae.office.gate.visible_cases`, said a second time."""
    if not account.is_active:
        return NOBODY
    roles = account.roles
    sees = ""
    if any(role.of_agency and role is not Role.ADMINISTRATOR for role in roles) or Role.MINISTRY in roles:
        sees = "cleared"
    elif Role.COMMITTEE in roles:
        sees = "disposing"
    company = str(account.organisation_id) if Role.APPLICANT in roles else ""
    return Reach(str(account.pk), sees, str(account.clearance), company)


def who_acts() -> Reach:
    """Return what is reached now."""
    return _ACTS.get()


def enter(reach: Reach) -> None:
    """Let a reach hold from here on; who does not give it back takes :func:`acting_as`."""
    before = _ACTS.get()
    _ACTS.set(reach)
    if reach == before or connection.connection is None:  # a connection that is opened later is told by then
        return
    try:
        _tell(connection, reach)
    except DatabaseError:
        # In a transaction that has failed nothing can be set; its end takes back what was set inside it.
        # Outside of one the connection is no longer to be trusted.
        if not connection.in_atomic_block:
            connection.close()


@contextmanager
def acting_as(who: Account | Reach) -> Iterator[None]:
    """Let an account act on the database inside the block, and who acted before after it.

    Args:
        who: the account, or :data:`WHOLE_OFFICE` for the office's own work.

    """
    before = _ACTS.get()
    enter(who if isinstance(who, Reach) else reach_of(who))
    try:
        yield
    finally:
        enter(before)


def held(parts: Iterable[bytes], reach: Reach) -> Iterator[bytes]:
    """Return the parts of a response that is sent while it is made, each made under the reach of its request."""
    with acting_as(reach):
        yield from parts


def _tell(to: BaseDatabaseWrapper, reach: Reach) -> None:
    if to.vendor != "postgresql":
        return
    said = reach if OFFICE.row_security else WHOLE_OFFICE
    with to.cursor() as cursor:
        cursor.execute(_SET, [said.account, said.sees, said.clearance, said.company])


def listen() -> None:
    """Tell every new connection who acts."""
    connection_created.connect(_opened, dispatch_uid="sonae.office.wall")


def _opened(connection: BaseDatabaseWrapper, **_: object) -> None:
    reach = _ACTS.get()
    if reach != NOBODY or not OFFICE.row_security:
        _tell(connection, reach)


def remark() -> str | None:
    """Return what has to be said of the second wall when the office starts; None where it stands as it should."""
    if connection.vendor != "postgresql":
        return "The second wall (row-level security) is PostgreSQL's; on SQLite the gates of the office stand alone."
    if not OFFICE.row_security:
        return "The second wall is switched off by SONAE_OFFICE_ROW_SECURITY; the gates of the office stand alone."
    with connection.cursor() as cursor:
        cursor.execute(_STANDS)
        row = cursor.fetchone()
    if row is None or not row[2]:
        return "The second wall is not there: the tables are not migrated."
    bypasses, owns, _ = row
    if bypasses:
        return (
            "The second wall does nothing: the role of the database is a superuser or may bypass row-level security. "
            "Give the office a role of its own."
        )
    if owns:
        return (
            "The second wall stands, but the role of the database owns the tables and could take it down. "
            "Give the office a role of its own."
        )
    return None
