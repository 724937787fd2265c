"""A race for seats: a thousand people, a hundred seats, and fifty who change their mind meanwhile."""
