//! The one integration test binary.

mod commands;
mod kill;
mod layers;
mod pipeline;
mod safety;
mod support;
