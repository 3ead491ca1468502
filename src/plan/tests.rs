//! Planning, by example and by random histories. The world begins as [`crate::policy::world`] says; the
//! [`machine`] does with plans what the store and delivery do.

mod answering;
mod causes;
mod late;
pub(super) mod machine;
mod modes;
mod notices;
mod properties;
mod whose_mode;
