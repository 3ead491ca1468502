//! The one integration test binary.

mod commands;
mod config;
mod kill;
mod layers;
mod mail;
mod pipeline;
mod readme;
mod report;
mod safety;
mod support;
