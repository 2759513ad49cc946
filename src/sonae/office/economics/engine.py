"""A run of the economics engine on files that fit together, part by part with progress, as one document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sonae import __version__
from sonae.compute import Progress, ThreadExecutor
from sonae.core import InputError
from sonae.office.economics.files import Inputs

if TYPE_CHECKING:
    from sonae.core import Reason
    from sonae.economics.ledger import Ledger, Worth

__all__ = ["FORMAT", "canonical", "worked_out"]

FORMAT = "sonae.office/economic-run/1"
_CHANCES = (0.95, 0.9, 0.75, 0.5, 0.25, 0.1, 0.05)
_READABLE_UP_TO = 1024
"""Up to so many scenarios the readable machine is quicker than loading the compiled one; their values agree to 1e-12."""
_BINS = 24


def canonical(document: Mapping[str, Any]) -> str:
    """Return a document as canonical JSON: names in order, no blanks, nothing that is no number."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def worked_out(inputs: Inputs, progress: Progress) -> dict[str, Any]:
    """Work a valuation out.

    Args:
        inputs: what it is made of.
        progress: told of the parts «ledger», «break_even», «scenarios»; may cancel.

    Returns:
        the document: money in whole units of the condition set's currency, rates a year, shares of 1.

    Raises:
        Cancelled: when ``progress`` was cancelled.
        SonaeError: as of the engine.

    """
    from sonae.economics.ledger import measure

    wanted, ledger = inputs.wanted, inputs.ledger
    progress.stage("ledger", 1)
    worth = measure(ledger, wanted.rate, contractor=wanted.party)
    document = {
        "format": FORMAT, "sonae": __version__, "classification": inputs.label.name, **_made_of(inputs),
        "card": {language: [list(pair) for pair in ledger.card.pairs(language)] for language in ("ja", "en")},
        "money": {"currency": worth.money.currency, "base": worth.money.base or "nominal"},
        "rate": {"name": worth.rate_name, "a_year": worth.rate},
        **_worth(worth, wanted.party, wanted.share), "by_period": _by_period(ledger, wanted.party),
        "unread_costs": list(ledger.unread_costs), "regime_illustrative": ledger.regime.illustrative,
    }  # fmt: skip
    progress.advance(1)
    progress.stage("break_even", 1)
    document["break_even"] = {"product": ledger.case.main_product, "factor": _break_even(inputs)}
    progress.advance(1)
    document["scenarios"] = _scenarios(inputs, progress) if wanted.scenarios else None
    progress.check()
    return document


def _made_of(inputs: Inputs) -> dict[str, Any]:
    project, conditions, wanted = inputs.project, inputs.conditions, inputs.wanted
    return {
        "project": {
            "id": project.id, "name_ja": project.name_ja, "name_en": project.name_en, "fictional": project.fictional,
            "stage": project.stage, "regime": inputs.ledger.regime.label, "file": wanted.project, "sha256": project.sha256,
            "paper_sha256": inputs.project_paper.sha256,
        },
        "conditions": {
            "name": conditions.name, "version": conditions.version, "as_of": conditions.as_of.isoformat(),
            "sha256": conditions.sha256, "file": wanted.conditions, "published_as": wanted.published_as,
        },
        "risks": None if inputs.risks_paper is None else {
            "file": inputs.risks_paper.name, "paper_sha256": inputs.risks_paper.sha256,
        },
    }  # fmt: skip


def _worth(worth: Worth, party: str, share: float) -> dict[str, Any]:
    own = next(one for one in worth.parties if one.party == party)
    return {
        "parties": [
            {
                "party": one.party, "total": one.total, "present_value": one.present_value,
                "internal_rates": [
                    {"rate": root.rate, "multiplicity": root.multiplicity, "direction": root.direction.value}
                    for root in one.rates.roots
                ],
                "single_rate": one.rates.single, "no_rate": _reason(one.rates.reason),
            }
            for one in worth.parties
        ],
        "agency": {"party": party, "share": share, "total": share * own.total, "present_value": share * own.present_value},
        "payback": {"years": worth.payback_years, "holds": worth.payback.holds, "reason": _reason(worth.payback.reason)},
        "government_take": {
            "of_net_cash": worth.take.of_net_cash, "before_outlays": worth.take.before_capex, "reason": _reason(worth.take.reason),
        },
    }  # fmt: skip


def _reason(reason: Reason | None) -> dict[str, str] | None:
    return None if reason is None else {"code": reason.code, "en": str(reason)}


def _by_period(ledger: Ledger, party: str) -> dict[str, Any]:
    lines = {"revenue": ledger.line("revenue"), "costs": ledger.line("costs"), "net": ledger.net(party)}
    return {
        "currency": ledger.money.currency, "base": ledger.money.base or "nominal", "labels": list(ledger.grid.labels()),
        **{name: [float(value) for value in values] for name, values in lines.items()},
    }  # fmt: skip


def _break_even(inputs: Inputs) -> float | None:
    """Return the factor on the main product's price at which the party's value is 0; None where none from 0 to 10 is."""
    from sonae.economics.ledger import break_even_price

    try:
        return break_even_price(inputs.project, inputs.conditions, inputs.wanted.rate, party=inputs.wanted.party).at
    except InputError:
        return None


def _scenarios(inputs: Inputs, progress: Progress) -> dict[str, Any]:
    import numpy as np

    from sonae.economics.uncertainty import ProjectUnderRisk, simulate_projects

    wanted = inputs.wanted
    progress.stage("scenarios", wanted.scenarios)
    found = simulate_projects(
        [ProjectUnderRisk(inputs.ledger, inputs.risks, wanted.share, wanted.party)], inputs.conditions, wanted.scenarios,
        wanted.seed, rate=wanted.rate, executor=ThreadExecutor(1), progress=progress, block=256,
        engine="readable" if wanted.scenarios <= _READABLE_UP_TO else "compiled",
    )  # fmt: skip
    values = found.value[0]
    mean, error = found.mean()
    counts, edges = np.histogram(values, bins=_BINS)
    return {
        "count": wanted.scenarios, "seed": wanted.seed, "of": "agency", "mean": mean, "standard_error": error,
        "chance_of_loss": float((values < 0).mean()),
        "exceeded": [{"chance": chance, "value": found.exceeded(chance)} for chance in _CHANCES],
        "histogram": {"edges": [float(edge) for edge in edges], "counts": [int(count) for count in counts]},
    }  # fmt: skip
