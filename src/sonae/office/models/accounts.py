"""Organisations, departments, accounts, what they are granted, and how they logged in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from sonae.core import Classification
from sonae.office.roles import Role

__all__ = ["Account", "Department", "Grant", "Identity", "LoginAttempt", "LoginSession", "Organisation", "Token"]


class Organisation(models.Model):
    """The agency, a company, the ministry, a committee."""

    class Kind(models.TextChoices):
        """What an organisation is."""

        AGENCY = "agency"
        COMPANY = "company"
        MINISTRY = "ministry"
        COMMITTEE = "committee"

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    reading = models.CharField(max_length=120, blank=True, help_text="よみ, by which lists are sorted")
    fictional = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["reading", "name_ja"]

    def __str__(self) -> str:
        return self.name_ja


class Department(models.Model):
    """A department of the agency; the bylaw asks whether it supports the promotion of projects, and which one it belongs to."""

    code = models.SlugField(max_length=40, unique=True)
    name_ja = models.CharField(max_length=120, unique=True)
    name_en = models.CharField(max_length=120)
    promotes = models.BooleanField()
    under = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="divisions")

    def __str__(self) -> str:
        return self.name_ja


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts with a password that is hashed."""

    def create_account(self, login: str, password: str | None, **fields: object) -> Account:
        """Make an account; without a password nobody can log in to it."""
        account = self.model(login=login, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person who works in the office."""

    login = models.CharField(max_length=80, unique=True)
    name_ja = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="accounts")
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts")
    clearance = models.PositiveSmallIntegerField(
        choices=[(label.value, label.name) for label in Classification], default=0
    )
    language = models.CharField(max_length=2, choices=[("ja", "日本語"), ("en", "English")], default="ja")
    totp_secret = models.CharField(max_length=255, blank=True, help_text="encrypted by the key of the office")
    totp_used = models.BigIntegerField(
        default=0, help_text="the last step whose code was taken, so that none is taken twice"
    )
    is_active = models.BooleanField(default=True)
    fictional = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    password_until = models.DateTimeField(
        null=True, blank=True, help_text="until when a password that an administrator gave out opens the door"
    )

    USERNAME_FIELD = "login"
    objects: ClassVar[AccountManager] = AccountManager()

    def __str__(self) -> str:
        return self.name_ja

    @property
    def roles(self) -> frozenset[Role]:
        """The roles granted, read once for each object."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(Role(one.role) for one in self.grants.all())
        return self._roles

    @property
    def label(self) -> Classification:
        """The highest label that the account may see."""
        return Classification(self.clearance)


class Grant(models.Model):
    """A role that an account holds."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=16, choices=[(role.value, role.en) for role in Role])

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "role"], name="one_grant_a_role")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.role}"


class Identity(models.Model):
    """By which a provider of logins (OpenID Connect) knows an account; an administrator says so."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="identity")
    issuer = models.CharField(max_length=300)
    name = models.CharField(max_length=255, help_text="value of the claim that the office is set to look at")
    subject = models.CharField(
        max_length=255, blank=True, help_text="of the first login; who comes later under the name has to be the same"
    )
    linked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "name"], name="one_account_an_identity"),
            models.UniqueConstraint(
                fields=["issuer", "subject"], condition=~models.Q(subject=""), name="one_account_a_subject"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LoginAttempt(models.Model):
    """A login that was tried, by hashes of account name and address; old ones are thrown away."""

    login_hash = models.CharField(max_length=64, db_index=True)
    address_hash = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)
    succeeded = models.BooleanField()


class LoginSession(models.Model):
    """A session that is open, for the list in which its owner may end it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    since = models.DateTimeField()
    last_seen = models.DateTimeField()
    agent = models.CharField(max_length=200, blank=True)


class Token(models.Model):
    """A token of the API: only its hash is kept; it may do what its owner may, within its scopes."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked = models.BooleanField(default=False)
