"""The Telegram side proved: a whole bot against a recording Bot API server."""
