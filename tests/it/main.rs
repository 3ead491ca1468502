//! The one integration test binary.

mod layers;

mod support {
    pub mod postgres;
}
