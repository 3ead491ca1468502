//! The one integration test binary.

mod commands;
mod config;
mod kill;
mod layers;
mod pipeline;
mod support;
