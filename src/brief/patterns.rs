//! Fixed patterns, compiled once.

/// Names patterns. Each compiles at its first use; one that does not is a mistake in the source, which the tests that
/// read the labelled invitations would meet.
macro_rules! patterns {
    ($($(#[$note:meta])* $name:ident = $pattern:expr;)*) => {
        $(
            $(#[$note])*
            static $name: std::sync::LazyLock<regex::Regex> =
                std::sync::LazyLock::new(|| regex::Regex::new($pattern).expect("a fixed pattern"));
        )*
    };
}
