"""A crawl in a process of its own, which can be killed; imported before it is forked, so that it starts at once."""

import asyncio
import logging
import os
from pathlib import Path

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.misc import load_object

from crawlers.run import scrapy_settings
from tests.crawlers.spiders import Doctors

AT_ONCE = 2
QUIET = {
    "TWISTED_REACTOR_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    "LOG_ENABLED": False,
    "CONCURRENT_REQUESTS": AT_ONCE,
}


def crawl(root: Path, simulator: str) -> None:
    logging.disable()
    os.environ["MINGCE_NOW"] = "2026-03-01T02:00:00"
    runner = AsyncCrawlerRunner(scrapy_settings(root, SIMULATOR=simulator, **QUIET))
    asyncio.run(runner.create_crawler(Doctors).crawl_async())


# Scrapy imports its parts when a crawl begins: a second each time.
for name in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS", "DOWNLOAD_HANDLERS"):
    for part in scrapy_settings(Path(), **QUIET)[f"{name}_BASE"]:
        load_object(part) if "." in part else None
for part in ("scrapy.core.downloader.handlers._aiohttp.AiohttpDownloadHandler", "crawlers.landing.LandingPipeline",
             "crawlers.route.Route", "crawlers.replay.Replay", "crawlers.redaction.Redaction"):  # fmt: skip
    load_object(part)
