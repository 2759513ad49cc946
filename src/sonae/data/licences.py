"""Licences of the data, and whether a dataset may leave the house with a report."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LICENCES", "Licence"]


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence; ``redistributable`` says whether rows of the dataset may be put into a file for others."""

    id: str
    name: str
    redistributable: bool
    attribution: str


LICENCES = {
    licence.id: licence
    for licence in (
        Licence(
            "Etalab-2.0",
            "Licence Ouverte / Open Licence 2.0 (Etalab)",
            True,
            "BACI, CEPII: Gaulier, G. and Zignago, S. (2010), CEPII Working Paper 2010-23; from UN Comtrade.",
        ),
        Licence(
            "CC-BY-4.0",
            "Creative Commons Attribution 4.0 International",
            True,
            "Worldwide Governance Indicators and Commodity Price Data (Pink Sheet), World Bank.",
        ),
        Licence(
            "WMD-terms",
            "World Mining Data, terms of the publisher (Austrian Federal Ministry of Finance)",
            False,
            "World Mining Data, Austrian Federal Ministry of Finance; shown as shares and totals only, rows are not passed on.",
        ),
        Licence(
            "EU-reuse",
            "European Commission reuse notice (Decision 2011/833/EU), CC BY 4.0",
            True,
            "Study on the Critical Raw Materials for the EU 2023, European Commission.",
        ),
        Licence(
            "GoJ-2.0",
            "Government of Japan Standard Terms of Use 2.0",
            True,
            "Trade Statistics of Japan, Ministry of Finance.",
        ),
        Licence(
            "Apache-2.0",
            "Apache License 2.0 (compiled by the Sonae project from the sources named in each row)",
            True,
            "Sonae.",
        ),
        Licence("agency", "the agency's own data", False, "Not for publication."),
    )
}
