//! Links: unwrapping of redirects, and what a link leads to, judged by its address alone.

use url::Url;

use super::words;

/// A link in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// The words it hides behind, or that stand right before it.
    pub text: String,
    /// The address, unwrapped.
    pub url: String,
    /// What it leads to.
    pub kind: Kind,
}

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something to read, look at or listen to.
    Document,
    /// A video or telephone conference, or help about it.
    Conference,
    /// A map.
    Map,
    /// A calendar, an appointment booking, a poll about dates, a table in a restaurant.
    Booking,
    /// A person's or a company's profile, or a chat.
    Social,
    /// `tel:`, `mailto:` and the like.
    Contact,
    /// Unsubscribe, privacy, imprint.
    Footer,
    /// A bare home page.
    Home,
}

impl Link {
    /// A link as found in a text.
    pub fn new(text: &str, url: &str) -> Self {
        let url = unwrap(url);
        let kind = kind(&url, &words::normal(text));
        Self { text: text.to_owned(), url, kind }
    }
}

/// How often redirects inside redirects are followed.
const DEPTH: usize = 4;

/// The address behind mail gateways and redirectors.
pub(super) fn unwrap(address: &str) -> String {
    let mut address = address.trim().to_owned();
    for _ in 0..DEPTH {
        match Url::parse(&address).ok().and_then(|url| target(&url)) {
            Some(inner) => address = inner,
            None => break,
        }
    }
    address
}

fn target(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let host = host.trim_start_matches("www.");
    let key: &[&str] = match host {
        _ if host.ends_with("safelinks.protection.outlook.com") => &["url"],
        _ if host.starts_with("google.") && url.path() == "/url" => &["q", "url"],
        "urldefense.proofpoint.com" | "urldefense.com" | "urldefense.us" => return defended(url),
        "l.facebook.com" | "lm.facebook.com" => &["u"],
        "linkedin.com" if url.path().starts_with("/safety/go") => &["url"],
        "slack-redir.net" | "statics.teams.cdn.office.net" | "deref-mail.com" | "deref-web.de" => {
            &["url", "redirectUrl"]
        }
        _ => return None,
    };
    let value = |key: &&str| url.query_pairs().find(|(name, _)| name == *key).map(|(_, value)| value.into_owned());
    key.iter().find_map(value).filter(|inner| inner.contains("://"))
}

/// Proofpoint's URL Defense: version 3 keeps the address between `__`, version 2 codes it in the query.
fn defended(url: &Url) -> Option<String> {
    if let Some((_, rest)) = url.as_str().split_once("/v3/__") {
        return rest
            .split_once("__;")
            .map(|(inner, _)| inner.replacen(":/", "://", usize::from(!rest.contains("://"))));
    }
    let coded = url.query_pairs().find(|(name, _)| name == "u").map(|(_, value)| value.into_owned())?;
    let percent = coded.replace('-', "%").replace('_', "/");
    percent_encoding::percent_decode_str(&percent).decode_utf8().ok().map(|inner| inner.into_owned())
}

const CONFERENCE: &[&str] = &[
    "zoom.us",
    "zoom.com",
    "zoomgov.com",
    "zoom.com.cn",
    "zoomcrc.com",
    "tel.meet",
    "teams.microsoft.com",
    "teams.live.com",
    "teams.cloud.microsoft",
    "webex.com",
    "gotomeeting.com",
    "gotomeet.me",
    "gotowebinar.com",
    "goto.com",
    "bluejeans.com",
    "whereby.com",
    "jit.si",
    "8x8.vc",
    "meeting.tencent.com",
    "voovmeeting.com",
    "chime.aws",
    "join.skype.com",
    "lync.com",
    "ringcentral.com",
    "vc.feishu.cn",
    "vc.larksuite.com",
    "join.me",
    "gather.town",
    "discord.gg",
    "telemost.yandex.ru",
    "salutejazz.ru",
    "starleaf.com",
    "pexip.me",
    "freeconferencecall.com",
    "livestorm.co",
    "around.co",
    "meet.jit.si",
    "dingtalk.com",
    "uberconference.com",
    "dialpad.com",
    "streamyard.com",
    "kmeet.infomaniak.com",
    "global.gotomeeting.com",
    "support.google.com",
    "support.zoom.us",
    "help.webex.com",
    "support.microsoft.com",
    "cal.video",
];
const MAP: &[&str] = &[
    "maps.google.com",
    "maps.app.goo.gl",
    "goo.gl",
    "openstreetmap.org",
    "osm.org",
    "maps.apple.com",
    "waze.com",
    "w3w.co",
    "what3words.com",
    "2gis.ru",
    "2gis.com",
    "amap.com",
    "map.baidu.com",
    "map.naver.com",
    "naver.me",
    "map.kakao.com",
    "kko.to",
    "mapy.cz",
    "mapy.com",
    "citymapper.com",
    "moovitapp.com",
    "j.map.baidu.com",
    "maps.here.com",
];
const BOOKING: &[&str] = &[
    "calendly.com",
    "cal.com",
    "doodle.com",
    "calendar.google.com",
    "calendar.app.google",
    "meetings.hubspot.com",
    "savvycal.com",
    "youcanbook.me",
    "when2meet.com",
    "acuityscheduling.com",
    "koalendar.com",
    "tidycal.com",
    "zcal.co",
    "framadate.org",
    "nuudel.digitalcourage.de",
    "eventbrite.com",
    "lu.ma",
    "meetup.com",
    "opentable.com",
    "thefork.com",
    "resy.com",
    "chilipiper.com",
    "xoyondo.com",
    "rallly.co",
    "timify.com",
    "setmore.com",
    "appointlet.com",
    "booking.com",
    "apps.apple.com",
    "play.google.com",
    "bookings.cloud.microsoft",
    "crab.fit",
    "terminplaner.dfn.de",
    "simplybook.me",
];
const SOCIAL: &[&str] = &[
    "linkedin.com",
    "x.com",
    "twitter.com",
    "facebook.com",
    "fb.com",
    "instagram.com",
    "xing.com",
    "tiktok.com",
    "t.me",
    "wa.me",
    "chat.whatsapp.com",
    "vk.com",
    "weibo.com",
    "threads.net",
    "bsky.app",
    "pinterest.com",
    "line.me",
    "discord.com",
    "mastodon.social",
    "signal.group",
    "open.spotify.com",
    "snapchat.com",
];

/// What an address leads to; `text` in normal form are the words it hides behind.
fn kind(address: &str, text: &str) -> Kind {
    let Ok(url) = Url::parse(address) else { return Kind::Home };
    if matches!(
        url.scheme(),
        "tel" | "sms" | "mailto" | "callto" | "sip" | "sips" | "skype" | "facetime" | "cid" | "javascript" | "xmpp"
    ) {
        return Kind::Contact;
    }
    let Some(host) = url.host_str().map(|host| host.trim_start_matches("www.").to_ascii_lowercase()) else {
        return if url.scheme() == "file" { Kind::Document } else { Kind::Contact };
    };
    let path = url.path().to_ascii_lowercase();
    by_host(&host, &path).or_else(|| by_path(&url, &host, &path, text)).unwrap_or(Kind::Document)
}

fn by_host(host: &str, path: &str) -> Option<Kind> {
    let of = |hosts: &[&str]| {
        hosts.iter().any(|known| host == *known || host.strip_suffix(known).is_some_and(|sub| sub.ends_with('.')))
    };
    let recording = path.starts_with("/rec/") || path.contains("/recording");
    match () {
        () if host == "meet.google.com" || host == "tel.meet" => Some(Kind::Conference),
        () if of(MAP)
            || (path.starts_with("/maps")
                && (host.contains("google.") || host.contains("bing.") || host.contains("yandex."))) =>
        {
            Some(Kind::Map)
        }
        () if of(CONFERENCE) => (!recording).then_some(Kind::Conference),
        () if host.ends_with("microsoft.com") && path.contains("teams") => Some(Kind::Conference),
        () if host == "aka.ms" && path.contains("teams") => Some(Kind::Conference),
        () if CONFERENCE_HOST.is_match(host) && !recording => Some(Kind::Conference),
        () if of(BOOKING) || (host.contains("outlook.office") && path != "/") || path.starts_with("/bookwithme") => {
            Some(Kind::Booking)
        }
        () if of(SOCIAL) => Some(Kind::Social),
        () if host.ends_with("youtube.com")
            && (path.starts_with("/@")
                || path.starts_with("/c/")
                || path.starts_with("/channel")
                || path.starts_with("/user")) =>
        {
            Some(Kind::Social)
        }
        () if path.starts_with("/@") && path.matches('/').count() == 1 => Some(Kind::Social),
        () => None,
    }
}

fn by_path(url: &Url, host: &str, path: &str, text: &str) -> Option<Kind> {
    let bare = url.query().is_none() && url.fragment().is_none_or(str::is_empty);
    let home =
        matches!(path.trim_end_matches('/'), "" | "/index.html" | "/home") || (path.trim_matches('/').len() == 2);
    if FOOTER.is_match(path) || FOOTER_TEXT.is_match(text) || host.starts_with("unsubscribe.") {
        return Some(Kind::Footer);
    }
    if path.ends_with(".ics") || path.ends_with(".vcf") || ERRAND.is_match(path) || ERRAND_TEXT.is_match(text) {
        return Some(Kind::Booking);
    }
    if JOIN_TEXT.is_match(text) {
        return Some(Kind::Conference);
    }
    (home && bare).then_some(Kind::Home)
}

patterns! {
    CONFERENCE_HOST = r"^(?:meet|meeting|meetings|conference|conf|webconf|visio|bbb|jitsi|vc|videoconf|videocall|greenlight)\d*\.";
    FOOTER = r"unsubscri|opt-?out|/privacy|/imprint|/impressum|/datenschutz|/terms|/legal|/cookie|email-preferences|mentions-legales|/abmelden|/desabonn|/privacidad";
    FOOTER_TEXT = r" (?:unsubscribe|privacy|privacy policy|privacy notice|imprint|impressum|datenschutz|datenschutzerklärung|abmelden|se désabonner|désinscription|darse de baja|cancelar inscrição|annulla iscrizione|afmelden|avregistrera|wypisz się|отписаться|відписатися|disclaimer|terms of use) ";
    ERRAND = r"/(?:rsvp|signup|sign-up|register|registration|reschedul|cancel|book|booking|appointments?|reserve|reservation|tickets?/buy|survey|poll)(?:[/?._-]|ing|ation|s|ling|$)";
    ERRAND_TEXT = r" (?:rsvp|reschedule|cancel|sign up|register here|book a table|book a time|change booking|add to calendar|directions|map|route|anfahrt|umbuchen|absagen|reprogrammer|annuler|reprogramar|cancelar|cancel event|poll|doodle|unsubscribe) ";
    JOIN_TEXT = r"^ (?:join|join here|join now|join the meeting|join the call|join call|join meeting|dial in|video call|videocall|teilnehmen|beitreten|rejoindre|unirse|entrar|partecipa|deelnemen|anslut|dołącz|katıl) ";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_are_unwrapped_also_inside_each_other() {
        let inner = "https://docs.example.org/a?x=1";
        let google = format!("https://www.google.com/url?q={}&sa=D", "https://docs.example.org/a%3Fx%3D1");
        assert_eq!(unwrap(&google), inner);
        let coded: String = url::form_urlencoded::byte_serialize(google.as_bytes()).collect();
        assert_eq!(unwrap(&format!("https://eur01.safelinks.protection.outlook.com/?url={coded}&data=05")), inner);
        assert_eq!(
            unwrap("https://urldefense.com/v3/__https://wiki.example.org/p__;!!a!b$"),
            "https://wiki.example.org/p"
        );
        assert_eq!(
            unwrap("https://urldefense.proofpoint.com/v2/url?u=https-3A__wiki.example.org_p&d=x"),
            "https://wiki.example.org/p"
        );
    }

    #[test]
    fn a_link_is_judged_by_where_it_leads() {
        let cases = [
            ("https://docs.google.com/document/d/1", Kind::Document),
            ("https://us02web.zoom.us/j/1?pwd=2", Kind::Conference),
            ("https://us02web.zoom.us/rec/share/abc", Kind::Document),
            ("https://www.google.com/maps/place/x", Kind::Map),
            ("https://www.linkedin.com/in/somebody", Kind::Social),
            ("https://calendly.com/events/1", Kind::Booking),
            ("tel:+123", Kind::Contact),
            ("https://www.example.com/", Kind::Home),
            ("https://example.com/unsubscribe/7", Kind::Footer),
            ("https://example.com/files/plan.pdf", Kind::Document),
        ];
        for (url, kind) in cases {
            assert_eq!(Link::new("", url).kind, kind, "{url}");
        }
    }
}
