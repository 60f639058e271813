"""Days: a moment is UTC, the day it falls on is the one in China, where everything here is published and read."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_ZONE = "Asia/Shanghai"
_CHINA = ZoneInfo(_ZONE)

# The same in SQL: day_of(TIMESTAMP) -> DATE.
DAY_OF_MACRO = (
    f"CREATE OR REPLACE TEMP MACRO day_of(moment) AS CAST(timezone('{_ZONE}', timezone('UTC', moment)) AS DATE)"
)


def day_of(moment: datetime) -> date:
    """The day in China on which a moment falls; one without an offset is UTC.

    >>> day_of(datetime(2026, 2, 28, 18))
    datetime.date(2026, 3, 1)
    >>> day_of(datetime.fromisoformat("2026-03-01T02:00:00+08:00"))
    datetime.date(2026, 3, 1)
    """
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(_CHINA).date()
