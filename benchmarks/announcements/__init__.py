"""How fast announcements are planned and sent, and how long people wait for an answer meanwhile."""
