"""Fields and a form with dependent choices: designed by an admin, sent by a customer, seen by an agent."""
import re

import pytest

from barriers import violations
from desk import wait_until
from test_first_five_minutes import sign_in


@pytest.fixture
def page(desk, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(60_000)
    sign_in(page, desk)
    yield page
    context.close()


def add_choices(page, rows):
    for index, row in enumerate(rows):
        for name, value in row.items():
            page.locator(f"input[name=choice-{name}]").nth(index).fill(value)


def add_fields(page, desk):
    page.goto(f"{desk.url}/admin/fields/new?kind=select")
    page.fill("input[name=english]", "Product")
    page.fill("input[name=chinese]", "产品")
    add_choices(page, [{"english": "Amplifier", "chinese": "功放"}, {"english": "Turntable", "chinese": "唱机"}])
    page.click("button[value=save]")
    page.wait_for_url("**/admin/fields")
    page.goto(f"{desk.url}/admin/fields/new?kind=select")
    page.fill("input[name=english]", "Model")
    page.fill("input[name=chinese]", "型号")
    page.select_option("select[name=parent]", "product")
    add_choices(page, [
        {"english": "HA-2", "chinese": "HA-2", "when": "Amplifier"},
        {"english": "TT-3", "chinese": "TT-3", "when": "Turntable"},
        {"english": "TT-4", "chinese": "TT-4", "when": "turntable"},
    ])
    page.click("button[value=save]")
    page.wait_for_url("**/admin/fields")
    page.goto(f"{desk.url}/admin/fields/new")
    page.fill("input[name=english]", "Order number")
    page.fill("input[name=chinese]", "订单号")
    page.click("button[value=save]")
    page.wait_for_url("**/admin/fields")


def add_form(page, desk):
    page.goto(f"{desk.url}/admin/forms/new")
    page.fill("input[name=title-english]", "A device does not work")
    page.fill("input[name=title-chinese]", "设备故障")
    page.select_option("select[name=type]", "problem")
    for key in ("product", "model", "order-number"):
        page.check(f"input[name=on][value={key}]")
    page.check("input[name=required][value=product]")
    page.check("input[name=open]")
    # The preview follows by itself, and its choices can be tried.
    preview = page.locator("#preview")
    preview.locator("#preview-order-number").wait_for()
    assert preview.locator("h3").inner_text() == "A device does not work"
    page.select_option("#preview-product", "turntable")
    wait_until(lambda: page.locator("#preview-model option").all_inner_texts()[1:] == ["TT-3", "TT-4"], 60)
    assert not page.locator("button[value=preview]").is_visible()
    page.click("button[value=save]")
    page.wait_for_url("**/admin/forms")


def test_a_form_with_dependent_choices_is_designed_sent_and_read(desk, browser, page):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    add_fields(page, desk)
    add_form(page, desk)

    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    customer = context.new_page()
    customer.set_default_timeout(60_000)
    customer.goto(f"{desk.url}/help/requests/new")
    customer.click('a:has-text("设备故障")')
    customer.wait_for_url("**/help/forms/**")
    assert not customer.locator("#ask-model").is_visible(), "nothing goes with no product"
    customer.fill("input[name=name]", "王小明")
    customer.fill("input[name=email]", "wang@example.org")
    customer.fill("input[name=subject]", "唱机转速不稳")
    customer.select_option("select[name=field-product]", label="功放")
    assert customer.locator("#ask-model option").all_inner_texts()[1:] == ["HA-2"]
    customer.select_option("select[name=field-product]", label="唱机")
    customer.select_option("select[name=field-model]", label="TT-4")
    customer.fill("textarea[name=message]", "昨天开始转速忽快忽慢。")
    for scheme in ("light", "dark"):
        customer.emulate_media(color_scheme=scheme)
        assert violations(customer) == [], scheme
        assert customer.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    customer.click("form.card button.primary")
    customer.wait_for_url("**sent=1")
    assert "#1" in customer.content()
    for scheme in ("light", "dark"):
        customer.emulate_media(color_scheme=scheme)
        assert violations(customer) == [], f"thanks, {scheme}"
        assert customer.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()

    wait_until(lambda: desk.tickets(), 60)
    text = desk.ticket(1)["messages"][0]["text"]
    assert "产品: 唱机" in text and "型号: TT-4" in text
    page.goto(f"{desk.url}/desk/tickets/1")
    assert page.input_value("#of-ticket-product") == "turntable"
    assert page.input_value("#of-ticket-model") == "tt-4"
    assert page.locator("form[action^='/desk/tickets/1'] select[name=type]").input_value() == "problem"
    page.select_option("#of-ticket-product", "amplifier")
    assert page.locator("#of-ticket-model option").all_inner_texts()[1:] == ["HA-2"]
    page.select_option("#of-ticket-model", "ha-2")
    page.fill("#of-ticket-order-number", "AB-17")
    page.click(".fields-card button")
    page.wait_for_selector("text=changed Model from “TT-4” to “HA-2”")
    assert page.input_value("#of-ticket-order-number") == "AB-17"
    page.goto(f"{desk.url}/desk/search?q=field:order-number%3Dab-17")
    assert page.locator("ol.found li").count() == 1
    page.goto(f"{desk.url}/admin/audit")
    assert {"field.saved", "form.saved"} <= set(re.findall(r"(?:field|form)\.saved", page.content()))
    assert complaints == []


def test_without_javascript_a_button_shows_the_preview(desk, browser, page):
    add_fields(page, desk)
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(f"{desk.url}/admin/forms/new")
    plain.fill("input[name=title-english]", "Plain")
    plain.check("input[name=on][value=product]")
    plain.click("button[value=preview]")
    assert plain.locator("#preview h3").inner_text() == "Plain"
    assert plain.locator("#preview-product").count() == 1
    assert plain.is_checked("input[name=on][value=product]")
    context.close()


def test_the_pages_have_no_accessibility_violations_and_fit_a_small_screen(desk, page):
    add_fields(page, desk)
    add_form(page, desk)
    page.goto(f"{desk.url}/admin/fields")
    field = page.locator(".cards h2 a").nth(1).get_attribute("href")
    page.goto(f"{desk.url}/admin/forms")
    form = page.locator(".cards h2 a").first.get_attribute("href")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            for path in ("/admin/fields", "/admin/fields/new?kind=select", field, "/admin/types", "/admin/tags",
                         "/admin/forms", form):
                page.goto(desk.url + path)
                assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)
                assert violations(page) == [], (path, scheme, width)
