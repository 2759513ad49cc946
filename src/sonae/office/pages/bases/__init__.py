"""The desk of the bases: readiness at a glance, release and drills, swap and maintenance, safety and law, LPG and LNG."""

from sonae.office.pages.bases.face import FACE

__all__ = ["FACE"]
