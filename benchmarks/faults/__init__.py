"""Every fault in the middle of an announcement, on each database: who was lost, who got it twice."""
