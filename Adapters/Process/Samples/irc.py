#!/usr/bin/env python3
"""IRC (RFC 1459, RFC 2812) as a channel: what is said in rooms and in private becomes events, replies become PRIVMSG.

    irc:
      adapter: process
      command: [python3, /path/to/irc.py]
      identity_namespace: irc:libera
      settings: {server: irc.libera.chat, port: 6697, tls: "yes", nick: acme-desk, rooms: "#acme"}
      secrets: {password: {env: IRC_PASSWORD}}
"""
import itertools
import os
import socket
import ssl
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Python"))
from tributary_adapter import Adapter, Blocked, Later, Never, Refused, Sent, Unknown  # noqa: E402

LINE = 400  # octets of text in one PRIVMSG; a line has 512 with the sender's address, which the server adds
REFUSALS = {"401": "There is nobody of that name on the server any more.", "403": "There is no such room any more.",
            "404": "The server does not let us write there.", "477": "The room takes registered names alone."}


def fold(name):
    """A name as RFC 1459 compares it: `{}|^` are the lower case of `[]\\~`."""
    return name.lower().translate(str.maketrans("[]\\~", "{}|^"))


def pieces(text, size):
    """A line in pieces of at most so many octets, none of which cuts a character apart."""
    piece = b""
    for character in text:
        octets = character.encode(errors="replace")
        if len(piece) + len(octets) > size:
            yield piece
            piece = b""
        piece += octets
    if piece:
        yield piece


class Connection:
    """A line to a server, from its opening to its end."""

    def __init__(self, settings, secrets):
        address = settings["server"], int(settings.get("port", "6667"))
        self.socket = socket.create_connection(address, timeout=20)
        if settings.get("tls") == "yes":
            self.socket = ssl.create_default_context().wrap_socket(self.socket, server_hostname=settings["server"])
        self.socket.settimeout(240)
        self.nick, self.wanted, self.writing, self.waiting = settings["nick"], settings["nick"], threading.Lock(), {}
        if "password" in secrets:
            self.say("PASS", secrets["password"])
        self.say("NICK", self.nick)
        self.say("USER", self.nick, "0", "*", settings.get("realname", "Help desk"))

    def say(self, *words):
        line = b" ".join(word if isinstance(word, bytes) else word.encode() for word in words[:-1])
        last = words[-1] if isinstance(words[-1], bytes) else words[-1].encode()
        with self.writing:
            self.socket.sendall(line + (b" :" if len(words) > 1 else b"") + last + b"\r\n")

    def lines(self):
        """The server's lines as (sender, command, parameters), until it closes."""
        pending = b""
        while octets := self.socket.recv(4096):
            *lines, pending = (pending + octets).split(b"\n")
            for line in lines:
                text = line.rstrip(b"\r").decode(errors="replace")
                if text.startswith("@"):
                    text = text.partition(" ")[2]
                sender = ""
                if text.startswith(":"):
                    sender, _, text = text[1:].partition(" ")
                head, colon, trailing = text.partition(" :")
                words = head.split() + ([trailing] if colon else [])
                if words:
                    yield sender, words[0].upper(), words[1:]
            if len(pending) > 16384:
                raise OSError("the server sends a line without an end")

    def close(self, words="the desk closes"):
        try:
            self.say("QUIT", words)
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class IRC(Adapter):
    def open(self):
        missing = [name for name in ("server", "nick") if not self.settings.get(name)]
        if missing:
            raise Refused(f"the setting `{missing[0]}` is missing")
        self.rooms = [room.strip() for room in self.settings.get("rooms", "").split(",") if room.strip()]
        self.connection, self.joined, self.numbers = None, threading.Event(), itertools.count(1)
        self.began = time.time_ns()

    # -- in

    def start(self, state):
        pause = 1
        while not self.stopping.is_set():
            began = time.monotonic()
            try:
                self.condition("connecting")
                self.connection = Connection(self.settings, self.secrets)
                for sender, command, words in self.connection.lines():
                    self.take(sender, command, words)
                problem = "the server closed the line"
            except OSError as error:
                problem = str(error)
            self.lost(problem)
            pause = 1 if time.monotonic() - began > 60 else min(pause * 2, 300)
            self.stopping.wait(pause)

    def lost(self, problem):
        self.joined.clear()
        for answer in list(self.connection.waiting.values()) if self.connection else []:
            answer["done"].set()
        if not self.stopping.is_set():
            self.condition(
                "failing",
                f"The line to the IRC server was lost: {problem}",
                problem_zh=f"与 IRC 服务器的连接已中断：{problem}",
            )

    def take(self, sender, command, words):
        line = self.connection
        if command == "PING":
            line.say("PONG", words[-1])
        elif command == "001":
            line.nick = words[0]
            for room in self.rooms:
                line.say("JOIN", room)
            if not self.rooms:
                self.ready()
        elif command in ("432", "433"):
            line.nick += "_"
            line.say("NICK", line.nick)
        elif command == "464":
            self.condition("blocked", "The IRC server refused the password. Enter another one.")
        elif command == "JOIN" and fold(sender.partition("!")[0]) == fold(line.nick):
            self.ready()
        elif command in ("471", "473", "474", "475"):
            self.condition("failing", f"The server does not let us into {words[1]}: {words[-1]}")
        elif command == "PRIVMSG" and len(words) > 1:
            self.heard(sender, words[0], words[1])
        elif command == "PONG" and words:
            answer = line.waiting.get(words[-1])
            if answer:
                answer["read"] = True
                answer["done"].set()
        elif command in REFUSALS and len(words) > 1:
            for answer in list(line.waiting.values()):
                if fold(answer["target"]) == fold(words[1]):
                    answer["refusal"] = REFUSALS[command]

    def ready(self):
        self.joined.set()
        self.condition("ready")

    def heard(self, sender, target, text):
        nick = sender.partition("!")[0]
        if not nick or fold(nick) == fold(self.connection.nick) or text.startswith("\x01") and "ACTION" not in text[:8]:
            return
        text = text.strip("\x01").removeprefix("ACTION ")
        for name in (self.connection.nick + ":", self.connection.nick + ","):
            text = text.removeprefix(name).lstrip() if text.lower().startswith(name.lower()) else text
        is_room = target[:1] in "#&+!"
        # The protocol names no messages: a name of our own, which is never given twice.
        self.emit({
            "event_id": f"{self.began:x}-{next(self.numbers)}", "kind": "message",
            "occurred_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "conversation": target if is_room else nick, "group": is_room,
            "sender": {"id": fold(nick), "name": nick}, "text": text,
            "metadata": {"mask": sender},
        })

    # -- out

    def deliver(self, reply):
        if not self.joined.wait(10):
            return Later("The IRC server is not connected.", 30, reason_zh="未连接 IRC 服务器。")
        line, target = self.connection, reply["conversation"]
        if not target or any(character in target for character in " ,\r\n\0:"):
            return Never(
                "The ticket names no room or person that IRC could reach.",
                reason_zh="工单中没有 IRC 能送达的聊天室或人员。",
            )
        asker = reply.get("recipient") if reply.get("group") else None
        texts = [text for text in reply["text"].replace("\r", "\n").replace("\0", "").split("\n") if text.strip()]
        lines = [octets for number, text in enumerate(texts)
                 for octets in pieces(f"{asker}: {text}" if asker and number == 0 else text, LINE)]
        token = f"t{reply['request_id'][-40:]}-{reply['attempt']}".replace(" ", "")
        answer = line.waiting[token] = {"target": target, "done": threading.Event(), "read": False, "refusal": None}
        try:
            for number, octets in enumerate(lines):
                if number >= 5:
                    time.sleep(1)  # servers throw out who writes faster
                line.say("PRIVMSG", target, octets)
            # Nothing answers a PRIVMSG; what answers the PING behind it has read it.
            line.say("PING", token)
            answer["done"].wait(min(30, reply["time_limit_ms"] / 1000))
        except OSError as problem:
            return Unknown(
                f"The line broke while the reply was sent: {problem}", reason_zh=f"发送回复时连接中断：{problem}"
            )
        finally:
            line.waiting.pop(token, None)
        if answer["refusal"]:
            return Never(answer["refusal"])
        return Sent(answer=f"sent to {target} in {len(lines)} lines") if answer["read"] else Unknown(
            "The server did not answer, so the reply may have been sent.")

    # -- how it is doing

    def health(self):
        if self.joined.is_set():
            return {"line": "ready"}
        return {"line": "failing", "problem": "There is no line to the IRC server.",
                "problem_zh": "未连接 IRC 服务器。"}

    def check(self):
        name = f"{self.settings['server']}:{self.settings.get('port', '6667')}"
        if self.joined.is_set():
            return True, [f"The line to {name} is open, as {self.connection.nick}."]
        try:
            line = Connection({**self.settings, "nick": self.settings["nick"] + "_check"}, self.secrets)
            for _, command, words in line.lines():
                if command == "001":
                    line.close()
                    return True, [f"{name} let us in."]
                if command in ("464", "465", "ERROR"):
                    return False, [f"{name} refused us: {words[-1]}. Correct the password or ask the server's people."]
        except OSError as problem:
            return False, [f"{name} cannot be reached: {problem}. Check `server` and `port`."]
        return False, [f"{name} closed the line without a word."]

    def stop(self):
        if self.connection:
            self.connection.close()


if __name__ == "__main__":
    IRC("irc").run()
