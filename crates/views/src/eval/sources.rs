//! Where a request's data comes in, language by language.

use super::{
    Machine,
    calls::last_of,
    value::{Taint, Value},
};
use crate::script::Language;

impl Machine<'_> {
    /// A variable that a server fills from the request.
    pub(super) fn source_variable(&self, name: &[u8]) -> Taint {
        let is = match self.language {
            Language::Php => matches!(
                name,
                b"_GET"
                    | b"_POST"
                    | b"_REQUEST"
                    | b"_COOKIE"
                    | b"HTTP_POST_VARS"
                    | b"HTTP_GET_VARS"
                    | b"HTTP_COOKIE_VARS"
                    | b"HTTP_RAW_POST_DATA"
                    | b"_FILES"
                    | b"HTTP_POST_FILES"
            ),
            Language::Perl => matches!(
                name,
                b"in"
                    | b"FORM"
                    | b"INPUT"
                    | b"form"
                    | b"input"
                    | b"query"
                    | b"param"
                    | b"params"
                    | b"cgi"
                    | b"qstr"
                    | b"QUERY"
                    | b"Form"
            ),
            _ => false,
        };
        if is { Taint::REQUEST } else { Taint::NONE }
    }

    /// What an index of a variable brings: `$_SERVER['HTTP_X']`, and everything of what is a request's.
    pub(super) fn source_index(&self, place: Option<&[u8]>, key: Option<&[u8]>) -> Taint {
        let Some(place) = place else { return Taint::NONE };
        let whole = self
            .scopes
            .last()
            .and_then(|scope| scope.variables.get(place))
            .map_or(Taint::NONE, |value| value.taint);
        let own = self.source_variable(place).and(whole);
        match (self.language, place) {
            (Language::Php, b"_FILES" | b"HTTP_POST_FILES") => Taint::UPLOAD.and(Taint::REQUEST),
            (Language::Php, _) if place.starts_with(b"_FILES") => match key {
                Some(b"tmp_name") => Taint::UPLOAD,
                _ => Taint::REQUEST,
            },
            (Language::Php, b"_SERVER") => match key {
                Some(key)
                    if key.starts_with(b"HTTP_") && !matches!(key, b"HTTP_HOST" | b"HTTP_HTTPS")
                        || matches!(key, b"QUERY_STRING" | b"PHP_AUTH_USER" | b"PHP_AUTH_PW") =>
                {
                    Taint::REQUEST
                }
                _ => Taint::NONE,
            },
            (Language::Perl, b"ENV")
                if key.is_some_and(|key| key == b"QUERY_STRING" || key.starts_with(b"HTTP_")) =>
            {
                Taint::REQUEST
            }
            (Language::Java | Language::JavaScript | Language::Vb, b"Request" | b"request") => Taint::REQUEST,
            (Language::Java | Language::Vb | Language::JavaScript, _)
                if place
                    .get(place.len().saturating_sub(8)..)
                    .is_some_and(|end| end.eq_ignore_ascii_case(b".request")) =>
            {
                Taint::REQUEST
            }
            (Language::Java | Language::Vb | Language::JavaScript, _) if is_of_request(place) => {
                Taint::REQUEST
            }
            // A part of what a request brought is as bad as the whole.
            _ => own,
        }
    }

    /// A member that is a request's: `Request.Form`, `TextBox1.Text`.
    pub(super) fn source_member(&self, path: &[u8], name: &[u8]) -> Taint {
        let request = path.starts_with(b"request.") || memchr::memmem::find(path, b".request.").is_some();
        let is = match self.language {
            Language::Java | Language::JavaScript | Language::Vb => {
                (request
                    && matches!(
                        name,
                        b"form"
                            | b"querystring"
                            | b"params"
                            | b"cookies"
                            | b"headers"
                            | b"item"
                            | b"inputstream"
                            | b"files"
                            | b"body"
                            | b"query"
                            | b"rawurl"
                            | b"useragent"
                    ))
                    || (memchr::memmem::find(path, b"req.").is_some()
                        && matches!(name, b"body" | b"query" | b"params" | b"headers"))
                    || (self.language != Language::JavaScript && name == b"postedfile")
            }
            Language::Python => {
                request
                    && matches!(
                        name,
                        b"args" | b"form" | b"values" | b"cookies" | b"headers" | b"data" | b"json"
                    )
            }
            _ => false,
        };
        if is {
            return Taint::REQUEST;
        }
        if self.language == Language::Vb && matches!(name, b"responsetext" | b"responsebody") {
            return Taint::REMOTE;
        }
        // A control of the page that a visitor fills in.
        let control = self.language != Language::JavaScript
            && matches!(name, b"text" | b"value")
            && path.starts_with(b"txt")
            || memchr::memmem::find(path, b"textbox").is_some() && name == b"text"
            || (matches!(self.language, Language::Java | Language::Vb)
                && name == b"text"
                && memchr::memchr_iter(b'.', path).count() == 1);
        if control { Taint::REQUEST } else { Taint::NONE }
    }
}

/// A collection of a request: `Request.Form`, `context.Request.QueryString`.
fn is_of_request(place: &[u8]) -> bool {
    let lower = place.to_ascii_lowercase();
    let collection = last_of(&lower);
    let is_collection = matches!(
        collection,
        b"form" | b"querystring" | b"params" | b"cookies" | b"headers" | b"item" | b"files"
    );
    let owner = lower.len().checked_sub(collection.len() + 1).and_then(|end| lower.get(..end));
    is_collection && owner.is_some_and(|owner| last_of(owner) == b"request")
}

/// A call that brings what a request or another machine sends.
pub(super) fn call(language: Language, path: &[u8], name: &[u8], arguments: &[Value]) -> Taint {
    let request = path.starts_with(b"request") || memchr::memmem::find(path, b".request").is_some();
    let first = arguments.first().and_then(Value::as_text).unwrap_or_default();
    if language == Language::Php && matches!(name, b"func_get_args" | b"func_get_arg") {
        return (0..8).fold(Taint::NONE, |taint, index| taint.and(Taint::parameter(index)));
    }
    let is = match language {
        Language::Php => {
            matches!(
                name,
                b"getallheaders"
                    | b"apache_request_headers"
                    | b"filter_input"
                    | b"filter_input_array"
                    | b"import_request_variables"
            ) || matches!(name, b"file_get_contents" | b"fopen" | b"file" | b"readfile")
                && starts(first, b"php://input")
                || name == b"getenv" && (starts(first, b"HTTP_") || starts(first, b"QUERY_STRING"))
                || name == b"get_defined_vars"
        }
        Language::Java => {
            matches!(
                name,
                b"getparameter"
                    | b"getparametervalues"
                    | b"getparametermap"
                    | b"getheader"
                    | b"getheaders"
                    | b"getquerystring"
                    | b"getcookies"
                    | b"getpart"
                    | b"getparts"
                    | b"binaryread"
            ) || (request
                && matches!(
                    name,
                    b"getinputstream" | b"getreader" | b"request" | b"item" | b"form" | b"querystring"
                ))
        }
        Language::Vb | Language::JavaScript => {
            path == b"request"
                || (request
                    && matches!(
                        name,
                        b"form" | b"querystring" | b"cookies" | b"item" | b"binaryread" | b"params"
                    ))
                || (request && name == b"servervariables" && starts(first, b"http_"))
        }
        Language::Perl => name == b"param" || name == b"getvalue" || name == b"url_param",
        Language::Python => {
            matches!(name, b"getvalue" | b"getfirst" | b"getlist" | b"fieldstorage")
                || (request && name == b"get" && path != b"requests.get")
        }
        Language::PowerShell => false,
    };
    if is {
        return Taint::REQUEST;
    }
    let url = arguments.iter().any(|argument| {
        argument.as_text().is_some_and(|text| {
            starts(text, b"http://") || starts(text, b"https://") || starts(text, b"ftp://")
        })
    });
    let remote = match language {
        Language::PowerShell => {
            matches!(
                name,
                b"downloadstring"
                    | b"downloaddata"
                    | b"invoke-webrequest"
                    | b"iwr"
                    | b"curl"
                    | b"wget"
                    | b"irm"
                    | b"invoke-restmethod"
            )
        }
        Language::Php => url && matches!(name, b"file_get_contents" | b"fopen" | b"curl_init" | b"file"),
        Language::Python => {
            matches!(last_of(path), b"urlopen") || path == b"requests.get" || path == b"requests.post"
        }
        Language::Vb | Language::JavaScript => matches!(name, b"responsebody" | b"responsetext"),
        _ => false,
    };
    if remote {
        return Taint::REMOTE;
    }
    // What a picture says of itself, or what is in it, is code only where somebody put it there.
    let picture = language == Language::Php
        && (matches!(name, b"exif_read_data" | b"read_exif_data" | b"iptcparse")
            || matches!(name, b"file_get_contents" | b"file" | b"fopen") && is_picture(first));
    if picture { Taint::DECODED } else { Taint::NONE }
}

/// Whether a name ends as a picture's.
fn is_picture(name: &[u8]) -> bool {
    let end = name.rsplit(|&byte| byte == b'.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(end.as_slice(), b"png" | b"jpg" | b"jpeg" | b"gif" | b"ico" | b"bmp" | b"webp")
}

/// Whether a text begins so, without regard to case.
fn starts(text: &[u8], head: &[u8]) -> bool {
    text.get(..head.len()).is_some_and(|own| own.eq_ignore_ascii_case(head))
}
