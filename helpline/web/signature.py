"""Twilio's request signature, checked in every environment. What is not signed gets 403 and nothing else.

The signature covers the URL as Twilio has it: the public base URL and the raw request target, before any decoding
by the server or a proxy. Only the account's primary token signs, so while a token is changed both are accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Request, Response, current_app, request
from twilio.request_validator import RequestValidator, compare
from werkzeug.datastructures import ImmutableMultiDict

P = ParamSpec("P")


class Parameters(ImmutableMultiDict[str, str]):
    """A form. Twilio's validator asks for each value by `getall` and, where there is none, goes on by way of an exception."""

    getall = ImmutableMultiDict.getlist


class SignedRequest(Request):
    """A request whose form is fast to check."""

    parameter_storage_class = Parameters


CHECKED = "_signature_checked"


class Signatures:
    """Checks the signature of the current request against each token."""

    def __init__(self, tokens: tuple[str, ...], base_url: str) -> None:
        self._validators = tuple(RequestValidator(token) for token in tokens)
        self._base_url = base_url

    def valid(self) -> bool:
        """Tell whether the current request is signed with one of the tokens."""
        environ, form = request.environ, request.form
        url = self._base_url + (environ.get("RAW_URI") or environ.get("REQUEST_URI") or request.full_path.rstrip("?"))
        given = environ.get("HTTP_X_TWILIO_SIGNATURE", "")
        # `validate` works out two signatures, with and without a port, before it compares: the plain one comes first.
        return any(
            compare(validator.compute_signature(url, form), given) or validator.validate(url, form, given)
            for validator in self._validators
        )


def signed(view: Callable[P, Response]) -> Callable[P, Response]:
    """Put a webhook behind the signature check."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> Response:
        signatures: Signatures = current_app.extensions["helpline-signatures"]
        try:
            good = signatures.valid()
        except (ValueError, UnicodeError, TypeError):  # of a form that nobody could have signed
            good = False
        return view(*args, **kwargs) if good else Response(status=403)

    setattr(checked, CHECKED, True)
    return checked
