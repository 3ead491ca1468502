//! The one integration test binary.

mod layers;
mod mail;
mod pipeline;
mod support;
