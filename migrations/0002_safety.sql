-- Brakes, doubtful listings, what people say, what was undone, the ramp of a rollout, and leaving.

-- A limit that was passed. scope: the mailbox it is about, '' for the organization. While held, what it brakes
-- waits; allowed is what an admin let through on top of the limit when letting go.
CREATE TABLE brakes (
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    held BIGINT NOT NULL,
    pulled_at BIGINT NOT NULL,
    released_at BIGINT,
    allowed BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (name, scope)
);

-- Mailboxes whose listing lost nearly everything at once: kept as they were until that is confirmed.
CREATE TABLE doubts (
    mailbox TEXT PRIMARY KEY,
    since BIGINT NOT NULL,
    polls BIGINT NOT NULL,
    before_n BIGINT NOT NULL,
    after_n BIGINT NOT NULL,
    accepted BIGINT NOT NULL
);

-- What people said: about one meeting, or ('') about all of theirs.
CREATE TABLE says (
    what TEXT NOT NULL,
    person TEXT NOT NULL,
    meeting TEXT NOT NULL,
    reason TEXT NOT NULL,
    said_by TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    PRIMARY KEY (what, person, meeting)
);
CREATE INDEX says_by_meeting ON says (meeting);

CREATE TABLE undone (
    meeting TEXT NOT NULL,
    mailbox TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    undone_at BIGINT NOT NULL,
    PRIMARY KEY (meeting, mailbox, start_at)
);

-- Organizers who have heard from meetgate, under which mode at the strictest, and since when under that.
CREATE TABLE introduced (
    organizer TEXT PRIMARY KEY,
    mode TEXT NOT NULL,
    since BIGINT NOT NULL
);
CREATE INDEX introduced_by_time ON introduced (since);
INSERT INTO introduced (organizer, mode, since)
    SELECT mailbox, 'decline', MIN(done_at) FROM outbox WHERE lane = 'mail' AND state = 'done' AND done_at IS NOT NULL
    GROUP BY mailbox;

-- How to reach a mailbox after its owner was un-enrolled.
ALTER TABLE mailboxes ADD COLUMN profile TEXT;

-- The end of an out-of-office entry.
ALTER TABLE copies ADD COLUMN away_until BIGINT;
CREATE INDEX copies_by_away ON copies (away_until);

CREATE INDEX outbox_by_done ON outbox (lane, done_at);
CREATE INDEX outbox_by_mailbox ON outbox (mailbox, lane);
CREATE INDEX journal_by_time ON journal (at);
