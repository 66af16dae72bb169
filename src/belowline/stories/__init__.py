"""Stories: the canonical address, the facts about an article, and the latest list."""
