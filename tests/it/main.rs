//! The one integration test binary.

mod commands;
mod config;
mod fake_google;
mod google;
mod kill;
mod layers;
mod mail;
mod pipeline;
mod readme;
mod safety;
mod support;
