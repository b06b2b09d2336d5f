"""From a message to what it asks for. Pure: content in, `Match` out."""
