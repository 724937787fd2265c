"""aiogram's echo bot, from its documentation (quick start, "Webhook"); `MODE SERVER TOKEN PORT`."""

import asyncio
import sys

import uvloop
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

dp = Dispatcher()


@dp.message()
async def echo(message: Message) -> None:
    """Sends a copy of what was written."""
    await message.answer(message.text or "")


def main(mode: str, server: str, token: str, port: str) -> None:
    """Polls, or listens on the port."""
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(server)))
    if mode == "polling":
        asyncio.run(dp.start_polling(bot))
        return
    app = web.Application()
    SimpleRequestHandler(dispatcher=dp, bot=bot).register(app, path="/telegram")
    setup_application(app, dp, bot=bot)
    web.run_app(app, host="127.0.0.1", port=int(port), access_log=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
