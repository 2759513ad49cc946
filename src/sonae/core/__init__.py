"""Ground floor: calendar, clock, money, units, citations, findings, provenance, classification, errors."""

from sonae.core.calendar import JAPAN, FiscalYear, day_in_japan, japanese_date
from sonae.core.citation import BASIC_POLICY, Citation
from sonae.core.classification import Classification
from sonae.core.clock import Clock, FixedClock, SystemClock, clock_from_environment
from sonae.core.errors import Cancelled, DataUnavailableError, InputError, SonaeError, UnknownChoiceError
from sonae.core.finding import Finding, Outcome
from sonae.core.missing import Figure, State
from sonae.core.money import Yen
from sonae.core.provenance import Provenance, Source
from sonae.core.reason import Reason
from sonae.core.units import Quantity, Unit, contained_metal

__all__ = [
    "BASIC_POLICY",
    "JAPAN",
    "Cancelled",
    "Citation",
    "Classification",
    "Clock",
    "DataUnavailableError",
    "Figure",
    "Finding",
    "FiscalYear",
    "FixedClock",
    "InputError",
    "Outcome",
    "Provenance",
    "Quantity",
    "Reason",
    "SonaeError",
    "Source",
    "State",
    "SystemClock",
    "Unit",
    "UnknownChoiceError",
    "Yen",
    "clock_from_environment",
    "contained_metal",
    "day_in_japan",
    "japanese_date",
]
