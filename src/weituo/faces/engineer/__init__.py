"""The engineer's phone: what is next, how much time is left, and one thing to do."""
