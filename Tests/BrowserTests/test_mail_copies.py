"""Who gets an answer in copy, what a reply that is taken back keeps, and quotes that are folded; in a real browser."""
from desk import mail, wait_until
from test_agents_day import admin


def test_who_gets_copies_is_shown_chosen_and_kept(desk, browser):
    to = "support@desk.test, Bo Berg <bo@example.org>"
    desk.drop("a", mail("Ada <ada@example.org>", "Printer", "It eats paper.", to=to, Cc="cy@example.org, ada@example.org"))
    wait_until(desk.tickets)
    page = admin(browser, desk)
    page.goto(f"{desk.url}/desk/tickets/1")
    offered = page.locator(".copies input[name=copy]")
    assert [offered.nth(index).get_attribute("value") for index in range(offered.count())] == ["bo@example.org", "cy@example.org"]
    # Nothing proves who wrote the mail, so nobody gets a copy unless the agent says so.
    assert not any(offered.nth(index).is_checked() for index in range(2))
    page.get_by_label("Bo Berg").check()
    page.fill(".compose.reply textarea", "Clean the rollers.")
    page.evaluate("""() => {
        const files = new DataTransfer();
        files.items.add(new File(["four"], "plan.txt", {type: "text/plain"}));
        document.querySelector(".compose.reply").dispatchEvent(new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true}));
    }""")
    page.wait_for_selector(".uploads >> text=plan.txt")
    page.click(".compose.reply .send button")
    page.wait_for_selector(".message.reply >> text=copy to bo@example.org")
    page.click("form.undo button")
    page.wait_for_url("**draft=**")
    assert page.input_value(".compose.reply textarea").strip() == "Clean the rollers."
    assert page.input_value(".compose.reply input[name=copies]") == "bo@example.org"
    assert page.get_by_role("checkbox", name="plan.txt").is_checked()
    page.click(".compose.reply .send button")
    sent = wait_until(desk.sent_mails, 60)[0]
    assert sent["Cc"].addresses[0].addr_spec == "bo@example.org" and len(sent["Cc"].addresses) == 1
    assert [part.get_filename() for part in sent.iter_attachments()] == ["plan.txt"]
    # The next answer begins with what was chosen.
    desk.drop("b", mail("Ada <ada@example.org>", "Re: Printer", "Done.", to=to, Cc="cy@example.org", In_Reply_To=sent["Message-ID"]))
    wait_until(lambda: len([m for m in desk.ticket(1)["messages"] if m["direction"] == "inbound"]) == 2)
    page.goto(f"{desk.url}/desk/tickets/1")
    assert page.get_by_label("Bo Berg").is_checked() and not page.get_by_label("cy@example.org").is_checked()
    assert page.complaints == []
    page.context.close()


def test_a_quote_is_folded_and_what_may_be_none_is_shown_whole(desk, browser):
    certain = "Yes, on Monday.\n\nOn Tue, May 26, 2026 at 9:12 AM Desk <support@desk.test> wrote:\n> Shall we come?\n"
    unsure = "My answers are inline below.\n\n-----Original Message-----\nFrom: Desk <support@desk.test>\n" \
             "Sent: Tuesday, May 26, 2026 9:12 AM\nTo: Ada\nSubject: Visit\n\nShall we come? Gladly!\n"
    desk.drop("a", mail("Ada <ada@example.org>", "Visit", certain))
    wait_until(lambda: len(desk.tickets()) == 1)
    desk.drop("b", mail("Bo <bo@example.org>", "Visit", unsure))
    wait_until(lambda: len(desk.tickets()) == 2)
    page = admin(browser, desk)
    page.goto(f"{desk.url}/desk/tickets/1")
    quote = page.locator("#timeline details.quoted")
    quoted = quote.get_by_text("Shall we come?")
    assert quote.count() == 1 and not quoted.is_visible()
    quote.locator("summary").click()
    assert quoted.is_visible()
    page.goto(f"{desk.url}/desk/tickets/2")
    assert page.locator("#timeline details.quoted").count() == 0
    assert page.locator("#timeline").get_by_text("Shall we come? Gladly!").is_visible()
    assert page.complaints == []
    page.context.close()
