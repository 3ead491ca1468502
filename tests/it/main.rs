//! The one integration test binary.

mod commands;
mod config;
mod kill;
mod layers;
mod mail;
mod pipeline;
mod promises;
mod readme;
mod reports;
mod safety;
mod support;
mod web;
