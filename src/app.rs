//! The composition root: the only file that names concrete providers, stores and mailers.
