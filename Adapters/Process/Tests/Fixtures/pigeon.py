"""A channel for tests: takes events from a file, sends into a file, and behaves as badly as it is told.

Everything lies in the folder it is started in: `arrivals.jsonl` (an event a line, appended to), `sent.jsonl` (what it was
asked to deliver), `answers.jsonl` (how it answers the next deliveries), `refused` (the account is refused), `pid`.
The setting `misbehave` makes it do wrong things; the secret `token` signs webhooks.
"""
import hashlib
import hmac
import json
import os
import resource
import select
import sys
import time

setup = {}
unacknowledged = {}
position = 0
held_until = 0


def send(**message):
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


def note(**line):
    sys.stderr.write(json.dumps(line) + "\n")
    sys.stderr.flush()


def lines_of(name):
    if not os.path.exists(name):
        return []
    with open(name, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def append(name, value):
    with open(name, "a", encoding="utf-8") as file:
        file.write(json.dumps(value) + "\n")


def begin(state):
    """The place in the file that a state names; the beginning when it names none."""
    if not state or not state.isdigit() or not os.path.exists("arrivals.jsonl"):
        return 0
    with open("arrivals.jsonl", "rb") as file:
        place = int(state) if len(state) < 12 else -1
        if not 0 < place <= os.path.getsize("arrivals.jsonl"):
            return 0
        file.seek(place - 1)
        return place if file.read(1) == b"\n" else 0


def emit():
    """Hands over the next event, one a batch, as long as there is credit."""
    global position
    if not setup.get("listening") or not os.path.exists("arrivals.jsonl") or time.monotonic() < held_until:
        return
    with open("arrivals.jsonl", "rb") as file:
        file.seek(position)
        while len(unacknowledged) < setup.get("credit", 1) and (line := file.readline()).endswith(b"\n"):
            name = f"b{position}"
            position += len(line)
            unacknowledged[name] = position - len(line)
            send(method="batch", params={"batch_id": name, "events": [json.loads(line)], "state": str(position)})
            if misbehaves("dies-after-emit"):
                os._exit(7)


def misbehaves(how):
    return setup.get("settings", {}).get("misbehave") == how


def initialize(params):
    global position
    setup.update(params)
    if os.path.exists("refused"):
        raise Problem(-32001, f"the account is refused for {params['secrets'].get('token')}")
    position = begin(params["state"])
    if misbehaves("garbage"):
        sys.stdout.write("this is no JSON\n[1]\n{}\n" + '{"jsonrpc":"2.0","id":99,"result":1}\n')
        send(method="no.such.thing", params={})
        send(id="mine", method="please", params={})
        send(method="batch", params={"batch_id": "bad", "events": [{"text": "nameless"}]})
    if misbehaves("oversized"):
        sys.stdout.write("x" * (3 << 20) + "\n")
    if misbehaves("chatty"):
        for number in range(1000):
            sys.stderr.write(f"line {number} with {params['secrets'].get('token')}\n")
    if misbehaves("greedy"):
        for number in range(6):
            send(method="batch", params={"batch_id": number, "events": [{"event_id": f"g{number}", "text": "x"}]})
    if misbehaves("slow-start"):
        time.sleep(60)
    note(level="info", msg="started", ts="now")
    methods = ["check", "deliver", "webhook.receive", "attachment.open"]
    return {"protocol": 2 if misbehaves("future") else 1, "name": "pigeon", "version": "1.0",
            "methods": [m for m in methods if not (misbehaves("mute") and m == "deliver")]
            + (["health"] if misbehaves("unhealthy") else [])}


def deliver(params):
    append("sent.jsonl", params)
    for file in params.get("attachments", []):
        with open(file["path"], "rb") as content:
            append("files.jsonl", {"name": file["name"], "sha256": hashlib.sha256(content.read()).hexdigest()})
    if misbehaves("slow-delivery"):
        return None
    answers = lines_of("answers.jsonl")
    number = len(lines_of("sent.jsonl")) - 1
    answer = answers[min(number, len(answers) - 1)] if answers else {"outcome": "sent"}
    if answer == "die":
        os._exit(9)
    if "error" in answer:
        raise Problem(answer["error"], "as it was told")
    if answer.get("outcome") == "sent":
        answer = {"message_id": f"m{number}", "answer": "250 taken", **answer}
    return answer


def webhook(params):
    import base64
    body = base64.b64decode(params["body_base64"])
    expected = hmac.new(setup["secrets"]["token"].encode(), body, hashlib.sha256).hexdigest()
    signatures = [value for name, value in params["headers"] if name.lower() == "x-signature"]
    if len(signatures) != 1 or not hmac.compare_digest(signatures[0].encode(), expected.encode()):
        return {"status": 401, "body": "no"}
    try:
        return {"status": 200, "headers": [["Content-Type", "text/plain"]], "body": "ok",
                "events": json.loads(body)["events"]}
    except (ValueError, KeyError, TypeError):
        return {"status": 400, "body": "what?"}


def attachment(params):
    if params["handle"] == "small":
        return {"content": "aGVsbG8="}
    if params["handle"] == "outside":
        return {"path": "/etc/hostname"}
    path = os.path.join(setup["files_folder"], "large")
    if params["handle"] == "link":
        os.symlink("/etc/hostname", path)
    else:
        with open(path, "wb") as file:
            file.write(b"x" * int(params["handle"]))
    return {"path": path}


def check(params):
    if os.path.exists("refused"):
        return {"healthy": False, "findings": ["The account was refused. Enter another token."]}
    limits = [resource.getrlimit(which)[0] for which in (resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE)]
    return {"healthy": True, "findings": [
        "The loft answers.", f"limits {limits}, nice {os.nice(0)}", f"variables {sorted(os.environ)}",
        f"arguments {sys.argv[1:]}", f"descriptors {sorted(os.listdir('/proc/self/fd'))}",
    ]}


def health(params):
    return None


class Problem(Exception):
    pass


METHODS = {"initialize": initialize, "deliver": deliver, "webhook.receive": webhook, "attachment.open": attachment,
           "check": check, "health": health, "shutdown": lambda params: {}}


def take(line):
    global held_until
    message = json.loads(line)
    method, params = message.get("method"), message.get("params", {})
    if method == "ack":
        unacknowledged.pop(params["batch_id"], None)
    elif method == "nack":
        rewind(params)
    elif method == "cancel":
        append("canceled.jsonl", params)
    elif method in METHODS:
        try:
            result = METHODS[method](params)
            if result is not None:
                send(id=message["id"], result=result)
        except Problem as problem:
            send(id=message["id"], error={"code": problem.args[0], "message": problem.args[1]})


def rewind(params):
    """Goes back to what was not taken and waits as long as it is told."""
    global position, held_until
    append("nacks.jsonl", params)
    begins = unacknowledged.pop(params["batch_id"], None)
    if begins is not None:
        position = min([begins, *unacknowledged.values()])
        unacknowledged.clear()
        held_until = time.monotonic() + params.get("retry_after_ms", 10) / 1000


with open("pid", "w", encoding="utf-8") as own:
    own.write(str(os.getpid()))
pending = b""
while True:
    if select.select([0], [], [], 0.01)[0]:
        octets = os.read(0, 65536)
        if not octets:
            if misbehaves("stubborn"):
                time.sleep(60)
            sys.exit(0)
        *complete, pending = (pending + octets).split(b"\n")
        for line in complete:
            take(line)
    if setup:
        emit()
