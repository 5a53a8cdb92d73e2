//! `Authorize`: a page where a user signs in, which sends the browser back with a code.
//!
//! The user proves itself by one of its tokens: there are no passwords here. The code is good once, for ten minutes,
//! for the client that asked and the address that it was sent to; and since nobody registers addresses, it is worth
//! nothing without the client's secret (see [`super::token`]), so that a link to somebody else's address steals
//! nothing.

use std::{fmt::Write as _, time::Duration};

use assay_access::SigningKey;
use assay_store::{TokenKind, TokenRow};
use assay_wire::{ApiError, code, pds::AuthorizeRequest};
use form_urlencoded::byte_serialize;

use super::bearer::{NewToken, SignIn, check_enabled, new_session};
use crate::{Drive, DriveError};

/// How long a code is good (RFC 6749, section 4.1.2: at most ten minutes).
const CODE_LIFETIME: Duration = Duration::from_mins(10);
/// The longest address to go back to, and the longest state, in bytes.
const MAX_URI: usize = 2048;

impl Drive {
    /// The page where a user signs in. Its form sends `user_id` and `token` back to the same address, by `POST`.
    ///
    /// # Errors
    /// `InvalidParameter.client_id`, `.redirect_uri`, `.response_type`, `.state`,
    /// `InvalidParameterNotSupported.login_type` for all but `default`.
    pub async fn authorize_page(&self, request: AuthorizeRequest) -> Result<String, DriveError> {
        self.check_authorize(&request).await?;
        Ok(page(&request))
    }

    /// Signs the user in who sent the page's form; where the browser is to go then.
    ///
    /// # Errors
    /// As [`Drive::authorize_page`]; `AccessTokenInvalid` and `AccessTokenExpired` for a token that is not that
    /// user's, or of another tenant than the client.
    pub async fn authorize_submit(
        &self,
        request: AuthorizeRequest,
        user_id: &str,
        token: &str,
    ) -> Result<String, DriveError> {
        let client = self.check_authorize(&request).await?;
        let refused = || DriveError::from(ApiError::new(code::ACCESS_TOKEN_INVALID));
        let bearer = self.bearer(token.trim()).await?.ok_or_else(refused)?;
        if bearer.user.as_str() != user_id.trim() || bearer.tenant != client.caller.tenant {
            return Err(refused());
        }
        let user = self.user_named(&bearer.domain, &bearer.user).await?;
        check_enabled(&user)?;
        let sign_in = SignIn {
            session: new_session()?,
            tenant: bearer.tenant,
            client: Some(client.caller.key_id.clone()),
            label: String::new(),
        };
        let (code, now) = (NewToken::random(TokenKind::Code)?, self.parts.clock.now());
        let row = sign_in.token(&user, TokenKind::Code, &code, now, CODE_LIFETIME);
        let row = TokenRow { redirect_uri: request.redirect_uri.clone(), ..row };
        self.parts.store.insert_tokens(vec![row], false).await?;
        Ok(location(&request, code.text.expose()))
    }

    async fn check_authorize(
        &self,
        request: &AuthorizeRequest,
    ) -> Result<std::sync::Arc<SigningKey>, DriveError> {
        if request.response_type != "code" {
            return Err(DriveError::invalid("response_type", "it is not code"));
        }
        if request.login_type != "default" {
            return Err(ApiError::new(code::INVALID_PARAMETER_NOT_SUPPORTED).about("login_type").into());
        }
        if request.state.as_ref().is_some_and(|state| state.len() > MAX_URI) {
            return Err(DriveError::invalid("state", format!("it has more than {MAX_URI} bytes")));
        }
        check_redirect(&request.redirect_uri)?;
        self.client(&request.client_id).await
    }
}

/// Refuses to send a browser anywhere but to an absolute `http` or `https` address.
fn check_redirect(uri: &str) -> Result<(), DriveError> {
    let why = |why| Err(DriveError::invalid("redirect_uri", why));
    if uri.len() > MAX_URI {
        return why("it has more than 2048 bytes");
    }
    if !uri.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\')) {
        return why("it contains what an address does not");
    }
    let Some(rest) = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://")) else {
        return why("it does not begin with http:// or https://");
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    if host.is_empty() || host.contains('@') || uri.contains('#') {
        return why("it has no host, or a user, or a fragment");
    }
    Ok(())
}

/// Where the browser goes with the code.
fn location(request: &AuthorizeRequest, code: &str) -> String {
    let separator = if request.redirect_uri.contains('?') { '&' } else { '?' };
    let mut location = format!("{}{separator}code={code}", request.redirect_uri);
    if let Some(state) = &request.state {
        location.push_str("&state=");
        location.extend(byte_serialize(state.as_bytes()));
    }
    location
}

/// The page: no scripts, nothing from elsewhere.
fn page(request: &AuthorizeRequest) -> String {
    let uri = escaped(&request.redirect_uri);
    let client = escaped(&request.client_id);
    format!(
        r#"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sign in</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 4rem auto; padding: 0 1rem; }}
label {{ display: block; margin-top: 1rem; }}
input {{ display: block; width: 100%; box-sizing: border-box; padding: .5rem; font: inherit; }}
button {{ margin-top: 1.5rem; padding: .5rem 1.5rem; font: inherit; }}
p {{ overflow-wrap: anywhere; }}
</style></head><body>
<h1>Sign in</h1>
<p>The program <b>{client}</b> asks to act as you. Afterwards you go to <b>{uri}</b>.</p>
<form method="post">
<label>User <input name="user_id" autocomplete="username" maxlength="64" required autofocus></label>
<label>Token <input name="token" type="password" autocomplete="current-password" maxlength="256" required></label>
<button>Sign in</button>
</form></body></html>
"#
    )
}

/// A text as HTML has it.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '<' | '>' | '"' | '\'' => drop(write!(html, "&#{};", u32::from(c))),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn request(redirect_uri: &str, state: Option<&str>) -> AuthorizeRequest {
        AuthorizeRequest {
            client_id: "LTAI<b>".to_owned(),
            hide_consent: None,
            login_type: "default".to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            response_type: "code".to_owned(),
            scope: None,
            state: state.map(str::to_owned),
        }
    }

    #[test]
    fn a_browser_goes_to_absolute_addresses_alone() {
        for uri in ["http://127.0.0.1:8000", "https://a.example/b?c=d", "https://[::1]/"] {
            assert!(check_redirect(uri).is_ok(), "{uri}");
        }
        let long = format!("https://a/{}", "x".repeat(2048));
        for uri in [
            "",
            "a",
            "//a",
            "javascript:alert(1)",
            "https://",
            "https:///a",
            "https://a@b/",
            "https://a/#b",
            "https://a/ b",
            "https://a/\r\nb: c",
            "https://ä/",
            "HTTPS://a",
            &long,
        ] {
            assert!(check_redirect(uri).is_err(), "{uri:?}");
        }
    }

    #[test]
    fn the_code_follows_what_is_there() {
        let state = Some("a b&c=\u{e4}");
        assert_eq!(
            location(&request("https://a/b", state), "x"),
            "https://a/b?code=x&state=a+b%26c%3D%C3%A4"
        );
        assert_eq!(location(&request("https://a/b?c=d", None), "x"), "https://a/b?c=d&code=x");
    }

    proptest! {
        #[test]
        fn no_text_becomes_html(text: String) {
            let html = escaped(&text);
            prop_assert!(!html.contains(['<', '>', '"', '\'']));
            let page = page(&request(&text, None));
            prop_assert_eq!(page.matches('<').count(), super::page(&request("", None)).matches('<').count());
        }
    }
}
