"""Making the last-resort documents from the content."""

from __future__ import annotations

from datetime import UTC, datetime

from twilio.twiml.voice_response import VoiceResponse

from helpline import sms
from helpline.content.model import Content
from helpline.reply.reply import Speaker


def documents(content: Content) -> dict[str, str]:
    """Return `sms.xml` and `voice.xml`, each saying the `failure` reply in every language."""
    speakers = [
        Speaker(content, "", lang, datetime.now(UTC))
        for lang in content.languages
        if lang in content.entries["failure"].words
    ]
    call = VoiceResponse()
    for speaker in speakers:
        language = content.languages[speaker.lang]
        call.say(speaker.say("failure", "voice"), voice=language.voice, language=language.recognizer)
    call.hangup()
    return {"sms.xml": sms.twiml([" ".join(speaker.say("failure") for speaker in speakers)]), "voice.xml": str(call)}
