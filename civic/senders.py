"""What is known of whoever sent an update, asked for with each of them and therefore in one go."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from civic.choices import Shown
from civic.conversations import Conversation, ConversationKey
from civic.data_ports import Erasure
from civic.residents import Address, Cause, Resident
from civic.retention_ports import Sign
from civic.staff import StaffMember


@dataclass(frozen=True)
class Sender:
    """Somebody at an account, where that is known, and whether this very update took effect before.

    `conversation`: where they are in a form.
    `session_ends_at`: of a member of staff on the web. `shown`: what they can choose by typing, who read
    without buttons.
    """

    seen: bool = False
    conversation: Conversation = field(default_factory=Conversation)
    erasure: Erasure | None = None
    resident: Resident | None = None
    is_reachable: bool = True
    member: StaffMember | None = None
    session_ends_at: datetime | None = None
    sign: Sign | None = None
    shown: Shown | None = None


class Senders(Protocol):
    """Looks at whoever comes."""

    async def look(self, address: Address, cause: Cause, key: ConversationKey) -> Sender:
        """All that is known of an account, its conversation and an update."""
