"""Whether a request comes from a page of this site, as the browser says."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from flask import request

from helpline.console import here


def origin() -> Literal["own", "other", "unknown"]:
    """Return where the browser says that a form was sent from. Other programs say nothing."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site != "none":
        return "own" if site == "same-origin" else "other"
    sender = request.headers.get("Origin")
    if sender is None:
        return "unknown"
    return "own" if sender.partition("://")[2] in (request.host, urlsplit(here.settings().base_url).netloc) else "other"
