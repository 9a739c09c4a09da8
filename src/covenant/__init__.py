"""covenant: what an agreement promises, what happened, and what is owed. Pure; standard library only."""
