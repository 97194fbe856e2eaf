"""Kills the desk while chats, calls and programs hand things over and replies leave through them.

The peers (peers.py) hand over; the checker reads the database with Python's own SQLite. After each kill, before the desk is
started again, all that a peer says was taken must be in the journal. In the end everything is in one message exactly, every
file that came with a message is stored once, and every reply has reached its recipient once: where its outcome was unknown the
desk must say so, and the harness decides as an agent would who looks on the other side.
"""
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from desk import Desk, wait_until
from ends import end_at, end_now
from kept import names_journaled, reading
from peers import (CallFolder, Chat, GrowingLog, HomeServer, Month, Program, ServiceAccount, Site, Spool, Switch)
from watching import secret

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk, default_region: US}}
channels:
  site:
    adapter: chat-webhook
    provider: generic
    secret: {site_key}
    reply_url: {site}
    colleagues: ["turn-{turn}"]
  chat:
    adapter: chat-webhook
    provider: telegram
    intake: polling
    api_base_url: {chat}
    bot_token: {chat_token}
    colleagues: ["turn-{turn}"]
  room:
    adapter: chat-webhook
    provider: matrix
    api_base_url: {room}
    user_id: "@desk:loom.test"
    hs_token: {room_token}
    as_token: {room_token}
    colleagues: ["turn-{turn}"]
  service:
    adapter: chat-webhook
    provider: wecom
    api_base_url: {service}
    corp_id: ww0123456789abcdef
    corp_secret: {service_token}
    token: {service_token}
    encoding_aes_key: {service_key}
    service_accounts: [wkloom]
    colleagues: ["turn-{turn}"]
  folder:
    adapter: phone-log
    format: csv
    time_zone: UTC
    path: calls
    columns: {{from: Caller, start: Start, duration_s: Seconds, disposition: Result, unique_id: Call, direction: Way}}
    callback_within: {turn}m
  log:
    adapter: phone-log
    format: asterisk
    time_zone: UTC
    follow: Master.csv
    callback_within: {turn}m
  switch:
    adapter: phone-log
    format: csv
    time_zone: UTC
    path: switch
    columns: {{from: Caller, start: Start, duration_s: Seconds, disposition: Result, unique_id: Call, direction: Way}}
    webhook: {{user: switch, password: {switch_password}}}
    callback_within: {turn}m
  month:
    adapter: phone-log
    format: asterisk
    time_zone: UTC
    path: month
  program:
    adapter: process
    command: [{python}, {program}, {program_folder}, place]
    settings: {{turn: "{turn}"}}
  spool:
    adapter: process
    command: [{python}, {program}, {spool_folder}, spool]
    settings: {{turn: "{turn}"}}
"""

# Where the process is killed while everything goes on at once.
PLACES = [
    "arrivals-offered", "arrival-written", "journal-before-commit", "journal-after-commit", "arrivals-journaled", "mid-parse",
    "file-wanted", "file-fetched", "ingest-before-commit", "ingest-after-commit", "routed-before-notice",
    "change-before-commit", "change-after-commit", "claim-before-commit", "claim-after-commit", "delivery-leased",
    "delivery-answered", "record-before-commit", "record-after-commit",
]
# Where it is killed while one peer alone hands something over: offered and not stored, in the midst of the rows of one
# transaction, before and behind its commit, and stored before the peer is told.
ALONE = ["arrivals-offered", "arrival-written", "journal-before-commit", "journal-after-commit", "arrivals-journaled"]
# Where it is killed while it reads its configuration again.
RELOADS = ["reload-begun", "reload-applied", "reload-followed"]

NAME = re.compile(rb"item-[a-z]+-\d+")


class ChannelPart:
    """One desk with many channels, its peers, and the checker."""

    def __init__(self, random):
        self.random = random
        self.folder = Path(tempfile.mkdtemp(prefix="tributary-crash-", dir="/tmp"))
        self.kills, self.halves, self.deaths, self.reloads, self.turn = 0, 0, 0, 0, 0
        self.findings, self.replies, self.next = [], {}, 0
        self.answered, self.decided, self.released = Counter(), Counter(), set()
        key = "whsec_bm8gc2VjcmV0IG9mIGFueWJvZHkncyBhdCBhbGw="
        self.desk = Desk(self.folder / "desk", "")
        desk, programs = self.desk, self.folder / "programs"
        programs.mkdir()
        self.peers = [
            Site(desk, random, key), Chat(desk, random), HomeServer(desk, random), ServiceAccount(desk, random),
            CallFolder(desk, random), GrowingLog(desk, random), Switch(desk, random), Month(desk, random),
            Program(desk, random, programs / "program"), Spool(desk, random, programs / "spool"),
        ]
        self.by_kind = {peer.kind: peer for peer in self.peers}
        peer = self.by_kind
        keep = lambda name, value: secret(self.folder / "secrets", name, value)
        self.values = {
            "site": peer["site"].server.url + "/replies", "site_key": keep("site", key),
            "chat": peer["chat"].server.url, "chat_token": keep("chat", peer["chat"].server.token),
            "room": peer["room"].server.url, "room_token": keep("room", peer["room"].token),
            "service": peer["service"].server.url, "service_token": keep("service", ServiceAccount.TOKEN),
            "service_key": keep("service_key", ServiceAccount.KEY), "switch_password": keep("switch", Switch.password),
            "python": sys.executable, "program": Path(__file__).with_name("crash_program.py"),
            "program_folder": peer["program"].folder, "spool_folder": peer["spool"].folder,
        }
        self.configure()

    # -- load

    def configure(self):
        """Writes the configuration; each turn changes a setting of every channel, so that each starts anew at a reload."""
        self.turn += 1
        self.desk.config.write_text(CONFIGURATION.format(data=self.desk.data, port=self.desk.port, turn=self.turn, **self.values))

    def reload(self):
        self.configure()
        self.reloads += 1
        try:
            self.desk.process.send_signal(signal.SIGHUP)
        except OSError:
            pass

    def make(self, peers=None):
        """Something happens at a few of the peers."""
        for peer in self.random.sample(self.peers, 4) if peers is None else peers:
            peer.make()

    def write_reply(self):
        with reading(self.desk, live=True) as base:
            kinds = [peer.kind for peer in self.peers if peer.is_answered]
            marks = ",".join("?" * len(kinds))
            tickets = base and base.execute(
                f"SELECT number FROM ticket WHERE channel IN ({marks}) ORDER BY random() LIMIT 20", kinds).fetchall()
        # WeCom takes five messages after each of the customer's.
        numbers = [number for number, in tickets or [] if self.answered[number] < 4]
        if not numbers:
            return
        number = numbers[0]
        self.answered[number] += 1
        self.next += 1
        text = f"Reply r{self.next}."
        done = self.desk.run("reply", number, "--agent", "agent@desk.test", "--text", text, "--json", check=False)
        if done.returncode == 0:
            self.replies[text] = number

    def load(self, until, reloads=0.03, deaths=0.03):
        """Everything goes on at once until something ends it."""
        programs = [self.by_kind["program"], self.by_kind["spool"]]
        while not until() and not self.desk.has_ended():
            self.make()
            self.write_reply()
            chance = self.random.random()
            if chance < reloads:
                self.reload()
            elif chance < reloads + deaths and self.random.choice(programs).kill():
                self.deaths += 1
            elif chance < reloads + 2 * deaths:
                self.random.choice(programs).die_after_emitting()
                self.deaths += 1
            time.sleep(0.02)

    # -- kills

    def prepare(self):
        self.desk.start()
        self.desk.add_agent()
        self.make(self.peers)
        wait_until(lambda: self.by_kind["program"].is_done() and self.by_kind["chat"].is_done(), 60)
        self.desk.kill()
        self.compare_acknowledged("the start")

    def kill_at(self, place, during=None, limit=40):
        """Kills at the next, or one of the next, times that the place is reached, while `during` is repeated."""
        often = self.random.randint(1, 200) if place == "arrival-written" else self.random.randint(1, 3)
        self.desk.start({"TRIBUTARY_FAILPOINT": f"{place}:{often}"}, ready=False)
        wait_until(lambda: self.desk.is_ready() or self.desk.has_ended())
        end = time.monotonic() + limit
        if during is None:
            self.load(lambda: time.monotonic() > end)
        else:
            while not self.desk.has_ended() and time.monotonic() < end:
                during()
                time.sleep(0.1)
        self.note(place, end_at(self.desk, place))

    def note(self, place, problem):
        """Counts a kill, or notes what was wrong with it, and compares; gives whether it was one."""
        if problem is None:
            self.kills += 1
        else:
            self.findings.append(problem)
        self.compare_acknowledged(place)
        return problem is None

    def drain_and_kill(self):
        """Clears away what was left, so that the next to reach a place is the peer that is meant."""
        self.desk.start()
        self.drain()
        self.desk.kill()

    def kill_alone(self, peer, place):
        """Kills while one peer hands something over and nobody else does."""
        often = self.random.randint(1, 3) if place == "arrival-written" else 1
        self.desk.start({"TRIBUTARY_FAILPOINT": f"{place}:{often}"}, ready=False)
        wait_until(lambda: self.desk.is_ready() or self.desk.has_ended())
        end = time.monotonic() + 40
        while not self.desk.has_ended() and time.monotonic() < end:
            peer.make()
            again = min(end, time.monotonic() + 5)
            while not self.desk.has_ended() and time.monotonic() < again:
                time.sleep(0.05)
        place = f"{place} ({peer.kind} alone)"
        self.note(place, end_at(self.desk, place))

    def end_programs(self, times):
        """Ends the programs, and not the desk, between a batch and its acknowledgment; they are started again."""
        self.desk.start()
        for _ in range(times):
            for peer in (self.by_kind["program"], self.by_kind["spool"]):
                peer.die_after_emitting()
                peer.make()
                wait_until(peer.has_died, 60)
                self.deaths += 1
        self.drain()
        self.desk.kill()
        self.compare_acknowledged("the end of a program")

    def kill_in_the_midst_of_a_call(self, peer, part):
        """Kills when half of a call's body has been sent, or when the first octets of its answer have been read."""
        self.desk.start()
        place = f"half of the {part} ({peer.kind})"
        # What was wrong with the end, once it has come.
        ends = []
        with peer.turn:
            peer.make()
            peer.post(peer.queue[-1], cut=part, then=lambda: ends.append(end_now(self.desk, place)))
        self.halves += self.note(place, ends[0] if ends else end_at(self.desk, place))

    def kill_at_random(self):
        self.desk.start(ready=False)
        end = time.monotonic() + self.random.uniform(0.05, 4)
        while time.monotonic() < end and not self.desk.is_ready():
            time.sleep(0.01)
        self.load(lambda: time.monotonic() > end, reloads=0.1)
        self.note("a random time", end_now(self.desk, "a random time"))

    # -- the checker

    def compare_acknowledged(self, place):
        """What the peers believe the desk has is there, before the desk starts again."""
        acknowledged = {name for peer in self.peers for name in peer.acknowledged()}
        with reading(self.desk) as base:
            if base is None:
                return
            there = names_journaled(self.desk, base, NAME)
        lost = acknowledged - there
        for name in sorted(lost)[:5]:
            self.findings.append(f"{name}: acknowledged and lost at {place}")
        if len(lost) > 5:
            self.findings.append(f"{len(lost) - 5} more: acknowledged and lost at {place}")

    def settle(self):
        """Lets the desk take and send all that is left, deciding as an agent where a reply's fate is unknown."""
        self.desk.start()
        try:
            self.drain()
            wait_until(self.outbox_is_empty, 240, 1)
        except AssertionError as problem:
            self.findings.append(f"in the end: {problem}")
        assert self.desk.stop() == 0, self.desk.words()

    def drain(self):
        """Waits until all that was made is in messages, and every peer knows that it was taken."""
        wait_until(self.by_kind["month"].hand_over, 240, 0.5)
        for peer in self.peers:
            wait_until(peer.is_done, 240, 0.2)
        try:
            wait_until(lambda: self.release() or not self.missing(), 240, 1)
        except AssertionError:
            missing = sorted(self.missing())
            raise AssertionError(f"{len(missing)} things never came, such as {missing[:5]}") from None
        self.by_kind["log"].is_read = True

    def release(self):
        """Has what was put aside routed again, as an operator would: the process ended three times while it was read, which
        the desk must take for its fault."""
        with reading(self.desk, live=True) as base:
            aside = base.execute(
                "SELECT id FROM arrival WHERE outcome = 'quarantined' AND reason LIKE '%three times%'").fetchall()
        for arrival, in aside:
            self.released.add(arrival)
            self.desk.run("intake", "replay", arrival)

    def missing(self):
        """What was made and is in no message."""
        return set().union(*(peer.made for peer in self.peers)) - set(self.names_kept())

    def names_kept(self):
        """How often each name is in a message: by its words, or by the record of a call."""
        with reading(self.desk, live=True) as base:
            rows = base.execute(
                "SELECT m.text, coalesce(o.bytes, b.bytes, CAST('' AS BLOB)) FROM inboundMessage m "
                "LEFT JOIN arrivalOctets o ON o.arrival = m.arrival LEFT JOIN blob b ON b.digest = o.blob").fetchall()
        return Counter(name.decode() for text, octets in rows
                       for name in set(NAME.findall(text.encode()) or NAME.findall(octets)))

    def outbox_is_empty(self):
        """Whether nothing waits to be sent; what may have arrived is looked up on the other side, as an agent would."""
        arrived = self.arrived()
        left = 0
        for identifier, state, _, text in self.deliveries():
            if state == "uncertain":
                self.decided[text] += 1
                self.desk.run("outbox", "cancel" if arrived[text] else "retry", identifier)
            left += state in ("queued", "sending", "deferred", "uncertain")
        return left == 0

    def arrived(self):
        """How often each reply reached its recipient."""
        return sum((peer.answers() for peer in self.peers), Counter())

    def deliveries(self):
        """The id, state, reason and text of each delivery."""
        with reading(self.desk, live=True) as base:
            return base.execute(
                "SELECT d.id, d.state, d.reason, r.text FROM delivery d JOIN reply r ON r.id = d.reply").fetchall()

    def check(self):
        done = self.desk.run("verify", check=False)
        if done.returncode != 0:
            self.findings.append("verify: " + done.stderr.decode())
        kept = self.names_kept()
        made = set().union(*(peer.made for peer in self.peers))
        for name in sorted(made):
            if kept[name] == 0:
                self.findings.append(f"{name}: made and lost")
            elif kept[name] > 1:
                self.findings.append(f"{name}: there {kept[name]} times")
        self.check_files()
        self.tell(self.check_replies())

    def check_files(self):
        chat = self.by_kind["chat"]
        with reading(self.desk) as base:
            if base.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                self.findings.append("the database is damaged")
            stored = Counter(name for name, in base.execute("SELECT name FROM attachment"))
        for name in chat.files.values():
            if stored[name] != 1:
                self.findings.append(f"the file {name}: stored {stored[name]} times")

    def check_replies(self):
        arrived, deliveries = self.arrived(), self.deliveries()
        known = {text for *_, text in deliveries}
        for text in self.replies.keys() - known:
            self.findings.append(f"{text} acknowledged and without a delivery")
        for text in arrived.keys() - known:
            self.findings.append(f"{text} sent and not in the outbox")
        for _, state, reason, text in deliveries:
            if state in ("failed", "held"):
                self.findings.append(f"{text} ended as {state} ({reason})")
            elif arrived[text] == 0:
                self.findings.append(f"{text} ended as {state} and lost")
            if arrived[text] > 1:
                self.findings.append(f"{text} sent {arrived[text]} times")
        return len(deliveries)

    def tell(self, replies):
        lost = len([finding for finding in self.findings if "lost" in finding])
        doubled = len([finding for finding in self.findings if " times" in finding])
        made = ", ".join(f"{len(peer.made)} by {peer.kind}" for peer in self.peers)
        print(f"{self.kills} kills, {self.halves} of them in the midst of a call; {self.deaths} ends of programs, "
              f"{self.reloads} reloads, {self.by_kind['log'].rotations} rotations; {made}; "
              f"{len(self.by_kind['chat'].files)} files; {replies} replies, {len(self.decided)} of them of unknown outcome and "
              f"labelled so; {len(self.released)} put aside after three ends and released: {lost} lost, {doubled} doubled")

    def close(self, keep=False):
        for peer in self.peers:
            peer.close()
        self.desk.kill()
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
        for place in RELOADS * repeats:
            self.kill_at(place, during=lambda: (self.make(), self.reload()))
        for _ in range(repeats):
            for peer in self.peers:
                self.drain_and_kill()
                for place in ALONE:
                    self.kill_alone(peer, place)
            self.end_programs(2)
            for kind in ("site", "room", "switch"):
                for part in ("question", "answer"):
                    self.kill_in_the_midst_of_a_call(self.by_kind[kind], part)
        for _ in range(rounds):
            self.kill_at_random()
        self.settle()
        self.check()
        return self.findings
