"""Mails that leave through a local Postfix, a second, over lines that are kept for the next mail."""
import shutil
import smtplib
import tempfile
import threading
import time

from browsing import Browser
from desk import wait_until
from measuring import rate, row, title
from outbox import answer, fill_mails, in_state
from postfix import MailServers

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    drop_folder: {{path: mail/in}}
    smtp: {{host: localhost, port: {smtp}, security: starttls, authority_file: {authority}}}
"""


def smtp(bench):
    """mails sent a second through a local Postfix, over reused connections"""
    if shutil.which("postfix") is None:
        row("postfix", "not installed")
        return
    count = 100 if bench.options.quick else 1_000
    title(f"{count:,} mails through a local Postfix with STARTTLS, each to another person")
    folder = tempfile.mkdtemp(prefix="tributary-smtp-", dir="/tmp")
    servers = MailServers(f"{folder}/servers").start()
    try:
        desk = bench.desk("smtp", CONFIGURATION, smtp=servers.smtp_port, authority=servers.ca)
        # One mailbox with as many tags as there are people: Postfix takes them all.
        fill_mails(bench, desk, count, "ada+{}@customer.test")
        desk.start()
        answer(desk, Browser(desk), count)
        began = time.time()
        desk.run("outbox", "resume")
        wait_until(lambda: in_state(desk, "mail", "sent") >= count, 600, 0.02)
        ours = count / (time.time() - began)
        log = (servers.folder / "postfix.log").read_text()
        lines = sum(": connect from" in line for line in log.splitlines())
        rate("mails sent through Postfix", ours, None, raw(servers, count), "smtplib, 2 lines")
        row("connections for them", f"{lines}")
        desk.stop()
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


def raw(servers, count):
    """What the same Postfix takes of Python's smtplib over two lines."""
    octets = b"From: support@desk.test\r\nTo: ada@customer.test\r\nSubject: Re\r\n\r\n" + b"Something is mended here.\r\n" * 40

    def send():
        import ssl
        with smtplib.SMTP("localhost", servers.smtp_port) as line:
            line.starttls(context=ssl.create_default_context(cafile=servers.ca))
            for _ in range(count // 2):
                line.sendmail("support@desk.test", ["ada@customer.test"], octets)

    began = time.time()
    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count // 2 * 2 / (time.time() - began)
