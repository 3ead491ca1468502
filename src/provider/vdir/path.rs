//! Where a mailbox's folder lies, and which names in it are calendar files.

use std::path::PathBuf;

use crate::meeting::Address;
use crate::provider::ProviderError;

/// A path in which `{email}` stands for the mailbox's address and `{local}` for what stands before its `@`, for
/// example `calendars/{email}` or `/srv/vdir/{local}/work`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate(String);

impl PathTemplate {
    /// Checks a template.
    ///
    /// # Errors
    /// Says what is wrong: an unknown placeholder, a brace without its pair, or no placeholder at all, in which case
    /// all mailboxes would share one folder.
    pub fn parse(text: &str) -> Result<Self, String> {
        let plain = text.replace("{email}", "").replace("{local}", "");
        if plain.contains(['{', '}']) {
            return Err(format!("only {{email}} and {{local}} are known in the path {text:?}"));
        }
        if plain == text {
            return Err(format!("the path {text:?} needs {{email}} or {{local}}: every mailbox has its own folder"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The folder of a mailbox.
    ///
    /// # Errors
    /// [`ProviderError::Permanent`] when the address would lead out of the template.
    pub fn folder(&self, address: &Address) -> Result<PathBuf, ProviderError> {
        for part in [address.as_str(), address.local()] {
            if part.contains(['/', '\\', '\0']) || part.contains("..") || part == "." {
                let masked = address.masked();
                return Err(ProviderError::Permanent(format!("the address {masked} cannot be part of a path")));
            }
        }
        Ok(PathBuf::from(self.0.replace("{email}", address.as_str()).replace("{local}", address.local())))
    }
}

/// Whether a file name is that of a calendar file: `*.ics`, no dot-file (programs write their temporary files as
/// such), no path.
pub(super) fn is_calendar_file(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let ics = extension.is_some_and(|extension| extension.eq_ignore_ascii_case("ics"));
    ics && !name.starts_with('.') && !name.contains(['/', '\0'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(template: &str, address: &str) -> Result<PathBuf, ProviderError> {
        PathTemplate::parse(template).unwrap().folder(&Address::parse(address).unwrap())
    }

    #[test]
    fn placeholders_stand_for_the_address() {
        assert_eq!(folder("calendars/{email}", "ana@example.com").unwrap(), PathBuf::from("calendars/ana@example.com"));
        assert_eq!(folder("/srv/{local}/work", "ana@example.com").unwrap(), PathBuf::from("/srv/ana/work"));
    }

    #[test]
    fn an_address_never_leads_out_of_the_template() {
        for address in ["../../etc@x.y", "a/b@x.y", "..@x.y", ".@x.y", "a@x.y/../z", "a%2fb@x.y", "a%00b@x.y"] {
            let Some(parsed) = Address::parse(address) else { continue };
            let found = PathTemplate::parse("calendars/{local}").unwrap().folder(&parsed);
            assert!(matches!(found, Err(ProviderError::Permanent(_))), "{address}: {found:?}");
        }
    }

    #[test]
    fn templates_are_checked() {
        assert!(PathTemplate::parse("calendars/{mail}").unwrap_err().contains("{email} and {local}"));
        assert!(PathTemplate::parse("calendars/work").unwrap_err().contains("its own folder"));
        assert!(PathTemplate::parse("calendars/{email").is_err());
    }

    #[test]
    fn only_visible_ics_files_are_calendar_files() {
        assert!(is_calendar_file("a.ics") && is_calendar_file("A B.ICS"));
        for other in [".a.ics", "a.ics.tmp", "a.tmp", "ics", "a", "../a.ics", "a.icsx", ""] {
            assert!(!is_calendar_file(other), "{other}");
        }
    }
}
