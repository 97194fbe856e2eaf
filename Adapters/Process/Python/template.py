#!/usr/bin/env python3
"""@NAME@: a channel for Tributary.

As it stands, it takes each text file that is put into the folder `inbox` as a message from the file's name, and writes
replies into the folder `outbox`. Put your provider in place of the folders: what is said there goes to `emit`, what is
answered here comes to `deliver`.
"""
import os
import time

from tributary_adapter import Adapter, Later, Never, Refused, Sent


class Channel(Adapter):
    def open(self):
        # Settings and secrets are checked here, before anything is done; connect in `start`.
        self.inbox = self.settings.get("inbox", "inbox")
        self.outbox = self.settings.get("outbox", "outbox")
        if self.inbox == self.outbox:
            raise Refused("`inbox` and `outbox` are the same folder; give two")
        os.makedirs(self.inbox, exist_ok=True)
        os.makedirs(self.outbox, exist_ok=True)

    def start(self, state):
        # `state` is what was last emitted with an event and journaled. This source needs none: what is done with is removed.
        self.condition("ready")
        while not self.stopping.wait(0.2):
            for name in sorted(os.listdir(self.inbox)):
                path = os.path.join(self.inbox, name)
                if not name.endswith(".txt") or time.time() - os.path.getmtime(path) < 0.5:
                    continue
                with open(path, encoding="utf-8", errors="replace") as file:
                    text = file.read(100_000)
                person = name.removesuffix(".txt").partition("-")[0]
                event = {
                    # The same event must have the same id whenever it is handed over, and no other event may have it.
                    "event_id": f"{name}-{os.stat(path).st_mtime_ns}",
                    "conversation": person,
                    "sender": {"id": person, "name": person},
                    "text": text,
                }
                if self.emit(event, wait=True):  # journaled: only now is it safe to let go of it
                    os.remove(path)

    def deliver(self, reply):
        # One attempt. Return Sent, or Later, Never, Blocked, Unknown: Tributary tries again, you need not.
        person = reply["conversation"]
        if not person or "/" in person or person.startswith("."):
            return Never(f"There is nobody called {person}.", reason_zh=f"没有名为 {person} 的人。")
        # `request_id` is the same at every attempt: with it, a repetition reaches the recipient once.
        path = os.path.join(self.outbox, f"{person}-{reply['request_id'].replace('/', '-')}.txt")
        try:
            with open(path, "w", encoding="utf-8", errors="replace") as file:
                file.write(reply["text"])
        except OSError as problem:
            return Later(f"The outbox cannot be written: {problem.strerror}.", after_seconds=10)
        return Sent(message_id=os.path.basename(path))

    def health(self):
        return {"line": "ready"}

    def check(self):
        writable = os.access(self.outbox, os.W_OK)
        return writable, ["The outbox can be written." if writable else "The outbox cannot be written. Correct its owner."]


if __name__ == "__main__":
    Channel("@NAME@").run()
