//! The one integration test binary.

mod layers;
mod pipeline;
mod support;
