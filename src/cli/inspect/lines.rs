//! Many invitations at once: a line of JSON each, in and out.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::brief::{self, Attachment, Body, Certainty, Invitation};

use super::findings;
use super::reading::{name, open};

/// How much of one line is read, in bytes.
const LINE_LIMIT: u64 = 8 * 1024 * 1024;

/// One line of JSON Lines. Unknown keys, such as labels, are passed over.
#[derive(Debug, Deserialize)]
struct Input {
    #[serde(default)]
    id: serde_json::Value,
    #[serde(default)]
    source: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    attachments: Vec<InputAttachment>,
    #[serde(default)]
    attendees: usize,
    #[serde(default)]
    recurring: bool,
}

#[derive(Debug, Deserialize)]
struct InputAttachment {
    #[serde(default)]
    name: String,
    #[serde(default)]
    mime: Option<String>,
    #[serde(default)]
    inline: bool,
    #[serde(default)]
    url: Option<String>,
}

impl Input {
    fn invitation(self) -> Invitation {
        let attachment = |a: InputAttachment| Attachment { name: a.name, mime: a.mime, inline: a.inline, url: a.url };
        Invitation {
            title: self.title,
            body: match self.source.as_str() {
                "outlook" => Body::Html(self.body),
                "ics" => Body::Text(self.body),
                _ => Body::Unknown(self.body),
            },
            attachments: self.attachments.into_iter().map(attachment).collect(),
            attendees: self.attendees,
            recurring: self.recurring,
        }
    }
}

#[derive(Serialize)]
struct Output<'a> {
    id: serde_json::Value,
    agenda: bool,
    outcomes: bool,
    pre_read: bool,
    pre_read_waived: bool,
    inform_only: bool,
    social: bool,
    unsure: Vec<&'static str>,
    evidence: BTreeMap<&'static str, &'a [brief::Evidence]>,
}

/// Reads a file of lines and writes one line of findings each.
pub(super) fn run(path: &Path, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut reader = BufReader::new(open(path)?);
    let mut number = 0_u64;
    loop {
        number += 1;
        let place = || format!("{}, line {number}", name(path));
        let mut bytes = Vec::new();
        let length = (&mut reader).take(LINE_LIMIT).read_until(b'\n', &mut bytes).with_context(place)?;
        if length == 0 {
            return Ok(());
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let input: Input = serde_json::from_slice(&bytes).with_context(place)?;
        line(input, out)?;
    }
}

fn line(mut input: Input, out: &mut dyn Write) -> anyhow::Result<()> {
    let id = input.id.take();
    let brief = brief::read(&input.invitation());
    let all = findings(&brief);
    let output = Output {
        id,
        agenda: brief.agenda.present(),
        outcomes: brief.outcomes.present(),
        pre_read: brief.pre_read.present(),
        pre_read_waived: brief.pre_read_waived.present(),
        inform_only: brief.inform_only.present(),
        social: brief.social.present(),
        unsure: all
            .iter()
            .filter(|(_, _, finding)| finding.certainty == Certainty::Unsure)
            .map(|(label, _, _)| *label)
            .collect(),
        evidence: all.iter().map(|(label, _, finding)| (*label, finding.evidence.as_slice())).collect(),
    };
    serde_json::to_writer(&mut *out, &output)?;
    writeln!(out)?;
    Ok(())
}
