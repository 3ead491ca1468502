-- What an admin is told of a brake that was pulled, in figures: how many there would have been, and the limit then.
ALTER TABLE brakes ADD COLUMN wanted BIGINT NOT NULL DEFAULT 0;
ALTER TABLE brakes ADD COLUMN most BIGINT NOT NULL DEFAULT 0;
