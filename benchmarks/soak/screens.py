"""What one person sees: answers, and announcements, which are no answers."""

from dataclasses import dataclass, field

from benchmarks.load.telegram import Chat
from benchmarks.soak.words import MARKER


@dataclass
class Screen(Chat):
    """A screen that remembers what came since the person wrote, and every copy of an announcement by the
    numbers of the messages. To staff, who see it on cards and in reports, its sign is no copy."""

    is_staff: bool = False
    heard: list[str] = field(default_factory=list)
    fresh: set[int] = field(default_factory=set)
    copies: dict[str, set[int]] = field(default_factory=dict)

    def listen(self) -> None:
        """Waits for the answer to another message."""
        super().listen()
        self.heard.clear()
        self.fresh.clear()

    def show(self, number: int, text: str, markup: str) -> None:
        """A message of the bot, new or changed."""
        found = None if self.is_staff else MARKER.search(text)
        if found is not None:
            self.copies.setdefault(found[0], set()).add(number)
            return
        super().show(number, text, markup)
        self.heard.append(text)
        self.fresh.add(number)

    @property
    def said(self) -> str:
        """All that came since the person wrote."""
        return "\n".join(self.heard)

    def offers(self, name: str, *args: object) -> bool:
        """Whether a button so called, with these arguments at its end, came since the person wrote."""
        return any(number in self.fresh for number, _ in self.button(name, *args))
