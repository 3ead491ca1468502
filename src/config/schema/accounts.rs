//! `[google]` and `[outlook]`.

use serde_json::{Value, json};

use super::kinds::{count, flag, length, like, table, text, word};

/// The two mailboxes of rehearsals.
fn canaries() -> Value {
    json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": { "$ref": "#/definitions/address" },
        "description": "Two mailboxes of yours, for nothing else, between which rehearsals play." })
}

/// The three ways to name a secret.
fn secret(keys: &mut Value, name: &str, what: &str) {
    keys[format!("{name}_file")] = text(&format!("A file that holds {what}; only its owner may read it."));
    keys[format!("{name}_env")] = text(&format!("The environment variable that holds {what}."));
    keys[format!("{name}_credential")] = text(&format!("The systemd credential that holds {what}."));
}

pub(super) fn google() -> Value {
    let mut keys = json!({
        "login_file": text("One person's login, which `meetgate google login` writes."),
        "client_id": text("The OAuth client of login_file."),
        "endpoint": text("Where the interface is, if not at Google: https://…, or http:// to this machine."),
        "token_url": text("Where tokens are given out, if not at Google."),
        "auth_url": text("Where a person agrees to a login, if not at Google."),
        "send_updates": word("Whom Google mails about meetgate's answers.", ["none", "external_only", "all"]),
        "max_requests_per_minute": count("At most so many requests a minute.", 1, 1_000_000),
        "max_requests_per_mailbox_and_minute": count("At most so many a minute for one mailbox.", 1, 100_000),
        "timeout": length("One request takes at most so long.", "20s"),
        "canaries": canaries(),
    });
    secret(&mut keys, "key", "the key of a service account (JSON)");
    secret(&mut keys, "client_secret", "the secret of the OAuth client");
    table("Calendars at Google.", &[], keys)
}

pub(super) fn outlook() -> Value {
    let mut keys = json!({
        "tenant": text("The Directory (tenant) ID, or a domain of the tenant."),
        "client_id": text("The Application (client) ID."),
        "certificate_file": text("The certificate (PEM) that was uploaded to the app registration."),
        "cloud": word("Microsoft's national clouds.", ["global", "us_government", "us_dod", "china"]),
        "endpoint": text("Where Graph is, if not where the cloud has it: https://…, or http:// to this machine."),
        "authority": text("Where tokens are given out, if not where the cloud does."),
        "decline": word("What a decline is where a declined meeting leaves the calendar.", ["tentative", "final"]),
        "mail_from": like("address", "The mailbox by which meetgate's mails leave."),
        "scope_canary": like("address", "A mailbox that the application must not reach."),
        "require_scope": flag("Whether a scope canary that can be reached is a failure, not a warning.", false),
        "max_requests_per_minute": count("At most so many requests a minute.", 1, 780_000),
        "max_requests_at_once_per_mailbox": count("At most so many at once for one mailbox.", 1, 4),
        "timeout": length("One request takes at most so long.", "20s"),
        "canaries": canaries(),
    });
    secret(&mut keys, "client_secret", "the client secret");
    secret(&mut keys, "key", "the certificate's private key (PEM)");
    table("Calendars at Microsoft.", &["tenant", "client_id"], keys)
}
