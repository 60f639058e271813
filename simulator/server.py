"""One loopback server for all simulated sites, told apart by the Host header."""

import asyncio
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from simulator.sites import SITES
from simulator.sites.barriers import BARRIERS
from simulator.sites.site import Site, html, render
from warehouse.errors import MingceError


def make_app(world: Path, on: date) -> web.Application:
    """Return the application that shows the world as it is published on a day.

    Besides the Host header it understands paths `/_/HOST/...`, and links to them from `/`, for a person with a
    browser. Raises MingceError if the world publishes nothing on that day, KeyError for an unknown barrier.
    """
    published = world / "published" / on.isoformat()
    if not published.is_dir():
        raise MingceError(f"{world}: the simulated world publishes nothing on {on}")
    settings = json.loads((world / "world.json").read_text(encoding="utf-8"))
    barred: dict[str, Any] = settings["barriers"].get(on.isoformat(), {})
    questions = settings["questions_per_day"]

    by_host: dict[str, list[Site]] = defaultdict(list)
    for kind in SITES:
        shown = barred.get(kind.source_id)
        allowance, other = shown if isinstance(shown, list) else (shown, None)
        if kind.source_id in ("cn_nhc_query", "cn_nhc_unit"):
            allowance = min(questions, questions if allowance is None else allowance)
        site = kind(published / f"{kind.source_id}.parquet", on, allowance)
        site.other_barrier = BARRIERS[other] if other else None
        by_host[kind.host].append(site)
    app = web.Application()
    app.add_routes([web.get("/", _entrances)])
    for host, sites in by_host.items():
        app.add_domain(host, _host_app(host, sites))
        app.add_subapp(f"/_/{host}", _host_app(host, sites, relink=True))
    return app


@contextmanager
def serve(world: Path, on: date) -> Iterator[str]:
    """Serve the world's sites from a child process on a free port; yield `http://127.0.0.1:PORT` once it answers.

    The child ends with the context, and with this process however that ends. Raises MingceError if it cannot
    start; the child's own message is on standard error.
    """
    command = [sys.executable, "-m", __name__, str(world), "--date", on.isoformat(), "--port", "0", "--attached"]
    # A session of its own, so that Ctrl-C reaches only this process, which then ends the child in order.
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        url = child.stdout.readline().strip()
        if not url:
            raise MingceError(f"{world}: the simulated sites did not start")
        try:
            yield url
        finally:
            child.stdin.close()


@click.command()
@click.argument("world", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day to show.")
@click.option("--port", type=int, default=8000, show_default=True, help="0 takes a free one.")
@click.option("--attached", is_flag=True, help="Stop when standard input closes.")
def main(world: Path, on: datetime, port: int, attached: bool) -> None:
    """Show the web sites of the simulated WORLD on a day, on this machine only."""
    try:
        app = make_app(world, on.date())
    except MingceError as error:
        raise click.ClickException(str(error)) from None
    asyncio.run(_run(app, port, attached))


async def _run(app: web.Application, port: int, attached: bool) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        click.echo("http://{}:{}".format(*runner.addresses[0]))
        await (_end_of_input() if attached else asyncio.Event().wait())
    finally:
        await runner.cleanup()


async def _end_of_input() -> None:
    reader = asyncio.StreamReader()
    protocol = partial(asyncio.StreamReaderProtocol, reader)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(protocol, sys.stdin)
    await reader.read()
    transport.close()


def _host_app(host: str, sites: list[Site], relink: bool = False) -> web.Application:
    app = web.Application(middlewares=[_relink(host)] if relink else [])
    robots = files("simulator.sites") / "robots" / f"{host}.txt"
    if robots.is_file():
        text = robots.read_text(encoding="utf-8")
        app.add_routes([web.get("/robots.txt", _text(text))])
    for site in sites:
        app.add_routes(site.routes())
    return app


def _text(text: str) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=text)

    return answer


def _relink(host: str) -> Middleware:
    """Keep a person who entered by `/_/HOST/` there: the sites' own links begin at the root."""

    @web.middleware
    async def relink(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if isinstance(response, web.Response) and isinstance(response.body, bytes):
            for attribute in (b' href="/', b' action="/'):
                response.body = response.body.replace(attribute, attribute + f"_/{host}/".encode())
        return response

    return relink


async def _entrances(request: web.Request) -> web.Response:
    return html(render("entrances", sites=SITES))


if __name__ == "__main__":
    main()
