"""An ngircd of the tests' own on loopback, and a customer's IRC client, small and slow-witted."""
import socket
import subprocess
import threading
from pathlib import Path

from desk import free_port, wait_until


class IRCServer:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.process = None
        (self.folder / "ngircd.conf").write_text(f"""
[Global]
Name = irc.desk.test
Info = A server for tests
AdminInfo1 = Tests
AdminInfo2 = Loopback
AdminEMail = admin@irc.desk.test
Listen = 127.0.0.1
Ports = {self.port}
MotdPhrase = Welcome.

[Limits]
MaxConnectionsIP = 0
MaxPenaltyTime = 1
MaxNickLength = 30

[Options]
DNS = no
Ident = no
PAM = no
SyslogFacility = local1
""")

    def start(self):
        log = open(self.folder / "ngircd.log", "ab")
        self.process = subprocess.Popen(
            ["ngircd", "--nodaemon", "--config", self.folder / "ngircd.conf"], stdout=log, stderr=log)
        log.close()
        wait_until(self.answers)
        return self

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False


class IRCClient:
    """A person: says things, and remembers everything that was said to them as (sender, target, text)."""

    def __init__(self, server, nick):
        self.nick, self.heard, self.present, self.welcomed = nick, [], set(), threading.Event()
        # Everybody who came, in their order.
        self.came = []
        self.line = socket.create_connection(("127.0.0.1", server.port), 20)
        self.line.settimeout(None)
        self.send(f"NICK {nick}")
        self.send(f"USER {nick} 0 * :{nick}")
        threading.Thread(target=self._listen, daemon=True).start()
        assert self.welcomed.wait(30), "the IRC server does not let us in"

    def send(self, words):
        self.line.sendall(words.encode() + b"\r\n")

    def join(self, room):
        self.send(f"JOIN {room}")
        wait_until(lambda: self.nick in self.present)

    def say(self, target, text):
        self.send(f"PRIVMSG {target} :{text}")

    def texts(self, target=None):
        return [text for _, to, text in list(self.heard) if target in (None, to)]

    def leave(self):
        try:
            self.send("QUIT :bye")
            self.line.close()
        except OSError:
            pass

    def _listen(self):
        for octets in self.line.makefile("rb"):
            text = octets.decode(errors="replace").rstrip("\r\n")
            sender, _, rest = text[1:].partition(" ") if text.startswith(":") else ("", "", text)
            head, _, trailing = rest.partition(" :")
            words = head.split()
            nick = sender.partition("!")[0]
            if words[0] == "PING":
                self.send(f"PONG :{trailing}")
            elif words[0] == "001":
                self.welcomed.set()
            elif words[0] == "353":
                self.present.update(name.lstrip("@+") for name in trailing.split())
            elif words[0] == "JOIN":
                self.present.add(nick)
                self.came.append(nick)
            elif words[0] in ("QUIT", "PART"):
                self.present.discard(nick)
            elif words[0] == "PRIVMSG":
                self.heard.append((nick, words[1], trailing))
