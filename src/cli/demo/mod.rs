//! `meetgate demo`: a simulated week in an invented company, through the real pipeline.

pub mod booking;
pub mod calendars;
pub mod cast;
pub mod chance;
pub mod company;
pub mod everyday;
pub mod lines;
mod names;
pub mod plots;
pub mod policy;
pub mod script;
pub mod week;
pub mod words;
pub mod world;
