"""The phone line: a call turn in, what to say and what to do next out, and its TwiML. Pure but for `textme`."""
