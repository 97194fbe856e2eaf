#!/usr/bin/env python3
"""Servers that take everything, in processes of their own, and a raw client that shows what they can take at most.

    sinks.py smtp | http                       serves on a free port, prints it, and at the end what it took
    sinks.py mails PORT COUNT CONNECTIONS      sends mails of a reply's size, each connection one after the other

At the end of standard input a server prints {"count", "first", "last"}: how much it took, and when.
"""
import asyncio
import json
import os
import sys
import time

taken = []


async def take_mails(reader, writer):
    say = lambda text: writer.write(text + b"\r\n")
    say(b"220 sink ESMTP")
    while command := await reader.readline():
        word = command[:4].upper()
        if word == b"EHLO":
            say(b"250 sink")
        elif word == b"DATA":
            say(b"354 go on")
            await writer.drain()
            await reader.readuntil(b"\r\n.\r\n")
            taken.append(time.time())
            say(b"250 2.0.0 Ok: queued as S1")
        elif word == b"QUIT":
            say(b"221 bye")
            break
        else:
            say(b"250 ok")
        await writer.drain()
    writer.close()


async def take_calls(reader, writer):
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
            await reader.readexactly(length)
            taken.append(time.time())
            writer.write(answer)
            await writer.drain()
    except (asyncio.IncompleteReadError, OSError):
        writer.close()


async def serve(handle):
    server = await asyncio.start_server(handle, "127.0.0.1", 0, limit=1 << 22, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(json.dumps({"count": len(taken), "first": taken[0] if taken else 0, "last": taken[-1] if taken else 0}), flush=True)
    # Whoever is still connected is not waited for.
    os._exit(0)


async def send_mails(port, count, connections):
    mail = b"From: a@desk.test\r\nTo: b@example.org\r\nSubject: Re\r\n\r\n" + b"Something is wrong here.\r\n" * 40 + b".\r\n"

    async def line(number):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await reader.readline()
        commands = [b"MAIL FROM:<a@desk.test>\r\n", b"RCPT TO:<b@example.org>\r\n", b"DATA\r\n", mail]
        for command in [b"EHLO bench\r\n"] + commands * number:
            writer.write(command)
            await reader.readline()
        writer.close()

    began = time.time()
    await asyncio.gather(*(line(count // connections) for _ in range(connections)))
    print(json.dumps({"per_second": count // connections * connections / (time.time() - began)}))


match sys.argv[1:]:
    case ["smtp"]: asyncio.run(serve(take_mails))
    case ["http"]: asyncio.run(serve(take_calls))
    case ["mails", port, count, connections]: asyncio.run(send_mails(int(port), int(count), int(connections)))
    case _: sys.exit(__doc__)
