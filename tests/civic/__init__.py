"""Tests of the subject itself."""
