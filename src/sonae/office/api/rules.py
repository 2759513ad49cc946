"""The bylaw over the API: its outline by id, in our own words."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query

from sonae.bylaw import Provision, equity_bylaw
from sonae.core import UnknownChoiceError
from sonae.office.api.request import scoped
from sonae.office.api.shapes import BylawShape, ProvisionShape, VersionShape
from sonae.office.gate import NotThereError

__all__ = ["router"]

router = Router(tags=["bylaw"])


def _shape(one: Provision) -> ProvisionShape:
    return ProvisionShape(
        id=one.id, ja=one.ja, en=one.en, in_force_from=one.in_force_from, in_force_to=one.in_force_to, parent=one.parent
    )


@router.get("", response=BylawShape, operation_id="read_bylaw", summary="The outline of the bylaw on equity")
@scoped("read", "on")
def read_bylaw(
    request: HttpRequest, on: dt.date | None = Query(None, description="provisions in force on a day; all unless said")
) -> BylawShape:
    """Return the versions and the provisions."""
    outline = equity_bylaw().outline
    found = outline.provisions if on is None else outline.in_force(on)
    versions = [VersionShape(date=one.date, what=one.what, text_in_hand=one.text_in_hand) for one in outline.versions]
    return BylawShape(document=outline.document, versions=versions, provisions=[_shape(one) for one in found])


@router.get(
    "/{provision}", response=ProvisionShape, operation_id="read_provision", summary="A provision by id, such as a9.p2"
)
@scoped("read")
def read_provision(request: HttpRequest, provision: str) -> ProvisionShape:
    """Return a provision."""
    try:
        return _shape(equity_bylaw().outline.provision(provision))
    except UnknownChoiceError:
        raise NotThereError from None
