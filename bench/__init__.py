"""How fast the line is, measured beside a bare Flask app on the same server. Run by `make bench`."""
