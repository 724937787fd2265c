"""How many updates a second bots answer: ours, and the echo bots of the two libraries."""
