"""A hundred thousand messages from a thousand people, through the program as it is run."""
