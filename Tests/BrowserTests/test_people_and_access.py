"""Second step, sessions, import, export and erasure, in a real browser."""
import base64
import hashlib
import hmac
import io
import os
import re
import struct
import time
import zipfile

import pytest

from barriers import violations
from test_agents_day import PASSWORD, admin, filled, set_up


def code(secret, at=None):
    """The code after RFC 6238."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int((at or time.time()) // 30)), hashlib.sha1).digest()
    offset = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def enroll(page, desk):
    page.goto(f"{desk.url}/desk/profile")
    page.fill("input[name=password]", PASSWORD)
    page.click("button:has-text('Set up')")
    secret = page.inner_text(".secret").replace(" ", "")
    page.wait_for_selector("svg.qr")
    page.fill("input[name=code]", code(secret))
    page.click("button:has-text('Turn on')")
    page.wait_for_selector(".codes")
    return secret, page.locator(".codes code").all_inner_texts()


def test_signing_in_with_a_second_step_and_ending_sessions(desk, browser):
    page = admin(browser, desk)
    secret, recovery = enroll(page, desk)
    assert len(recovery) == 10
    other = browser.new_context(locale="en-US").new_page()
    other.goto(f"{desk.url}/desk/login")
    other.fill("input[name=email]", "admin@desk.test")
    other.fill("input[name=password]", PASSWORD)
    other.click("button.primary")
    other.fill("input[name=code]", "000000" if code(secret) != "000000" else "111111")
    other.click("button.primary")
    assert "wrong" in other.inner_text("[role=alert]")
    other.fill("input[name=code]", recovery[0].upper())
    other.click("button.primary")
    other.wait_for_url("**/desk/tickets**")
    page.goto(f"{desk.url}/desk/profile")
    assert page.locator("#sessions ~ .scroll tbody tr").count() == 2
    assert "9 recovery codes left" in page.inner_text("main")
    page.click("button:has-text('End all others')")
    page.locator("#sessions ~ .scroll tbody tr").nth(1).wait_for(state="detached")
    other.goto(f"{desk.url}/desk/tickets")
    assert "/desk/login" in other.url
    assert page.complaints == []
    other.context.close()
    page.context.close()


def test_people_come_by_a_list_and_go_for_good(desk, browser, tmp_path):
    filled(desk, ("Zubrowka Quarz <zubrowka@customer.test>", "Flickwerk", "The seidenspinner is torn."))
    page = admin(browser, desk)
    people = tmp_path / "people.csv"
    people.write_text("Name;E-Mail;Phone\nAda;ada@x.test;+49 30 901820\nBad;nothing;\nZubrowka;zubrowka@customer.test;\n")
    page.goto(f"{desk.url}/admin/contacts/import")
    page.set_input_files("input[type=file]", people)
    page.click("button:has-text('Upload')")
    page.click("button:has-text('Look what happens')")
    page.wait_for_selector("text=1 new person")
    words = page.inner_text("main")
    assert "1 new person" in words and "1 person is known already" in words
    assert "Line 3: “nothing” is no mail address" in words
    page.click("button:has-text('Take them in')")
    page.wait_for_selector("text=Done")
    page.goto(f"{desk.url}/admin/contacts/import")
    page.click("button:has-text('Undo')")
    assert "Taken back: 1 people and 2 addresses." in page.inner_text("[role=status]")
    page.goto(f"{desk.url}/desk/contacts")
    page.click("text=Zubrowka Quarz")
    with page.expect_download() as download:
        page.click("text=Export everything")
    archive = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert archive.testzip() is None and b"seidenspinner" in archive.read("contact.json")
    page.click("text=Erase…")
    page.fill("input[name=confirm]", "erase")
    page.click("button:has-text('Erase for good')")
    page.wait_for_selector("text=are gone")
    for file in desk.data.rglob("*"):
        # The mail's copy in the drop folder is the operator's.
        if file.is_file() and "mail" not in file.relative_to(desk.data).parts:
            octets = file.read_bytes().lower()
            assert not any(word in octets for word in (b"zubrowka", b"seidenspinner", b"flickwerk")), file
    page.goto(f"{desk.url}/desk/tickets?view=all")
    assert "[erased]" in page.inner_text("main")
    assert page.complaints == []
    page.context.close()


def test_a_limited_agent_sees_their_team_alone(desk, browser):
    filled(desk, ("Ada <ada@example.org>", "Printer jams", "It eats paper."),
           ("Bo <bo@example.org>", "Pump hums", "All night long."))
    boss = admin(browser, desk)
    agent = set_up(browser, desk, desk.add_agent())
    boss.goto(f"{desk.url}/admin/teams")
    boss.fill("input[name=name]", "Billing")
    boss.click("form:has(input[name=name]) button.primary")
    boss.goto(f"{desk.url}/desk/tickets/2")
    boss.select_option(".properties select[name=team]", label="Billing")
    boss.click(".properties button.small")
    boss.wait_for_load_state()
    boss.goto(f"{desk.url}/admin/users")
    boss.click("a:has-text('Agent Smith')")
    boss.check("input[name=limited]")
    boss.click("form[action$='/role'] button")
    boss.wait_for_load_state()
    agent.goto(f"{desk.url}/desk/tickets?view=all")
    words = agent.inner_text("main")
    assert "Printer jams" in words and "Pump hums" not in words
    assert agent.goto(f"{desk.url}/desk/tickets/2").status == 404
    agent.context.close()
    boss.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_fit_for_everybody(desk, browser, scheme):
    filled(desk, ("Ada <ada@example.org>", "Printer jams", "It eats paper."))
    page = admin(browser, desk, color_scheme=scheme)

    def check(name, page=page):
        assert violations(page) == [], name
        if folder := os.environ.get("TRIBUTARY_PICTURES"):
            page.screenshot(path=f"{folder}/{scheme}-{re.sub(r'[^a-z]+', '-', name)}.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, f"{name} is wider than 360 px"
        page.set_viewport_size({"width": 1440, "height": 900})

    page.goto(f"{desk.url}/desk/profile")
    check("profile")
    page.fill("input[name=password]", PASSWORD)
    page.click("button:has-text('Set up')")
    check("enrolment")
    page.fill("input[name=code]", code(page.inner_text(".secret").replace(" ", "")))
    page.click("button:has-text('Turn on')")
    check("recovery codes")
    contact = re.search(r"/desk/contacts/(\d+)", page.request.get(f"{desk.url}/desk/contacts").text())[1]
    for path in ("/admin/users", "/admin/contacts/import", f"/admin/contacts/{contact}/erase", f"/desk/contacts/{contact}"):
        page.goto(desk.url + path)
        check(path)
    page.goto(f"{desk.url}/admin/users")
    page.click("td a")
    check("user")
    page.goto(f"{desk.url}/admin/contacts/import")
    page.set_input_files("input[type=file]", {"name": "p.csv", "mimeType": "text/csv", "buffer": b"name,email\nA,a@x.test\nB,no\n"})
    page.click("button:has-text('Upload')")
    page.click("button:has-text('Look what happens')")
    check("mapping")
    page.click("button:has-text('Take them in')")
    page.wait_for_selector("text=Done")
    check("import done")
    page.goto(f"{desk.url}/admin/contacts/{contact}/erase")
    page.fill("input[name=confirm]", "erase")
    page.click("button:has-text('Erase for good')")
    page.wait_for_selector("text=are gone")
    check("erased")
    other = browser.new_context(locale="en-US", color_scheme=scheme, viewport={"width": 1440, "height": 900}).new_page()
    other.goto(f"{desk.url}/desk/login")
    other.fill("input[name=email]", "admin@desk.test")
    other.fill("input[name=password]", PASSWORD)
    other.click("button.primary")
    other.wait_for_selector("input[name=code]")
    check("code", other)
    other.fill("input[name=code]", "000000")
    other.click("button.primary")
    other.wait_for_selector("[role=alert]")
    check("wrong code", other)
    other.context.close()
    page.context.close()
