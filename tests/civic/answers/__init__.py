"""Tests of finding an answer or handing over."""
