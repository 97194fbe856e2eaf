"""What axe-core finds on a page that has come to rest."""
from axe_playwright_python.sync_playwright import Axe

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
# Colors in the midst of a transition, as after a change of the theme, are no page's colors.
REST = """Promise.all(document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
    .map((one) => one.finished.catch(() => null)))"""


def look(page, options=None):
    """All that axe-core says of a page."""
    page.evaluate(REST)
    return Axe().run(page, options=options) if options else Axe().run(page)


def violations(page):
    """What breaks WCAG 2.2 A or AA, each rule with its first element."""
    found = look(page, WCAG).response["violations"]
    return [(violation["id"], violation["nodes"][0]["html"][:200]) for violation in found]
