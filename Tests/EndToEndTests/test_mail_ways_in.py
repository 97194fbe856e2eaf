"""Ways in beside IMAP: Postfix delivers by LMTP, Dovecot serves a maildrop by POP3."""
import secrets
import smtplib
import threading
import time

import pytest

from desk import Desk, mail, wait_until
from watching import secret

LMTP = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  mail:
    adapter: email
    address: support@lmtp.test
    addresses: [help@lmtp.test]
    lmtp: {{port: {lmtp}}}
    out_folder: {{path: mail/out}}
  by-socket:
    adapter: email
    address: support@socket.test
    lmtp: {{socket: {socket}}}
    out_folder: {{path: mail/out}}
"""

POP3 = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    pop3:
      host: localhost
      port: {pop3}
      user: {user}
      password: {password}
      authority_file: {authority}
      poll_interval: 1s
      {after}
    out_folder: {{path: mail/out}}
"""


def lmtp_desk(servers, folder):
    return Desk(folder, LMTP, lmtp=servers.lmtp_port, socket=servers.lmtp_socket)


def letter(subject, to, text="It jams."):
    return mail("Ada <ada@customer.test>", subject, text, to=to)


def handed_over(servers):
    """How many recipients Postfix has been told are served by LMTP."""
    lines = (servers.folder / "postfix.log").read_text(errors="replace").splitlines()
    return sum("@lmtp.test>" in line and "status=sent" in line for line in lines)


def about(desk, subject):
    return [ticket for ticket in desk.tickets() if ticket["subject"] == subject]


def test_postfix_delivers_straight_in(servers, tmp_path):
    desk = lmtp_desk(servers, tmp_path / "desk").start()
    word, before = secrets.token_hex(4), handed_over(servers)
    for place in ("lmtp", "socket"):
        servers.send("ada@customer.test", f"support@{place}.test", letter(f"{place} {word}", f"support@{place}.test"))
        ticket = wait_until(lambda: about(desk, f"{place} {word}"), 60)[0]
        assert desk.ticket(ticket["number"])["messages"][0]["text"].strip() == "It jams."
    wait_until(lambda: handed_over(servers) >= before + 1)
    assert desk.stop() == 0, desk.words()


def test_one_mail_to_two_of_our_addresses_is_one_message(servers, tmp_path):
    desk = lmtp_desk(servers, tmp_path / "desk").start()
    together, apart, before = f"Together {secrets.token_hex(4)}", f"Apart {secrets.token_hex(4)}", handed_over(servers)
    octets = letter(together, "support@lmtp.test, help@lmtp.test")
    with smtplib.SMTP("127.0.0.1", servers.smtp_port) as line:
        line.sendmail("ada@customer.test", ["support@lmtp.test", "help@lmtp.test"], octets)
    # A sender's server may as well bring it once for each address.
    octets = letter(apart, "support@lmtp.test, help@lmtp.test")
    for address in ("support@lmtp.test", "help@lmtp.test"):
        servers.send("ada@customer.test", address, octets)
    wait_until(lambda: handed_over(servers) >= before + 4)
    for subject in (together, apart):
        tickets = wait_until(lambda: about(desk, subject), 60)
        assert len(tickets) == 1, tickets
        assert len(desk.ticket(tickets[0]["number"])["messages"]) == 1
    assert desk.stop() == 0, desk.words()


def test_an_address_that_is_none_of_ours_is_refused(servers, tmp_path):
    desk = lmtp_desk(servers, tmp_path / "desk").start()
    with smtplib.LMTP("127.0.0.1", servers.lmtp_port) as line:
        refused = line.sendmail("ada@customer.test", ["support@lmtp.test", "stranger@lmtp.test"], letter("x", "support@lmtp.test"))
        assert refused["stranger@lmtp.test"][0] == 550
        assert list(refused) == ["stranger@lmtp.test"]
        code, words = line.docmd("MAIL", "FROM:<a@b.test> SIZE=999999999")
        assert code == 552, words
    assert len(wait_until(desk.arrivals)) == 1
    assert desk.stop() == 0, desk.words()


def test_kill_in_between_loses_and_doubles_nothing(servers, tmp_path):
    desk = lmtp_desk(servers, tmp_path / "desk").start()
    word, count, before = secrets.token_hex(4), 150, handed_over(servers)
    octets = [letter(f"{word} {number}", "support@lmtp.test") for number in range(count)]

    def send():
        with smtplib.SMTP("127.0.0.1", servers.smtp_port) as line:
            for mail in octets:
                line.sendmail("ada@customer.test", ["support@lmtp.test"], mail)
                time.sleep(0.01)

    sender = threading.Thread(target=send)
    sender.start()
    for _ in range(4):
        time.sleep(0.4)
        desk.kill()
        desk.start()
    sender.join()
    # What was brought before a kill and not answered is brought again.
    wait_until(lambda: handed_over(servers) >= before + count, 120, every=0.5)
    subjects = wait_until(lambda: (found := [t["subject"] for t in tickets_with(desk, word)]) and len(found) >= count and found, 120, 0.5)
    assert sorted(subjects) == sorted(f"{word} {number}" for number in range(count))
    assert desk.stop() == 0, desk.words()


def tickets_with(desk, word):
    return [ticket for ticket in desk.tickets() if word in ticket["subject"]]


def pop3_desk(servers, folder, user, after="", authority=None):
    password = secret(folder, "password", servers.password)
    return Desk(folder / "desk", POP3, pop3=servers.pop3_port, user=user, password=password,
                authority=authority or servers.ca, after=after)


def test_a_maildrop_is_read_once_and_left(servers, tmp_path):
    user = "support@desk.test"
    desk = pop3_desk(servers, tmp_path, user).start()
    subject = f"Drop {secrets.token_hex(4)}"
    servers.send("ada@customer.test", user, letter(subject, user))
    wait_until(lambda: about(desk, subject), 60)
    desk.kill()
    desk.start()
    second = f"Second {subject}"
    servers.send("ada@customer.test", user, letter(second, user))
    wait_until(lambda: about(desk, second), 60)
    assert len(about(desk, subject)) == 1
    assert len(desk.arrivals()) == len({a["id"] for a in desk.arrivals()}) == len(servers.mailbox(user))
    assert servers.password not in desk.log.read_text()
    assert desk.stop() == 0, desk.words()


def test_a_maildrop_is_emptied_where_that_is_wanted(servers, tmp_path):
    user = "bo@customer.test"
    desk = pop3_desk(servers, tmp_path, user, after="delete_after_days: 0").start()
    subject = f"Gone {secrets.token_hex(4)}"
    servers.send("ada@customer.test", user, letter(subject, user))
    wait_until(lambda: about(desk, subject), 60)
    wait_until(lambda: not servers.mailbox(user), 60)
    assert len(about(desk, subject)) == 1
    assert desk.stop() == 0, desk.words()


def test_a_maildrop_with_a_strange_certificate_is_refused(servers, tmp_path):
    desk = pop3_desk(servers, tmp_path, "support@desk.test", authority="/etc/ssl/certs/ca-certificates.crt").start()
    line = wait_until(lambda: [c for c in desk.lines("channels", "list") if c["id"] == "mail" and c.get("problem")], 60)[0]
    assert "certificate" in line["problem"].lower(), line
    assert not desk.arrivals()
    assert desk.stop() == 0, desk.words()
