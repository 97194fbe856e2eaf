"""Write a Tributary channel in Python: subclass `Adapter`, override what your channel can do, and call `run()`.

One file without dependencies; copy it beside your program. It speaks the protocol of docs/guide/process-protocol.md for you:
credit, acknowledgments, repetition, errors, shutdown. Your methods run on threads of their own and may take their time.

    class Pigeons(Adapter):
        def start(self, state):                   # called once, when events are wanted
            for pigeon in loft.arrivals(since=state):
                self.emit({"event_id": pigeon.id, "sender": {"id": pigeon.owner}, "text": pigeon.note}, state=pigeon.id)

        def deliver(self, reply):
            return Sent(message_id=loft.send(reply["conversation"], reply["text"]))

    Pigeons("pigeons").run()
"""
import base64
import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

PROTOCOL = 1


class Outcome(Exception):
    """What a delivery comes to; return it or raise it."""

    def __init__(self, outcome, **members):
        super().__init__(outcome)
        self.result = {"outcome": outcome, **{name: value for name, value in members.items() if value is not None}}


def Sent(message_id=None, answer=None, delivered=False):
    """The other side took it. `message_id` is its name for it, which receipts and answers use."""
    return Outcome("sent", message_id=message_id, answer=answer, progress="delivered" if delivered else "sent")


def Later(reason, after_seconds=None, reason_zh=None):
    """Nothing was sent; try again, not before so many seconds. `reason_zh` says the reason to readers of Chinese."""
    return Outcome("later", reason=reason, reason_zh=reason_zh, after_ms=None if after_seconds is None else int(after_seconds * 1000))


def Never(reason, reason_zh=None):
    """Nothing was sent, and trying again is pointless."""
    return Outcome("never", reason=reason, reason_zh=reason_zh)


def Unknown(reason, reason_zh=None):
    """It may have been sent: the answer was not read."""
    return Outcome("unknown", reason=reason, reason_zh=reason_zh)


def Blocked(reason, cause="credentials", reason_zh=None):
    """Nothing is sent until somebody acts; the cause is `credentials` or `window_closed`."""
    return Outcome("blocked", reason=reason, reason_zh=reason_zh, cause=cause)


class Refused(Exception):
    """Raise it in `open`: a setting or an account is wrong, and starting again is pointless until somebody acts."""


class Adapter:
    """A channel. Override `start`, `deliver`, `check`, `health`, `webhook`, `attachment`, `stop` as you can; each that is
    overridden is offered to Tributary."""

    def __init__(self, name, version="1.0"):
        self.name, self.version = name, version
        self.channel, self.settings, self.secrets, self.older_secrets, self.files_folder = "", {}, {}, {}, ""
        self.stopping = threading.Event()
        self._writing = threading.Lock()
        self._changed = threading.Condition()
        self._batches, self._credit, self._next = {}, 0, 0
        self._pool = ThreadPoolExecutor(max_workers=8)

    # -- what a channel overrides

    def open(self):
        """Settings and secrets are here; raise `Refused` when they cannot work. Must be quick: connect in `start`."""

    def start(self, state):
        """Get events and `emit` them; `state` is the last one that was journaled, or None. Ends when `stopping` is set."""

    def deliver(self, reply):
        """Makes one attempt at sending, and returns or raises an outcome; another exception counts as `Unknown`."""

    def check(self):
        """Makes one real connection; returns (healthy, [a sentence for each thing tried])."""

    def health(self):
        """Returns {"line": "ready" or "failing", "problem": …} without a connection, at once."""

    def webhook(self, call):
        """Judges `call` (`method, path, query, headers, body, remote_address`); returns {"status", "body", "events"}."""

    def attachment(self, handle, maximum_bytes):
        """Returns the octets of a file that an event named by its handle."""

    def stop(self):
        """Called at the end, after `stopping` was set: say good-bye."""

    # -- what a channel calls

    def emit(self, *events, state=None, wait=False):
        """Hands events over, with the state behind them. Waits while too many batches are under way; with `wait`, until
        they are journaled. Returns whether they were, as far as it waited; False also means they will never be taken."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._batches) < self._credit or self.stopping.is_set())
            if self.stopping.is_set():
                return False
            self._next += 1
            number = self._next
            batch = {"batch_id": number, "events": list(events)}
            if state is not None:
                batch["state"] = str(state)
            self._batches[number] = batch
        self._send({"method": "batch", "params": batch})
        if not wait:
            return True
        with self._changed:
            self._changed.wait_for(lambda: number not in self._batches or self.stopping.is_set())
            return number not in self._batches and "refused" not in batch

    def condition(self, line, problem=None, backlog=None, problem_zh=None):
        """Tells how the line is doing: `connecting`, `ready`, `failing`, or `blocked` when somebody must act."""
        self._send({"method": "condition", "params": {"line": line, "problem": problem, "problem_zh": problem_zh, "backlog": backlog}})

    def log(self, message, level="info", **details):
        """Notes something for the operator; never a secret or somebody's words."""
        print(json.dumps({"level": level, "msg": message, **details}), file=sys.stderr, flush=True)

    # -- the protocol

    def run(self):
        """Speaks the protocol until standard input ends."""
        for line in sys.stdin.buffer:
            message = json.loads(line)
            method, params = message.get("method"), message.get("params", {})
            if method == "ack":
                self._settle(params["batch_id"])
            elif method == "nack":
                self._repeat(params)
            elif method == "initialize":
                self._answer(message["id"], self._initialize, params)
            elif method == "health":
                self._answer(message["id"], lambda params: self.health(), params)
            elif method == "shutdown":
                # At once, and not in its turn behind what takes long.
                threading.Thread(target=self._answer, args=(message["id"], self._shutdown, params), daemon=True).start()
            elif "id" in message:
                self._pool.submit(self._answer, message["id"], self._method(method), params)
        self.stopping.set()
        with self._changed:
            self._changed.notify_all()
        sys.stdout.flush()
        os._exit(0)

    def _initialize(self, params):
        self.channel, self.settings, self.secrets = params["channel"], params["settings"], params["secrets"]
        self.older_secrets, self.files_folder = params["older_secrets"], params["files_folder"]
        self._credit = params["credit"]
        self.open()
        if params["listening"]:
            threading.Thread(target=self._start, args=(params["state"],), daemon=True).start()
        offered = {"check": "check", "health": "health", "deliver": "deliver", "webhook": "webhook.receive",
                   "attachment": "attachment.open"}
        methods = [method for name, method in offered.items() if getattr(type(self), name) is not getattr(Adapter, name)]
        return {"protocol": PROTOCOL, "name": self.name, "version": self.version, "methods": methods}

    def _start(self, state):
        try:
            self.start(state)
        except Exception as problem:  # an adapter that no longer listens must not look as if it did
            if not self.stopping.is_set():
                self.log(f"{type(problem).__name__}: {problem}", level="error")
                os._exit(1)

    def _method(self, method):
        return {"deliver": self._deliver, "check": self._check,
                "webhook.receive": self._webhook, "attachment.open": self._attachment}.get(method)

    def _deliver(self, params):
        try:
            outcome = self.deliver(params)
        except Outcome as raised:
            outcome = raised
        return outcome.result if isinstance(outcome, Outcome) else {"outcome": "sent"}

    def _check(self, params):
        healthy, findings = self.check()
        return {"healthy": healthy, "findings": findings}

    def _webhook(self, params):
        params["body"] = base64.b64decode(params.pop("body_base64"))
        return self.webhook(params)

    def _attachment(self, params):
        octets = self.attachment(params["handle"], params["maximum_bytes"])
        if len(octets) <= 256 * 1024:
            return {"content": base64.b64encode(octets).decode()}
        path = os.path.join(self.files_folder, f"in-{os.getpid()}-{time.monotonic_ns()}")
        with open(path, "wb") as file:
            file.write(octets)
        return {"path": path}

    def _shutdown(self, params):
        self.stopping.set()
        with self._changed:
            self._changed.notify_all()
        self._pool.shutdown(wait=True)  # what is under way is finished
        self.stop()
        return {}

    def _answer(self, number, method, params):
        try:
            if method is None:
                raise NotImplementedError
            self._send({"id": number, "result": method(params)})
        except Refused as problem:
            self._send({"id": number, "error": {"code": -32001, "message": str(problem)}})
        except NotImplementedError:
            self._send({"id": number, "error": {"code": -32601, "message": "there is no such method"}})
        except Exception as problem:
            self._send({"id": number, "error": {"code": -32603, "message": f"{type(problem).__name__}: {problem}"}})

    def _settle(self, number):
        with self._changed:
            self._batches.pop(number, None)
            self._changed.notify_all()

    def _repeat(self, params):
        """A batch was not taken: hands it over again when that makes sense, else gives it up and says so."""
        number, reason = params["batch_id"], params["reason"]
        batch = self._batches.get(number)
        if batch is None:
            return
        if reason in ("invalid", "too_large"):
            self.log(f"a batch is never taken: {params['detail']}", level="error")
            batch["refused"] = True
            self._settle(number)
        elif reason != "closed":
            wait = params.get("retry_after_ms", 100) / 1000
            threading.Timer(wait, lambda: self._send({"method": "batch", "params": batch})).start()

    def _send(self, message):
        octets = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode(errors="replace") + b"\n"
        with self._writing:
            sys.stdout.buffer.write(octets)
            sys.stdout.buffer.flush()
