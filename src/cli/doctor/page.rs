//! What `doctor` prints.

use std::io::{self, Write};

use serde_json::json;

use crate::cli::check::words::{people, wrap};
use crate::cli::terminal;
use crate::store::Rehearsal;

use super::findings::{Finding, Outcome};

/// So many people are named; the rest is told by number.
const NAMED: usize = 5;
/// Lines are so long.
const WIDTH: usize = 96;

/// Findings first, then what was rehearsed.
pub fn print(out: &mut impl Write, json: bool, findings: &[Finding], rehearsals: &[Rehearsal]) -> io::Result<()> {
    if json {
        let ok = findings.iter().all(|finding| finding.outcome != Outcome::Failed)
            && rehearsals.iter().all(|rehearsal| rehearsal.ok);
        return writeln!(out, "{:#}", json!({ "ok": ok, "findings": findings, "rehearsals": rehearsals }));
    }
    for finding in findings {
        write_lines(out, &sentence(finding), "")?;
    }
    for rehearsal in rehearsals {
        let how = if rehearsal.ok { "went well" } else { "FAILED" };
        writeln!(out, "\nThe rehearsal with {} {how} and is on record.", rehearsal.provider)?;
        for step in &rehearsal.steps {
            let text = match &step.trouble {
                None => format!("done    {}", step.step),
                Some(why) => format!("FAILED  {}: {why}", step.step),
            };
            write_lines(out, &text, "  ")?;
        }
    }
    Ok(())
}

fn sentence(finding: &Finding) -> String {
    let outcome = match finding.outcome {
        Outcome::Fine => "fine   ",
        Outcome::Warning => "WARNING",
        Outcome::Failed => "FAILED ",
    };
    let whose = match (finding.people.len(), finding.outcome) {
        (0, _) => String::new(),
        (count, Outcome::Fine) => format!(" ({})", people(count)),
        (count, _) => {
            let named = finding.people.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            let more = if count > NAMED { format!(" and {} more", count - NAMED) } else { String::new() };
            format!(" ({}: {named}{more})", people(count))
        }
    };
    format!("{outcome} {}{whose}: {}", finding.area, finding.text)
}

fn write_lines(out: &mut impl Write, text: &str, indent: &str) -> io::Result<()> {
    let wrapped = wrap(&terminal::line(text), &format!("{indent}        "), WIDTH);
    let first = wrapped.strip_prefix(&format!("{indent}        ")).unwrap_or(&wrapped);
    write!(out, "{indent}{first}")
}
