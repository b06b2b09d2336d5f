"""Every setting, once: its variable, its default and what it is for. Read from the environment and checked at start."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from helpline.problems import SettingError

LOCAL = "http://127.0.0.1:8000"
API = "https://api.twilio.com"
_LEAST_SECRET = 32
_LEAST_TOKEN = 16
_MOST_DIGITS = 9


def _setting(default: str, about: str) -> str:
    value: str = field(default=default, metadata={"about": about})
    return value


@dataclass(frozen=True)
class Raw:
    """The variables as texts. `twilio_auth_token` is TWILIO_AUTH_TOKEN in the environment, and so on."""

    twilio_auth_token: str = _setting(
        "", "The token that signs requests. Several with commas: new,old while it is changed."
    )
    twilio_account_sid: str = _setting(
        "", "The account that texts an answer to a caller who asks for it. Without it calls do not offer texts."
    )
    twilio_api_url: str = _setting(API, "Where those texts are handed over. Change it only for tests.")
    public_base_url: str = _setting(
        LOCAL, "The address that Twilio calls, without a path: https://helpline.example.org"
    )
    host: str = _setting("127.0.0.1", "The address to listen on.")
    port: str = _setting("8000", "The port to listen on.")
    web_concurrency: str = _setting("2", "Worker processes.")
    helpline_secret_key: str = _setting(
        "", "Signs cookies and keys the hashes of phone numbers. At least 32 characters."
    )
    helpline_name: str = _setting("Cancer Helpline", "What the line calls itself.")
    helpline_content_dir: str = _setting(
        "", "A folder with seeds/ and responses/. Else the current folder's, else the packaged ones."
    )
    helpline_var_dir: str = _setting(
        "var", "Where local files go: the cache of fitted weights, local secrets, the database."
    )
    helpline_try_page: str = _setting(
        "", "on or off: the page at / with a phone in the browser. Off unless the line runs only on this machine."
    )
    database_url: str = _setting("", "Where counts and opt-outs are kept. Default: SQLite in the var folder.")
    helpline_metrics_token: str = _setting(
        "", "What Prometheus sends as a bearer token to read /metrics. Without it there is no such page."
    )
    helpline_log: str = _setting(
        "", "json or plain: how log lines look. Plain where the line runs on one machine only."
    )
    helpline_drain_seconds: str = _setting(
        "0", "How long a stopping line goes on answering while /readyz already says 503, for a balancer to notice."
    )


@dataclass(frozen=True)
class Settings:
    """Checked settings."""

    tokens: tuple[str, ...]
    base_url: str
    host: str
    port: int
    workers: int
    secret: str
    name: str
    content_dir: Path
    var_dir: Path
    try_page: bool
    database_url: str
    account_sid: str = ""
    api_url: str = API
    metrics_token: str = ""
    log: str = "json"
    drain: int = 0

    @property
    def local(self) -> bool:
        """Whether the line is only reachable from this machine."""
        return is_local(self.base_url) and self.host in ("127.0.0.1", "localhost", "::1")


def is_local(url: str) -> bool:
    """Tell whether a URL points to this machine."""
    return _split(url).hostname in ("127.0.0.1", "localhost", "::1")


def _split(url: str) -> SplitResult:
    """Return the parts of a URL; one that cannot be split, has no usable port, or holds a backslash, has no parts at all."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 and not re.search(r"[\s\\]", url) else urlsplit("")
    except ValueError:
        return urlsplit("")


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings from `environ` (default: the process's). Raises SettingError with what to do."""
    environ = os.environ if environ is None else environ
    raw = Raw(
        **{
            item.name: environ[item.name.upper()].strip()
            for item in fields(Raw)
            if environ.get(item.name.upper(), "").strip()
        }
    )
    base, host = _base_url(raw.public_base_url), raw.host
    local = is_local(base) and host in ("127.0.0.1", "localhost", "::1")
    tokens = tuple(token for token in raw.twilio_auth_token.replace(" ", "").split(",") if token)
    secret, var_dir = raw.helpline_secret_key, Path(raw.helpline_var_dir)
    if local:
        tokens = tokens or (_kept(var_dir / "local-token"),)
        secret = secret or _kept(var_dir / "local-secret")
    if not tokens:
        raise SettingError(
            "TWILIO_AUTH_TOKEN is not set, so no request could be trusted. Set it to the Auth Token of your Twilio account."
        )
    if len(secret) < _LEAST_SECRET:
        raise SettingError(
            f"HELPLINE_SECRET_KEY has {len(secret)} characters, at least {_LEAST_SECRET} are needed. "
            'Make one with: python -c "import secrets; print(secrets.token_hex(32))"'
        )
    return Settings(
        tokens,
        base,
        host,
        _number("PORT", raw.port, 1, 65535),
        _number("WEB_CONCURRENCY", raw.web_concurrency, 1, 64),
        secret,
        raw.helpline_name,
        content_dir(raw.helpline_content_dir),
        var_dir,
        _switch("HELPLINE_TRY_PAGE", raw.helpline_try_page, local),
        raw.database_url,
        _account(raw.twilio_account_sid),
        _api_url(raw.twilio_api_url),
        _metrics_token(raw.helpline_metrics_token),
        _log(raw.helpline_log, local),
        _number("HELPLINE_DRAIN_SECONDS", raw.helpline_drain_seconds, 0, 60),
    )


def _base_url(url: str) -> str:
    parts = _split(url)
    bare = parts.path in ("", "/") and not set("?#") & set(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not bare:
        raise SettingError(
            f"PUBLIC_BASE_URL is {url!r}; allowed is an address without a path, such as https://helpline.example.org."
        )
    if parts.scheme == "http" and not is_local(url):
        raise SettingError(
            f"PUBLIC_BASE_URL is {url!r}; only https is allowed, except on this machine. Twilio would send messages in the clear."
        )
    return url.rstrip("/")


def _account(sid: str) -> str:
    if sid and not re.fullmatch(r"AC[0-9a-f]{32}", sid):
        raise SettingError(
            f"TWILIO_ACCOUNT_SID has {len(sid)} characters; allowed is AC and 32 digits or letters a to f, as the Twilio console shows it."
        )
    return sid


def _api_url(url: str) -> str:
    if _split(url).scheme != "https" and not is_local(url):
        raise SettingError(f"TWILIO_API_URL is {url!r}; only https is allowed, except on this machine.")
    return url.rstrip("/")


def _metrics_token(token: str) -> str:
    if token and len(token) < _LEAST_TOKEN:
        raise SettingError(
            f"HELPLINE_METRICS_TOKEN has {len(token)} characters, at least {_LEAST_TOKEN} are needed. "
            'Make one with: python -c "import secrets; print(secrets.token_hex(32))"'
        )
    return token


def _log(style: str, local: bool) -> str:
    if style.lower() not in ("", "json", "plain"):
        raise SettingError(f"HELPLINE_LOG is {style!r}; allowed is json or plain.")
    return style.lower() or ("plain" if local else "json")


def _number(name: str, text: str, least: int, most: int) -> int:
    if not text.isdecimal() or len(text) > _MOST_DIGITS or not least <= int(text) <= most:
        raise SettingError(f"{name} is {text!r}; allowed is a number from {least} to {most}.")
    return int(text)


def _switch(name: str, text: str, default: bool) -> bool:
    if text.lower() not in ("", "on", "off"):
        raise SettingError(f"{name} is {text!r}; allowed is on or off.")
    return default if not text else text.lower() == "on"


def content_dir(text: str) -> Path:
    """Return the folder with seeds/ and responses/: the one named, else the current one, else the packaged one."""
    packaged = Path(__file__).parent / "packaged"
    tried = [Path(text)] if text else [Path.cwd(), packaged, Path(__file__).parents[1]]
    found = next((folder for folder in tried if (folder / "seeds").is_dir() and (folder / "responses").is_dir()), None)
    if found is None:
        raise SettingError(
            f"HELPLINE_CONTENT_DIR: no folder with seeds/ and responses/ at {tried[0]}. Set it to the folder that has both."
        )
    return found.resolve()


def _kept(path: Path) -> str:
    """Return the local secret in `path`, made on first use and readable by this user only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and (kept := path.read_text().strip()):
            return kept
        path.unlink(missing_ok=True)
        return _made(path)
    except OSError as error:
        raise SettingError(
            f"cannot write {path} ({error.strerror}). Set TWILIO_AUTH_TOKEN and HELPLINE_SECRET_KEY, or HELPLINE_VAR_DIR."
        ) from None


def _made(path: Path) -> str:
    """Write a new secret, or return the one of a process that was faster. Raises OSError."""
    made = secrets.token_hex(32)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(made)
    except FileExistsError:
        return path.read_text().strip()
    return made
