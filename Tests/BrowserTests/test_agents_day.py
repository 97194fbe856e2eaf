"""An agent's day on the desk, in a real browser."""
import re

import pytest
from barriers import look
from desk import mail, wait_until

PASSWORD = "seven quiet rivers meet"


def set_up(browser, desk, link, **options):
    """A signed-in browser of a new account, which complains of every error on its pages."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", **options)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(link)
    for name, value in (("email", "admin@desk.test"), ("name", "Admin Person")):
        if page.locator(f"input[name={name}]:not([readonly]):not([type=hidden])").count():
            page.fill(f"input[name={name}]", value)
    page.fill("input[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_url("**/desk/**")
    return page


def admin(browser, desk, **options):
    link = wait_until(lambda: re.search(r"http://\S+/desk/setup\?token=\S+", desk.words()))[0]
    return set_up(browser, desk, link, **options)


def filled(desk, *letters):
    for index, (sender, subject, text) in enumerate(letters):
        desk.drop(f"letter{index}", mail(sender, subject, text))
        wait_until(lambda: len(desk.tickets()) == index + 1)


@pytest.fixture
def three_tickets(desk):
    filled(desk, ("Ada <ada@example.org>", "Printer jams", "It eats paper."),
           ("Bo <bo@example.org>", "Pump hums", "All night long."),
           ("Cy <cy@example.org>", "Invoice wrong", "Two digits are swapped."))
    return desk


def test_a_day_with_the_keyboard_alone(three_tickets, browser):
    desk = three_tickets
    page = admin(browser, desk)
    page.keyboard.press("g")
    page.keyboard.press("u")
    page.wait_for_url("**view=unassigned**")
    page.keyboard.press("j")
    page.keyboard.press("j")
    focused = page.evaluate("document.activeElement.closest('li').id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/tickets/*view=unassigned**")
    number = int(focused[1:])
    assert f"/desk/tickets/{number}" in page.url
    # Reply: r, words, Ctrl+Enter.
    page.keyboard.press("r")
    page.keyboard.type("We look into it.")
    page.keyboard.press("Control+Enter")
    wait_until(lambda: len(desk.ticket(number)["messages"]) == 2)
    page.wait_for_selector("text=We look into it.")
    # Note: n.
    page.keyboard.press("n")
    page.keyboard.type("Ask the plumber.")
    page.keyboard.press("Control+Enter")
    wait_until(lambda: desk.ticket(number)["messages"][-1]["direction"] == "note")
    page.wait_for_selector(".message.note >> text=Ask the plumber.")
    # Solved: e.
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    wait_until(lambda: desk.ticket(number)["status"] == "solved")
    page.wait_for_selector(".thread .chip.status.solved")
    # Search: /.
    page.keyboard.press("/")
    page.keyboard.type("invoice status:unsolved")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/search**")
    found = page.inner_text("main")
    assert "Invoice wrong" in found and "Pump hums" not in found
    # The help sheet: ?.
    page.keyboard.press("?") if page.evaluate("document.activeElement.tagName") != "INPUT" else page.keyboard.press("Escape")
    if not page.locator("dialog.keys[open]").count():
        page.keyboard.press("?")
    page.wait_for_selector("dialog.keys[open]")
    assert page.complaints == []
    page.context.close()


def test_a_second_browser_hears_of_changes_and_keeps_what_is_typed(three_tickets, browser):
    desk = three_tickets
    one = admin(browser, desk)
    two = set_up(browser, desk, desk.add_agent())
    one.goto(f"{desk.url}/desk/tickets/1?view=unsolved")
    two.goto(f"{desk.url}/desk/tickets/1?view=unsolved")
    one.wait_for_selector(".presence:has-text('Agent Smith')")
    one.fill(".compose.reply textarea", "Half an answer")
    two.wait_for_selector(".presence:has-text('is typing')")
    one.evaluate("window.isTheSamePage = true")
    two.click("label:has(#mode-note)")
    two.fill(".compose.note textarea", "I know him, @admin")
    two.click(".compose.note .foot button")
    one.wait_for_selector(".message.note >> text=I know him")
    one.wait_for_selector(".meanwhile")
    assert one.input_value(".compose.reply textarea") == "Half an answer"
    assert one.evaluate("window.isTheSamePage === true")
    # What was typed is sent only once the new words were seen, and then goes through.
    one.click(".meanwhile button")
    one.click(".compose.reply .send button")
    one.wait_for_selector(".message.reply >> text=Half an answer")
    # A new ticket comes to the top of the list by itself.
    two.goto(f"{desk.url}/desk/tickets?view=unsolved")
    two.evaluate("window.isTheSamePage = true")
    desk.drop("late", mail("Di <di@example.org>", "Late arrival", "Hello."))
    two.wait_for_selector("#tickets >> text=Late arrival", timeout=60000)
    assert two.evaluate("window.isTheSamePage === true")
    assert one.complaints == [] and two.complaints == []
    one.context.close()
    two.context.close()


def test_a_reply_is_taken_back_and_written_anew(three_tickets, browser):
    desk = three_tickets
    page = admin(browser, desk)
    page.goto(f"{desk.url}/desk/tickets/1")
    page.fill(".compose.reply textarea", "Too fast")
    page.click(".compose.reply .send button")
    page.click("form.undo button")
    page.wait_for_url("**draft=**")
    assert page.input_value(".compose.reply textarea").strip() == "Too fast"
    assert [d["state"] for d in desk.deliveries()] == ["canceled"]
    page.context.close()


def test_a_ticket_is_snoozed_and_woken(three_tickets, browser):
    desk = three_tickets
    page = admin(browser, desk)
    page.goto(f"{desk.url}/desk/tickets/2?view=unsolved")
    page.keyboard.press("s")
    page.click("button[name=preset][value=tomorrow]")
    page.wait_for_selector("#head >> text=asleep until")
    page.goto(f"{desk.url}/desk/tickets?view=unsolved")
    assert page.locator("#t2").count() == 0 and page.locator("#t1").count() == 1
    page.goto(f"{desk.url}/desk/tickets?view=snoozed")
    page.click("#t2 a")
    page.wait_for_url("**/desk/tickets/2**")
    page.keyboard.press("s")
    page.click("button[name=wake]")
    page.wait_for_selector("#head:not(:has-text('asleep until'))")
    page.goto(f"{desk.url}/desk/tickets?view=unsolved")
    assert page.locator("#t2").count() == 1
    page.context.close()


def test_many_tickets_are_changed_and_given_back(three_tickets, browser):
    desk = three_tickets
    page = admin(browser, desk)
    page.goto(f"{desk.url}/desk/tickets?view=unsolved")
    page.check("#t1 .tick")
    page.check("#t3 .tick")
    page.select_option(".bulk select[name=status]", "on-hold")
    page.click(".bulk button.primary")
    page.wait_for_selector(".toast >> text=2 tickets changed.")
    assert {t["number"]: t["status"] for t in desk.tickets()} == {1: "on-hold", 2: "new", 3: "on-hold"}
    page.click(".toast button")
    wait_until(lambda: all(t["status"] == "new" for t in desk.tickets()))
    assert page.complaints == []
    page.context.close()


def test_a_draft_is_there_again_in_another_browser(three_tickets, browser):
    desk = three_tickets
    page = admin(browser, desk)
    page.goto(f"{desk.url}/desk/tickets/1")
    page.fill(".compose.reply textarea", "Half an answer")
    page.wait_for_selector(".compose.reply .state:has-text('Draft kept')")
    page.goto(f"{desk.url}/desk/tickets/2")
    assert page.input_value(".compose.reply textarea") == ""
    other = browser.new_context(locale="en-US").new_page()
    other.goto(f"{desk.url}/desk/login")
    other.fill("input[name=email]", "admin@desk.test")
    other.fill("input[name=password]", PASSWORD)
    other.click("button.primary")
    other.wait_for_url("**/desk/tickets**")
    other.goto(f"{desk.url}/desk/tickets/1")
    assert other.input_value(".compose.reply textarea") == "Half an answer"
    other.context.close()
    page.context.close()


def test_files_are_dropped_pasted_and_sent(three_tickets, browser):
    desk = three_tickets
    page = admin(browser, desk)
    page.goto(f"{desk.url}/desk/tickets/1")
    page.evaluate("""() => {
        const files = new DataTransfer();
        files.items.add(new File(["four"], "plan.txt", {type: "text/plain"}));
        document.querySelector(".compose.reply").dispatchEvent(new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true}));
    }""")
    page.wait_for_selector(".uploads >> text=plan.txt")
    page.fill(".compose.reply textarea", "The plan is attached.")
    page.click(".compose.reply .send button")
    page.wait_for_selector(".message.reply .files >> text=plan.txt")
    page.context.close()


def test_the_desk_works_without_script(three_tickets, browser):
    desk = three_tickets
    page = admin(browser, desk, java_script_enabled=False)
    page.goto(f"{desk.url}/desk/tickets?view=unsolved")
    page.click("#t2 a")
    page.click("label:has(#mode-note)")
    page.fill(".compose.note textarea", "Without a script.")
    page.click(".compose.note .foot button")
    assert "Without a script." in page.inner_text("#timeline")
    page.click("details[data-key=snooze] summary")
    page.click("button[name=preset][value=week]")
    assert "asleep until" in page.inner_text("#head")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_desk_is_accessible(three_tickets, browser, scheme):
    desk = three_tickets
    page = admin(browser, desk, color_scheme=scheme)
    page.goto(f"{desk.url}/desk/tickets/1")
    page.click("label:has(#mode-note)")
    page.fill(".compose.note textarea", "For colleagues.")
    page.click(".compose.note .foot button")
    page.wait_for_selector(".message.note")
    for path in ("/desk/tickets?view=unsolved", "/desk/tickets?view=spam", "/desk/tickets/1?view=all", "/desk/tickets/new",
                 "/desk/search?q=printer", "/desk/search", "/desk/team", "/desk/contacts", "/admin/macros", "/admin/users",
                 "/desk/intake", "/desk/outbox", "/desk/channels", "/desk/due", "/desk/notices", "/admin/channels",
                 "/admin/teams", "/admin/notices"):
        for width in (1440, 1024, 360):
            page.set_viewport_size({"width": width, "height": 860})
            page.goto(desk.url + path)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)
            found = look(page).response["violations"]
            assert not found, (path, width, scheme, [(v["id"], v["nodes"][0]["html"][:200]) for v in found])
    assert page.complaints == []
    page.context.close()
