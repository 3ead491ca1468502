-- A meeting that takes another's place goes on in that one's thread of mails: the key that names it, where it is not its own.
ALTER TABLE meetings ADD COLUMN thread TEXT;
