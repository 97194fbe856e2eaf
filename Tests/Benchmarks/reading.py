"""Parsing, trimming and sanitizing, beside GMime alone and Python's standard library."""
import email
import email.policy
import html.parser
import random
import time

from intake import WORDS
from measuring import Machine, rate, title

SECONDS = 2


def words(number, count):
    choice = random.Random(number)
    return " ".join(choice.choice(WORDS) for _ in range(count))


def markup(number):
    """A reply as mail programs format it: a layout table, inline styles, links, a picture and a quote."""
    rows = "".join(
        f'<tr><td style="padding:4px;color:#333;font:14px Arial"><a href="https://example.org/{number}/{row}">{words(row, 4)}</a>'
        f'</td><td width="40">{words(number + row, 12)}</td></tr>' for row in range(12))
    return (f'<html><head><style>p{{margin:0}}</style></head><body><p>{words(number, 40)}</p><table border="0">{rows}</table>'
            f'<img src="cid:logo@example.org" width="80"><br><div class="gmail_quote"><div class="gmail_attr">On Mon, 5 Jan 2026 at '
            f'10:15, Desk &lt;desk@example.org&gt; wrote:<br></div><blockquote><p>{words(number + 1, 80)}</p></blockquote></div></body></html>')


def reply(number):
    """A reply as text: some new words, a signature, what it quotes."""
    quoted = "\n".join("> " + words(number + line, 10) for line in range(20))
    return (f"{words(number, 30)}\n\n{words(number + 1, 20)}\n\n-- \nAna Example\nanother line\n\n"
            f"On Mon, 5 Jan 2026 at 10:15, Desk <desk@example.org> wrote:\n{quoted}\n")


def letter(number):
    """A mail of about 7 KB in two versions with a file, as most that a desk gets."""
    return (f'From: =?utf-8?Q?Ana_L=C3=B3pez?= <c{number}@example.org>\r\nTo: Desk <support@desk.test>\r\n'
            f"Subject: =?utf-8?B?UsO8Y2tmcmFnZQ==?= {number}\r\nMessage-ID: <r{number}@example.org>\r\n"
            f"Date: Mon, 05 Jan 2026 10:00:00 +0000\r\nReferences: <a@desk.test> <b@desk.test>\r\nMIME-Version: 1.0\r\n"
            f'Content-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\nContent-Type: multipart/alternative; boundary="a"\r\n\r\n'
            f"--a\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{reply(number)}\r\n"
            f"--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{markup(number)}\r\n--a--\r\n--m\r\nContent-Type: image/png; name=a.png\r\n"
            f"Content-Transfer-Encoding: base64\r\n\r\n{'iVBORw0KGgo=' * 6}\r\n--m--\r\n").encode()


def repeated(work, samples):
    """How often a second, on one thread."""
    count, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < SECONDS:
        work(samples[count % len(samples)])
        count += 1
    return count / (time.perf_counter() - begin)


def read_by_python(octets):
    """What the parser does, with the standard library: headers, texts and files decoded."""
    mail = email.message_from_bytes(octets, policy=email.policy.default)
    [mail[name] for name in ("from", "to", "subject", "date", "message-id", "references")]
    for part in mail.walk():
        if not part.is_multipart():
            part.get_content()


class Text(html.parser.HTMLParser):
    """Takes tags away, which is the least that a sanitizer does."""

    def __init__(self):
        super().__init__()
        self.parts = []

    def handle_data(self, data):
        self.parts.append(data)


def read_markup_by_python(octets):
    parser = Text()
    parser.feed(octets.decode())


def reading(bench):
    """mails parsed, replies trimmed and markup sanitized a second, beside GMime and Python"""
    title("Reading mail of 7 KB, one thread, nothing else")
    kinds = {"parse": letter, "trim": lambda number: reply(number).encode(), "sanitize": lambda number: markup(number).encode()}
    samples = {}
    for kind, make in kinds.items():
        folder = bench.folder / f"reading-{kind}"
        folder.mkdir()
        samples[kind] = [make(number) for number in range(200)]
        for number, octets in enumerate(samples[kind]):
            (folder / str(number)).write_bytes(octets)
        kinds[kind] = folder
    gmime = Machine.ceiling("gmime", kinds["parse"])["per_second"]
    rate("GMime alone: header and structure, nothing decoded", gmime)
    parsed = Machine.ceiling("parse", kinds["parse"])
    rate("parsed, trimmed and sanitized", parsed["mails_parsed_per_second"], ceiling=gmime, ceiling_name="GMime",
         note=f"{parsed['cpu_us_per_mail']} µs of CPU each")
    rate("parsed by Python's email, decoded and no more", repeated(read_by_python, samples["parse"]), ceiling=gmime,
         ceiling_name="GMime")
    rate("replies trimmed (2 KB of text)", Machine.ceiling("trim", kinds["trim"])["per_second"])
    rate("markup sanitized (4 KB)", Machine.ceiling("sanitize", kinds["sanitize"])["per_second"])
    rate("markup through Python's html.parser, tags taken away", repeated(read_markup_by_python, samples["sanitize"]))
