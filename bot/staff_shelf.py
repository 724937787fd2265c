"""The coordinators' published entries as a part of the library, whichever process published them."""

from dataclasses import dataclass

from civic.answers.knowledge import Knowledge
from civic.ports import Work
from civic.staff_knowledge import joined, published_entries
from handlers.services import Services
from handlers.views.answers import staff_source


@dataclass(frozen=True)
class StaffShelf:
    """Reads what is published."""

    services: Services

    async def revision(self, r: Work) -> tuple[int, ...]:
        """Changes whenever something was published or withdrawn."""
        return await r.entries.state()

    async def join(self, r: Work, knowledge: Knowledge) -> Knowledge:
        """The knowledge with what is published behind it."""
        entries = await published_entries(r, self._source)
        if not entries:
            return knowledge
        languages = [language.code for language in self.services.catalogues]
        return joined(knowledge, entries, languages)

    def _source(self, language: str, automatic: bool) -> str:
        lang = self.services.catalogues[language]
        return staff_source(lang, self.services.office, automatic=automatic)
