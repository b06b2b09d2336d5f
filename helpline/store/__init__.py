"""What the line keeps: opt-outs and counts. Behind the flow, not in it: without it people still get answers."""
