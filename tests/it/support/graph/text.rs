//! Bodies as Outlook stores and shows them: HTML with the online meeting's block inside, text on request, previews.

/// Characters of `bodyPreview`.
const PREVIEW: usize = 255;
/// How the block of an online meeting begins.
const BLOCK: &str = "<br>\r\n<div style=\"width:100%\"><span style=\"white-space:nowrap; color:#5F5F5F; opacity:.36\">";
const RULE: &str = "________________________________________________________________________________";

/// The stored body: a whole HTML document, the block of an online meeting at its end.
pub fn document(body: &str, join_url: Option<&str>) -> String {
    let block = join_url.map(block).unwrap_or_default();
    format!(
        "<html>\r\n<head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\r\n</head>\r\n\
         <body>\r\n{body}{block}</body>\r\n</html>\r\n"
    )
}

fn block(url: &str) -> String {
    format!(
        "{BLOCK}{RULE}</span>\r\n\
         </div>\r\n<div class=\"me-email-text\" lang=\"en-US\">\r\n\
         <div style=\"margin-top:24px; margin-bottom:20px\"><span style=\"font-size:24px\">Microsoft Teams meeting</span>\r\n\
         </div>\r\n<div><div style=\"font-weight:bold\"><span>Join on your computer, mobile app or room device</span>\r\n\
         </div>\r\n<a href=\"{url}\" class=\"me-email-headline\">Click here to join the meeting</a> </div>\r\n\
         <div><span data-tid=\"meeting-code\">Meeting ID:\r\n<span>000 000 000 000</span> </span><br>\r\n\
         <span>Passcode: </span><span>abCdEf</span>\r\n</div>\r\n\
         <div><a href=\"https://aka.ms/JoinTeamsMeeting\" class=\"me-email-link\">Learn More</a>\r\n \
         | <a href=\"https://teams.microsoft.com/meetingOptions/\" class=\"me-email-link\">Meeting options</a> </div>\r\n\
         </div>\r\n<div style=\"width:100%\"><span>{RULE}</span>\r\n</div>\r\n"
    )
}

/// A body up to the block of an online meeting.
pub fn without_block(html: &str) -> &str {
    html.find(BLOCK).map_or(html, |at| &html[..at])
}

/// HTML as plain text: lines for blocks and breaks, links followed by their address.
pub fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut links = Vec::new();
    let mut rest = after_head(html);
    while let Some(open) = rest.find('<') {
        push_text(&mut out, &rest[..open]);
        let Some(close) = rest[open..].find('>') else {
            rest = "";
            break;
        };
        tag(&mut out, &mut links, &rest[open + 1..open + close]);
        rest = &rest[open + close + 1..];
    }
    push_text(&mut out, rest);
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    let mut text = lines.join("\r\n");
    while text.contains("\r\n\r\n\r\n") {
        text = text.replace("\r\n\r\n\r\n", "\r\n\r\n");
    }
    text.trim().to_owned()
}

/// The start of a body's text.
pub fn preview(html: &str) -> String {
    plain(html).chars().take(PREVIEW).collect()
}

/// Plain text as HTML.
pub fn as_html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<div>{}</div>\r\n", escaped.replace("\r\n", "\n").replace('\n', "<br>\r\n"))
}

/// What stands between `<body…>` and `</body>`; everything if there is none.
pub fn inner(html: &str) -> &str {
    let from = html.find("<body").and_then(|at| html[at..].find('>').map(|end| at + end + 1)).unwrap_or(0);
    let to = html.rfind("</body>").filter(|to| *to >= from).unwrap_or(html.len());
    html[from..to].trim_start_matches(['\r', '\n'])
}

fn after_head(html: &str) -> &str {
    html.find("</head>").map_or(html, |at| &html[at + "</head>".len()..])
}

fn push_text(out: &mut String, text: &str) {
    let words = text.split(['\r', '\n', ' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if text.starts_with(char::is_whitespace) && !out.is_empty() && !out.ends_with(char::is_whitespace) {
        out.push(' ');
    }
    out.push_str(&unescape(&words));
    if !words.is_empty() && text.ends_with(char::is_whitespace) {
        out.push(' ');
    }
}

fn tag(out: &mut String, links: &mut Vec<String>, tag: &str) {
    let name = tag.split([' ', '\r', '\n']).next().unwrap_or_default().trim_end_matches('/').to_ascii_lowercase();
    match name.as_str() {
        "br" | "/div" | "/p" | "/li" | "/tr" | "/h1" | "/h2" | "/h3" | "/ul" | "/ol" => out.push('\n'),
        "li" => out.push_str("* "),
        "a" => {
            let target = tag.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"'));
            links.push(target.map(|(target, _)| unescape(target)).unwrap_or_default());
        }
        "/a" => match links.pop() {
            Some(target) if !target.is_empty() => out.push_str(&format!("<{target}>")),
            _ => {}
        },
        _ => {}
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}
