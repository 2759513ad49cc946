"""Articles 1 and 3: which projects the bylaw governs, by resource, business and place."""

from __future__ import annotations

from itertools import product
from typing import Any, get_args

import pytest

from sonae.bylaw.facts.project import Business, Place, Resource
from sonae.core import Finding
from tests.bylaw.application_case import asked, judged

RESOURCES, PLACES = get_args(Resource), get_args(Place)
PETROLEUM = {"oil", "gas", "oil_and_gas", "oil_sand", "oil_shale"}
FOUND = judged("scope.decarbonisation")


def scope(
    resource: str | None,
    businesses: list[str],
    place: str | None = "overseas",
    attached: str | None = None,
    **more: Any,
) -> Finding:
    project = {"name": "P", "resource": resource, "businesses": businesses, "place": place, "attached_to": attached}
    return asked("scope.governed", {"project": {k: v for k, v in project.items() if v is not None}, **more})


@pytest.mark.parametrize("business", [name for name in get_args(Business) if name != "decarbonisation"])
def test_every_resource_business_and_place(business: str) -> None:
    """The table of art. 1: petroleum overseas and in waters around Japan; gas, overseas only, for plants and tanks."""
    for resource, place in product(RESOURCES, PLACES):
        if business in ("liquefaction", "storage"):
            inside = resource in ("gas", "oil_and_gas") and place == "overseas"
        else:
            inside = (
                resource in PETROLEUM
                and place in ("overseas", "waters_around_japan")
                and business not in ("refining", "other")
            )
        found = scope(resource, [business], place)
        assert found.outcome.value == ("yes" if inside else "gap"), (resource, place)
        if not inside:
            assert "outside this bylaw; its own bylaw is not in hand" in found.because
            assert "手元にない" in found.because_ja


def test_decarbonisation_only_where_it_is_attached_and_found_so_by_the_agency() -> None:
    with_judgement = {"judgements": [FOUND]}
    for to, place, resource in product(get_args(Business), PLACES, RESOURCES):
        alone = scope(resource, [to], place).outcome.value == "yes"
        attachable = to in ("exploration", "development", "production", "liquefaction", "storage")
        found = scope(resource, ["decarbonisation"], place, to, **with_judgement)
        assert found.outcome.value == ("yes" if alone and attachable else "gap"), (to, place, resource)
    waits = scope("gas", ["decarbonisation"], "overseas", "production")
    assert (waits.outcome.value, waits.missing) == ("open", ("judgement scope.decarbonisation",))
    refused = judged("scope.decarbonisation", holds=False)
    assert scope("gas", ["decarbonisation"], "overseas", "production", judgements=[refused]).outcome.value == "gap"
    assert scope("gas", ["decarbonisation"]).missing == ("project.attached_to",)


def test_of_a_mixed_project_the_part_outside_is_never_judged_here() -> None:
    mixed = scope("gas", ["production", "refining"])
    assert (mixed.outcome.value, mixed.missing) == ("open", ("adoption.bylaws.other",))
    assert "refining is no part of production" in mixed.because
    other = {"adoption.bylaws.other": [{"name": "Bylaw on hydrogen"}]}
    told = scope("gas", ["production", "refining"], **other)
    assert told.outcome.value == "yes"
    assert "That part is for Bylaw on hydrogen and is not judged here" in told.because
    assert scope("oil", ["production", "liquefaction"]).outcome.value == "open"
    assert scope("gas", ["exploration", "liquefaction"], "waters_around_japan").outcome.value == "open"
    assert scope("gas", ["refining"], **other).outcome.value == "gap"


def test_what_is_not_stated_is_awaited() -> None:
    assert scope(None, ["production"], None).missing == ("project.resource", "project.place")
    assert scope("gas", []).missing == ("project.businesses",)
    assert asked("scope.governed", {"project": None}).missing == ("project.businesses",)
    half = scope("gas", ["production", "refining", "decarbonisation"], attached="production")
    assert half.missing == ("judgement scope.decarbonisation",)


def test_the_definition_of_the_business_is_cited() -> None:
    where = {
        "exploration": "a3.p1.i2", "development": "a3.p1.i3", "production": "a3.p1.i4", "liquefaction": "a3.p1.i5",
        "storage": "a3.p1.i6", "rights_transfer": "a1.p1",
    }  # fmt: skip
    found = scope("gas", list(where))
    assert {cite.provision for cite in found.citations} == {"a1.p1", "a3.p1", "a3.p1.i8"}
    cited = {part.question: part.citations[0].provision for part in found.parts if part.outcome.value == "yes"}
    assert cited == {f"scope.{name}": cite for name, cite in where.items()}
