"""The text in hand: the version in force from 1 April 2023."""

from __future__ import annotations

import datetime as dt

__all__ = ["TEXT_IN_HAND"]

TEXT_IN_HAND = dt.date(2023, 4, 1)
