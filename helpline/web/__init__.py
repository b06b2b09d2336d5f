"""The HTTP side: Flask routes and the signature check."""
