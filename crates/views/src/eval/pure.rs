//! Functions whose result depends on their arguments alone: what the languages have to build, turn
//! around and unpack texts. One table by name for all languages, because one name means one thing.

use super::value::{TEXT_MAX, Value};
use crate::codec::{self, Deflate};

/// A result, and whether a decoder made it.
pub(super) struct Made {
    pub(super) value: Value,
    pub(super) unpacks: bool,
}

/// Applies the function `name`, known in full as `path`, to constants; `None` when it is not known or
/// something else is given.
pub(super) fn apply(path: &[u8], name: &[u8], receiver: Option<&Value>, arguments: &[Value]) -> Option<Made> {
    let method = receiver.filter(|receiver| receiver.is_known());
    // `"text".reverse()` and `reverse("text")` are one.
    let all: Vec<&Value> = method.into_iter().chain(arguments).collect();
    if let Some(value) = unpacked(path, name, &all) {
        return Some(Made { value: Value::text(value), unpacks: true });
    }
    let value = built(name, &all)?;
    // What was spelt in character codes or backwards was meant to be hidden.
    let unpacks = matches!(
        name,
        b"fromcharcode"
            | b"strrev"
            | b"strreverse"
            | b"reverse"
            | b"implode"
            | b"join"
            | b"strtr"
            | b"chr_join"
    );
    Some(Made { value, unpacks })
}

/// Whether a function decodes, whatever it is given.
pub(super) fn is_decoder(name: &[u8]) -> bool {
    matches!(
        name,
        b"base64_decode"
            | b"gzinflate"
            | b"gzuncompress"
            | b"gzdecode"
            | b"str_rot13"
            | b"hex2bin"
            | b"convert_uudecode"
            | b"b64decode"
            | b"frombase64string"
            | b"atob"
            | b"decode_base64"
            | b"decodebuffer"
            | b"decompress"
            | b"unhexlify"
            | b"fromhex"
            | b"openssl_decrypt"
            | b"mcrypt_decrypt"
            | b"dofinal"
            | b"chr"
            | b"chrw"
    )
}

/// Whether a function hands on what it is given, changed or not.
pub(super) fn passes(name: &[u8]) -> bool {
    is_decoder(name)
        || matches!(
            name,
            b"trim"
                | b"ltrim"
                | b"rtrim"
                | b"stripslashes"
                | b"urldecode"
                | b"rawurldecode"
                | b"strrev"
                | b"strtolower"
                | b"strtoupper"
                | b"substr"
                | b"str_replace"
                | b"implode"
                | b"join"
                | b"explode"
                | b"end"
                | b"current"
                | b"reset"
                | b"pos"
                | b"array_pop"
                | b"array_shift"
                | b"sprintf"
                | b"strval"
                | b"addslashes"
                | b"stripcslashes"
                | b"preg_replace"
                | b"base64_encode"
                | b"iconv"
                | b"mb_convert_encoding"
                | b"next"
                | b"key"
                | b"array_merge"
                | b"array_values"
                | b"array_keys"
                | b"array_slice"
                | b"array_reverse"
                | b"each"
                | b"get_magic_quotes_gpc"
                | b"fread"
                | b"fgets"
                | b"fgetc"
                | b"stream_get_contents"
                | b"json_decode"
                | b"unserialize"
                | b"extract"
                | b"html_entity_decode"
                | b"htmlspecialchars_decode"
                | b"array_combine"
                | b"tostring"
                | b"getbytes"
                | b"getstring"
                | b"string"
                | b"replace"
                | b"split"
                | b"unescape"
                | b"concat"
                | b"append"
                | b"tochararray"
                | b"substring"
                | b"toarray"
                | b"readline"
                | b"nextelement"
                | b"getvalue"
                | b"getinputstream"
                | b"read"
                | b"cstr"
                | b"mid"
                | b"left"
                | b"right"
                | b"lcase"
                | b"ucase"
                | b"array"
                | b"get"
                | b"valueof"
                | b"decode"
                | b"format"
                | b"item"
                | b"bufferedreader"
                | b"inputstreamreader"
                | b"scanner"
                | b"readalltext"
                | b"getelement"
                | b"strstr"
                | b"ucfirst"
                | b"lcfirst"
                | b"nl2br"
                | b"tolower"
                | b"toupper"
                | b"tolowercase"
                | b"touppercase"
                | b"memorystream"
                | b"streamreader"
                | b"readtoend"
                | b"compact"
                | b"ascb"
                | b"midb"
                | b"asc"
                | b"ascw"
                | b"chrb"
                | b"leftb"
                | b"array_map"
                | b"arraylist"
                | b"aslist"
                | b"list"
                | b"responsetext"
                | b"curl_exec"
                | b"curl_init"
        )
}

/// What a constructor makes of constants: `new String("x")`.
pub(super) fn constructed(name: &[u8], arguments: &[Value]) -> Option<Value> {
    let first = arguments.first()?;
    match name {
        b"string" => match first.as_list() {
            Some(codes) => Some(Value::text(codes_text(codes)?)),
            None => first.as_text().map(|text| Value::text(text.to_vec())),
        },
        b"array" => Some(Value::list(arguments.to_vec())),
        _ => None,
    }
}

fn unpacked(path: &[u8], name: &[u8], all: &[&Value]) -> Option<Vec<u8>> {
    let text = all.first()?.as_text()?;
    let second = all.get(1).and_then(|value| value.as_text()).unwrap_or_default();
    match name {
        b"base64_decode" | b"b64decode" | b"frombase64string" | b"atob" | b"decode_base64"
        | b"decodebuffer" | b"urlsafe_b64decode" => codec::base64(text),
        b"decode"
            if memchr::memmem::find(path, b"base64").is_some()
                || memchr::memmem::find(path, b"getdecoder").is_some() =>
        {
            codec::base64(text)
        }
        b"decode" => match second.to_ascii_lowercase().as_slice() {
            b"base64" => codec::base64(text),
            b"hex" => codec::hex(text),
            b"rot13" | b"rot_13" => Some(codec::rot13(text)),
            b"utf-16le" | b"utf-16" | b"utf16" => Some(crate::source::utf16(text, u16::from_le_bytes)),
            _ if all.len() == 1 || second.starts_with(b"utf") || second.starts_with(b"ascii") => {
                Some(text.to_vec())
            }
            _ => None,
        },
        b"gzinflate" => codec::inflate(text, Deflate::Raw, TEXT_MAX),
        b"gzuncompress" => codec::inflate(text, Deflate::Zlib, TEXT_MAX),
        b"gzdecode" => codec::inflate(text, Deflate::Gzip, TEXT_MAX),
        b"decompress" => codec::inflate(text, Deflate::Zlib, TEXT_MAX)
            .or_else(|| codec::inflate(text, Deflate::Gzip, TEXT_MAX)),
        b"str_rot13" => Some(codec::rot13(text)),
        b"hex2bin" | b"fromhex" | b"unhexlify" | b"a2b_hex" | b"parsehexbinary" => codec::hex(text),
        b"pack" if text.first().is_some_and(|mode| mode.eq_ignore_ascii_case(&b'h')) => codec::hex(second),
        b"urldecode" | b"unquote_plus" => Some(codec::percent(text, true)),
        b"rawurldecode"
        | b"unescape"
        | b"decodeuricomponent"
        | b"decodeuri"
        | b"unquote"
        | b"urldecodetobytes" => Some(codec::percent(text, false)),
        b"convert_uudecode" => Some(codec::uu(text)),
        b"html_entity_decode" | b"htmlspecialchars_decode" | b"htmldecode" => Some(codec::entities(text)),
        b"getstring" if memchr::memmem::find(path, b"unicode").is_some() && all.len() == 1 => {
            Some(crate::source::utf16(text, u16::from_le_bytes))
        }
        b"getstring" | b"getbytes" => Some(text.to_vec()),
        _ => None,
    }
}

fn built(name: &[u8], all: &[&Value]) -> Option<Value> {
    let first = *all.first()?;
    let text = first.as_text();
    let number = |at: usize| all.get(at).and_then(|value| value.as_number());
    Some(match name {
        b"chr" | b"chrw" | b"chrb" | b"mb_chr" => Value::text(codes_text(std::slice::from_ref(first))?),
        b"fromcharcode" | b"fromcodepoint" => {
            let codes: Vec<Value> = all.iter().copied().cloned().collect();
            Value::text(codes_text(&codes)?)
        }
        b"ord" | b"asc" | b"ascw" => Value::number(i64::from(*text?.first()?)),
        b"charcodeat" => Value::number(i64::from(*text?.get(usize::try_from(number(1)?).ok()?)?)),
        b"charat" => Value::text(vec![*text?.get(usize::try_from(number(1)?).ok()?)?]),
        b"strrev" | b"strreverse" => Value::text(text?.iter().rev().copied().collect()),
        b"reverse" | b"array_reverse" | b"reversed" => match first.as_list() {
            Some(items) => Value::list(items.iter().rev().cloned().collect()),
            None => Value::text(text?.iter().rev().copied().collect()),
        },
        b"strtolower" | b"lcase" | b"tolowercase" | b"tolower" | b"lower" | b"lc" => {
            Value::text(text?.to_ascii_lowercase())
        }
        b"strtoupper" | b"ucase" | b"touppercase" | b"toupper" | b"upper" | b"uc" => {
            Value::text(text?.to_ascii_uppercase())
        }
        b"ucfirst" | b"ucwords" => {
            let mut text = text?.to_vec();
            text.first_mut()?.make_ascii_uppercase();
            Value::text(text)
        }
        b"lcfirst" => {
            let mut text = text?.to_vec();
            text.first_mut()?.make_ascii_lowercase();
            Value::text(text)
        }
        b"trim" | b"strip" | b"ltrim" | b"rtrim" | b"chop" if all.len() == 1 => {
            Value::text(text?.trim_ascii().to_vec())
        }
        b"trim" | b"ltrim" | b"rtrim" | b"strip" => {
            let marks = all.get(1)?.as_text()?;
            let text = text?;
            let start = text.iter().position(|byte| !marks.contains(byte)).unwrap_or(text.len());
            let end = text.iter().rposition(|byte| !marks.contains(byte)).map_or(start, |at| at + 1);
            Value::text(text.get(start..end)?.to_vec())
        }
        b"strval" | b"tostring" | b"cstr" | b"string" | b"stripslashes" => Value::text(first.to_text()?),
        b"substr" | b"mb_substr" | b"strcut" => substr(text?, number(1)?, number(2), all.len() > 2)?,
        b"substring" => {
            let start = usize::try_from(number(1)?).ok()?;
            // PowerShell and C# give a length, JavaScript and Java an end: for what begins at the start it
            // is the same.
            let end =
                number(2).and_then(|end| usize::try_from(end).ok()).unwrap_or(usize::MAX).min(text?.len());
            Value::text(text?.get(start..end.max(start))?.to_vec())
        }
        b"slice" => match first.as_list() {
            Some(_) => return None,
            None => substr(
                text?,
                number(1)?,
                number(2).zip(number(1)).map(|(end, start)| end - start),
                all.len() > 2,
            )?,
        },
        b"mid" => substr(text?, number(1)?.checked_sub(1)?, number(2), all.len() > 2)?,
        b"left" => substr(text?, 0, number(1), true)?,
        b"right" => substr(text?, number(1)?.checked_neg()?, None, false)?,
        b"str_replace" | b"str_ireplace" => {
            let subject = all.get(2)?.as_text()?;
            let to = all.get(1)?;
            match first.as_list() {
                Some(items) => {
                    let mut out = subject.to_vec();
                    for (index, from) in items.iter().take(64).enumerate() {
                        let to = to.as_list().and_then(|list| list.get(index)).unwrap_or(to);
                        out = replaced(&out, from.as_text()?, to.as_text().unwrap_or_default())?
                            .as_text()?
                            .to_vec();
                    }
                    Value::text(out)
                }
                None => replaced(subject, text?, to.as_text()?)?,
            }
        }
        b"replace" => replaced(text?, all.get(1)?.as_text()?, all.get(2)?.as_text()?)?,
        b"strtr" => {
            let (from, to) = (all.get(1)?.as_text()?, all.get(2)?.as_text()?);
            let turn = |byte: &u8| {
                from.iter().rposition(|own| own == byte).and_then(|at| to.get(at)).copied().unwrap_or(*byte)
            };
            if from.len() > 512 {
                return None;
            }
            Value::text(text?.iter().map(turn).collect())
        }
        b"implode" | b"join" => match (first.as_list(), all.get(1).and_then(|value| value.as_list())) {
            (Some(_), _) => joined(first, &all.get(1).and_then(|value| value.to_text()).unwrap_or_default())?,
            (None, Some(_)) => joined(all.get(1)?, text?)?,
            _ => return None,
        },
        b"explode" => split(all.get(1)?.as_text()?, text?),
        b"split" => split(text?, all.get(1).and_then(|value| value.as_text()).unwrap_or(b" ")),
        b"str_split" | b"tochararray" => split(text?, b""),
        b"array" | b"arraylist" => Value::list(all.iter().copied().cloned().collect()),
        b"concat" => {
            let mut out = text?.to_vec();
            for other in all.iter().skip(1) {
                out.extend_from_slice(&other.to_text()?);
            }
            Value::text(out)
        }
        b"sprintf" | b"format" => {
            let items: Vec<Value> = all.iter().skip(1).copied().cloned().collect();
            formatted(text?, &Value::list(items))?
        }
        b"hexdec" => Value::number(
            i64::from_str_radix(std::str::from_utf8(text?).ok()?.trim_start_matches("0x"), 16).ok()?,
        ),
        b"octdec" => Value::number(i64::from_str_radix(std::str::from_utf8(text?).ok()?, 8).ok()?),
        b"bindec" => Value::number(i64::from_str_radix(std::str::from_utf8(text?).ok()?, 2).ok()?),
        b"parseint" | b"intval" | b"cint" | b"clng" | b"int" => {
            let base = number(1)
                .and_then(|base| u32::try_from(base).ok())
                .filter(|base| (2..=36).contains(base))
                .unwrap_or(10);
            match text {
                Some(text) => {
                    let text = std::str::from_utf8(text).ok()?.trim();
                    Value::number(i64::from_str_radix(text.strip_prefix("0x").unwrap_or(text), base).ok()?)
                }
                None => Value::number(first.as_number()?),
            }
        }
        b"strlen" | b"len" => Value::number(i64::try_from(text?.len()).ok()?),
        b"base64_encode" => {
            use base64::Engine as _;
            Value::text(base64::engine::general_purpose::STANDARD.encode(text?).into_bytes())
        }
        b"bin2hex" => Value::text(text?.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()),
        b"str_repeat" => {
            let count = usize::try_from(number(1)?).ok()?;
            let length = text?.len().checked_mul(count)?;
            if length > 65_536 {
                return None;
            }
            Value::text(text?.repeat(count))
        }
        _ => return None,
    })
}

/// Character codes as a text.
fn codes_text(codes: &[Value]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(codes.len());
    for code in codes {
        match code.as_list() {
            Some(inner) => {
                for code in inner {
                    codec::push_code(&mut out, code.as_number()?);
                }
            }
            None => codec::push_code(&mut out, code.as_number()?.rem_euclid(0x11_0000)),
        }
    }
    Some(out)
}

/// PHP's `substr`: negative numbers count from the end.
fn substr(text: &[u8], start: i64, length: Option<i64>, has_length: bool) -> Option<Value> {
    let total = i64::try_from(text.len()).ok()?;
    let start = if start < 0 { start.checked_add(total)?.max(0) } else { start.min(total) };
    let end = match length {
        None if has_length => return None,
        None => total,
        Some(length) if length < 0 => total.checked_add(length)?.max(start),
        Some(length) => start.saturating_add(length).min(total),
    };
    Some(Value::text(text.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)?.to_vec()))
}

/// Every `from` in the text made `to`.
pub(super) fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Option<Value> {
    if from.is_empty() {
        return Some(Value::text(text.to_vec()));
    }
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    for found in memchr::memmem::find_iter(text, from) {
        out.extend_from_slice(text.get(at..found)?);
        out.extend_from_slice(to);
        at = found + from.len();
        if out.len() > TEXT_MAX {
            return None;
        }
    }
    out.extend_from_slice(text.get(at..)?);
    Some(Value::text(out))
}

/// A list's items with `between` between them.
pub(super) fn joined(list: &Value, between: &[u8]) -> Option<Value> {
    let Some(items) = list.as_list() else { return list.as_text().map(|text| Value::text(text.to_vec())) };
    let mut out = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(between);
        }
        out.extend_from_slice(&item.to_text()?);
        if out.len() > TEXT_MAX {
            return None;
        }
    }
    Some(Value::text(out))
}

/// A text's parts; its letters when nothing is between them.
pub(super) fn split(text: &[u8], between: &[u8]) -> Value {
    if between.is_empty() {
        if text.len() > 4096 {
            return Value::default();
        }
        return Value::list(text.iter().map(|byte| Value::text(vec![*byte])).collect());
    }
    let mut parts = Vec::new();
    let mut at = 0;
    for found in memchr::memmem::find_iter(text, between).take(4096) {
        parts.push(Value::text(text.get(at..found).unwrap_or_default().to_vec()));
        at = found + between.len();
    }
    parts.push(Value::text(text.get(at..).unwrap_or_default().to_vec()));
    Value::list(parts)
}

/// `{0}{2}{1}` and `%s` filled in.
pub(super) fn formatted(pattern: &[u8], items: &Value) -> Option<Value> {
    let one = std::slice::from_ref(items);
    let items = items.as_list().unwrap_or(one);
    let mut out = Vec::new();
    let mut rest = pattern;
    let mut next = 0;
    while let [first, tail @ ..] = rest {
        let braced = || {
            let close = tail.iter().take(4).position(|&byte| byte == b'}')?;
            let index: usize = std::str::from_utf8(tail.get(..close)?).ok()?.parse().ok()?;
            Some((index, tail.get(close + 1..)?))
        };
        if *first == b'{'
            && let Some((index, after)) = braced()
        {
            out.extend_from_slice(&items.get(index)?.to_text()?);
            rest = after;
        } else if *first == b'%' && matches!(tail.first(), Some(b's' | b'd')) {
            out.extend_from_slice(&items.get(next)?.to_text()?);
            next += 1;
            rest = tail.get(1..)?;
        } else if *first == b'%' && tail.first() == Some(&b'c') {
            codec::push_code(&mut out, items.get(next)?.as_number()?);
            next += 1;
            rest = tail.get(1..)?;
        } else {
            out.push(*first);
            rest = tail;
        }
        if out.len() > TEXT_MAX {
            return None;
        }
    }
    Some(Value::text(out))
}
