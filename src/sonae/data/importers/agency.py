"""The agency's own tables: equity interests, private stocks, consumption, recycling, substitution, forms of minerals.

What each column means is in ``docs/reference/inputs.md``. All are read row by row by :mod:`.table`.
"""

from __future__ import annotations

from sonae.data.importers.table import Column, TableShape
from sonae.data.minerals import STAGES

__all__ = ["CONSUMPTION", "EQUITY", "FORMS", "PRIVATE_STOCKS", "RECYCLING", "SUBSTITUTION"]

_MINERAL = Column("mineral", also=("symbol", "鉱種"))
_SOURCE = Column("source", also=("出典",))

EQUITY = TableShape(
    (
        _MINERAL,
        Column("country", "iso3", also=("国",)),
        Column("year", "year", also=("年",)),
        Column("share", "share", also=("権益比率",)),
        _SOURCE,
    ),
    key=("mineral", "country", "year"),
)
"""Share of the imports of a mineral from a country that comes from interests of the importer's companies."""

PRIVATE_STOCKS = TableShape(
    (
        _MINERAL,
        Column("date", "date", also=("基準日",)),
        Column("days", "number", also=("日数",), minimum=0, maximum=3650),
        _SOURCE,
    ),
    key=("mineral", "date"),
)
"""Private stocks in days of reference consumption on a date; «*» for all minerals."""

CONSUMPTION = TableShape(
    (_MINERAL, Column("year", "year", also=("年",)), Column("tonnes", "number", also=("消費量",), minimum=0), _SOURCE),
    key=("mineral", "year"),
)
"""Domestic reference consumption, tonnes of contained element a year."""

RECYCLING = TableShape(
    (_MINERAL, Column("year", "year", also=("年",)), Column("rate", "share", also=("リサイクル率",)), _SOURCE),
    key=("mineral", "year"),
)
"""Share of domestic consumption met from domestic recycling."""

SUBSTITUTION = TableShape(
    (
        _MINERAL,
        Column("index", "share", also=("代替指数",)),
        Column("importance", "number", required=False, optional=True, minimum=0),
        _SOURCE,
    ),
    key=("mineral",),
)
"""Substitution index (1 = cannot be replaced) and economic importance in the scale of the EU study."""

FORMS = TableShape(
    (
        Column("symbol"),
        Column("material", required=False, optional=True),
        Column("stage", choices=STAGES),
        Column("form_en", required=False, optional=True),
        Column("form_ja", required=False, optional=True),
        Column("code", "hs"),
        Column("content", "number", minimum=1e-6, maximum=1),
        Column("content_low", "number", minimum=1e-6, maximum=1, required=False, optional=True),
        Column("content_high", "number", minimum=1e-6, maximum=1, required=False, optional=True),
        Column("main_form", choices=("yes", "no")),
        Column("basket", choices=("yes", "no"), required=False, optional=True),
        Column("note", required=False, optional=True),
        _SOURCE,
    ),
    key=("symbol", "material", "code"),
)
"""Trade codes of minerals with their metal content; nine-digit codes are the Japanese tariff's."""
