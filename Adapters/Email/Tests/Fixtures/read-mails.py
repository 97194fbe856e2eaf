"""Reads every mail of a folder with Python's own reader and prints what it finds as JSON."""
import email
import email.header
import email.policy
import email.utils
import json
import pathlib
import re
import sys


def addresses(mail, name):
    """Names and addresses; the newer reader leaves blanks between encoded words of a name, against RFC 2047."""
    pairs = email.utils.getaddresses(mail.get_all(name, []))
    return [[str(email.header.make_header(email.header.decode_header(n))), a] for n, a in pairs]


def reading(octets):
    plain = email.message_from_bytes(octets)
    mail = email.message_from_bytes(octets, policy=email.policy.default)
    defects = []
    for part in mail.walk():
        defects += [type(defect).__name__ for defect in part.defects]
        for value in part.values():
            defects += [type(defect).__name__ for defect in getattr(value, "defects", [])]
    lines = octets.split(b"\r\n")
    return {
        "names": [str(name) for name in mail.keys()],
        "subject": str(mail["Subject"]),
        "from": addresses(plain, "From"),
        "to": addresses(plain, "To"),
        "parsedTo": [a.addr_spec for a in mail["To"].addresses],
        "text": mail.get_body(("plain",)).get_content(),
        "html": mail.get_body(("html",)).get_content(),
        "files": [
            {"name": part.get_filename() or "", "size": len(part.get_payload(decode=True))}
            for part in mail.iter_attachments()
        ],
        "defects": defects,
        "longestLine": max(len(line) for line in lines),
        "strayLineEnds": len(re.findall(rb"\r(?!\n)|(?<!\r)\n", octets)),
        "loneDots": sum(1 for line in lines if line == b"."),
    }


folder = pathlib.Path(sys.argv[1])
print(json.dumps([reading(path.read_bytes()) for path in sorted(folder.glob("*.eml"))]))
