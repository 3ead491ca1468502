-- Weekly reports: frozen weeks, and who was sent what.

-- What of a week may be published; made once.
CREATE TABLE weeks (
    week TEXT PRIMARY KEY,
    made_at BIGINT NOT NULL,
    data TEXT NOT NULL
);

-- A report's mail about a week to a recipient. Sent under a lease, always as the same mail.
CREATE TABLE reported (
    report TEXT NOT NULL,
    week TEXT NOT NULL,
    recipient TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    retry_at BIGINT NOT NULL,
    lease_until BIGINT,
    owner TEXT,
    result TEXT,
    done_at BIGINT,
    PRIMARY KEY (report, week, recipient)
);

-- From when on the calendar is known.
ALTER TABLE mailboxes ADD COLUMN known_since BIGINT;
-- How many people take part, as judged last.
ALTER TABLE meetings ADD COLUMN size BIGINT;

CREATE INDEX copies_by_start ON copies (mailbox, start_at);
