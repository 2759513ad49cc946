"""Addresses of login, one's own account, and the accounts of others."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sonae.office.access import administration, own_views
from sonae.office.access.oidc import views as provider_views

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", own_views.log_in, name="login"),
    path("login/provider/", provider_views.to_provider, name="provider_login"),
    path("login/provider/back/", provider_views.back, name="provider_back"),
    path("login/provider/leave/", provider_views.leave, name="provider_leave"),
    path("logout/", own_views.log_out, name="logout"),
    path("language/", own_views.set_language, name="language"),
    path("account/", own_views.my_account, name="account"),
    path("account/password/", own_views.password, name="password"),
    path("account/second-factor/", own_views.second_factor_page, name="second_factor"),
    path("account/sessions/", own_views.session_list, name="sessions"),
    path("account/sessions/end-others/", own_views.end_other_sessions, name="end_other_sessions"),
    path("account/sessions/<int:number>/end/", own_views.end_session, name="end_session"),
    path("account/tokens/", own_views.token_list, name="tokens"),
    path("account/tokens/<int:number>/revoke/", own_views.revoke, name="revoke_token"),
    path("administration/accounts/", administration.account_list, name="accounts"),
    path("administration/accounts/new/", administration.new_account, name="new_account"),
    path("administration/accounts/of/<str:login>/", administration.account_detail, name="account_detail"),
    path("administration/accounts/of/<str:login>/<str:kind>/", administration.account_command, name="account_command"),
]
