"""A thousand visitors of a live chat who listen for their answers."""
import json
import sqlite3
import time

from desk import wait_until
from listeners import Crowd, Listener, probe
from measuring import NOT_BUILT, memory, percentile, row, title

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  site:
    adapter: live-chat
    needs_agents: false
    rate_limits: {{messages_per_address: 0, visitors_per_address: 0}}
    streams: {{per_address: 5000}}
"""

CHAT = "/channels/site/chat"


def visitors(bench):
    """1,000 visitors of a live chat: memory, and the delay from an answer to the visitor"""
    count = 100 if bench.options.quick else 1_000
    title(f"{count:,} visitors of a live chat")
    desk = bench.desk("visitors", CONFIGURATION)
    if desk.run("check", check=False).returncode == 78:
        return row(f"{CHAT}/events", NOT_BUILT)
    desk.start()
    if probe(desk, f"{CHAT}/events", {}) == 404:
        row(f"{CHAT}/events", NOT_BUILT)
        return desk.stop()
    desk.add_agent()
    began = time.monotonic()
    tokens = [begin(desk, number) for number in range(count)]
    row("visitors who begin and write, one after the other", f"{count / (time.monotonic() - began):,.0f} /s")
    wait_until(lambda: len(tickets_of(desk)) >= count, 120, 0.5)
    before = memory(desk.process)["VmRSS"]
    crowd = Crowd([Listener(desk.port, f"{CHAT}/events", {"Authorization": f"Bearer {token}", "Origin": desk.url})
                   for token in tokens])
    try:
        tell(desk, crowd, before, min(100, count))
    finally:
        crowd.close()
    desk.stop()


def begin(desk, number):
    """A visitor opens the chat and writes; gives their token."""
    origin = {"Origin": desk.url}
    status, body, _ = desk.post_json(f"{CHAT}/start", {}, origin)
    assert status == 200, (status, body)
    token = json.loads(body)["token"]
    status, body, _ = desk.post_json(f"{CHAT}/message", {"key": f"bench-{number:08}", "text": f"Matter v{number}"},
                                     {**origin, "Authorization": f"Bearer {token}"})
    assert status in (200, 201), (status, body)
    return token


def read(desk, query):
    base = sqlite3.connect(f"file:{desk.data}/tributary.sqlite?mode=ro", uri=True, timeout=20)
    try:
        return base.execute(query).fetchall()
    finally:
        base.close()


def tickets_of(desk):
    """The number of each visitor's ticket."""
    said = read(desk, "SELECT i.text, t.number FROM inboundMessage i JOIN message m ON m.id = i.id "
                      "JOIN ticket t ON t.id = m.ticket")
    return {int(text.removeprefix("Matter v")): number for text, number in said if text.startswith("Matter v")}


def tell(desk, crowd, before, answers):
    here = crowd.gather()
    row("visitors listening at once", f"{len(here):,}", f"{len(crowd.listeners):,}")
    time.sleep(3)
    after = memory(desk.process)["VmRSS"]
    each = (after - before) * 1024 / max(1, len(here))
    row("memory, all of the desk", f"{after:.0f} MB", note=f"{each:.0f} KB for each of them")
    tickets, heard = tickets_of(desk), {}
    for number in range(0, len(crowd.listeners), max(1, len(crowd.listeners) // answers)):
        listener = crowd.listeners[number]
        listener.heard, listener.mark = None, time.monotonic()
        offset = time.time() - time.monotonic()
        desk.reply(tickets[number], f"Answer {number}.")
        wait_until(lambda: listener.heard, 60, 0.005)
        heard[f"Answer {number}."] = (listener.heard + offset) * 1000
    written = dict(read(desk, "SELECT r.text, m.at FROM reply r JOIN message m ON m.id = r.id"))
    delays = [at - written[text] for text, at in heard.items()]
    row("from the answer to its screen p50 / p99", f"{percentile(delays, 50):.0f} / {percentile(delays, 99):.0f} ms",
        "p99 300 ms", note=f"{len(delays):,} answers, commit and delivery included")
    row("memory at peak", f"{memory(desk.process)['VmHWM']:.0f} MB")
