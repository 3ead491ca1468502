"""An SMTP server for tests, on PyPI's aiosmtpd: takes mails, or fails as it is told.

    server.py FOLDER [--tls implicit|starttls --cert PEM --key PEM] [--login USER:PASSWORD] [--mechanism NAME] [--steps A,B,C]

Prints its port, then serves until it is killed. Every attempt (a MAIL command) takes the next step; after the last
one all goes well. What was accepted stands in FOLDER/accepted.jsonl, one mail a line; attempts in FOLDER/attempts.

    ok               accepted
    greylist         451 to the recipient
    refuse           550 to the recipient
    refuse-copied    550 to all recipients but the first
    full             552 5.2.2 to the recipient
    greylist-copied  451 to all recipients but the first
    refuse-sender    550 5.7.1 to MAIL
    refuse-relay     554 5.7.1 to the recipient
    refuse-quota     550 5.4.5 to the recipient
    unreadable-dot   554 5.6.0 to the final dot, not kept
    closing          421 to MAIL, and the connection ends
    defer-dot        451 to the final dot, not kept
    refuse-dot       554 to the final dot, not kept
    drop-before-dot  the connection ends after 354
    drop-after-dot   kept, and the connection ends without an answer
    silent           kept, and no answer ever comes
"""

import argparse
import asyncio
import base64
import json
import pathlib
import ssl

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

options = argparse.ArgumentParser()
options.add_argument("folder", type=pathlib.Path)
options.add_argument("--tls", choices=["implicit", "starttls"])
options.add_argument("--cert")
options.add_argument("--key")
options.add_argument("--login")
options.add_argument("--mechanism")
options.add_argument("--steps", default="")
options = options.parse_args()

steps = options.steps.split(",") if options.steps else []


class Handler:
    """What happens to mails."""

    def __init__(self):
        self.step = "ok"

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        self.step = steps.pop(0) if steps else "ok"
        with open(options.folder / "attempts", "a") as attempts:
            attempts.write(self.step + "\n")
        if self.step == "closing":
            await server.push("421 4.3.2 closing for maintenance")
            server.transport.close()
            return "421 4.3.2 closing"
        if self.step == "refuse-sender":
            return "550 5.7.1 not allowed to send as this address"
        envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        copied = bool(envelope.rcpt_tos)
        if self.step == "greylist":
            return "451 4.7.1 <%s>: greylisted, come back later" % address
        if self.step == "refuse" or (self.step == "refuse-copied" and copied):
            return "550 5.1.1 <%s>: no such mailbox" % address
        if self.step == "greylist-copied" and copied:
            return "451 4.7.1 <%s>: greylisted, come back later" % address
        if self.step == "refuse-relay":
            return "554 5.7.1 relay access denied"
        if self.step == "refuse-quota":
            return "550 5.4.5 daily sending limit exceeded"
        if self.step == "full":
            return "552 5.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.step == "defer-dot":
            return "451 4.3.0 out of resources"
        if self.step == "unreadable-dot":
            return "554 5.6.0 this message is malformed"
        if self.step == "refuse-dot":
            return "554 5.7.1 this content is not wanted"
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None or options.tls == "implicit",
            "user": session.auth_data.decode() if session.authenticated else None,
            "source": base64.b64encode(envelope.original_content).decode(),
        }
        with open(options.folder / "accepted.jsonl", "a") as accepted:
            accepted.write(json.dumps(mail) + "\n")
        if self.step == "drop-after-dot":
            server.transport.abort()
        if self.step == "silent":
            await asyncio.sleep(3600)
        return "250 2.0.0 queued"

    async def auth_XOAUTH2(self, server, args):
        told = base64.b64decode(args[1]) if len(args) > 1 else b""
        user, _, password = options.login.partition(":")
        right = told == b"user=%s\x01auth=Bearer %s\x01\x01" % (user.encode(), password.encode())
        return AuthResult(success=right, handled=right, auth_data=user.encode())


class Server(SMTP):
    async def smtp_DATA(self, arg):
        if self.event_handler.step == "drop-before-dot":
            await self.push("354 go on")
            self.transport.close()
            return
        await super().smtp_DATA(arg)


def authenticate(server, session, envelope, mechanism, data):
    if not isinstance(data, LoginPassword):
        return AuthResult(success=False, handled=False)
    right = b":".join([data.login, data.password]).decode() == options.login
    return AuthResult(success=right, handled=right, auth_data=data.login)


def server(context):
    settings = {"hostname": "mail.test", "timeout": 60, "enable_SMTPUTF8": True}
    if options.tls == "starttls":
        settings.update(tls_context=context, require_starttls=True)
    if options.login:
        settings.update(authenticator=authenticate, auth_required=True, auth_require_tls=False)
        others = {"PLAIN", "LOGIN", "XOAUTH2"} - {options.mechanism or "PLAIN"}
        settings.update(auth_exclude_mechanism=others)
    return Server(Handler(), **settings)


async def main():
    context = None
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert, options.key)
    implicit = context if options.tls == "implicit" else None
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: server(context), "127.0.0.1", 0, ssl=implicit)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


asyncio.run(main())
