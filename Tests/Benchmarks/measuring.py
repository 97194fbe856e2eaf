"""What the parts of the benchmark share: tables, what a process costs, load by wrk, and what the machine can do at all."""
import json
import os
import re
import subprocess
import time
from functools import cached_property
from pathlib import Path

from desk import ROOT, free_port

CEILINGS = Path(os.environ.get("TRIBUTARY_CEILINGS", ROOT / ".build/release/ceilings"))
# What stands in the place of a figure where the product has no such thing.
NOT_BUILT = "not built yet"


def title(text):
    print(f"\n{text}\n  {'':<50}{'figure':>18}{'goal':>12}{'ceiling':>24}{'share':>8}", flush=True)


def row(name, figure, goal="", ceiling="", share=None, note=""):
    """A line of a table: what was measured, what is wanted, and what the machine does at all, with their quotient."""
    part = "" if share is None else f"{share * 100:.0f} %"
    print(f"  {name:<50}{figure:>18}{goal:>12}{ceiling:>24}{part:>8}  {note}".rstrip(), flush=True)


def rate(name, value, goal=None, ceiling=None, ceiling_name="", note=""):
    """A line for things a second; more is better."""
    row(name, f"{value:,.0f} /s", f"{goal:,} /s" if goal else "", f"{ceiling_name} {ceiling:,.0f} /s".strip() if ceiling else "",
        value / ceiling if ceiling else None, note)


def share(name, value, goal, ceiling, ceiling_name, note=""):
    """A line for things a second whose goal is a share of the ceiling."""
    row(name, f"{value:,.0f} /s", f"{goal} %", f"{ceiling_name} {ceiling:,.0f} /s".strip(), value / ceiling, note)


def percentile(values, hundredth):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * hundredth / 100))]


def memory(process):
    """What a process has in memory now (`VmRSS`) and had at most (`VmHWM`), in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return {name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmRSS", "VmHWM")}


def cpu_seconds(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wrk(url, seconds, script, connections=64):
    """Load by wrk; `rate` counts what was answered with 2xx."""
    done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script, url],
                          capture_output=True, check=True).stdout.decode()
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", done)
    total = int(re.search(r"(\d+) requests in", done)[1])
    answered = float(re.search(r"Requests/sec:\s+([\d.]+)", done)[1])
    bad = int(errors[1]) if errors else 0
    return {"rate": answered * (total - bad) / max(total, 1), "bad": bad, "p50": re.search(r"^ +50% +(\S+)", done, re.M)[1],
            "p99": re.search(r"^ +99% +(\S+)", done, re.M)[1]}


POST = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"text":"' .. string.rep("Something is wrong here. ", 16) .. '"}'
"""


class Machine:
    """What the machine can do at all, measured once, when a part first asks for it."""

    def __init__(self, folder):
        self.folder = folder

    @staticmethod
    def ceiling(*words):
        return json.loads(subprocess.run([CEILINGS, *map(str, words)], capture_output=True, check=True).stdout)

    @cached_property
    def fsyncs(self):
        """4 KiB appends a second, each made durable."""
        return self.ceiling("fsync", self.folder)["fsync_per_second"]

    @cached_property
    def parsed(self):
        """Mails a second through the parser alone, and the CPU of each in µs."""
        from intake import letter
        mails = self.folder / "sample"
        mails.mkdir()
        for number in range(500):
            (mails / f"{number}.eml").write_bytes(letter(number))
        done = self.ceiling("parse", mails)
        return done["mails_parsed_per_second"], done["cpu_us_per_mail"]

    @cached_property
    def mail_rows(self):
        """Rows of a mail's size a second, 256 to a durable commit."""
        return self.sqlite_inserts(3000)

    @cached_property
    def call_rows(self):
        """Rows of a call's size a second, 256 to a durable commit."""
        return self.sqlite_inserts(500)

    def sqlite_inserts(self, octets):
        """Grouped inserts, 256 rows a commit, synchronous=FULL, through Python's own SQLite."""
        import sqlite3
        base = sqlite3.connect(f"{self.folder}/ceiling-{octets}.sqlite", isolation_level=None)
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        base.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")
        body, count, end = "x" * octets, 0, time.monotonic() + 2
        while time.monotonic() < end:
            base.execute("BEGIN IMMEDIATE")
            base.executemany("INSERT INTO row (body) VALUES (?)", [(body,)] * 256)
            base.execute("COMMIT")
            count += 256
        base.close()
        return count / 2

    @cached_property
    def empty_handler(self):
        """Requests a second of an HTTP handler that reads a body and does nothing, at 64 connections."""
        port = free_port()
        server = subprocess.Popen([CEILINGS, "serve", str(port)])
        try:
            time.sleep(1)
            script = self.folder / "empty.lua"
            script.write_text(POST)
            return wrk(f"http://127.0.0.1:{port}/", 5, script)["rate"]
        finally:
            server.kill()
            server.wait()
