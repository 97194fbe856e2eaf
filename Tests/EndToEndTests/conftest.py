import shutil
import tempfile

import pytest

from desk import Desk
from postfix import MailServers


@pytest.fixture
def desk(tmp_path):
    """A running desk with a drop folder and a form; nothing else is needed."""
    desk = Desk(tmp_path).start()
    yield desk
    assert desk.stop() == 0, desk.words()


@pytest.fixture(scope="module")
def mail_servers():
    """Postfix and Dovecot, to be started by who needs them."""
    folder = tempfile.mkdtemp(prefix="tributary-mail-", dir="/tmp")
    servers = MailServers(f"{folder}/servers")
    yield servers
    servers.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def servers(mail_servers):
    """Postfix and Dovecot, running."""
    return mail_servers.start()
