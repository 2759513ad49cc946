"""The office: the Django site in which applicants, departments, finance, auditors and the ministry work on one record.

Every write is a command, see :mod:`sonae.office.commands`; it passes the gates of :mod:`sonae.office.gate` and the rules of the
bylaw, and leaves an event in the audit log, all in one transaction. Pages, API and CLI call the same commands. Nothing here is
imported by the engines.
"""

from sonae.office.environment import OfficeSettings

__all__ = ["OfficeSettings"]
