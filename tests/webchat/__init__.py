"""Tests of the browser channel."""
