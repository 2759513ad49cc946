"""What the project is about: which resource, which business, where (a1, a3)."""

from __future__ import annotations

from typing import Literal

from sonae.bylaw.facts.form import Facts, Name

__all__ = ["Business", "Place", "Project", "Resource"]

Resource = Literal[
    "oil", "gas", "oil_and_gas", "oil_sand", "oil_shale", "hydrogen", "geothermal", "coal", "metal",
    "other",
]  # fmt: skip
Business = Literal[
    "exploration", "development", "production", "liquefaction", "storage", "rights_transfer", "decarbonisation", "refining",
    "other",
]  # fmt: skip
Place = Literal["overseas", "waters_around_japan", "land_of_japan"]


class Project(Facts):
    """The project.

    Attributes:
        name: its name.
        resource: what is looked for, produced or handled.
        businesses: what is done.
        place: where.
        attached_to: the business that decarbonisation is attached to; only where it is one of the businesses.
        year_begins: month and day on which its year of plans begins, «04-01» or «01-01»; partners often take the calendar year.

    """

    name: Name
    resource: Resource | None = None
    businesses: tuple[Business, ...] | None = None
    place: Place | None = None
    attached_to: Business | None = None
    year_begins: Literal[
        "01-01", "02-01", "03-01", "04-01", "05-01", "06-01", "07-01", "08-01", "09-01", "10-01", "11-01", "12-01"
    ] | None = None  # fmt: skip
