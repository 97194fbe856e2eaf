"""What a newcomer does in the first five minutes, in a real browser."""
import re
import time

from barriers import look
from desk import mail, wait_until


def set_up_link(desk):
    return wait_until(lambda: re.search(r"http://\S+/desk/setup\?token=\S+", desk.words()))[0]


def sign_in(page, desk):
    page.goto(set_up_link(desk))
    page.fill("input[name=email]", "admin@desk.test")
    page.fill("input[name=name]", "Admin Person")
    page.fill("input[name=password]", "seven quiet rivers meet")
    page.click("button.primary")
    page.wait_for_url("**/desk/**")


def test_set_up_form_ticket_reply_and_chinese_search(desk, browser, tmp_path):
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-US")
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page, desk)

    customer = browser.new_context(locale="en-US").new_page()
    customer.goto(f"{desk.url}/channels/contact-form/form")
    customer.fill("input[name=name]", "Ada Lovelace")
    customer.fill("input[name=email]", "ada@example.org")
    customer.fill("input[name=subject]", "The printer eats paper")
    customer.fill("textarea[name=message]", "打印机卡纸，请尽快处理。 It jams all the time.")
    time.sleep(3.5)  # The form is for people, who need a moment to write.
    customer.click("button[type=submit]")
    customer.wait_for_url("**/sent**")
    assert "T-1" in customer.content()

    page.goto(f"{desk.url}/desk/tickets?view=all")
    page.click("text=The printer eats paper")
    page.wait_for_url("**/desk/tickets/1*")
    assert "打印机卡纸" in page.content()
    page.fill("textarea[name=text]", "Please clean the rollers.")
    page.click(".compose.reply .send button")
    wait_until(lambda: len(desk.ticket(1)["messages"]) == 2)
    wait_until(lambda: desk.sent_mails())  # After the ten seconds in which it can be taken back.
    assert "clean the rollers" in desk.sent_mails()[0].get_body(("plain",)).get_content()

    page.goto(f"{desk.url}/desk/search?q=%E5%8D%A1%E7%BA%B8")
    assert "The printer eats paper" in page.content()
    assert complaints == []
    context.close()


def test_hostile_mail_runs_nothing_and_fetches_nothing(desk, browser):
    hostile = (
        '<h1>Hello</h1><script>window.pwned=1</script><img src="x" onerror="parent.pwned=1">'
        '<img src="http://127.0.0.1:9/track.png"><a href="javascript:window.pwned=1">click</a>'
        "<svg><script>pwned=1</script></svg><form action=http://127.0.0.1:9/><input name=a></form>")
    letter = mail('"<b>Eve</b>" <eve@example.net>', "<script>pwned=1</script>", hostile).replace(b"text/plain", b"text/html")
    desk.drop("hostile", letter)
    wait_until(lambda: desk.tickets())
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    sign_in(page, desk)
    page.goto(f"{desk.url}/desk/tickets/1")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.pwned === undefined")
    assert not [url for url in requests if ":9/" in url]
    context.close()


def test_pages_fit_a_small_screen_and_have_no_accessibility_violations(desk, browser):
    desk.drop("a", mail("Ada <ada@example.org>", "Printer jams", "It eats paper."))
    wait_until(lambda: desk.tickets())
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    sign_in(page, desk)
    for path in ("/desk/tickets?view=all", "/desk/tickets/1", "/desk/outbox", "/desk/channels", "/desk/intake", "/desk/contacts"):
        page.goto(desk.url + path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        found = [v for v in look(page).response["violations"] if v["impact"] in ("serious", "critical")]
        assert not found, (path, [(v["id"], v["nodes"][0]["html"][:200]) for v in found])
    context.close()
