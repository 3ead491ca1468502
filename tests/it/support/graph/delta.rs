//! `calendarView/delta`: rounds of pages, and what they tell and do not tell.
//!
//! A round is fixed when it starts: which rows it has, and up to which change. Rows show what is there when their page
//! is asked for. Tokens are good for any number of times until they are made to expire.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::call::{Call, Fail, Prefer, Reply};
use super::ids;
use super::read::bound;
use super::render;
use super::rounds::{Row, delivered, first_round, later_round};
use super::seen::Seen;
use super::state::State;

/// Rows of a page when none is asked for.
const PAGE: usize = 10;

/// Where a client is: in a round, or between two.
#[derive(Clone, Debug)]
pub struct Token {
    mailbox: usize,
    window: (DateTime<Utc>, DateTime<Utc>),
    /// The change up to which the client will know everything.
    known: u64,
    /// Rows not yet delivered; nothing between two rounds.
    rest: Option<Vec<Row>>,
    /// The last page was left empty on purpose.
    paused: bool,
    /// How it is refused, if it is.
    pub broken: Option<Broken>,
}

/// How an old token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// 410 `SyncStateNotFound`.
    StateNotFound,
    /// 410 `resyncRequired`, with a fresh start in `Location`.
    ResyncRequired,
    /// 400 with a complaint about its form.
    BadlyFormed,
}

/// How rounds are delivered.
#[derive(Clone, Debug, Default)]
pub struct Delivery {
    /// Shuffles rows, by this seed.
    pub shuffle: Option<u64>,
    /// Delivers every row twice.
    pub duplicates: bool,
    /// Puts an empty page before each page.
    pub empty_pages: bool,
    /// Leaves masters out of a round.
    pub without_masters: bool,
    /// Host and scheme of nextLinks instead of the fake's own.
    pub next_link_base: Option<String>,
    /// Host and scheme of deltaLinks instead of the fake's own.
    pub delta_link_base: Option<String>,
}

/// `GET …/calendarView/delta`.
pub fn delta(state: &mut State, place: usize, call: &Call, link: &str) -> Result<Reply, Fail> {
    let unsupported: Vec<&str> = ["$filter", "$orderby", "$expand", "$search", "$select"]
        .into_iter()
        .filter(|name| call.option(name).is_some())
        .collect();
    if !unsupported.is_empty() {
        let message = format!(
            "The following parameters are not supported with change tracking over the 'CalendarView' resource: '{}'.",
            unsupported.join(", ")
        );
        return Err(Fail::new(400, "ErrorInvalidUrlQuery", &message));
    }
    let prefer = call.prefer()?;
    let round = match call.option("$deltatoken").or_else(|| call.option("$skiptoken")) {
        Some(token) => resume(state, place, token, call, link)?,
        None => {
            let window = (
                bound(call.option("startDateTime"), "StartDateTime")?,
                bound(call.option("endDateTime"), "EndDateTime")?,
            );
            let rows = first_round(state, place, window);
            Token {
                mailbox: place,
                window,
                known: state.last(),
                rest: Some(delivered(state, rows)),
                paused: false,
                broken: None,
            }
        }
    };
    Ok(page(state, round, call, &prefer, link))
}

fn resume(state: &mut State, place: usize, token: &str, call: &Call, link: &str) -> Result<Token, Fail> {
    if call.option("startDateTime").is_some() || call.option("endDateTime").is_some() {
        return Err(Fail::new(400, "ErrorInvalidUrlQuery", "StartDateTime and EndDateTime are fixed in the token."));
    }
    let known = state.tokens.get(token).filter(|known| known.mailbox == place).cloned();
    let Some(known) = known else { return Err(refusal(Broken::StateNotFound, link, call, None)) };
    if let Some(broken) = known.broken {
        return Err(refusal(broken, link, call, Some(known.window)));
    }
    if known.rest.is_some() {
        return Ok(known);
    }
    let rows = later_round(state, place, known.window, known.known);
    Ok(Token { known: state.last(), rest: Some(delivered(state, rows)), ..known })
}

/// How a token is refused that is asked about for no better reason.
pub fn refused(broken: Broken, link: &str, call: &Call) -> Fail {
    refusal(broken, link, call, None)
}

fn refusal(broken: Broken, link: &str, call: &Call, window: Option<(DateTime<Utc>, DateTime<Utc>)>) -> Fail {
    match broken {
        Broken::StateNotFound => {
            Fail::new(410, "SyncStateNotFound", "The sync state generation is not found; generation=1.")
        }
        Broken::BadlyFormed => Fail::new(400, "BadRequest", "Badly formed token."),
        Broken::ResyncRequired => {
            let (from, to) = window.unwrap_or_default();
            let query = format!(
                "startDateTime={}&endDateTime={}",
                from.format("%Y-%m-%dT%H:%M:%SZ"),
                to.format("%Y-%m-%dT%H:%M:%SZ")
            );
            let message = "Resync required. Replace any local items with the server's version.";
            Fail::new(410, "resyncRequired", message).with("Location", &format!("{link}{}?{query}", call.path))
        }
    }
}

fn page(state: &mut State, round: Token, call: &Call, prefer: &Prefer, link: &str) -> Reply {
    let mut rest = round.rest.clone().unwrap_or_default();
    let paused = state.delivery.empty_pages && !round.paused && !rest.is_empty();
    let size = if paused { 0 } else { prefer.page.unwrap_or(PAGE) };
    let now: Vec<Row> = rest.drain(..size.min(rest.len())).collect();
    let value: Vec<Value> = now.iter().filter_map(|row| shown(state, round.mailbox, row, prefer)).collect();
    let number = state.next();
    let token = ids::token("delta", number);
    let (name, option, base) = match rest.is_empty() {
        true => ("@odata.deltaLink", "$deltatoken", state.delivery.delta_link_base.clone()),
        false => ("@odata.nextLink", "$skiptoken", state.delivery.next_link_base.clone()),
    };
    let url = format!("{}{}?{option}={token}", base.as_deref().unwrap_or(link), call.path);
    let rest = (!rest.is_empty()).then_some(rest);
    state.tokens.insert(token, Token { rest, paused, ..round });
    let mut body =
        json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#Collection(event)", "value": value});
    if let Some(object) = body.as_object_mut() {
        object.insert(name.to_owned(), json!(url));
    }
    Reply::json(200, body).applied(prefer)
}

fn shown(state: &State, place: usize, row: &Row, prefer: &Prefer) -> Option<Value> {
    let mailbox = state.mailbox(place);
    match row {
        Row::Removed(ordinary, immutable) => {
            let id = if prefer.immutable { immutable } else { ordinary };
            (!id.is_empty())
                .then(|| json!({"@odata.type": "#microsoft.graph.event", "id": id, "@removed": {"reason": "deleted"}}))
        }
        Row::Shows(key, day) => {
            let seen = Seen::of(mailbox.items.get(key)?, *day);
            let all: Map<String, Value> = render::event(&seen, mailbox, prefer, &state.switches);
            let row = if seen.kind() == "occurrence" { render::stub(&all) } else { all };
            Some(Value::Object(row))
        }
    }
}
