"""The words of the chat page itself: its buttons, its notices, what screen readers call its parts."""

from collections.abc import Mapping

from locales import Language
from locales.direction import right_to_left


def chat_words(lang: Language) -> Mapping[str, str]:
    """Every text that the page shows by itself, by the name under which its script knows it."""
    texts = _parts(lang) | _notices(lang) | _ending(lang)
    return {key: right_to_left(text) for key, text in texts.items()} if lang.is_rtl else texts


def _parts(lang: Language) -> dict[str, str]:
    return {
        "assistant": lang.label("Automated assistant"),
        "log": lang.label("Conversation"),
        "outbox": lang.label("Not sent yet"),
        "senderBot": lang.label("{name}:", name="Stadtbote"),
        "senderYou": lang.label("You:"),
        "placeholder": lang.label("Write a message"),
        "send": lang.label("Send"),
        "menu": lang.label("Menu"),
        "language": lang.label("Language"),
        "accessibility": lang.label("Accessibility"),
        "imprint": lang.label("Imprint"),
        "newer": lang.label("New messages"),
        "photo": lang.label("Picture"),
        "attach": lang.label("Send a picture"),
        "download": lang.label("Download:"),
        "newTab": lang.label("(new tab)"),
        "spoiler": lang.label("Hidden text, press to read"),
        "readAloud": lang.label("Read aloud"),
        "stopReading": lang.label("Stop reading"),
        "ok": lang.label("OK"),
        "cancel": lang.label("Cancel"),
    }


def _notices(lang: Language) -> dict[str, str]:
    return {
        "typing": lang.label("{name} is typing …", name="Stadtbote"),
        "offline": lang.label(
            "Connection lost … What you write will be sent as soon as it is back. "
            "In an emergency call {number}.",
            number=112,
        ),
        "waiting": lang.label("waiting for connection"),
        # TRANSLATORS: Beside a message that was changed after it was sent.
        "edited": lang.label("edited"),
        "gone": lang.label("This button is no longer valid. Please use a newer one."),
        "tooLong": lang.label("This message is too long. The limit is {n} characters.", n=4096),
        "failed": lang.label("That did not work. Please try again."),
        "noPicture": lang.label("This is no picture that I can read (JPEG, PNG or WebP)."),
        "bigPicture": lang.label("This picture is too big. Up to {n} MB are possible.", n=10),
    }


def _ending(lang: Language) -> dict[str, str]:
    return {
        "end": lang.label("End conversation here"),
        "endTitle": lang.label("End this conversation here?"),
        "endText": lang.label("The conversation disappears from this browser and cannot be brought back."),
        "endConfirm": lang.label("End it"),
        "ended": lang.label("The conversation has ended."),
        "restart": lang.label("New conversation"),
        "kioskTitle": lang.label("Are you still there?"),
        "kioskText": lang.label(
            "Nothing has happened here for a while. "
            "Soon I end the conversation and remove it from this device."
        ),
        "kioskStay": lang.label("I am still here"),
    }
