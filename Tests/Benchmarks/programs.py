"""Events of a program, beside a bare reader of the same lines from a pipe."""
import json
import subprocess
import sys
import time
from pathlib import Path

from desk import wait_until
from intake import routed
from measuring import memory, rate, row, title

EMITTER = Path(__file__).with_name("emitter.py")

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  program:
    adapter: process
    command: [{python}, {emitter}, "{count}", "{size}", {report}]
    replies: false
"""


def bare_reader(count, size, report):
    """Reads and acknowledges the same lines with nothing behind it; events a second."""
    process = subprocess.Popen([sys.executable, EMITTER, str(count), str(size), report], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    say = lambda message: (process.stdin.write(json.dumps(message).encode() + b"\n"), process.stdin.flush())
    say({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"state": None, "listening": True, "credit": 4}})
    seen = 0
    for line in process.stdout:
        message = json.loads(line)
        if message.get("method") == "batch":
            seen += len(message["params"]["events"])
            say({"jsonrpc": "2.0", "method": "ack", "params": {"batch_id": message["params"]["batch_id"]}})
            if seen == count:
                break
    process.stdin.close()
    process.stdout.read()
    process.wait()
    return rate_in(report)


def rate_in(report):
    """Events a second, as the program measured from its first batch to its last acknowledgment."""
    told = json.loads(Path(report).read_text())
    return told["events"] / told["seconds"]


def programs(bench):
    """events of a program a second, in large batches and one by one"""
    title("A program that emits as fast as its credit allows")
    for size, count in ((250, 100_000), (1, 10_000)):
        count = count // 10 if bench.options.quick else count
        name = f"{size} to a batch" if size > 1 else "one to a batch"
        bare, report = bench.folder / f"bare-{size}", bench.folder / f"report-{size}"
        ceiling = bare_reader(count, size, bare)
        desk = bench.desk(f"program-{size}", CONFIGURATION, python=sys.executable, emitter=EMITTER, count=count, size=size,
                          report=report)
        desk.start()
        wait_until(report.exists, 600, 0.05)
        told = json.loads(report.read_text())
        wait_until(lambda: routed(desk, "program")[0] >= count, 600, 0.1)
        all_of_it = time.time() - told["began"]
        rate(f"events acknowledged, {name}", rate_in(report), None, ceiling, "bare pipe")
        rate(f"events in tickets, {name}", count / all_of_it, None, ceiling, "bare pipe")
        row(f"memory at peak, {name}", f"{memory(desk.process)['VmHWM']:.0f} MB")
        desk.stop()
