//! A mail's headers.

use super::words;
use crate::text::line;

/// Bytes of headers that are looked at.
const HEADERS_MAX_BYTES: usize = 256 << 10;
/// Headers that are kept.
const HEADERS_MAX: usize = 1000;

/// The headers of an entity, unfolded.
pub(super) struct Headers {
    /// Name in lower case, and value.
    all: Vec<(String, Vec<u8>)>,
}

/// What an entity is.
pub(super) enum Kind {
    Multipart {
        boundary: Vec<u8>,
    },
    Text,
    /// Nothing is said: it is text, too.
    Missing,
    Other,
}

/// What the headers say of the body.
pub(super) struct Content {
    pub(super) kind: Kind,
    pub(super) encoding: Option<String>,
    pub(super) name: Option<String>,
    /// What its kind's files end on.
    pub(super) extension: &'static str,
}

impl Headers {
    /// The headers, and the body behind them.
    pub(super) fn parse(bytes: &[u8]) -> (Self, &[u8]) {
        let mut all: Vec<(String, Vec<u8>)> = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() && bytes.len() - rest.len() < HEADERS_MAX_BYTES {
            let (line, after) = line(rest);
            if line.is_empty() {
                rest = after;
                break;
            }
            if line.first().is_some_and(|&byte| byte == b' ' || byte == b'\t') {
                if let Some((_, value)) = all.last_mut() {
                    value.push(b' ');
                    value.extend_from_slice(line.trim_ascii());
                }
                rest = after;
                // A line of blanks only ends the headers for some programs; a folded one goes on for others.
                continue;
            }
            let name = memchr::memchr(b':', line)
                .and_then(|colon| Some((line.get(..colon)?, line.get(colon + 1..)?)));
            let Some((name, value)) = name.filter(|(name, _)| is_name(name)) else {
                // The body begins without an empty line, or a mailbox's mark stands among the headers.
                if line.starts_with(b">From ") {
                    rest = after;
                    continue;
                }
                break;
            };
            if all.len() < HEADERS_MAX {
                let name = String::from_utf8_lossy(name.trim_ascii()).to_ascii_lowercase();
                all.push((name, value.trim_ascii().to_vec()));
            }
            rest = after;
        }
        (Self { all }, rest)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|(name, _)| name.as_str())
    }

    fn values<'h>(&'h self, name: &'h str) -> impl Iterator<Item = &'h [u8]> + 'h {
        self.all.iter().filter(move |(had, _)| had == name).map(|(_, value)| value.as_slice())
    }

    /// What is said of the body. Of doubled headers the one that makes parts counts: some program will obey it.
    pub(super) fn content(&self) -> Content {
        let types: Vec<_> = self.values("content-type").map(Value::parse).collect();
        let boundary = types.iter().find_map(|value| {
            let boundary = value.get("boundary")?;
            let multipart = value.main.is_empty() || value.main.starts_with("multipart");
            (multipart && !boundary.is_empty()).then(|| boundary.to_vec())
        });
        let main = types.first().map(|value| value.main.as_str());
        let kind = match (boundary, main) {
            (Some(boundary), _) => Kind::Multipart { boundary },
            (None, None | Some("")) => Kind::Missing,
            (None, Some(main)) if main.starts_with("text/") => Kind::Text,
            _ => Kind::Other,
        };
        let dispositions = self.values("content-disposition").map(Value::parse);
        let name = dispositions
            .filter_map(|value| value.text("filename"))
            .chain(types.iter().filter_map(|value| value.text("name")))
            .find(|name| !name.is_empty());
        let encoding = self
            .values("content-transfer-encoding")
            .map(|value| Value::parse(value).main)
            .find(|encoding| !matches!(encoding.as_str(), "" | "7bit" | "8bit" | "binary"));
        let extension = match main.unwrap_or("text/plain") {
            "text/html" => "html",
            "message/rfc822" => "eml",
            main if main.starts_with("text/") => "txt",
            _ => "bin",
        };
        Content { kind, encoding, name, extension }
    }
}

fn is_name(name: &[u8]) -> bool {
    let name = name.trim_ascii();
    !name.is_empty() && name.len() < 200 && name.iter().all(u8::is_ascii_graphic)
}

/// A value with parameters: `multipart/mixed; boundary="x"`.
struct Value {
    /// In lower case.
    main: String,
    /// Names in lower case.
    parameters: Vec<(String, Vec<u8>)>,
}

impl Value {
    fn parse(value: &[u8]) -> Self {
        let mut fields = fields(value).into_iter();
        let main = fields.next().unwrap_or_default();
        let main = String::from_utf8_lossy(&main).trim().to_ascii_lowercase();
        let parameters = fields.filter_map(|field| {
            let equals = memchr::memchr(b'=', &field)?;
            let name = String::from_utf8_lossy(field.get(..equals)?).trim().to_ascii_lowercase();
            Some((name, field.get(equals + 1..)?.trim_ascii().to_vec()))
        });
        Self { main, parameters: parameters.collect() }
    }

    fn get(&self, name: &str) -> Option<&[u8]> {
        self.parameters.iter().find(|(had, _)| had == name).map(|(_, value)| value.as_slice())
    }

    /// A parameter that is a text: as it is, in encoded words (RFC 2047), or in pieces and percents (RFC 2231).
    fn text(&self, name: &str) -> Option<String> {
        if let Some(plain) = self.get(name) {
            return Some(words::decode(plain));
        }
        if let Some(extended) = self.get(&format!("{name}*")) {
            return Some(words::extended(extended));
        }
        let mut whole = Vec::new();
        for index in 0..self.parameters.len() {
            let piece = self.get(&format!("{name}*{index}"));
            let Some(piece) = piece.or_else(|| self.get(&format!("{name}*{index}*"))) else { break };
            whole.extend_from_slice(piece);
        }
        let encoded = self.get(&format!("{name}*0*")).is_some();
        (!whole.is_empty()).then(|| {
            if encoded { words::extended(&whole) } else { String::from_utf8_lossy(&whole).into_owned() }
        })
    }
}

/// Splits at semicolons, quotes and comments taken away.
fn fields(value: &[u8]) -> Vec<Vec<u8>> {
    let mut fields = vec![Vec::new()];
    let (mut quoted, mut comments, mut escaped) = (false, 0_u32, false);
    for &byte in value {
        if std::mem::take(&mut escaped) {
            if let Some(field) = fields.last_mut().filter(|_| comments == 0) {
                field.push(byte);
            }
            continue;
        }
        match byte {
            // Windows' paths come in quotes, and are not meant as escapes; there a quote is all that is escaped.
            b'\\' if quoted || comments > 0 => escaped = true,
            b'"' if comments == 0 => quoted = !quoted,
            b'(' if !quoted => comments += 1,
            b')' if !quoted && comments > 0 => comments -= 1,
            _ if comments > 0 => {}
            b';' if !quoted => {
                if fields.len() < 100 {
                    fields.push(Vec::new());
                }
            }
            _ => {
                if let Some(field) = fields.last_mut() {
                    field.push(byte);
                }
            }
        }
    }
    fields
}
