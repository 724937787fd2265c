"""The picture of an announcement: asking for it, what is wrong with it, what it shows."""

from civic.announcements import Announcement
from civic.pictures import BadPicture
from handlers.screen import Rows, Screen, Tap, columns, lines, tap
from handlers.services import Services
from handlers.views.announcement_extras import photo_of
from locales import Language


def row(lang: Language, draft: Announcement) -> Rows:
    """The button below a draft."""
    return ((Tap(lang.label("Picture"), tap("a_pic", draft.id)),),)


def picture_card(lang: Language, services: Services, draft: Announcement) -> Screen:
    """The picture as it goes out, and what may be done with it."""
    described = [
        lang.gettext(
            "{language}: {description}",
            language=services.catalogues[code].own_name,
            description=body.alt or "–",
        )
        for code, body in draft.bodies.items()
    ]
    languages = columns(
        Tap(
            lang.label("What it shows: {language}", language=services.catalogues[code].own_name),
            tap("a_pic_alt", draft.id, code),
        )
        for code in draft.bodies
    )
    return Screen(
        # As many as surely fit below a picture.
        lines(lang.gettext("What the picture shows, for people who cannot see it:"), *described[:3]),
        (
            *languages,
            (
                Tap(lang.label("Another picture"), tap("a_pic_new", draft.id)),
                Tap(lang.label("Remove the picture"), tap("a_pic_off", draft.id, draft.revision)),
            ),
            (Tap(lang.label("Back"), tap("a_card", draft.id)),),
        ),
        photo=photo_of(services, draft),
    )


def ask_picture(lang: Language) -> Screen:
    """Invites the picture."""
    return Screen(
        lang.gettext(
            "Please send me the picture (JPEG, PNG or WebP, at most 10 MB). "
            "I remove where and when it was taken and by whom."
        ),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def ask_description(lang: Language, written_in: Language) -> Screen:
    """Invites the words for those who cannot see it."""
    return Screen(
        lang.gettext(
            "What does the picture show? Please write one sentence in {language}, "
            "for people who cannot see it.",
            language=written_in.own_name,
        ),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def bad_picture(lang: Language, why: BadPicture) -> Screen:
    """What is wrong with it, and what would be right."""
    return Screen(
        {
            BadPicture.TOO_BIG: lang.gettext("This picture is too big: at most 10 MB, please."),
            BadPicture.NO_PICTURE: lang.gettext(
                "I cannot read this as a picture. Please send a JPEG, PNG or WebP file."
            ),
            BadPicture.MOVING: lang.gettext("This picture moves. Please send one that stands still."),
            BadPicture.TOO_MANY_PIXELS: lang.gettext(
                "This picture has too many pixels. Please send a smaller one."
            ),
            BadPicture.TOO_NARROW: lang.gettext(
                "This picture is too narrow: one side may be at most twenty times as long as the other."
            ),
        }[why]
    )


def not_fetched(lang: Language) -> Screen:
    """The messenger did not hand it out."""
    return Screen(lang.gettext("I could not get the picture. Please send it once more."))
