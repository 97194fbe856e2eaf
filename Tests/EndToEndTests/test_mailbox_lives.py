"""A mailbox that lives: full, recreated, and used by other clients meanwhile."""
import imaplib
import re
import secrets
import shutil
import ssl
import time

import pytest

from desk import Desk, mail, wait_until
from watching import secret

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  mail:
    adapter: email
    address: {user}
    imap: {{host: localhost, port: {imap}, user: {user}, password: {password}, authority_file: {authority}, after: {after}}}
    out_folder: {{path: mail/out}}
"""


@pytest.fixture(scope="module")
def servers(mail_servers):
    return mail_servers.start_mailboxes()


@pytest.fixture
def make(servers, tmp_path):
    desks = []

    def make(user, after="keep"):
        desk = Desk(tmp_path / "desk", CONFIGURATION, imap=servers.imap_port, user=user, after=after, authority=servers.ca,
                    password=secret(tmp_path, "password", servers.password))
        desks.append(desk)
        return desk.start()

    yield make
    for desk in desks:
        assert desk.process is None or desk.stop() == 0, desk.words()


def client(servers, user):
    """Another mail program."""
    line = imaplib.IMAP4_SSL("localhost", servers.imap_port, ssl_context=ssl.create_default_context(cafile=servers.ca))
    line.login(user, servers.password)
    return line


def fresh_user():
    return f"u{secrets.token_hex(4)}@desk.test"


def append(line, folder, numbers, word):
    for number in numbers:
        octets = mail("ada@customer.test", f"{word} {number}", "Hello", message_id=f"{word}.{number}@customer.test")
        assert line.append(folder, None, None, octets)[0] == "OK"


def generation(line):
    """The UIDVALIDITY of the inbox (RFC 9051, 2.3.1.1)."""
    return int(re.search(rb"UIDVALIDITY (\d+)", line.status("INBOX", "(UIDVALIDITY)")[1][0])[1])


def channel(desk):
    return [line for line in desk.lines("channels", "list") if line["id"] == "mail"][0]


def journaled(desk, count, seconds=120):
    wait_until(lambda: channel(desk)["journaled"] >= count, seconds, 0.3)
    return channel(desk)["journaled"]


def test_a_mailbox_of_ten_thousand_mails_is_caught_up(servers, make):
    user, word, count = fresh_user(), secrets.token_hex(4), 10_000
    # Written where Dovecot keeps them, as if they had come over the years.
    box = servers.mail / "desk.test" / user.split("@")[0]
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir(parents=True)
    for number in range(count):
        octets = mail("ada@customer.test", f"{word} {number}", "Hello", message_id=f"{word}.{number}@customer.test")
        (box / "new" / f"{1_700_000_000 + number}.M{number}.test").write_bytes(octets)
    for path in (box.parent, box, *box.iterdir()):
        shutil.chown(path, "mail", "mail")
    for path in (box / "new").iterdir():
        shutil.chown(path, "mail", "mail")
    desk = make(user)
    journaled(desk, count // 3, 300)
    # Stopped in the middle, it goes on where it was.
    desk.kill()
    desk.start()
    assert journaled(desk, count, 600) == count
    wait_until(lambda: (c := channel(desk)).get("line") == "ready" and c["server_count"] == c["stored_count"] == count, 120, 0.5)
    wait_until(lambda: channel(desk)["waiting"] == 0, 600, 0.5)
    subjects = {ticket["subject"] for ticket in desk.tickets()}
    assert len(subjects) == count and all(subject.startswith(word) for subject in subjects)


def test_a_mailbox_that_is_made_anew_loses_and_doubles_nothing(servers, make):
    user, word = fresh_user(), secrets.token_hex(4)
    line = client(servers, user)
    append(line, "INBOX", range(20), word)
    validity = generation(line)
    desk = make(user)
    journaled(desk, 20)
    assert desk.stop() == 0
    line.logout()
    # All of it comes back in another order, with more, under another generation of UIDs.
    box = servers.mail / "desk.test" / user.split("@")[0]
    shutil.rmtree(box)
    # Dovecot numbers a generation by the second it began in, and a fast machine is here within the first one's.
    wait_until(lambda: time.time() >= validity + 1, 5, 0.1)
    line = client(servers, user)
    append(line, "INBOX", reversed(range(25)), word)
    assert generation(line) > validity
    desk.start()
    assert journaled(desk, 25) == 25
    append(line, "INBOX", [25], word)
    assert journaled(desk, 26) == 26
    assert len(desk.tickets()) == 26
    line.logout()


@pytest.mark.parametrize("after", ["keep", "seen", "move"])
def test_another_client_opens_moves_and_deletes_meanwhile(servers, make, after):
    user, word = fresh_user(), secrets.token_hex(4)
    line = client(servers, user)
    line.create("Elsewhere")
    append(line, "INBOX", range(30), word)
    desk = make(user, after if after != "move" else "move, move_to: Done")
    journaled(desk, 30)
    line.select("INBOX")
    for round in range(5):
        append(line, "INBOX", range(30 + 10 * round, 40 + 10 * round), word)
        line.noop()
        found = line.uid("SEARCH", "ALL")[1][0].split()
        if found:
            line.uid("STORE", found[0], "+FLAGS", "(\\Seen)")
            line.uid("MOVE", found[-1], "Elsewhere")
        if len(found) > 4:
            line.uid("STORE", b",".join(found[:3]), "+FLAGS", "(\\Deleted)")
            line.expunge()
    append(line, "INBOX", [1000], word)
    # What another client took away before it was seen here is that client's; everything else is taken, once.
    wait_until(lambda: [t for t in desk.tickets() if t["subject"] == f"{word} 1000"], 60, 0.3)
    subjects = [ticket["subject"] for ticket in desk.tickets()]
    assert len(subjects) == len(set(subjects))
    left = line.uid("SEARCH", "ALL")[1][0].split()
    if after != "move":
        for uid in left:
            answer = line.uid("FETCH", uid, "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]
            # News of flags that the desk sets meanwhile comes between.
            header = next(part[1] for part in answer if isinstance(part, tuple)).decode()
            assert header.split(": ", 1)[1].strip() in subjects
    line.logout()


def test_a_certificate_for_another_host_is_refused(servers, tmp_path):
    desk = Desk(tmp_path / "desk", CONFIGURATION.replace("host: localhost", "host: 127.0.0.2"), imap=servers.imap_port,
                user="support@desk.test", after="keep", authority=servers.ca,
                password=secret(tmp_path, "password", servers.password)).start()
    line = wait_until(lambda: (c := channel(desk)).get("problem") and c, 60)
    assert not desk.arrivals()
    assert "certificate" in line["problem"], line
    assert desk.stop() == 0
