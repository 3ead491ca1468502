//! The log: what is written to it, and what never is.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{FilterExt as _, FilterFn, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use super::LogFormat;

/// These write tokens, headers and bodies to the log below the level of information: yup-oauth2 its assertions and
/// access tokens, the clients of HTTP what goes over the wire.
const TALKATIVE: [&str; 8] = ["yup_oauth2", "hyper", "hyper_util", "h2", "reqwest", "rustls", "graph", "google"];

/// Logs go to standard error. `MEETGATE_LOG` sets levels (`debug`, `meetgate=debug,sqlx=warn`).
pub(super) fn start(format: LogFormat, daemon: bool) {
    let levels = std::env::var("MEETGATE_LOG").ok();
    let colour = std::io::IsTerminal::is_terminal(&std::io::stderr()) && std::env::var_os("NO_COLOR").is_none();
    let layer = fmt::layer::<Registry>().with_writer(std::io::stderr).with_ansi(colour);
    let layer = match format {
        LogFormat::Human => layer.with_target(false).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    // A second start in one process (tests) keeps the first log.
    let _ = tracing_subscriber::registry().with(filtered(layer, levels.as_deref(), daemon)).try_init();
}

/// Lets through what the levels ask for, but never what could hold a secret.
fn filtered<S, L>(layer: L, levels: Option<&str>, daemon: bool) -> impl Layer<S> + use<S, L>
where
    S: tracing::Subscriber + for<'span> LookupSpan<'span>,
    L: Layer<S>,
{
    let default = if daemon { "info,sqlx=warn" } else { "warn" };
    let asked = levels.and_then(|levels| EnvFilter::try_new(levels).ok());
    layer.with_filter(asked.unwrap_or_else(|| EnvFilter::new(default)).and(harmless()))
}

fn harmless() -> FilterFn {
    filter_fn(|metadata| {
        let talkative = TALKATIVE.iter().any(|name| is_of(metadata.target(), name));
        !talkative || *metadata.level() <= LevelFilter::INFO
    })
}

/// Whether a target is the crate's, one of its modules', or one of its siblings' (`graph_rs_sdk`).
fn is_of(target: &str, name: &str) -> bool {
    target.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::") || rest.starts_with('_'))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::Context;

    use super::*;

    #[derive(Clone, Default)]
    struct Heard(Arc<Mutex<Vec<String>>>);

    impl<S: tracing::Subscriber> Layer<S> for Heard {
        fn on_event(&self, event: &tracing::Event<'_>, _context: Context<'_, S>) {
            let (target, level) = (event.metadata().target(), event.metadata().level());
            self.0.lock().unwrap().push(format!("{target} {level}"));
        }
    }

    fn heard_with(levels: &str) -> Vec<String> {
        let heard = Heard::default();
        let subscriber = tracing_subscriber::registry().with(filtered(heard.clone(), Some(levels), true));
        tracing::subscriber::with_default(subscriber, || {
            tracing::debug!(target: "yup_oauth2::service_account", "assertion");
            tracing::trace!(target: "yup_oauth2", "token");
            tracing::info!(target: "yup_oauth2", "fine");
            tracing::trace!(target: "h2::codec::framed_write", "headers");
            tracing::debug!(target: "hyper_util::client", "connecting");
            tracing::debug!(target: "graph_rs_sdk::client", "body");
            tracing::debug!(target: "meetgate::worker", "ours");
        });
        let heard = heard.0.lock().unwrap();
        heard.clone()
    }

    #[test]
    fn no_level_that_is_asked_for_brings_tokens_into_the_log() {
        let all = ["yup_oauth2 INFO", "meetgate::worker DEBUG"];
        assert_eq!(heard_with("trace"), all);
        assert_eq!(heard_with("trace,yup_oauth2::service_account=trace,h2=trace,hyper_util=debug"), all);
        assert_eq!(heard_with("warn,yup_oauth2=trace"), ["yup_oauth2 INFO"]);
    }

    #[test]
    fn levels_that_cannot_be_read_are_the_usual_ones() {
        assert_eq!(heard_with("=,=,/"), ["yup_oauth2 INFO"]);
    }
}
