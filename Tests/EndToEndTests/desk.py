"""A Tributary of the tests' own: the real binary on a folder and ports of its own."""
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("TRIBUTARY_BINARY", ROOT / ".build/debug/tributary"))

DROP_FOLDER = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    drop_folder: {{path: mail/in}}
    out_folder: {{path: mail/out}}
  contact-form:
    adapter: web-form
    reply_through: mail
"""


def free_port():
    """A port that it and its successor (the content origin's) are free."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
                return port
            except (OSError, OverflowError):
                continue


# Every wait is long, since a busy machine is no failure.
PATIENCE = 60


def wait_until(condition, seconds=PATIENCE, every=0.05):
    """The condition's first true value; an error when it does not come in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(every)
    raise AssertionError(f"waited {seconds} s in vain for {getattr(condition, '__name__', condition)}")


class Desk:
    def __init__(self, folder, configuration=DROP_FOLDER, **values):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data = self.folder / "data"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.config = self.folder / "tributary.yaml"
        self.config.write_text(configuration.format(data=self.data, port=self.port, **values))
        self.log = self.folder / "serve.log"
        self.process = None

    # -- the process

    def start(self, environment=None, ready=True):
        log = open(self.log, "ab")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--config", self.config], stdout=log, stderr=log,
            env={**os.environ, **(environment or {})})
        log.close()
        if ready:
            wait_until(lambda: self.is_ready() or self.has_ended())
            assert not self.has_ended(), self.words()
        return self

    def is_ready(self):
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False

    def has_ended(self):
        return self.process is not None and self.process.poll() is not None

    def stop(self):
        """Ends the server as an operator would; gives its exit code."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(40)
        self.process = None
        return code

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def words(self):
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""

    # -- commands

    def run(self, *arguments, input=None, check=True, environment=None):
        done = subprocess.run(
            [BINARY, *map(str, arguments), "--config", self.config], input=input, capture_output=True, timeout=60,
            env={**os.environ, **(environment or {})})
        if check:
            assert done.returncode == 0, (arguments, done.returncode, done.stderr.decode(), done.stdout.decode())
        return done

    def lines(self, *arguments, **options):
        out = self.run(*arguments, "--json", **options).stdout.decode()
        return [json.loads(line) for line in out.split("\n") if line.strip()]

    def tickets(self):
        return self.lines("tickets", "list")

    def ticket(self, number):
        return self.lines("tickets", "show", number)[0]

    def contacts(self):
        return self.lines("contacts", "list")

    def deliveries(self):
        return self.lines("outbox", "list")

    def arrivals(self):
        return self.lines("intake", "list")

    def add_agent(self, email="agent@desk.test", name="Agent Smith", role="agent"):
        return self.lines("users", "add", email, "--name", name, "--role", role)[0]["link"]

    def reply(self, number, text, *more, agent="agent@desk.test"):
        return self.run("reply", number, "--agent", agent, "--text", text, *more)

    # -- HTTP

    def get(self, path, headers=None):
        return self.request("GET", path, None, headers)

    def post_json(self, path, value, headers=None):
        headers = {"Content-Type": "application/json", **(headers or {})}
        return self.request("POST", path, json.dumps(value).encode(), headers)

    def request(self, method, path, body=None, headers=None):
        request = urllib.request.Request(self.url + path, data=body, headers=headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read(), dict(answer.headers)
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read(), dict(answer.headers)

    # -- the drop folder

    def drop(self, name, mail):
        """Renames a mail into the drop folder, as a mail server would."""
        inbox = self.data / "mail/in"
        inbox.mkdir(parents=True, exist_ok=True)
        part = inbox / f"{name}.part"
        part.write_bytes(mail if isinstance(mail, bytes) else mail.encode())
        part.rename(inbox / f"{name}.eml")

    def sent_mails(self):
        from email import message_from_bytes, policy
        out = self.data / "mail/out"
        files = sorted(out.glob("*.eml"), key=lambda path: path.stat().st_mtime) if out.exists() else []
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]


def mail(sender, subject, text, to="support@desk.test", message_id=None, **headers):
    """A plain mail with CRLF line ends."""
    import secrets
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}",
             f"Message-ID: <{message_id or secrets.token_hex(12) + '@customer.test'}>",
             f"Date: {time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime())}",
             "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + text.replace("\n", "\r\n") + "\r\n").encode()
