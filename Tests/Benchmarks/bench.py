#!/usr/bin/env python3
"""Measures the product and the machine's ceilings in one run. Rates on a shared machine swing: trust the ratios."""
import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/EndToEndTests"))
os.environ.setdefault("TRIBUTARY_BINARY", str(ROOT / ".build/release/tributary"))
from desk import BINARY, Desk, free_port, wait_until  # noqa: E402

CEILINGS = ROOT / ".build/release/ceilings"
WORDS = "printer invoice refund scanner delivery password account broken late missing 退款 发票 打印机 order number thanks".split()

MAILDIR = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    maildir: {{path: {maildir}}}
    out_folder: {{path: mail/out}}
  chat:
    adapter: chat-webhook
    provider: generic
  contact-form:
    adapter: web-form
    reply_through: mail
    proof_of_work: false
    rate_limits: {{per_address: 0, per_address_unproven: 0, per_email: 0}}
"""

WRK = """
local n = 0
local thread = 0
function setup(t) t:set("id", thread); thread = thread + 1 end
function request()
  n = n + 1
  local key = id .. "-" .. n .. "-%s"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Idempotency-Key"] = key
  local body = '{"email":"c' .. (n %% 5000) .. '@example.org","subject":"Matter ' .. key .. '","message":"' .. string.rep("Something is wrong here. ", 16) .. '"}'
  return wrk.format("POST", nil, nil, body)
end
"""


SIGNED = """
local thread = 0
function setup(t) t:set("first", thread); thread = thread + 1 end
function init()
  requests, at = {}, 0
  for line in io.lines("%s") do
    local id, signature, body = line:match("([^\\t]*)\\t([^\\t]*)\\t(.*)")
    requests[#requests + 1] = wrk.format("POST", nil, {["Content-Type"] = "application/json", ["webhook-id"] = id,
      ["webhook-timestamp"] = "%d", ["webhook-signature"] = signature}, body)
  end
end
function request() at = at + 1; return requests[at] or requests[#requests] end
"""


def signed_calls(path, key, count, time_stamp, prefix):
    """Calls of a chat signed by Standard Webhooks, one a line: id, signature, body."""
    import base64
    import hashlib
    import hmac
    key = base64.b64decode(key.removeprefix("whsec_"))
    with open(path, "w") as file:
        for number in range(count):
            name = f"{prefix}{number}"
            body = json.dumps({"type": "message.created", "timestamp": "2026-01-05T10:00:00Z", "data": {
                "message_id": name, "conversation_id": f"c{number % 5000}", "text": "Something is wrong here. " * 8,
                "sender": {"id": f"u{number % 5000}", "name": "Ana"}}}, separators=(",", ":"))
            code = hmac.new(key, f"{name}.{time_stamp}.{body}".encode(), hashlib.sha256).digest()
            file.write(f"{name}\tv1,{base64.b64encode(code).decode()}\t{body}\n")


def letter(number, people=1000):
    """A generated mail of about 3 KB; every third answers an earlier one of the same person."""
    words = random.Random(number)
    person = number % people
    lines = [f"From: Customer {person} <c{person}@example.org>", "To: support@desk.test",
             f"Subject: Matter {number}", f"Message-ID: <m{number}@example.org>",
             "Date: Mon, 05 Jan 2026 10:00:00 +0000", "MIME-Version: 1.0"]
    if number % 3 == 2 and number >= people:
        lines.append(f"In-Reply-To: <m{number - people}@example.org>")
    text = "\r\n".join(" ".join(words.choice(WORDS) for _ in range(12)) for _ in range(28))
    if number % 4:
        lines += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", text]
    else:
        lines += ['Content-Type: multipart/alternative; boundary="b"', "", "--b", "Content-Type: text/plain; charset=utf-8", "",
                  text[:1200], "--b", "Content-Type: text/html; charset=utf-8", "", f"<p>{text[:1200]}</p>", "--b--"]
    return ("\r\n".join(lines) + "\r\n").encode()


def memory(process):
    status = Path(f"/proc/{process.pid}/status").read_text()
    return {name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmRSS", "VmHWM")}


def cpu_seconds(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ceiling(*words):
    return json.loads(subprocess.run([CEILINGS, *map(str, words)], capture_output=True, check=True).stdout)


def sqlite_inserts(folder):
    """Grouped inserts of 256 small rows a commit, synchronous=FULL, through Python's own SQLite."""
    import sqlite3
    base = sqlite3.connect(f"{folder}/ceiling.sqlite", isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")
    body, count, end = "x" * 3000, 0, time.monotonic() + 2
    while time.monotonic() < end:
        base.execute("BEGIN IMMEDIATE")
        base.executemany("INSERT INTO row (body) VALUES (?)", [(body,)] * 256)
        base.execute("COMMIT")
        count += 256
    base.close()
    return count / 2


def wrk(url, seconds, script, connections=64):
    done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script, url],
                          capture_output=True, check=True).stdout.decode()
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", done)
    total = int(re.search(r"(\d+) requests in", done)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done)[1])
    bad = int(errors[1]) if errors else 0
    return {"rate": rate * (total - bad) / max(total, 1), "bad": bad, "p50": re.search(r"50%\s+(\S+)", done)[1],
            "p99": re.search(r"99%\s+(\S+)", done)[1]}


def row(name, value, note=""):
    print(f"  {name:<52}{value:>14}   {note}", flush=True)


class Bench:
    def __init__(self, options):
        self.options = options
        self.folder = Path(tempfile.mkdtemp(prefix="tributary-bench-", dir=options.folder))

    def run(self):
        print(f"\n{time.strftime('%Y-%m-%d %H:%M')}  {os.cpu_count()} cores  load {os.getloadavg()[0]:.1f}")
        self.ceilings()
        self.start_up()
        self.maildir()
        self.forms()
        self.webhooks()
        for count in ([2_000, 10_000] if self.options.quick else [2_000, 200_000]):
            self.pages(count)

    def ceilings(self):
        mails = self.folder / "sample"
        mails.mkdir()
        for number in range(500):
            (mails / f"{number}.eml").write_bytes(letter(number))
        print("\nWhat the machine can do")
        self.fsync = ceiling("fsync", self.folder)["fsync_per_second"]
        row("durable 4 KiB appends /s (fdatasync each)", self.fsync)
        row("grouped SQLite inserts /s (256 a commit, FULL)", int(sqlite_inserts(self.folder)))
        parsed = ceiling("parse", mails)
        row("mails parsed /s, one thread, nothing else", parsed["mails_parsed_per_second"], f"{parsed['cpu_us_per_mail']} µs CPU each")
        port = free_port()
        server = subprocess.Popen([CEILINGS, "serve", str(port)])
        try:
            time.sleep(1)
            self.script = self.folder / "post.lua"
            self.script.write_text(WRK % "empty")
            self.empty = wrk(f"http://127.0.0.1:{port}/", 5, self.script)
            row("empty Hummingbird handler, POST /s at 64", int(self.empty["rate"]), f"p99 {self.empty['p99']}")
        finally:
            server.kill()
            server.wait()

    def start_up(self):
        print("\nStart and memory")
        desk = Desk(self.folder / "start")
        times = []
        for _ in range(5):
            began = time.monotonic()
            desk.start(ready=False)
            wait_until(desk.is_ready, 20, 0.002)
            times.append((time.monotonic() - began) * 1000)
            last = memory(desk.process)
            if len(times) < 5:
                desk.stop()
        time.sleep(2)
        row("start until ready (median of 5)", f"{sorted(times)[2]:.0f} ms", "goal 300 ms")
        row("memory at rest", f"{memory(desk.process)['VmRSS']:.0f} MB", "goal 60 MB")
        desk.stop()

    def maildir(self):
        print("\nMaildir of 2,000 mails, durable and threaded")
        box = self.folder / "box"
        for part in ("new", "cur", "tmp"):
            (box / part).mkdir(parents=True)
        for number in range(2_000):
            (box / "new" / f"{number:06}.bench").write_bytes(letter(number))
        desk = Desk(self.folder / "maildir", MAILDIR, maildir=box)
        desk.start(ready=False)
        began, cpu = time.monotonic(), cpu_seconds(desk.process)
        journal = lambda: sum(c["journaled"] - c["waiting"] for c in desk.lines("channels", "list") if c["id"] == "mail")
        wait_until(desk.is_ready, 20, 0.01)
        wait_until(lambda: journal() >= 2_000, 120, 0.05)
        seconds, spent = time.monotonic() - began, cpu_seconds(desk.process) - cpu
        row("mails /s, start included", f"{2_000 / seconds:.0f}", "goal 2,000")
        row("CPU a mail", f"{spent / 2_000 * 1000:.2f} ms", "goal 0.5 ms")
        row("tickets", len(desk.tickets()))
        row("memory at peak", f"{memory(desk.process)['VmHWM']:.0f} MB")
        desk.stop()

    def forms(self):
        print("\nForms at 64 connections, journaled before they are answered")
        box = self.folder / "nobox"
        desk = Desk(self.folder / "forms", MAILDIR, maildir=box).start()
        url = f"{desk.url}/channels/contact-form/form"
        self.script.write_text(WRK % "burst")
        burst = wrk(url, 5, self.script)
        row("accepted /s, burst of 5 s", f"{burst['rate']:.0f}",
            f"{burst['rate'] / self.empty['rate'] * 100:.0f} % of the empty handler, p99 {burst['p99']}, refused {burst['bad']}")
        self.script.write_text(WRK % "sustained")
        sustained = wrk(url, 20, self.script)
        row("accepted /s, 20 s with routing", f"{sustained['rate']:.0f}",
            f"{sustained['rate'] / self.empty['rate'] * 100:.0f} % of the empty handler, p99 {sustained['p99']}, refused {sustained['bad']}")
        row("memory at peak", f"{memory(desk.process)['VmHWM']:.0f} MB")
        desk.stop()

    def webhooks(self):
        print("\nSigned webhooks at 64 connections, journaled before they are answered")
        desk = Desk(self.folder / "webhooks", MAILDIR, maildir=self.folder / "nobox").start()
        key = desk.run("channels", "secret", "chat").stdout.decode().strip()
        for name, seconds, count in (("burst of 5 s", 5, 70_000), ("20 s with routing", 20, 200_000)):
            calls, now = self.folder / "calls", int(time.time())
            signed_calls(calls, key, count, now, name[0])
            self.script.write_text(SIGNED % (calls, now))
            rate = wrk(f"{desk.url}/channels/chat/webhook", seconds, self.script)
            row(f"accepted /s, {name}", f"{rate['rate']:.0f}",
                f"{rate['rate'] / self.empty['rate'] * 100:.0f} % of the empty handler, p99 {rate['p99']}, refused {rate['bad']}")
        row("memory at peak", f"{memory(desk.process)['VmHWM']:.0f} MB")
        desk.stop()

    def pages(self, count):
        print(f"\nPages at {count:,} tickets")
        desk = Desk(self.folder / f"pages{count}")
        mbox = self.folder / "fill.mbox"
        with open(mbox, "wb") as file:
            for number in range(count):
                file.write(b"From c@example.org Mon Jan  5 10:00:00 2026\n")
                file.write(letter(number * 3, people=count).replace(b"\r\n", b"\n") + b"\n")
        began = time.monotonic()
        done = subprocess.run([BINARY, "ingest", "--channel", "mail", "--config", desk.config, mbox], stdout=subprocess.DEVNULL)
        assert done.returncode == 0
        row("filled by one mbox, mails /s", f"{count / (time.monotonic() - began):.0f}")
        mbox.unlink()
        desk.start()
        cookie = self.sign_in(desk)
        for name, path in (("list", "/desk/tickets?view=all"), ("list, unassigned", "/desk/tickets?view=unassigned"),
                           ("ticket", f"/desk/tickets/{count // 2}"), ("search", "/desk/search?q=%E9%80%80%E6%AC%BE+printer")):
            times = [self.timed(desk, path, cookie) for _ in range(60)]
            times.sort()
            row(f"{name}: server time p50 / p95", f"{times[30]:.1f} / {times[57]:.1f} ms", "goal 5 ms")
        desk.stop()

    def sign_in(self, desk):
        link = desk.add_agent("bench@desk.test", "Bench", "admin")
        token = link.split("token=")[1]
        page = urllib.request.urlopen(link).read().decode()
        fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
        fields.update({"token": token, "name": "Bench", "password": "correct horse battery", "repeated": "correct horse battery"})
        from urllib.parse import urlencode
        import http.cookiejar
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        opener.open(urllib.request.Request(f"{desk.url}/desk/setup", urlencode(fields).encode(),
                                           {"Origin": desk.url, "Sec-Fetch-Site": "same-origin"}))
        assert len(jar), "signing in gave no session"
        return "; ".join(f"{c.name}={c.value}" for c in jar)

    @staticmethod
    def timed(desk, path, cookie):
        """The server's own figure where it gives one (Server-Timing), else the time until the last byte."""
        began = time.monotonic()
        status, _, headers = desk.get(path, {"Cookie": cookie})
        elapsed = (time.monotonic() - began) * 1000
        assert status == 200, (path, status)
        told = re.search(r"dur=([\d.]+)", headers.get("Server-Timing", ""))
        return float(told[1]) if told else elapsed

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("--folder", default=None, help="where to measure; a disk like the one the product will live on")
    bench = Bench(arguments.parse_args())
    try:
        bench.run()
    finally:
        bench.close()


if __name__ == "__main__":
    main()
