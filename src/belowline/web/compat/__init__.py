"""Other services' interfaces on our engine: requests in their words, answers in theirs; no HTTP."""
