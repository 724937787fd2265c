"""Conversations with the whole bot: real aiogram over HTTP against the gateway."""
