"""Which of the bot's messages answered which question."""

from collections import OrderedDict

QUESTIONS_REMEMBERED = 5000


class Replies:
    """Remembers by numbers alone which message answered which question, so that an edited question gets its
    answer changed. In memory: after a restart the edit of an earlier question is answered anew."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[int, int, int], int] = OrderedDict()

    def note(self, bot_id: int, chat_id: int, question: int, answer: int) -> None:
        """The newest answer to a question."""
        self._answers[bot_id, chat_id, question] = answer
        if len(self._answers) > QUESTIONS_REMEMBERED:
            self._answers.popitem(last=False)

    def forget(self, chat_id: int) -> None:
        """Drops what a chat was answered."""
        for key in [key for key in self._answers if key[1] == chat_id]:
            del self._answers[key]

    def to(self, bot_id: int, chat_id: int, question: int) -> int | None:
        """The message that answered a question, if it is remembered."""
        return self._answers.get((bot_id, chat_id, question))
