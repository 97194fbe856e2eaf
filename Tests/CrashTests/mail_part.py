"""Kills the desk while mail and forms come, replies leave by SMTP, contacts are merged, and backups are made and restored.

Mail comes through a drop folder (acknowledged when the file has
moved to .done) and from a Dovecot mailbox (the server holds it, so it must be there once), forms over HTTP (acknowledged with
201 or 202), replies and merges through the commands (acknowledged with exit 0), and replies leave by SMTP to a server of the
harness that notes every mail it takes. Backups and restores are killed too. The checker reads the database with Python's own
SQLite.
"""
import imaplib
import json
import shutil
import signal
import socketserver
import sqlite3
import ssl
import tempfile
import threading
import time
import urllib.error
from pathlib import Path

from desk import Desk, mail, wait_until
from ends import end_at, end_now
from postfix import MailServers

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    drop_folder: {{path: mail/in}}
    smtp: {{host: 127.0.0.1, port: {smtp}, security: none}}
  box:
    adapter: email
    address: support@desk.test
    imap:
      host: localhost
      port: {imap}
      security: tls
      user: support@desk.test
      password: {{file: {secret}}}
      authority_file: {authority}
      after: seen
    smtp: {{host: 127.0.0.1, port: {smtp}, security: none}}
  contact-form:
    adapter: web-form
    reply_through: mail
    rate_limits: {{per_address: 0, per_address_unproven: 0, per_email: 0}}
"""

# Where the process is killed, with what must be going on for the place to be reached.
PLACES = [
    "journal-before-commit", "journal-after-commit", "blob-written", "blob-durable", "mid-parse", "ingest-before-commit",
    "ingest-after-commit", "routed-before-notice", "change-before-commit", "change-after-commit", "claim-before-commit",
    "claim-after-commit", "delivery-leased", "delivery-answered", "record-before-commit", "record-after-commit",
]
# The same places with nothing but the mailbox to take from: fetched, not committed; committed, not yet marked as seen.
MAILBOX_PLACES = ["journal-before-commit", "journal-after-commit", "ingest-before-commit"]
# Only here may a mail go out twice: the other side had it, and the answer was not stored.
REPEATING = {"delivery-answered", "record-before-commit"}


class Journal(socketserver.ThreadingTCPServer):
    """An SMTP server that takes everything and remembers the Message-IDs."""
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        self.taken, self.lock = [], threading.Lock()
        super().__init__(("127.0.0.1", 0), Line)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Line(socketserver.StreamRequestHandler):
    def handle(self):
        say = lambda text: (self.wfile.write(text.encode() + b"\r\n"), self.wfile.flush())
        try:
            say("220 journal ESMTP")
            while command := self.rfile.readline():
                word = command[:4].upper()
                if word == b"EHLO": say("250 journal")
                elif word == b"DATA":
                    say("354 go on")
                    lines = []
                    while (line := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(line)
                    if line == b"":
                        return
                    names = [l.split(b":", 1)[1].strip().decode() for l in lines if l.lower().startswith(b"message-id:")]
                    with self.server.lock:
                        self.server.taken.append(names[0])
                    say("250 2.0.0 Ok: queued as J1")
                elif word == b"QUIT": return say("221 bye")
                else: say("250 ok")
        except OSError:
            pass


class MailPart:
    """One desk with mail and a form, its load, and the checker."""

    def __init__(self, random):
        self.random = random
        self.folder = Path(tempfile.mkdtemp(prefix="tributary-crash-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.journal = Journal()
        self.servers = MailServers(self.folder / "servers").start_mailboxes()
        secret = self.folder / "secret"
        secret.write_text(self.servers.password)
        secret.chmod(0o600)
        self.outside = {"smtp": self.journal.server_address[1], "imap": self.servers.imap_port, "secret": secret,
                        "authority": self.servers.ca}
        self.desk = Desk(self.folder / "desk", CONFIGURATION, **self.outside)
        self.mails, self.forms, self.replies, self.merges = set(), set(), {}, []
        self.next = 0
        self.kills, self.findings = 0, []

    # -- load

    def drop_mails(self, count):
        for _ in range(count):
            self.next += 1
            name = f"m{self.next}"
            size = self.random.choice([50, 500, 5_000, 60_000])
            self.desk.drop(name, mail(f"c{self.next % 40}@example.org", f"Matter {name}", "x" * size,
                                      message_id=f"{name}@example.org"))
            self.mails.add(name)

    def fill_mailbox(self, count):
        line = imaplib.IMAP4_SSL("127.0.0.1", self.servers.imap_port, ssl_context=ssl._create_unverified_context())
        line.login("support@desk.test", self.servers.password)
        for _ in range(count):
            self.next += 1
            name = f"b{self.next}"
            done, _ = line.append("INBOX", None, None, mail(f"c{self.next % 40}@example.org", f"Matter {name}", "From the box.",
                                                            message_id=f"{name}@example.org"))
            assert done == "OK"
            self.mails.add(name)
        line.logout()

    def merge_contacts(self):
        """Merges two contacts, and now and then takes an earlier merge back."""
        if self.merges and self.random.random() < 0.4:
            merge = self.merges[self.random.randrange(len(self.merges))]
            if self.desk.run("contacts", "unmerge", merge, check=False).returncode == 0:
                self.merges.remove(merge)
            return
        try:
            people = [c["id"] for c in self.desk.contacts()]
        except AssertionError:
            return
        if len(people) < 2:
            return
        one, other = self.random.sample(people, 2)
        done = self.desk.run("contacts", "merge", one, "--into", other, "--json", check=False)
        if done.returncode == 0:
            self.merges.append(json.loads(done.stdout)["merge"])

    def submit_form(self):
        self.next += 1
        name = f"f{self.next}"
        try:
            status, _, _ = self.desk.post_json("/channels/contact-form/form", {
                "email": f"{name}@example.org", "subject": f"Matter {name}", "message": "Through the form."},
                {"Idempotency-Key": name})
        except (OSError, urllib.error.URLError):
            return
        if status in (201, 202):
            self.forms.add(name)

    def write_reply(self):
        try:
            tickets = self.desk.tickets()
        except AssertionError:
            return
        if not tickets:
            return
        number = self.random.choice(tickets)["number"]
        self.next += 1
        text = f"Reply r{self.next}"
        done = self.desk.run("reply", number, "--agent", "agent@desk.test", "--text", text, "--json", check=False)
        if done.returncode == 0:
            self.replies[text] = json.loads(done.stdout)["message"]

    def load(self, until):
        while not until() and not self.desk.has_ended():
            self.drop_mails(self.random.randint(1, 12))
            self.submit_form()
            self.write_reply()
            if self.random.random() < 0.3:
                self.fill_mailbox(self.random.randint(1, 4))
            if self.random.random() < 0.15:
                self.merge_contacts()
            time.sleep(0.02)

    # -- kills

    def prepare(self):
        self.desk.start()
        self.desk.add_agent()
        self.drop_mails(3)
        wait_until(lambda: len(self.desk.tickets()) >= 3)
        self.desk.kill()

    def kill_at(self, place):
        # The place must be reached while load is on, not while the server comes up, so now and then a later pass is meant.
        self.desk.start({"TRIBUTARY_FAILPOINT": f"{place}:{self.random.randint(1, 3)}"}, ready=False)
        wait_until(lambda: self.desk.is_ready() or self.desk.has_ended())
        end = time.monotonic() + 30
        self.load(lambda: time.monotonic() > end)
        self.note(end_at(self.desk, place))

    def note(self, problem):
        """Counts a kill, or notes what was wrong with it."""
        if problem is None:
            self.kills += 1
        else:
            self.findings.append(problem)

    def kill_with_mailbox_alone(self, place):
        self.desk.start({"TRIBUTARY_FAILPOINT": f"{place}:{self.random.randint(1, 2)}"}, ready=False)
        end = time.monotonic() + 30
        while not self.desk.has_ended() and time.monotonic() < end:
            self.fill_mailbox(2)
            time.sleep(0.1)
        self.note(end_at(self.desk, f"{place} (mailbox)"))

    def kill_backup(self, place):
        """A backup that is cut short leaves no archive and nothing behind."""
        archive = self.folder / f"{place}-{self.next}.tar"
        self.desk.start({"TRIBUTARY_FAILPOINT": place})
        self.drop_mails(3)
        # A line that broke was the server's end; the system may still be clearing the process away.
        if self.desk.run("backup", archive, check=False).returncode == 75:
            self.desk.process.wait(60)
        self.note(end_at(self.desk, place))
        if archive.exists():
            self.findings.append(f"{place}: left an archive")
        self.desk.start()
        self.findings += [f"{place}: left {path.name}" for path in self.desk.data.glob("backup-*")]
        self.desk.kill()

    def restore_with_kills(self):
        """The desk is backed up and restored elsewhere, killed on the way: what is there is always a whole desk."""
        archive = self.folder / "whole.tar"
        self.desk.start()
        self.desk.run("backup", archive)
        numbers = {t["number"] for t in self.desk.tickets()}
        assert self.desk.stop() == 0, self.desk.words()
        other = Desk(self.folder / "restored", CONFIGURATION, **self.outside)
        for place in (None, "restore-before-swap", "restore-after-swap", None):
            environment = {"TRIBUTARY_FAILPOINT": place} if place else None
            code = other.run("restore", archive, check=False, environment=environment).returncode
            if place:
                killed = code == -signal.SIGKILL
                self.note(None if killed else f"{place}: the restore was not killed there, and ended with code {code}")
            if {t["number"] for t in other.tickets()} != numbers:
                self.findings.append(f"{place or 'restore'}: other tickets than in the backup")
            if other.run("verify", check=False).returncode != 0:
                self.findings.append(f"{place or 'restore'}: the restored desk is damaged")
            with sqlite3.connect(f"file:{other.data}/tributary.sqlite?mode=ro", uri=True) as base:
                paused = base.execute("SELECT value FROM installation WHERE name = 'outbox.paused'").fetchone()
            if paused != ("yes",):
                self.findings.append(f"{place or 'restore'}: sending was not paused")

    def kill_at_random(self):
        self.desk.start(ready=False)
        span = self.random.uniform(0.05, 2.5)
        end = time.monotonic() + span
        while time.monotonic() < end and not self.desk.is_ready():
            time.sleep(0.01)
        self.load(lambda: time.monotonic() > end)
        self.note(end_now(self.desk, "a random time"))

    # -- the checker

    def settle(self):
        self.desk.start()
        inbox = self.desk.data / "mail/in"
        wait_until(lambda: not list(inbox.glob("*.eml")), 120, 0.2)
        wait_until(lambda: not [a for a in self.desk.arrivals() if a["outcome"] == "accepted"], 120, 0.5)
        waiting = ("queued", "sending", "deferred")
        wait_until(lambda: not [d for d in self.desk.deliveries() if d["state"] in waiting], 180, 0.5)
        assert self.desk.stop() == 0, self.desk.words()

    def check(self):
        findings = []
        base = sqlite3.connect(f"file:{self.desk.data}/tributary.sqlite?mode=ro", uri=True)
        if base.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            findings.append("the database is damaged")
        base.close()
        done = self.desk.run("verify", check=False)
        if done.returncode != 0:
            findings.append("verify: " + done.stderr.decode())
        subjects = {}
        for ticket in self.desk.tickets():
            for message in self.desk.ticket(ticket["number"])["messages"]:
                if message["direction"] == "inbound":
                    key = ticket["subject"] if ticket["subject"].startswith("Matter ") else message["text"]
                    subjects[key] = subjects.get(key, 0) + 1
        for name in sorted(self.mails | self.forms):
            count = subjects.get(f"Matter {name}", 0)
            if count == 0:
                findings.append(f"{name}: acknowledged and lost")
            elif count > 1:
                findings.append(f"{name}: there {count} times")
        records = {d["reply"]: d for d in self.desk.deliveries()}
        taken = {}
        for name in self.journal.taken:
            taken[name.strip("<>")] = taken.get(name.strip("<>"), 0) + 1
        repeats = unlabelled = 0
        for record in records.values():
            count = taken.get(record["external_id"], 0)
            if record["state"] == "sent" and count == 0:
                findings.append(f"{record['external_id']}: said to be sent and was not")
            if record["state"] != "sent":
                findings.append(f"{record['external_id']}: ended as {record['state']} ({record['reason']})")
            if count > 1:
                repeats += count - 1
                if not record["may_repeat"]:
                    unlabelled += 1
                    findings.append(f"{record['external_id']}: sent {count} times without the label")
        for text, message in self.replies.items():
            if message not in records:
                findings.append(f"{text}: acknowledged and without a delivery")
        for merge in self.merges:
            if self.desk.run("contacts", "unmerge", merge, check=False).returncode != 0:
                findings.append(f"merge {merge}: acknowledged and cannot be undone")
        known = {d["external_id"] for d in records.values()}
        for name in taken:
            if name not in known:
                findings.append(f"{name}: sent and not in the outbox")
        print(f"{self.kills} kills, {len(self.mails)} mails, {len(self.forms)} forms, {len(self.replies)} replies, "
              f"{len(records)} deliveries, {len(self.merges)} merges: "
              f"{len([f for f in findings if 'lost' in f])} lost, {len([f for f in findings if ' times' in f])} doubled, "
              f"{repeats} repeats, {unlabelled} of them without a label")
        return findings

    def close(self, keep=False):
        self.desk.kill()
        self.journal.shutdown()
        self.servers.stop()
        if keep:
            print(f"kept {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    # -- all of it

    def run(self, rounds, repeats):
        """Every kill; gives what was found."""
        self.prepare()
        for place in PLACES * repeats:
            self.kill_at(place)
        for place in MAILBOX_PLACES * repeats:
            self.kill_with_mailbox_alone(place)
        for place in ["backup-staged", "backup-before-rename"] * repeats:
            self.kill_backup(place)
        for _ in range(rounds):
            self.kill_at_random()
        self.settle()
        self.findings += self.check()
        self.restore_with_kills()
        return self.findings
