"""Replies that leave, a second: to an SMTP server and to an HTTP provider that take everything."""
import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from browsing import Browser
from desk import BINARY, wait_until
from intake import chat_key, routed, signed_call
from measuring import POST, memory, rate, row, title, wrk

SINKS = Path(__file__).with_name("sinks.py")
# How many deliveries the product has under way at a time.
LINES = 16

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    drop_folder: {{path: mail/in}}
    smtp: {{host: 127.0.0.1, port: {smtp}, security: none}}
  chat:
    adapter: chat-webhook
    provider: generic
    reply_url: http://127.0.0.1:{http}/replies
"""


class Sink:
    """A server of sinks.py in a process of its own."""

    def __init__(self, kind):
        self.process = subprocess.Popen([sys.executable, SINKS, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())

    def close(self):
        """Ends it; what it took."""
        out, _ = self.process.communicate()
        return json.loads(out)


def outbox(bench):
    """replies sent a second, by SMTP and by HTTP"""
    count = 200 if bench.options.quick else 2_000
    title(f"{count:,} replies, each to another person, to servers that take everything")
    smtp, http = Sink("smtp"), Sink("http")
    desk = bench.desk("outbox", CONFIGURATION, smtp=smtp.port, http=http.port)
    fill(bench, desk, count)
    desk.start()
    browser = Browser(desk)
    answer(desk, browser, 2 * count)
    for name, channel, sink in (("SMTP", "mail", smtp), ("HTTP", "chat", http)):
        send(bench, desk, name, channel, sink, count)
    row("memory at peak", f"{memory(desk.process)['VmHWM']:.0f} MB")
    desk.stop()


def fill(bench, desk, count):
    """Opens a ticket by mail and one by chat for each reply."""
    fill_mails(bench, desk, count)
    desk.start()
    key, now = chat_key(desk), int(time.time())
    for number in range(count):
        signature, body = signed_call(key, now, f"o{number}", number, "Something is wrong here.")
        status, _, _ = desk.request("POST", "/channels/chat/webhook", body.encode(), {
            "Content-Type": "application/json", "webhook-id": f"o{number}", "webhook-timestamp": str(now),
            "webhook-signature": signature})
        assert status == 200, status
    wait_until(lambda: routed(desk, "chat")[0] >= count, 120, 0.2)
    desk.stop()


def fill_mails(bench, desk, count, address="c{}@example.org"):
    """Opens a ticket by mail for each reply."""
    mbox = bench.folder / "outbox.mbox"
    with open(mbox, "w") as file:
        for number in range(count):
            sender = address.format(number)
            file.write(f"From {sender} Mon Jan  5 10:00:00 2026\nFrom: {sender}\nTo: support@desk.test\n"
                       f"Subject: Matter {number}\nMessage-ID: <o{number}@example.org>\n"
                       f"Date: Mon, 05 Jan 2026 10:00:00 +0000\n\nSomething is wrong here.\n\n")
    subprocess.run([BINARY, "ingest", "--channel", "mail", "--wait", "0", "--config", desk.config, mbox],
                   stdout=subprocess.DEVNULL, check=True)


def answer(desk, browser, count):
    """Writes a reply in every ticket while sending is paused, and waits until none can be taken back any more."""
    desk.run("outbox", "pause")
    for number in range(1, count + 1):
        page = browser.post(f"/desk/tickets/{number}/replies", {"text": f"It is mended.\n" + "Thank you for waiting. " * 20})
        assert page.status in (200, 303), (number, page.status, page.text[-500:])
    time.sleep(11)


def in_state(desk, channel, state):
    base = sqlite3.connect(f"file:{desk.data}/tributary.sqlite?mode=ro", uri=True, timeout=20)
    try:
        return base.execute("SELECT count(*) FROM delivery WHERE channel = ? AND state = ?", (channel, state)).fetchone()[0]
    finally:
        base.close()


def send(bench, desk, name, channel, sink, count):
    """Lets one channel's replies go while the other's are held."""
    other = {"mail": "chat", "chat": "mail"}[channel]
    desk.run("channels", "hold", other)
    desk.run("channels", "resume", channel)
    desk.run("outbox", "resume")
    wait_until(lambda: in_state(desk, channel, "sent") >= count, 600, 0.05)
    desk.run("outbox", "pause")
    told = sink.close()
    assert told["count"] == count, f"{told['count']} of {count} replies reached the {name} server"
    rate(f"replies sent by {name}", (count - 1) / (told["last"] - told["first"]), None, ceiling(bench, name), "raw client")


def ceiling(bench, name):
    """What the same server takes of a raw client on as many connections."""
    sink = Sink(name.lower())
    try:
        if name == "SMTP":
            done = subprocess.run([sys.executable, SINKS, "mails", str(sink.port), "8000", str(LINES)], capture_output=True,
                                  check=True)
            return json.loads(done.stdout)["per_second"]
        script = bench.folder / "raw.lua"
        script.write_text(POST)
        return wrk(f"http://127.0.0.1:{sink.port}/", 3, script, LINES)["rate"]
    finally:
        sink.close()
