"""What a messenger shows of the bot by itself, in each language: its menu, and what it is for."""

from aiogram import Bot
from aiogram.types import BotCommand

from handlers.services import Services
from handlers.views.welcome import commands, description, short_description
from locales import Language


async def describe(bot: Bot, services: Services) -> None:
    """Tells a messenger, which asks for codes of two letters, and none for all other languages."""
    await _in_language(bot, services, services.catalogues.main, None)
    for lang in services.catalogues:
        if len(lang.code) == 2:
            await _in_language(bot, services, lang, lang.code)


async def _in_language(bot: Bot, services: Services, lang: Language, code: str | None) -> None:
    # Asking first, since a messenger allows few changes, and a program may start often.
    menu = [BotCommand(command=name, description=text) for name, text in commands(lang)]
    if await bot.get_my_commands(language_code=code) != menu:
        await bot.set_my_commands(menu, language_code=code)
    about = description(lang, services.office)
    if (await bot.get_my_description(language_code=code)).description != about:
        await bot.set_my_description(about, language_code=code)
    short = short_description(lang)
    if (await bot.get_my_short_description(language_code=code)).short_description != short:
        await bot.set_my_short_description(short, language_code=code)
