#!/usr/bin/env python3
"""The program behind the crash harness's channels `program` and `spool`: hands over the lines of a file, in batches.

    crash_program.py FOLDER place|spool

With `place` the desk keeps how far it came; with `spool` the program hands over all that it was never acknowledged. It writes
down what was acknowledged and what it was to send, and ends itself behind a batch where a file `die` is found.
"""
import json
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Adapters/Process/Python"))
from tributary_adapter import Adapter, Sent  # noqa: E402

FOLDER, MODE = Path(sys.argv[1]), sys.argv[2]


def note(file, line):
    """Appends a line in one write, so that no kill leaves half of one."""
    descriptor = os.open(FOLDER / file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


class Lines(Adapter):
    def start(self, state):
        (FOLDER / "pid").write_text(str(os.getpid()))
        known = set((FOLDER / "acknowledged").read_text().split()) if (FOLDER / "acknowledged").exists() else set()
        position = int(state or 0) if MODE == "place" else 0
        # What the desk has kept the place behind is acknowledged, even where the word of it was never read.
        for line in self.lines()[:position]:
            if (name := json.loads(line)["event_id"]) not in known:
                note("acknowledged", name)
        while not self.stopping.wait(0.02):
            lines = self.lines()
            while position < len(lines) and not self.stopping.is_set():
                batch = lines[position:position + 5]
                position += len(batch)
                events = [json.loads(line) for line in batch]
                if MODE == "spool":
                    events = [event for event in events if event["event_id"] not in known]
                if events:
                    self.emit(*events, state=position if MODE == "place" else None)
                if (FOLDER / "die").exists():
                    (FOLDER / "die").unlink()
                    os.kill(os.getpid(), signal.SIGKILL)

    @staticmethod
    def lines():
        try:
            return (FOLDER / "events.jsonl").read_text().split("\n")[:-1]
        except FileNotFoundError:
            return []

    def deliver(self, reply):
        note("sent", reply["text"].replace("\n", " "))
        return Sent(message_id=reply["request_id"])

    def _settle(self, number):
        batch = self._batches.get(number)
        if batch and "refused" not in batch:
            note("acknowledged", "\n".join(event["event_id"] for event in batch["events"]))
        super()._settle(number)


Lines("crash").run()
