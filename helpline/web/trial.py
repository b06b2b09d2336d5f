"""The page at `/` where a message can be tried without a phone: on where the line runs on one machine only, or if asked for.

What is typed goes through the real webhook, signed like Twilio signs, with the same parameters and the same cookie.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from helpline.request import signature, text_parameters, texts_of
from helpline.settings import Settings
from helpline.text.segments import size
from helpline.web import cookie

routes = Blueprint("trial", __name__)


@routes.get("/")
def page() -> Response:
    """Return the page."""
    settings: Settings = current_app.config["SETTINGS"]
    return Response(render_template("trial.html", name=settings.name), mimetype="text/html")


@routes.post("/try")
def send() -> Response:
    """Send the text of the JSON body through the webhook; return the replies with their cost."""
    settings: Settings = current_app.config["SETTINGS"]
    body = request.get_json(silent=True)
    text = body.get("text", "") if isinstance(body, dict) else ""
    form = text_parameters(str(text)[:1600])
    client = current_app.test_client()
    if talk := request.cookies.get(cookie.NAME):
        client.set_cookie(cookie.NAME, talk)
    answer = client.post(
        "/sms",
        data=form,
        headers={"X-Twilio-Signature": signature(settings.tokens[0], settings.base_url + "/sms", form)},
    )
    costs = (
        [(reply, size(reply)) for reply in texts_of(answer.get_data(as_text=True))] if answer.status_code == 200 else []
    )
    response = jsonify(
        status=answer.status_code,
        replies=[{"text": t, "segments": s.segments, "encoding": s.encoding, "units": s.units} for t, s in costs],
    )
    if made := client.get_cookie(cookie.NAME):
        response.set_cookie(cookie.NAME, made.value, httponly=True, samesite="Lax")
    return response
