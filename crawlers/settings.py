"""Scrapy's settings where we differ from its defaults, each with its reason."""

import os

BOT_NAME = "mingce"
SPIDER_MODULES = ["crawlers.spiders"]
NEWSPIDER_MODULE = "crawlers.spiders"

# Where a run is landed; `-s MINGCE_WORKSPACE=DIR` overrides it for one crawl.
MINGCE_WORKSPACE = os.environ.get("MINGCE_WORKSPACE", "mingce-workspace")

# A crawl locks its workspace, as every command that writes there; off for one whose caller holds the lock.
MINGCE_LOCK = True

# What depends on the source or the workspace (user agent, pace, the simulator) is set there.
ADDONS = {"crawlers.addon.RegistryAddon": 100}

# What a site asks of robots, it gets.
ROBOTSTXT_OBEY = True
# Off by default; a page read from who knows whom is no evidence.
DOWNLOAD_VERIFY_CERTIFICATES = True
# No listing needs a session, and a cookie with a domain makes Scrapy fetch the public suffix list on its own.
COOKIES_ENABLED = False
# Both listen on a port for whoever can reach it.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# Nobody but the site itself need know which of its pages linked here.
REFERRER_POLICY = "same-origin"

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/json;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    # Those of which `WholeBodies` can tell whether they are whole.
    "Accept-Encoding": "gzip, deflate",
}

# A declared pace is a promise; the default varies it from half to one and a half.
DOWNLOAD_DELAY_JITTER = 0
AUTOTHROTTLE_MAX_DELAY = 120

# 429 is not here: a site that says "too often" is not asked again this run.
RETRY_HTTP_CODES = [500, 502, 503, 504, 408]
# Seconds a site may ask us to wait; one that asks for more is not asked again this run.
RETRY_AFTER_MAX = 300
# Every status is an outcome, so every answer goes to the spider.
HTTPERROR_ALLOW_ALL = True

# Bounds: the default would read a gigabyte for three minutes.
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 4 * 1024 * 1024
DOWNLOAD_TIMEOUT = 60
REDIRECT_MAX_TIMES = 5
DEPTH_LIMIT = 20_000  # pages of one list follow one another; `crawlers.base` ends the run there
URLLENGTH_LIMIT = 0  # a request left out without a word is a page missing from a complete run
CLOSESPIDER_TIMEOUT = 7 * 24 * 3600

DOWNLOADER_MIDDLEWARES = {
    # Scrapy's own lets requests pass that wait for robots.txt together; and its offsite check knows no refusal.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    # Before robots.txt is asked for: a refused host is not asked anything.
    "crawlers.middlewares.HostGuard": 50,
    "crawlers.middlewares.SafeRobots": 100,
    # What a crawl that was killed was answered needs no network; what is not allowed is not read again either.
    "crawlers.replay.Replay": 110,
    # For spiders that need one. What it asks for passes everything above and below, each by itself.
    "crawlers.browser.Browser": 120,
    "crawlers.middlewares.Patience": 550,
    # After both of these: it reads text, and the digest is that of what came.
    "crawlers.redaction.Redaction": 575,
    # Both read the body, so they stand outside decompression (590).
    "crawlers.middlewares.TrueCharset": 585,
    "crawlers.middlewares.Conditional": 587,
    "crawlers.middlewares.WholeBodies": 590,
    # Before redirects are followed (600).
    "crawlers.middlewares.NoLogin": 610,
}
DUPEFILTER_CLASS = "crawlers.middlewares.AskedOnce"
ITEM_PIPELINES = {"crawlers.landing.LandingPipeline": 500}
# Landing waits for nothing, and Scrapy starts as many tasks for every page, however few its items: 100 by default.
CONCURRENT_ITEMS = 1

# The debug level prints items, and with them what they hold.
LOG_LEVEL = "INFO"
STATS_DUMP = False
