"""The client of Twilio's REST API, silent and with a limit in time, and its errors in a sentence."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from helpline.problems import HelplineError
from helpline.settings import API

SECONDS = 10
"""Seconds until the API is given up."""

_REFUSED, _UNKNOWN = (401, 403), 404


class AccountError(HelplineError):
    """Twilio's API refused or could not be reached; the sentence says what to do."""


def client(account: str, token: str, url: str = API) -> Any:
    """Return a client whose own log is silent: it would hold numbers and words. Importing it here keeps starts fast."""
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    quiet = logging.getLogger("helpline.twilio")
    quiet.disabled = True
    made = Client(account, token, http_client=TwilioHttpClient(timeout=SECONDS, logger=quiet))
    made.api.base_url = url
    if url != API:
        made.messaging.base_url = made.monitor.base_url = url
    return made


@contextmanager
def explained() -> Iterator[None]:
    """Turn the client's errors into AccountError, without anything of the request in it."""
    from twilio.base.exceptions import TwilioException, TwilioRestException

    try:
        yield
    except TwilioRestException as error:
        raise AccountError(_sentence(error.status, error.code)) from None
    except TwilioException as error:
        raise AccountError(_sentence(*_page(error))) from None
    except OSError as error:
        sentence = (
            f"Twilio's API cannot be reached ({type(error).__name__}). Check TWILIO_API_URL and this machine's network."
        )
        raise AccountError(sentence) from None


def _page(error: Exception) -> tuple[int, int | None]:
    """Return status and code of a list that was refused: the client keeps the answer beside its message."""
    answer = error.args[1] if len(error.args) > 1 else None
    return getattr(answer, "status_code", 0), None


def _sentence(status: int, code: int | None) -> str:
    if status in _REFUSED:
        return (
            f"Twilio refused the account ({status}). Copy the Account SID into TWILIO_ACCOUNT_SID and "
            "the Auth Token into TWILIO_AUTH_TOKEN again, both from the same account of the Twilio console."
        )
    if status == _UNKNOWN:
        return "Twilio knows no such account or number (404). Check TWILIO_ACCOUNT_SID."
    return f"Twilio's API answered {status} (code {code or 'none'}). Look the code up at https://www.twilio.com/docs/api/errors."
