//! What iCalendar says in the same words wherever it appears: content lines, and the values of times. Shared
//! by the providers that read it.

pub(in crate::provider) mod lines;
pub(in crate::provider) mod values;
