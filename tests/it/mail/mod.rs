//! Mail on its way: a real conversation with a server that is not ours, and what the pipeline makes of it.

mod alerts;
mod preview;
mod rhythm;
mod server;
mod smtp;
mod thread;
