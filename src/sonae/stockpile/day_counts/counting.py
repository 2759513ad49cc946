"""Every day convention from one ledger, and the rows that are printed of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sonae.core import Classification
from sonae.data import Library, Minerals
from sonae.stockpile.day_counts.book import DayCount
from sonae.stockpile.day_counts.ledger import Ledger
from sonae.stockpile.day_counts.metals import Reference, count_metals, material_named
from sonae.stockpile.day_counts.oil import count_oil
from sonae.supply_risk import Policy, supply_picture

__all__ = ["DayCounts", "count_days", "day_rows", "reference_consumption"]


@dataclass(frozen=True)
class DayCounts:
    """All counts of a ledger, oil first, with the joined label."""

    ledger: Ledger
    counts: tuple[DayCount, ...]
    classification: Classification

    def of(self, convention: str, holder: str = "total", commodity: str = "oil") -> DayCount:
        """Return one count.

        Raises:
            KeyError: when there is none.

        """
        for count in self.counts:
            if (count.convention, count.holder, count.commodity) == (convention, holder, commodity):
                return count
        raise KeyError((convention, holder, commodity))


def count_days(
    ledger: Ledger,
    *,
    minerals: Minerals | None = None,
    reference: Mapping[str, Reference] | None = None,
    data_label: Classification = Classification.PUBLIC,
) -> DayCounts:
    """Count a ledger in every convention.

    Args:
        ledger: the stocks and flows.
        minerals: the register of forms; the product's own by default.
        reference: reference consumption from data (:func:`reference_consumption`).
        data_label: the label of the data that ``reference`` and ``minerals`` came from.

    Raises:
        InputError: for an unknown mineral or form.

    """
    counts = (*count_oil(ledger), *count_metals(ledger, minerals, reference=reference))
    return DayCounts(ledger, counts, Classification.join([ledger.classification, data_label]))


def reference_consumption(
    library: Library, importer: str, year: int, policy: Policy, ledger: Ledger
) -> dict[str, Reference]:
    """Return the reference consumption of the ledger's metals from the data (METHOD §2); what has none is left out."""
    names = dict.fromkeys(row.commodity for row in ledger.stocks if row.commodity != "oil")
    chosen = [library.minerals.find(name) for name in names]
    if not chosen:
        return {}
    picture = supply_picture(library, importer, year, policy, minerals=chosen)
    out = {}
    for name in names:
        material = material_named(library.minerals, name)
        supply = picture.materials[material]
        if supply.consumption.has_value and supply.consumption.value > 0:
            basis = supply.consumption_basis
            stands_in = basis.code not in ("consumption_agency", "consumption_apparent")
            out[material] = Reference(Fraction(supply.consumption.value), str(basis), stands_in)
    return out


def day_rows(counts: Sequence[DayCount]) -> list[dict[str, Any]]:
    """Return flat rows for tables and files; days are floats there, and exact in «days_exact»."""

    def number(value: Fraction | None) -> float | None:
        return None if value is None else float(value)

    return [
        {
            "commodity": count.commodity,
            "convention": count.convention,
            "holder": count.holder,
            "status": "counted" if count.assessable else "not assessable",
            "days": number(count.days),
            "days_low": number(count.days_low),
            "days_high": number(count.days_high),
            "required": number(count.required),
            "reached": {"yes": True, "no": False}.get(count.finding().outcome.value),
            "stock": number(count.stock),
            "daily": number(count.daily),
            "unit": count.unit,
            "days_exact": None if count.days is None else str(count.days),
            "formula": count.formula,
            "citations": [f"{citation.document} {citation.label_en}" for citation in count.citations],
            "sources": list(count.sources),
            "flags": [str(flag) for flag in count.flags],
            "reasons": [str(reason) for reason in count.reasons],
        }
        for count in counts
    ]
