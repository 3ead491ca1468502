//! The one integration test binary.

mod commands;
mod config;
mod kill;
mod layers;
mod mail;
mod outlook;
mod pipeline;
mod readme;
mod safety;
mod support;
