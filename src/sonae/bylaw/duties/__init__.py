"""What is due in a case, when, by whom, under which provision, and what follows if it is late."""

from sonae.bylaw.duties.calendar import duties_of
from sonae.bylaw.duties.duty import Duty, Standing

__all__ = ["Duty", "Standing", "duties_of"]
