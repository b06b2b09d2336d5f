"""Whether Twilio can reach PUBLIC_BASE_URL, as far as that can be told from this machine."""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from helpline import __version__
from helpline.doctor.ask import NoAnswerError, ask
from helpline.doctor.finding import Finding
from helpline.settings import Settings, is_local

ABOUT, SERVER = "public address", "server"


def address(settings: Settings) -> Iterator[Finding]:
    """Yield whether the address can be reached from outside, and how the server behind it is."""
    yield reachable(settings.base_url)
    yield _served(settings.base_url)


def reachable(url: str) -> Finding:
    """Judge an address by where its name leads: only a request from another network could prove more."""
    if is_local(url):
        said = "is this machine itself: Twilio cannot call it. Set PUBLIC_BASE_URL to the https address of your proxy."
        return Finding("to do", ABOUT, f"{url} {said}")
    host = urlsplit(url).hostname or ""
    try:
        found = sorted({str(item[4][0]) for item in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError):
        return Finding(
            "to do", ABOUT, f"the name {host} is not known to the DNS. Enter it there, or mend PUBLIC_BASE_URL."
        )
    return _judged(url, host, found)


def _judged(url: str, host: str, found: list[str]) -> Finding:
    inside = [one for one in found if not ipaddress.ip_address(one.partition("%")[0]).is_global]
    outside = f"On another network, run: curl {url}/healthz"
    if inside:
        said = f"{host} leads to {inside[0]} from here, which is no public address, so whether Twilio reaches it cannot be told."
        return Finding("?", ABOUT, f"{said} {outside}")
    said = f"{host} leads to the public address {found[0]}. Whether a firewall lets Twilio in cannot be told from here."
    return Finding("ok", ABOUT, f"{said} {outside}")


def _served(url: str) -> Finding:
    try:
        answer = ask(f"{url}/healthz")
    except NoAnswerError as error:
        return Finding(
            "to do",
            SERVER,
            f"{url} does not answer from here: {error}. See to the line, its proxy and its certificate.",
        )
    if answer.moved:
        return Finding(
            "to do", SERVER, f"{url}/healthz redirects to {answer.moved}. Set PUBLIC_BASE_URL to where it ends."
        )
    try:
        said = json.loads(answer.body)
        status, version = str(said["status"]), str(said["version"])
    except (ValueError, KeyError, TypeError):
        return Finding(
            "to do", SERVER, f"{url}/healthz answered {answer.status}, not as this line does. Lead the proxy to it."
        )
    if version != __version__:
        return Finding("to do", SERVER, f"version {version} runs there, this is {__version__}. Start it again.")
    if status != "ok":
        return Finding("to do", SERVER, f"{url}/healthz says {answer.body.strip()}. Look into its log.")
    return Finding("ok", SERVER, f"{url}/healthz answers, version {version}, content {said.get('content')}.")
