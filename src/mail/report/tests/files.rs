//! CSV and JSON: the same figures as the text, and no formulas.

use super::{Office, report_sample};
use crate::mail::report::{report_csv, report_json};
use crate::report::{Group, Metric, Report};

/// The rows by column.
fn rows(report: &Report) -> Vec<std::collections::HashMap<String, String>> {
    csv::Reader::from_reader(report_csv(report).as_bytes()).deserialize().map(Result::unwrap).collect()
}

#[test]
fn the_columns_stay_as_they_are() {
    let csv = report_csv(&report_sample());
    assert!(csv.starts_with(
        "section,week,kind,group,people,metric,unit,value,part,whole,previous,change,baseline\r\n\
         figures,2026-W47,whole,,214,working_hours,hours,38.2,8174.8,214,38.2,0,\r\n"
    ));
    assert!(csv.ends_with("\r\n"));
}

#[test]
fn csv_json_and_text_hold_the_same_figures() {
    let report = report_sample();
    let rows = rows(&report);
    let json: serde_json::Value = serde_json::from_str(&report_json(&report)).unwrap();
    assert_eq!(json["format"], "meetgate-report-1");
    let whole = json["whole"]["lines"].as_array().unwrap();
    let text = Office::new("en-GB").written(&report).text;
    for (line, told) in [("meeting_hours", "12.5 h"), ("agenda_rescued", "31"), ("on_time_rate", "87 %")] {
        let row = rows
            .iter()
            .find(|row| row["section"] == "figures" && row["kind"] == "whole" && row["metric"] == line)
            .unwrap();
        let value: f64 = row["value"].parse().unwrap();
        let in_json = whole.iter().find(|found| found["metric"] == line).unwrap();
        assert_eq!(in_json["now"]["value"].as_f64(), Some(value));
        assert_eq!(in_json["before"]["value"].as_f64(), row["previous"].parse().ok());
        assert!(text.contains(told), "{told}");
    }
    assert_eq!(rows.iter().filter(|row| row["section"] == "figures").count(), 229);
    assert_eq!(rows.iter().filter(|row| row["section"] == "trend" && row["week"] == "2026-W40").count(), 229);
    assert_eq!(rows.iter().filter(|row| row["section"] == "heat").count(), 168);
}

#[test]
fn the_pulse_is_told_under_the_week_that_was_asked_about() {
    let csv = report_csv(&report_sample());
    let rows: Vec<&str> = csv.lines().filter(|row| row.starts_with("pulse")).collect();
    assert_eq!(rows.len(), 48, "four groups, three questions, four rounds");
    assert_eq!(
        rows[..4],
        [
            "pulse,2026-W45,whole,,96,focus,scale,3.5,,,3.2,0.3,",
            "pulse_trend,2026-W39,whole,,,focus,scale,2.9,,,,,",
            "pulse_trend,2026-W41,whole,,,focus,scale,3.1,,,,,",
            "pulse_trend,2026-W43,whole,,,focus,scale,3.2,,,,,",
        ]
    );
    assert!(rows.contains(&"pulse,2026-W45,team,Field stations,23,stress,scale,2.7,,,3.1,-0.4,"), "{rows:?}");
    let json: serde_json::Value = serde_json::from_str(&report_json(&report_sample())).unwrap();
    let line = &json["pulse"]["sections"][0]["lines"][1];
    assert_eq!((&json["pulse"]["asked"], &line["question"]), (&"2026-W45".into(), &"stress".into()));
    assert_eq!((&line["now"]["people"], &line["now"]["mean"]), (&95.into(), &3.1.into()));
}

#[test]
fn json_reads_back_as_the_report() {
    let report = report_sample();
    let read: Report = serde_json::from_str(&report_json(&report)).unwrap();
    assert_eq!(read, report);
}

#[test]
fn what_is_withheld_is_in_no_file() {
    let report = report_sample();
    let called = |row: &std::collections::HashMap<String, String>| row["metric"] == Metric::AgendaRate.as_str();
    assert!(!rows(&report).iter().any(|row| row["group"] == "Outreach" && called(row)));
    assert!(rows(&report).iter().any(|row| row["section"] == "withheld" && row["group"] == "Outreach"));
}

#[test]
fn no_name_becomes_a_formula_and_no_negative_number_becomes_a_text() {
    for name in [
        "=HYPERLINK(\"https://evil.example\")",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\u{200b}=1",
        " =1",
        "＝1",
        "|x",
        "a,\"b\"\n=c",
    ] {
        let mut report = report_sample();
        report.teams[0].group = Group::Team { name: name.to_owned() };
        report.series[0].title = name.to_owned();
        report.pulse.as_mut().unwrap().sections[1].group = Group::Team { name: name.to_owned() };
        let rows = rows(&report);
        for row in &rows {
            for (column, cell) in row {
                let number = cell.parse::<f64>().is_ok() && !matches!(column.as_str(), "group" | "kind");
                assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '|']), "{name:?}: {cell:?}");
                assert!(!cell.contains(['\n', '\r']), "{cell:?}");
            }
        }
        assert!(rows.iter().any(|row| row["change"] == "-0.8"), "{name:?}");
    }
}

#[test]
fn json_shows_no_character_that_turns_the_direction_of_reading() {
    let mut report = report_sample();
    report.series[0].title = "a\u{202e}b\u{7}\u{2066}".to_owned();
    let json = report_json(&report);
    assert!(json.contains("a\\u202eb\\u0007\\u2066") && !json.contains('\u{202e}'));
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
}

#[test]
fn the_mail_carries_both_files() {
    let mail = Office::new("fr").mail(&report_sample());
    let names: Vec<&str> = mail.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["meetings-2026-W47.csv", "meetings-2026-W47.json"]);
    assert_eq!(mail.attachments[0].bytes, format!("\u{feff}{}", report_csv(&report_sample())).into_bytes());
    assert_eq!(mail.attachments[1].bytes, report_json(&report_sample()).into_bytes());
}
