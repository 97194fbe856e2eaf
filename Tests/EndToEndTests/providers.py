"""Providers on loopback, written from their documented protocols: Slack's Web API, Telegram's Bot API, WhatsApp's Cloud API.

Each keeps what it was asked (`calls`), and can be told how to answer the next calls of a method otherwise than well: with an
error, by asking to wait, late, or by hanging up once it has read the request.
"""
import hashlib
import hmac
import json
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class Call:
    """A request as it came."""
    method: str
    path: str
    query: dict
    headers: dict
    body: bytes
    at: float = field(default_factory=time.time)

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def form(self):
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass
class Answer:
    """What a provider says; `after` seconds, or nothing at all where it hangs up."""
    status: int = 200
    body: object = None
    headers: dict = field(default_factory=dict)
    after: float = 0
    hangs_up: bool = False

    @property
    def octets(self):
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body or {}).encode()


HANG_UP = Answer(hangs_up=True)


def in_seconds(seconds):
    """Retry-After as a number of seconds."""
    return {"Retry-After": str(seconds)}


def at_a_date(seconds):
    """Retry-After as a date, which counts from the answer's own Date."""
    now = int(time.time())
    return {"Date": formatdate(now, usegmt=True), "Retry-After": formatdate(now + seconds, usegmt=True)}


class ProviderServer:
    """A provider: a server whose subclasses say which method a path is, and how it is answered when all is well."""

    def __init__(self):
        self.calls = []
        self.lock = threading.Lock()
        self.planned = defaultdict(deque)
        self.files = {}
        self.is_closed = threading.Event()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def serve(self):
                length = int(self.headers.get("Content-Length") or 0)
                parts = urlsplit(self.path)
                call = Call(self.command, unquote(parts.path), parse_qs(parts.query), dict(self.headers.items()),
                            self.rfile.read(length))
                answer = provider.take(call)
                if answer.after:
                    provider.is_closed.wait(answer.after)
                if answer.hangs_up:
                    self.close_connection = True
                    return
                try:
                    self.send_response_only(answer.status)
                    headers = {"Content-Type": "application/json", "Date": formatdate(usegmt=True), **answer.headers}
                    for name, value in {**headers, "Content-Length": str(len(answer.octets))}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(answer.octets)
                except OSError:
                    self.close_connection = True

            do_GET = do_POST = do_PUT = serve

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                """A client that goes away is nothing to print about."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.is_closed.set()
        self.server.shutdown()
        self.server.server_close()

    def plan(self, method, *answers):
        """Has the next calls of a method answered so, in that order."""
        with self.lock:
            self.planned[method].extend(answers)

    def take(self, call):
        method = self.method_of(call)
        with self.lock:
            self.calls.append((method, call))
            planned = self.planned[method].popleft() if self.planned[method] else None
        return planned or self.well(method, call)

    def calls_of(self, method):
        with self.lock:
            return [call for name, call in self.calls if name == method]

    def method_of(self, call):
        raise NotImplementedError

    def well(self, method, call):
        raise NotImplementedError


class Slack(ProviderServer):
    """Slack: <https://docs.slack.dev/apis/web-api>; every answer is HTTP 200 with `ok`, but where it asks to slow down."""

    TEAM, APP, BOT = "T01", "A01", "U0BOT"

    def __init__(self, token="xoxb-slack-token", signing_secret="slack-signing-secret"):
        self.token, self.signing_secret = token, signing_secret
        self.people = {}
        self.count = 0
        super().__init__()

    def method_of(self, call):
        return call.path.strip("/").split("/")[0]

    def well(self, method, call):
        if call.headers.get("Authorization") != f"Bearer {self.token}" and method != "upload":
            return Answer(body={"ok": False, "error": "invalid_auth"})
        match method:
            case "auth.test":
                return Answer(body={"ok": True, "user": "desk", "team": "Loom", "user_id": self.BOT})
            case "users.info":
                person = self.people.get(call.form["user"])
                return Answer(body={"ok": True, "user": person} if person else {"ok": False, "error": "user_not_found"})
            case "chat.postMessage":
                with self.lock:
                    self.count += 1
                    ts = f"1735700000.{self.count:06}"
                return Answer(body={"ok": True, "channel": call.json["channel"], "ts": ts})
            case "files":
                name = call.path.split("/")[-1]
                if name in self.files:
                    return Answer(body=self.files[name], headers={"Content-Type": "application/octet-stream"})
                return Answer(404, body=b"gone")
        return Answer(body={"ok": False, "error": "unknown_method"})

    @property
    def posts(self):
        return self.calls_of("chat.postMessage")

    def signed(self, event_or_body, at=None, secret=None):
        """A call of the Events API: its body and the headers that sign it."""
        body = event_or_body if isinstance(event_or_body, bytes) else json.dumps(event_or_body).encode()
        at = str(int(at if at is not None else time.time()))
        code = hmac.new((secret or self.signing_secret).encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256)
        return body, {"Content-Type": "application/json", "X-Slack-Request-Timestamp": at,
                      "X-Slack-Signature": "v0=" + code.hexdigest()}

    def event(self, event_id, **event):
        """An event around a message; `channel_type` is that of a public channel unless given."""
        event = {"type": "message", "channel": "C01", "channel_type": "channel", "user": "U01", **event}
        return {"type": "event_callback", "team_id": self.TEAM, "api_app_id": self.APP, "event_id": event_id,
                "event_time": 1735689600, "event": event,
                "authorizations": [{"team_id": self.TEAM, "user_id": self.BOT, "is_bot": True}]}


class Telegram(ProviderServer):
    """Telegram: <https://core.telegram.org/bots/api>; an update waits until it is confirmed by a higher offset."""

    def __init__(self, token="4711:telegram-token"):
        self.token = token
        self.waiting = []
        self.count = 100
        self.hands_out = True
        super().__init__()

    def method_of(self, call):
        return "file" if call.path.startswith("/file/") else call.path.split("/")[-1]

    def well(self, method, call):
        if not call.path.startswith((f"/bot{self.token}/", f"/file/bot{self.token}/")):
            return Answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        match method:
            case "getMe":
                return self.result({"id": 4711, "is_bot": True, "username": "loom_bot"})
            case "getUpdates":
                return self.result(self.updates(call.json))
            case "sendMessage":
                with self.lock:
                    self.count += 1
                    number = self.count
                return self.result({"message_id": number, "date": int(time.time()),
                                    "chat": {"id": call.json["chat_id"], "type": "private"}})
            case "getFile":
                name = call.json["file_id"]
                if name in self.files:
                    return self.result({"file_id": name, "file_path": f"documents/{name}"})
            case "file":
                name = call.path.split("/")[-1]
                if name in self.files:
                    return Answer(body=self.files[name], headers={"Content-Type": "application/octet-stream"})
        return Answer(400, {"ok": False, "error_code": 400, "description": "Bad Request: not found"})

    @staticmethod
    def result(value):
        return Answer(body={"ok": True, "result": value})

    def updates(self, asked):
        end = time.monotonic() + min(asked.get("timeout", 0), 2)
        while True:
            with self.lock:
                if "offset" in asked:
                    self.waiting = [u for u in self.waiting if u["update_id"] >= asked["offset"]]
                waiting = self.waiting[:asked.get("limit", 100)] if self.hands_out else []
            if waiting or time.monotonic() >= end or self.is_closed.wait(0.05):
                return waiting

    def hold(self, *updates):
        """Has updates wait to be asked for."""
        with self.lock:
            self.waiting += updates

    @property
    def sends(self):
        return self.calls_of("sendMessage")

    @staticmethod
    def update(number, message_id, text=None, sender=42, name="Ana", chat=None, edited=False, **more):
        """An update with a message in a private chat, unless a chat is given."""
        message = {"message_id": message_id, "date": int(time.time()),
                   "chat": chat or {"id": sender, "type": "private"},
                   "from": {"id": sender, "is_bot": False, "first_name": name}, **more}
        if text is not None:
            message["text"] = text
        if edited:
            message["edit_date"] = int(time.time())
        return {"update_id": number, "edited_message" if edited else "message": message}


class WhatsApp(ProviderServer):
    """WhatsApp's Cloud API: <https://developers.facebook.com/docs/whatsapp/cloud-api>."""

    NUMBER = "1000000001"

    def __init__(self, token="whatsapp-token", app_secret="whatsapp-app-secret"):
        self.token, self.app_secret = token, app_secret
        self.count = 0
        super().__init__()

    def method_of(self, call):
        parts = call.path.strip("/").split("/")
        if parts[0] == "bytes":
            return "bytes"
        return parts[-1] if len(parts) > 1 else "look-up"

    def well(self, method, call):
        if call.headers.get("Authorization") != f"Bearer {self.token}":
            return self.error(401, 190, "Invalid OAuth access token.")
        name = call.path.split("/")[-1]
        match method:
            case "messages":
                with self.lock:
                    self.count += 1
                    number = self.count
                return Answer(body={"messaging_product": "whatsapp", "messages": [{"id": f"wamid.out{number}"}]})
            case "bytes":
                return Answer(body=self.files[name], headers={"Content-Type": "application/octet-stream"})
            case "look-up" if name in self.files:
                return Answer(body={"id": name, "url": f"{self.url}/bytes/{name}", "messaging_product": "whatsapp"})
            case "look-up" if name == self.NUMBER:
                return Answer(body={"id": name, "display_phone_number": "+1 555 010 0002"})
        return self.error(404, 100, "Unsupported request")

    @staticmethod
    def error(status, code, words, headers=None):
        return Answer(status, {"error": {"message": words, "type": "OAuthException", "code": code}}, headers or {})

    @property
    def sends(self):
        return self.calls_of("messages")

    def signed(self, payload, secret=None):
        """A call of the webhook: its body and the headers that sign it."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        code = hmac.new((secret or self.app_secret).encode(), body, hashlib.sha256).hexdigest()
        return body, {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={code}"}

    def change(self, **value):
        """A payload with one change of the field `messages`."""
        value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": self.NUMBER}, **value}
        return {"object": "whatsapp_business_account", "entry": [{"id": "W", "changes": [
            {"field": "messages", "value": value}]}]}

    def message(self, message_id, text=None, wa_id="15550100001", user_id="US.1", name="Ana", **more):
        """A payload with a message, from a person with a number and a business-scoped id."""
        message = {"from": wa_id, "from_user_id": user_id, "id": message_id, "timestamp": str(int(time.time())), **more}
        if text is not None:
            message |= {"type": "text", "text": {"body": text}}
        return self.change(contacts=[{"profile": {"name": name}, "wa_id": wa_id, "user_id": user_id}], messages=[message])

    def status(self, message_id, word, **more):
        """A payload that tells the fate of a message of ours."""
        return self.change(statuses=[{"id": message_id, "status": word, "timestamp": str(int(time.time())),
                                      "recipient_id": "15550100001", **more}])
