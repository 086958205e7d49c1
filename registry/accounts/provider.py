"""Signing in through an OpenID Connect provider, where OIDC_ISSUER names one.

Whoever the provider vouches for has an account here from then on, under the address that it has
verified.
"""

from importlib import import_module
from typing import Any

from flask import Flask, flash, redirect, url_for
from flask_security import FsOAuthProvider, Security
from werkzeug.wrappers import Response

from registry.accounts import load
from registry.accounts.commands import vouched_for
from registry.i18n import _

NAME = "oidc"
"""In addresses."""

ERRORS = "authlib.integrations.base_client.errors"

TIMEOUT_S = 10
"""Seconds to wait for an answer of the provider."""


class Provider(FsOAuthProvider):  # type: ignore[misc]
    """The provider that the settings name."""

    def fetch_identity_cb(self, oauth: Any, token: Any) -> tuple[str, str]:
        """Return the address of whom the provider sent, who has an account from now on.

        Raises:
            OAuthError: It does not say that the address is theirs.
        """
        about = token.get("userinfo") or {}
        if not about.get("email") or about.get("email_verified") is not True:
            raise import_module(ERRORS).OAuthError("unverified")
        return "email", vouched_for(about["email"], about.get("name") or "").email

    def oauth_response_failure(self, error_view: str, error: Exception) -> Response:
        """Say that it did not work, where it can be tried again."""
        flash(_("Signing in through the provider did not work. Please try again."), "error")
        return redirect(url_for("security.login"))


def options(app: Flask) -> dict[str, Any]:
    """Return what Flask-Security has to know before it is made."""
    is_used = bool(app.config["OIDC_ISSUER"])
    if is_used:
        load("authlib")
    return {"OAUTH_ENABLE": is_used, "OAUTH_BUILTIN_PROVIDERS": []}


def register(app: Flask, security: Security) -> None:
    """Name the provider, if there is one; nobody is asked yet."""
    settings = app.config
    if not settings["OIDC_ISSUER"]:
        return
    about = f"{settings['OIDC_ISSUER'].rstrip('/')}/.well-known/openid-configuration"
    glue: Any = security.oauthglue
    glue.register_provider_ext(
        Provider(
            NAME,
            {
                "client_id": settings["OIDC_CLIENT_ID"],
                "client_secret": settings["OIDC_CLIENT_SECRET"],
                "server_metadata_url": about,
                "client_kwargs": {
                    "scope": "openid email profile",
                    "code_challenge_method": "S256",
                    "timeout": TIMEOUT_S,
                },
            },
        )
    )
