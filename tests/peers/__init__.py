"""The same bot against messenger servers that are not ours."""
