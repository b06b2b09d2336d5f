"""Seeds and replies: read, joined, checked as a whole, then frozen."""
