"""An agent who searches in Chinese by the keyboard, and a customer who follows their talk by chat, in real browsers."""
import re

from desk import mail, wait_until
from test_agents_day import admin, filled
from test_live_chat import chat, hears, mails_to, open_chat, say, site, visit  # noqa: F401 (fixtures)
from test_portal import newest_link
from test_service_levels import violations


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
