//! What others call: the mail, the page, and all pictures in one.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::attached::{report_csv, report_json};
use super::block::{Block, Picture};
use super::charts;
use super::page::Layout;
use super::tell::Teller;
use crate::mail::compose::{Attachment, Composed, InlinePicture};
use crate::mail::letter::{House, Reader};
use crate::mail::page::{Page, Part};
use crate::mail::{html, text};
use crate::report::Report;

/// The kind of a report's mail, for [`Outgoing::kind`](crate::mail::Outgoing::kind).
pub const KIND: &str = "report";
/// The kind of a personal weekly mail.
pub const KIND_PERSONAL: &str = "personal_report";

/// For whom a report is told, and in whose name.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    /// Who reads; of it the language decides, and where the mail goes.
    pub reader: &'a Reader,
    /// Who sends.
    pub house: &'a House,
    /// Cities to print for zones, by IANA name, where they are not those of the IANA name.
    pub cities: &'a BTreeMap<String, String>,
}

impl<'a> Telling<'a> {
    pub(super) fn teller(&self) -> Teller<'a> {
        Teller::new(self.reader.language.as_deref(), self.cities)
    }
}

/// The report as a mail: plain text, HTML with pictures by Content-ID, and the figures as CSV and JSON.
///
/// The same report, reader, house and cities give the same bytes. Drawing the pictures takes some tens of milliseconds;
/// readers of the same report in the same language can share the result.
pub fn compose_report(report: &Report, telling: &Telling) -> Composed {
    let mut page = Layout::new(report, telling).page();
    let pictures = take_pictures(&mut page, telling.house);
    let name = |kind: &str| format!("meetings-{}.{kind}", report.week);
    // Excel takes a file without this mark for one of an old code page.
    let csv = format!("\u{feff}{}", report_csv(report));
    Composed {
        pictures,
        attachments: vec![
            Attachment { name: name("csv"), media_type: "text/csv; charset=utf-8", bytes: csv.into_bytes() },
            Attachment { name: name("json"), media_type: "application/json", bytes: report_json(report).into_bytes() },
        ],
        ..finish(&page)
    }
}

/// The report as one HTML page that needs nothing else: pictures are SVG within it, light or dark as the reader's
/// screen.
pub fn report_page(report: &Report, telling: &Telling) -> String {
    html::render(&Layout::new(report, telling).page())
}

/// All pictures below each other in one PNG, 1,200 pixels wide; none when there is nothing to draw.
pub fn report_picture(report: &Report, telling: &Telling) -> Option<Vec<u8>> {
    let layout = Layout::new(report, telling);
    let charts = layout.charts();
    if charts.is_empty() {
        return None;
    }
    charts::png(&charts::sheet(&layout.kicker(), &charts).svg())
}

/// The mail with its pictures as SVG and without files, for tests, where drawing takes its time.
#[cfg(test)]
pub(super) fn written(report: &Report, telling: &Telling) -> Composed {
    finish(&Layout::new(report, telling).page())
}

/// The mail of a page, without pictures and attachments.
pub(super) fn finish(page: &Page) -> Composed {
    Composed {
        subject: text::plain(&page.subject),
        text: text::render(page),
        html: html::render(page),
        pictures: Vec::new(),
        attachments: Vec::new(),
    }
}

/// Draws the pictures of a page and has the HTML name them by Content-ID. What cannot be drawn is left out.
pub(super) fn take_pictures(page: &mut Page, house: &House) -> Vec<InlinePicture> {
    let mut pictures = Vec::new();
    page.parts.retain_mut(|part| match part {
        Part::Block(Block::Picture(picture)) => draw(picture, house).map(|drawn| pictures.push(drawn)).is_some(),
        _ => true,
    });
    pictures
}

/// The Content-ID is made from the picture itself: the same picture has the same, and no other has (RFC 2392).
fn draw(picture: &mut Picture, house: &House) -> Option<InlinePicture> {
    let png = charts::png(&picture.svg)?;
    let digest = Sha256::digest(&png);
    let id: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let cid = format!("{id}@{}", house.from.domain());
    picture.cid = Some(cid.clone());
    picture.svg = String::new();
    Some(InlinePicture { cid, png })
}
