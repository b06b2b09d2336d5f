"""`helpline doctor`: each line says what is so, or what to do; no line says a secret; and nobody's counts are touched."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import create_engine, text
from werkzeug.serving import make_server

from helpline import __version__, settings
from helpline.cli import check, doctor
from helpline.cli.main import main
from helpline.doctor.account import account
from helpline.doctor.address import address, reachable
from helpline.doctor.ask import moment
from helpline.doctor.clock import clock, judged
from helpline.doctor.database import database
from helpline.doctor.environment import environment as environment_lines
from helpline.doctor.finding import Finding
from helpline.doctor.signing import signing
from helpline.doctor.words import fallback, problems, words
from helpline.problems import Problem
from helpline.reply.turn import Line
from helpline.settings import Raw, Settings
from helpline.store.store import Store
from helpline.web.app import create_app
from tests.conftest import NOON, ROOT, TOKEN, Still
from tests.copies import Copy
from tests.restapi import ACCOUNT, Stand, standing

Wsgi = Callable[[dict[str, Any], Any], Any]
CANARY = "canary0secret0" * 3


def lines(found: Iterator[Finding]) -> list[str]:
    return [str(finding) for finding in found]


@contextmanager
def served(app: Wsgi) -> Iterator[str]:
    """Serve an app on this machine; yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def says(status: str, body: str, **headers: str) -> Wsgi:
    """Return an app that answers everything alike."""

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start(status, list(headers.items()))
        return [body.encode()]

    return app


@pytest.fixture
def found(environment: dict[str, str], tmp_path: Path) -> Settings:
    return settings.read(environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/store.db"})


@contextmanager
def running(
    found: Settings, line: Line, monkeypatch: pytest.MonkeyPatch, proxy: Callable[[Wsgi], Wsgi] = lambda app: app
) -> Iterator[Settings]:
    """Run the line behind a proxy; yield the settings with its address, which the line knows too."""
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    made: list[Wsgi] = []
    with served(lambda environ, start: made[0](environ, start)) as url:
        there = replace(found, base_url=url)
        made.append(proxy(create_app(there)))
        yield there


def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_every_setting_has_a_line_and_no_secret_is_in_one() -> None:
    secret = {item.name.upper(): CANARY for item in fields(Raw) if item.name.endswith(("token", "key"))}
    given = secret | {"DATABASE_URL": f"postgresql://user:{CANARY}@db.example.org/helpline?password={CANARY}"}
    made = lines(environment_lines(given | {"PUBLIC_BASE_URL": f"https://user:{CANARY}@line.example.org"}))
    assert [row.split(":")[0] for row in made] == [f"ok     {item.name.upper()}" for item in fields(Raw)]
    assert "ok     TWILIO_AUTH_TOKEN: set (42 characters)" in made
    assert "ok     DATABASE_URL: postgresql://...@db.example.org/helpline?..." in made
    assert "ok     PORT: 8000 (default)" in made
    assert CANARY not in "\n".join(made)


def test_all_faults_of_the_settings_are_said_at_once_and_no_secret() -> None:
    given = {"PUBLIC_BASE_URL": f"ftp://user:{CANARY}@x", "PORT": "http", "HELPLINE_SECRET_KEY": CANARY[:31]}
    made = lines(environment_lines(given | {"HELPLINE_NAM": "Line", "HELPLINE_TEST_POSTGRES": "x"}))
    todo = [row for row in made if row.startswith("to do")]
    assert [row.split(":")[0] for row in todo] == [
        "to do  TWILIO_AUTH_TOKEN",
        "to do  PUBLIC_BASE_URL",
        "to do  PORT",
        "to do  HELPLINE_SECRET_KEY",
        "to do  HELPLINE_NAM",
    ]
    assert todo[2] == "to do  PORT: is 'http'; allowed is a number from 1 to 65535."
    assert todo[4] == "to do  HELPLINE_NAM: is no setting, nothing reads it. Did you mean HELPLINE_NAME?"
    assert CANARY[:31] not in "\n".join(made)


@pytest.mark.parametrize(
    ("leads_to", "start"),
    [
        ("93.184.215.14", "ok     public address: line.example.org leads to the public address 93.184.215.14."),
        ("10.1.2.3", "?      public address: line.example.org leads to 10.1.2.3 from here, which is no public address"),
        ("fe80::1%eth0", "?      public address: line.example.org leads to fe80::1%eth0 from here"),
        ("", "to do  public address: the name line.example.org is not known to the DNS."),
    ],
)
def test_where_the_name_leads_tells_what_can_be_told(
    leads_to: str, start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(*_: object, **__: object) -> list[tuple[object, ...]]:
        if not leads_to:
            raise socket.gaierror
        return [(0, 0, 0, "", (leads_to, 0))]

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    made = str(reachable("https://line.example.org"))
    assert made.startswith(start)
    assert made.endswith("curl https://line.example.org/healthz") == bool(leads_to)


def test_a_line_on_this_machine_cannot_be_called_by_twilio() -> None:
    assert str(reachable("http://127.0.0.1:8000")).startswith(
        "to do  public address: http://127.0.0.1:8000 is this machine"
    )


@pytest.mark.parametrize(
    ("answering", "sentence"),
    [
        (
            says("200 OK", f'{{"status": "ok", "version": "{__version__}", "content": "c0"}}'),
            f"answers, version {__version__}, content c0.",
        ),
        (says("200 OK", '{"status": "ok", "version": "0.0.0"}'), "version 0.0.0 runs there"),
        (says("200 OK", f'{{"status": "degraded", "version": "{__version__}"}}'), "degraded"),
        (
            says("301 Moved", "", Location="https://other.example.org/healthz"),
            "redirects to https://other.example.org/",
        ),
        (says("404 Not Found", "<h1>nothing</h1>"), "answered 404, not as this line does"),
        (says("200 OK", "[]"), "answered 200, not as this line does"),
    ],
)
def test_what_answers_at_the_public_address(answering: Wsgi, sentence: str, found: Settings) -> None:
    with served(answering) as url:
        server = lines(address(replace(found, base_url=url)))[1]
    assert sentence in server
    assert server.startswith("ok     server: ") == sentence.startswith("answers")


def test_an_address_where_nothing_listens_is_said_once_and_the_signature_is_not_tried(found: Settings) -> None:
    there = replace(found, base_url=f"http://127.0.0.1:{closed_port()}")
    assert "the connection is refused, nothing listens there" in lines(address(there))[1]
    assert [finding.state for finding in signing(there)] == ["?"]


def test_a_good_signature_passes_and_leaves_no_trace(
    found: Settings, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched: list[str] = []
    for name in ("_put", "opted_out", "count", "opt", "forget"):
        monkeypatch.setattr(Store, name, lambda *_, name=name, **__: touched.append(name))
    with running(found, line, monkeypatch) as there:
        made = lines(signing(there))
    assert [row.partition(": ")[0] for row in made] == ["ok     signature", "ok     forged requests", "ok     proxy"]
    assert touched == []


def test_another_token_is_refused_and_the_line_says_what_to_do(
    found: Settings, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(found, line, monkeypatch) as there:
        (made,) = lines(signing(replace(there, tokens=("another",))))
    assert made.startswith("to do  signature: the line refused (403)")
    assert "another" not in made


def test_a_proxy_that_decodes_paths_is_found(found: Settings, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def decoding(inner: Wsgi) -> Wsgi:
        def proxy(environ: dict[str, Any], start: Any) -> Any:
            changed = unquote(environ["RAW_URI"])
            return inner(environ | {"RAW_URI": changed, "REQUEST_URI": changed}, start)

        return proxy

    with running(found, line, monkeypatch, decoding) as there:
        made = lines(signing(there))
    assert made[0].startswith("ok     signature: ")
    assert made[2].startswith("to do  proxy: the proxy changes paths")


@pytest.mark.parametrize(
    ("answering", "about", "sentence"),
    [
        (says("200 OK", "<Response/>"), "forged requests", "/sms and /voice did not answer 403 to a wrong signature"),
        (
            says("302 Found", "", Location="https://x.example.org/voice"),
            "signature",
            "redirects to https://x.example.org",
        ),
        (says("502 Bad Gateway", "<html>"), "signature", "answered 502, not as this line does"),
        (says("200 OK", "<h1>It works</h1>"), "signature", "answered 200, not as this line does"),
    ],
)
def test_something_else_behind_the_address_is_found(
    answering: Wsgi, about: str, sentence: str, found: Settings
) -> None:
    with served(answering) as url:
        todo = [row for row in lines(signing(replace(found, base_url=url))) if row.startswith("to do")]
    assert todo[0].startswith(f"to do  {about}: ")
    assert sentence in todo[0]


@pytest.mark.parametrize(
    ("ahead", "row"),
    [
        (60, "ok     clock: within 60 seconds of Twilio's."),
        (-60, "ok     clock: within 60 seconds of Twilio's."),
        (61, "to do  clock: 61 seconds ahead of Twilio's. Switch on time synchronisation (NTP)."),
        (-7200, "to do  clock: 7200 seconds behind Twilio's. Switch on time synchronisation (NTP)."),
    ],
)
def test_how_far_the_clock_may_be_off(ahead: int, row: str) -> None:
    assert str(judged(ahead)) == row


def test_the_clock_is_compared_with_the_api_without_an_account(found: Settings) -> None:
    with standing("t") as stand:
        there = replace(found, api_url=stand.url)
        assert clock(there).state == "ok"
        stand.ahead = 7200
        assert clock(there).state == "to do"
    assert clock(there).state == "?", "nobody answers any more"


@pytest.mark.parametrize("said", ["", "yesterday", "Mon, 23 Nov 2026 12:00:00"])
def test_a_server_without_a_usable_date_tells_no_time(said: str) -> None:
    assert moment(said) is None


def test_the_database_from_none_to_this_version(found: Settings, environment: dict[str, str], tmp_path: Path) -> None:
    assert str(database(found)) == "to do  database: there is none yet. Run `helpline db upgrade`."
    (tmp_path / "store.db").touch()
    assert "at revision none, needed is" in str(database(found))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (environment | {"DATABASE_URL": found.database_url}).items():
            patch.setenv(name, value)
        assert main(["db", "upgrade"]) == 0
    assert database(found).state == "ok"
    engine = create_engine(found.database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    assert "at revision 9999, needed is" in str(database(found))


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (f"postgresql://user:{CANARY}@127.0.0.1:1/x", "cannot be opened (OperationalError)"),
        (f"mysql://user:{CANARY}@127.0.0.1/x", "DATABASE_URL names mysql"),
    ],
)
def test_a_database_that_cannot_be_used(url: str, sentence: str, found: Settings) -> None:
    made = str(database(replace(found, database_url=url)))
    assert made.startswith("to do  database: ")
    assert sentence in made
    assert CANARY not in made


def test_the_content_of_the_project_with_its_dates(found: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    made = list(words(found.content_dir, check.found(found.content_dir, NOON.date())))
    assert made[0].state == "ok"
    assert made[0].about == "content"
    for seed in (ROOT / "seeds").glob("*.md"):
        assert any(seed.stem in f"{row.about} {row.sentence}" for row in made)
    assert any("referral" in f"{row.about} {row.sentence}" for row in made)
    assert "ok     fallback: sms.xml and voice.xml in helpline/lastresort are those of the content." in map(str, made)


def test_content_that_cannot_be_served_is_a_thing_to_do(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "content")
    copy.write("responses/menu.yaml", "choices: [")
    made = list(words(copy.folder, check.found(copy.folder, NOON.date())))
    assert {row.state for row in made} == {"to do"}
    assert any("responses/menu.yaml:" in row.sentence for row in made)


def test_problems_are_said_once_a_kind_and_errors_first() -> None:
    found = [Problem(f"responses/{name}.yaml", 3, 1, "warning", "late", "is late.") for name in "cab"]
    found.append(Problem("seeds/x.md", 1, 1, "error", "wrong", "is wrong."))
    assert lines(problems(found)) == [
        "to do  wrong: seeds/x.md:1 is wrong.",
        "to do  late: responses/a.yaml:3 is late. And 2 more: run `helpline check`.",
    ]


def test_documents_that_say_other_words_than_the_content_are_to_be_made_again(line: Line, tmp_path: Path) -> None:
    (tmp_path / "sms.xml").write_text("<Response/>")
    made = lines(fallback(line.content, tmp_path))[1]
    assert made.startswith(f"to do  fallback: sms.xml and voice.xml in {tmp_path} say other words than the content.")
    assert made.endswith(f"Run `helpline fallback {tmp_path}` and publish them again.")


@pytest.fixture
def stand() -> Iterator[Stand]:
    with standing(TOKEN) as made:
        yield made


def asked(found: Settings, stand: Stand) -> list[str]:
    return lines(account(replace(found, account_sid=ACCOUNT, api_url=stand.url)))


def test_without_an_account_nothing_is_asked(found: Settings) -> None:
    assert [finding.state for finding in account(found)] == ["?"]


def test_an_account_that_refuses_us(found: Settings, stand: Stand) -> None:
    stand.token = "changed"
    (made,) = asked(found, stand)
    assert made.startswith("to do  Twilio account: Twilio refused the account (401). Copy the Account SID")
    assert TOKEN not in made
    assert ACCOUNT not in made


def test_an_api_that_cannot_be_reached(found: Settings) -> None:
    there = replace(found, account_sid=ACCOUNT, api_url=f"http://127.0.0.1:{closed_port()}")
    (made,) = lines(account(there))
    assert made.startswith("to do  Twilio account: Twilio's API cannot be reached (ConnectionError).")


@pytest.mark.parametrize(
    ("about", "row"),
    [
        ({}, "ok     Twilio account: it is active and lets us in."),
        ({"status": "suspended"}, "to do  Twilio account: it is suspended. Settle that in the Twilio console."),
        ({"type": "Trial"}, "to do  Twilio account: it is a trial, which texts only to verified numbers. Upgrade it"),
    ],
)
def test_the_state_of_the_account(about: dict[str, str], row: str, found: Settings, stand: Stand) -> None:
    stand.account |= about
    assert asked(found, stand)[0].startswith(row)


HERE = {
    "sms_url": "https://line.example.org/sms",
    "sms_method": "POST",
    "voice_url": "https://line.example.org/voice",
    "voice_method": "POST",
    "status_callback": "https://line.example.org/voice",
    "status_callback_method": "POST",
    "sms_fallback_url": "https://static.example.org/sms.xml",
}


@pytest.mark.parametrize(
    ("about", "row"),
    [
        (HERE, "ok     numbers: 1 of 1 lead to this line."),
        ({}, "to do  numbers: none of 1 leads to this line. See `helpline connect`."),
        (
            HERE | {"sms_method": "GET"},
            "to do  numbers: 1 of 1 that lead here are set otherwise. See `helpline connect`.",
        ),
        (HERE | {"sms_fallback_url": ""}, "to do  numbers: 1 of 1 have no fallback for texts. See `helpline connect`."),
    ],
)
def test_whether_a_number_leads_here(about: dict[str, str], row: str, found: Settings, stand: Stand) -> None:
    stand.number |= about
    assert asked(found, stand)[1] == row


def test_what_twilio_saw_from_outside_is_said_in_codes_alone(found: Settings, stand: Stand) -> None:
    assert asked(found, stand)[2] == "ok     seen from Twilio: no failed request to this line in the last hour."
    other = {"error_code": "11200", "request_url": "https://line.example.org.evil.example.org/sms"}
    stand.alerts = [{"error_code": "11205", "request_url": "https://line.example.org/sms", "alert_text": CANARY}, other]
    made = asked(found, stand)[2]
    assert made.startswith("to do  seen from Twilio: Twilio noted failed requests")
    assert "by code: 11205 (1)." in made
    assert CANARY not in made


def test_anything_to_do_is_exit_code_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(doctor, "findings", lambda: iter([Finding("ok", "a", "b."), Finding("?", "c", "d.")]))
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out == "ok     a: b.\n?      c: d.\nnothing to do\n"
    monkeypatch.setattr(doctor, "findings", lambda: iter([Finding("to do", "a", "b.")]))
    assert main(["doctor"]) == 1
    assert capsys.readouterr().out.endswith("1 to do\n")


def test_the_whole_round_over_a_running_line(
    found: Settings, line: Line, environment: dict[str, str], stand: Stand,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    with running(found, line, monkeypatch) as there:
        own = {"PUBLIC_BASE_URL": there.base_url, "TWILIO_API_URL": stand.url, "TWILIO_ACCOUNT_SID": ACCOUNT}
        for name, value in (environment | own | {"DATABASE_URL": found.database_url}).items():
            monkeypatch.setenv(name, value)
        assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    for about in ("signature", "forged requests", "proxy", "clock", "content", "Twilio account"):
        assert f"ok     {about}: " in said
    assert TOKEN not in said
    assert environment["HELPLINE_SECRET_KEY"] not in said
    assert str(stand.number["phone_number"]) not in said


def test_settings_that_cannot_be_read_stop_the_round(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (environment | {"TWILIO_AUTH_TOKEN": "", "PORT": "x"}).items():
        monkeypatch.setenv(name, value)
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "to do  TWILIO_AUTH_TOKEN: is not set" in said
    assert "to do  PORT: is 'x'" in said
    assert said.endswith(
        "?      the rest: not looked at, it needs these settings. Mend them and run this again.\n2 to do\n"
    )
