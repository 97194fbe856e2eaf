"""The REST API and outgoing webhooks against the real binary: stream with resume, keys over a crash, signed webhooks."""
import base64
import hashlib
import hmac
import http.client
import http.cookiejar
import http.server
import json
import os
import re
import shutil
import signal
import socketserver
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

import pytest

from desk import Desk, mail, wait_until
from watching import PATIENCE

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk}}
api: {{requests_per_minute: 1000000, webhook_addresses: ['{receiver}']}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    drop_folder: {{path: mail/in}}
    out_folder: {{path: mail/out}}
"""


class Receiver:
    """An endpoint of the tests' own: keeps what it is sent, answers as it is told."""

    def __init__(self):
        self.received = []
        self.status = 200
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.received.append((receiver.status, dict(self.headers.items()), body))
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def taken(self):
        """The messages that were answered with 200, by their ids, in order."""
        return [(headers["webhook-id"], json.loads(body)) for status, headers, body in self.received if status == 200]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Admin:
    """A browser in which the first admin is signed in."""

    def __init__(self, desk):
        link = desk.add_agent("admin@desk.test", "Admin", "admin")
        self.base = desk.url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        token = urllib.parse.parse_qs(urllib.parse.urlparse(link).query)["token"][0]
        self.post("/desk/setup", [("token", token), ("password", "a pump that hums loudly")])

    def get(self, path):
        return self.opener.open(self.base + path, timeout=20).read().decode()

    def post(self, path, fields, page=None):
        if page:
            fields = fields + [("_token", re.search(r'name="_token" value="([^"]+)"', self.get(page)).group(1))]
        request = urllib.request.Request(self.base + path, urllib.parse.urlencode(fields).encode())
        return self.opener.open(request, timeout=20).read().decode()

    def token(self, *scopes):
        fields = [("name", "Tests"), ("holder", "service"), ("days", "30")] + [("scope", s) for s in scopes]
        made = self.post("/admin/tokens", fields, "/admin/tokens")
        return re.search(r'value="(trib_[\w-]{43})"', made).group(1)

    def webhook(self, url):
        made = self.post("/admin/webhooks", [("url", url), ("note", "Tests")], "/admin/webhooks")
        identifier = re.search(r'action="/admin/webhooks/(\d+)/trial"', made).group(1)
        return identifier, re.search(r'value="(whsec_[^"]+)"', made).group(1)


ALL = ["tickets:read", "tickets:write", "contacts:read", "contacts:write", "desk:read", "admin"]


class API:
    def __init__(self, desk, token):
        self.desk = desk
        self.token = token

    def call(self, method, path, value=None, headers=None):
        headers = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        body = None
        if value is not None:
            body = json.dumps(value).encode()
            headers["Content-Type"] = "application/json"
        status, text, fields = self.desk.request(method, "/api/v1" + path, body, headers)
        return status, json.loads(text) if text else None, fields


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def site(tmp_path, receiver):
    desk = Desk(tmp_path, CONFIGURATION, receiver=receiver.url).start()
    yield desk
    # A test may have stopped it already.
    assert desk.stop() in (0, None), desk.words()


def open_ticket(desk, subject):
    before = len(desk.tickets())
    desk.drop(subject.replace(" ", "-"), mail("ada@customer.test", subject, "Please help."))
    wait_until(lambda: len(desk.tickets()) > before, PATIENCE, every=0.2)
    return max(ticket["number"] for ticket in desk.tickets())


class Stream:
    """An event stream that is read in the background."""

    def __init__(self, desk, token, last=None):
        self.events = []
        self.ended = threading.Event()
        self.connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=60)
        headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
        if last:
            headers["Last-Event-ID"] = last
        self.connection.request("GET", "/api/v1/events", headers=headers)
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200
        assert self.answer.getheader("Content-Type") == "text/event-stream"
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        identifier = None
        try:
            for line in self.answer:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "id":
                    identifier = value
                elif name == "data":
                    event = json.loads(value)
                    assert event["id"] == identifier
                    self.events.append(event)
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            pass
        self.ended.set()

    def close(self):
        self.connection.sock.shutdown(2) if self.connection.sock else None
        self.answer.close()
        self.connection.close()


def test_a_stream_tells_what_happens_and_goes_on_where_it_ended(site):
    token = Admin(site).token("tickets:read", "tickets:write")
    api = API(site, token)
    stream = Stream(site, token)
    number = open_ticket(site, "The pump hums")
    wait_until(lambda: stream.events and stream.events == api.call("GET", "/events?limit=200")[1]["items"], PATIENCE)
    assert {event["ticket"] for event in stream.events} == {number}
    assert stream.events[0]["type"] == "ticket.opened"
    seen = stream.events[-1]["id"]
    stream.close()
    # What happens while nobody listens comes first when somebody does again, once and in order.
    for status in ["pending", "open", "on-hold"]:
        assert api.call("PATCH", f"/tickets/{number}", {"status": status})[0] == 200
    again = Stream(site, token, seen)
    wait_until(lambda: len(again.events) >= 3, PATIENCE)
    assert [event["to"] for event in again.events] == ["pending", "open", "on-hold"]
    api.call("PATCH", f"/tickets/{number}", {"status": "solved"})
    wait_until(lambda: len(again.events) == 4, PATIENCE)
    polled = api.call("GET", f"/events?after={seen}")[1]["items"]
    assert polled == again.events
    # The desk stops although a stream is open, and ends the stream.
    assert site.stop() == 0, site.words()
    assert again.ended.wait(PATIENCE)


def test_a_stream_ends_with_its_token(site):
    admin = Admin(site)
    stream = Stream(site, admin.token("tickets:read"))
    identifier = re.search(r'action="/admin/tokens/(\d+)/revoke"', admin.get("/admin/tokens")).group(1)
    admin.post(f"/admin/tokens/{identifier}/revoke", [], "/admin/tokens")
    open_ticket(site, "A matter")
    assert stream.ended.wait(PATIENCE)
    assert stream.events == []


def test_a_request_is_carried_out_once_although_the_desk_was_killed(site):
    token = Admin(site).token(*ALL)
    api = API(site, token)
    number = open_ticket(site, "Once")
    key = {"Idempotency-Key": "reply-1"}
    first = api.call("POST", f"/tickets/{number}/replies", {"text": "Hello."}, key)
    assert first[0] == 201
    site.kill()
    site.start()
    again = api.call("POST", f"/tickets/{number}/replies", {"text": "Hello."}, key)
    assert again[:2] == first[:2]
    assert again[2]["Idempotency-Replayed"] == "true"
    replies = [m for m in api.call("GET", f"/tickets/{number}/messages")[1]["items"] if m["direction"] == "outbound"]
    assert len(replies) == 1
    wait_until(lambda: len(site.sent_mails()) == 1, PATIENCE)


def test_the_secrets_of_programs_are_nowhere(site, receiver):
    admin = Admin(site)
    token = admin.token(*ALL)
    _, secret = admin.webhook(receiver.url + "/hooks?key=canary")
    assert API(site, token).call("GET", "/me")[0] == 200
    wrong = "trib_" + "x" * 43
    assert API(site, wrong).call("GET", "/me")[0] == 401
    open_ticket(site, "Secrets")
    wait_until(lambda: receiver.taken(), PATIENCE)
    assert site.stop() == 0
    octets = b"".join(p.read_bytes() for p in site.folder.rglob("*") if p.is_file() and not p.is_symlink())
    for text in [token, secret, secret.removeprefix("whsec_"), wrong]:
        assert text.encode() not in octets
    assert b"key=canary" not in site.log.read_bytes()
    site.start()


def verify(secret, headers, body):
    """The standard's own algorithm."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert abs(time.time() - int(headers["webhook-timestamp"])) < 300
    return any(hmac.compare_digest(expected, one) for one in headers["webhook-signature"].split(" "))


def test_webhooks_are_signed_tried_again_and_survive_being_killed(site, receiver):
    admin = Admin(site)
    api = API(site, admin.token(*ALL))
    identifier, secret = admin.webhook(receiver.url + "/hooks")
    receiver.status = 503
    number = open_ticket(site, "The pump hums")
    wait_until(lambda: receiver.received, PATIENCE)
    for status in ["pending", "open", "solved"]:
        assert api.call("PATCH", f"/tickets/{number}", {"status": status})[0] == 200
    site.kill()
    receiver.status = 200
    site.start()
    expected = [event for event in api.call("GET", "/events?limit=200")[1]["items"]]
    wait_until(lambda: {i for i, _ in receiver.taken()} == {"evt_" + e["id"] for e in expected}, PATIENCE)
    # Each carries the event as the API tells it; a ticket's came in their order.
    taken = dict(receiver.taken())
    for event in expected:
        assert taken["evt_" + event["id"]]["data"] == event
        assert taken["evt_" + event["id"]]["type"] == event["type"]
    order = list(dict.fromkeys(i for i, _ in receiver.taken()))
    assert order == ["evt_" + event["id"] for event in expected]
    for _, headers, body in receiver.received:
        assert verify(secret, headers, body)
        assert b"pump" not in body
    # Another secret: both sign, until the older one is retired.
    renewed = admin.post(f"/admin/webhooks/{identifier}/secret", [], "/admin/webhooks")
    newer = re.search(r'value="(whsec_[^"]+)"', renewed).group(1)
    count = len(receiver.received)
    admin.post(f"/admin/webhooks/{identifier}/trial", [], "/admin/webhooks")
    wait_until(lambda: len(receiver.received) > count, PATIENCE)
    _, headers, body = receiver.received[-1]
    assert json.loads(body)["type"] == "webhook.trial"
    assert verify(secret, headers, body) and verify(newer, headers, body)
    log = admin.get(f"/admin/webhooks/{identifier}")
    assert "<code>503</code>" in log
    resend = re.findall(r'action="(/admin/webhook-deliveries/\d+/resend)"', log)
    count = len(receiver.received)
    admin.post(resend[-1], [], "/admin/webhooks")
    wait_until(lambda: len(receiver.received) > count, PATIENCE)
    assert receiver.received[-1][1]["webhook-id"] == order[0]


def test_an_address_in_an_inner_network_is_not_called(site, receiver):
    admin = Admin(site)
    other = Receiver()
    identifier, _ = admin.webhook(other.url)
    admin.post(f"/admin/webhooks/{identifier}/trial", [], "/admin/webhooks")
    wait_until(lambda: "not allowed" in admin.get(f"/admin/webhooks/{identifier}"), PATIENCE, every=0.2)
    assert other.received == []
    other.close()


def test_the_command_and_the_desk_give_one_document(site):
    printed = json.loads(subprocess.run([os.environ.get("TRIBUTARY_BINARY", site_binary()), "openapi"],
                                        capture_output=True, check=True, timeout=60).stdout)
    served = json.loads(site.get("/api/v1/openapi.json")[1])
    served.pop("servers"), printed.pop("servers")
    assert printed == served


def site_binary():
    from desk import BINARY
    return BINARY


def test_schemathesis_finds_no_server_error_and_no_drift(site, tmp_path):
    admin = Admin(site)
    token = admin.token(*ALL)
    number = open_ticket(site, "For the machine")
    API(site, token).call("POST", f"/tickets/{number}/replies", {"text": "Hello."})
    checks = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
              "response_schema_conformance", "negative_data_rejection", "ignored_auth", "unsupported_method"]
    command = [
        os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run", f"{site.url}/api/v1/openapi.json",
        "--header", f"Authorization: Bearer {token}", "--checks", ",".join(checks), "--phases", "examples,fuzzing",
        "--max-examples", "12", "--seed", "20261122", "--workers", "2", "--exclude-path", "/api/v1/docs",
        "--generation-database", "none", "--no-color", "--request-timeout", "20",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-12000:] + done.stderr[-2000:]
