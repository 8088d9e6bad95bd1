"""A mail server that keeps what it takes: encryption first, then a login, and only then a message.

Run as `mail.py PORT FOLDER USER`, with its certificate and key in the folder and the password in MAIL_PASSWORD.
Each message becomes a file of the folder, with those for whom it was taken at its head.
"""

import os
import pathlib
import ssl
import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

PORT, FOLDER, USER = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3].encode()
PASSWORD = os.environ["MAIL_PASSWORD"].encode()


class Keeper:
    kept = 0

    async def handle_DATA(self, server, session, envelope):
        if session.ssl is None or not session.authenticated:
            return "530 5.7.0 encryption and a login come first"
        Keeper.kept += 1
        fresh = FOLDER / f"{Keeper.kept:03}.new"
        head = f"X-Kept-From: {envelope.mail_from}\r\nX-Kept-To: {','.join(envelope.rcpt_tos)}\r\n"
        fresh.write_bytes(head.encode() + envelope.content)
        fresh.rename(fresh.with_suffix(".eml"))
        return f"250 2.0.0 kept as {Keeper.kept}"


def knows(server, session, envelope, mechanism, login):
    return AuthResult(success=(login.login, login.password) == (USER, PASSWORD))


tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
tls.load_cert_chain(FOLDER / "cert.pem", FOLDER / "key.pem")
Controller(
    Keeper(),
    hostname="127.0.0.1",
    port=PORT,
    tls_context=tls,
    require_starttls=True,
    auth_required=True,
    authenticator=knows,
).start()
threading.Event().wait()
