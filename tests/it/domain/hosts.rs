//! Where people's calendars are, and what answers are like there.

/// Who hosts a company's calendars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hosts {
    /// Google alone.
    Google,
    /// Every other person is at Outlook.
    Both,
}

/// Who hosts one person's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    Google,
    Outlook,
}

impl Hosts {
    /// Where the person with this number is.
    pub fn of(self, number: usize) -> Host {
        if self == Self::Both && number % 2 == 1 { Host::Outlook } else { Host::Google }
    }
}

impl Host {
    /// The provider's name in the configuration.
    pub fn provider(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::Outlook => "outlook",
        }
    }

    /// What a decline becomes. At Outlook it would remove the meeting, so that by default it is a "maybe".
    pub fn gives(self) -> &'static str {
        match self {
            Self::Google => "declined",
            Self::Outlook => "tentative",
        }
    }

    /// What comes back of "no answer yet". At Outlook it cannot be set again.
    pub fn gives_back(self) -> Option<&'static str> {
        match self {
            Self::Google => Some("needsAction"),
            Self::Outlook => None,
        }
    }
}
