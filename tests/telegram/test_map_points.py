"""A point on the map for an event: a location sent from a phone, only where one was asked for."""

import telegram

from civic.staff import InvitationKind
from tests.telegram.chat import Chat, Telegram

PLACE = telegram.Location(7.7689, 49.4401)


async def test_a_location_becomes_the_point_of_the_event(telegram_side: Telegram, ada: Chat) -> None:
    token = await telegram_side.city.invitation(InvitationKind.COORDINATOR)
    await ada.says(f"/start staff_{token}")
    await ada.taps("Accept")
    await ada.says("/newevent")
    for said in ("Tea", "18.12.2026 18:00", "Königstraße", "20"):
        await ada.says(said)
    await ada.taps("Place")
    refused, again = await ada.sends(location=PLACE)
    assert "I can only read text" in refused.text
    assert "Where does it take place?" in again.text
    await ada.says("Stiftsplatz")
    await ada.taps("More settings")
    await ada.taps("Point on the map")
    (card,) = await ada.sends(location=PLACE)
    assert "Stiftsplatz" in card.text
    async with telegram_side.app.services.uow.reading() as r:
        one = await r.events.get(1)
    assert one is not None
    assert (one.event.latitude, one.event.longitude) == (49.4401, 7.7689)
