"""A Postfix and a Dovecot of the tests' own, on loopback, with mailboxes both see."""
import grp
import pwd
import shutil
import socket
import subprocess

from pathlib import Path

from desk import free_port, wait_until


class MailServers:
    """Postfix takes mail for desk.test and customer.test into Maildirs that Dovecot serves over IMAP with TLS."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.smtp_port, self.imap_port, self.refusing_port = free_port(), free_port(), free_port()
        self.pop3_port = free_port()
        # Where Postfix hands over mail for lmtp.test; a desk listens there.
        self.lmtp_port = free_port()
        self.lmtp_socket = Path(folder) / "lmtp.sock"
        self.token_check = None
        self.password = "correct-horse-battery-staple"
        self.processes = []
        self.postfix = None

    # -- start and stop

    def start(self):
        self.start_mailboxes()
        self._start_refusing_server()
        self._start_postfix()
        return self

    def start_mailboxes(self):
        """Starts Dovecot alone."""
        self.folder.mkdir(parents=True)
        for parent in [self.folder, *self.folder.parents]:
            if str(parent).startswith("/tmp"):
                parent.chmod(parent.stat().st_mode | 0o055)
        self.mail = self.folder / "mail"
        self.mail.mkdir()
        shutil.chown(self.mail, "mail", "mail")
        self._certificates()
        self._start_dovecot()
        return self

    def stop(self):
        if self.postfix is not None:
            subprocess.run(["postfix", "-c", self.postfix, "stop"], capture_output=True)
        for process in self.processes:
            process.terminate()
            process.wait(60)

    # -- what tests do with them

    def send(self, sender, recipient, octets):
        import smtplib
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as line:
            line.sendmail(sender, [recipient], octets)

    def mailbox(self, user):
        from email import message_from_bytes, policy
        folder = self.mail / user.split("@")[1] / user.split("@")[0]
        files = sorted([*folder.glob("new/*"), *folder.glob("cur/*")], key=lambda path: path.stat().st_mtime)
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]

    # -- set-up

    def _certificates(self):
        self.ca, key = self.folder / "ca.pem", self.folder / "ca.key"
        run = lambda *words: subprocess.run(words, check=True, capture_output=True)
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test authority",
            "-keyout", key, "-out", self.ca)
        self.key, self.certificate = self.folder / "server.key", self.folder / "server.pem"
        request, names = self.folder / "server.csr", self.folder / "names"
        names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", self.key, "-out", request)
        run("openssl", "x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", key, "-CAcreateserial", "-days", "2",
            "-extfile", names, "-out", self.certificate)

    def _start_refusing_server(self):
        """Takes mail for bounce.test from Postfix and refuses every recipient, so that Postfix sends a bounce."""
        import threading
        listener = socket.create_server(("127.0.0.1", self.refusing_port))

        def serve(line):
            with line, line.makefile("rwb") as stream:
                def say(text):
                    stream.write(text.encode() + b"\r\n")
                    stream.flush()
                say("220 refusing.test ESMTP")
                for command in stream:
                    word = command[:4].upper()
                    if word in (b"EHLO", b"HELO"): say("250 refusing.test")
                    elif word == b"RCPT": say("550 5.1.1 no such user here")
                    elif word == b"QUIT": return say("221 bye")
                    else: say("250 ok")

        def accept():
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(line,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()

    def _start_dovecot(self):
        folder = self.folder / "dovecot"
        folder.mkdir()
        uid, gid = pwd.getpwnam("mail").pw_uid, grp.getgrnam("mail").gr_gid
        (folder / "dovecot.conf").write_text(f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap pop3
listen = 127.0.0.1, 127.0.0.2
ssl = required
ssl_cert = <{self.certificate}
ssl_key = <{self.key}
mail_location = maildir:{self.mail}/%d/%n
first_valid_uid = 1
first_valid_gid = 1
mail_uid = {uid}
mail_gid = {gid}
default_internal_user = dovecot
default_login_user = dovenull
passdb {{
  driver = static
  args = password={self.password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={self.mail}/%d/%n
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {self.imap_port}
    ssl = yes
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = 0
  }}
  inet_listener pop3s {{
    port = {self.pop3_port}
    ssl = yes
  }}
}}
{self._token_sign_in(folder)}
""")
        self.processes.append(subprocess.Popen(["dovecot", "-F", "-c", folder / "dovecot.conf"]))
        wait_until(lambda: self._answers(self.imap_port))

    def _token_sign_in(self, folder):
        """Sign-in by token, where somebody tells whose a token is."""
        if self.token_check is None:
            return ""
        file = folder / "tokens.conf"
        file.write_text(f"tokeninfo_url = {self.token_check}?access_token=\nusername_attribute = email\n"
                        "active_attribute =\nactive_value =\n")
        return f"""auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
auth_cache_size = 0
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {file}
}}
service auth {{
  unix_listener {folder}/sasl {{
    mode = 0666
  }}
}}
"""

    def _submission_by_token(self):
        if self.token_check is None:
            return ""
        return (f"smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_path = {self.folder}/dovecot/sasl\n"
                "smtpd_tls_auth_only = yes\nsmtpd_sasl_security_options = noanonymous\n")

    def _start_postfix(self):
        self.postfix = self.folder / "postfix"
        queue, data = self.folder / "queue", self.folder / "postfix-data"
        for path in (self.postfix, queue, data):
            path.mkdir()
        shutil.chown(data, "postfix", "postfix")
        maps = self.postfix / "mailboxes"
        users = ["support@desk.test", "ada@customer.test", "bo@customer.test"]
        maps.write_text("".join(f"{user} {user.split('@')[1]}/{user.split('@')[0]}/\n" for user in users))
        transports = self.postfix / "transports"
        transports.write_text(f"bounce.test smtp:[127.0.0.1]:{self.refusing_port}\n"
                              f"lmtp.test lmtp:inet:127.0.0.1:{self.lmtp_port}\n"
                              f"socket.test lmtp:unix:{self.lmtp_socket}\n")
        uid, gid = pwd.getpwnam("mail").pw_uid, grp.getgrnam("mail").gr_gid
        (self.postfix / "main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
mail_owner = postfix
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.desk.test
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = desk.test, customer.test
virtual_mailbox_maps = texthash:{maps}
virtual_mailbox_base = {self.mail}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
recipient_delimiter = +
transport_maps = texthash:{transports}
relay_domains = bounce.test, lmtp.test, socket.test
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
lmtp_connection_cache_on_demand = no
smtpd_tls_cert_file = {self.certificate}
smtpd_tls_key_file = {self.key}
smtpd_tls_security_level = may
smtp_tls_security_level = none
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = permit_mynetworks, reject
smtp_dns_support_level = disabled
smtp_host_lookup = native
maillog_file = {self.folder}/postfix.log
{self._submission_by_token()}
maillog_file_prefixes = {self.folder}
""")
        lines = []
        for line in Path("/etc/postfix/master.cf").read_text().splitlines():
            if line.startswith("smtp      inet"):
                lines.append(f"127.0.0.1:{self.smtp_port} inet n - n - - smtpd")
            elif line.strip() and not line.startswith(("#", " ", "\t")):
                words = line.split()
                words[4] = "n"
                lines.append(" ".join(words))
            else:
                lines.append(line)
        if not any("postlogd" in line for line in lines):
            lines.append("postlog unix-dgram n - n - 1 postlogd")
        (self.postfix / "master.cf").write_text("\n".join(lines) + "\n")
        done = subprocess.run(["postfix", "-c", self.postfix, "start"], capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        wait_until(lambda: self._answers(self.smtp_port))

    @staticmethod
    def _answers(port):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            return False
