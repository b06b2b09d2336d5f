"""A helpline by text and phone: short, true answers from reviewed source pages, and the way to a person."""

__version__ = "0.1.0"
