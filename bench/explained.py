"""The words of docs/performance.md around its tables."""

HEAD = """# Performance

Written by `make bench` on {date}: {machine}. Facilities are invented: they lie where people live in
Kazakhstan, by population, and are called as real ones are, in Kazakh, Russian and English. All
servers of one size ran at the same time and were asked by turns, so read ratios: what one machine
does in a second, another does not.

## What was to be reached

Ratios of requests per second are at 16 connections and 100,000 facilities, or the largest size
below that was measured. *Answers kept*: the application as it is served; it keeps answers in the
process for as long as nothing in the index changes. *Not kept*: the same with `ANSWERS_KEPT_MIB=0`,
so that each answer is worked out.

"""

COMPARED = """
## What is compared

- **Ours**: the application as `make run` serves it (`scripts/run`: granian, two processes), on
  SQLite and on PostgreSQL.
- **Floor**: bare Flask handlers on the same server with as many processes and threads, the SQL that
  one would write for the engine, and orjson (`bench/floors`): FTS5 and R*Tree on SQLite; tsvector
  with GIN and PostGIS with GiST on PostgreSQL. Its text search neither ranks nor corrects, its
  counts and map are grouped from the rows, its page is twenty cards without a layout.
- **Datasette** over SQLite, two uvicorn processes, the file opened as immutable, its counts
  made beforehand; box and text are queries written for it, with R*Tree and FTS5. It counts three
  facets, ours seven and two flags; its HTML table has no facets.
- **tipg** over PostGIS, two uvicorn processes; text is a function of the database with an index of
  words. **pygeoapi** over PostGIS, two gunicorn processes of four threads; it has no text search,
  its HTML page is asked with two filters.
- All peers are pinned (`bench/requirements-*.txt`), read one flat table with an index for each
  question, and log no requests. Only ours understands kinds, places and radius in what is typed.
- Text is a brand alone, a brand with its town, or a kind with a town. Precision is the share of
  results whose names hold the brand that was meant, among the first twenty for a brand and its
  town.
- Each operation has some hundred different questions, a few asked often and most seldom (Zipf's
  law), over connections that stay open, without compression. A first run of each server is not
  counted. Figures are medians of several runs.
"""

REMARKS = """
## Remarks

- Load and servers share the machine's cores; {driver}
- PostgreSQL runs on the same machine, so its processes share the cores too.
- A page of ours is twenty cards, facets, map and layout; that of the peers is a table.
- `make bench RECORDS="10000 100000"` chooses sizes, `ROUNDS` and `SECONDS` how long is measured.
  Registries are kept in `var/bench` for the next run.
"""
