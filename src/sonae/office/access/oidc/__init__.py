"""Login by a provider of the organisation's own: OpenID Connect, authorization code flow with PKCE, off unless it is configured.

Nobody gets an account by a login: an administrator links what the provider says of a person to an account that is there.
"""

from sonae.office.access.oidc.flow import Arrival, begin, finish
from sonae.office.access.oidc.provider import ProviderError, provider_now

__all__ = ["Arrival", "ProviderError", "begin", "finish", "provider_now"]
