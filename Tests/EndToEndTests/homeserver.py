"""A real Matrix homeserver (Synapse) on loopback, with the desk as its application service, and people who write there."""
import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from desk import free_port, wait_until

CONFIGURATION = """
server_name: desk.test
pid_file: {folder}/pid
listeners:
  - {{port: {port}, bind_addresses: [127.0.0.1], type: http, tls: false, resources: [{{names: [client], compress: false}}]}}
database: {{name: sqlite3, args: {{database: {folder}/homeserver.db}}}}
media_store_path: {folder}/media
signing_key_path: {folder}/signing.key
trusted_key_servers: []
suppress_key_server_warning: true
report_stats: false
enable_registration: true
enable_registration_without_verification: true
rc_message: {{per_second: 1000, burst_count: 1000}}
rc_registration: {{per_second: 1000, burst_count: 1000}}
app_service_config_files: [{folder}/registration.yaml]
"""

REGISTRATION = """
id: desk
url: {desk}/channels/matrix/webhook
as_token: {as_token}
hs_token: {hs_token}
sender_localpart: desk
rate_limited: false
receive_ephemeral: true
push_ephemeral: true
de.sorunome.msc2409.push_ephemeral: true
namespaces: {{users: [{{exclusive: true, regex: "@desk:desk\\\\.test"}}], aliases: [], rooms: []}}
"""


class HomeServer:
    def __init__(self, folder, as_token="matrix-as-token", hs_token="matrix-hs-token"):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True)
        self.as_token, self.hs_token = as_token, hs_token
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self, desk_url):
        config = self.folder / "homeserver.yaml"
        config.write_text(CONFIGURATION.format(folder=self.folder, port=self.port))
        (self.folder / "registration.yaml").write_text(
            REGISTRATION.format(desk=desk_url, as_token=self.as_token, hs_token=self.hs_token))
        program = [sys.executable, "-m", "synapse.app.homeserver", "-c", config]
        subprocess.run([*program, "--generate-keys"], check=True, capture_output=True, timeout=120)
        with open(self.folder / "homeserver.log", "ab") as log:
            self.process = subprocess.Popen(program, stdout=log, stderr=log, cwd=self.folder)
        wait_until(lambda: self.process.poll() is not None or self.answers(), 120, every=0.2)
        assert self.process.poll() is None, (self.folder / "homeserver.log").read_text()[-4000:]
        return self

    def answers(self):
        try:
            with urllib.request.urlopen(self.url + "/_matrix/client/versions", timeout=5):
                return True
        except OSError:
            return False

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()


class Person:
    """Somebody with an account on the homeserver."""

    def __init__(self, server, name):
        self.server, self.count, self.token = server, 0, None
        account = self.ask("POST", "register", {"username": name, "password": "seven quiet rivers meet",
                                                "auth": {"type": "m.login.dummy"}})
        self.id, self.token = account["user_id"], account["access_token"]

    def ask(self, method, path, body=None, base="/_matrix/client/v3/", kind="application/json", raw=False):
        octets = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": kind, **({"Authorization": f"Bearer {self.token}"} if self.token else {})}
        request = urllib.request.Request(self.server.url + base + path, octets, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            octets = answer.read()
            return octets if raw else json.loads(octets)

    def opens_a_room(self, *invited):
        return self.ask("POST", "createRoom", {"preset": "private_chat", "name": "Loom", "invite": list(invited)})["room_id"]

    def joins(self, room):
        self.ask("POST", f"rooms/{quote(room)}/join", {})

    def members(self, room):
        return set(self.ask("GET", f"rooms/{quote(room)}/joined_members")["joined"])

    def says(self, room, text, **content):
        return self.sends(room, "m.room.message", {"msgtype": "m.text", "body": text, **content})

    def sends(self, room, kind, content):
        self.count += 1
        return self.ask("PUT", f"rooms/{quote(room)}/send/{kind}/t{self.count}", content)["event_id"]

    def takes_back(self, room, event):
        self.count += 1
        self.ask("PUT", f"rooms/{quote(room)}/redact/{quote(event)}/t{self.count}", {})

    def uploads(self, octets, kind):
        return self.ask("POST", "upload", octets, base="/_matrix/media/v3/", kind=kind)["content_uri"]

    def reads(self, room, event):
        self.ask("POST", f"rooms/{quote(room)}/receipt/m.read/{quote(event)}", {})

    def messages(self, room, sender):
        """What somebody said in a room, oldest first, as events."""
        chunk = self.ask("GET", f"rooms/{quote(room)}/messages?dir=b&limit=100")["chunk"]
        return [e for e in reversed(chunk) if e["type"] == "m.room.message" and e["sender"] == sender]
