"""A customer follows a request that they sent by the form: by a link to their address, and by nothing else."""
import re
import time

from barriers import look
from desk import mail, wait_until


def newest_link(desk, address):
    """The link in the newest mail to an address."""
    def found():
        for letter in reversed(desk.sent_mails()):
            text = letter.get_body(("plain",)).get_content()
            link = re.search(r"http://\S+/help/link\S*", text)
            if link and address in str(letter["To"]):
                return link[0]
        return None
    return wait_until(found, 60)


def test_a_form_is_followed_by_a_link_to_its_address(desk, browser):
    desk.add_agent()
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-US")
    page = context.new_page()
    page.goto(f"{desk.url}/channels/contact-form/form")
    page.fill("input[name=name]", "Ada Lovelace")
    page.fill("input[name=email]", "ada@example.org")
    page.fill("input[name=subject]", "The printer eats paper")
    page.fill("textarea[name=message]", "It jams all the time.")
    time.sleep(3.5)  # The form is for people, who need a moment to write.
    page.click("button[type=submit]")
    page.wait_for_url("**/sent**")
    page.click("a[href*='/help/follow']")
    page.wait_for_url("**/help/follow**")
    page.click("button.primary")
    link = newest_link(desk, "ada@example.org")

    # Following the link alone signs nobody in: programs that read mail ahead of people follow every link.
    page.goto(link)
    assert page.request.get(f"{desk.url}/help/requests", max_redirects=0).status in (302, 303)
    page.click("button.primary")
    page.wait_for_url("**/help/requests**")
    if not re.search(r"/help/requests/\d+", page.url):
        page.click("text=The printer eats paper")
    assert "It jams all the time." in page.content()

    desk.reply(1, "Please clean the rollers.")
    desk.run("reply", 1, "--agent", "agent@desk.test", "--text", "Secret: he is difficult.", "--note")
    wait_until(lambda: "clean the rollers" in (page.reload() and page.content()), 60, 1)
    assert "difficult" not in page.content()

    page.fill("textarea", "That helped, thank you.")
    page.click("form:has(textarea) button.primary")
    wait_until(lambda: len(desk.ticket(1)["messages"]) == 4, 60)
    answer = desk.ticket(1)["messages"][-1]
    assert answer["direction"] == "inbound" and answer["text"] == "That helped, thank you."

    # The link is spent, and what is somebody else's looks like what is not there.
    other = browser.new_context(locale="en-US").new_page()
    other.goto(link)
    button = other.locator("button.primary")
    if button.count():
        button.first.click()
    other.goto(f"{desk.url}/help/requests")
    assert "The printer eats paper" not in other.content()
    desk.drop("bo", mail("bo@example.org", "Mine alone", "Hello."))
    wait_until(lambda: len(desk.tickets()) == 2, 60)
    foreign = page.goto(f"{desk.url}/help/requests/2")
    absent = page.goto(f"{desk.url}/help/requests/99")
    assert foreign.status == absent.status == 404
    context.close()


def test_the_portal_is_accessible_in_both_languages_and_themes(desk, browser):
    for locale in ("en-US", "zh-CN"):
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": 360, "height": 740}, locale=locale, color_scheme=scheme)
            page = context.new_page()
            for path in ("/help", "/help/sign-in"):
                page.goto(desk.url + path)
                assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, locale)
                found = look(page).response["violations"]
                assert not found, (path, locale, scheme, [(v["id"], v["nodes"][0]["html"][:200]) for v in found])
            context.close()
