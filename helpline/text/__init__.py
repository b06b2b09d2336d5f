"""Text on its way in (clean-up) and on its way out (segments, reading grade)."""
