"""How a person names a record: SOURCE:RECORD_ID."""

# Source and record.
Record = tuple[str, str]


def record_of(text: str) -> Record:
    """Source and record of SOURCE:RECORD_ID; raises ValueError."""
    source_id, colon, record_id = text.partition(":")
    if not (source_id and colon and record_id):
        raise ValueError(f"{text!r} is no SOURCE:RECORD_ID")
    return source_id, record_id
