"""Pictures of announcements, and what was changed in copies that had been sent."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, names, through
from storage.declarations.words import ANNOUNCEMENT, CLAIMABLE, CREATED, KIND, NUMBER, REVISION, STATUS
from storage.tables import AnnouncementChangeRow, AnnouncementEditRow, PictureFileRow, PictureRow

DECLARED = (
    Declared(
        PictureRow,
        "Shows a picture with an announcement; nothing but its pixels is kept.",
        Kept.PUBLIC,
        Basis.NONE,
        {
            "id": NUMBER,
            "content": "the picture",
            "mime": "its format",
            "width": "its size",
            "height": "its size",
            "sha256": "keeps the same picture once",
            "used_at": "deletes it when it is not used any more",
        },
    ),
    Declared(
        PictureFileRow,
        "Sends a picture to a messenger once and not to each reader anew.",
        Kept.TECHNICAL,
        Basis.NONE,
        {
            "picture_id": "the picture",
            "bot_id": "which of the bots sent it",
            "file_id": "what the messenger calls it",
        },
    ),
    Declared(
        AnnouncementChangeRow,
        "Corrects or recalls an announcement that was sent.",
        Kept.DRAFT,
        Basis.STAFF,
        {
            "id": NUMBER,
            "announcement_id": ANNOUNCEMENT,
            "kind": KIND,
            "bodies": "what it says now, by language",
            "base": "what it was made from",
            "by_id": "who wrote it; emptied when they are forgotten",
            "created_at": CREATED,
            "revision": REVISION,
            "confirmed_at": "when it was released",
            "planned_at": "when the copies were listed",
            "finished_at": "when the last copy was changed",
            "asked_at": "since when it waits for a second person",
            "asked_again_at": "that owners were told that it waits",
            "why": "why it was given back",
        },
        mentions=(names("by_id"),),
    ),
    Declared(
        AnnouncementEditRow,
        "Changes each copy once.",
        Kept.COPIES,
        Basis.TASK,
        {
            "id": NUMBER,
            "change_id": "the correction or recall",
            "delivery_id": "the copy",
            "status": STATUS,
            "claimable_at": CLAIMABLE,
            "detail": "why the copy could not be changed",
        },
        owners=(through("delivery_id", "delivery"),),
    ),
)
