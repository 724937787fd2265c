"""A bot under mixed traffic for minutes, with faults, and what must be true in the end."""
