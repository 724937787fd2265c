"""Conversations of coordinators."""
