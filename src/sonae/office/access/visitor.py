"""Who asks: the address and the browser of a request, and the account that is logged in."""

from __future__ import annotations

import datetime as dt
import ipaddress
from contextvars import ContextVar

from django.http import Http404, HttpRequest
from django.utils.crypto import salted_hmac

from sonae.core import clock_from_environment
from sonae.office.models import Account
from sonae.office.settings import OFFICE

__all__ = ["ADDRESS", "account_in", "address_of", "agent_of", "digest", "moment"]

ADDRESS: ContextVar[str] = ContextVar("sonae_address", default="")
"""The address that the request being answered came from; empty between requests."""


def moment() -> dt.datetime:
    """Return the present moment by the clock of the office."""
    return clock_from_environment().now()


def address_of(request: HttpRequest) -> str:
    """Return the network address of the reader, of IPv6 the network of 64 bits that one subscriber has.

    In production it is what the outermost of our own proxies saw: entries further left in X-Forwarded-For are the reader's words.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    if OFFICE.production and OFFICE.proxies:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if len(hops) >= OFFICE.proxies:
            seen = hops[-OFFICE.proxies]
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def agent_of(request: HttpRequest) -> str:
    """Return what the browser says of itself, as far as it is shown: printable, 200 letters at most."""
    said = request.META.get("HTTP_USER_AGENT", "")
    return "".join(letter for letter in said if letter.isprintable())[:200]


def account_in(request: HttpRequest) -> Account:
    """Return the account that is logged in. Raises Http404 where none is: the door lets nobody in so far."""
    if not isinstance(request.user, Account):
        raise Http404
    return request.user


def digest(what: str, value: str) -> str:
    """Return a hash keyed with the key of the office: equal values are known again, and nobody reads them back.

    Args:
        what: what it is a hash of; the same value as something else has another hash.
        value: the value.

    """
    return salted_hmac(f"sonae.office.access.{what}", value, algorithm="sha256").hexdigest()
