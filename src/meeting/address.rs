//! Mail addresses, which are how all providers name people.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A mail address in the one spelling used for comparing: lower case, without `mailto:`.
///
/// `mailto:` URIs are compared case-insensitively and percent-decoded (RFC 5545 §3.3.3, RFC 6068 §2).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(String);

impl Address {
    /// Reads `ana@example.com` or `MAILTO:Ana%2Bx@Example.com`. None when there is no local part, no domain, or
    /// any white space or control character, which no address that we mail may hold.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = match text.get(..7) {
            Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &text[7..],
            _ => text,
        };
        let decoded = percent_encoding::percent_decode_str(bare).decode_utf8().ok()?;
        let address = decoded.to_lowercase();
        let (local, domain) = address.rsplit_once('@')?;
        let clean = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | ',' | ';');
        let well_formed = !local.is_empty() && !domain.is_empty() && !domain.starts_with('.');
        (well_formed && address.len() <= 254 && address.chars().all(clean)).then_some(Self(address))
    }

    /// The address as text, for example `ana@example.com`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the last `@`.
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or(self.0.as_str(), |(local, _)| local)
    }

    /// What stands after the last `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Whether the address lies under a domain: the domain itself, or a subdomain of it.
    pub fn is_under(&self, domain: &str) -> bool {
        let rest = self.domain().strip_suffix(domain);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// The form for logs, which hold no full addresses: `a…@example.com`.
    pub fn masked(&self) -> String {
        let first = self.local().chars().next().unwrap_or('?');
        format!("{first}…@{}", self.domain())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_holds_its_subdomains_and_no_lookalikes() {
        let is_under = |text: &str| Address::parse(text).unwrap().is_under("example.com");
        assert!(is_under("ana@example.com") && is_under("ana@eu.example.com"));
        assert!(!is_under("ana@notexample.com") && !is_under("ana@example.com.evil.org"));
    }

    #[test]
    fn mailto_case_and_percent_encoding_do_not_matter() {
        let plain = Address::parse("ana+x@example.com");
        assert_eq!(Address::parse("MAILTO:Ana%2BX@Example.com"), plain);
        assert_eq!(Address::parse("  mailto:ana+x@EXAMPLE.COM "), plain);
    }

    #[test]
    fn what_could_break_a_header_is_no_address() {
        for bad in ["", "ana", "@example.com", "ana@", "a na@x.y", "ana@x.y\r\nBcc: z@x.y", "<ana@x.y>", "mailto:"] {
            assert_eq!(Address::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn logs_get_the_first_letter_and_the_domain() {
        assert_eq!(Address::parse("ana@example.com").unwrap().masked(), "a…@example.com");
    }
}
