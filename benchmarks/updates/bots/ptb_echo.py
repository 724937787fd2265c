"""python-telegram-bot's echo bot, from its documentation (`echobot.py`); `MODE SERVER TOKEN PORT`."""

import asyncio
import sys

import uvloop
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Sends a copy of what was written."""
    if update.message is not None:
        await update.message.reply_text(update.message.text or "")


def main(mode: str, server: str, token: str, port: str) -> None:
    """Polls, or listens on the port."""
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    application = Application.builder().token(token).base_url(f"{server}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    if mode == "polling":
        application.run_polling(allowed_updates=Update.ALL_TYPES)
        return
    application.run_webhook("127.0.0.1", int(port), "telegram", webhook_url=f"{server}/telegram")


if __name__ == "__main__":
    main(*sys.argv[1:])
