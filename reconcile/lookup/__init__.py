"""The look-up: who is meant by a name and what else is known, answered from a release's lookup.sqlite alone.

`index` writes that file when a release is published; `question` reads what was asked, `answering` answers any number of
questions at once (steps/*.sql, in SQLite), `receipt` binds an answer to the records it rests on. The rules are
docs/lookup.md. Nothing but `index` imports DuckDB or Arrow, so one look-up starts at once.
"""
