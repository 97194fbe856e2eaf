"""What axe-core finds on a page that has come to rest."""
from axe_playwright_python.sync_playwright import Axe

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
# Colors in the midst of a transition, as after a change of the theme, are no page's colors. What has no end or does not run is
# not waited for; what is taken away meanwhile needs no rest.
REST = """() => {
    const rest = [];
    const visit = (root) => {
        rest.push(...root.getAnimations().filter((one) => one.playState === 'running'
            && Number.isFinite(one.effect?.getComputedTiming().endTime)).map((one) => one.finished.catch(() => null)));
        for (const each of root.querySelectorAll('*')) if (each.shadowRoot) visit(each.shadowRoot);
    };
    visit(document);
    return Promise.all(rest).then(() => null);
}"""


def look(page, options=None):
    """All that axe-core says of a page."""
    page.evaluate(REST)
    return Axe().run(page, options=options) if options else Axe().run(page)


def violations(page):
    """What breaks WCAG 2.2 A or AA, each rule with its first element."""
    found = look(page, WCAG).response["violations"]
    return [(violation["id"], violation["nodes"][0]["html"][:200]) for violation in found]
