//! HTML for mail programs: the templates of `templates/mail/`, which hold no words and escape everything.

use askama::Template;

use super::page::{Line, Page, Part};
use super::report::block::Block;

#[derive(Template)]
#[template(path = "mail/page.html")]
struct Document<'a> {
    page: &'a Page,
}

/// The HTML document of a page.
pub(super) fn render(page: &Page) -> String {
    // Rendering writes into memory, which has no way to fail. Should it ever, the text part stands on its own.
    Document { page }.render().unwrap_or_default()
}

impl Page {
    /// The width of the widest screen that it fills.
    fn width(&self) -> u16 {
        if self.wide { 640 } else { 600 }
    }

    /// A heading carries no full stop.
    fn heading(&self) -> &str {
        self.headline.strip_suffix('.').unwrap_or(&self.headline)
    }
}

mod filters {
    use askama::filters::Safe;

    /// Escapes a text, and keeps a word with a hyphen together.
    #[askama::filter_fn]
    pub fn prose(text: impl ToString, _: &dyn askama::Values) -> askama::Result<Safe<String>> {
        let escaped = askama::filters::escape(text.to_string(), askama::filters::Html)?.0.to_string();
        Ok(Safe(escaped.replace("pre-read", r#"<span style="white-space:nowrap">pre-read</span>"#)))
    }
}
