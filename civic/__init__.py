"""The subject itself: answers, events, registrations, announcements, residents and staff."""
