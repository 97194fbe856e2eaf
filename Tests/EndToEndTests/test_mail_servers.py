"""The main job with real servers: Postfix takes and delivers, Dovecot serves the mailbox."""
import secrets

import pytest

from desk import Desk, mail, wait_until
from watching import secret

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    reply_token: plus
    imap:
      host: localhost
      port: {imap}
      security: tls
      user: support@desk.test
      password: {password}
      authority_file: {authority}
      after: seen
    smtp:
      host: localhost
      port: {smtp}
      security: starttls
      authority_file: {authority}
  contact-form:
    adapter: web-form
    reply_through: mail
"""


@pytest.fixture
def desk(servers, tmp_path):
    desk = Desk(tmp_path / "desk", CONFIGURATION, imap=servers.imap_port, smtp=servers.smtp_port,
                password=secret(tmp_path, "password", servers.password), authority=servers.ca).start()
    desk.add_agent()
    yield desk
    assert desk.stop() == 0, desk.words()
    assert servers.password not in desk.log.read_text()


def ticket_about(desk, subject):
    return wait_until(lambda: [t for t in desk.tickets() if t["subject"] == subject])[0]


def test_a_mail_is_answered_and_the_answer_to_that_joins(desk, servers):
    subject = f"Printer {secrets.token_hex(4)}"
    letter = mail("Ada <ada@customer.test>", subject, "It jams.", message_id=f"{secrets.token_hex(8)}@customer.test")
    servers.send("ada@customer.test", "support@desk.test", letter)
    ticket = ticket_about(desk, subject)

    desk.post_json("/channels/contact-form/form", {
        "name": "Ada", "email": "ada@customer.test", "subject": f"Form {subject}", "message": "Also the scanner."})
    form = ticket_about(desk, f"Form {subject}")
    assert form["contact"] == ticket["contact"]

    desk.reply(ticket["number"], "Clean the rollers, please.")
    sent = wait_until(lambda: [m for m in servers.mailbox("ada@customer.test") if subject in m["Subject"]])[0]
    assert sent["In-Reply-To"] == letter.decode().split("Message-ID: ")[1].split("\r\n")[0]
    assert sent["Reply-To"] is not None and "support+" in sent["Reply-To"]
    record = wait_until(lambda: [d for d in desk.deliveries() if d["state"] == "sent"])[0]
    assert "queued as" in record["attempts"][-1]["answer"], record

    # Answered from a program that loses all ids: the address alone finds the ticket.
    servers.send("ada@customer.test", sent["Reply-To"].addresses[0].addr_spec,
                 mail("ada@customer.test", "something else", "Done!", to=str(sent["Reply-To"])))
    wait_until(lambda: len(desk.ticket(ticket["number"])["messages"]) == 3)
    assert desk.ticket(ticket["number"])["messages"][2]["rule"] == "reply-token"


def test_a_refusal_marks_the_delivery(desk, servers):
    subject = f"Ghost {secrets.token_hex(4)}"
    servers.send("ada@customer.test", "support@desk.test", mail("nobody@customer.test", subject, "Hello?"))
    ticket = ticket_about(desk, subject)
    desk.reply(ticket["number"], "Anybody there?")
    failed = wait_until(lambda: [m for m in desk.ticket(ticket["number"])["messages"] if m.get("delivery") == "failed"])[0]
    assert "550" in failed["delivery_reason"] or "unknown" in failed["delivery_reason"].lower(), failed


def test_a_bounce_that_comes_later_marks_the_delivery(desk, servers):
    subject = f"Bounce {secrets.token_hex(4)}"
    servers.send("ada@customer.test", "support@desk.test", mail("someone@bounce.test", subject, "Hello?"))
    ticket = ticket_about(desk, subject)
    desk.reply(ticket["number"], "You will never read this.")
    failed = wait_until(lambda: [m for m in desk.ticket(ticket["number"])["messages"] if m.get("delivery") == "failed"], 60)[0]
    assert "5.1.1" in failed["delivery_reason"], failed
    assert len([t for t in desk.tickets() if subject in t["subject"]]) == 1


def test_health_counts_what_the_server_holds_and_what_is_stored(desk, servers):
    servers.send("bo@customer.test", "support@desk.test", mail("bo@customer.test", f"Count {secrets.token_hex(4)}", "One."))

    def reconciled():
        line = [c for c in desk.lines("channels", "list") if c["id"] == "mail"][0]
        return line if line.get("line") == "ready" and line.get("server_count") == line.get("stored_count") else None

    assert wait_until(reconciled)["server_count"] >= 1


def test_a_wrong_certificate_is_refused_and_said(servers, tmp_path):
    configuration = CONFIGURATION.replace("      authority_file: {authority}\n", "")
    desk = Desk(tmp_path / "desk", configuration, imap=servers.imap_port, smtp=servers.smtp_port,
                password=secret(tmp_path, "password", servers.password)).start()
    line = wait_until(lambda: [c for c in desk.lines("channels", "list") if c["id"] == "mail" and c.get("problem")])[0]
    assert "certificate" in line["problem"].lower(), line
    assert desk.stop() == 0
