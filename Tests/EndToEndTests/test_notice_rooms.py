"""Rooms of WeCom, Feishu, DingTalk and Slack are told by their robots, played by a server of the tests' own."""
import base64
import hashlib
import hmac
import http.server
import json
import re
import socketserver
import threading
import time
import urllib.error
import urllib.parse

import pytest

from desk import Desk, mail, wait_until
from test_api import Admin
from watching import PATIENCE

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk}}
notices: {{robot_servers: ['{robots}']}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    drop_folder: {{path: mail/in}}
    out_folder: {{path: mail/out}}
"""

SECRET = "SECq7w8e9r0t1y2u3i4o5p6"
PATHS = {
    "wecom": "/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
    "feishu": "/open-apis/bot/v2/hook/a1b2c3d4-e5f6-7890",
    "dingtalk": "/robot/send?access_token=566cc69da782ec33e42541b09b08551f",
    "slack": "/services/T0000/B0000/XXXXXXXXXXXX",
}
TAKEN = {
    "wecom": b'{"errcode":0,"errmsg":"ok"}',
    "feishu": b'{"code":0,"msg":"success","data":{}}',
    "dingtalk": b'{"errcode":0,"errmsg":"ok"}',
    "slack": b"ok",
}


class Robots:
    """A server that speaks as the providers' robots do; what it answers next can be said beforehand."""

    def __init__(self):
        self.requests = []
        self.answers = []
        robots = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                robots.requests.append((self.path, dict(self.headers.items()), body, time.time()))
                provider = next(name for name, path in PATHS.items() if self.path.startswith(path[:12]))
                status, fields, answer = robots.answers.pop(0) if robots.answers else (200, {}, TAKEN[provider])
                self.send_response(status)
                for name, value in {**fields, "Content-Length": str(len(answer))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments):
                pass

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def robots():
    robots = Robots()
    yield robots
    robots.close()


@pytest.fixture
def site(tmp_path, robots):
    desk = Desk(tmp_path, CONFIGURATION, robots=robots.url).start()
    yield desk
    assert desk.stop() == 0, desk.words()


def add_room(admin, provider, url, secret=""):
    return admin.post("/admin/notices/rooms", [
        ("room", f"Duty {provider}"), ("provider", provider), ("url", url), ("secret", secret), ("language", "en"),
        ("kind", "new-ticket")], "/admin/notices")


def proof(provider, path, body):
    """What is left of a request once the proof of its sender was checked, by the providers' own guides."""
    if provider == "dingtalk":
        query = urllib.parse.parse_qs(urllib.parse.urlparse(path).query, strict_parsing=True)
        stamp = query["timestamp"][0]
        assert abs(int(stamp) / 1000 - time.time()) < 3600
        mac = hmac.new(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), hashlib.sha256).digest()
        assert base64.b64decode(query["sign"][0]) == mac
        assert path.startswith(PATHS[provider] + "&timestamp=")
    else:
        assert path == PATHS[provider]
    if provider == "feishu":
        stamp = body.pop("timestamp")
        assert abs(int(stamp) - time.time()) < 3600
        mac = hmac.new(f"{stamp}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
        assert base64.b64decode(body.pop("sign")) == mac
    return body


@pytest.mark.parametrize("provider", list(PATHS))
def test_a_room_is_told_of_a_new_ticket_as_its_provider_wants_it(site, robots, provider):
    admin = Admin(site)
    secret = SECRET if provider in ("feishu", "dingtalk") else ""
    page = add_room(admin, provider, robots.url + PATHS[provider], secret)
    assert f"Duty {provider}" in page
    site.drop("pump", mail("Ada <ada@customer.test>", "The pump <hums> & \"sings\"", "All night."))
    wait_until(lambda: robots.requests, PATIENCE)
    path, headers, octets, _ = robots.requests[0]
    assert headers["Content-Type"].startswith("application/json")
    body = proof(provider, path, json.loads(octets))
    text = {
        "wecom": lambda: body["text"]["content"], "dingtalk": lambda: body["text"]["content"],
        "feishu": lambda: body["content"]["text"], "slack": lambda: body["text"],
    }[provider]()
    shape = {
        "wecom": {"msgtype": "text", "text": {"content": text}}, "dingtalk": {"msgtype": "text", "text": {"content": text}},
        "feishu": {"msg_type": "text", "content": {"text": text}}, "slack": {"text": text},
    }[provider]
    assert body == shape
    subject = "The pump <hums> & \"sings\""
    if provider == "slack":
        subject = subject.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert text.startswith(f"New ticket #1: {subject}")
    assert f"{site.url}/desk/tickets/1" in text
    # The address is a secret of its own.
    tail = PATHS[provider][-12:]
    assert tail not in page and tail not in admin.get("/admin/notices") and tail not in site.words()
    assert SECRET not in site.words()


def test_a_room_that_is_busy_is_told_later_and_one_that_refuses_never_again(site, robots):
    admin = Admin(site)
    add_room(admin, "wecom", robots.url + PATHS["wecom"])
    robots.answers = [(429, {"Retry-After": "1"}, b""), (503, {"Retry-After": "1"}, b"")]
    site.drop("one", mail("Ada <ada@customer.test>", "First matter", "Hello."))
    wait_until(lambda: len(robots.requests) == 3, PATIENCE)
    assert len({octets for _, _, octets, _ in robots.requests}) == 1
    # A wrong key is no passing trouble: the next ticket is told, the refused one is not told again.
    robots.answers = [(200, {}, b'{"errcode":93000,"errmsg":"invalid webhook url"}')]
    site.drop("two", mail("Bo <bo@customer.test>", "Second matter", "Hello."))
    wait_until(lambda: len(robots.requests) == 4, PATIENCE)
    site.drop("three", mail("Cy <cy@customer.test>", "Third matter", "Hello."))
    wait_until(lambda: len(robots.requests) == 5, PATIENCE)
    subjects = [re.search(r"(First|Second|Third) matter", octets.decode())[1] for _, _, octets, _ in robots.requests]
    assert subjects == ["First", "First", "First", "Second", "Third"]
    assert "refused the message (code 93000)" in site.words()
    # No two messages to one room leave within three seconds, whatever the provider allows.
    assert robots.requests[4][3] - robots.requests[3][3] > 1


def test_only_servers_that_were_named_are_called(site, robots):
    admin = Admin(site)
    for url in ("http://127.0.0.1:9/services/T0000/B0000/XXXXXXXXXXXX", "https://evil.test/services/T0000/B0000/XXXXXXX",
                robots.url + "/elsewhere/T0000/B0000", robots.url + ".evil.test/services/T0000/B0000"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            add_room(admin, "slack", url)
        assert refused.value.code == 422
    assert robots.requests == []
