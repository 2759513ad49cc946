"""The disclosure desk, and the list of releases that everybody reads up to his clearance."""

from sonae.office.pages.disclosure.face import FACE

__all__ = ["FACE"]
