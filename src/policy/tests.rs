//! Judging, by example. The world begins as [`super::world`] says.

mod decides;
mod times;
mod who;
