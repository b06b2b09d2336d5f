"""One person's messages twice, in another order, and all at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from helpline.request import signature, text_parameters
from helpline.store import migrate
from helpline.store.database import connect
from helpline.store.store import Store
from helpline.store.tables import counts
from tests.conftest import BASE, TOKEN, Texting
from tests.twiml import messages


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = connect(f"sqlite:///{tmp_path}/store.db")
    migrate.upgrade(made)
    yield made
    made.dispose()


@pytest.fixture
def app(client: FlaskClient, engine: Engine) -> Flask:
    return client.application


def send(app: Flask, form: dict[str, str]) -> list[str]:
    answer = app.test_client().post(
        "/sms", data=form, headers={"X-Twilio-Signature": signature(TOKEN, BASE + "/sms", form)}
    )
    assert answer.status_code == 200
    return messages(answer.data)


def test_one_message_delivered_many_times_at_once_is_answered_alike_and_counted_once(
    app: Flask, engine: Engine
) -> None:
    form = text_parameters("what are the side effects")
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda _: send(app, form), range(48)))
    assert all(reply == replies[0] for reply in replies)
    store: Store = app.extensions["helpline-store"]
    store.close()
    with engine.connect() as connection:
        assert [row.times for row in connection.execute(select(counts))] == [1]


def test_different_messages_of_one_person_at_once_each_get_their_own_reply(app: Flask) -> None:
    bodies = {"side effects": "Side effects: ", "how is it given": "How it is given: ", "where do i go": "Where "}
    with ThreadPoolExecutor(12) as pool:
        for body, (first, *_) in pool.map(lambda body: (body, send(app, text_parameters(body))), list(bodies) * 12):
            assert first.startswith(bodies[body].strip())


@pytest.mark.parametrize("order", list(permutations(["menu", "2", "more", "i cant breathe"])))
def test_in_any_order_every_message_gets_a_reply(order: tuple[str, ...], text: Texting) -> None:
    for body in order:
        first = messages(text(body).data)[0]
        assert "1-800-4-CANCER" in first or "911" in first


@pytest.mark.parametrize("order", [("stop texting me", "start"), ("start", "stop texting me")])
def test_the_last_of_stop_and_start_holds(order: tuple[str, str], text: Texting) -> None:
    for body in order:
        text(body)
    silent = messages(text("side effects").data) == []
    assert silent == (order[-1] == "stop texting me")
