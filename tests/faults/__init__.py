"""Faults made on purpose: stops, kills, duplicates, refusals, outages, and what must be true afterwards."""
