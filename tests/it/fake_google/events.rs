//! Making and changing events.

use serde_json::json;

use super::{Company, meeting};

#[tokio::test]
async fn a_repeated_client_id_is_a_duplicate_even_after_deletion() {
    let company = Company::new().await;
    let mut event = meeting("Hold", 5, 9, &[]);
    event["id"] = json!("hold0001");
    let target = "/calendars/primary/events";
    assert_eq!(company.post("ana@corp.example", target, event.clone()).await.status, 200);
    let again = company.post("ana@corp.example", target, event.clone()).await;
    assert_eq!((again.status, again.reason()), (409, "duplicate"));
    assert_eq!(company.delete("ana@corp.example", "hold0001").await.status, 204);
    assert_eq!(company.post("ana@corp.example", target, event.clone()).await.status, 409);
    assert_eq!(company.event("ana@corp.example", "hold0001").await["status"], "cancelled");
    let second = company.delete("ana@corp.example", "hold0001").await;
    assert_eq!((second.status, second.reason()), (410, "deleted"));
    for id in ["abcd", "hold_001", "wxyz0001"] {
        event["id"] = json!(id);
        assert_eq!(company.post("ana@corp.example", target, event.clone()).await.status, 400, "{id}");
    }
}
