//! Tokens, and how they are got.

use std::time::Duration;

use assay_types::{Clock as _, SystemClock};
use assay_wire::pds::UserRole;
use serde_json::{Value, json};

use super::{At, refused, request};
use crate::directory::jwt;

const HOUR: Duration = Duration::from_hours(1);

impl At {
    async fn token(&self, mut body: Value) -> Result<assay_wire::pds::Token, crate::DriveError> {
        body["client_id"] = json!(self.key_id);
        self.drive.token(&self.key, request(&body)).await
    }

    /// Signs a user in by the page; the code.
    async fn code(&self, user: &str, token: &str) -> String {
        let body = json!({ "client_id": self.key_id, "login_type": "default", "response_type": "code",
                           "redirect_uri": "https://a.example/b", "state": "s" });
        let page = self.drive.authorize_page(request(&body)).await.expect("a page");
        assert!(page.contains("https://a.example/b"));
        let location = self.drive.authorize_submit(request(&body), user, token).await.expect("signed in");
        let code = location.strip_prefix("https://a.example/b?code=").expect("a code");
        code.strip_suffix("&state=s").expect("the state").to_owned()
    }

    fn assertion(&self, user: &str, id: &str) -> String {
        let exp = SystemClock.now().as_millis() / 1000 + 600;
        let claims = json!({ "iss": self.key_id, "sub": user, "sub_type": "user", "aud": self.domain, "exp": exp,
                             "jti": id });
        jwt::sign(&json!({ "alg": "HS256" }), &claims, self.secret.expose())
    }
}

#[tokio::test]
async fn a_token_acts_as_its_user_until_it_is_revoked() {
    let at = At::new().await;
    at.new_user("alice", UserRole::User).await;
    let alice = "alice".parse().expect("a user");
    let issued = at.drive.issue_user_token(&at.domain, &alice, "laptop", HOUR).await.expect("a token");
    let token = issued.token.expose();
    let bearer = at.drive.bearer(token).await.expect("good").expect("ours");
    assert_eq!(
        (bearer.user, bearer.domain, bearer.name.as_str()),
        (alice.clone(), at.domain.clone(), "Nick of alice")
    );
    assert_eq!(at.drive.bearer("sk-something").await.expect("not ours"), None);
    for bad in ["ut-", "ut-x", &token[..token.len() - 1], &format!("{}0", &token[..token.len() - 1])] {
        if bad != token {
            assert_eq!(refused(at.drive.bearer(bad).await), "AccessTokenInvalid", "{bad}");
        }
    }
    let listed = at.drive.user_tokens(&at.domain, &alice).await.expect("tokens");
    assert_eq!((listed[0].id.as_str(), listed[0].label.as_str()), (issued.id.as_str(), "laptop"));
    assert!(at.drive.revoke_user_token(&issued.id).await.expect("revoked"));
    assert!(!at.drive.revoke_user_token(&issued.id).await.expect("again"));
    assert!(!at.drive.revoke_user_token("nonsense").await.expect("none"));
    assert_eq!(refused(at.drive.bearer(token).await), "AccessTokenInvalid");

    let issued = at.drive.issue_user_token(&at.domain, &alice, "", HOUR).await.expect("a token");
    at.drive.bearer(issued.token.expose()).await.expect("good");
    let disable = json!({ "user_id": "alice", "status": "disabled" });
    at.drive.update_user(&at.key, request(&disable)).await.expect("disabled");
    assert_eq!(refused(at.drive.bearer(issued.token.expose()).await), "AccessTokenInvalid");
    let none = at.drive.issue_user_token(&at.domain, &alice, "", HOUR).await;
    assert_eq!(refused(none), "InvalidResource.User");
    let too_long = at.drive.issue_user_token(&at.domain, &alice, "", Duration::from_hours(3651 * 24)).await;
    assert_eq!(refused(too_long), "InvalidParameter.lifetime");
}

#[tokio::test]
async fn a_code_is_good_once_for_the_client_that_asked() {
    let at = At::new().await;
    at.new_user("alice", UserRole::User).await;
    let alice = "alice".parse().expect("a user");
    let own = at.drive.issue_user_token(&at.domain, &alice, "", HOUR).await.expect("a token");
    let own = own.token.expose();
    let code = at.code("alice", own).await;
    let by_code = |code: &str| {
        json!({ "grant_type": "authorization_code", "code": code,
                                       "redirect_uri": "https://a.example/b", "client_secret": at.secret.expose() })
    };
    let token = at.token(by_code(&code)).await.expect("a token");
    assert_eq!((token.user_id.as_deref(), token.token_type.as_deref()), (Some("alice"), Some("Bearer")));
    let access = token.access_token.expect("a token");
    at.drive.bearer(&access).await.expect("good").expect("ours");
    // A copy of the code ends the sign-in that it began.
    assert_eq!(refused(at.token(by_code(&code)).await), "InvalidParameter.code");
    assert_eq!(refused(at.drive.bearer(&access).await), "AccessTokenInvalid");

    let code = at.code("alice", own).await;
    let mut stolen = by_code(&code);
    stolen["client_secret"] = Value::Null;
    assert_eq!(refused(at.token(stolen).await), "MissingParameter.client_secret");
    let mut guessed = by_code(&code);
    guessed["client_secret"] = json!("x");
    assert_eq!(refused(at.token(guessed).await), "InvalidParameter.client_secret");
    let mut elsewhere = by_code(&code);
    elsewhere["redirect_uri"] = json!("https://evil.example");
    assert_eq!(refused(at.token(elsewhere).await), "InvalidParameter.redirect_uri");

    let page = json!({ "client_id": at.key_id, "login_type": "default", "response_type": "code",
                       "redirect_uri": "https://a.example/b" });
    for (user, token) in [("superadmin", own), ("alice", "ut-x"), ("alice", "nonsense"), ("alice", "")] {
        let refused = refused(at.drive.authorize_submit(request(&page), user, token).await);
        assert_eq!(refused, "AccessTokenInvalid", "{user}");
    }
    for (field, value, code) in [
        ("client_id", "nobody", "InvalidParameter.client_id"),
        ("redirect_uri", "javascript:alert(1)", "InvalidParameter.redirect_uri"),
        ("response_type", "token", "InvalidParameter.response_type"),
        ("login_type", "ding", "InvalidParameterNotSupported.login_type"),
    ] {
        let mut bad = page.clone();
        bad[field] = json!(value);
        assert_eq!(refused(at.drive.authorize_page(request(&bad)).await), code);
    }
}

#[tokio::test]
async fn a_refresh_token_is_replaced_at_each_use() {
    let at = At::new().await;
    at.new_user("alice", UserRole::User).await;
    let by_jwt = |assertion: String| {
        json!({ "assertion": assertion,
                                             "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer" })
    };
    let first = at.token(by_jwt(at.assertion("alice", "1"))).await.expect("a token");
    assert_eq!(first.is_first_login, Some(true));
    let refresh = |token: &Option<String>| json!({ "grant_type": "refresh_token", "refresh_token": token });
    let second = at.token(refresh(&first.refresh_token)).await.expect("a token");
    assert_ne!(first.access_token, second.access_token);
    let third = at.token(refresh(&second.refresh_token)).await.expect("a token");
    at.drive.bearer(third.access_token.as_ref().expect("a token")).await.expect("good");
    assert_eq!(refused(at.token(refresh(&first.refresh_token)).await), "InvalidParameter.refresh_token");
    let answer = at.drive.bearer(third.access_token.as_ref().expect("a token")).await;
    assert_eq!(refused(answer), "AccessTokenInvalid", "one of both is a thief");
    assert_eq!(refused(at.token(refresh(&third.refresh_token)).await), "InvalidParameter.refresh_token");
    // A refresh token acts as nobody, and an access token refreshes nothing.
    assert_eq!(
        at.drive.bearer(first.refresh_token.as_ref().expect("a token")).await.expect("not ours"),
        None
    );
    assert_eq!(refused(at.token(refresh(&first.access_token)).await), "InvalidParameter.refresh_token");
}

#[tokio::test]
async fn an_assertion_is_good_once() {
    let at = At::new().await;
    at.new_user("alice", UserRole::User).await;
    let by_jwt = |assertion: &str| {
        json!({ "assertion": assertion,
                                           "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer" })
    };
    let assertion = at.assertion("alice", "1");
    at.token(by_jwt(&assertion)).await.expect("a token");
    assert_eq!(refused(at.token(by_jwt(&assertion)).await), "InvalidParameter.assertion");
    assert_eq!(refused(at.token(by_jwt(&at.assertion("nobody", "2"))).await), "NotFound.User");
    let exp = SystemClock.now().as_millis() / 1000 + 600;
    let elsewhere = json!({ "sub": "root", "aud": "default", "exp": exp, "jti": "3" });
    let elsewhere = jwt::sign(&json!({ "alg": "HS256" }), &elsewhere, at.secret.expose());
    assert_eq!(
        refused(at.token(by_jwt(&elsewhere)).await),
        "InvalidParameter.assertion",
        "another tenant's domain"
    );
    assert_eq!(refused(at.token(json!({ "grant_type": "password" })).await), "InvalidParameter.grant_type");
    let disable = json!({ "user_id": "alice", "status": "disabled" });
    at.drive.update_user(&at.key, request(&disable)).await.expect("disabled");
    assert_eq!(refused(at.token(by_jwt(&at.assertion("alice", "4"))).await), "InvalidResource.User");
}
