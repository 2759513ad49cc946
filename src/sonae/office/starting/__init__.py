"""Starting an office: its folder, its tables, its server. Django is loaded when one of these is called, not before."""

from sonae.office.starting.server import Address, run_server
from sonae.office.starting.site import begin_work, end_work, migrate, set_up, take_over
from sonae.office.starting.worker import run_worker

__all__ = ["Address", "begin_work", "end_work", "migrate", "run_server", "run_worker", "set_up", "take_over"]
