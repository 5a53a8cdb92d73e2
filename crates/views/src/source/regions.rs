//! Where the languages stand in a page.

use memchr::memmem;

use crate::script::{Language, Script};

/// A stretch of a page: code in a language, or what is printed as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) language: Option<Language>,
}

/// Splits a text. PHP's end tag can stand in a string, where it ends nothing: its regions reach to the
/// end of the text, and the lexer says where the code ended.
pub(crate) fn of(text: &[u8], script: Script) -> Vec<Region> {
    let whole = |language| vec![Region { start: 0, end: text.len(), language: Some(language) }];
    match script {
        Script::Php => whole(Language::Php),
        Script::JavaScript => whole(Language::JavaScript),
        Script::Vb => whole(Language::Vb),
        Script::PowerShell => whole(Language::PowerShell),
        Script::Python => whole(Language::Python),
        Script::Perl => whole(Language::Perl),
        Script::Java => whole(Language::Java),
        Script::Shell | Script::Batch => Vec::new(),
        Script::Jsp => page(text, Language::Java, true),
        Script::Asp => page(text, declared(text).unwrap_or(Language::Vb), true),
        Script::Aspx => {
            let language = declared(text).unwrap_or(Language::Java);
            match handler(text) {
                Some(start) => vec![
                    Region { start: 0, end: start, language: None },
                    Region { start, end: text.len(), language: Some(language) },
                ],
                None => page(text, language, true),
            }
        }
        Script::Html => page(text, Language::JavaScript, false),
    }
}

/// Where the code of an ASP.NET handler or service begins: all that follows its directive.
fn handler(text: &[u8]) -> Option<usize> {
    let head = text[..text.len().min(4096)].to_ascii_lowercase();
    memmem::find_iter(&head, b"<%@").find_map(|at| {
        let directive = head.get(at + 3..)?;
        let name = directive.trim_ascii_start();
        let is_handler = name.starts_with(b"webhandler") || name.starts_with(b"webservice");
        is_handler.then(|| memmem::find(directive, b"%>").map(|end| at + 3 + end + 2))?
    })
}

/// The language that the page's first directive names.
fn declared(text: &[u8]) -> Option<Language> {
    let head = text[..text.len().min(4096)].to_ascii_lowercase();
    let at = memmem::find_iter(&head, b"<%@").find_map(|at| {
        let end = memmem::find(&head[at..], b"%>")?;
        named(&head[at..at + end])
    });
    at.or_else(|| {
        let at = memmem::find(&head, b"<script")?;
        let end = memchr::memchr(b'>', &head[at..])?;
        let tag = &head[at..at + end];
        memmem::find(tag, b"runat").and_then(|_| named(tag))
    })
}

/// The language that a directive or tag names, in lower case.
fn named(tag: &[u8]) -> Option<Language> {
    let at = memmem::find(tag, b"language").or_else(|| memmem::find(tag, b"type"))?;
    let value = tag[at..].split(|&byte| byte == b'=').nth(1)?;
    let value: Vec<u8> =
        value.iter().copied().filter(|byte| !matches!(byte, b'"' | b'\'' | b' ' | b'\t')).collect();
    if value.starts_with(b"vb") || value.starts_with(b"text/vb") {
        Some(Language::Vb)
    } else if value.starts_with(b"j") || value.starts_with(b"text/j") || value.starts_with(b"ecmascript") {
        Some(if value.starts_with(b"java") && !value.starts_with(b"javascript") {
            Language::Java
        } else {
            Language::JavaScript
        })
    } else if value.starts_with(b"c#") || value.starts_with(b"cs") {
        Some(Language::Java)
    } else {
        None
    }
}

/// Splits a page at `<% %>` (when `tags`), `<script>` and `<jsp:scriptlet>`.
fn page(text: &[u8], default: Language, tags: bool) -> Vec<Region> {
    let lower = text.to_ascii_lowercase();
    let mut out = Vec::new();
    let mut at = 0;
    let mut printed = 0;
    while let Some(found) = memchr::memchr(b'<', lower.get(at..).unwrap_or_default()) {
        let open = at + found;
        let Some(code) = code_at(&lower, open, default, tags) else {
            at = open + 1;
            continue;
        };
        if printed < code.start {
            out.push(Region { start: printed, end: code.start, language: None });
        }
        out.push(code);
        printed = code.end;
        at = code.end.max(open + 1);
    }
    if printed < text.len() {
        out.push(Region { start: printed, end: text.len(), language: None });
    }
    out
}

/// The code that an opening tag at `open` begins.
fn code_at(lower: &[u8], open: usize, default: Language, tags: bool) -> Option<Region> {
    let rest = lower.get(open..)?;
    let until = |start: usize, close: &[u8]| {
        let body = lower.get(start..).unwrap_or_default();
        start + memmem::find(body, close).unwrap_or(body.len())
    };
    if tags && rest.starts_with(b"<%") {
        let after = rest.get(2..)?;
        if after.starts_with(b"--") || after.starts_with(b"@") {
            return None;
        }
        let start = open + 2 + usize::from(matches!(after.first(), Some(b'!' | b'=' | b'#' | b':')));
        return Some(Region { start, end: until(start, b"%>"), language: Some(default) });
    }
    if tags && rest.starts_with(b"<jsp:") {
        let name = rest.get(5..)?;
        let name = [b"scriptlet".as_slice(), b"declaration", b"expression"]
            .into_iter()
            .find(|known| name.starts_with(known))?;
        let start = open + 1 + memchr::memchr(b'>', rest)?;
        let close = [b"</jsp:", name].concat();
        return Some(Region { start, end: until(start, &close), language: Some(default) });
    }
    if rest.starts_with(b"<script") {
        let end = memchr::memchr(b'>', rest.get(..1024.min(rest.len()))?)?;
        let tag = rest.get(..end)?;
        let on_server = memmem::find(tag, b"runat").is_some();
        let language = match named(tag) {
            Some(language) => language,
            None if on_server => default,
            None => Language::JavaScript,
        };
        if tags && !on_server {
            // What a server's page sends to browsers is no code of the server.
            return None;
        }
        let start = open + end + 1;
        return Some(Region { start, end: until(start, b"</script"), language: Some(language) });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, script: Script) -> Vec<(&str, Option<Language>)> {
        of(text.as_bytes(), script)
            .into_iter()
            .map(|region| (&text[region.start..region.end], region.language))
            .collect()
    }

    #[test]
    fn pages_are_split_at_their_tags() {
        assert_eq!(
            parts("a<%=b%>c<%-- d --%><jsp:scriptlet>e</jsp:scriptlet>", Script::Jsp),
            [
                ("a<%=", None),
                ("b", Some(Language::Java)),
                ("%>c<%-- d --%><jsp:scriptlet>", None),
                ("e", Some(Language::Java)),
                ("</jsp:scriptlet>", None)
            ]
        );
    }

    #[test]
    fn a_handler_is_code_from_its_directive_on() {
        assert_eq!(
            parts("<%@ WebHandler Language=\"C#\" Class=\"A\" %>class A {}", Script::Aspx),
            [("<%@ WebHandler Language=\"C#\" Class=\"A\" %>", None), ("class A {}", Some(Language::Java))]
        );
    }

    #[test]
    fn the_directive_names_the_language() {
        let language = |text: &str| parts(text, Script::Asp).into_iter().find_map(|(_, language)| language);
        assert_eq!(language("<%@ Language=\"JScript\" %><% x %>"), Some(Language::JavaScript));
        assert_eq!(language("<% x %>"), Some(Language::Vb));
        assert_eq!(language("<script language=vbs runat=server>x</script>"), Some(Language::Vb));
        assert_eq!(
            parts("<script>x</script>", Script::Html),
            [("<script>", None), ("x", Some(Language::JavaScript)), ("</script>", None)]
        );
    }
}
