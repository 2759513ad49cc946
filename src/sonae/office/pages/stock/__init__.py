"""The stock desk: what waits, decisions side by side, purchases, lots, vouchers, releases and drills. For who is cleared to it."""

from sonae.office.pages.stock.face import FACE

__all__ = ["FACE"]
