"""From what a message asks for, and the conversation so far, to what is said. Pure; the channel is somebody else's."""
