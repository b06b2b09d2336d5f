"""What people call a reply."""

from __future__ import annotations

from helpline.content.model import Entry


def title_of(entry: Entry) -> str:
    """Return the first title of a reply, or its id where it has none."""
    return next((words.title for words in entry.words.values() if words.title), entry.id)
