//! Acting in people's names: warned, limited, reversible, explained. On both databases.

mod brakes;
mod doubts;
mod durable;
mod histories;
mod holds;
mod leaving;
mod private;
mod says;
mod undo;
