//! The one integration test binary.

mod commands;
mod config;
mod domain;
mod fake_google;
mod kill;
mod layers;
mod mail;
mod pipeline;
mod providers;
mod readme;
mod safety;
mod support;
