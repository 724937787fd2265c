"""Finding the right entry for a question, or saying honestly that there is none."""
