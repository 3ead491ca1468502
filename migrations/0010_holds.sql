-- Holds: entries that keep protected time free in people's calendars. `spec` is what was asked for when the entry was placed, so
-- that it is touched again only when that changes; state: placed, opted_out (its owner deleted it) or failed.
CREATE TABLE holds (
    mailbox TEXT NOT NULL,
    name TEXT NOT NULL,
    spec TEXT NOT NULL,
    state TEXT NOT NULL,
    why TEXT NOT NULL DEFAULT '',
    retry_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (mailbox, name)
);
