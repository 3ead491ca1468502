//! Who may do what: tokens, permissions, the application's scope.

use super::call::{Call, Fail};
use super::options::Reach;
use super::state::State;

/// The permissions of a call's token.
pub fn authorized(state: &State, call: &Call) -> Result<Vec<String>, Fail> {
    let fail = |message: &str| {
        Fail::new(401, "InvalidAuthenticationToken", message).with("WWW-Authenticate", "Bearer realm=\"\"")
    };
    let header = call.header("authorization").ok_or_else(|| fail("Access token is empty."))?;
    let token = header.strip_prefix("Bearer ").ok_or_else(|| fail("Access token is empty."))?;
    let (expires, permissions) =
        state.bearers.get(token).ok_or_else(|| fail("JWT is not well formed, or its signature is wrong."))?;
    if *expires <= state.now() {
        return Err(fail("Lifetime validation failed, the token is expired."));
    }
    Ok(permissions.clone())
}

/// Refuses what none of these permissions is for.
pub fn permitted(needed: &[&str], permissions: &[String]) -> Result<(), Fail> {
    if needed.iter().any(|needed| permissions.iter().any(|held| held == needed)) { Ok(()) } else { Err(denied()) }
}

/// The place of a user's mailbox, if the application may open it.
pub fn user(state: &State, name: &str) -> Result<usize, Fail> {
    mailbox(state, name, false)
}

/// The same; for the directory alone, scope does not matter.
pub fn mailbox(state: &State, name: &str, only_directory: bool) -> Result<usize, Fail> {
    let known = state.mailboxes.iter().position(|mailbox| {
        mailbox.is_here() && (mailbox.account.address.eq_ignore_ascii_case(name) || mailbox.user_id == name)
    });
    let unknown =
        || Fail::new(404, &state.switches.unknown_user_code, &format!("The requested user '{name}' is invalid."));
    let place = known.ok_or_else(unknown)?;
    match state.mailbox(place).account.reach {
        _ if only_directory => Ok(place),
        Reach::InScope => Ok(place),
        Reach::OutOfScope => Err(Fail::new(
            403,
            "ErrorAccessDenied",
            "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.",
        )),
        _ => Err(Fail::new(
            404,
            "MailboxNotEnabledForRESTAPI",
            "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
        )),
    }
}

/// 403.
pub fn denied() -> Fail {
    Fail::new(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
}
