"""The browser channel: a Bot API gateway and a page."""
