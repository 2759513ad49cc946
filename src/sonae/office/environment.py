"""The office's settings from the environment: where its files lie, which database, who may reach it."""

from __future__ import annotations

import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from platformdirs import user_data_dir
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from sonae.core import InputError

__all__ = ["OfficeSettings"]


_ISSUER = r"^(https://[^\s/?#@\\]+|http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?)(/[^\s?#]*)?$"
"""An issuer is spoken to over TLS, or lives on this machine (Discovery 1.0, 2: no query, no fragment)."""


class OfficeSettings(BaseSettings):
    """Settings of an office, each from ``SONAE_OFFICE_<NAME>``.

    Attributes:
        home: the folder of its own files: database, uploads, keys.
        database_url: «postgresql://user:password@host:port/name»; without it SQLite in ``home``.
        secret_key: signs sessions; without it one is kept in ``home``, readable by its owner alone.
        hosts: names under which the site is reached.
        production: behind a proxy that speaks HTTPS: cookies are sent over HTTPS alone, errors show nothing of the inside.
        language: of pages where a reader chose none.
        upload_limit_mb: the largest file that is taken, in 2^20 bytes.
        scan_command: a program that looks at every upload; it gets the path as its last word and refuses by ending above 0.
        session_hours: after which a login ends.
        idle_minutes: without a request, after which a login ends.
        proxies: how many proxies stand in front in production; the address of a reader is the one that the outermost of them saw.
        throttle_failures: wrong passwords in 15 minutes, of one account or one address, after which logins wait.
        api_per_minute: requests of one account to the API that one worker takes in a minute; more are told to wait.
        oidc_issuer: the provider of logins (OpenID Connect), by its name; without it there is none. Needs the extra «oidc».
        oidc_client_id: the name under which the provider knows the office.
        oidc_client_secret: shared with the provider; without it the proof key of each login is the only one.
        oidc_claim: what of a person the provider says that an administrator linked: «sub», or a name that no other gets.
        oidc_acr: what the provider has to say of how a person logged in, such as its word for two factors.
        row_security: whether PostgreSQL's own row-level security stands behind the gates; needs a role that owns no table.

    """

    model_config = SettingsConfigDict(env_prefix="SONAE_OFFICE_", extra="ignore", frozen=True)

    home: Path = Field(default_factory=lambda: Path(user_data_dir("sonae")) / "office")
    database_url: SecretStr | None = None
    secret_key: SecretStr | None = None
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    production: bool = False
    language: str = Field(default="ja", pattern="^(ja|en)$")
    upload_limit_mb: int = Field(default=25, ge=1, le=1024)
    scan_command: str | None = None
    session_hours: int = Field(default=10, ge=1, le=720)
    idle_minutes: int = Field(default=60, ge=1, le=1440)
    proxies: int = Field(default=1, ge=0, le=5)
    throttle_failures: int = Field(default=8, ge=1, le=1000)
    api_per_minute: int = Field(default=6000, ge=1, le=1_000_000)
    oidc_issuer: str | None = Field(default=None, max_length=300, pattern=_ISSUER)
    oidc_client_id: str | None = Field(default=None, min_length=1, max_length=300)
    oidc_client_secret: SecretStr | None = None
    oidc_claim: str = Field(default="sub", pattern="^[A-Za-z][A-Za-z0-9_:/.-]{0,99}$")
    oidc_acr: str | None = Field(default=None, min_length=1, max_length=200)
    row_security: bool = True

    @classmethod
    def read(cls) -> OfficeSettings:
        """Read the environment.

        Raises:
            InputError: naming the variable.

        """
        try:
            found = cls()
        except ValidationError as error:
            first = error.errors()[0]
            name = "SONAE_OFFICE_" + "_".join(str(part) for part in first["loc"]).upper()
            raise InputError(f"{name} cannot be used: {first['msg'].lower()}") from None
        if found.oidc_issuer is not None and found.oidc_client_id is None:
            raise InputError("SONAE_OFFICE_OIDC_CLIENT_ID is needed where SONAE_OFFICE_OIDC_ISSUER is set")
        if found.oidc_issuer is not None and find_spec("joserfc") is None:
            raise InputError(
                "SONAE_OFFICE_OIDC_ISSUER is set and the extra is not installed", expected="pip install 'sonae[oidc]'"
            )
        return found

    @property
    def papers(self) -> Path:
        """The folder of uploads, by their hash."""
        return self.home / "papers"

    def signing_key(self) -> str:
        """Return the key that signs sessions: given, kept, or one that lives as long as this process."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        kept = self.home / "secret.key"
        return kept.read_text(encoding="ascii").strip() if kept.is_file() else secrets.token_urlsafe(50)

    def prepare(self) -> None:
        """Make the folders and the signing key, readable by their owner alone."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.papers, self.home / "static"):
            folder.mkdir(mode=0o700, exist_ok=True)
        kept = self.home / "secret.key"
        if self.secret_key is None and not kept.exists():
            with kept.open("x", encoding="ascii") as file:
                kept.chmod(0o600)
                file.write(secrets.token_urlsafe(50) + "\n")

    def database(self) -> dict[str, Any]:
        """Return Django's settings of the database.

        Raises:
            InputError: for an address that is none; the address itself is never shown.

        """
        if self.database_url is None:
            return {
                "ENGINE": "django.db.backends.sqlite3", "NAME": str(self.home / "office.sqlite3"),
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE", "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
                },
            }  # fmt: skip
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict

        try:
            parts = dict(conninfo_to_dict(self.database_url.get_secret_value()))
        except ProgrammingError:
            raise InputError(
                "SONAE_OFFICE_DATABASE_URL is no address of a database", expected="postgresql://user@host/name"
            ) from None
        known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        made: dict[str, Any] = {name: str(parts.pop(key)) for key, name in known.items() if parts.get(key) is not None}
        return {
            "ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, **made, "OPTIONS": parts,
        }  # fmt: skip
