"""Headers of every response. A view may set one of them itself; what it leaves out gets the strict default."""

from __future__ import annotations

NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For documents that no browser has to show: TwiML, JSON, refusals."""

PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""For our own pages: scripts and styles from our own files, none inside the page."""

STRICT = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
SECURE = ("Strict-Transport-Security", "max-age=31536000")

Headers = list[tuple[str, str]]


class Defaults:
    """The headers of a line; `https` where browsers may be told to use nothing else."""

    def __init__(self, https: bool) -> None:
        strict = (*STRICT, SECURE) if https else STRICT
        self._page, self._other = (
            {name.lower(): (name, value) for name, value in (*strict, ("Content-Security-Policy", policy))}
            for policy in (PAGE, NOTHING)
        )

    def completed(self, headers: Headers) -> Headers:
        """Return the headers of a response with those it lacks."""
        given = {name.lower(): value for name, value in headers}
        wanted = self._page if given.get("content-type", "").startswith("text/html") else self._other
        return headers + [wanted[name] for name in wanted.keys() - given.keys()]
