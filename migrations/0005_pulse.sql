-- The pulse: what was answered, without who answered it.

-- How many people of a group chose which answer. Kept until the round is frozen.
CREATE TABLE pulse_answers (
    asked TEXT NOT NULL,
    mark TEXT NOT NULL,
    question TEXT NOT NULL,
    answer BIGINT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (asked, mark, question, answer)
);

-- Which ballots were used for which question, without what they said. Kept as long.
CREATE TABLE pulse_used (
    number TEXT NOT NULL,
    question TEXT NOT NULL,
    asked TEXT NOT NULL,
    PRIMARY KEY (number, question)
);
