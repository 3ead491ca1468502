//! Notifications of changes, which may come twice or not at all, and lifecycle events.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::render;
use super::server::locked;
use super::state::State;
use super::subscriptions::{Changed, Subscription, client, expire};

/// Sends what nobody has been told of yet; the answer is how many posts were taken with a 2xx.
pub async fn notify(state: &Mutex<State>) -> usize {
    let posts = locked(state, posts);
    deliver(posts).await
}

/// Sends a lifecycle event, such as `missed`, for every subscription with an address for it.
pub async fn lifecycle(state: &Mutex<State>, event: &str) -> usize {
    let posts = locked(state, |state| {
        expire(state);
        let all = state.subscriptions.all.clone();
        if event == "subscriptionRemoved" {
            state.subscriptions.all.clear();
        }
        let told = all.into_iter().filter_map(|one| {
            let url = one.lifecycle_url.clone()?;
            Some((url, json!({"value": [{
                "subscriptionId": one.id, "subscriptionExpirationDateTime": render::instant(one.expires), "tenantId": super::TENANT,
                "clientState": one.client_state, "lifecycleEvent": event, "organizationId": super::TENANT, "resource": one.resource,
            }]})))
        });
        told.collect::<Vec<_>>()
    });
    deliver(posts).await
}

async fn deliver(posts: Vec<(String, Value)>) -> usize {
    let mut taken = 0;
    for (url, body) in posts {
        let request = client().post(url).header("content-type", "application/json").body(body.to_string());
        taken += usize::from(request.send().await.is_ok_and(|answer| answer.status().is_success()));
    }
    taken
}

fn posts(state: &mut State) -> Vec<(String, Value)> {
    expire(state);
    let changes: Vec<Changed> = state.subscriptions.changes.drain(..).collect();
    let mut posts = Vec::new();
    for change in changes {
        let told: Vec<Subscription> = state
            .subscriptions
            .all
            .iter()
            .filter(|one| one.place == change.place && one.change_type.contains(change.kind))
            .cloned()
            .collect();
        for one in told {
            if state.subscriptions.lose > 0 {
                state.subscriptions.lose -= 1;
                continue;
            }
            let post = (one.url.clone(), json!({"value": [notification(state, &one, &change)]}));
            if state.subscriptions.duplicates {
                posts.push(post.clone());
            }
            posts.push(post);
        }
    }
    posts
}

fn notification(state: &State, one: &Subscription, change: &Changed) -> Value {
    let id = if one.immutable { &change.immutable } else { &change.ordinary };
    let resource = format!("Users/{}/Events/{id}", state.mailbox(change.place).user_id);
    json!({
        "subscriptionId": one.id, "subscriptionExpirationDateTime": render::instant(one.expires), "clientState": one.client_state,
        "changeType": change.kind, "resource": resource, "tenantId": super::TENANT,
        "resourceData": {"@odata.type": "#Microsoft.Graph.Event", "@odata.id": resource, "@odata.etag": render::etag(change.change), "id": id},
    })
}
