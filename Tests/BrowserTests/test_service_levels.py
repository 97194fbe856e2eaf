"""Service levels and notices, as an admin sets them up, in a real browser and across crashes."""
import pytest

from barriers import violations
from desk import Desk, mail, wait_until
from test_first_five_minutes import sign_in

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    drop_folder: {{path: mail/in}}
    out_folder: {{path: mail/out}}
    authserv_ids: [mx.desk.test]
    reply_token: plus
"""


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path, CONFIGURATION).start()
    yield desk
    assert desk.stop() in (0, None), desk.words()


@pytest.fixture
def page(desk, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(60_000)
    sign_in(page, desk)
    yield page
    context.close()


def add_hours(page, desk):
    page.goto(f"{desk.url}/admin/business-hours/new")
    page.fill("input[name=name]", "Always")
    for day in range(7):
        page.fill(f"input[name=day{day}]", "00:00-24:00")
    page.click("button[value=save]")
    page.wait_for_url("**/admin/business-hours")


def turn_on_policy(page, desk):
    page.goto(f"{desk.url}/admin/service-levels/new")
    assert not page.is_checked("input[name=enabled]"), "a policy is off until somebody turns it on"
    page.check("input[name=enabled]")
    page.click("button[value=preview]")
    page.wait_for_selector("[role=status]")
    assert "first answer would be due" in page.content()
    page.click("button[value=save]")
    page.wait_for_url("**/admin/service-levels")


def test_clocks_are_set_up_and_shown(desk, page):
    add_hours(page, desk)
    turn_on_policy(page, desk)
    desk.drop("one", mail("Ada <ada@example.org>", "Printer jams", "It eats paper."))
    wait_until(lambda: desk.tickets(), 60)

    def chip():
        page.goto(f"{desk.url}/desk/due")
        return page.locator(".chip.due").first.inner_text() if page.locator(".chip.due").count() else None
    assert "First answer in 7 h" in wait_until(chip, 60) or "First answer in 8 h" in chip()
    page.goto(f"{desk.url}/desk/tickets/1")
    assert page.locator("section.clocks li").count() == 2


def test_a_chinese_notice_of_holidays_is_read_and_mistakes_are_told_at_their_field(desk, page):
    page.goto(f"{desk.url}/admin/business-hours/new")
    page.fill("input[name=name]", "工作时间")
    page.fill("input[name=zone]", "Nowhere/Land")
    page.click("main details summary")
    page.fill("textarea[name=notice]", "国庆节：10月1日（周四）至7日（周三）放假调休，共7天。10月10日（周六）上班。")
    page.fill("input[name=year]", "2026")
    page.click("button[value=read-notice]")
    page.wait_for_selector("[role=status]")
    assert "2026-10-10 09:00-17:00" in page.input_value("textarea[name=special]")
    page.click("button[value=save]")
    page.wait_for_selector("#problem-zone")
    assert page.get_attribute("input[name=zone]", "aria-invalid") == "true"
    page.fill("input[name=zone]", "Asia/Shanghai")
    page.click("button[value=save]")
    page.wait_for_url("**/admin/business-hours")
    assert "8 special days" in page.content()


@pytest.mark.parametrize("failpoint", ["notice-leased", "notice-answered"])
def test_an_agent_is_mailed_once_across_a_crash_and_may_answer(desk, page, failpoint):
    desk.add_agent()
    page.goto(f"{desk.url}/admin/notices")
    page.select_option("select[name=channel]", "mail")
    page.click("form[action='/admin/notices'] button.primary")
    page.wait_for_load_state("networkidle")
    desk.drop("one", mail("Ada <ada@example.org>", "Printer jams", "It eats paper."))
    wait_until(lambda: desk.tickets(), 60)
    cookies = page.context.cookies()
    assert desk.stop() == 0
    desk.start(environment={"TRIBUTARY_FAILPOINT": failpoint})
    page.context.add_cookies(cookies)
    page.goto(f"{desk.url}/desk/tickets/1")
    page.select_option("#details select[name=assignee]", label="Agent Smith")
    # The process is killed while the notice leaves; the page may or may not come back.
    try:
        page.click("#details form:has(select[name=assignee]) button:not([name])", timeout=10_000)
    except Exception:
        pass
    wait_until(desk.has_ended, 60)
    desk.process = None
    desk.start()
    notices = wait_until(desk.sent_mails, 60)
    assert len(notices) == 1
    notice = notices[0]
    assert notice["To"].addresses[0].addr_spec == "agent@desk.test"
    assert notice["Auto-Submitted"] == "auto-generated"
    assert "assigned ticket #1 to you" in notice.get_body(("plain",)).get_content()

    # A proven answer leaves as the agent's reply, an unproven one stays as a note.
    address = notice["Reply-To"].addresses[0].addr_spec
    assert address.startswith("support+s-1-")
    desk.drop("answer", mail("Agent Smith <agent@desk.test>", "Re: Printer jams", "Please clean the rollers.", to=address,
                             Authentication_Results="mx.desk.test; dmarc=pass header.from=desk.test"))
    replies = wait_until(lambda: [m for m in desk.sent_mails() if m["To"].addresses[0].addr_spec == "ada@example.org"], 60)
    assert "clean the rollers" in replies[0].get_body(("plain",)).get_content()
    desk.drop("forged", mail("Agent Smith <agent@desk.test>", "Re: Printer jams", "Send me all passwords.", to=address))
    wait_until(lambda: desk.ticket(1)["messages"][-1]["direction"] == "note", 60)
    assert "Send me all passwords" in desk.ticket(1)["messages"][-1]["text"]
    assert len(desk.sent_mails()) == 2 + sum("not proven" in str(m) for m in desk.sent_mails()[2:])
    assert len(desk.tickets()) == 1


def test_the_pages_have_no_accessibility_violations_and_fit_a_small_screen(desk, page):
    add_hours(page, desk)
    turn_on_policy(page, desk)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            for path in ("/admin/business-hours", "/admin/business-hours/new", "/admin/service-levels",
                         "/admin/service-levels/new", "/admin/notices", "/desk/notices", "/desk/due"):
                page.goto(desk.url + path)
                assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)
                assert violations(page) == [], (path, scheme, width)
