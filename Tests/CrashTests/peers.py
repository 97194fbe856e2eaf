"""Those who hand things to the desk in the crash harness, each by another kind of channel.

A peer keeps a thing until it is told that the desk has it, and hands it over again until then, as its documentation says that
it does. Everything has a name of its own, `item-KIND-NUMBER`, by which the checker finds it in the database. What a peer says
was taken must be there after any kill; what it made must be there in the end, once.
"""
import base64
import hashlib
import hmac
import json
import os
import re
import socket
import struct
import threading
import time
from collections import Counter, deque
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from providers import Answer, ProviderServer, Telegram

REPLY = re.compile(r"Reply r\d+\.")


class Peer:
    """Somebody who hands things over; `made` are the names of all of them, `taken` of those that the desk said it has."""

    kind = ""
    # Whether what comes from there can be answered.
    is_answered = True

    def __init__(self, desk, random):
        self.desk, self.random = desk, random
        self.lock = threading.Lock()
        self.made, self.taken = set(), set()

    def name(self):
        with self.lock:
            name = f"item-{self.kind}-{len(self.made) + 1}"
            self.made.add(name)
        return name

    def take(self, *names):
        with self.lock:
            self.taken.update(names)

    def acknowledged(self):
        """What the peer believes that the desk has."""
        with self.lock:
            return set(self.taken)

    def make(self):
        """Something new happens there."""
        raise NotImplementedError

    def is_done(self):
        """Whether it has handed over all it had, as far as it can tell."""
        with self.lock:
            return self.made <= self.taken

    def answers(self):
        """How often each reply reached its recipient."""
        return Counter()

    def close(self):
        """Ends what runs beside the desk."""


# -- Who posts


class Pusher(Peer):
    """Posts one thing after the other, each until it is answered with 2xx, on connections that break now and then."""

    def __init__(self, desk, random):
        super().__init__(desk, random)
        self.queue = deque()
        # Held while a thing is taken from the queue and posted; who holds it is the only one to post.
        self.turn = threading.Lock()
        self.is_closed = threading.Event()
        self.thread = threading.Thread(target=self.keep_posting, daemon=True)
        self.thread.start()

    def keep_posting(self):
        while not self.is_closed.is_set():
            with self.turn:
                pause = self.post_next()
            self.is_closed.wait(pause)

    def post_next(self):
        """Posts what is first in the queue; gives how long to wait before the next."""
        with self.lock:
            head = self.queue[0] if self.queue else None
        if head is None:
            return 0.01
        if self.random.random() < 0.05:
            self.post(head, cut=self.random.choice(["question", "answer"]))
        elif self.post(head):
            with self.lock:
                self.taken.update(head[0])
                self.queue.popleft()
        else:
            return 0.05
        # Long enough for somebody else to have the turn.
        return 0.0005

    def call(self, thing):
        """The method, path, headers and body of the call that hands a thing over."""
        raise NotImplementedError

    def post(self, item, cut=None, then=None):
        """Makes one call; whether it was answered with 2xx.

        A `cut` breaks off in the midst of the `question` (half its body is sent) or of the `answer` (its first octets are
        read); `then` is done there.
        """
        method, path, headers, body = self.call(item)
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.desk.port}", "Connection: close",
                 *(f"{name}: {value}" for name, value in headers.items()), f"Content-Length: {len(body)}"]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        try:
            with socket.create_connection(("127.0.0.1", self.desk.port), timeout=20) as line:
                line.sendall(head + (body[:len(body) // 2] if cut == "question" else body))
                if cut == "question":
                    self.is_closed.wait(0.05 if then else 0.002)
                    (then or (lambda: None))()
                    return False
                answer = line.recv(5)
                if cut == "answer":
                    (then or (lambda: None))()
                    return False
                while b"\r\n" not in answer:
                    octets = line.recv(4096)
                    if not octets:
                        return False
                    answer += octets
            return re.match(rb"HTTP/1\.1 2\d\d ", answer) is not None
        except OSError:
            return False

    def close(self):
        self.is_closed.set()
        self.thread.join(30)


class Replies(ProviderServer):
    """Where a site takes replies: what comes twice under one `webhook-id` is one reply, as Standard Webhooks has it."""

    def method_of(self, call):
        return "reply"

    def well(self, method, call):
        return Answer(body={"message_id": call.headers["webhook-id"]})


class Site(Pusher):
    """A site of one's own that signs by Standard Webhooks."""

    kind = "site"

    def __init__(self, desk, random, key):
        self.key = base64.b64decode(key.removeprefix("whsec_"))
        self.server = Replies()
        super().__init__(desk, random)

    def make(self):
        for _ in range(self.random.randint(1, 5)):
            self.say_something()

    def say_something(self):
        name = self.name()
        person = self.random.randrange(20)
        body = json.dumps({"type": "message.created", "timestamp": "2026-01-05T10:00:00Z", "data": {
            "message_id": name, "conversation_id": f"c{person}", "text": f"Matter {name}. " + "x" * self.random.choice([9, 3000]),
            "sender": {"id": f"u{person}", "name": "Ana"}}}).encode()
        with self.lock:
            self.queue.append(([name], body))

    def call(self, item):
        (name,), body = item
        at = str(int(time.time()))
        code = hmac.new(self.key, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()
        return "POST", "/channels/site/webhook", {
            "Content-Type": "application/json", "webhook-id": name, "webhook-timestamp": at,
            "webhook-signature": "v1," + base64.b64encode(code).decode()}, body

    def answers(self):
        texts = {call.headers["webhook-id"]: call.json["data"]["text"] for call in self.server.calls_of("reply")}
        return count_replies(texts.values())

    def close(self):
        super().close()
        self.server.__exit__()


class Rooms(ProviderServer):
    """A homeserver's client API: one message for a transaction id, however often it is put."""

    def method_of(self, call):
        return "send" if "/send/" in call.path else "look-up"

    def well(self, method, call):
        return Answer(body={"event_id": f"$ours-{call.path.split('/')[-1]}"} if method == "send" else {})


class HomeServer(Pusher):
    """A Matrix homeserver that pushes transactions, several events at a time, to its application service."""

    kind = "room"
    token = "matrix-hs-token"

    def __init__(self, desk, random):
        self.server = Rooms()
        self.count = 0
        super().__init__(desk, random)

    def make(self):
        names = [self.name() for _ in range(self.random.randint(1, 4))]
        self.count += 1
        events = [{"event_id": f"${name}", "room_id": f"!r{self.random.randrange(5)}:loom.test",
                   "sender": f"@u{self.random.randrange(9)}:loom.test", "type": "m.room.message",
                   "origin_server_ts": int(time.time() * 1000), "content": {"msgtype": "m.text", "body": f"Matter {name}."}}
                  for name in names]
        with self.lock:
            self.queue.append((names, json.dumps({"events": events}).encode(), self.count))

    def call(self, item):
        return ("PUT", f"/channels/room/webhook/_matrix/app/v1/transactions/{item[2]}",
                {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}, item[1])

    def answers(self):
        texts = {call.path: call.json["body"] for call in self.server.calls_of("send")}
        return count_replies(texts.values())

    def close(self):
        super().close()
        self.server.__exit__()


# -- Who is asked


class Chat(Peer):
    """Telegram, asked for updates: what is confirmed by a higher offset is forgotten there. Some come with a file."""

    kind = "chat"

    def __init__(self, desk, random):
        super().__init__(desk, random)
        self.server = Telegram()
        self.files = {}
        self.number = 500

    def make(self):
        for _ in range(self.random.randint(1, 4)):
            self.say_something()

    def say_something(self):
        name = self.name()
        self.number += 1
        person = 40 + self.random.randrange(12)
        if self.random.random() < 0.4:
            self.files[name] = f"{name}.txt"
            self.server.files[f"F-{name}"] = f"a pattern of {name}\n".encode() * 100
            more = {"caption": f"Matter {name}.", "document": {"file_id": f"F-{name}", "file_name": f"{name}.txt",
                                                              "mime_type": "text/plain"}}
        else:
            more = {"text": f"Matter {name}."}
        text = more.pop("text", None)
        self.server.hold(self.server.update(self.number, self.number, text, sender=person, **more))

    def acknowledged(self):
        with self.server.lock:
            waiting = json.dumps(self.server.waiting)
        names = set(re.findall(r"item-chat-\d+", waiting))
        with self.lock:
            return self.made - names

    def is_done(self):
        with self.server.lock:
            return not self.server.waiting

    def answers(self):
        return count_replies(call.json["text"] for call in self.server.sends)

    def close(self):
        self.server.__exit__()


class ServiceAccount(Peer):
    """微信客服: a doorbell that tells that something waits, and pages behind a cursor. What is behind the cursor that the desk
    asks with was taken."""

    kind = "service"
    ACCOUNT, CORPORATION, TOKEN = "wkloom", "ww0123456789abcdef", "callback-token"
    KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

    def __init__(self, desk, random):
        super().__init__(desk, random)
        self.messages, self.seen = [], 0
        peer = self

        class Server(ProviderServer):
            def method_of(self, call):
                return call.path.removeprefix("/cgi-bin/")

            def well(self, method, call):
                return Answer(body={"errcode": 0, "errmsg": "ok", **peer.answer(method, call)})

        self.server = Server()

    def answer(self, method, call):
        match method:
            case "gettoken":
                return {"access_token": "T", "expires_in": 7200}
            case "kf/sync_msg":
                cursor = int(call.json.get("cursor") or 0)
                with self.lock:
                    self.seen = max(self.seen, cursor)
                    page = self.messages[cursor:cursor + 5]
                    more = len(self.messages) > cursor + len(page)
                return {"next_cursor": str(cursor + len(page)), "has_more": int(more), "msg_list": page}
            case "kf/service_state/get":
                return {"service_state": 1}
            case "kf/send_msg":
                return {"msgid": call.json["msgid"]}
            case "kf/customer/batchget":
                return {"customer_list": [{"external_userid": call.json["external_userid_list"][0], "nickname": "阿娜"}]}
        return {}

    def make(self):
        for _ in range(self.random.randint(1, 8)):
            name = self.name()
            message = {"msgid": name, "open_kfid": self.ACCOUNT, "external_userid": f"wm{self.random.randrange(12)}",
                       "send_time": int(time.time()), "origin": 3, "msgtype": "text", "text": {"content": f"Matter {name}."}}
            with self.lock:
                self.messages.append(message)
        self.ring()

    def ring(self):
        """Calls the desk, as WeCom does: encrypted, signed, and without a word of what waits."""
        event = (f"<xml><ToUserName>{self.CORPORATION}</ToUserName><CreateTime>{int(time.time())}</CreateTime>"
                 f"<MsgType>event</MsgType><Event>kf_msg_or_event</Event><Token>ENC</Token>"
                 f"<OpenKfId>{self.ACCOUNT}</OpenKfId></xml>").encode()
        plain = os.urandom(16) + struct.pack(">I", len(event)) + event + self.CORPORATION.encode()
        pad = 32 - len(plain) % 32
        key = base64.b64decode(self.KEY + "=")
        encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        secret = base64.b64encode(encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()).decode()
        at, nonce = str(int(time.time())), "n1"
        signature = hashlib.sha1("".join(sorted([self.TOKEN, at, nonce, secret])).encode()).hexdigest()
        query = urlencode({"msg_signature": signature, "timestamp": at, "nonce": nonce})
        try:
            status, _, _ = self.desk.request("POST", f"/channels/service/webhook?{query}",
                                             f"<xml><Encrypt>{secret}</Encrypt></xml>".encode(), {"Content-Type": "text/xml"})
            return status == 200
        except OSError:
            return False

    def acknowledged(self):
        with self.lock:
            return {message["msgid"] for message in self.messages[:self.seen]}

    def is_done(self):
        with self.lock:
            return self.seen >= len(self.messages)

    def answers(self):
        texts = {call.json["msgid"]: call.json["text"]["content"] for call in self.server.calls_of("kf/send_msg")}
        return count_replies(texts.values())

    def close(self):
        self.server.__exit__()


# -- Who keeps a log of calls


def caller(name):
    """A telephone number for each call, so that no two of them belong together."""
    kind, number = name.removeprefix("item-").split("-")
    area = {"folder": 212, "log": 213, "switch": 214, "month": 215}[kind]
    return f"+1{area}{2_000_000 + int(number)}"


def asterisk_row(name):
    """A row of Asterisk's Master.csv: a call from outside that nobody took."""
    number = caller(name)
    fields = ["", number, "100", "from-trunk", number, "PJSIP/provider-1", "PJSIP/100-1", "Dial", "PJSIP/100",
              "2026-03-02 10:00:00", "", "2026-03-02 10:00:20", "20", "0", "NO ANSWER", "DOCUMENTATION", name, ""]
    return ",".join(f'"{field}"' for field in fields) + "\n"


HEADINGS = "Caller,Start,Seconds,Result,Call,Way\n"


def table_row(name):
    return f"{caller(name)},2026-03-02 10:00:00,0,missed,{name},in\n"


class CallFolder(Peer):
    """Files of calls in a watched folder; those in `.done` were taken. Some are longer than one commit."""

    kind, is_answered = "folder", False

    def __init__(self, desk, random):
        super().__init__(desk, random)
        self.folder = desk.data / "calls"
        self.files, self.count = {}, 0

    def make(self):
        names = [self.name() for _ in range(self.random.choice([3, 40, 600]))]
        self.count += 1
        file = f"calls-{self.count}.csv"
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f".{file}"
        part.write_text(HEADINGS + "".join(map(table_row, names)))
        part.rename(self.folder / file)
        self.files[file] = names

    def acknowledged(self):
        for file, names in list(self.files.items()):
            if (self.folder / ".done" / file).exists():
                self.take(*names)
                del self.files[file]
        return super().acknowledged()

    def is_done(self):
        self.acknowledged()
        return not self.files


class GrowingLog(Peer):
    """A log that the desk follows while it grows, and that is rotated now and then. It is never told that a call was taken."""

    kind, is_answered = "log", False

    def __init__(self, desk, random):
        super().__init__(desk, random)
        self.path = desk.data / "Master.csv"
        self.rotations, self.since, self.is_read = 0, 0, False

    def make(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        rows = [asterisk_row(self.name()) for _ in range(self.random.choice([1, 5, 300]))]
        self.since += len(rows)
        if self.is_read and self.since > 500 and self.path.exists():
            self.rotate()
        with open(self.path, "a") as file:
            for row in rows:
                # The desk may well read in the midst of a line.
                file.write(row[:20])
                file.flush()
                file.write(row[20:])

    def rotate(self):
        """Renames the log away, as logrotate does; not again before what it renamed has been read to its end."""
        self.rotations += 1
        self.since, self.is_read = 0, False
        self.path.rename(self.path.with_suffix(f".csv.{self.rotations}"))

    def is_done(self):
        return True


class Switch(Pusher):
    """A telephone switch that posts its calls, signed in by HTTP Basic."""

    kind, is_answered = "switch", False
    password = "switch-password"

    def make(self):
        names = [self.name() for _ in range(self.random.choice([1, 1, 30]))]
        with self.lock:
            self.queue.append((names, (HEADINGS + "".join(map(table_row, names))).encode()))

    def call(self, item):
        code = base64.b64encode(f"switch:{self.password}".encode()).decode()
        return "POST", "/channels/switch/webhook", {"Content-Type": "text/csv", "Authorization": f"Basic {code}"}, item[1]


class Month(Peer):
    """Logs that are handed over by `tributary ingest`, again until it ends with 0."""

    kind, is_answered = "month", False

    def __init__(self, desk, random):
        super().__init__(desk, random)
        self.files = deque()

    def make(self):
        names = [self.name() for _ in range(self.random.choice([5, 300, 700]))]
        file = self.desk.folder / f"month-{len(self.made)}.csv"
        file.write_text("".join(map(asterisk_row, names)))
        self.files.append((file, names))
        self.hand_over()

    def hand_over(self):
        while self.files:
            file, names = self.files[0]
            done = self.desk.run("ingest", "--channel", "month", "--wait", "0", file, check=False)
            if done.returncode != 0:
                return False
            self.take(*names)
            self.files.popleft()
        return True

    def is_done(self):
        return not self.files


# -- Who is a program


class Program(Peer):
    """A program as a channel, which hands over the lines of a file; it notes what was acknowledged, and what it was to send."""

    kind = "program"

    def __init__(self, desk, random, folder):
        super().__init__(desk, random)
        self.folder = folder
        folder.mkdir()

    def make(self):
        with open(self.folder / "events.jsonl", "a") as file:
            for _ in range(self.random.choice([1, 3, 20])):
                name = self.name()
                file.write(json.dumps({"event_id": name, "conversation": f"c{self.random.randrange(15)}",
                                       "sender": {"id": f"u{self.random.randrange(15)}"}, "text": f"Matter {name}."}) + "\n")

    def acknowledged(self):
        self.take(*lines_of(self.folder / "acknowledged"))
        return super().acknowledged()

    def is_done(self):
        return self.made <= self.acknowledged()

    def answers(self):
        return count_replies(lines_of(self.folder / "sent"))

    def die_after_emitting(self):
        """Has the program end itself between the next batch and its acknowledgment."""
        (self.folder / "die").touch()

    def has_died(self):
        """Whether it has done so."""
        return not (self.folder / "die").exists()

    def kill(self):
        """Ends the program at once, wherever it is."""
        try:
            os.kill(int((self.folder / "pid").read_text()), 9)
            return True
        except (OSError, ValueError):
            return False


class Spool(Program):
    """A program that keeps no place at the desk: it hands over again whatever was not acknowledged to itself."""

    kind = "spool"


def lines_of(path):
    return path.read_text().split("\n")[:-1] if path.exists() else []


def count_replies(texts):
    return Counter(found for text in texts for found in REPLY.findall(text))
