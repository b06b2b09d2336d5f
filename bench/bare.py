"""What the line is measured against: a Flask app that checks Twilio's signature, as Twilio's guide does, and says one thing."""

from __future__ import annotations

import os

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator

SMS = '<?xml version="1.0" encoding="UTF-8"?><Response><Message>Thank you. Call 1-800-4-CANCER.</Message></Response>'
VOICE = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Thank you. Call 1 800, 4 2 2, 6 2 3 7.</Say></Response>'


def create_app() -> Flask:
    """Return the app. It reads the same variables as the line does."""
    app = Flask("bench.bare")
    validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
    base = os.environ["PUBLIC_BASE_URL"]

    def answered(document: str) -> Response:
        given = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(base + request.environ["RAW_URI"], request.form, given):
            return Response(status=403)
        return Response(document, mimetype="text/xml")

    app.add_url_rule("/sms", "sms", lambda: answered(SMS), methods=["POST"])
    app.add_url_rule("/voice", "voice", lambda: answered(VOICE), methods=["POST"])
    app.add_url_rule("/voice/<path:place>", "turn", lambda place: answered(VOICE), methods=["POST"])
    return app
