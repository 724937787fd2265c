"""What is asked of an announcement's texts before it is submitted or sent."""

from civic.announcement_checks import BodyChecks
from civic.announcement_hours import Hours
from civic.announcement_readiness import ReviewRules
from civic.announcements import Button, ButtonKind
from civic.web_addresses import web_address
from handlers.services import Services
from handlers.views.news import measured


def review_rules(services: Services) -> ReviewRules:
    """The rules of this city."""
    return ReviewRules(body_checks(services), Hours(services.zone, services.quiet))


def body_checks(services: Services) -> BodyChecks:
    """What is asked of texts here. Whether an event is still there only its row can tell."""
    slugs = {topic.slug for topic in services.city.topics}

    def is_gone(button: Button) -> bool:
        match button.kind:
            case ButtonKind.TOPIC:
                return button.target not in slugs
            case ButtonKind.URL:
                return web_address(button.target) is None
            case ButtonKind.EVENT:
                return not button.target.isascii() or not button.target.isdecimal()

    languages = [one.code for one in services.catalogues]
    return BodyChecks(languages, measured(services), services.knowledge.glossary, is_gone)
