"""Addresses under `/account`, and the second step of signing in."""

from __future__ import annotations

from django.urls import path

from weituo.faces.account.views import factors, home, second, sessions

app_name = "account"
urlpatterns = [
    path("sign-in/second", second.second, name="second"),
    path("sign-in/passkey/question", second.passkey_ask, name="passkey-ask"),
    path("sign-in/passkey", second.passkey_use, name="passkey-use"),
    path("account", home.home, name="home"),
    path("account/proof", home.prove, name="prove"),
    path("account/app", factors.app, name="app"),
    path("account/app/removal", factors.remove_app, name="app-remove"),
    path("account/recovery", factors.recovery, name="recovery"),
    path("account/passkeys/question", factors.passkey_ask, name="passkey-new"),
    path("account/passkeys", factors.passkey_add, name="passkey-add"),
    path("account/passkeys/<uuid:passkey_id>/removal", factors.remove_passkey, name="passkey-remove"),
    path("account/sessions/<uuid:session_id>/end", sessions.end, name="session-end"),
    path("account/sessions/end", sessions.end_others, name="sessions-end"),
    path("account/password", sessions.password, name="password"),
    path("account/later", home.later, name="later"),
]
