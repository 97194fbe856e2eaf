#!/usr/bin/env python3
"""Kills Tributary at every named place and at random times, and lets an independent checker compare what it acknowledged
with what it kept and what it sent.

    crash_harness.py [--rounds N] [--repeats N] [--seed S] [--part mail|channels|ways] [--keep]

A debug build carries failpoints: with TRIBUTARY_FAILPOINT=name (or name:n) the process kills itself where it reaches the place
of that name (for the n-th time). What goes on meanwhile, and what is compared, is told by the parts: mail and forms
(mail_part.py), chats, calls and programs (channel_part.py), mail by POP3 and LMTP (ways_part.py).
"""
import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEndTests"))
from channel_part import ChannelPart  # noqa: E402
from mail_part import MailPart  # noqa: E402
from ways_part import WaysPart  # noqa: E402

PARTS = {"mail": MailPart, "channels": ChannelPart, "ways": WaysPart}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=20, help="how many kills at random times, in each part")
    arguments.add_argument("--repeats", type=int, default=1, help="how many kills at each named place")
    arguments.add_argument("--seed", type=int, default=int(time.time()))
    arguments.add_argument("--part", choices=PARTS, action="append", help="only this part; may be repeated")
    arguments.add_argument("--keep", action="store_true", help="leave the folder of a part in which something was found")
    options = arguments.parse_args()
    print(f"seed {options.seed}", flush=True)
    passed, findings = 0, []
    for name in options.part or PARTS:
        part = PARTS[name](random.Random(options.seed))
        found = ["it broke off"]
        try:
            found = part.run(options.rounds, options.repeats)
        finally:
            part.close(keep=options.keep and bool(found))
        passed += max(part.kills - len(found), 0)
        findings += found
    for finding in findings:
        print(f"FAILED {finding}")
    print(f"{passed} passed, {len(findings)} failed")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
