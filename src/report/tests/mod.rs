//! What no single file shows: what readers of all reports can find out, and a report from calendars to sentences.

mod algebra;
mod attacker;
mod pulse;
mod whole;
