-- One text for SQLite and PostgreSQL. Instants are seconds since the epoch, UTC. Booleans are 0 or 1.
-- JSON lives in TEXT columns and is read by its owner only; what is searched has a column of its own.

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('journal', 0);

CREATE TABLE mailboxes (
    address TEXT PRIMARY KEY,
    cursor TEXT,
    synced_at BIGINT,
    expanded_until BIGINT,
    failing_since BIGINT,
    error TEXT
);

CREATE TABLE problems (
    mailbox TEXT NOT NULL,
    object TEXT NOT NULL,
    problem TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (mailbox, object)
);

-- Components as a mailbox has them, without their text.
CREATE TABLE events (
    mailbox TEXT NOT NULL,
    object TEXT NOT NULL,
    uid TEXT NOT NULL,
    part TEXT NOT NULL,
    recurring BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (mailbox, object, uid, part)
);
CREATE INDEX events_by_uid ON events (mailbox, uid);

CREATE TABLE copies (
    mailbox TEXT NOT NULL,
    meeting TEXT NOT NULL,
    uid TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (mailbox, meeting)
);
CREATE INDEX copies_by_meeting ON copies (meeting);
CREATE INDEX copies_by_uid ON copies (mailbox, uid);

-- changed counts the changes of any copy; judged is the value that the verdict has seen.
CREATE TABLE meetings (
    meeting TEXT PRIMARY KEY,
    start_at BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    judged BIGINT NOT NULL,
    due_at BIGINT,
    revision TEXT,
    kind TEXT,
    title TEXT NOT NULL,
    data TEXT,
    verdict TEXT
);
CREATE INDEX meetings_by_start ON meetings (start_at);
CREATE INDEX meetings_by_due ON meetings (due_at);

-- Actions, decided; those done stay as the record of what was done.
CREATE TABLE outbox (
    action TEXT PRIMARY KEY,
    meeting TEXT NOT NULL,
    mailbox TEXT NOT NULL,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    data TEXT NOT NULL,
    state TEXT NOT NULL,
    result TEXT,
    batch TEXT,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    lease_until BIGINT,
    owner TEXT,
    created_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE INDEX outbox_by_due ON outbox (lane, state, due_at);
CREATE INDEX outbox_by_meeting ON outbox (meeting);

CREATE TABLE grants (
    rule TEXT NOT NULL,
    meeting TEXT NOT NULL,
    organizer TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (rule, meeting)
);
CREATE INDEX grants_by_time ON grants (granted_at);

CREATE TABLE journal (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    meeting TEXT,
    mailbox TEXT,
    detail TEXT NOT NULL
);
CREATE INDEX journal_by_meeting ON journal (meeting, seq);
