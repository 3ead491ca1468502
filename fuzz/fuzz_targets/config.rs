//! The whole loader of the configuration: whatever the bytes, it gives a policy or located mistakes, and never panics.
//!
//! The input is the configuration, and behind NUL bytes the files that it may name: everything that ends in `.ics` is
//! the third piece, everything else the second. `fuzz/seed` makes a corpus of the examples and the wrong files.

#![no_main]

use std::io;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use meetgate::config;

fuzz_target!(|data: &[u8]| {
    let mut pieces = data.splitn(3, |byte| *byte == 0);
    let mut piece = || pieces.next().unwrap_or_default().to_vec();
    let (text, people, holidays) = (piece(), piece(), piece());
    let text = String::from_utf8_lossy(&text);
    let files = |path: &Path| -> io::Result<Vec<u8>> {
        let calendar = path.extension().is_some_and(|extension| extension == "ics");
        Ok(if calendar { holidays.clone() } else { people.clone() })
    };
    let Err(mistakes) = config::parse(&text, Path::new("meetgate.toml"), &files) else { return };
    assert!(!mistakes.is_empty() && mistakes.iter().next().is_some());
    for mistake in mistakes.iter().filter(|mistake| mistake.source_line != "" || mistake.line > 0) {
        assert!(mistake.line >= 1 && mistake.column >= 1 && mistake.length >= 1, "{mistake:?}");
    }
    for mistake in mistakes.iter() {
        let told = mistake.to_string();
        assert!(!mistake.what.is_empty() && !told.contains(['\0', '\u{1b}', '\u{202e}']), "{told:?}");
    }
});
