"""The schema, once; the database; history; releases. Every stage reads and writes here, and only here."""
