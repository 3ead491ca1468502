-- Addresses that no mail reaches, as reports of failure said that matched a mail of ours.
CREATE TABLE undeliverable (
    address TEXT PRIMARY KEY,
    since BIGINT NOT NULL,
    why TEXT NOT NULL,
    mail TEXT NOT NULL
);

-- What attendees were told of answers given for them. Answers done up to told_until are told; a mail about those up to
-- telling_until is under way, and goes out again as the same mail until it is accepted.
CREATE TABLE days (
    mailbox TEXT PRIMARY KEY,
    told_until BIGINT NOT NULL,
    telling_until BIGINT,
    attempts BIGINT NOT NULL,
    retry_at BIGINT NOT NULL
);

-- When admins were last told of what.
CREATE TABLE alerts (
    about TEXT PRIMARY KEY,
    told_at BIGINT NOT NULL
);

CREATE INDEX outbox_by_recipient ON outbox (mailbox, done_at);
CREATE INDEX outbox_by_batch ON outbox (batch);
