"""Tests of Stadtbote."""
