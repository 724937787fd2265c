"""Screens: what a person sees, built from an outcome and a language."""
