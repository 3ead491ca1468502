//! One language's catalogue: messages in Fluent's syntax, put together by `fluent-bundle`.

use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// What stands for a no-break space in the files, where it can be seen.
const VISIBLE: &str = "~";
const NO_BREAK: &str = "\u{a0}";

pub(super) struct Catalogue {
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalogue").field("locales", &self.bundle.locales).finish()
    }
}

impl Catalogue {
    /// Reads the texts; later ones replace messages of earlier ones. What cannot be read is left out, and tests see
    /// to it that there is no such thing.
    pub(super) fn new(tag: &str, texts: &[&str]) -> Self {
        let language: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.set_use_isolating(false);
        for text in texts {
            bundle.add_resource_overriding(resource(text));
        }
        Self { bundle }
    }

    /// The message with its arguments; the key itself where there is none, which tests rule out.
    pub(super) fn tell(&self, key: &str, arguments: &[(&'static str, FluentValue<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let arguments: FluentArgs = arguments.iter().cloned().collect();
        let mut errors = Vec::new();
        let told = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "{key}: {errors:?}");
        told
    }
}

fn resource(text: &str) -> FluentResource {
    let text = text.replace(VISIBLE, NO_BREAK);
    FluentResource::try_new(text).unwrap_or_else(|(resource, _)| resource)
}
