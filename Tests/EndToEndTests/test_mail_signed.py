"""Signed mail: another program checks our signatures, and a bounce finds its mail and recipient by where it comes."""
import re
import secrets

import dkim
import pytest

from desk import Desk, mail, wait_until
from watching import secret

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    name: Zoë's Support — 客服
    imap: {{host: localhost, port: {imap}, user: support@desk.test, password: {password}, authority_file: {authority}}}
    smtp: {{host: localhost, port: {smtp}, authority_file: {authority}}}
    envelope_sender: signed
    dkim: {{}}
"""


@pytest.fixture
def desk(servers, tmp_path):
    desk = Desk(tmp_path / "desk", CONFIGURATION, imap=servers.imap_port, smtp=servers.smtp_port, authority=servers.ca,
                password=secret(tmp_path, "password", servers.password)).start()
    desk.add_agent()
    yield desk
    assert desk.stop() == 0, desk.words()


def ticket_from(desk, servers, sender):
    subject = f"Signed {secrets.token_hex(4)}"
    servers.send("ada@customer.test", "support@desk.test", mail(sender, subject, "Hello?"))
    return wait_until(lambda: [t for t in desk.tickets() if t["subject"] == subject], 60)[0], subject


def test_signatures_are_good_for_another_program(desk, servers):
    records = {line["name"]: line["text"] for line in desk.lines("channels", "dkim", "mail")}
    assert len(records) == 2
    # Asked again, the keys are the same.
    assert records == {line["name"]: line["text"] for line in desk.lines("channels", "dkim", "mail")}
    sealed = sorted((desk.data / "sealed").iterdir())
    assert len(sealed) == 2 and all(path.stat().st_mode & 0o777 == 0o600 for path in sealed)
    assert "IN TXT" in desk.run("channels", "dkim", "mail").stdout.decode()

    ticket, subject = ticket_from(desk, servers, "Ada <ada@customer.test>")
    desk.reply(ticket["number"], "Gemischt: 您好 .\n.\n..\n\nEnde   \n\n")
    folder = servers.mail / "customer.test" / "ada"

    def arrived():
        octets = [path.read_bytes() for path in [*folder.glob("new/*"), *folder.glob("cur/*")]]
        return [mail for mail in octets if subject.encode() in mail and b"DKIM-Signature" in mail]

    octets = wait_until(arrived, 60)[0]

    def look_up(name, timeout=5):
        return records[name.decode().rstrip(".")].encode()

    for index in range(2):
        assert dkim.DKIM(octets).verify(idx=index, dnsfunc=look_up), index
    changed = octets.replace(b"Ende", b"ENDE") if b"Ende" in octets else octets.replace(b"Subject: Re", b"Subject: RE")
    second_from = octets.replace(b"\nTo:", b"\nFrom: evil@elsewhere.test\nTo:", 1)
    for forged in (changed, second_from):
        assert forged != octets
        for index in range(2):
            try:
                assert not dkim.DKIM(forged).verify(idx=index, dnsfunc=look_up)
            except dkim.DKIMException:
                pass


def test_a_bounce_is_tied_by_its_address(desk, servers):
    ticket, subject = ticket_from(desk, servers, "someone@bounce.test")
    desk.reply(ticket["number"], "You will never read this.")
    failed = wait_until(lambda: [m for m in desk.ticket(ticket["number"])["messages"] if m.get("delivery") == "failed"], 90)[0]
    assert "5.1.1" in failed["delivery_reason"], failed
    log = (servers.folder / "postfix.log").read_text()
    assert "from=<support+b0-" in log
    assert len([t for t in desk.tickets() if subject in t["subject"]]) == 1


def test_a_bounce_that_quotes_nothing_is_tied_all_the_same(desk, servers):
    def senders():
        return re.findall(r"from=<(support\+b0-[a-z2-7]+-[a-z2-7]+@desk\.test)>", (servers.folder / "postfix.log").read_text())

    ticket, _ = ticket_from(desk, servers, "ada@customer.test")
    known = set(senders())
    desk.reply(ticket["number"], "Quite short.")
    sender = wait_until(lambda: [sender for sender in senders() if sender not in known], 60)[0]
    wait_until(lambda: [m for m in desk.ticket(ticket["number"])["messages"] if m.get("delivery") == "sent"], 60)
    report = (f"From: MAILER-DAEMON@far.test\r\nTo: {sender}\r\nSubject: Returned mail\r\nMessage-ID: <x{secrets.token_hex(4)}@far.test>\r\n"
              "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
              "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
              "Reporting-MTA: dns; far.test\r\n\r\nFinal-Recipient: rfc822; forwarded@far.test\r\nAction: failed\r\n"
              "Status: 5.2.1\r\n--b--\r\n").encode()
    servers.send("", sender, report)
    failed = wait_until(lambda: [m for m in desk.ticket(ticket["number"])["messages"] if m.get("delivery") == "failed"], 60)[0]
    assert "5.2.1" in failed["delivery_reason"], failed
