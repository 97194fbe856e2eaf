"""Days of a lead, an admin and a customer who talks by chat, in real browsers."""
import re

from barriers import violations
from desk import mail, wait_until
from test_agents_day import admin, filled, set_up
from test_live_chat import chat, hears, mails_to, open_chat, say, site, visit  # noqa: F401 (fixtures)
from test_portal import newest_link


def test_a_lead_looks_at_the_team_and_hands_tickets_over(desk, browser):
    filled(desk, ("Ada <ada@example.org>", "Printer jams", "It eats paper."),
           ("Bo <bo@example.org>", "Pump hums", "All night long."),
           ("Cy <cy@example.org>", "Invoice wrong", "Two digits are swapped."))
    lead = set_up(browser, desk, desk.add_agent("lead@desk.test", "Lena Lead", "supervisor"))
    colleague = set_up(browser, desk, desk.add_agent())
    for number in (1, 2):
        colleague.goto(f"{desk.url}/desk/tickets/{number}")
        colleague.click("#head button:has-text('Take it')")
        wait_until(lambda: desk.ticket(number).get("assignee") == "Agent Smith", 60)
    lead.goto(f"{desk.url}/desk/team")
    row = lead.locator("tr", has_text="Agent Smith")
    assert re.search(r"\b2\b", row.inner_text())
    assert violations(lead) == []
    lead.select_option("form[action='/desk/team/hand-over'] select[name=from]", label="Agent Smith")
    lead.select_option("form[action='/desk/team/hand-over'] select[name=to]", label="Lena Lead")
    lead.click("form[action='/desk/team/hand-over'] button")
    wait_until(lambda: sum(ticket.get("assignee") == "Lena Lead" for ticket in desk.tickets()) == 2, 60)
    # The colleague is back sooner than thought: everything goes back where it was.
    lead.click(".toasts button")
    wait_until(lambda: sum(ticket.get("assignee") == "Agent Smith" for ticket in desk.tickets()) == 2, 60)
    colleague.goto(f"{desk.url}/desk/tickets?view=mine")
    words = colleague.inner_text("#tickets")
    assert "Printer jams" in words and "Pump hums" in words and "Invoice wrong" not in words
    assert lead.complaints == [] and colleague.complaints == []
    lead.context.close()
    colleague.context.close()


def test_an_admin_sets_up_a_team_a_macro_a_token_and_a_channel(desk, browser):
    filled(desk, ("Ada <ada@example.org>", "Printer jams", "It eats paper."))
    page = admin(browser, desk)
    # A team with its member, which the ticket is given to, and which is removed again.
    page.goto(f"{desk.url}/admin/teams")
    add = page.locator("section:has(h2:has-text('Add a team'))")
    add.locator("input[name=name]").fill("Billing")
    add.locator("input[name=member]").first.check()
    add.locator("button").click()
    page.wait_for_selector("summary:has-text('Billing')")
    page.goto(f"{desk.url}/desk/tickets/1")
    page.select_option(".properties select[name=team]", label="Billing")
    page.click(".properties button.small")
    page.wait_for_load_state()
    # A macro, used at once.
    page.goto(f"{desk.url}/admin/macros")
    page.fill("form:has(textarea[name=text]) input[name=name]", "Rollers")
    page.fill("textarea[name=text]", "Dear {{contact.name}}, please clean the rollers.")
    page.click("form:has(textarea[name=text]) button.primary")
    page.wait_for_selector("h2:has-text('Rollers')")
    page.goto(f"{desk.url}/desk/tickets/1")
    page.click("details.macros summary")
    page.click("[data-macro]:has-text('Rollers')")
    page.click("dialog.macro-preview button.primary")
    wait_until(lambda: page.wait_for_timeout(50) or "Dear Ada, please clean" in page.input_value(".compose.reply textarea"), 60)
    # A token, which works.
    page.goto(f"{desk.url}/admin/tokens")
    page.fill("input[name=name]", "Reports")
    page.click("form:has(input[name=scope]) button")
    token = page.input_value("input.copy")
    status, body, _ = desk.get("/api/v1/tickets/1", {"Authorization": f"Bearer {token}"})
    assert status == 200 and b"Printer jams" in body
    # The channels: a test of one, its address and another's settings to copy.
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{desk.url}/admin/channels")
    assert violations(page) == []
    page.click("#channel-mail button:has-text('Test the connection')")
    page.wait_for_selector("#channel-mail [role=status] >> text=The test went well")
    page.click("#channel-contact-form button:has-text('Copy')")
    page.wait_for_selector(".toasts >> text=Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{desk.url}/channels/contact-form/form"
    page.click("summary:has-text('Slack')")
    page.click("details:has(#example-slack) button")
    wait_until(lambda: "provider: slack" in page.evaluate("navigator.clipboard.readText()"), 60)
    # The team goes, once it is said what that means.
    page.goto(f"{desk.url}/admin/teams")
    page.click("summary:has-text('Billing')")
    page.click("a:has-text('Remove…')")
    assert "1 unsolved and 0 solved tickets" in page.inner_text("main")
    assert violations(page) == []
    page.click("button:has-text('Remove the team')")
    page.wait_for_selector("text=There is no team yet.")
    page.goto(f"{desk.url}/admin/audit")
    assert "team removed" in page.inner_text("main") and "connection tested" in page.inner_text("main")
    assert page.complaints == []
    page.context.close()


def test_an_agent_finds_chinese_words_with_the_keyboard_and_answers(desk, browser):
    filled(desk, ("李雷 <li@example.org>", "打印机卡纸", "办公室的打印机又卡纸了，请尽快处理。"),
           ("韩梅 <han@example.org>", "发票抬头", "请修改发票抬头。"),
           ("Ada <ada@example.org>", "Printer jams", "It eats paper."))
    page = admin(browser, desk)
    page.keyboard.press("/")
    page.keyboard.insert_text("卡纸 status:unsolved")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/search**")
    found = page.inner_text("main")
    assert "打印机卡纸" in found and "发票" not in found and "Printer jams" not in found
    assert "卡纸" in page.locator("main mark").first.inner_text() + page.locator("main mark").last.inner_text()
    assert violations(page) == []
    # Tab to the first ticket found, open it and answer, all without a mouse.
    for _ in range(60):
        page.keyboard.press("Tab")
        if "/desk/tickets/1" in (page.evaluate("document.activeElement.getAttribute('href')") or ""):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/tickets/1**")
    page.keyboard.press("r")
    page.keyboard.insert_text("请先清洁滚轮。")
    page.keyboard.press("Control+Enter")
    wait_until(lambda: len(desk.ticket(1)["messages"]) == 2, 60)
    assert page.complaints == []
    page.context.close()


def test_a_talk_in_live_chat_is_followed_in_the_portal(chat, site, browser):  # noqa: F811
    # Known by mail, and proven by the link that was mailed.
    chat.drop("ada", mail("Ada Lovelace <ada@example.org>", "The engine", "Hello.", message_id="one@example.org"))
    wait_until(lambda: len(chat.tickets()) == 1, 60)
    customer = visit(browser, f"{chat.url}/help/sign-in")
    customer.fill("input[name=email], main input", "ada@example.org")
    customer.click("main button.primary")
    customer.goto(newest_link(chat, "ada@example.org"))
    customer.click("button.primary")
    customer.wait_for_url("**/help/requests**")
    # The same person talks on the shop's page, and proves the same address there.
    page = visit(browser, site.origin)
    open_chat(page)
    say(page, "Does the engine print?")
    wait_until(lambda: len(chat.tickets()) == 2, 60)
    page.locator(".mail button", has_text="Get answers by mail").click()
    page.locator(".mail input[type=email]").fill("ada@example.org")
    page.locator(".mail form button").click()
    hears(page, "My e-mail address: ada@example.org")
    page.locator(".mail button", has_text="Confirm the address").click()
    page.locator(".mail input[autocomplete=one-time-code]").wait_for()
    letter = wait_until(lambda: mails_to(chat, "ada@example.org", "Your code"), 60)[-1]
    page.locator(".mail input").fill(re.search(r"\b\d{6}\b", letter.get_body(("plain",)).get_content())[0])
    page.locator(".mail form button").first.click()
    hears(page, "I have confirmed my e-mail address ada@example.org.")
    talk = next(ticket["number"] for ticket in chat.tickets() if ticket["number"] != 1)
    chat.reply(talk, "It prints tables.")
    hears(page, "It prints tables.")
    # Both matters are in the portal, the talk with its words and its answer.
    def listed():
        customer.goto(f"{chat.url}/help/requests")
        return customer.locator(f"a[href*='/help/requests/{talk}']").count()
    wait_until(listed, 60, 1)
    customer.goto(f"{chat.url}/help/requests/{talk}")
    words = customer.inner_text("main")
    assert "Does the engine print?" in words and "It prints tables." in words
    page.context.close()
    customer.context.close()
