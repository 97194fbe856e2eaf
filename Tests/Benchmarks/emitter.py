#!/usr/bin/env python3
"""A program for the process adapter that emits as fast as credit allows and writes down how long it took.

    emitter.py EVENTS BATCH-SIZE REPORT
"""
import json
import sys
import time
from pathlib import Path

count, size, report = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
waiting = []  # the lines that are to be said, the next one last
unacknowledged = {}
credit, began = 4, 0.0


def say(octets):
    sys.stdout.buffer.write(octets)
    sys.stdout.buffer.flush()


def batches():
    text = "Something is wrong here. " * 8
    for start in range(0, count, size):
        events = [{"event_id": f"e{n}", "conversation": f"c{n % 2000}", "sender": {"id": f"u{n % 2000}", "name": "Ana"},
                   "text": text} for n in range(start, min(start + size, count))]
        params = {"batch_id": start, "events": events, "state": str(start + size)}
        yield start, json.dumps({"jsonrpc": "2.0", "method": "batch", "params": params}).encode() + b"\n"


def fill():
    while waiting and len(unacknowledged) < credit:
        number, line = waiting.pop()
        unacknowledged[number] = line
        say(line)


for line in sys.stdin.buffer:
    message = json.loads(line)
    method, params = message.get("method"), message.get("params", {})
    if method == "initialize":
        if params["listening"] and not report.exists() and not params["state"]:
            waiting = list(batches())[::-1]
        credit = params["credit"]
        say(json.dumps({"jsonrpc": "2.0", "id": message["id"],
                        "result": {"protocol": 1, "name": "emitter", "version": "1", "methods": []}}).encode() + b"\n")
        began = time.time()
        fill()
    elif method == "ack":
        unacknowledged.pop(params["batch_id"], None)
        fill()
        if not waiting and not unacknowledged and began and not report.exists():
            part = report.with_suffix(".part")
            part.write_text(json.dumps({"events": count, "began": began, "seconds": time.time() - began}))
            part.rename(report)
    elif method == "nack" and params["batch_id"] in unacknowledged:
        time.sleep(params.get("retry_after_ms", 10) / 1000)
        say(unacknowledged[params["batch_id"]])
    elif "id" in message:
        result = {"result": {}} if method == "shutdown" else {"error": {"code": -32601, "message": "there is no such method"}}
        say(json.dumps({"jsonrpc": "2.0", "id": message["id"], **result}).encode() + b"\n")
