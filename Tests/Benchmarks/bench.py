#!/usr/bin/env python3
"""Measures the product and the machine's ceilings in one run. Rates on a shared machine swing: trust the shares."""
import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/EndToEndTests"))
os.environ.setdefault("TRIBUTARY_BINARY", str(ROOT / ".build/release/tributary"))
from desk import DROP_FOLDER, Desk  # noqa: E402

import calls  # noqa: E402
import intake  # noqa: E402
import listeners  # noqa: E402
import outbox  # noqa: E402
import pages  # noqa: E402
import programs  # noqa: E402
import reading  # noqa: E402
import smtp  # noqa: E402
import visitors  # noqa: E402
from measuring import Machine  # noqa: E402

# In the order in which they are run.
PARTS = {
    "machine": intake.machine, "parse": reading.reading, "start": intake.start, "mails": intake.mails, "forms": intake.forms,
    "webhooks": intake.webhooks, "calls": calls.calls, "programs": programs.programs, "outbox": outbox.outbox, "smtp": smtp.smtp,
    "listeners": listeners.listeners, "visitors": visitors.visitors, "pages": pages.pages,
}


class Bench:
    """A folder, the machine's ceilings, and the desks that are measured; none of them outlives it."""

    def __init__(self, options):
        self.options = options
        self.folder = Path(tempfile.mkdtemp(prefix="tributary-bench-", dir=options.folder))
        self.machine = Machine(self.folder)
        self.desks = []

    def desk(self, name, configuration=DROP_FOLDER, **values):
        desk = Desk(self.folder / name, configuration, **values)
        self.desks.append(desk)
        return desk

    def run(self):
        print(f"{time.strftime('%Y-%m-%d %H:%M')}  {os.cpu_count()} cores  load {os.getloadavg()[0]:.1f}")
        for name in self.options.parts or PARTS:
            try:
                PARTS[name](self)
            finally:
                self.clear()

    def clear(self):
        for desk in self.desks:
            desk.kill()
            shutil.rmtree(desk.folder, ignore_errors=True)
        self.desks = []

    def close(self):
        self.clear()
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("parts", nargs="*", metavar="PART", help="what to measure; everything unless said")
    arguments.add_argument("--list", action="store_true", help="tell the parts")
    arguments.add_argument("--quick", action="store_true", help="with a tenth of the load")
    arguments.add_argument("--folder", default=None, help="where to measure; a disk like the one the product will live on")
    options = arguments.parse_args()
    if options.list:
        for name, part in PARTS.items():
            print(f"{name:<12}{part.__doc__}")
        return
    for name in options.parts:
        if name not in PARTS:
            arguments.error(f"there is no part {name}; there are {', '.join(PARTS)}")
    # A thousand listeners take as many connections on both sides.
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    bench = Bench(options)
    try:
        bench.run()
    finally:
        bench.close()


if __name__ == "__main__":
    main()
