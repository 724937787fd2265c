"""Fuzzing by the hour."""
