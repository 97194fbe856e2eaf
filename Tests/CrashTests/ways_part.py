"""Kills the desk while mail comes by POP3 and by LMTP.

One channel empties a maildrop of a real Dovecot (`delete_after_days: 0`), one reads another and leaves it as it is, and one
takes what a strict LMTP client brings: it brings a mail again, for exactly those recipients it heard no answer for, until it
has heard one. After each kill, before the desk is started again, all that the client was told is stored, and all that the
maildrop has no more, must be in the journal. In the end every mail is one message, and a whole one.
"""
import imaplib
import re
import shutil
import socket
import ssl
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from desk import Desk, free_port, mail, wait_until
from ends import end_at, end_now
from kept import names_journaled, reading
from postfix import MailServers

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  emptied:
    adapter: email
    address: support@desk.test
    out_folder: {{path: mail/out}}
    pop3:
      host: localhost
      port: {pop3}
      user: support@desk.test
      password: {{file: {secret}}}
      authority_file: {authority}
      poll_interval: 1s
      delete_after_days: 0
  left:
    adapter: email
    address: ada@customer.test
    out_folder: {{path: mail/out}}
    pop3:
      host: localhost
      port: {pop3}
      user: ada@customer.test
      password: {{file: {secret}}}
      authority_file: {authority}
      poll_interval: 1s
  brought:
    adapter: email
    address: support@lmtp.test
    addresses: [help@lmtp.test, sales@lmtp.test]
    out_folder: {{path: mail/out}}
    lmtp: {{port: {lmtp}}}
"""

NAME = re.compile(rb"item-[a-z]+-\d+")
# Where the process is killed between a mail's arrival and what it tells of it.
STORING = ["arrivals-offered", "blob-written", "blob-durable", "arrival-written", "journal-before-commit",
           "journal-after-commit", "arrivals-journaled", "ingest-before-commit", "ingest-after-commit"]
# Further: marked for deletion and not deleted; at the good-bye that deletes, and behind it.
MAILDROP = ["maildrop-marked", "maildrop-before-quit", "maildrop-after-quit"]
# Further: half of a mail read, the whole of it read, stored and no recipient answered, and all of them answered.
RECEPTION = ["reception-amid-data", "reception-offered", "reception-taken", "reception-answered"]


class Unanswered(Exception):
    """The line was lost before an answer was read."""


class Bringer:
    """A mail server that delivers by LMTP (RFC 2033) and forgets nothing: what got no answer is brought again."""

    kind = "brought"
    recipients = ["support@lmtp.test", "help@lmtp.test", "sales@lmtp.test"]

    def __init__(self, port, random):
        self.port, self.random = port, random
        self.lock = threading.Lock()
        self.made, self.stored, self.queue, self.again, self.cuts = set(), set(), [], 0, 0
        # What was answered and is no answer.
        self.nonsense = []
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.bring_all, daemon=True)
        self.thread.start()

    def make(self):
        with self.lock:
            name = f"item-brought-{len(self.made) + 1}"
            self.made.add(name)
            size = self.random.choice([100, 5_000, 300_000])
            self.queue.append((name, letter(name, self.recipients[0], size), list(self.recipients)))

    def acknowledged(self):
        with self.lock:
            return set(self.stored)

    def is_done(self):
        with self.lock:
            return not self.queue

    def bring_all(self):
        while not self.stopping.is_set():
            with self.lock:
                item = self.queue[0] if self.queue else None
            if item is None:
                time.sleep(0.02)
                continue
            name, octets, waiting = item
            left = self.bring(name, octets, waiting)
            with self.lock:
                self.again += len(left)
                # One that got no answer keeps its place behind the others, as in a mail server's queue.
                self.queue.pop(0)
                if left:
                    self.queue.append((name, octets, left))
            if left:
                time.sleep(0.05)

    def bring(self, name, octets, recipients):
        """Brings a mail once; gives the recipients that are still to be answered."""
        left = list(recipients)
        try:
            with socket.create_connection(("127.0.0.1", self.port), 20) as line, line.makefile("rb") as answers:
                line.settimeout(60)
                ask = lambda text: (line.sendall(text.encode() + b"\r\n"), self.answer(answers))[1]
                self.expect(self.answer(answers), 220)
                self.expect(ask("LHLO bringer.test"), 250)
                self.expect(ask("MAIL FROM:<bo@sender.test>"), 250)
                for recipient in recipients:
                    self.expect(ask(f"RCPT TO:<{recipient}>"), 250)
                self.expect(ask("DATA"), 354)
                half = len(octets) // 2
                line.sendall(octets[:half])
                if self.random.random() < 0.15:
                    # A line that breaks here leaves nothing: half a mail is none.
                    self.cuts += 1
                    return left
                time.sleep(0.002)
                line.sendall(octets[half:] + b".\r\n")
                for recipient in recipients:
                    if self.answer(answers) == 250:
                        with self.lock:
                            self.stored.add(name)
                        left.remove(recipient)
                line.sendall(b"QUIT\r\n")
        except (OSError, Unanswered):
            pass
        return left

    def answer(self, answers):
        while True:
            line = answers.readline()
            if not line.endswith(b"\n"):
                raise Unanswered
            if line[3:4] == b"-":
                continue
            if not re.match(rb"[2-5]\d\d[ \r]", line):
                self.nonsense.append(line)
                raise Unanswered
            return int(line[:3])

    @staticmethod
    def expect(code, wanted):
        if code != wanted:
            raise Unanswered

    def close(self):
        self.stopping.set()
        self.thread.join(90)


class Maildrop:
    """A mailbox of Dovecot's, filled by IMAP and read by the desk by POP3."""

    def __init__(self, kind, user, servers, random, is_emptied):
        self.kind, self.user, self.servers, self.random, self.is_emptied = kind, user, servers, random, is_emptied
        self.made = set()

    @contextmanager
    def mailbox(self):
        line = imaplib.IMAP4_SSL("127.0.0.1", self.servers.imap_port, ssl_context=ssl._create_unverified_context())
        try:
            line.login(self.user, self.servers.password)
            line.select("INBOX", readonly=True)
            yield line
        finally:
            line.logout()

    def make(self):
        with self.mailbox() as line:
            for _ in range(self.random.randint(1, 4)):
                name = f"item-{self.kind}-{len(self.made) + 1}"
                size = self.random.choice([100, 5_000, 300_000])
                done, _ = line.append("INBOX", None, None, letter(name, self.user, size))
                assert done == "OK"
                self.made.add(name)

    def acknowledged(self):
        """What the server has no more was deleted by the desk, which must have it then; elsewhere nothing is told."""
        return self.made - self.there_now() if self.is_emptied else set()

    def there_now(self):
        """The names of the mails that the server has."""
        rows = wait_until(self.subjects)
        return {name.decode() for row in rows if isinstance(row, tuple) for name in NAME.findall(row[1])}

    def subjects(self):
        """What the server answers when it is asked for all subjects, a list that is never empty; None when a mail went meanwhile
        (RFC 2180, 4.1)."""
        with self.mailbox() as line:
            done, rows = line.uid("FETCH", "1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
        return rows if done == "OK" else None

    def is_done(self):
        return not self.is_emptied or not self.there_now()

    def close(self):
        pass


def letter(name, to, size):
    """A mail whose words end with its name, so that half of one is told from a whole one."""
    filling = "\n".join(["It weaves, and nobody knows why."] * (size // 33 + 1))
    return mail("Bo <bo@sender.test>", name, f"{filling}\nend of {name}", to=to, message_id=f"{name}@sender.test")


class WaysPart:
    """One desk, its mail servers, and the checker."""

    def __init__(self, random):
        self.random = random
        self.folder = Path(tempfile.mkdtemp(prefix="tributary-crash-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.servers = MailServers(self.folder / "servers").start_mailboxes()
        secret = self.folder / "secret"
        secret.write_text(self.servers.password)
        secret.chmod(0o600)
        port = free_port()
        self.desk = Desk(self.folder / "desk", CONFIGURATION, pop3=self.servers.pop3_port, lmtp=port, secret=secret,
                         authority=self.servers.ca)
        self.drops = [Maildrop("emptied", "support@desk.test", self.servers, random, True),
                      Maildrop("left", "ada@customer.test", self.servers, random, False)]
        self.bringer = Bringer(port, random)
        self.peers = [*self.drops, self.bringer]
        self.kills, self.findings = 0, []

    # -- kills

    def prepare(self):
        self.desk.start()
        for peer in self.peers:
            peer.make()
        self.drain()
        self.desk.kill()
        self.compare_acknowledged("the start")

    def kill_at(self, place, peers, often):
        """Kills where the place is reached while only these hand something over."""
        self.desk.start({"TRIBUTARY_FAILPOINT": f"{place}:{often}"}, ready=False)
        wait_until(lambda: self.desk.is_ready() or self.desk.has_ended())
        end = time.monotonic() + 90
        while not self.desk.has_ended() and time.monotonic() < end:
            for peer in peers:
                peer.make()
            again = min(end, time.monotonic() + 1)
            while not self.desk.has_ended() and time.monotonic() < again:
                time.sleep(0.02)
        place += " (" + " and ".join(peer.kind for peer in peers) + ")"
        self.note(place, end_at(self.desk, place))

    def kill_at_random(self):
        self.desk.start(ready=False)
        end = time.monotonic() + self.random.uniform(0.1, 4)
        while time.monotonic() < end and not self.desk.is_ready():
            time.sleep(0.01)
        while time.monotonic() < end:
            self.random.choice(self.peers).make()
            time.sleep(0.05)
        self.note("a random time", end_now(self.desk, "a random time"))

    def note(self, place, problem):
        """Counts a kill, or notes what was wrong with it, and compares."""
        if problem is None:
            self.kills += 1
        else:
            self.findings.append(problem)
        self.compare_acknowledged(place)

    def drain_and_kill(self):
        """Clears away what was left, so that the next to reach a place is the one that is meant."""
        self.desk.start()
        self.drain()
        self.desk.kill()

    # -- the checker

    def compare_acknowledged(self, place):
        """What was said to be stored, or deleted elsewhere, is in the journal before the desk starts again."""
        acknowledged = {name for peer in self.peers for name in peer.acknowledged()}
        with reading(self.desk) as base:
            there = set() if base is None else names_journaled(self.desk, base, NAME)
        for name in sorted(acknowledged - there):
            self.findings.append(f"{name}: acknowledged and lost at {place}")

    def missing(self):
        return set().union(*(peer.made for peer in self.peers)) - set(self.names_kept())

    def names_kept(self):
        """How often each mail is a message, the whole of it."""
        with reading(self.desk, live=True) as base:
            rows = base.execute("SELECT text FROM inboundMessage").fetchall()
        return Counter(name.decode() for text, in rows for name in re.findall(rb"end of (item-[a-z]+-\d+)", text.encode()))

    def release(self):
        """Has what was put aside routed again, as an operator would: the process ended three times while it was read."""
        with reading(self.desk, live=True) as base:
            aside = base.execute(
                "SELECT id FROM arrival WHERE outcome = 'quarantined' AND reason LIKE '%three times%'").fetchall()
        for arrival, in aside:
            self.desk.run("intake", "replay", arrival)

    def drain(self):
        for peer in self.peers:
            wait_until(peer.is_done, 240, 0.2)
        wait_until(lambda: self.release() or not self.missing(), 240, 0.5)

    def settle(self):
        self.desk.start()
        try:
            self.drain()
        except AssertionError as problem:
            self.findings.append(f"in the end: {problem}; missing: {sorted(self.missing())[:5]}")
        assert self.desk.stop() == 0, self.desk.words()

    def check(self):
        done = self.desk.run("verify", check=False)
        if done.returncode != 0:
            self.findings.append("verify: " + done.stderr.decode())
        kept = self.names_kept()
        for name in sorted(set().union(*(peer.made for peer in self.peers))):
            if kept[name] == 0:
                self.findings.append(f"{name}: made and lost")
            elif kept[name] > 1:
                self.findings.append(f"{name}: there {kept[name]} times")
        with reading(self.desk) as base:
            if base.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                self.findings.append("the database is damaged")
            count = base.execute("SELECT count(*) FROM inboundMessage").fetchone()[0]
        if count != len(kept):
            self.findings.append(f"{count - len(kept)} messages are parts of mails")
        self.findings += [f"the answer {line!r} is none" for line in self.bringer.nonsense]
        left = self.drops[1]
        if left.there_now() != left.made:
            self.findings.append(f"{sorted(left.made - left.there_now())[:5]}: deleted where nothing was to be")
        lost = len([finding for finding in self.findings if "lost" in finding])
        doubled = len([finding for finding in self.findings if " times" in finding])
        made = ", ".join(f"{len(peer.made)} {peer.kind}" for peer in self.peers)
        print(f"{self.kills} kills; {made}; {self.bringer.again} recipients brought again, {self.bringer.cuts} lines cut amid "
              f"a mail: {lost} lost, {doubled} doubled")

    def close(self, keep=False):
        self.bringer.close()
        self.desk.kill()
        self.servers.stop()
        if keep:
            print(f"kept {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    # -- all of it

    def run(self, rounds, repeats):
        """Every kill; gives what was found."""
        self.prepare()
        for _ in range(repeats):
            for peers, places in ((self.drops[:1], STORING + MAILDROP), ([self.bringer], STORING + RECEPTION)):
                self.drain_and_kill()
                for place in places:
                    self.kill_at(place, peers, self.random.randint(1, 3))
            self.drain_and_kill()
            self.kill_at("journal-after-commit", self.drops[1:], 1)
        for _ in range(rounds):
            self.kill_at_random()
        self.settle()
        self.check()
        return self.findings
