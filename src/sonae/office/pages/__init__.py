"""The pages of the office: one door, :func:`page`, through which every view goes; reads apart from writes."""

from sonae.office.pages.entry import PageRequest, page, shown

__all__ = ["PageRequest", "page", "shown"]
