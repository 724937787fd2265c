"""What owners see of the staff: the list, one member, their role and topics."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from civic.residents import ALL_TOPICS
from civic.staff import Role, StaffMember
from civic.staff_knowledge import STAFF
from civic.staff_members import NamedMember, Why
from handlers.screen import Rows, Screen, Tap, lines, page_of, paragraphs, shortened, tap, turning
from handlers.services import Services
from handlers.views.staff import role_name
from locales import Html, Language

ON_PAGE = 8
TOPICS_SHOWN = 8
NAME_SHOWN = 60


def choose_invitation(lang: Language) -> Screen:
    """As what somebody is invited."""
    rows = tuple((Tap(role_name(lang, role), tap("invite_as", role.value)),) for role in Role)
    text = lang.gettext("As what would you like to invite somebody?")
    return Screen(paragraphs(text, what_roles_do(lang)), (*rows, _back(lang)))


def what_roles_do(lang: Language) -> Html:
    """Every role in one line."""
    return lines(
        lang.gettext("Viewer: sees events, figures and questions, but no participants. Changes nothing."),
        lang.gettext("Author: also answers questions and writes drafts, which others release."),
        lang.gettext("Coordinator: also publishes, sends, and looks after participants."),
        lang.gettext("Owner: also decides who belongs to the staff, and reads the log."),
    )


def members(lang: Language, everybody: Sequence[NamedMember], number: int, invitations: int) -> Screen:
    """The staff, a page at a time, and how many invitations nobody has used yet."""
    shown = page_of(everybody, number, ON_PAGE)
    rows = tuple(
        (
            Tap(
                shortened(lang.joined(name_of(lang, one), role_name(lang, one.member.role)), NAME_SHOWN),
                tap("m", one.member.resident_id),
            ),
        )
        for one in shown.items
    )
    text = lang.ngettext("{n} member of staff:", "{n} members of staff:", len(everybody))
    turns = turning(shown.number, shown.last, "staff_list")
    invite: Rows = ((Tap(lang.label("Invite"), tap("invite")),),)
    if invitations:
        invite += ((Tap(lang.label("Withdraw invitations ({n})", n=invitations), tap("m_withdraw")),),)
    return Screen(text, (*rows, *turns, *invite, _back(lang)))


def ask_withdrawal(lang: Language) -> Screen:
    """Two taps, since colleagues may be about to use theirs."""
    text = lang.gettext(
        "Withdraw all invitations that nobody has used yet? Their links then no longer work, nor do codes "
        "for groups. You can invite people again at any time."
    )
    yes = Tap(lang.label("Yes, withdraw them"), tap("m_withdraw_yes"))
    return Screen(text, ((yes,), (Tap(lang.label("Back"), tap("staff_list", 0)),)))


def name_of(lang: Language, one: NamedMember) -> str:
    """The name that they gave, on one button."""
    return lang.isolate(shortened(one.name, 40)) if one.name else lang.label("no name given")


def member(lang: Language, services: Services, one: NamedMember) -> Screen:
    """What is known of one of them; never how to reach them."""
    found = one.member
    rows: Rows = ((Tap(lang.label("Change role"), tap("m_roles", found.resident_id)),),)
    if found.role is not Role.OWNER:
        rows += ((Tap(lang.label("Limit to topics"), tap("m_topics", found.resident_id, 0)),),)
    rows += (
        (Tap(lang.label("Remove from the staff"), tap("m_off", found.resident_id)),),
        (Tap(lang.label("Back"), tap("staff_list", 0)),),
    )
    return Screen(
        paragraphs(lang.bold(one.name or lang.label("no name given")), _facts(lang, services, found)), rows
    )


def _facts(lang: Language, services: Services, found: StaffMember) -> Html:
    zone = services.zone
    seen = lang.short_date(found.seen_at, zone) if found.seen_at is not None else lang.label("not yet")
    names = topic_names(lang, services)
    topics = ", ".join(names.get(slug, slug) for slug in sorted(found.topics))
    return lines(
        lang.gettext("Role: {role}", role=role_name(lang, found.role)),
        lang.gettext("Topics: {topics}", topics=topics or lang.label("all of them")),
        lang.gettext("On the staff since: {date}", date=lang.short_date(found.since, zone)),
        lang.gettext("Last here: {date}", date=seen),
    )


def choose_role(lang: Language, one: NamedMember) -> Screen:
    """The other roles."""
    number = one.member.resident_id
    others = [role for role in Role if role is not one.member.role]
    rows = tuple((Tap(role_name(lang, role), tap("m_role", number, role.value)),) for role in others)
    text = lang.gettext("Which role shall {name} have?", name=one.name or lang.label("no name given"))
    back = (Tap(lang.label("Back"), tap("m", number)),)
    return Screen(paragraphs(text, what_roles_do(lang)), (*rows, back))


def topics(lang: Language, services: Services, one: NamedMember, number: int) -> Screen:
    """Ticks for topics of announcements and initiatives of questions."""
    member_id, chosen = one.member.resident_id, one.member.topics
    shown = page_of(list(topic_names(lang, services).items()), number, TOPICS_SHOWN)
    rows = tuple(
        (
            Tap(
                shortened(("✓ " if slug in chosen else "") + name, NAME_SHOWN),
                tap("m_t", member_id, slug, shown.number),
            ),
        )
        for slug, name in shown.items
    )
    text = lang.gettext(
        "On which topics may {name} work? Without a tick: on all. What also concerns other topics is then "
        "for others.",
        name=one.name or lang.label("no name given"),
    )
    turns = turning(shown.number, shown.last, "m_topics", member_id)
    return Screen(text, (*rows, *turns, (Tap(lang.label("Back"), tap("m", member_id)),)))


def topic_names(lang: Language, services: Services) -> Mapping[str, str]:
    """What somebody can be limited to: topics to subscribe to, then initiatives, by their slugs."""
    knowledge = services.knowledge
    topics = {one.slug: knowledge.name(one.names, lang.code) for one in services.city.topics}
    topics.pop(ALL_TOPICS, None)
    named = [one for one in knowledge.initiatives.values() if one.id != STAFF]
    return topics | {one.id: knowledge.name(one.titles, lang.code) for one in named}


def ask_removal(lang: Language, one: NamedMember) -> Screen:
    """Two taps, since it takes effect at once."""
    number = one.member.resident_id
    text = lang.gettext(
        "Remove {name} from the staff? They are told. Their drafts stay, and questions that they had begun "
        "to answer are free again.",
        name=one.name or lang.label("no name given"),
    )
    yes = Tap(lang.label("Remove from the staff"), tap("m_off_yes", number))
    return Screen(text, ((yes,), (Tap(lang.label("Back"), tap("m", number)),)))


def not_changed(lang: Language, why: Why) -> Screen:
    """Why nothing was changed."""
    return Screen(_why(lang, why), (_back(lang),))


def _why(lang: Language, why: Why) -> Html:
    match why:
        case Why.NOT_OWNER:
            return lang.gettext("Only an owner can do that.")
        case Why.NOT_STAFF:
            return lang.gettext("This person is no longer on the staff.")
        case Why.LAST_OWNER:
            return lang.gettext(
                "The last owner has to stay one. Please make somebody else an owner first, then try again."
            )
        case Why.OWNERS_HAVE_ALL:
            return lang.gettext("Owners work on all topics. Please give this person another role first.")
        case _:
            assert_never(why)


def done(lang: Language) -> Screen:
    """It was changed."""
    return Screen(lang.gettext("Done."), (_back(lang),))


def role_changed(lang: Language, role: Role) -> Screen:
    """To whom it happened: what they are now."""
    text = lang.gettext("Your role has changed. You are now: {role}.", role=role_name(lang, role))
    return Screen(text, ((Tap(lang.label("What I can do now"), tap("staff")),),))


def removed(lang: Language) -> Screen:
    """To whom it happened: a friendly good-bye."""
    return Screen(
        lang.gettext(
            "You are no longer on the staff here. Thank you for your work! Everything for residents is open "
            "to you as before. If this is a mistake, please talk to your team."
        )
    )


def _back(lang: Language) -> tuple[Tap, ...]:
    return (Tap(lang.label("Back"), tap("staff")),)
