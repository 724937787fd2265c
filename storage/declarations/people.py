"""Residents, their accounts and subscriptions; staff, invitations and groups."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, of_account, whose
from storage.declarations.words import CHANNEL, CREATED, LINK_HASH, NUMBER, RESIDENT
from storage.tables import AccountRow, GroupRow, InvitationRow, ResidentRow, StaffRow, SubscriptionRow

DECLARED = (
    Declared(
        ResidentRow,
        "Speaks with a person in their language, and does not ask again what they said before.",
        Kept.ACCOUNT,
        Basis.TASK,
        {
            "id": NUMBER,
            "language": "the language in which the person is answered",
            "language_chosen": "whether the person chose it, so that nothing else changes it",
            "name": "offered again at the next registration; given at the last one",
            "notice_version": "which privacy notice the person saw",
            "notice_at": "since when they know it",
            "district": "announcements for a part of town; only if the person chose one",
            "created_at": "since when the person is known",
            "heard_language": "which language they were asked about, so that they are asked once",
            "news_when": "whether announcements come at once or together",
            "numbered": "whether the person reads without buttons and chooses by numbers",
        },
        owners=(whose("id"),),
    ),
    Declared(
        AccountRow,
        "Finds the person behind a chat, and the chat to write to.",
        Kept.ACCOUNT,
        Basis.TASK,
        {
            "id": NUMBER,
            "resident_id": RESIDENT,
            "channel": CHANNEL,
            "chat_id": "the number of the chat, as the messenger gave it",
            "reachable": "whether the person has blocked the bot",
            "created_at": "the newest chat is the one that is written to",
        },
        owners=(whose("resident_id"), of_account()),
    ),
    Declared(
        SubscriptionRow,
        "Sends the announcements that a person wants, and no others.",
        Kept.ACCOUNT,
        Basis.CONSENT,
        {"resident_id": RESIDENT, "topic": "what the person wants to hear of"},
        owners=(whose("resident_id"),),
    ),
    Declared(
        StaffRow,
        "Says who may work here, and as what.",
        Kept.STAFF,
        Basis.STAFF,
        {
            "resident_id": RESIDENT,
            "role": "what the person may do",
            "topics": "to which topics that is limited",
            "since": "since when",
            "seen_at": "when the person used the bot last, to the hour: whom to ask for an approval",
        },
        owners=(whose("resident_id"),),
    ),
    Declared(
        InvitationRow,
        "Lets somebody become a member of staff by a link, once; for whom it was made is not kept.",
        Kept.LINK,
        Basis.NONE,
        {
            "token_hash": LINK_HASH,
            "kind": "what the link grants",
            "topics": "to which topics that is limited",
            "expires_at": "the link works for 24 hours",
            "used_at": "the link works once",
        },
        secret=("token_hash",),
    ),
    Declared(
        GroupRow,
        "Knows the groups that the bot is in; who is in them is not kept.",
        Kept.TECHNICAL,
        Basis.NONE,
        {
            "channel": CHANNEL,
            "chat_id": "the number of the group",
            "kind": "whether it is the staff's, one for trying, or a guest's",
            "since": CREATED,
        },
    ),
)
