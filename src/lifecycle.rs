//! The life of the process: signals, readiness, reload, watchdog.
//!
//! The first SIGTERM or SIGINT ends softly: the action under way is finished and recorded, nothing new is begun.
//! The second ends at once; whatever was under way is found again by its lease.

use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// Exit code after the second signal: 128 + SIGTERM, as shells count.
const HARD: i32 = 143;

/// Cancels `stop` at the first signal and ends the process at the second.
pub fn listen(stop: CancellationToken) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        either(&mut terminate, &mut interrupt).await;
        info!("stopping: what is under way is finished first; a second signal stops at once");
        tell(&[sd_notify::NotifyState::Stopping]);
        stop.cancel();
        either(&mut terminate, &mut interrupt).await;
        warn!("stopped at once");
        #[expect(clippy::disallowed_methods, reason = "whoever sends a second signal wants exactly this")]
        std::process::exit(HARD);
    });
    Ok(())
}

async fn either(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// The signals that ask for the configuration to be read again. From here on SIGHUP does not end the process.
pub fn hangups() -> std::io::Result<Signal> {
    signal(SignalKind::hangup())
}

/// Tells the service manager that the configuration is being read again; [`ready`] ends it (sd_notify(3),
/// "RELOADING=1").
pub fn reloading() {
    let since = sd_notify::NotifyState::monotonic_usec_now();
    tell(&std::iter::once(sd_notify::NotifyState::Reloading).chain(since.ok()).collect::<Vec<_>>());
}

/// Tells the service manager that the first pass is done, or that the configuration was read again.
pub fn ready() {
    tell(&[sd_notify::NotifyState::Ready]);
}

/// Tells the service manager that the process is alive. To be called only after the database has answered.
pub fn alive() {
    tell(&[sd_notify::NotifyState::Watchdog]);
}

/// How often [`alive`] should be called: half of the service manager's limit; none without a watchdog.
pub fn alive_every() -> Option<Duration> {
    sd_notify::watchdog_enabled().map(|limit| limit / 2)
}

fn tell(states: &[sd_notify::NotifyState<'_>]) {
    // Without a service manager there is nobody to tell.
    if let Err(error) = sd_notify::notify(states) {
        warn!(%error, "the service manager did not take a message");
    }
}
