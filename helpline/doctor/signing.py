"""The signature, there and back: requests as Twilio signs them, through the public address and every proxy before the line.

They are the report of a call that is over, which the line answers with silence before it counts or keeps anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from helpline.doctor.ask import Answer, NoAnswerError, ask
from helpline.doctor.finding import Finding
from helpline.request import call_parameters, signature
from helpline.settings import Settings

ABOUT = "signature"
ODD = "/voice/%7Edoctor%2F"
"""A path that a proxy would change which decodes what it passes on."""

_FORBIDDEN, _DONE = 403, 200


def signing(settings: Settings) -> Iterator[Finding]:
    """Yield what becomes of a good signature, of a wrong one, and of a path that must not be decoded."""
    try:
        yield from _round_trip(settings)
    except NoAnswerError as error:
        yield Finding("?", ABOUT, f"not tried, {settings.base_url} does not answer from here: {error}.")


def _round_trip(settings: Settings) -> Iterator[Finding]:
    good = _post(settings, "/voice")
    if good.status != _DONE or "<Response" not in good.body:
        yield Finding("to do", ABOUT, _refused(settings.base_url, good))
        return
    yield Finding("ok", ABOUT, f"a request signed with TWILIO_AUTH_TOKEN passes at {settings.base_url}/voice.")
    open_paths = [path for path in ("/sms", "/voice") if _post(settings, path, wrong=True).status != _FORBIDDEN]
    if open_paths:
        said = (
            f"{' and '.join(open_paths)} did not answer 403 to a wrong signature. Lead these paths to this line alone."
        )
        yield Finding("to do", "forged requests", said)
    else:
        yield Finding("ok", "forged requests", "a wrong signature gets 403 at /sms and /voice.")
    if _post(settings, ODD).status != _DONE:
        said = "the proxy changes paths on their way. Have it pass the request on as it came (nginx: proxy_pass without a path)."
        yield Finding("to do", "proxy", said)
    else:
        yield Finding("ok", "proxy", "paths arrive as they were sent.")


def _post(settings: Settings, path: str, wrong: bool = False) -> Answer:
    form, url = call_parameters(CallStatus="completed"), settings.base_url + path
    return ask(url, form, "wrong" if wrong else signature(settings.tokens[0], url, form))


def _refused(url: str, answer: Answer) -> str:
    if answer.status == _FORBIDDEN:
        return (
            f"the line refused (403) a request signed for {url}/voice. Start it again with this TWILIO_AUTH_TOKEN and this "
            "PUBLIC_BASE_URL, and have the proxy pass the path on as it came."
        )
    if answer.moved:
        return f"{url}/voice redirects to {answer.moved}, which loses the form. Set PUBLIC_BASE_URL to where it ends."
    return f"{url}/voice answered {answer.status}, not as this line does. Lead the proxy to it."
