"""The Twilio account of the line, through Twilio's REST API: the only part that imports its client."""
