"""Start, mails, forms and signed webhooks."""
import base64
import hashlib
import hmac
import json
import os
import random
import time

from desk import wait_until
from measuring import cpu_seconds, memory, rate, row, share, title, wrk

WORDS = "printer invoice refund scanner delivery password account broken late missing 退款 发票 打印机 order number thanks".split()

CONFIGURATION = """
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

FORMS = """
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


def signed_call(key, time_stamp, name, person, text):
    """The headers and the body of a chat's call, signed by Standard Webhooks."""
    body = json.dumps({"type": "message.created", "timestamp": "2026-01-05T10:00:00Z", "data": {
        "message_id": name, "conversation_id": f"c{person}", "text": text,
        "sender": {"id": f"u{person}", "name": "Ana"}}}, separators=(",", ":"))
    code = hmac.new(key, f"{name}.{time_stamp}.{body}".encode(), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(code).decode()}", body


def chat_key(desk, channel="chat"):
    """The key that the desk issues for a chat."""
    return base64.b64decode(desk.run("channels", "secret", channel).stdout.decode().strip().removeprefix("whsec_"))


def routed(desk, channel):
    """How many of a channel's arrivals have been routed, and how many wait."""
    line = next(line for line in desk.lines("channels", "list") if line["id"] == channel)
    return line["journaled"] - line["waiting"], line["waiting"]


def machine(bench):
    """what the machine can do at all"""
    title("What the machine can do")
    here = bench.machine
    rate("durable 4 KiB appends (fdatasync each)", here.fsyncs)
    rate("grouped SQLite inserts of 3 KB (256 a commit)", here.mail_rows)
    rate("grouped SQLite inserts of 0.5 KB", here.call_rows)
    parsed, cpu = here.parsed
    rate("mails parsed, one thread, nothing else", parsed, note=f"{cpu} µs of CPU each")
    rate("empty Hummingbird handler, POST at 64", here.empty_handler)


def start(bench):
    """start until ready, and memory at rest"""
    title("Start and memory")
    desk = bench.desk("start")
    times = []
    for _ in range(5):
        began = time.monotonic()
        desk.start(ready=False)
        wait_until(desk.is_ready, 20, 0.002)
        times.append((time.monotonic() - began) * 1000)
        if len(times) < 5:
            desk.stop()
    time.sleep(2)
    row("start until ready (median of 5)", f"{sorted(times)[2]:.0f} ms", "300 ms")
    row("memory at rest", f"{memory(desk.process)['VmRSS']:.0f} MB", "60 MB")
    desk.stop()


def mails(bench):
    """2,000 mails of a Maildir, durable and threaded"""
    title("Maildir of 2,000 mails, durable and threaded")
    box = bench.folder / "box"
    for part in ("new", "cur", "tmp"):
        (box / part).mkdir(parents=True)
    for number in range(2_000):
        (box / "new" / f"{number:06}.bench").write_bytes(letter(number))
    desk = bench.desk("maildir", CONFIGURATION, maildir=box)
    desk.start(ready=False)
    began, cpu = time.monotonic(), cpu_seconds(desk.process)
    wait_until(desk.is_ready, 20, 0.01)
    wait_until(lambda: routed(desk, "mail")[0] >= 2_000, 120, 0.05)
    seconds, spent = time.monotonic() - began, cpu_seconds(desk.process) - cpu
    rate("mails, start included", 2_000 / seconds, 2_000, bench.machine.parsed[0], "parsing")
    row("CPU a mail", f"{spent / 2_000 * 1000:.2f} ms", "0.5 ms", f"parsing {bench.machine.parsed[1] / 1000:.2f} ms")
    row("tickets", f"{len(desk.tickets()):,}")
    row("memory at peak", f"{memory(desk.process)['VmHWM']:.0f} MB")
    desk.stop()


def load(bench, desk, path, script, name, seconds, goal, channel):
    """Puts load on a channel and tells its rates."""
    before = routed(desk, channel)[0]
    began = time.monotonic()
    done = wrk(desk.url + path, seconds, script)
    after = routed(desk, channel)[0]
    share(f"accepted, {name}", done["rate"], goal, bench.machine.empty_handler, "empty handler", f"refused {done['bad']:,}")
    rate(f"routed meanwhile, {name}", (after - before) / (time.monotonic() - began))
    row(f"time to the answer p50 / p99, {name}", f"{done['p50']} / {done['p99']}", "p99 100 ms")


def forms(bench):
    """submissions of a form at 64 connections"""
    title("Forms at 64 connections, journaled before they are answered")
    desk = bench.desk("forms", CONFIGURATION, maildir=bench.folder / "nobox").start()
    script = bench.folder / "form.lua"
    for name, seconds, goal in (("burst of 5 s", 5, 35), ("20 s with routing", 20, 20)):
        script.write_text(FORMS % name[0])
        load(bench, desk, "/channels/contact-form/form", script, name, seconds, goal, "contact-form")
    row("memory at peak", f"{memory(desk.process)['VmHWM']:.0f} MB")
    desk.stop()


def webhooks(bench):
    """signed webhooks at 64 connections, a burst of 5 s and 20 s sustained"""
    title("Signed webhooks at 64 connections, journaled before they are answered")
    desk = bench.desk("webhooks", CONFIGURATION, maildir=bench.folder / "nobox").start()
    key, script, calls = chat_key(desk), bench.folder / "signed.lua", bench.folder / "calls"
    for name, seconds, count, goal in (("burst of 5 s", 5, 70_000, 35), ("20 s with routing", 20, 200_000, 20)):
        now = int(time.time())
        with open(calls, "w") as file:
            for number in range(count):
                call = f"{name[0]}{number}"
                signature, body = signed_call(key, now, call, number % 5000, "Something is wrong here. " * 8)
                file.write(f"{call}\t{signature}\t{body}\n")
        script.write_text(SIGNED % (calls, now))
        # What the burst left waiting is no part of what is sustained.
        wait_until(lambda: routed(desk, "chat")[1] == 0, 120, 0.5)
        load(bench, desk, "/channels/chat/webhook", script, name, seconds, goal, "chat")
    row("memory at peak", f"{memory(desk.process)['VmHWM']:.0f} MB")
    desk.stop()
    os.unlink(calls)
