"""Tell people by e-mail what happened: what is due, its words, and the way to their inbox."""
