"""The evaluation desk: the year at a glance, items, indicators, the evidence register, remarks, the official forms."""

from sonae.office.pages.evaluation.face import FACE

__all__ = ["FACE"]
