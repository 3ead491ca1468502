//! The one integration test binary.

mod commands;
mod config;
mod kill;
mod layers;
mod mail;
mod pipeline;
mod readme;
mod reports;
mod safety;
mod support;
