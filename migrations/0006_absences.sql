-- Whoever is out of office for longer than the week is found without reading what the calendar held before.
CREATE INDEX copies_by_absence ON copies (mailbox, away_until) WHERE away_until IS NOT NULL;
