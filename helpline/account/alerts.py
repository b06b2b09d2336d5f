"""What Twilio itself noted when a request to the line failed: the one view of it from outside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from helpline.account.client import explained

MOST = 1000
"""Alerts that are looked through at most: one page of the API."""


def failures(client: Any, base_url: str, since: datetime) -> list[str]:
    """Return the codes of Twilio's alerts about requests to the line at `base_url` since then, nothing else of them."""
    with explained():
        alerts = client.monitor.v1.alerts.list(start_date=since, limit=MOST, page_size=MOST)
    return [str(alert.error_code) for alert in alerts if str(alert.request_url or "").startswith(f"{base_url}/")]
