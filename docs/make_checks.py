"""Writes docs/checks.md from the docstrings of the rules."""

from __future__ import annotations

from pathlib import Path

from helpline.check.documented import page


def main() -> None:
    """Write the page."""
    Path(__file__).with_name("checks.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
