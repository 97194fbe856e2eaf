"""The main job with nothing but folders: mail and form in, one contact, replies out."""
from desk import Desk, mail, wait_until


def first_ticket(desk):
    return wait_until(lambda: desk.tickets())[0]


def test_mail_and_form_of_one_address_are_one_contact_and_the_reply_threads(desk):
    desk.add_agent()
    desk.drop("one", mail("Ada Lovelace <ada@example.org>", "Printer jams", "It eats paper.", message_id="first@example.org"))
    ticket = first_ticket(desk)
    assert ticket["subject"] == "Printer jams" and ticket["status"] == "new"

    status, body, _ = desk.post_json("/channels/contact-form/form", {
        "name": "Ada", "email": "ADA@example.org", "subject": "Another thing", "message": "The scanner hums."})
    assert status in (201, 202), (status, body)
    wait_until(lambda: len(desk.tickets()) == 2)
    people = {t["contact"] for t in desk.tickets()}
    assert len(people) == 1, "mail and form of one address are one contact"
    assert len(desk.contacts()) == 1

    desk.reply(ticket["number"], "Please clean the rollers.")
    wait_until(lambda: desk.sent_mails())
    sent = desk.sent_mails()[0]
    assert sent["To"].addresses[0].addr_spec == "ada@example.org"
    assert sent["In-Reply-To"] == "<first@example.org>"
    assert "<first@example.org>" in sent["References"]
    assert sent["Subject"].startswith("Re: Printer jams")
    assert "clean the rollers" in sent.get_body(("plain",)).get_content()
    assert sent.get_body(("html",)) is not None
    wait_until(lambda: desk.ticket(ticket["number"])["messages"][-1].get("delivery") == "sent")

    desk.drop("two", mail("Ada <ada@example.org>", "Re: Printer jams", "Did that. Thanks!",
                          In_Reply_To=sent["Message-ID"], References=f"<first@example.org> {sent['Message-ID']}"))
    wait_until(lambda: len(desk.ticket(ticket["number"])["messages"]) == 3)
    thread = desk.ticket(ticket["number"])
    assert [m["direction"] for m in thread["messages"]] == ["inbound", "outbound", "inbound"]
    assert thread["messages"][2]["rule"] == "in-reply-to"
    assert thread["status"] == "open"
    assert len(desk.tickets()) == 2


def test_the_answer_to_a_form_goes_out_by_mail(desk):
    desk.add_agent()
    desk.post_json("/channels/contact-form/form", {
        "name": "Bo", "email": "bo@example.org", "subject": "Invoice", "message": "Where is it?"})
    ticket = first_ticket(desk)
    desk.reply(ticket["number"], "Attached next week.")
    sent = wait_until(lambda: desk.sent_mails())[0]
    assert sent["To"].addresses[0].addr_spec == "bo@example.org"
    desk.drop("answer", mail("bo@example.org", "Re: Invoice", "Fine.", In_Reply_To=sent["Message-ID"]))
    wait_until(lambda: len(desk.ticket(ticket["number"])["messages"]) == 3)


def test_the_same_mail_twice_is_one_message_and_a_reused_id_is_another(desk):
    letter = mail("ada@example.org", "Once", "Only once.", message_id="same@example.org")
    desk.drop("a", letter)
    first_ticket(desk)
    desk.drop("b", letter)
    forged = mail("eve@example.net", "Twice", "Suppressing yours.", message_id="same@example.org")
    desk.drop("c", forged)
    wait_until(lambda: len(desk.tickets()) == 2)
    wait_until(lambda: not list((desk.data / "mail/in").glob("*.eml")))
    assert len(desk.tickets()) == 2
    assert sum(len(desk.ticket(t["number"])["messages"]) for t in desk.tickets()) == 2


def test_equal_subjects_empty_ids_and_foreign_numbers_never_merge(desk):
    desk.drop("a", mail("ada@example.org", "Invoice", "Mine."))
    number = first_ticket(desk)["number"]
    desk.drop("b", mail("eve@example.net", "Invoice", "Mine too."))
    desk.drop("c", mail("eve@example.net", f"Re: Invoice [T-{number}]", "Let me in.", In_Reply_To="<>", References="<> <>"))
    desk.drop("d", mail("eve@example.net", "Hello", "Token.", to=f"support+{number}.aaaaaaaaaaaaaaaaaaaaaaaaaa@desk.test"))
    wait_until(lambda: len(desk.tickets()) == 4)
    assert len(desk.ticket(number)["messages"]) == 1


def test_automatic_mail_opens_nothing_and_is_not_answered(desk):
    desk.add_agent()
    desk.drop("a", mail("ada@example.org", "Question", "Well?"))
    number = first_ticket(desk)["number"]
    desk.reply(number, "Answer.")
    sent = wait_until(lambda: desk.sent_mails())[0]
    desk.run("tickets", "list")
    desk.drop("away", mail("ada@example.org", "Out of office", "Back on Monday.",
                           In_Reply_To=sent["Message-ID"], Auto_Submitted="auto-replied"))
    wait_until(lambda: len(desk.ticket(number)["messages"]) == 3)
    thread = desk.ticket(number)
    assert thread["messages"][2]["automatic"] == "autoReply"
    desk.drop("list", mail("news@shop.test", "Offers", "Buy!", List_Id="<news.shop.test>", Precedence="bulk"))
    wait_until(lambda: any(a["outcome"] == "quarantined" for a in desk.arrivals()))
    assert len(desk.tickets()) == 1
    assert len(desk.sent_mails()) == 1


def test_a_bounce_marks_the_delivery_and_tells_the_agent(desk):
    desk.add_agent()
    desk.drop("a", mail("gone@example.org", "Question", "Well?"))
    number = first_ticket(desk)["number"]
    desk.reply(number, "Answer.")
    sent = wait_until(lambda: desk.sent_mails())[0]
    wait_until(lambda: desk.ticket(number)["messages"][-1].get("delivery") == "sent")
    boundary = "=_b"
    bounce = "\r\n".join([
        "From: MAILER-DAEMON@mx.example.org", "To: support@desk.test", "Subject: Undelivered Mail",
        "Message-ID: <bounce@mx.example.org>", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"', "",
        f"--{boundary}", "Content-Type: text/plain", "", "The user is unknown.", "",
        f"--{boundary}", "Content-Type: message/delivery-status", "",
        "Reporting-MTA: dns; mx.example.org", "", "Final-Recipient: rfc822; gone@example.org",
        "Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; 550 5.1.1 no such user", "",
        f"--{boundary}", "Content-Type: message/rfc822", "",
        f"Message-ID: {sent['Message-ID']}", "From: support@desk.test", "To: gone@example.org", "Subject: Re: Question", "",
        "Answer.", f"--{boundary}--", ""])
    desk.drop("bounce", bounce)
    wait_until(lambda: [m for m in desk.ticket(number)["messages"] if m.get("delivery") == "failed"])
    thread = desk.ticket(number)
    failed = [m for m in thread["messages"] if m.get("delivery") == "failed"][0]
    assert "5.1.1" in failed["delivery_reason"]
    assert len(desk.tickets()) == 1, "a bounce opens no ticket"


def test_replies_survive_kill_nine_and_a_restart(tmp_path):
    desk = Desk(tmp_path).start()
    desk.add_agent()
    desk.drop("a", mail("ada@example.org", "Question", "Well?"))
    number = first_ticket(desk)["number"]
    desk.run("outbox", "pause")
    desk.reply(number, "Held answer.")
    desk.kill()
    assert desk.sent_mails() == []
    desk.start()
    desk.run("outbox", "resume")
    wait_until(lambda: desk.sent_mails())
    assert desk.stop() == 0
    # And without a server the command works on the folder itself.
    assert desk.ticket(number)["messages"][-1].get("delivery") == "sent"


def test_ingest_answers_a_line_an_envelope_with_and_without_a_server(tmp_path):
    desk = Desk(tmp_path)
    letter = mail("ada@example.org", "By pipe", "Hello.", message_id="pipe@example.org")
    line = desk.lines("ingest", "--channel", "mail", "-", input=letter)[0]
    assert line["outcome"] == "opened" and line["ticket"] == 1 and line["rule"] == "new-matter", line
    desk.start()
    again = desk.lines("ingest", "--channel", "mail", input=letter)[0]
    assert again["outcome"] == "duplicate" and again["ticket"] == 1, again
    box = tmp_path / "box.mbox"
    box.write_bytes(b"".join(b"From x@y Mon Jan  1 00:00:00 2024\n" + mail(
        f"p{i}@example.org", f"Matter {i}", "Text").replace(b"\r\n", b"\n") + b"\n" for i in range(20)))
    outcomes = [l["outcome"] for l in desk.lines("ingest", "--channel", "mail", box)]
    assert outcomes == ["opened"] * 20
    assert desk.run("ingest", "--channel", "nowhere", input=letter, check=False).returncode == 64
    assert desk.stop() == 0


def test_merging_contacts_can_be_undone_after_new_messages(desk):
    desk.drop("a", mail("ada@work.test", "One", "At work."))
    desk.drop("b", mail("ada@home.test", "Two", "At home."))
    wait_until(lambda: len(desk.tickets()) == 2)
    by_subject = {t["subject"]: t for t in desk.tickets()}
    one, two = by_subject["One"]["contact"], by_subject["Two"]["contact"]
    merge = desk.lines("contacts", "merge", one, "--into", two)[0]["merge"]
    assert {t["contact"] for t in desk.tickets()} == {two}
    desk.drop("c", mail("ada@work.test", "Three", "Later."))
    wait_until(lambda: len(desk.tickets()) == 3)
    assert {t["contact"] for t in desk.tickets()} == {two}
    desk.run("contacts", "unmerge", merge)
    after = {t["subject"]: t["contact"] for t in desk.tickets()}
    assert after == {"One": one, "Two": two, "Three": one}


def test_backup_and_restore_bring_everything_back_with_sending_paused(tmp_path):
    desk = Desk(tmp_path / "a").start()
    desk.add_agent()
    desk.drop("a", mail("ada@example.org", "Keep me", "x" * 50_000))
    number = first_ticket(desk)["number"]
    archive = tmp_path / "backup.tar"
    desk.run("backup", archive)
    desk.drop("b", mail("bo@example.org", "Too late", "Not in the backup."))
    wait_until(lambda: len(desk.tickets()) == 2)
    assert desk.run("restore", archive, check=False).returncode == 75, "refused while the server runs"
    assert desk.stop() == 0
    desk.run("restore", archive)
    desk.start()
    assert [t["subject"] for t in desk.tickets()] == ["Keep me"]
    assert len(desk.ticket(number)["messages"][0]["text"]) >= 50_000
    desk.reply(number, "Not sent by itself.")
    assert desk.ticket(number)["messages"][-1].get("delivery") == "queued"
    desk.run("outbox", "resume")
    wait_until(lambda: desk.sent_mails())
    desk.run("verify")
    assert desk.stop() == 0


def test_a_bad_configuration_is_refused_with_place_and_reason(tmp_path):
    desk = Desk(tmp_path)
    desk.config.write_text(desk.config.read_text().replace("adapter: email", "adapter: emial"))
    for command in ("check", "serve"):
        done = desk.run(command, check=False)
        assert done.returncode == 78
        words = done.stderr.decode()
        assert "tributary.yaml:7:14: channels.mail.adapter: " in words, words
        assert "email" in words
    assert not desk.data.exists(), "no partial start"


def test_the_binary_links_the_systems_libraries(tmp_path):
    import subprocess
    from desk import BINARY
    linked = subprocess.run(["ldd", BINARY], capture_output=True, check=True).stdout.decode()
    for library in ("libcurl.so", "libsqlite3.so", "libssl.so"):
        assert library in linked


def test_an_agents_own_address_opens_no_ticket(tmp_path):
    desk = Desk(tmp_path / "desk").start()
    try:
        desk.add_agent()
        sent = mail("Agent Smith <agent@desk.test>", "For the record", "by a colleague",
                    Authentication_Results="mx.desk.test; dmarc=pass header.from=desk.test; spf=pass smtp.mailfrom=desk.test")
        desk.drop("one", sent)
        desk.drop("two", mail("Agent Smith <agent@desk.test>", "Urgent", "by somebody who says to be one"))
        aside = wait_until(lambda: [a for a in desk.arrivals() if a["outcome"] == "quarantined"][1:] and desk.arrivals(), 60)
        assert desk.tickets() == [] and all("agent" in a["reason"] or "colleague" in a["reason"] for a in aside)
        # Released, it is a request like any other.
        desk.run("intake", "replay", aside[0]["id"])
        wait_until(lambda: len(desk.tickets()) == 1, 60)
        assert desk.stop() == 0, desk.words()
    finally:
        desk.kill()
