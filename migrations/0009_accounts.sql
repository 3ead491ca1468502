-- What people's own accounts say of them, for whom the configuration says nothing: zone and working hours, and when they were
-- asked.
CREATE TABLE accounts (
    mailbox TEXT PRIMARY KEY,
    zone TEXT,
    hours TEXT,
    asked_at BIGINT NOT NULL
);
