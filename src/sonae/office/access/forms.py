"""The forms of login, one's own account and the accounts of others, with their words in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms

from sonae.core import Classification
from sonae.office.access.account_commands import AccountMove
from sonae.office.access.page import language_now
from sonae.office.access.tokens import Scope
from sonae.office.access.visitor import moment
from sonae.office.facts import day_of
from sonae.office.models import Account, Department, Organisation
from sonae.office.roles import Role
from sonae.office.words import say

__all__ = [
    "ConfirmForm",
    "LoginForm",
    "PasswordForm",
    "SecondFactorForm",
    "TokenForm",
    "form_of",
    "label_word",
    "login_form",
    "role_word",
]  # fmt: skip

_LONGEST = 1000
"""Letters of a password: enough for any sentence, and a hasher has not to read more."""
_UNCHOSEN = ("", "—")


def _word(key: str) -> str:
    return say(key, language_now())


def role_word(role: Role) -> str:
    """Return a role in the reader's language."""
    return role.en if language_now() == "en" else role.ja


def label_word(label: Classification) -> str:
    """Return a label in the reader's language, with its name."""
    return _word(f"access.label_{label.name.lower()}")


def _password(key: str, autocomplete: str, help_key: str = "") -> forms.CharField:
    return forms.CharField(
        label=_word(key), max_length=_LONGEST, strip=False, help_text=_word(help_key) if help_key else "",
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )  # fmt: skip


def _code(key: str, help_key: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_word(key), required=required, max_length=12, help_text=_word(help_key),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "access-code"}),
    )  # fmt: skip


class _Form(forms.Form):
    """Fields are made when the language of the reader is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, one in self.made().items():
            self.fields[name] = one

    def made(self) -> dict[str, forms.Field]:
        """Return the fields by name."""
        return {}


class LoginForm(_Form):
    """Name, password, and the code for accounts with a second factor; it is asked of everybody, so that it tells nothing."""

    def made(self) -> dict[str, forms.Field]:
        """Return the fields by name."""
        attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        return {
            "login": forms.CharField(
                label=_word("access.login_name"), max_length=80, widget=forms.TextInput(attrs=attributes)
            ),
            "password": _password("access.password", "current-password"),
            "code": _code("access.code", "access.code_if_any", required=False),
        }


class PasswordForm(_Form):
    """The password so far, and a new one twice."""

    def made(self) -> dict[str, forms.Field]:
        """Return the fields by name."""
        return {
            "present": _password("access.password_present", "current-password"),
            "new": _password("access.password_new", "new-password", "access.password_rules"),
            "again": _password("access.password_again", "new-password"),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse two new passwords that differ."""
        data = super().clean() or self.cleaned_data
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _word("access.passwords_differ"))
        return data


class ConfirmForm(_Form):
    """The password and a code of the second factor, to take it away."""

    def made(self) -> dict[str, forms.Field]:
        """Return the fields by name."""
        return {
            "password": _password("access.password", "current-password"),
            "code": _code("access.code", "access.code_shown", required=True),
        }


class SecondFactorForm(ConfirmForm):
    """The same with the secret that is to be set, which only we can read."""

    def made(self) -> dict[str, forms.Field]:
        """Return the fields by name."""
        return {**super().made(), "pending": forms.CharField(widget=forms.HiddenInput, max_length=400)}


class TokenForm(_Form):
    """Name, scopes and last day of a token."""

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        self.account = account
        super().__init__(*args, **kwargs)

    def made(self) -> dict[str, forms.Field]:
        """Return the fields by name; the scope admin is offered to administrators."""
        offered = [scope for scope in Scope if scope.role in (None, *self.account.roles)]
        today = day_of(moment())
        limits = {"type": "date", "min": str(today), "max": str(today + dt.timedelta(366))}
        return {
            "name": forms.CharField(label=_word("access.token_name"), max_length=80, help_text=_word("access.token_name_help")),
            "scopes": forms.MultipleChoiceField(
                label=_word("access.token_scopes"), widget=forms.CheckboxSelectMultiple,
                choices=[(scope.value, _word(f"access.scope_{scope.value}")) for scope in offered],
            ),
            "ends_on": forms.DateField(
                label=_word("access.token_ends"), initial=today + dt.timedelta(90), widget=forms.DateInput(limits, "%Y-%m-%d"),
            ),
        }  # fmt: skip


def login_form(data: Any = None) -> LoginForm:
    """Return the form of the login; the cursor stands where something is to be typed."""
    form = LoginForm(data)
    if data and data.get("login"):  # the name stands there already: go on with the password
        form.fields["password"].widget.attrs["autofocus"] = form.fields["login"].widget.attrs.pop("autofocus")
    return form


def form_of(move: AccountMove, account: Account | None, data: Any = None) -> forms.Form:
    """Return the form of a command on accounts.

    Args:
        move: the command.
        account: the account that it is on; None for one that is to be made.
        data: what was sent, if anything was.

    """
    form = forms.Form(data, label_suffix="")
    held = account.roles if account else frozenset()
    for name, field in move.command.model_fields.items():
        said = field.json_schema_extra
        words = said if isinstance(said, dict) else {}
        label = str(words.get(language_now(), name))
        made = _field(name, label, move, held, required=field.is_required())
        if account is not None and name in ("clearance", "department"):
            made.initial = account.label.name if name == "clearance" else account.department and account.department.code
        form.fields[name] = made
    return form


def _field(name: str, label: str, move: AccountMove, held: Iterable[Role], *, required: bool) -> forms.Field:
    if name == "role":
        revokes = move.kind == "account.revoke_role"
        offered = [(role.value, role_word(role)) for role in Role if (role in held) == revokes]
        return forms.ChoiceField(label=label, choices=[_UNCHOSEN, *offered])
    if name == "roles":
        choices = [(role.value, role_word(role)) for role in Role]
        return forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    if name == "clearance":
        return forms.ChoiceField(label=label, choices=[(one.name, label_word(one)) for one in Classification])
    if name == "organisation":
        return forms.ChoiceField(
            label=label, choices=[_UNCHOSEN, *((one.code, _named(one)) for one in Organisation.objects.all())]
        )
    if name == "department":
        listed = [_UNCHOSEN, *((one.code, _named(one)) for one in Department.objects.order_by("pk"))]
        return forms.ChoiceField(label=label, choices=listed, required=False)
    if name == "language":
        return forms.ChoiceField(label=label, choices=[("ja", "日本語"), ("en", "English")])
    if name == "reason":
        return forms.CharField(label=label, max_length=500)
    longest = {"login": 40, "identity": 255}.get(name, 80)
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=_word("access.login_rules") if name == "login" else "",
    )


def _named(one: Organisation | Department) -> str:
    return one.name_en if language_now() == "en" else one.name_ja
