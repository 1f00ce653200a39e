import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from crm.demo.programs import wait_until_answering


@contextmanager
def web_server(*statuses):
    """The port of a server that answers with these, one after the other."""
    left = list(statuses)

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(left.pop(0))
            self.end_headers()

        def log_message(self, *said):
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize("status", [200, 302, 400])
def test_server_that_answers_is_ready(status):
    tries = []

    with web_server(status) as port:
        wait_until_answering(port, lambda: tries.append(1))

    assert tries == []


def test_server_that_answers_with_errors_is_not_ready():
    tries = []

    with web_server(500, 503, 200) as port:
        wait_until_answering(port, lambda: tries.append(1))

    assert tries == [1, 1]
