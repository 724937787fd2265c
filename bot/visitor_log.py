"""What the web server logs about requests: nothing of who asked, and nothing of what is no HTTP."""

import logging

SERVER = "aiohttp.server"
# By name: commands that serve nothing log too, and do not load a web server for it.
_NO_HTTP = "aiohttp.http_exceptions"


class VisitorFilter(logging.Filter):
    """For every log handler. The server names a visitor's network address with each fault, and quotes bytes
    that are no HTTP, which anybody can send without end and which can hold the address of a private page."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Leaves out bad requests, and the visitor of all others."""
        if record.name != SERVER:
            return True
        if record.exc_info and type(record.exc_info[1]).__module__ == _NO_HTTP:
            return False
        if record.args:
            record.msg, record.args = "a web request could not be answered", None
        return True
