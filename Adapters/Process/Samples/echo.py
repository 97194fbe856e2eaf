#!/usr/bin/env python3
"""The smallest channel: one customer, who says hello and then repeats whatever is answered.

It speaks the protocol of docs/guide/process-protocol.md with Python's standard library alone. To run it as a channel:

    echo:
      adapter: process
      command: [python3, /path/to/echo.py]
"""
import json
import sys
import time

unacknowledged = {}  # batches by id, until they are journaled


def send(**message):
    print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


def emit(number, text):
    """Hands one event over. Its id is the same whenever it is handed over again, and so it is taken once."""
    event = {
        "event_id": f"echo-{number}",
        "conversation": "echo",
        "sender": {"id": "echo", "name": "Echo"},
        "text": text,
    }
    unacknowledged[number] = {"batch_id": number, "events": [event], "state": str(number)}
    send(method="batch", params=unacknowledged[number])


count = 0
for line in sys.stdin:  # ends when Tributary closes our standard input, and so do we
    message = json.loads(line)
    method, params = message["method"], message.get("params", {})
    if method == "initialize":
        count = int(params["state"]) if (params["state"] or "").isdigit() else 0  # how many events are journaled
        send(id=message["id"], result={"protocol": 1, "name": "echo", "methods": ["check", "deliver"]})
        if params["listening"] and count == 0:
            count = 1
            emit(count, "Hello?")
    elif method == "deliver":
        send(id=message["id"], result={"outcome": "sent", "message_id": f"echo-{params['request_id']}"})
        count += 1
        emit(count, params["text"])
    elif method == "check":
        send(id=message["id"], result={"healthy": True, "findings": ["The echo is there."]})
    elif method == "shutdown":
        send(id=message["id"], result={})
    elif method == "ack":
        unacknowledged.pop(params["batch_id"], None)
    elif method == "nack" and "retry_after_ms" in params:
        time.sleep(params["retry_after_ms"] / 1000)
        if params["batch_id"] in unacknowledged:
            send(method="batch", params=unacknowledged[params["batch_id"]])
    elif "id" in message:
        send(id=message["id"], error={"code": -32601, "message": "there is no such method"})
