"""An agent's browser, as far as a benchmark needs one: signed in, with a connection that is kept, and forms."""
import gzip
import http.client
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

PASSWORD = "correct horse battery"


@dataclass
class Page:
    """An answer; `milliseconds` is the server's own figure where it gives one (Server-Timing), else until the last byte."""
    status: int
    octets: bytes
    headers: dict
    milliseconds: float
    is_servers_own: bool

    @property
    def text(self):
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.octets) if packed else self.octets).decode()

    @property
    def compressed(self):
        """The octets on the wire, compressed as a browser would get them from the desk or from a proxy before it."""
        return len(self.octets if "content-encoding" in self.headers else gzip.compress(self.octets, 6))


class Browser:
    """A new agent who has signed in."""

    def __init__(self, desk, email="bench@desk.test", role="admin"):
        self.desk = desk
        self.line = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=60)
        self.cookie = ""
        link = urlsplit(desk.add_agent(email, "Bench", role))
        page = self.get(f"{link.path}?{link.query}")
        fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.text))
        fields.update({"token": link.query.split("token=")[1], "name": "Bench", "password": PASSWORD, "repeated": PASSWORD})
        self.post("/desk/setup", fields)
        assert self.cookie, "signing in gave no session"

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, fields):
        """Submits a form, with the token of the session's forms."""
        if self.cookie and "_token" not in fields:
            fields = {**fields, "_token": self.token}
        return self.ask("POST", path, urlencode(fields).encode(), {
            "Content-Type": "application/x-www-form-urlencoded", "Origin": self.desk.url, "Sec-Fetch-Site": "same-origin"})

    @property
    def token(self):
        if not hasattr(self, "_token"):
            self._token = re.search(r'name="_token"[^>]*value="([^"]+)"', self.get("/desk/tickets").text)[1]
        return self._token

    def ask(self, method, path, body=None, headers=None):
        began = time.monotonic()
        self.line.request(method, path, body, {"Accept-Encoding": "gzip", "Cookie": self.cookie, **(headers or {})})
        answer = self.line.getresponse()
        octets = answer.read()
        elapsed = (time.monotonic() - began) * 1000
        fields = {name.lower(): value for name, value in answer.getheaders()}
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and (pair := value.split(";")[0]) and not pair.endswith("="):
                self.cookie = pair
        told = re.search(r"\bapp;dur=([\d.]+)", fields.get("server-timing", ""))
        return Page(answer.status, octets, fields, float(told[1]) if told else elapsed, told is not None)
