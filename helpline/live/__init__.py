"""The content as it is served: watched, checked, and changed as a whole while the line runs."""
