//! The one integration test binary.

mod commands;
mod config;
mod doctor;
mod fake_google;
mod fake_graph;
mod google;
mod kill;
mod layers;
mod mail;
mod mixed;
mod outlook;
mod personal;
mod pipeline;
mod promises;
mod providers;
mod readme;
mod report;
mod safety;
mod support;
mod web;
mod weekly;
