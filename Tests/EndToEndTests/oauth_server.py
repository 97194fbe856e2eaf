"""A small authorization server of the tests' own: codes with PKCE, codes for other devices, refresh tokens that rotate.

Written from RFC 6749, 7636 and 8628. Whoever opens the authorization address consents at once.
"""
import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit


class AuthorizationServer:
    def __init__(self, account, client_id="tributary", client_secret="client-secret-for-tests", life=3600, consent_life=None):
        self.account, self.client_id, self.client_secret = account, client_id, client_secret
        self.life, self.consent_life = life, consent_life
        self.codes, self.devices, self.access, self.refresh = {}, {}, {}, set()
        self.used_refresh, self.asked = set(), []
        self.is_revoked = False
        handler = type("Handler", (Handler,), {"owner": self})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def stop(self):
        self.http.shutdown()
        self.http.server_close()

    def approve(self, user_code):
        """Somebody types a code on another device."""
        for device in self.devices.values():
            if device["user_code"] == user_code:
                device["approved"] = True

    def withdraw_access(self):
        """Ends every access token before its time; refresh tokens go on."""
        self.access.clear()

    def tokens(self):
        access, refresh = f"at-{secrets.token_urlsafe(24)}", f"rt-{secrets.token_urlsafe(24)}"
        self.access[access] = time.time() + self.life
        self.refresh.add(refresh)
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": self.life, "refresh_token": refresh}
        if self.consent_life:
            answer["refresh_token_expires_in"] = self.consent_life
        return 200, answer

    def answer(self, form):
        """The token endpoint: status and JSON."""
        self.asked.append(form.get("grant_type"))
        if form.get("client_id") != self.client_id or form.get("client_secret") != self.client_secret:
            return 401, {"error": "invalid_client"}
        match form.get("grant_type"):
            case "authorization_code":
                code = self.codes.pop(form.get("code"), None)
                digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
                challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
                if code is None or code["challenge"] != challenge or code["redirect"] != form.get("redirect_uri"):
                    return 400, {"error": "invalid_grant"}
                return self.tokens()
            case "refresh_token":
                token = form.get("refresh_token")
                if self.is_revoked or token not in self.refresh:
                    return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
                self.refresh.discard(token)
                self.used_refresh.add(token)
                return self.tokens()
            case "urn:ietf:params:oauth:grant-type:device_code":
                device = self.devices.get(form.get("device_code"))
                if device is None:
                    return 400, {"error": "expired_token"}
                if not device["approved"]:
                    return 400, {"error": "authorization_pending"}
                del self.devices[form["device_code"]]
                return self.tokens()
        return 400, {"error": "unsupported_grant_type"}


class Handler(BaseHTTPRequestHandler):
    owner = None

    def do_GET(self):
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/tokeninfo":
            end = self.owner.access.get(query.get("access_token"), 0)
            if end < time.time():
                return self.say(400, {"error": "invalid_token"})
            return self.say(200, {"email": self.owner.account})
        if url.path == "/authorize":
            good = (query.get("response_type") == "code" and query.get("client_id") == self.owner.client_id
                    and query.get("code_challenge_method") == "S256" and query.get("state")
                    and query.get("redirect_uri", "").startswith("http://127.0.0.1:"))
            if not good:
                return self.say(400, {"error": "invalid_request"})
            code = secrets.token_urlsafe(16)
            self.owner.codes[code] = {"challenge": query["code_challenge"], "redirect": query["redirect_uri"]}
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")
            self.end_headers()
            return None
        return self.say(404, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if self.path == "/token":
            return self.say(*self.owner.answer(form))
        if self.path == "/device":
            code, user_code = secrets.token_urlsafe(16), secrets.token_hex(4).upper()
            self.owner.devices[code] = {"user_code": user_code, "approved": False}
            return self.say(200, {"device_code": code, "user_code": user_code, "interval": 1, "expires_in": 60,
                                  "verification_uri": f"{self.owner.url}/typed"})
        return self.say(404, {})

    def say(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
