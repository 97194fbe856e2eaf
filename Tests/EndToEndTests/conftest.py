import pytest

from desk import Desk


@pytest.fixture
def desk(tmp_path):
    """A running desk with a drop folder and a form; nothing else is needed."""
    desk = Desk(tmp_path).start()
    yield desk
    assert desk.stop() == 0, desk.words()
