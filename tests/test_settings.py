"""Every setting: what it takes, what it refuses and in which words, and what it is when nothing is set."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from helpline import settings
from helpline.problems import SettingError
from helpline.settings import Raw
from tests.conftest import BASE, ROOT, TOKEN

SECRET = "s" * 32
MAKE = 'Make one with: python -c "import secrets; print(secrets.token_hex(32))"'
NO_TOKEN = (
    "TWILIO_AUTH_TOKEN is not set, so no request could be trusted. Set it to the Auth Token of your Twilio account."
)


def address(url: str) -> str:
    return f"PUBLIC_BASE_URL is {url!r}; allowed is an address without a path, such as https://helpline.example.org."


def in_the_clear(url: str) -> str:
    return f"PUBLIC_BASE_URL is {url!r}; only https is allowed, except on this machine. Twilio would send messages in the clear."


def short(length: int) -> str:
    return f"HELPLINE_SECRET_KEY has {length} characters, at least 32 are needed. {MAKE}"


def account(length: int) -> str:
    return (
        f"TWILIO_ACCOUNT_SID has {length} characters; allowed is AC and 32 digits or letters a to f, "
        "as the Twilio console shows it."
    )


def production(**changed: str) -> dict[str, str]:
    settled = {
        "TWILIO_AUTH_TOKEN": TOKEN,
        "PUBLIC_BASE_URL": BASE,
        "HELPLINE_SECRET_KEY": SECRET,
        "HELPLINE_CONTENT_DIR": str(ROOT),
    }
    return settled | changed


def local(folder: Path, **changed: str) -> dict[str, str]:
    return {"HELPLINE_VAR_DIR": str(folder / "var"), "HELPLINE_CONTENT_DIR": str(ROOT)} | changed


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(SettingError) as caught:
        settings.read(environ)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("tokens", (TOKEN,)),
        ("base_url", BASE),
        ("host", "127.0.0.1"),
        ("port", 8000),
        ("workers", 2),
        ("secret", SECRET),
        ("name", "Cancer Helpline"),
        ("content_dir", ROOT),
        ("var_dir", Path("var")),
        ("try_page", False),
        ("database_url", ""),
        ("account_sid", ""),
        ("api_url", "https://api.twilio.com"),
        ("metrics_token", ""),
        ("log", "json"),
        ("drain", 0),
    ],
)
def test_production_with_the_least_that_it_needs(name: str, default: object) -> None:
    assert getattr(settings.read(production()), name) == default


@pytest.mark.parametrize(
    ("variable", "written", "name", "value"),
    [
        ("TWILIO_AUTH_TOKEN", "other", "tokens", ("other",)),
        ("PUBLIC_BASE_URL", "https://other.example.org:8443/", "base_url", "https://other.example.org:8443"),
        ("HOST", "::", "host", "::"),
        ("PORT", "80", "port", 80),
        ("WEB_CONCURRENCY", "64", "workers", 64),
        ("HELPLINE_SECRET_KEY", " " + "x" * 40, "secret", "x" * 40),
        ("HELPLINE_NAME", "Other Line", "name", "Other Line"),
        ("HELPLINE_VAR_DIR", "elsewhere", "var_dir", Path("elsewhere")),
        ("HELPLINE_TRY_PAGE", "ON", "try_page", True),
        ("HELPLINE_TRY_PAGE", "off", "try_page", False),
        ("DATABASE_URL", "sqlite:///x", "database_url", "sqlite:///x"),
        ("TWILIO_ACCOUNT_SID", "AC" + "0f" * 16, "account_sid", "AC" + "0f" * 16),
        ("TWILIO_API_URL", "http://127.0.0.1:9/", "api_url", "http://127.0.0.1:9"),
        ("HELPLINE_METRICS_TOKEN", "m" * 16, "metrics_token", "m" * 16),
        ("HELPLINE_LOG", "Plain", "log", "plain"),
        ("HELPLINE_DRAIN_SECONDS", "60", "drain", 60),
    ],
)
def test_each_setting_can_be_set(variable: str, written: str, name: str, value: object) -> None:
    assert getattr(settings.read(production(**{variable: written})), name) == value


def test_every_setting_says_what_it_is_for() -> None:
    assert all(item.metadata["about"].endswith(".") or "https://" in item.metadata["about"] for item in fields(Raw))


def test_the_environment_of_the_process_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in production(HELPLINE_NAME="Line of the process").items():
        monkeypatch.setenv(name, value)
    assert settings.read().name == "Line of the process"


@pytest.mark.parametrize("name", [item.name.upper() for item in fields(Raw) if item.default])
def test_an_empty_variable_is_one_that_is_not_set(tmp_path: Path, name: str) -> None:
    environ = production(HELPLINE_VAR_DIR=str(tmp_path))
    unset = {key: value for key, value in environ.items() if key != name}
    assert settings.read(environ | {name: "  "}) == settings.read(unset)


@pytest.mark.parametrize(
    ("written", "tokens"),
    [
        ("new,old", ("new", "old")),
        (" new , old ", ("new", "old")),
        ("new,", ("new",)),
        (",,old", ("old",)),
    ],
)
def test_several_tokens_hold_while_one_is_changed(written: str, tokens: tuple[str, ...]) -> None:
    assert settings.read(production(TWILIO_AUTH_TOKEN=written)).tokens == tokens


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"TWILIO_AUTH_TOKEN": ""}, NO_TOKEN),
        ({"TWILIO_AUTH_TOKEN": " , "}, NO_TOKEN),
        ({"HELPLINE_SECRET_KEY": ""}, short(0)),
        ({"HELPLINE_SECRET_KEY": "x" * 31}, short(31)),
        ({"PUBLIC_BASE_URL": "line.example.org"}, address("line.example.org")),
        ({"PUBLIC_BASE_URL": "ftp://line.example.org"}, address("ftp://line.example.org")),
        ({"PUBLIC_BASE_URL": "https://"}, address("https://")),
        ({"PUBLIC_BASE_URL": "https://line.example.org/sms"}, address("https://line.example.org/sms")),
        ({"PUBLIC_BASE_URL": "https://line.example.org//"}, address("https://line.example.org//")),
        ({"PUBLIC_BASE_URL": "https://line.example.org?a=b"}, address("https://line.example.org?a=b")),
        ({"PUBLIC_BASE_URL": "https://line.example.org#a"}, address("https://line.example.org#a")),
        ({"PUBLIC_BASE_URL": "http://line.example.org"}, in_the_clear("http://line.example.org")),
        ({"PUBLIC_BASE_URL": "http://localhost.example.org"}, in_the_clear("http://localhost.example.org")),
        ({"PUBLIC_BASE_URL": "http://10.0.0.1:8000"}, in_the_clear("http://10.0.0.1:8000")),
        ({"PORT": "0"}, "PORT is '0'; allowed is a number from 1 to 65535."),
        ({"PORT": "65536"}, "PORT is '65536'; allowed is a number from 1 to 65535."),
        ({"PORT": "-1"}, "PORT is '-1'; allowed is a number from 1 to 65535."),
        ({"PORT": "http"}, "PORT is 'http'; allowed is a number from 1 to 65535."),
        ({"PORT": "²"}, "PORT is '²'; allowed is a number from 1 to 65535."),
        ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY is '0'; allowed is a number from 1 to 64."),
        ({"WEB_CONCURRENCY": "65"}, "WEB_CONCURRENCY is '65'; allowed is a number from 1 to 64."),
        ({"WEB_CONCURRENCY": "1.5"}, "WEB_CONCURRENCY is '1.5'; allowed is a number from 1 to 64."),
        ({"HELPLINE_TRY_PAGE": "yes"}, "HELPLINE_TRY_PAGE is 'yes'; allowed is on or off."),
        (
            {"HELPLINE_METRICS_TOKEN": "m" * 15},
            f"HELPLINE_METRICS_TOKEN has 15 characters, at least 16 are needed. {MAKE}",
        ),
        ({"HELPLINE_LOG": "xml"}, "HELPLINE_LOG is 'xml'; allowed is json or plain."),
        ({"HELPLINE_DRAIN_SECONDS": "61"}, "HELPLINE_DRAIN_SECONDS is '61'; allowed is a number from 0 to 60."),
        ({"TWILIO_ACCOUNT_SID": "AC123"}, account(5)),
        ({"TWILIO_ACCOUNT_SID": "SK" + "0f" * 16}, account(34)),
        ({"TWILIO_ACCOUNT_SID": "AC" + "0F" * 16}, account(34)),
        (
            {"TWILIO_API_URL": "http://api.example.org"},
            "TWILIO_API_URL is 'http://api.example.org'; only https is allowed, except on this machine.",
        ),
        (
            {"HELPLINE_CONTENT_DIR": "/no/such/folder"},
            "HELPLINE_CONTENT_DIR: no folder with seeds/ and responses/ at /no/such/folder. "
            "Set it to the folder that has both.",
        ),
    ],
)
def test_what_is_refused(changed: dict[str, str], sentence: str) -> None:
    assert refusal(production(**changed)) == sentence


@pytest.mark.parametrize("missing", ["seeds", "responses"])
def test_half_a_content_folder_is_refused(tmp_path: Path, missing: str) -> None:
    for name in {"seeds", "responses"} - {missing}:
        (tmp_path / name).mkdir()
    assert refusal(production(HELPLINE_CONTENT_DIR=str(tmp_path))) == (
        f"HELPLINE_CONTENT_DIR: no folder with seeds/ and responses/ at {tmp_path}. Set it to the folder that has both."
    )


def test_the_content_of_the_current_folder_comes_before_that_of_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings.content_dir("") == ROOT
    for name in ("seeds", "responses"):
        (tmp_path / name).mkdir()
    assert settings.content_dir("") == tmp_path
    assert settings.content_dir(str(ROOT)) == ROOT


@pytest.mark.parametrize(
    "missing",
    [
        pytest.param({"TWILIO_AUTH_TOKEN": ""}, id="token"),
        pytest.param({"HELPLINE_SECRET_KEY": ""}, id="secret"),
    ],
)
@pytest.mark.parametrize(
    "reachable",
    [
        pytest.param({}, id="public-address"),
        pytest.param({"PUBLIC_BASE_URL": "http://127.0.0.1:8000", "HOST": "0.0.0.0"}, id="public-host"),  # noqa: S104
    ],
)
def test_a_line_that_others_can_reach_makes_no_secrets_of_its_own(
    tmp_path: Path, reachable: dict[str, str], missing: dict[str, str]
) -> None:
    environ = production(HELPLINE_VAR_DIR=str(tmp_path / "var"), **reachable) | missing
    assert refusal(environ) in (NO_TOKEN, short(0))
    assert not (tmp_path / "var").exists()


def test_a_local_line_makes_its_own_token_and_secret_once(tmp_path: Path) -> None:
    first = settings.read(local(tmp_path))
    assert first.local
    assert first.try_page
    assert len(first.tokens) == 1
    assert len({first.tokens[0], first.secret}) == 2
    assert min(len(first.tokens[0]), len(first.secret)) >= 64
    assert settings.read(local(tmp_path)) == first
    assert settings.read(local(tmp_path / "other")).secret != first.secret


def test_local_secrets_are_for_this_user_only(tmp_path: Path) -> None:
    settings.read(local(tmp_path))
    kept = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "var").iterdir()}
    assert kept == {"local-token": 0o600, "local-secret": 0o600}


def test_what_is_set_comes_before_what_a_local_line_makes(tmp_path: Path) -> None:
    made = settings.read(local(tmp_path, TWILIO_AUTH_TOKEN="a,b", HELPLINE_SECRET_KEY=SECRET, HELPLINE_TRY_PAGE="off"))
    assert (made.tokens, made.secret, made.try_page) == (("a", "b"), SECRET, False)
    assert not (tmp_path / "var").exists()
    assert refusal(local(tmp_path, HELPLINE_SECRET_KEY="short")) == short(5)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000", "http://localhost", "https://[::1]:8000"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_what_counts_as_local(tmp_path: Path, url: str, host: str) -> None:
    assert settings.read(local(tmp_path, PUBLIC_BASE_URL=url, HOST=host)).local


@pytest.mark.parametrize("changed", [{"PUBLIC_BASE_URL": BASE}, {"HOST": "0.0.0.0"}])  # noqa: S104
def test_what_does_not_count_as_local(tmp_path: Path, changed: dict[str, str]) -> None:
    made = settings.read(local(tmp_path, TWILIO_AUTH_TOKEN=TOKEN, HELPLINE_SECRET_KEY=SECRET, **changed))
    assert not made.local
    assert not made.try_page


def unwritable(folder: Path, error: str) -> str:
    return (
        f"cannot write {folder}/var/local-token ({error}). "
        "Set TWILIO_AUTH_TOKEN and HELPLINE_SECRET_KEY, or HELPLINE_VAR_DIR."
    )


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refusal(local(tmp_path / "file")) == unwritable(tmp_path / "file", "Not a directory")


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").touch()
    assert refusal(local(tmp_path)) == unwritable(tmp_path, "File exists")


def test_an_empty_local_token_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var/local-token").touch()
    assert all(settings.read(local(tmp_path)).tokens)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"PUBLIC_BASE_URL": "https://[::1"}, address("https://[::1")),
        ({"PORT": "1" * 5000}, f"PORT is '{'1' * 5000}'; allowed is a number from 1 to 65535."),
    ],
)
def test_what_crashes_should_be_refused(changed: dict[str, str], sentence: str) -> None:
    assert refusal(production(**changed)) == sentence


@pytest.mark.parametrize("url", ["https://line.example.org/?", "https://line.example.org:port", "https://my line.org"])
def test_an_address_that_twilio_cannot_call_is_refused(url: str) -> None:
    assert refusal(production(PUBLIC_BASE_URL=url)) == address(url)
