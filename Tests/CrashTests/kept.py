"""Reads what a desk has kept with Python's own SQLite, beside the product."""
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def reading(desk, live=False):
    """The database to be read: a copy of what a kill has left, or the one the desk writes; None where there is none."""
    file = desk.data / "tributary.sqlite"
    if not file.exists():
        yield None
        return
    if live:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=20)) as base:
            yield base
        return
    with tempfile.TemporaryDirectory(dir=desk.folder) as folder:
        for name in (file.name, file.name + "-wal"):
            if (file.parent / name).exists():
                shutil.copy(file.parent / name, folder)
        with closing(sqlite3.connect(Path(folder) / file.name)) as base:
            yield base


def names_journaled(desk, base, pattern):
    """The names that stand in what was journaled, in the database or in the files beside it."""
    rows = base.execute("SELECT coalesce(o.bytes, b.bytes), b.segment, b.position, b.size FROM arrivalOctets o "
                        "LEFT JOIN blob b ON b.digest = o.blob")
    names = set()
    for octets, segment, position, size in rows:
        if octets is None and segment is not None:
            with open(desk.data / "blobs" / f"{segment:06}.seg", "rb") as file:
                file.seek(position)
                octets = file.read(size)
        names.update(name.decode() for name in pattern.findall(octets or b""))
    return names
