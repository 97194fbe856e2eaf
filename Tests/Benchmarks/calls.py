"""200,000 rows of a call log, by the watched folder and by `tributary ingest`."""
import os
import subprocess
import time

from desk import BINARY, wait_until
from intake import routed
from measuring import memory, rate, row, title

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Bench, default_region: US}}
channels:
  calls:
    adapter: phone-log
    format: asterisk
    time_zone: UTC
    path: calls
"""


def write_log(path, count):
    """A log of missed calls, ten of each caller, in the order of their times."""
    callers = max(1, count // 10)
    with open(path, "w") as file:
        for number in range(count):
            second = number * 7
            at = f"2026-{second // 2_419_200 % 12 + 1:02}-{second // 86400 % 28 + 1:02} " \
                 f"{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}"
            caller = f"+1212{2_000_000 + number * 7919 % callers}"
            file.write(f'"","{caller}","100","from-trunk","""Customer"" <{caller}>","PJSIP/provider-1","PJSIP/100-1","Dial",'
                       f'"PJSIP/100","{at}","","{at}","20","0","NO ANSWER","DOCUMENTATION","1767225600.{number}",""\n')


def calls(bench):
    """rows of a call log a second, and memory"""
    count = 20_000 if bench.options.quick else 200_000
    title(f"{count:,} rows of a call log")
    log = bench.folder / "Master.csv"
    write_log(log, count)
    watched(bench, log, count)
    ingested(bench, log, count)
    log.unlink()


def watched(bench, log, count):
    desk = bench.desk("calls", CONFIGURATION).start()
    folder = desk.data / "calls"
    wait_until(folder.is_dir, 30)
    os.link(log, folder / ".log.csv")
    # A file is read once it has not changed for two seconds, which is no part of reading it.
    os.utime(log, (time.time() - 60, time.time() - 60))
    began = time.monotonic()
    (folder / ".log.csv").rename(folder / "log.csv")
    wait_until(lambda: (folder / ".done/log.csv").exists(), 1200, 0.05)
    journaled = time.monotonic() - began
    wait_until(lambda: routed(desk, "calls")[0] >= count, 1200, 0.2)
    all_of_it = time.monotonic() - began
    rate("rows journaled, watched folder", count / journaled, 10_000, bench.machine.call_rows, "SQLite")
    rate("rows in tickets, watched folder", count / all_of_it, None, bench.machine.call_rows, "SQLite")
    row("memory at peak, watched folder", f"{memory(desk.process)['VmHWM']:.0f} MB", "150 MB")
    desk.stop()


def ingested(bench, log, count):
    desk = bench.desk("ingest", CONFIGURATION)
    began = time.monotonic()
    command = [BINARY, "ingest", "--channel", "calls", "--wait", "0", "--config", desk.config, log]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, process.returncode
    rate("rows in tickets, `tributary ingest`", count / (time.monotonic() - began), 10_000, bench.machine.call_rows, "SQLite")
    row("memory at peak, `tributary ingest`", f"{used.ru_maxrss / 1024:.0f} MB", "150 MB")
